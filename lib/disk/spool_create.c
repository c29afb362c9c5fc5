/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making jobs. The df is complete (and synced) before any qf exists; each qf is written as tf and
 * renamed, so a reader never meets half of one; directories are synced once for all envelopes. On
 * failure everything made here is removed again; a crash in between leaves files without meaning: a
 * tf, or a df whose qf does not exist.
 */
#include "disk/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/spool_path.h"
#include "os/file.h"

static bool copy_body(int fd, const struct body *body, struct err *err)
{
    char buffer[65536];

    for (int64_t at = 0; at < body->len;) {
        int64_t n = body_read(body, at, buffer, sizeof buffer, err);

        if (n < 0 || !file_write_all(fd, slice_of(buffer, (size_t)n), err))
            return false;
        at += n;
    }
    return true;
}

static bool fill_body(const struct spool *spool, int fd, const struct body *body, struct err *err)
{
    bool ok = body->fd < 0 ? file_write_all(fd, slice_of(body->memory, (size_t)body->len), err)
                           : copy_body(fd, body, err);

    if (ok && spool->sync && fsync(fd) != 0)
        ok = err_errno(err, "fsync");
    return ok;
}

/* Like any file of the spool: it must not be there yet, and full permission bits do not depend on
 * the umask. What root makes in somebody's directory is that somebody's: the queue process may be
 * he. */
static int create_file(const struct spool *spool, const struct spool_dir *dir, const char *path,
                       struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, spool->file_mode);

    if (fd < 0)
        return err_errno(err, "%s", path), -1;
    if ((geteuid() == 0 && dir->owner != 0 && fchown(fd, dir->owner, (gid_t)-1) != 0) ||
        fchmod(fd, spool->file_mode) != 0) {
        err_errno(err, "%s", path);
        close(fd);
        unlink(path);
        return -1;
    }
    return fd;
}

bool spool_write_body(const struct spool *spool, const struct spool_dir *dir, const char *id,
                      const struct body *body, struct err *err)
{
    char path[SPOOL_PATH_MAX];
    bool ok;
    int fd;

    if (!spool_make_path(dir, 'd', id, path, sizeof path, err))
        return false;
    fd = create_file(spool, dir, path, err);
    if (fd < 0)
        return false;
    ok = fill_body(spool, fd, body, err) || err_wrap(err, "%s", path);
    if (close(fd) != 0 && ok)
        ok = err_errno(err, "%s", path);
    if (!ok)
        unlink(path);
    return ok;
}

int spool_write_image(const struct spool *spool, const struct spool_dir *dir,
                      const struct envelope *e, char path[SPOOL_PATH_MAX], struct err *err)
{
    struct arena *scratch;
    struct str text;
    bool ok;
    int fd;

    if (!spool_make_path(dir, 't', e->id, path, SPOOL_PATH_MAX, err))
        return -1;
    /* An image left by a crash is worth nothing: whoever holds the job's lock may replace it. */
    if (unlink(path) != 0 && errno != ENOENT)
        return err_errno(err, "%s", path), -1;
    fd = create_file(spool, dir, path, err);
    if (fd < 0)
        return -1;
    scratch = arena_new();
    text = str_new(scratch);
    qf_write(e, &text);
    ok = flock(fd, LOCK_EX | LOCK_NB) == 0 || err_errno(err, "lock");
    ok = ok && file_write_all(fd, str_slice(&text), err);
    if (ok && spool->sync && fsync(fd) != 0)
        ok = err_errno(err, "fsync");
    arena_drop(scratch);
    if (ok)
        return fd;
    err_wrap(err, "%s", path);
    close(fd);
    unlink(path);
    return -1;
}

/* tf -> qf (hf), which must not exist: ids are unique, but a foreign file may have been moved in.
 */
static bool publish(struct spool_job *job, const char *image, struct err *err)
{
    char path[SPOOL_PATH_MAX];

    if (!spool_make_path(job->dir, (char)job->kind, job->id, path, sizeof path, err))
        return false;
    if (renameat2(AT_FDCWD, image, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return err_errno(err, "rename %s", path);
    /* A file system that cannot do it in one step. */
    if (faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0)
        return err_set(err, EX_SOFTWARE, "%s exists already", path);
    return rename(image, path) == 0 || err_errno(err, "rename %s", path);
}

static struct spool_job unborn(const struct spool *spool, const struct spool_dir *dir,
                               const struct envelope *e)
{
    struct spool_job job = {.spool = spool, .dir = dir, .lock = -1};

    job.kind = (e->flags & ENV_QUARANTINED) != 0 ? SPOOL_HELD : SPOOL_QUEUED;
    snprintf(job.id, sizeof job.id, "%s", e->id);
    return job;
}

bool spool_create_control(const struct spool *spool, const struct spool_dir *dir,
                          const struct envelope *e, struct spool_job *job, struct err *err)
{
    char image[SPOOL_PATH_MAX];

    *job = unborn(spool, dir, e);
    /* The name of the df first, or a power cut may leave a qf without it. */
    if (spool->sync && dir->df != dir->qf && !file_sync_dir(dir->df, err))
        return false;
    job->lock = spool_write_image(spool, dir, e, image, err);
    if (job->lock < 0)
        return false;
    if (!publish(job, image, err)) {
        unlink(image);
        spool_unlock(job);
        return false;
    }
    if (spool->sync && !file_sync_dir(dir->qf, err)) {
        struct err ignored;

        (void)spool_remove(job, &ignored);
        return false;
    }
    return true;
}

bool spool_prepare(const struct spool *spool, const struct envelope *e, const struct body *body,
                   struct spool_job *job, struct err *err)
{
    const struct spool_dir *dir = spool_choose(spool, e->queue_group, slice_from(e->id));
    struct spool quick = *spool;
    char image[SPOOL_PATH_MAX];

    quick.sync = false;
    *job = unborn(spool, dir, e);
    if (!spool_write_body(&quick, dir, e->id, body, err))
        return false;
    job->lock = spool_write_image(&quick, dir, e, image, err);
    if (job->lock < 0)
        return false;
    spool_unlock(job); /* descriptors are few, and a tf is nobody's business */
    return true;
}

bool spool_publish(struct spool_job *job, struct err *err)
{
    char image[SPOOL_PATH_MAX];

    return spool_make_path(job->dir, 't', job->id, image, sizeof image, err) &&
           publish(job, image, err);
}

/* A second name for the first envelope's df, or a copy where that cannot be. */
static bool link_body(const struct spool *spool, const struct spool_job *first,
                      const struct spool_dir *dir, const char *id, const struct body *body,
                      struct err *err)
{
    char from[SPOOL_PATH_MAX], to[SPOOL_PATH_MAX];

    if (!spool_make_path(first->dir, 'd', first->id, from, sizeof from, err) ||
        !spool_make_path(dir, 'd', id, to, sizeof to, err))
        return false;
    if (link(from, to) == 0)
        return true;
    if (errno != EXDEV && errno != EMLINK && errno != EPERM)
        return err_errno(err, "link %s", to);
    return spool_write_body(spool, dir, id, body, err);
}

static bool create_one(const struct spool *spool, const struct envelope *e,
                       const struct spool_job *first, const struct body *body,
                       struct spool_job *job, struct err *err)
{
    struct slice id = slice_from(e->id);
    const struct spool_dir *dir = spool_choose(spool, e->queue_group, id);
    bool ok = first == NULL ? spool_write_body(spool, dir, e->id, body, err)
                            : link_body(spool, first, dir, e->id, body, err);
    char path[SPOOL_PATH_MAX];

    if (!ok)
        return false;
    if (spool_create_control(spool, dir, e, job, err))
        return true;
    if (spool_make_path(dir, 'd', e->id, path, sizeof path, NULL))
        unlink(path);
    return false;
}

bool spool_create(const struct spool *spool, struct envelope *const *envs, size_t count,
                  const struct body *body, struct spool_job *jobs, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct err ignored;

        if (create_one(spool, envs[i], i > 0 ? &jobs[0] : NULL, body, &jobs[i], err))
            continue;
        while (i-- > 0)
            (void)spool_remove(&jobs[i], &ignored);
        return false;
    }
    return true;
}
