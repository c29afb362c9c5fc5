/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smtpd process of the daemon. It talks to clients over the listening sockets it was born with,
 * to the master (control frames; lists opened as users, maps opened as root) and to the queue. It
 * is not root, runs nothing (but for a map of class program) and changes no file: master/rights.h.
 */
#include <poll.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "ipc/frame.h"
#include "ipc/pack.h"
#include "os/clock.h"
#include "route/expand_world.h"
#include "sendmail/smtpd/accept.h"
#include "sendmail/smtpd/client.h"
#include "sendmail/smtpd/queue_link.h"

enum { HURRY_MS = 10000, LOOK_MS = 500, COUNT_MS = 5000 };

struct smtpd_process {
    const struct worker_setup *setup;
    struct arena *in;
    struct queue_link *link;
    struct queue_port queue;
    struct expand_files files;
    struct expand_world world;
    struct statistics_counter counter;
    struct acceptor *acceptor; /* NULL until the queue is known */
    bool leaving;
    int64_t give_up_at; /* monotonic ms; 0: sessions may take their time */
};

static bool start_accepting(struct smtpd_process *p, struct err *err)
{
    struct acceptor_options options = {
        .shared = {.cfg = p->setup->cfg,
                   .queue = &p->queue,
                   .world = &p->world,
                   .counter = &p->counter,
                   .resolver = client_resolver(p->setup->cfg, p->in)},
        .listeners = p->setup->listeners,
        .listener_count = p->setup->listener_count,
        .counters = counters_bytes() <= SMTPD_COUNTERS_BYTES ? p->setup->smtpd_counters : NULL,
        .index = p->setup->index,
    };

    p->acceptor = acceptor_start(&options, err);
    return p->acceptor != NULL;
}

static bool take_peer(struct smtpd_process *p, struct frame *f, struct err *err)
{
    struct slice payload = f->payload;
    uint32_t kind;

    if (!unpack_u32(&payload, &kind) || kind != WORKER_QUEUE || f->nfds != 1) {
        frame_close_fds(f);
        return true;
    }
    queue_link_set(p->link, f->fds[0]);
    return p->acceptor != NULL || start_accepting(p, err);
}

static void leave(struct smtpd_process *p, bool hurry)
{
    p->leaving = true;
    if (p->acceptor == NULL)
        return;
    if (hurry) {
        acceptor_hurry(p->acceptor);
        p->give_up_at = clock_monotonic_ms() + HURRY_MS;
    } else {
        acceptor_drain(p->acceptor);
    }
}

/* Frames that are there. False: *err, this process cannot go on. */
static bool take_frames(struct smtpd_process *p, struct err *err)
{
    struct arena *in = arena_new();
    bool ok = true, more = true;

    while (ok && more) {
        struct frame f = {0};
        struct err why;

        switch (frame_receive(p->setup->control, true, in, &f, &why)) {
        case FRAME_OK:
            if (f.type == CONTROL_PEER)
                ok = take_peer(p, &f, err);
            else
                frame_close_fds(&f);
            if (f.type == CONTROL_DRAIN || f.type == CONTROL_STOP)
                leave(p, f.type == CONTROL_STOP);
            break;
        case FRAME_AGAIN:
            more = false;
            break;
        case FRAME_CLOSED: /* the master is gone */
        case FRAME_BROKEN:
            leave(p, true);
            more = false;
            break;
        }
    }
    arena_drop(in);
    return ok;
}

static int open_statistics(void *ctx, struct err *err)
{
    const struct master_port *master = ctx;

    return master->open_own(master->ctx, MASTER_OWN_STATISTICS, err);
}

static void write_figures(struct smtpd_process *p)
{
    (void)statistics_flush_with(&p->counter, open_statistics, (void *)&p->setup->master, NULL);
}

static int control_loop(struct smtpd_process *p)
{
    struct err err = {0};

    for (;;) {
        struct pollfd fd = {.fd = p->setup->control, .events = POLLIN};

        write_figures(p);
        if (p->leaving && (p->acceptor == NULL || acceptor_finish(p->acceptor, LOOK_MS))) {
            write_figures(p);
            return EX_OK;
        }
        if (p->give_up_at != 0 && clock_monotonic_ms() >= p->give_up_at)
            return EX_OK; /* whoever still waits loses nothing that was acknowledged */
        if (poll(&fd, 1, p->leaving ? 0 : COUNT_MS) > 0 && !take_frames(p, &err)) {
            log_line(0, LOG_CRIT, SLICE("NOQUEUE"), "%s", err.text);
            return EX_OSERR;
        }
    }
}

int smtpd_worker(const struct worker_setup *setup)
{
    struct smtpd_process p = {.setup = setup, .in = arena_new(), .link = queue_link_new()};
    struct frame ready = {.type = CONTROL_READY};
    struct err err = {0};

    statistics_counter_init(&p.counter);
    p.queue = queue_link_port(p.link);
    p.files = (struct expand_files){
        .cfg = setup->cfg, .open_list = setup->master.open_list, .ctx = setup->master.ctx};
    p.world = expand_world_of(&p.files);
    if (!frame_send(setup->control, &ready, &err)) {
        log_line(0, LOG_CRIT, SLICE("NOQUEUE"), "smtpd: %s", err.text);
        return EX_OSERR;
    }
    return control_loop(&p);
}
