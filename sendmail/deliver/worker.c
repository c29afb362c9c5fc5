/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The worker process: threads that each take the next job frame from the queue's socket, attempt it
 * and answer. The socket keeps packets whole, so the threads need no dispatcher and no lock; how
 * many jobs are out at a time is the queue's decision.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "ipc/frame.h"
#include "ipc/pack.h"
#include "route/expand_world.h"
#include "sendmail/deliver/deliver.h"
#include "sendmail/proto/queue_frames.h"
#include "sendmail/proto/worker.h"

enum {
    THREADS = 50,
    STACK_BYTES = 512 * 1024,
    SWEEP_MS = 10 * 1000, /* how often idle connections are looked at and figures written */
};

struct worker {
    const struct worker_setup *setup;
    struct deliverer *deliverer;
    struct deliver_port port;
    int queue; /* the queue's socket; -1: not yet known */
    pthread_t threads[THREADS];
    size_t thread_count;
};

/* ---- a thread ---- */

static bool answer(struct worker *w, const struct envelope *e, const struct str *transcript,
                   uint32_t tag, struct arena *in)
{
    struct str payload = str_new(in);
    struct frame f = {0};
    struct err err = {0};

    queue_pack_result(e, str_slice(transcript), tag, &payload, &f);
    if (frame_send(w->queue, &f, &err))
        return true;
    log_line(1, LOG_ERR, slice_from(e->id), "delivery result not told to the queue: %s", err.text);
    return false;
}

static bool do_job(struct worker *w, struct frame *f, struct arena *in)
{
    struct envelope e = {.in = in};
    struct str transcript = str_new(in);
    struct body body;
    struct err err = {0};

    if (f->type != QUEUE_JOB || !queue_unpack_job(f, &e, &body, &err)) {
        log_line(0, LOG_ERR, SLICE(""), "a frame that is no job: %s", err.text);
        return false;
    }
    w->port.attempt(w->port.ctx, &e, &body, &transcript);
    if (body.fd >= 0)
        close(body.fd);
    return answer(w, &e, &transcript, f->tag, in);
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct arena *in = arena_new();
    bool going = true;

    while (going) {
        struct frame f = {0};
        struct err err = {0};

        going = frame_receive(w->queue, false, in, &f, &err) == FRAME_OK && do_job(w, &f, in);
        frame_close_fds(&f);
        arena_reset(in);
    }
    arena_drop(in);
    return NULL;
}

/* ---- the main thread ---- */

static void start_threads(struct worker *w)
{
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&w->threads[w->thread_count], &attr, work, w) != 0)
            break; /* fewer will do */
        w->thread_count++;
    }
    pthread_attr_destroy(&attr);
}

static void stop_threads(struct worker *w)
{
    /* Wakes whoever waits for a job; whoever has one finishes it and can still answer. */
    if (w->queue >= 0)
        shutdown(w->queue, SHUT_RD);
    for (size_t i = 0; i < w->thread_count; i++)
        pthread_join(w->threads[i], NULL);
    w->thread_count = 0;
    if (w->queue >= 0)
        close(w->queue);
    w->queue = -1;
}

/* The queue process, or a new one after the old one died. */
static void meet(struct worker *w, struct frame *f)
{
    struct slice payload = f->payload;
    uint32_t kind;

    if (!unpack_u32(&payload, &kind) || kind != WORKER_QUEUE || f->nfds < 1)
        return;
    stop_threads(w);
    w->queue = f->fds[0];
    f->nfds = 0;
    start_threads(w);
}

/* False when it is time to go. */
static bool obey(struct worker *w, struct arena *in)
{
    struct frame f = {0};
    struct err err = {0};
    bool stay = true;

    if (frame_receive(w->setup->control, false, in, &f, &err) != FRAME_OK)
        return false;
    if (f.type == CONTROL_PEER)
        meet(w, &f);
    else if (f.type == CONTROL_DRAIN || f.type == CONTROL_STOP)
        stay = false;
    frame_close_fds(&f);
    arena_reset(in);
    return stay;
}

static void serve(struct worker *w)
{
    struct frame ready = {.type = CONTROL_READY};
    struct arena *in = arena_new();
    bool stay = frame_send(w->setup->control, &ready, NULL);

    while (stay) {
        struct pollfd p = {.fd = w->setup->control, .events = POLLIN};
        int n = poll(&p, 1, SWEEP_MS);

        if (n > 0)
            stay = obey(w, in);
        else if (n == 0)
            deliver_sweep(w->deliverer);
        else if (errno != EINTR)
            stay = false;
    }
    arena_drop(in);
}

/* RunAsUser: after the sockets are there, before anything of a peer is read. */
static bool give_up_privileges(const struct config *cfg)
{
    struct identity who = identity_of(cfg->run_as_uid, cfg->run_as_gid);
    struct err err = {0};

    if (geteuid() != 0 || cfg->run_as_uid == 0)
        return true;
    if (identity_become(&who, &err))
        return true;
    log_line(0, LOG_CRIT, SLICE(""), "deliver worker: RunAsUser: %s", err.text);
    return false;
}

int deliver_worker(const struct worker_setup *setup)
{
    struct worker w = {.setup = setup, .queue = -1};
    bool can_become = geteuid() == 0;
    struct expand_files files = {
        .cfg = setup->cfg, .open_as = setup->master.open_as, .ctx = setup->master.ctx};
    struct expand_world world = expand_world_of(&files);
    struct deliver_setup deliver = {.cfg = setup->cfg,
                                    .master = &setup->master,
                                    .world = &world,
                                    .can_become = can_become,
                                    .threads = THREADS};

    if (!give_up_privileges(setup->cfg))
        return EX_OSERR;
    w.deliverer = deliver_new(&deliver);
    w.port = deliver_port(w.deliverer);
    serve(&w);
    stop_threads(&w);
    deliver_close(w.deliverer);
    close(setup->control);
    return EX_OK;
}
