/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From ready jobs to deliver workers. Jobs wait by destination: one that is slow or down holds its
 * own jobs, not those of others, and all its jobs go to one worker, which has the open connection.
 */
#include <syslog.h>

#include "base/log.h"
#include "sendmail/queue/worker.h"

void dispatch_init(struct worker *w)
{
    w->destinations = ARENA_ARRAY(w->arena, DESTINATIONS, struct destination);
    for (size_t i = 0; i < DESTINATIONS; i++)
        w->destinations[i].jobs.last = &w->destinations[i].jobs.first;
    w->waiting_last = &w->waiting;
}

uint64_t dispatch_hash(const struct envelope *e)
{
    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct address *a = &e->rcpts.p[i].addr;
        size_t at;

        if (!qf_keeps(&e->rcpts.p[i]))
            continue;
        if (a->mailer >= 0)
            return slice_hash_case(a->host) * 31 + (uint64_t)a->mailer;
        at = slice_find_last(a->text, '@');
        return slice_hash_case(slice_from_at(a->text, at == SIZE_MAX ? a->text.len : at));
    }
    return 0;
}

static struct destination *destination_of(struct worker *w, const struct job *job)
{
    return &w->destinations[job->to % DESTINATIONS];
}

static void line_up(struct worker *w, struct destination *d)
{
    if (d->waiting || d->jobs.first == NULL || d->running >= WORKER_DESTINATION)
        return;
    d->waiting = true;
    d->next = NULL;
    *w->waiting_last = d;
    w->waiting_last = &d->next;
}

void dispatch_ready(struct job *job)
{
    struct worker *w = job->w;
    struct destination *d = destination_of(w, job);

    job->state = JOB_READY;
    job->next = NULL;
    *d->jobs.last = job;
    d->jobs.last = &job->next;
    line_up(w, d);
}

/* The destination's own worker, of those that live. */
static struct peer *choose_peer(struct worker *w, uint64_t hash)
{
    size_t n = 0, pick;

    for (struct peer *p = w->peers; p != NULL; p = p->next)
        n += p->kind == WORKER_DELIVER && p->sock >= 0;
    if (n == 0)
        return NULL;
    pick = (hash >> 10) % n;
    for (struct peer *p = w->peers; p != NULL; p = p->next) {
        if (p->kind == WORKER_DELIVER && p->sock >= 0 && pick-- == 0)
            return p;
    }
    return NULL;
}

bool dispatch_is_possible(struct worker *w)
{
    return choose_peer(w, 0) != NULL;
}

/* The descriptor of a body stays ours; the frame gets a copy of it. */
static bool send_job(struct worker *w, struct job *job, struct peer *peer, struct err *err)
{
    struct frame f = {.type = QUEUE_JOB};
    struct str out;
    bool ok = true;

    if (job->wire.len > 0) {
        f.payload = job->wire;
    } else {
        out = str_new(w->scratch);
        ok = queue_pack_job(job->packed, &job->body, &out, &f, err);
    }
    f.tag = job->tag;
    ok = ok && frame_send(peer->sock, &f, err);
    if (job->wire.len == 0)
        arena_reset(w->scratch);
    return ok;
}

static bool start(struct worker *w, struct destination *d)
{
    struct job *job = d->jobs.first;
    struct peer *peer = choose_peer(w, job->to);
    struct err err = {0};

    if (peer == NULL)
        return false;
    if (!send_job(w, job, peer, &err)) {
        log_line(1, LOG_ERR, slice_from(job->id), "cannot hand over for delivery: %s", err.text);
        return false;
    }
    d->jobs.first = job->next;
    if (d->jobs.first == NULL)
        d->jobs.last = &d->jobs.first;
    job->state = JOB_RUNNING;
    job->peer = peer;
    peer->running++;
    d->running++;
    w->running++;
    return true;
}

void dispatch_some(struct worker *w)
{
    while (w->waiting != NULL && w->running < WORKER_JOBS) {
        struct destination *d = w->waiting;
        bool started = start(w, d);

        if (!started)
            return; /* no worker at the moment: everybody keeps their place */
        w->waiting = d->next;
        if (w->waiting == NULL)
            w->waiting_last = &w->waiting;
        d->waiting = false;
        line_up(w, d);
    }
}

void dispatch_done(struct job *job)
{
    struct worker *w = job->w;
    struct destination *d = destination_of(w, job);

    job->peer->running--;
    job->peer = NULL;
    d->running--;
    w->running--;
    line_up(w, d);
}

/* What it was doing is done again by another: the window in which a message may come twice. */
void dispatch_peer_gone(struct worker *w, struct peer *peer)
{
    for (uint32_t i = 0; i < w->slot_count && peer->running > 0; i++) {
        struct job *job = w->slots[i];

        if (job == NULL || job->state != JOB_RUNNING || job->peer != peer)
            continue;
        dispatch_done(job);
        dispatch_ready(job);
    }
}
