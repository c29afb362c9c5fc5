/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -q: the queue is run once; -bp: it is listed; -bP: it is counted.
 */
#include <stdio.h>
#include <unistd.h>

#include "sendmail/house.h"
#include "sendmail/queue/run.h"
#include "sendmail/tool/mailq.h"

static bool group_exists(const struct program *p)
{
    struct slice group = p->cl->queue.select.group;

    if (group.p == NULL || config_queue_group(p->cfg, group) >= 0)
        return true;
    printf("Queue group %.*s unknown\n", SLICE_ARG(group));
    return false;
}

static int run_once(struct program *p, struct house *house)
{
    struct queue_run run = {.queue = house->queue, .select = p->cl->queue.select};
    struct err err = {0};

    if (p->cl->has_quarantine) {
        queue_quarantine(house->queue, &run.select, p->cl->quarantine);
        return EX_OK;
    }
    if (queue_run(&run, &err))
        return EX_OK;
    program_say(p, 451, "%s", err.text);
    return err.status;
}

int mode_queue_run(struct program *p)
{
    struct house house;
    int status;

    if (!group_exists(p))
        return EX_OK;
    if (p->cl->queue.interval > 0)
        return mode_daemon(p);
    /* A run that others wait for must not keep them: it goes on behind their back. */
    if (!p->cl->queue.foreground && !p->cfg->opt.verbose && !p->cl->has_quarantine &&
        !queue_select_is_narrow(&p->cl->queue.select)) {
        fflush(NULL);
        pid_t child = fork();

        if (child > 0)
            return EX_OK;
        if (child == 0)
            (void)setsid();
    }
    if (!house_open(&house, p, 0, false))
        return p->status;
    if (!queue_may_run(p->cfg, house.queue->spool)) {
        program_say(p, 554, "You do not have permission to process the queue");
        house_close(&house);
        return EX_NOPERM;
    }
    status = run_once(p, &house);
    house_close(&house);
    return status;
}

int mode_print_queue(struct program *p)
{
    if (!group_exists(p))
        return EX_OK;
    return mailq(p->cfg, &p->cl->queue.select, p->cfg->opt.verbose);
}

/* compatible: without a shared memory segment there is nothing to count from. */
int mode_queue_count(struct program *p)
{
    (void)p;
    printf("Data unavailable: shared memory not updated\n");
    return EX_OK;
}
