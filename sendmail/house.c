/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/house.h"

#include <stdio.h>

#include "os/traffic.h"

void house_users(struct house *h, const struct program *p)
{
    *h = (struct house){.files = {.cfg = p->cfg}};
    h->world = expand_world_of(&h->files);
}

static void say(void *ctx, struct slice line)
{
    const struct program *p = ctx;

    traffic_line(p->cfg->traffic, ">>>", line);
    program_say(p, 50, "%.*s", SLICE_ARG(line));
}

bool house_open(struct house *h, struct program *p, char error_mode, bool submission)
{
    struct err err = {0};

    house_users(h, p);
    h->master = master_port_local(p->cfg);
    h->deliverer = deliver_new(&(struct deliver_setup){.cfg = p->cfg,
                                                       .master = &h->master,
                                                       .world = &h->world,
                                                       .say = p->cfg->opt.verbose ? say : NULL,
                                                       .say_ctx = p});
    if (!queue_open(&(struct queue_options){.cfg = p->cfg,
                                            .master = &h->master,
                                            .deliver = deliver_port(h->deliverer),
                                            .error_mode = error_mode,
                                            .verbose = p->cfg->opt.verbose,
                                            .submission = submission},
                    p->in, &h->queue, &err)) {
        program_say(p, 554, "%s", err.text);
        p->status = err.status;
        deliver_close(h->deliverer);
        return false;
    }
    h->port = queue_port_local(h->queue);
    return true;
}

void house_close(struct house *h)
{
    deliver_close(h->deliverer);
}
