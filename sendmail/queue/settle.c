/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Results of attempts. Most messages went to everybody and nobody asked for a receipt: a "done"
 * note, and that is all. The rest is concluded in the pool: notifications become files first, then
 * the message's own file is made, changed or removed, then the journal's record is closed.
 */
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "disk/wire.h"
#include "os/clock.h"
#include "sendmail/queue/figures.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/worker.h"

enum { TROUBLE_SECONDS = 60, LONG_INTERVAL = 3600 };

uint32_t worker_dir_index(const struct worker *w, const struct spool_dir *dir)
{
    return (uint32_t)(dir - w->spool->dirs);
}

/* Regular runs come every interval; without one, only when somebody asks. */
int64_t settle_retry_at(const struct worker *w, const struct envelope *e)
{
    int64_t interval = w->setup->queue_interval, delay;

    if (interval <= 0)
        return INT64_MAX - 1;
    delay = e != NULL ? queue_delay(&w->cfg->opt, e->attempts) : 0;
    return w->now + (delay > interval ? delay : interval);
}

/* Nothing is left to do and nobody is to be told. */
static bool is_plain_success(const struct envelope *e)
{
    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct recipient *r = &e->rcpts.p[i];

        if (r->state != RCPT_SENT && r->state != RCPT_EXPANDED && r->state != RCPT_DROPPED)
            return false;
        if ((r->flags & RCPT_NOTIFY_SUCCESS) != 0)
            return false;
    }
    return true;
}

bool settle_to_file(struct job *job, struct err *err)
{
    struct arena *in = arena_new();
    struct envelope e = {.in = in}, *one = &e;
    bool ok = envelope_unpack(job->packed, &e, err) &&
              spool_create(job->w->spool, &one, 1, &job->body, &job->file, err);

    arena_drop(in);
    job->has_file = job->has_file || ok;
    return ok;
}

/* ---- in the pool */

static void new_id(void *ctx, char id[QUEUE_ID_MAX])
{
    struct job *job = ctx;

    queue_id_next(&job->w->ids, clock_now(), id);
}

/* A notification is a job that waits to be born: only the loop may enter it. */
struct born {
    struct born *next;
    struct notice notice;
    struct spool_job file;
};

static bool keep(void *ctx, struct notice *notice, struct err *err)
{
    struct job *job = ctx;
    struct envelope *env = &notice->env;
    struct born *b = ARENA_NEW(notice->in, struct born);

    b->notice = *notice;
    if (!spool_create(job->w->spool, &env, 1, &notice->body, &b->file, err))
        return false;
    figures_count(job->w->cfg, &job->w->counter, env);
    b->notice.env = *env;
    b->next = job->born;
    job->born = b;
    return true;
}

static bool change_spool(struct job *job, struct envelope *e, struct err *err)
{
    struct envelope *one = e;

    switch (job->conclusion) {
    case CONCLUDE_DONE:
        return !job->has_file || spool_remove(&job->file, err);
    case CONCLUDE_KEEP:
        if (job->has_file)
            return spool_rewrite(&job->file, e, err);
        job->has_file = spool_create(job->w->spool, &one, 1, &job->body, &job->file, err);
        return job->has_file;
    case CONCLUDE_LOST:
        if (!job->has_file)
            job->has_file = spool_create(job->w->spool, &one, 1, &job->body, &job->file, err);
        return job->has_file && spool_rewrite(&job->file, e, err) &&
               spool_set_aside(&job->file, err);
    }
    return false;
}

static void settle(struct task *task)
{
    struct job *job = (struct job *)task;
    struct worker *w = job->w;
    struct envelope e = {.in = job->result_in};
    struct conclude c = {
        .cfg = w->cfg,
        .master = &w->setup->master,
        .now = clock_now(),
        .transcript = job->transcript,
        .ctx = job,
        .new_id = new_id,
        .keep = keep,
    };
    struct err err = {0};

    job->settled = envelope_unpack(job->packed, &e, &err);
    if (!job->settled)
        return;
    e.attempts++;
    e.tried_at = c.now;
    job->conclusion = queue_conclude(&c, &e, &job->body);
    job->retry_at = settle_retry_at(w, &e);
    job->settled = change_spool(job, &e, &err);
    if (!job->settled)
        log_line(0, LOG_CRIT, slice_from(job->id), "cannot settle in the spool: %s", err.text);
}

/* ---- in the loop again */

static void enter_born(struct worker *w, struct born *b)
{
    while (b != NULL) {
        struct born *next = b->next;
        struct arena *in = b->notice.in;
        struct job *job = job_new(w, in, b->notice.env.id);
        struct str packed = str_new(in);

        envelope_pack(&b->notice.env, &packed);
        job->packed = str_slice(&packed);
        job->body = b->notice.body;
        job->to = dispatch_hash(&b->notice.env);
        job->file = b->file;
        job->has_file = true;
        job_account(job);
        dispatch_ready(job);
        b = next;
    }
}

/* Its record or its file is as it was; later the disk may be in better health. What is in a file is
 * tried again from there, what is only in memory is settled again. */
static void in_trouble(struct job *job)
{
    struct worker *w = job->w;

    if (job->has_file) {
        schedule_add(w->schedule, job->id, worker_dir_index(w, job->file.dir),
                     w->now + TROUBLE_SECONDS);
        job_free(job);
        return;
    }
    job->retry_at = w->now + TROUBLE_SECONDS;
    job->next = w->troubled;
    w->troubled = job;
}

void settle_troubled(struct worker *w)
{
    struct job **at = &w->troubled;

    while (*at != NULL) {
        struct job *job = *at;

        if (job->retry_at > w->now && !w->stopping) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        pool_add(w->pool, &job->task);
    }
}

static void settled(struct task *task)
{
    struct job *job = (struct job *)task;
    struct worker *w = job->w;

    enter_born(w, job->born);
    job->born = NULL;
    if (!job->settled) {
        in_trouble(job);
        return;
    }
    if (w->journal != NULL && job->mark.segment != 0) {
        journal_note(w->journal, &job->mark, slice_from(job->id),
                     job->conclusion == CONCLUDE_DONE ? JOURNAL_DONE : JOURNAL_MOVED);
        w->appended = true;
    }
    if (job->conclusion == CONCLUDE_KEEP && job->file.kind == SPOOL_QUEUED)
        schedule_add(w->schedule, job->id, worker_dir_index(w, job->file.dir), job->retry_at);
    job_free(job);
}

static void done_at_once(struct job *job)
{
    struct worker *w = job->w;

    if (w->journal != NULL && job->mark.segment != 0) {
        journal_note(w->journal, &job->mark, slice_from(job->id), JOURNAL_DONE);
        w->appended = true;
    }
    job_free(job);
}

void settle_received(struct job *job)
{
    struct envelope e = {.in = job->result_in};
    struct slice packed = job->result, transcript = job->transcript;
    struct err err = {0};

    if (!envelope_unpack(packed, &e, &err) || strcmp(e.id, job->id) != 0) {
        log_line(0, LOG_CRIT, slice_from(job->id), "a broken result");
        arena_drop(job->result_in);
        job->result_in = NULL;
        dispatch_ready(job);
        return;
    }
    if (!job->has_file && is_plain_success(&e)) {
        e.attempts++;
        conclude_log_done(&e, job->w->now);
        done_at_once(job);
        return;
    }
    job->state = JOB_SETTLING;
    job->packed = packed;
    job->wire = slice_of(NULL, 0);
    job->transcript = transcript;
    job->task.run = settle;
    job->task.done = settled;
    pool_add(job->w->pool, &job->task);
}

/* Takes over `in`. */
void settle_result(struct worker *w, struct peer *peer, struct frame *f, struct arena *in)
{
    struct job *job = job_by_tag(w, f->tag);

    frame_close_fds(f);
    if (f->type != QUEUE_RESULT || job == NULL || job->state != JOB_RUNNING || job->peer != peer) {
        log_line(1, LOG_ERR, slice_of(NULL, 0), "an unexpected result");
        arena_drop(in);
        return;
    }
    dispatch_done(job);
    if (!queue_unpack_result(f, &job->result, &job->transcript)) {
        log_line(0, LOG_CRIT, slice_from(job->id), "a broken result");
        dispatch_ready(job);
        arena_drop(in);
        return;
    }
    job->state = JOB_SETTLING;
    job->result_in = in;
    if (!job->pinned) /* else when the pool has made its file */
        settle_received(job);
}
