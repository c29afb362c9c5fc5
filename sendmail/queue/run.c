/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "os/clock.h"
#include "sendmail/queue/figures.h"
#include "sendmail/queue/list.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/run_trace.h"

/* What is delivered of a message whose df is gone. */
#define NO_BODY "<<< No Message Collected >>>\n"

enum { EMPTY_FILE_SECONDS = 600 };

bool queue_may_run(const struct config *cfg, const struct spool *spool)
{
    struct stat st;
    uid_t uid = getuid();

    if ((cfg->opt.privacy_options & PRIVACY_RESTRICT_QRUN) == 0 || uid == 0)
        return true;
    return stat(spool->dirs[0].path, &st) == 0 && st.st_uid == uid;
}

static void set_aside(struct spool_job *job, const struct err *why)
{
    struct err err = {0};

    log_line(0, LOG_ALERT, slice_from(job->id), "Losing %s/%cf%s: %s", job->dir->qf,
             (char)job->kind, job->id, why->text);
    if (!spool_set_aside(job, &err))
        log_line(0, LOG_ALERT, slice_from(job->id), "cannot set it aside: %s", err.text);
}

/* An empty control file is a crash while it was made: its sender was never told that all is well.
 */
static void leave_unfinished(struct spool_job *job, const struct err *why)
{
    struct err err = {0};
    struct stat st;

    if (fstat(job->lock, &st) == 0 && st.st_size == 0 &&
        clock_now() - st.st_mtime > EMPTY_FILE_SECONDS) {
        log_line(3, LOG_NOTICE, slice_from(job->id), "empty control file removed");
        (void)spool_remove(job, &err);
        return;
    }
    log_line(3, LOG_WARNING, slice_from(job->id), "control file is not finished: %s", why->text);
    spool_unlock(job);
}

/* A q line in a file named qf: somebody wrote it by hand; the name follows. */
static bool is_held(struct spool_job *job, struct envelope *e)
{
    struct err err = {0};

    if (e->quarantine.len == 0 && (e->flags & ENV_QUARANTINED) == 0)
        return false;
    if (job->kind == SPOOL_QUEUED) {
        e->flags |= ENV_QUARANTINED;
        if (!spool_rewrite(job, e, &err))
            log_line(1, LOG_ERR, slice_from(job->id), "%s", err.text);
    }
    return true;
}

enum spool_lock queue_take(const struct config *cfg, const struct spool *spool,
                           const struct spool_dir *dir, enum spool_kind kind, const char *id,
                           struct spool_job *job, struct envelope *e)
{
    struct err err = {0};
    enum spool_lock r = spool_lock(spool, dir, kind, id, job, &err);

    if (r == SPOOL_FAILED)
        log_line(1, LOG_ERR, slice_from(id), "%s", err.text);
    else if (r == SPOOL_BUSY)
        log_line(19, LOG_DEBUG, slice_from(id), "locked");
    if (r != SPOOL_LOCKED)
        return r;
    run_trace_file(cfg->debug, job);
    if (!spool_check_file(job, cfg->opt.use_msp, &err)) {
        set_aside(job, &err);
        return SPOOL_GONE;
    }
    switch (spool_read(job, e, &err)) {
    case QF_UNFINISHED:
        leave_unfinished(job, &err);
        return SPOOL_GONE;
    case QF_DAMAGED:
        set_aside(job, &err);
        return SPOOL_GONE;
    case QF_GOOD:
        break;
    }
    figures_complete(cfg, e);
    if (kind == SPOOL_QUEUED && is_held(job, e)) {
        spool_unlock(job);
        return SPOOL_GONE;
    }
    return SPOOL_LOCKED;
}

bool queue_take_body(const struct spool_job *job, const struct envelope *e, struct body *body)
{
    struct err err = {0};

    if (spool_open_body(job, e, body, &err))
        return true;
    if (err.status != EX_NOINPUT) {
        log_line(1, LOG_ERR, slice_from(job->id), "%s", err.text);
        return false;
    }
    log_line(0, LOG_ALERT, slice_from(job->id), "its body is missing");
    *body = body_in_memory(SLICE(NO_BODY));
    return true;
}

static void run_item(const struct queue_run *run, const struct queue_item *item)
{
    struct queue *q = run->queue;
    struct arena *in = arena_new();
    struct envelope e = {.in = in};
    struct spool_job job;
    struct body body;

    if (queue_take(q->cfg, q->spool, item->dir, SPOOL_QUEUED, item->id, &job, &e) == SPOOL_LOCKED) {
        if (queue_take_body(&job, &e, &body)) {
            e.priority += q->cfg->opt.retry_factor;
            queue_try(q, &job, &e, &body);
            if (body.fd >= 0)
                close(body.fd);
        }
        spool_unlock(&job);
    }
    arena_drop(in);
}

static bool is_due(const struct queue_run *run, const struct queue_item *item, int load)
{
    const struct options *o = &run->queue->cfg->opt;

    if (item->busy)
        return false;
    if (queue_should_wait(o, item->priority, load))
        return false;
    return queue_select_is_narrow(&run->select) ||
           !queue_is_young(o, item->attempts, item->tried_at, clock_now());
}

static void say_running(const struct queue_run *run, const struct queue_item *item, size_t n,
                        size_t all)
{
    if (run->queue->o.verbose)
        printf("\nRunning %s/%s (sequence %zu of %zu)\n", item->dir->path, item->id, n, all);
}

static void run_directory(const struct queue_run *run, const struct spool_dir *dir, int load)
{
    struct queue *q = run->queue;
    int64_t most = q->cfg->opt.max_queue_run_size;
    struct arena *in = arena_new();
    struct queue_list list = {0};
    size_t due = 0, n;

    queue_list(q->spool, dir, &run->select, in, &list);
    queue_list_sort(&list, q->cfg->opt.queue_sort_order);
    for (size_t i = 0; i < list.items.len; i++) {
        if (is_due(run, &list.items.p[i], load))
            list.items.p[due++] = list.items.p[i];
    }
    run_trace_list(q->cfg->debug, &list);
    n = most > 0 && due > (size_t)most ? (size_t)most : due;
    if (n < due)
        log_line(3, LOG_NOTICE, slice_of(NULL, 0), "queue run takes %zu of %zu jobs", n, due);
    for (size_t i = 0; i < n; i++) {
        say_running(run, &list.items.p[i], i + 1, n);
        run_trace_item(q->cfg->debug, &list.items.p[i]);
        run_item(run, &list.items.p[i]);
    }
    arena_drop(in);
}

bool queue_run(const struct queue_run *run, struct err *err)
{
    struct queue *q = run->queue;
    int load = load_average();

    /* With the least priority number a job could have, would it still wait? */
    if (queue_should_wait(&q->cfg->opt, q->cfg->opt.recipient_factor, load)) {
        log_line(8, LOG_INFO, slice_of(NULL, 0),
                 "runqueue: Skipping queue run -- load average too high");
        return err_set(err, EX_TEMPFAIL, "load average too high");
    }
    if (run->select.kind != SPOOL_QUEUED)
        return true;
    for (size_t i = 0; i < q->spool->dir_count; i++) {
        const struct spool_dir *dir = &q->spool->dirs[i];

        if (run->select.group.len == 0 || slice_eq_case(run->select.group, dir->group))
            run_directory(run, dir, load);
    }
    if (q->o.deliver.idle != NULL)
        q->o.deliver.idle(q->o.deliver.ctx);
    return true;
}

static void PRINTF(2, 3) say(const struct queue *q, const char *fmt, ...)
{
    va_list args;

    if (!q->o.verbose)
        return;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
}

static void say_quarantined(const struct queue *q, const char *id, struct slice before,
                            struct slice reason)
{
    if (reason.len == 0)
        say(q, "%s: Removed quarantine of \"%.*s\"\n", id, SLICE_ARG(before));
    else if (before.len == 0)
        say(q, "%s: Quarantined with \"%.*s\"\n", id, SLICE_ARG(reason));
    else
        say(q, "%s: Quarantine changed from \"%.*s\" to \"%.*s\"\n", id, SLICE_ARG(before),
            SLICE_ARG(reason));
}

/* True when something is another than before. */
static bool quarantine_one(struct queue *q, const struct queue_item *item, enum spool_kind kind,
                           struct slice reason)
{
    struct arena *in = arena_new();
    struct envelope e = {.in = in};
    struct spool_job job;
    struct err err = {0};
    bool changed = false;

    if (queue_take(q->cfg, q->spool, item->dir, kind, item->id, &job, &e) == SPOOL_LOCKED) {
        struct slice before = e.quarantine;

        changed = !slice_eq(before, reason);
        e.quarantine = reason;
        if (reason.len > 0)
            e.flags |= ENV_QUARANTINED;
        else
            e.flags &= ~(unsigned)ENV_QUARANTINED;
        if (!spool_rewrite(&job, &e, &err))
            log_line(1, LOG_ERR, slice_from(item->id), "%s", err.text);
        else if (reason.len > 0)
            log_line(4, LOG_INFO, slice_from(item->id), "quarantine=%.*s", SLICE_ARG(reason));
        else
            log_line(4, LOG_INFO, slice_from(item->id), "unquarantined");
        if (changed)
            say_quarantined(q, item->id, before, reason);
        spool_unlock(&job);
    }
    arena_drop(in);
    return changed;
}

static size_t quarantine_directory(struct queue *q, const struct spool_dir *dir,
                                   const struct queue_select *select, struct slice reason)
{
    struct arena *in = arena_new();
    struct queue_list list = {0};
    size_t changes = 0;

    queue_list(q->spool, dir, select, in, &list);
    say(q, list.items.len > 0 ? "Processing %s:\n" : "%s: no matches\n", dir->path);
    for (size_t i = 0; i < list.items.len; i++)
        changes += quarantine_one(q, &list.items.p[i], select->kind, reason);
    arena_drop(in);
    return changes;
}

void queue_quarantine(struct queue *q, const struct queue_select *select, struct slice reason)
{
    size_t changes = 0;

    for (size_t i = 0; i < q->spool->dir_count; i++) {
        const struct spool_dir *dir = &q->spool->dirs[i];

        if (select->group.len == 0 || slice_eq_case(select->group, dir->group))
            changes += quarantine_directory(q, dir, select, reason);
    }
    if (changes == 0)
        say(q, "No changes\n");
    else
        say(q, "%zu change%s\n", changes, changes == 1 ? "" : "s");
}
