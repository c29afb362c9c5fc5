/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs that come back from the spool: those whose time has come, those that another program put
 * there, those that somebody asks to be tried now.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <syslog.h>

#include "base/log.h"
#include "disk/wire.h"
#include "sendmail/queue/list.h"
#include "sendmail/queue/run.h"
#include "sendmail/queue/worker.h"

enum { BUSY_SECONDS = 60, SCAN_SECONDS = 60 };

/* ---- one job */

static void load_job(struct task *task)
{
    struct job *job = (struct job *)task;
    struct worker *w = job->w;
    struct envelope e = {.in = job->in};
    struct str packed = str_new(job->in);

    job->settled = false;
    job->loaded =
        queue_take(w->cfg, w->spool, job->file.dir, SPOOL_QUEUED, job->id, &job->file, &e);
    if (job->loaded != SPOOL_LOCKED)
        return;
    if (!queue_take_body(&job->file, &e, &job->body)) {
        spool_unlock(&job->file);
        job->loaded = SPOOL_FAILED;
        return;
    }
    e.priority += w->cfg->opt.retry_factor;
    job->to = dispatch_hash(&e);
    envelope_pack(&e, &packed);
    job->packed = str_slice(&packed);
}

static void job_loaded(struct task *task)
{
    struct job *job = (struct job *)task;
    struct worker *w = job->w;

    w->loading--;
    switch (job->loaded) {
    case SPOOL_LOCKED:
        job->has_file = true;
        job_account(job);
        dispatch_ready(job);
        return;
    case SPOOL_BUSY:
    case SPOOL_FAILED:
        schedule_add(w->schedule, job->id, worker_dir_index(w, job->file.dir),
                     w->now + BUSY_SECONDS);
        break;
    case SPOOL_GONE:
        break;
    }
    job_free(job);
}

bool load_is_possible(const struct worker *w)
{
    return !w->stopping && w->loading < WORKER_LOADS && w->jobs < WORKER_JOBS;
}

void load_due(struct worker *w)
{
    struct schedule_item item;

    while (load_is_possible(w) && schedule_take(w->schedule, w->now, &item)) {
        struct job *job;

        if (job_find(w, item.id) != NULL)
            continue;
        job = job_new(w, worker_arena(w), item.id);
        job->state = JOB_LOADING;
        job->file.dir = &w->spool->dirs[item.dir];
        job->task.run = load_job;
        job->task.done = job_loaded;
        w->loading++;
        pool_add(w->pool, &job->task);
    }
}

/* ---- looking for files that are not known */

struct found {
    char id[QUEUE_ID_MAX];
    uint32_t dir;
};

struct scan {
    struct task task;
    struct worker *w;
    struct arena *in;
    uint32_t dir;
    struct slice what; /* a run for particular recipients; empty: everything that is there */
    bool hurry;
    struct VEC(struct found) found;
};

static void note_found(void *ctx, const struct spool_dir *dir, const char *id)
{
    struct scan *s = ctx;
    struct found *f = VEC_ADD(&s->found, s->in);

    snprintf(f->id, sizeof f->id, "%s", id);
    f->dir = worker_dir_index(s->w, dir);
}

static void scan_names(struct task *task)
{
    struct scan *s = (struct scan *)task;
    struct err err = {0};

    for (size_t i = 0; i < s->w->spool->dir_count; i++) {
        if (!spool_walk(&s->w->spool->dirs[i], SPOOL_QUEUED, note_found, s, &err))
            log_line(1, LOG_ERR, slice_of(NULL, 0), "%s", err.text);
    }
}

static void scan_recipients(struct task *task)
{
    struct scan *s = (struct scan *)task;
    struct queue_select select;
    struct queue_list list = {0};

    queue_select_init(&select);
    *VEC_ADD(&select.limits, s->in) = (struct queue_limit){'R', false, s->what};
    queue_list(s->w->spool, NULL, &select, s->in, &list);
    for (size_t i = 0; i < list.items.len; i++)
        note_found(s, list.items.p[i].dir, list.items.p[i].id);
}

/* Old files are spread over the first minute of a start, so that a large queue does not come at
 * once; what somebody asked for comes now. */
static void scanned(struct task *task)
{
    struct scan *s = (struct scan *)task;
    struct worker *w = s->w;

    for (size_t i = 0; i < s->found.len; i++) {
        const struct found *f = &s->found.p[i];

        if (job_find(w, f->id) != NULL)
            continue;
        if (!schedule_add(w->schedule, f->id, f->dir, w->now) && s->hurry)
            schedule_hurry(w->schedule, f->id, w->now);
    }
    w->scanning = false;
    arena_drop(s->in);
}

static void start_scan(struct worker *w, struct slice what, bool hurry)
{
    struct arena *in = arena_new();
    struct scan *s = ARENA_NEW(in, struct scan);

    s->w = w;
    s->in = in;
    s->what = arena_copy(in, what);
    s->hurry = hurry;
    s->task.run = what.len > 0 ? scan_recipients : scan_names;
    s->task.done = scanned;
    w->scanning = true;
    pool_add(w->pool, &s->task);
}

/* A directory that nobody touched since the last look holds nothing new. */
static bool changed_since(const struct worker *w, int64_t when)
{
    for (size_t i = 0; i < w->spool->dir_count; i++) {
        struct stat st;

        if (stat(w->spool->dirs[i].qf, &st) != 0 || st.st_mtime >= when)
            return true;
    }
    return false;
}

void load_scan(struct worker *w)
{
    if (w->stopping || w->scanning || w->now < w->scan_at)
        return;
    if (w->scanned_at == 0 || changed_since(w, w->scanned_at - 1))
        start_scan(w, slice_of(NULL, 0), false);
    w->scanned_at = w->now;
    w->scan_at = w->now + SCAN_SECONDS;
}

void load_run(struct worker *w, struct slice what)
{
    if (slice_skip(&what, '#')) {
        for (size_t i = 0; i < w->spool->dir_count; i++) {
            if (slice_eq_case(w->spool->dirs[i].group, what))
                schedule_hurry_all(w->schedule, i, w->now);
        }
        return;
    }
    if (what.len == 0)
        schedule_hurry_all(w->schedule, SIZE_MAX, w->now);
    start_scan(w, what, true);
}
