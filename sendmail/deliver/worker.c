/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The worker process: threads that each take the next job frame from the queue's socket, attempt it
 * and answer. The socket keeps packets whole, so the threads need no dispatcher and no lock; how
 * many jobs are out at a time is the queue's decision.
 *
 * It talks to the queue, to the next hops and to the master, who runs mailers and opens users'
 * files as the users. It runs nothing itself; RunAsUser or a root of few capabilities:
 * master/rights.h.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <syslog.h>
#include <time.h>
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
    HURRY_S = 10,         /* for jobs under way when everything is to stop */
    SWEEP_MS = 10 * 1000, /* how often idle connections are looked at and figures written */
};

struct worker {
    const struct worker_setup *setup;
    struct deliverer *deliverer;
    struct deliver_port port;
    struct peer *queue;   /* NULL: not yet known */
    pthread_mutex_t lock; /* the rest */
    pthread_cond_t one_less;
    size_t threads; /* running, for the present queue process and for dead ones */
};

/* A queue process and the threads that work for it. When it dies they finish what they have, and
 * the last one forgets it; the next queue process gets threads of its own at once. */
struct peer {
    struct worker *worker;
    int sock;
    size_t threads;
};

/* ---- a thread ---- */

static bool answer(struct peer *p, const struct envelope *e, const struct str *transcript,
                   uint32_t tag, struct arena *in)
{
    struct str payload = str_new(in);
    struct frame f = {0};
    struct err err = {0};

    queue_pack_result(e, str_slice(transcript), tag, &payload, &f);
    if (frame_send(p->sock, &f, &err))
        return true;
    log_line(1, LOG_ERR, slice_from(e->id), "delivery result not told to the queue: %s", err.text);
    return false;
}

static bool do_job(struct peer *p, struct frame *f, struct arena *in)
{
    struct worker *w = p->worker;
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
    return answer(p, &e, &transcript, f->tag, in);
}

static void thread_ends(struct peer *p)
{
    struct worker *w = p->worker;
    bool last;

    pthread_mutex_lock(&w->lock);
    last = --p->threads == 0;
    if (last) {
        close(p->sock);
        if (w->queue == p)
            w->queue = NULL;
    }
    w->threads--;
    pthread_cond_signal(&w->one_less);
    pthread_mutex_unlock(&w->lock);
    if (last)
        free(p);
}

static void *work(void *arg)
{
    struct peer *p = arg;
    struct arena *in = arena_new();
    bool going = true;

    while (going) {
        struct frame f = {0};
        struct err err = {0};

        going = frame_receive(p->sock, false, in, &f, &err) == FRAME_OK && do_job(p, &f, in);
        frame_close_fds(&f);
        arena_reset(in);
    }
    arena_drop(in);
    thread_ends(p);
    return NULL;
}

/* ---- the main thread ---- */

/* Under the lock. Whoever waits for a job wakes up and goes; whoever has one can still answer. */
static void leave_queue(struct worker *w)
{
    if (w->queue != NULL)
        shutdown(w->queue->sock, SHUT_RD);
    w->queue = NULL;
}

static void start_threads(struct worker *w, int sock)
{
    struct peer *p = calloc(1, sizeof *p);
    pthread_attr_t attr;
    pthread_t thread;
    size_t started = 0;

    if (p == NULL)
        die("out of memory");
    *p = (struct peer){.worker = w, .sock = sock};
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_mutex_lock(&w->lock);
    leave_queue(w);
    while (started < THREADS && pthread_create(&thread, &attr, work, p) == 0)
        started++; /* fewer will do */
    p->threads = started;
    w->threads += started;
    w->queue = p;
    /* From here on p is its threads': a queue that is gone again takes them, and p, with it. */
    pthread_mutex_unlock(&w->lock);
    pthread_attr_destroy(&attr);
    if (started == 0)
        die("no thread could be started");
}

/* False when jobs are still under way after HURRY_S. */
static bool stop_threads(struct worker *w, bool hurry)
{
    struct timespec end;
    bool all;
    int rc = 0;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += HURRY_S;
    pthread_mutex_lock(&w->lock);
    leave_queue(w);
    while (w->threads > 0 && rc == 0)
        rc = hurry ? pthread_cond_timedwait(&w->one_less, &w->lock, &end)
                   : pthread_cond_wait(&w->one_less, &w->lock);
    all = w->threads == 0;
    pthread_mutex_unlock(&w->lock);
    return all;
}

/* The queue process, or a new one after the old one died. */
static void meet(struct worker *w, struct frame *f)
{
    struct slice payload = f->payload;
    uint32_t kind;

    if (!unpack_u32(&payload, &kind) || kind != WORKER_QUEUE || f->nfds < 1)
        return;
    start_threads(w, f->fds[0]);
    f->nfds = 0;
}

/* False when it is time to go. */
static bool obey(struct worker *w, struct arena *in, bool *hurry)
{
    struct frame f = {0};
    struct err err = {0};
    bool stay = true;

    *hurry = true;
    if (frame_receive(w->setup->control, false, in, &f, &err) != FRAME_OK)
        return false;
    *hurry = f.type == CONTROL_STOP;
    if (f.type == CONTROL_PEER)
        meet(w, &f);
    else if (f.type == CONTROL_DRAIN || f.type == CONTROL_STOP)
        stay = false;
    frame_close_fds(&f);
    arena_reset(in);
    return stay;
}

/* True when it has to end soon. */
static bool serve(struct worker *w)
{
    bool hurry = true;
    struct frame ready = {.type = CONTROL_READY};
    struct arena *in = arena_new();
    bool stay = frame_send(w->setup->control, &ready, NULL);

    while (stay) {
        struct pollfd p = {.fd = w->setup->control, .events = POLLIN};
        int n = poll(&p, 1, SWEEP_MS);

        if (n > 0)
            stay = obey(w, in, &hurry);
        else if (n == 0)
            deliver_sweep(w->deliverer);
        else if (errno != EINTR)
            stay = false;
    }
    arena_drop(in);
    return hurry;
}

int deliver_worker(const struct worker_setup *setup)
{
    struct worker w = {
        .setup = setup, .lock = PTHREAD_MUTEX_INITIALIZER, .one_less = PTHREAD_COND_INITIALIZER};
    struct expand_files files = {
        .cfg = setup->cfg, .open_list = setup->master.open_list, .ctx = setup->master.ctx};
    struct expand_world world = expand_world_of(&files);
    struct deliver_setup deliver = {
        .cfg = setup->cfg, .master = &setup->master, .world = &world, .threads = THREADS};

    w.deliverer = deliver_new(&deliver);
    w.port = deliver_port(w.deliverer);
    /* Those still talking use everything: nothing can be given back behind their backs. What they
     * were at is tried again, as after a crash. */
    if (!stop_threads(&w, serve(&w)))
        _exit(EX_OK);
    deliver_close(w.deliverer);
    close(setup->control);
    return EX_OK;
}
