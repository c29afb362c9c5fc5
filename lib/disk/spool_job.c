/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Working on jobs that exist. The lock is flock(LOCK_EX) on the control file itself; rewriting
 * replaces that file, so the image is locked before it gets the name, and whoever waited for the
 * old file finds that the name now means another and tries again.
 */
#include "disk/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "disk/spool_path.h"
#include "mail/header.h"
#include "os/file.h"

static enum spool_lock open_control(const char *path, int flags, int *fd, struct err *err)
{
    *fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (*fd >= 0)
        return SPOOL_LOCKED;
    if (errno == ENOENT)
        return SPOOL_GONE;
    err_errno(err, "%s", path);
    return SPOOL_FAILED;
}

static bool same_file(int fd, const char *path)
{
    struct stat have, named;

    return fstat(fd, &have) == 0 && lstat(path, &named) == 0 && have.st_dev == named.st_dev &&
           have.st_ino == named.st_ino;
}

enum spool_lock spool_lock(const struct spool *spool, const struct spool_dir *dir,
                           enum spool_kind kind, const char *id, struct spool_job *job,
                           struct err *err)
{
    char path[SPOOL_PATH_MAX];

    *job = (struct spool_job){.spool = spool, .dir = dir, .kind = kind, .lock = -1};
    snprintf(job->id, sizeof job->id, "%s", id);
    if (!spool_make_path(dir, (char)kind, id, path, sizeof path, err))
        return SPOOL_FAILED;
    for (;;) {
        enum spool_lock r = open_control(path, O_RDWR, &job->lock, err);

        if (r != SPOOL_LOCKED)
            return r;
        if (flock(job->lock, LOCK_EX | LOCK_NB) != 0) {
            bool busy = errno == EWOULDBLOCK;

            if (!busy)
                err_errno(err, "locking %s", path);
            spool_unlock(job);
            return busy ? SPOOL_BUSY : SPOOL_FAILED;
        }
        if (same_file(job->lock, path))
            return SPOOL_LOCKED;
        spool_unlock(job);
    }
}

void spool_unlock(struct spool_job *job)
{
    if (job->lock >= 0)
        close(job->lock);
    job->lock = -1;
}

bool spool_check_file(const struct spool_job *job, bool group_may, struct err *err)
{
    struct stat st;

    if (fstat(job->lock, &st) != 0)
        return err_errno(err, "fstat");
    if (!S_ISREG(st.st_mode))
        return err_set(err, EX_DATAERR, "not a regular file");
    if (st.st_uid != geteuid() && st.st_uid != 0 && st.st_uid != job->dir->owner && !group_may)
        return err_set(err, EX_NOPERM, "belongs to user %lu", (unsigned long)st.st_uid);
    if ((st.st_mode & (group_may ? S_IWOTH : S_IWOTH | S_IWGRP)) != 0)
        return err_set(err, EX_NOPERM, "mode %04o lets others write",
                       (unsigned)(st.st_mode & 07777));
    return true;
}

/* A "d" line may name another directory of this spool, and nothing else. */
static const struct spool_dir *body_dir(const struct spool *spool, const struct spool_dir *own,
                                        const struct envelope *e)
{
    if (e->data_directory.len == 0 || spool == NULL)
        return own;
    for (size_t i = 0; i < spool->dir_count; i++) {
        if (slice_is(e->data_directory, spool->dirs[i].path) ||
            slice_is(e->data_directory, spool->dirs[i].df))
            return &spool->dirs[i];
    }
    return own;
}

/* What is known of the file besides its text. */
static void complete(struct envelope *e, const struct spool *spool, const struct spool_dir *dir,
                     enum spool_kind kind, const char *id)
{
    char path[SPOOL_PATH_MAX];
    struct stat st;

    for (size_t i = 0; i < e->headers.len; i++)
        e->headers.p[i].kind = header_kind(e->headers.p[i].name);
    if (kind == SPOOL_HELD)
        e->flags |= ENV_QUARANTINED;
    dir = body_dir(spool, dir, e);
    if (spool_make_path(dir, 'd', id, path, sizeof path, NULL) && stat(path, &st) == 0)
        e->body_bytes = st.st_size;
}

static bool read_text(int fd, const struct spool_dir *dir, const char *id, struct envelope *e,
                      struct slice *text, struct err *err)
{
    snprintf(e->id, sizeof e->id, "%s", id);
    e->queue_group = dir->group;
    e->body_bytes = -1;
    return lseek(fd, 0, SEEK_SET) == 0 && file_read_fd(fd, QF_MAX_BYTES, e->in, text, err);
}

enum qf_verdict spool_read(const struct spool_job *job, struct envelope *e, struct err *err)
{
    enum qf_verdict verdict;
    struct err why = {0};
    struct slice text;

    if (!read_text(job->lock, job->dir, job->id, e, &text, &why)) {
        if (err != NULL)
            *err = why;
        return err_is_temporary(&why) ? QF_UNFINISHED : QF_DAMAGED;
    }
    verdict = qf_read(text, e, err);
    complete(e, job->spool, job->dir, job->kind, job->id);
    return verdict;
}

enum spool_lock spool_peek(const struct spool_dir *dir, enum spool_kind kind, const char *id,
                           struct envelope *e, int64_t *modified_at, struct err *err)
{
    char path[SPOOL_PATH_MAX];
    enum spool_lock r;
    struct slice text;
    struct stat st;
    int fd;

    if (!spool_make_path(dir, (char)kind, id, path, sizeof path, err))
        return SPOOL_FAILED;
    r = open_control(path, O_RDONLY, &fd, err);
    if (r != SPOOL_LOCKED)
        return r;
    if (modified_at != NULL)
        *modified_at = fstat(fd, &st) == 0 ? st.st_mtime : 0;
    /* Whoever works on the job holds the lock; asking for a shared one shows it without waiting. */
    r = flock(fd, LOCK_SH | LOCK_NB) == 0 ? SPOOL_LOCKED : SPOOL_BUSY;
    if (read_text(fd, dir, id, e, &text, err)) {
        qf_skim(text, e);
        complete(e, NULL, dir, kind, id);
    } else {
        r = SPOOL_FAILED;
    }
    close(fd);
    return r;
}

bool spool_open_body(const struct spool_job *job, const struct envelope *e, struct body *body,
                     struct err *err)
{
    const struct spool_dir *dir = body_dir(job->spool, job->dir, e);
    char path[SPOOL_PATH_MAX];
    struct stat st;
    int fd;

    if (!spool_make_path(dir, 'd', job->id, path, sizeof path, err))
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        bool missing = errno == ENOENT;

        err_errno(err, "%s", path);
        if (missing && err != NULL)
            err->status = EX_NOINPUT;
        return false;
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return err_set(err, EX_DATAERR, "%s: not a regular file", path);
    }
    *body = (struct body){.fd = fd, .len = st.st_size};
    return true;
}

static void note_inode(const struct spool_job *job, struct envelope *e)
{
    char path[SPOOL_PATH_MAX];
    struct stat st;

    if (spool_make_path(body_dir(job->spool, job->dir, e), 'd', job->id, path, sizeof path, NULL) &&
        stat(path, &st) == 0)
        e->data_inode = arena_printf(e->in, "%u/%u/%llu", major(st.st_dev), minor(st.st_dev),
                                     (unsigned long long)st.st_ino);
}

/* The control file changes its kind: qf, hf or Qf. */
static bool change_kind(struct spool_job *job, enum spool_kind kind, struct err *err)
{
    char from[SPOOL_PATH_MAX], to[SPOOL_PATH_MAX];

    if (!spool_make_path(job->dir, (char)job->kind, job->id, from, sizeof from, err) ||
        !spool_make_path(job->dir, (char)kind, job->id, to, sizeof to, err))
        return false;
    if (rename(from, to) != 0)
        return err_errno(err, "rename %s", to);
    job->kind = kind;
    return true;
}

bool spool_rewrite(struct spool_job *job, struct envelope *e, struct err *err)
{
    enum spool_kind kind = (e->flags & ENV_QUARANTINED) != 0 ? SPOOL_HELD : SPOOL_QUEUED;
    char image[SPOOL_PATH_MAX], path[SPOOL_PATH_MAX];
    int fd;

    note_inode(job, e);
    if (!spool_make_path(job->dir, (char)job->kind, job->id, path, sizeof path, err))
        return false;
    fd = spool_write_image(job->spool, job->dir, e, image, err);
    if (fd < 0)
        return false;
    if (rename(image, path) != 0) {
        err_errno(err, "rename %s", path);
        close(fd);
        unlink(image);
        return false;
    }
    spool_unlock(job);
    job->lock = fd;
    if (kind != job->kind && !change_kind(job, kind, err))
        return false;
    return !job->spool->sync || file_sync_dir(job->dir->qf, err);
}

static bool remove_file(const struct spool_dir *dir, char kind, const char *id, struct err *err)
{
    char path[SPOOL_PATH_MAX];

    if (!spool_make_path(dir, kind, id, path, sizeof path, err))
        return false;
    return unlink(path) == 0 || errno == ENOENT || err_errno(err, "%s", path);
}

bool spool_remove(struct spool_job *job, struct err *err)
{
    bool ok = remove_file(job->dir, (char)job->kind, job->id, err);

    if (ok) {
        ok = remove_file(job->dir, 'd', job->id, err);
        (void)remove_file(job->dir, 'x', job->id, NULL);
    }
    spool_unlock(job);
    return ok;
}

bool spool_set_aside(struct spool_job *job, struct err *err)
{
    bool ok = change_kind(job, SPOOL_LOST, err);

    spool_unlock(job);
    return ok;
}
