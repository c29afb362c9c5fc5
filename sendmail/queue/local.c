/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue of one process. commit makes files, start delivers what commit made: at once, in a
 * child, or not at all. Between the two the job's lock is held here, so that no queue run gets in
 * between.
 */
#include "sendmail/queue/queue.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/date.h"
#include "os/clock.h"
#include "sendmail/queue/conclude.h"
#include "sendmail/queue/figures.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/run.h"

/* Each process has its own. */
static void begin_ids(struct queue *q)
{
    unsigned start = 0;

    if (getrandom(&start, sizeof start, GRND_NONBLOCK) != (ssize_t)sizeof start)
        start = (unsigned)clock_monotonic_ms();
    queue_id_init(&q->ids, (unsigned long)getpid(), start);
}

bool queue_open(const struct queue_options *options, struct arena *in, struct queue **queue,
                struct err *err)
{
    struct queue *q = ARENA_NEW(in, struct queue);

    q->o = *options;
    q->cfg = options->cfg;
    q->in = in;
    if (q->o.error_mode == 0)
        q->o.error_mode = q->cfg->opt.error_mode;
    if (!config_open_spool(q->cfg, in, &q->spool, err))
        return false;
    begin_ids(q);
    statistics_counter_init(&q->counter);
    *queue = q;
    return true;
}

static void local_new_id(void *ctx, char id[QUEUE_ID_MAX])
{
    struct queue *q = ctx;

    queue_id_next(&q->ids, clock_now(), id);
}

static bool local_room(void *ctx, int64_t bytes, struct err *err)
{
    struct queue *q = ctx;

    return figures_has_room(q->cfg, q->spool, bytes, err);
}

static void fill_in(struct queue *q, struct envelope *e)
{
    if (e->id[0] == '\0')
        local_new_id(q, e->id);
    if (e->created_at == 0)
        e->created_at = clock_now();
}

static bool local_commit(void *ctx, struct envelope *const *envs, size_t count,
                         const struct body *body, enum delivery_mode mode, struct err *err)
{
    struct queue *q = ctx;
    struct spool_job *jobs;

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        fill_in(q, envs[i]);
    jobs = ARENA_ARRAY(q->in, count, struct spool_job);
    if (!spool_create(q->spool, envs, count, body, jobs, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct queue_waiting *w = ARENA_NEW(q->in, struct queue_waiting);

        *w = (struct queue_waiting){q->waiting, envs[i], jobs[i], (char)mode};
        q->waiting = w;
        figures_count(q->cfg, &q->counter, envs[i]);
    }
    figures_flush(q->o.master, &q->counter);
    return true;
}

static struct queue_waiting *take_waiting(struct queue *q, const struct envelope *env)
{
    for (struct queue_waiting **w = &q->waiting; *w != NULL; w = &(*w)->next) {
        if ((*w)->env == env) {
            struct queue_waiting *found = *w;

            *w = found->next;
            return found;
        }
    }
    return NULL;
}

static void log_queued(const struct config *cfg, const struct envelope *e)
{
    int64_t delay = clock_now() - e->created_at;

    for (size_t i = 0; i < e->rcpts.len && log_wants(9); i++) {
        const struct recipient *r = &e->rcpts.p[i];
        struct slice mailer = SLICE("*unresolved*");

        if (!qf_keeps(r))
            continue;
        if (r->addr.mailer >= 0 && (size_t)r->addr.mailer < cfg->mailers.len)
            mailer = cfg->mailers.p[r->addr.mailer].name;
        log_line(9, LOG_INFO, slice_from(e->id),
                 "to=%.*s, delay=%02d:%02d:%02d, mailer=%.*s, pri=%lld, %s%.*s%sstat=%s",
                 SLICE_ARG(r->addr.text), (int)(delay / 3600), (int)(delay / 60 % 60),
                 (int)(delay % 60), SLICE_ARG(mailer), (long long)e->priority,
                 r->dsn.len > 0 ? "dsn=" : "", SLICE_ARG(r->dsn), r->dsn.len > 0 ? ", " : "",
                 (e->flags & ENV_QUARANTINED) != 0 ? "quarantined" : "queued");
    }
}

/* True when it is to stay in the queue for now. */
static bool must_stay(struct queue *q, const struct envelope *e, char mode)
{
    return mode == DELIVER_QUEUE || mode == DELIVER_DEFER || (e->flags & ENV_QUARANTINED) != 0 ||
           queue_should_wait(&q->cfg->opt, e->priority, load_average());
}

static void deliver_now(struct queue *q, struct spool_job *job, struct envelope *e)
{
    struct body body;
    struct err err = {0};

    if (!spool_open_body(job, e, &body, &err)) {
        log_line(1, LOG_ERR, slice_from(e->id), "%s", err.text);
        spool_unlock(job);
        return;
    }
    queue_try(q, job, e, &body);
    close(body.fd);
}

/* The child is nobody's: the caller need not wait for it. */
static void deliver_in_background(struct queue *q, struct spool_job *job, struct envelope *e)
{
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child < 0) {
        log_line(1, LOG_ERR, slice_from(e->id), "cannot fork: queued");
        spool_unlock(job);
        return;
    }
    if (child > 0) {
        spool_unlock(job); /* the child's copy keeps the lock */
        return;
    }
    (void)setsid();
    signal(SIGHUP, SIG_IGN);
    begin_ids(q); /* or two children would name their bounces alike */
    q->o.submission = false;
    deliver_now(q, job, e);
    if (q->o.deliver.idle != NULL) /* next hops are said farewell to */
        q->o.deliver.idle(q->o.deliver.ctx);
    _exit(EX_OK);
}

static void local_start(void *ctx, struct envelope *const *envs, size_t count)
{
    struct queue *q = ctx;

    for (size_t i = 0; i < count; i++) {
        struct queue_waiting *w = take_waiting(q, envs[i]);

        if (w == NULL)
            continue;
        if (must_stay(q, envs[i], w->mode)) {
            log_queued(q->cfg, envs[i]);
            spool_unlock(&w->job);
        } else if (w->mode == DELIVER_BACKGROUND) {
            deliver_in_background(q, &w->job, envs[i]);
        } else {
            deliver_now(q, &w->job, envs[i]);
        }
    }
}

static bool local_run(void *ctx, struct slice what, struct err *err)
{
    struct queue *q = ctx;
    struct queue_run run = {.queue = q};
    struct arena *in = arena_new();
    bool ok = true;

    queue_select_init(&run.select);
    if (slice_skip(&what, '#'))
        run.select.group = what;
    else if (what.len > 0)
        *VEC_ADD(&run.select.limits, in) = (struct queue_limit){'R', false, what};
    ok = queue_run(&run, err);
    arena_drop(in);
    return ok;
}

struct queue_port queue_port_local(struct queue *q)
{
    return (struct queue_port){
        .ctx = q,
        .new_id = local_new_id,
        .room = local_room,
        .commit = local_commit,
        .start = local_start,
        .run = local_run,
    };
}
