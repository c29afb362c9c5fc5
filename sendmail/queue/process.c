/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue process: talks to master (control), smtpd (commits) and deliver (jobs); owns the spool.
 * Nobody else talks to it, and it runs nothing. It is the owner of the spool, and what lies
 * elsewhere the master opens for it (master/rights.h).
 */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "ipc/pack.h"
#include "os/clock.h"
#include "sendmail/queue/figures.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/worker.h"

enum {
    POOL_THREADS = 4,
    EVENTS = 64,
    FRAMES_AT_ONCE = 64, /* of one peer, before the others have their turn */
    STOP_SECONDS = 5,
    DRAIN_SECONDS = 60,
};

static bool watch(struct worker *w, int fd, void *what, struct err *err)
{
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = what};

    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &ev) == 0 || err_errno(err, "epoll");
}

static void peer_gone(struct worker *w, struct peer *p)
{
    (void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, p->sock, NULL);
    close(p->sock);
    p->sock = -1;
    if (p->kind == WORKER_DELIVER)
        dispatch_peer_gone(w, p);
}

static void add_peer(struct worker *w, const struct frame *f)
{
    struct slice p = f->payload;
    struct peer *peer;
    struct err err;
    uint32_t kind;

    if (f->nfds != 1 || !unpack_u32(&p, &kind) || kind >= WORKER_KINDS)
        return;
    peer = ARENA_NEW(w->arena, struct peer);
    peer->kind = (enum worker_kind)kind;
    peer->sock = dup(f->fds[0]);
    if (peer->sock < 0 || !watch(w, peer->sock, peer, &err)) {
        log_line(0, LOG_CRIT, slice_of(NULL, 0), "a peer cannot be taken: %s", strerror(errno));
        return;
    }
    peer->next = w->peers;
    w->peers = peer;
}

static void begin_stop(struct worker *w, int seconds)
{
    if (w->stopping && w->stop_at <= w->now + seconds)
        return;
    w->stopping = true;
    w->stop_at = w->now + seconds;
}

static void read_control(struct worker *w)
{
    struct arena *in = arena_new();
    struct err err = {0};
    struct frame f;

    switch (frame_receive(w->setup->control, true, in, &f, &err)) {
    case FRAME_OK:
        if (f.type == CONTROL_PEER)
            add_peer(w, &f);
        else if (f.type == CONTROL_DRAIN)
            begin_stop(w, DRAIN_SECONDS);
        else if (f.type == CONTROL_STOP)
            begin_stop(w, STOP_SECONDS);
        else if (f.type == CONTROL_RUN_QUEUE)
            load_run(w, slice_of(NULL, 0));
        frame_close_fds(&f);
        break;
    case FRAME_AGAIN:
        break;
    default: /* the master is gone */
        (void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, w->setup->control, NULL);
        begin_stop(w, STOP_SECONDS);
        break;
    }
    arena_drop(in);
}

static void read_peer(struct worker *w, struct peer *p)
{
    for (int i = 0; i < FRAMES_AT_ONCE && p->sock >= 0; i++) {
        struct arena *in = worker_arena(w);
        struct err err = {0};
        struct frame f;
        enum frame_result r = frame_receive(p->sock, true, in, &f, &err);

        if (r == FRAME_OK && p->kind == WORKER_DELIVER) {
            settle_result(w, p, &f, in);
        } else if (r == FRAME_OK) {
            accept_frame(w, p, &f, in);
        } else {
            worker_arena_back(w, in);
            if (r == FRAME_AGAIN)
                return;
            if (r == FRAME_BROKEN)
                log_line(0, LOG_CRIT, slice_of(NULL, 0), "%s", err.text);
            peer_gone(w, p);
        }
    }
}

static void drain_event(int fd)
{
    eventfd_t n;

    (void)eventfd_read(fd, &n);
}

static void handle(struct worker *w, void *what)
{
    if (what == NULL) {
        read_control(w);
    } else if (what == &w->synced_event) {
        drain_event(w->synced_event);
        accept_synced(w);
    } else if (what == &w->pool_event) {
        drain_event(w->pool_event);
        pool_collect(w->pool);
    } else {
        read_peer(w, what);
    }
}

static void housekeeping(struct worker *w)
{
    if (w->now < w->house_at)
        return;
    w->house_at = w->now + 1;
    w->load = load_average();
    load_scan(w);
    recover_spill(w);
    settle_troubled(w);
    figures_flush(&w->setup->master, &w->counter);
}

/* Nothing under way, or no more patience. */
static bool is_finished(struct worker *w)
{
    if (!w->stopping)
        return false;
    if (pool_busy(w->pool) > 0 || w->committing != NULL)
        return false;
    if (w->running == 0 && (w->waiting == NULL || !dispatch_is_possible(w)))
        return true;
    return w->now >= w->stop_at;
}

static int patience_ms(const struct worker *w)
{
    return load_is_possible(w) && schedule_next(w->schedule) <= w->now ? 0 : 1000;
}

static void loop(struct worker *w)
{
    struct epoll_event events[EVENTS];

    while (!is_finished(w)) {
        int n = epoll_wait(w->epoll, events, EVENTS, patience_ms(w));

        w->now = clock_now();
        for (int i = 0; i < n; i++)
            handle(w, events[i].data.ptr);
        if (w->appended && w->committer != NULL)
            committer_kick(w->committer);
        w->appended = false;
        load_due(w);
        dispatch_some(w);
        housekeeping(w);
    }
}

static bool set_up(struct worker *w, struct err *err)
{
    unsigned start = 0;

    if (!config_open_spool(w->cfg, w->arena, &w->spool, err) || !recover_journal(w, err))
        return false;
    if (getrandom(&start, sizeof start, GRND_NONBLOCK) != (ssize_t)sizeof start)
        start = (unsigned)clock_monotonic_ms();
    queue_id_init(&w->ids, (unsigned long)getpid(), start);
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    w->synced_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    w->pool_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (w->epoll < 0 || w->synced_event < 0 || w->pool_event < 0)
        return err_errno(err, "epoll");
    if (!watch(w, w->setup->control, NULL, err) ||
        !watch(w, w->synced_event, &w->synced_event, err) ||
        !watch(w, w->pool_event, &w->pool_event, err))
        return false;
    statistics_counter_init(&w->counter);
    w->schedule = schedule_new();
    w->pool = pool_new(POOL_THREADS, w->pool_event);
    w->committer = committer_new(w->journal, w->synced_event);
    w->committing_last = &w->committing;
    w->scratch = arena_new();
    dispatch_init(w);
    return true;
}

/* What is in memory goes to files, so that the next start finds qf and df only. */
static void shut_down(struct worker *w)
{
    recover_flush(w);
    figures_flush(&w->setup->master, &w->counter);
    if (w->committer != NULL)
        committer_drop(w->committer);
    journal_close(w->journal);
    pool_drop(w->pool);
    schedule_drop(w->schedule);
    free(w->slots);
    free(w->free_slots);
    arena_drop(w->scratch);
    while (w->spare_count > 0)
        arena_drop(w->spares[--w->spare_count]);
}

int queue_worker(const struct worker_setup *setup)
{
    struct arena *arena = arena_new();
    struct worker *w = ARENA_NEW(arena, struct worker);
    struct frame ready = {.type = CONTROL_READY};
    struct err err = {0};

    /* Memory for messages comes and goes thousands of times a second; giving it back to the system
     * each time costs more than everything else done here. */
    (void)mallopt(M_TRIM_THRESHOLD, 2 * WORKER_MEMORY_BYTES);
    (void)mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024);
    w->setup = setup;
    w->cfg = setup->cfg;
    w->arena = arena;
    w->now = clock_now();
    if (!set_up(w, &err)) {
        log_line(0, LOG_CRIT, slice_of(NULL, 0), "queue: %s", err.text);
        arena_drop(arena);
        return err.status != EX_OK ? err.status : EX_OSERR;
    }
    if (frame_send(setup->control, &ready, &err))
        loop(w);
    shut_down(w);
    arena_drop(arena);
    return EX_OK;
}
