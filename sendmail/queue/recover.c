/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the journal and files: what a crash left becomes files at the next start, what is in
 * memory becomes files when the process ends, and the oldest of it when the journal grows too long.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "base/table.h"
#include "base/vec.h"
#include "disk/wire.h"
#include "os/clock.h"
#include "os/file.h"
#include "sendmail/queue/worker.h"

enum { CONTROL_MAX_BYTES = 256 * 1024 * 1024 };

static bool file_exists(const struct spool *spool, char kind, const char *id, struct arena *in)
{
    for (size_t i = 0; i < spool->dir_count; i++) {
        if (access(spool_path(&spool->dirs[i], kind, id, in).p, F_OK) == 0)
            return true;
    }
    return false;
}

/* A df without control file is what an interrupted move left: it is made anew. */
static void remove_body(const struct spool *spool, const char *id, struct arena *in)
{
    for (size_t i = 0; i < spool->dir_count; i++)
        unlink(spool_path(&spool->dirs[i], 'd', id, in).p);
}

/* Accepted, and neither done nor moved. If its control file is there, the crash came between the
 * move and its note. */
struct restoring {
    const struct spool *spool;
    struct arena *in;
    struct VEC(struct spool_job) made; /* df and tf; nothing synced */
    struct table ids;                  /* of what was made */
    uint64_t count, unreadable;
};

/* No qf of ours gets its name before its content and its df are synced. What has no final line, or
 * a df of another size, was spoiled by somebody else, and the record is what was accepted. */
static bool is_whole(const struct spool *spool, char kind, const char *id, size_t body_bytes,
                     struct arena *in)
{
    for (size_t i = 0; i < spool->dir_count; i++) {
        struct slice text;
        struct stat df;

        if (!file_read(spool_path(&spool->dirs[i], kind, id, in).p, CONTROL_MAX_BYTES, in, &text,
                       NULL))
            continue;
        if (text.len < 3 || !slice_is(slice_from_at(text, text.len - 3), "\n.\n"))
            return false;
        for (size_t k = 0; k < spool->dir_count; k++) {
            if (stat(spool_path(&spool->dirs[k], 'd', id, in).p, &df) == 0)
                return df.st_size == (off_t)body_bytes;
        }
        return false;
    }
    return false;
}

static void remove_control(const struct spool *spool, const char *id, struct arena *in)
{
    for (size_t i = 0; i < spool->dir_count; i++) {
        unlink(spool_path(&spool->dirs[i], 'q', id, in).p);
        unlink(spool_path(&spool->dirs[i], 'h', id, in).p);
    }
}

static bool restore(void *ctx, struct slice id, struct slice packed, struct slice body,
                    struct err *err)
{
    struct restoring *r = ctx;
    struct arena *in = arena_new();
    struct envelope e = {.in = in};
    struct body bytes = body_in_memory(body);
    struct slice key;
    bool ok;

    if (!envelope_unpack(packed, &e, err) || !queue_id_is_valid(slice_from(e.id))) {
        log_line(0, LOG_CRIT, id, "a journal record cannot be read: %s", err->text);
        r->unreadable++;
        arena_drop(in);
        return true;
    }
    key = arena_copy(r->in, slice_from(e.id));
    if (table_has(&r->ids, key) || file_exists(r->spool, 'Q', e.id, in) ||
        is_whole(r->spool, 'q', e.id, body.len, in) ||
        is_whole(r->spool, 'h', e.id, body.len, in)) {
        r->count++; /* whoever made it may not have come to sync it */
        arena_drop(in);
        return true;
    }
    remove_control(r->spool, e.id, in);
    remove_body(r->spool, e.id, in);
    envelope_unresolve(&e);
    ok = spool_prepare(r->spool, &e, &bytes, VEC_ADD(&r->made, r->in), err);
    if (ok) {
        table_set(&r->ids, key, r);
        r->count++;
    }
    arena_drop(in);
    return ok;
}

/* One sync for everything that was restored: thousands of messages may wait in the journal, and the
 * mail system waits for them. */
static bool sync_system(const char *directory, struct err *err)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && syncfs(fd) == 0;

    if (!ok)
        err_errno(err, "syncing %s", directory);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* qf and df directories may be file systems of their own. */
static bool sync_all(const struct spool *spool, struct err *err)
{
    for (size_t i = 0; i < spool->dir_count; i++) {
        const struct spool_dir *dir = &spool->dirs[i];

        if (!sync_system(dir->qf, err) || (dir->df != dir->qf && !sync_system(dir->df, err)))
            return false;
    }
    return true;
}

/* Whole records that this program does not understand (another version's, perhaps) are somebody's
 * mail: the journal is put aside, and a new one begun. */
static bool keep_for_people(const char *directory, struct err *err)
{
    char aside[4096];

    snprintf(aside, sizeof aside, "%s.unread.%lld", directory, (long long)clock_now());
    if (rename(directory, aside) != 0)
        return err_errno(err, "rename %s", directory);
    log_line(0, LOG_CRIT, slice_of(NULL, 0), "the journal was put aside as %s", aside);
    return true;
}

/* Everything is synced at once, then gets its names, and these are synced: a power cut in between
 * leaves the records and files that mean nothing. */
static bool publish_all(struct restoring *r, struct err *err)
{
    bool sync = r->spool->sync;

    if (r->count > 0 && sync && !sync_all(r->spool, err))
        return false;
    for (size_t i = 0; i < r->made.len; i++) {
        if (!spool_publish(&r->made.p[i], err))
            return false;
        log_line(3, LOG_NOTICE, slice_from(r->made.p[i].id), "restored from the journal");
    }
    for (size_t i = 0; sync && r->made.len > 0 && i < r->spool->dir_count; i++) {
        if (!file_sync_dir(r->spool->dirs[i].qf, err))
            return false;
    }
    return true;
}

bool recover_journal(struct worker *w, struct err *err)
{
    struct journal_options o = {.sync = w->spool->sync};
    struct restoring r = {.spool = w->spool, .in = arena_new()};
    struct slice directory = slice_from(config_journal_directory(w->cfg, w->arena));
    bool ok;

    o.directory = directory.p;
    r.ids = table_new(r.in);
    ok = journal_replay(directory.p, restore, &r, err) && publish_all(&r, err);
    ok = ok &&
         (r.unreadable > 0 ? keep_for_people(directory.p, err) : journal_clear(directory.p, err));
    arena_drop(r.in);
    return ok && journal_open(&o, &w->journal, err);
}

/* Only jobs that nobody works on. */
static bool move(struct job *job)
{
    struct worker *w = job->w;
    struct err err = {0};

    if (job->has_file || job->mark.segment == 0)
        return true;
    /* What could not be settled holds outcomes already: its record brings it back as it was. */
    if (job->state == JOB_SETTLING)
        return false;
    if (!settle_to_file(job, &err)) {
        log_line(0, LOG_CRIT, slice_from(job->id), "stays in the journal: %s", err.text);
        return false;
    }
    if (w->journal != NULL)
        journal_note(w->journal, &job->mark, slice_from(job->id), JOURNAL_MOVED);
    job->mark.segment = 0;
    return true;
}

void recover_flush(struct worker *w)
{
    for (uint32_t i = 0; i < w->slot_count; i++) {
        struct job *job = w->slots[i];

        if (job == NULL)
            continue;
        (void)move(job);
        job_free(job);
    }
}

/* Beside the job's own task: it may be under way at a deliver worker at the same time. */
struct spill {
    struct task task;
    struct job *job;
    struct spool_job file;
    bool ok;
};

static void spill(struct task *task)
{
    struct spill *s = (struct spill *)task;
    struct arena *in = arena_new();
    struct envelope e = {.in = in}, *one = &e;
    struct err err = {0};

    s->ok = envelope_unpack(s->job->packed, &e, &err) &&
            spool_create(s->job->w->spool, &one, 1, &s->job->body, &s->file, &err);
    if (!s->ok)
        log_line(0, LOG_CRIT, slice_from(s->job->id), "stays in the journal: %s", err.text);
    arena_drop(in);
}

static void spilled(struct task *task)
{
    struct spill *s = (struct spill *)task;
    struct job *job = s->job;
    struct worker *w = job->w;

    w->spilling--;
    job->pinned = false;
    if (s->ok) {
        job->file = s->file;
        job->has_file = true;
        if (w->journal != NULL)
            journal_note(w->journal, &job->mark, slice_from(job->id), JOURNAL_MOVED);
        job->mark.segment = 0;
        w->appended = true;
    }
    if (job->result_in != NULL)
        settle_received(job);
}

/* A job that hangs at a slow next hop must not keep gigabytes of journal behind it. */
void recover_spill(struct worker *w)
{
    uint32_t count, oldest;

    if (w->journal == NULL || w->spilling > 0)
        return;
    oldest = journal_oldest(w->journal, &count);
    if (count <= WORKER_SEGMENTS)
        return;
    for (uint32_t i = 0; i < w->slot_count; i++) {
        struct job *job = w->slots[i];
        struct spill *s;

        if (job == NULL || job->mark.segment != oldest || job->has_file ||
            (job->state != JOB_READY && job->state != JOB_RUNNING))
            continue;
        s = ARENA_NEW(job->in, struct spill);
        s->job = job;
        s->task.run = spill;
        s->task.done = spilled;
        job->pinned = true;
        w->spilling++;
        pool_add(w->pool, &s->task);
    }
}
