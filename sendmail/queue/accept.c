/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking messages in. Two ways to durable: small ones that are to be delivered now go to the
 * journal, the others (large, held, queued only, or when memory is full or the journal is broken)
 * become qf and df files at once, in a thread of the pool.
 */
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "disk/wire.h"
#include "ipc/pack.h"
#include "sendmail/queue/figures.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/worker.h"

void answer(struct peer *peer, uint32_t tag, const struct err *err)
{
    struct arena *in;
    struct str out;
    struct frame f = {.type = QUEUE_COMMITTED, .tag = tag};
    struct err ignored;

    if (peer->sock < 0)
        return;
    in = arena_new();
    out = str_new(in);
    pack_u32(&out, (uint32_t)(err != NULL ? err->status : EX_OK));
    pack_slice(&out, err != NULL ? slice_from(err->text) : SLICE(""));
    f.payload = str_slice(&out);
    (void)frame_send(peer->sock, &f, &ignored);
    arena_drop(in);
}

static void answer_taken(struct peer *peer, uint32_t tag)
{
    static const char fine[8] = {0}; /* u32 EX_OK, u32 length 0 */
    struct frame f = {.type = QUEUE_COMMITTED, .tag = tag, .payload = {fine, sizeof fine}};
    struct err ignored;

    if (peer->sock >= 0)
        (void)frame_send(peer->sock, &f, &ignored);
}

/* A job for one envelope of the request; with a single one it lives in the frame's own memory. */
static struct job *make_job(struct worker *w, struct arena *in, struct slice packed, bool copy,
                            unsigned *flags, struct err *err)
{
    struct envelope e = {.in = w->scratch};
    struct job *job = NULL;

    if (!envelope_unpack(packed, &e, err)) {
        return NULL;
    } else if (!queue_id_is_valid(slice_from(e.id)) || job_find(w, e.id) != NULL) {
        err_set(err, EX_SOFTWARE, "queue id \"%.32s\" is not usable", e.id);
    } else {
        job = job_new(w, copy ? arena_new() : in, e.id);
        job->packed = copy ? arena_copy(job->in, packed) : packed;
        job->state = JOB_COMMITTING;
        job->to = dispatch_hash(&e);
        figures_count(w->cfg, &w->counter, &e);
        *flags |= e.flags;
    }
    return job;
}

static void close_body(struct commit *c)
{
    if (c->body.fd >= 0)
        close(c->body.fd);
    c->body.fd = -1;
}

/* The last thing done to a commit: it may lie in the memory of its only job. */
static void refuse(struct commit *c, const struct err *err)
{
    struct job **jobs = c->jobs;
    struct arena *in = c->in;
    size_t count = c->count;

    answer(c->peer, c->tag, err);
    close_body(c);
    for (size_t i = 0; i < count; i++)
        job_free(jobs[i]);
    arena_drop(in);
}

/* ---- as files */

static void write_files(struct task *task)
{
    struct commit *c = (struct commit *)task;
    struct arena *in = arena_new();
    struct envelope **envs = ARENA_ARRAY(in, c->count, struct envelope *);
    struct spool_job *files = ARENA_ARRAY(in, c->count, struct spool_job);

    c->ok = true;
    for (size_t i = 0; i < c->count && c->ok; i++) {
        envs[i] = ARENA_NEW(in, struct envelope);
        envs[i]->in = in;
        c->ok = envelope_unpack(c->jobs[i]->packed, envs[i], &c->err);
    }
    c->ok = c->ok && spool_create(c->w->spool, envs, c->count, &c->body, files, &c->err);
    for (size_t i = 0; i < c->count && c->ok; i++) {
        c->jobs[i]->file = files[i];
        c->jobs[i]->has_file = true;
        c->ok = c->ok && spool_open_body(&files[i], envs[i], &c->jobs[i]->body, &c->err);
    }
    close_body(c);
    arena_drop(in);
}

/* Held and queue-only mail waits for a queue run; the rest is delivered now. */
static void files_written(struct task *task)
{
    struct commit *c = (struct commit *)task;
    struct worker *w = c->w;
    struct job **jobs = c->jobs;
    struct arena *in = c->in;
    bool deliver = c->mode != DELIVER_QUEUE && c->mode != DELIVER_DEFER;
    size_t count = c->count;

    if (!c->ok) {
        refuse(c, &c->err);
        return;
    }
    answer_taken(c->peer, c->tag);
    for (size_t i = 0; i < count; i++) {
        struct job *job = jobs[i];

        if (job->file.kind != SPOOL_HELD && deliver) {
            job_account(job);
            dispatch_ready(job);
            continue;
        }
        if (job->file.kind != SPOOL_HELD)
            schedule_add(w->schedule, job->id, worker_dir_index(w, job->file.dir),
                         settle_retry_at(w, NULL));
        job_free(job);
    }
    arena_drop(in);
}

/* ---- in the journal */

static bool append_all(struct commit *c, struct slice body, struct err *err)
{
    struct worker *w = c->w;

    for (size_t i = 0; i < c->count; i++) {
        struct job *job = c->jobs[i];

        if (!journal_append(w->journal, slice_from(job->id), job->packed, body, &job->mark, err)) {
            /* What was appended must not come back after a crash: nobody was told it was taken. */
            while (i-- > 0)
                journal_note(w->journal, &c->jobs[i]->mark, slice_from(c->jobs[i]->id),
                             JOURNAL_DONE);
            return false;
        }
        job->body = body_in_memory(c->in != NULL ? arena_copy(job->in, body) : body);
        c->ticket = job->mark.ticket;
        job_account(job);
    }
    w->appended = true;
    return true;
}

static bool memory_is_short(const struct worker *w, size_t bytes)
{
    return w->memory + bytes > WORKER_MEMORY_BYTES;
}

static bool wants_files(const struct worker *w, const struct commit *c, unsigned flags,
                        size_t bytes)
{
    return w->journal == NULL || c->body.fd >= 0 || (flags & ENV_QUARANTINED) != 0 ||
           c->mode == DELIVER_QUEUE || c->mode == DELIVER_DEFER || memory_is_short(w, bytes);
}

/* The jobs are made and nothing is on disk yet: to files or to the journal. `single`: the only
 * job's memory is the frame's. */
static void keep(struct commit *c, const struct frame *f, unsigned flags, bool single)
{
    struct worker *w = c->w;
    struct err err = {0};

    arena_reset(w->scratch);
    if (queue_should_wait(&w->cfg->opt, w->cfg->opt.recipient_factor, w->load))
        c->mode = DELIVER_QUEUE;
    if (wants_files(w, c, flags, f->payload.len * c->count)) {
        c->task.run = write_files;
        c->task.done = files_written;
        pool_add(w->pool, &c->task);
        return;
    }
    /* The frame behind mode and count is exactly what QUEUE_JOB carries. */
    if (single)
        c->jobs[0]->wire = slice_from_at(f->payload, 8);
    if (!append_all(c, slice_of(c->body.memory, (size_t)c->body.len), &err)) {
        log_line(0, LOG_CRIT, slice_of(NULL, 0), "journal: %s", err.text);
        err.status = EX_TEMPFAIL;
        refuse(c, &err);
        return;
    }
    *w->committing_last = c;
    w->committing_last = &c->next;
}

static void commit_frame(struct worker *w, struct peer *peer, struct frame *f, struct arena *in)
{
    struct queue_commit_request r;
    struct commit *c = ARENA_NEW(in, struct commit);
    unsigned flags = 0;
    struct err err = {0};
    bool copy;

    *c = (struct commit){.w = w, .peer = peer, .tag = f->tag, .in = in, .body = {.fd = -1}};
    if (!queue_unpack_commit(f, in, &r)) {
        err_set(&err, EX_SOFTWARE, "a broken message");
        answer(peer, f->tag, &err);
        arena_drop(in);
        return;
    }
    c->body = r.body;
    c->mode = r.mode;
    c->jobs = ARENA_ARRAY(in, r.count, struct job *);
    if (w->stopping) {
        err_set(&err, EX_TEMPFAIL, "the system is going down");
        refuse(c, &err);
        return;
    }
    /* A single message lives in its frame's memory, unless memory is what is short. */
    copy = r.count > 1 || memory_is_short(w, f->payload.len);
    for (size_t i = 0; i < r.count; i++) {
        c->jobs[i] = make_job(w, in, r.envelopes[i], copy, &flags, &err);
        if (c->jobs[i] == NULL) {
            refuse(c, &err);
            return;
        }
        c->count++;
        c->in = copy ? in : NULL;
    }
    keep(c, f, flags, !copy);
}

static void journal_broke(struct worker *w, const struct err *why)
{
    if (w->journal == NULL)
        return;
    log_line(0, LOG_CRIT, slice_of(NULL, 0),
             "journal failed: %s; messages become files from now on", why->text);
    committer_drop(w->committer);
    w->committer = NULL;
    w->journal = NULL; /* its segments stay: what is open there is replayed by the next start */
}

void accept_synced(struct worker *w)
{
    struct err err = {0};
    uint64_t synced;
    bool ok;

    if (w->journal == NULL)
        return;
    ok = committer_synced(w->committer, &synced, &err);
    while (w->committing != NULL && (!ok || w->committing->ticket <= synced)) {
        struct commit *c = w->committing;
        bool durable = c->ticket <= synced;
        struct job **jobs = c->jobs;
        size_t count = c->count;
        struct arena *in = c->in;

        w->committing = c->next;
        if (w->committing == NULL)
            w->committing_last = &w->committing;
        if (!durable) {
            err.status = EX_TEMPFAIL;
            refuse(c, &err);
            continue;
        }
        answer_taken(c->peer, c->tag);
        for (size_t i = 0; i < count; i++)
            dispatch_ready(jobs[i]);
        arena_drop(in);
    }
    if (!ok)
        journal_broke(w, &err);
}

static void room_frame(struct worker *w, struct peer *peer, const struct frame *f)
{
    struct slice p = f->payload;
    struct err err = {0};
    int64_t bytes;

    if (!unpack_i64(&p, &bytes))
        err_set(&err, EX_PROTOCOL, "a broken question");
    else if (figures_has_room(w->cfg, w->spool, bytes, &err))
        err.status = EX_OK;
    answer(peer, f->tag, err.status == EX_OK ? NULL : &err);
}

static void run_frame(struct worker *w, struct peer *peer, const struct frame *f)
{
    struct slice p = f->payload, what;

    if (unpack_slice(&p, &what))
        load_run(w, what);
    answer(peer, f->tag, NULL);
}

/* Takes over `in`. */
void accept_frame(struct worker *w, struct peer *peer, struct frame *f, struct arena *in)
{
    switch (f->type) {
    case QUEUE_COMMIT:
        commit_frame(w, peer, f, in);
        frame_close_fds(f);
        return;
    case QUEUE_ROOM:
        room_frame(w, peer, f);
        break;
    case QUEUE_RUN:
        run_frame(w, peer, f);
        break;
    default:
        log_line(1, LOG_ERR, slice_of(NULL, 0), "unknown request %u", f->type);
        break;
    }
    frame_close_fds(f);
    arena_drop(in);
}
