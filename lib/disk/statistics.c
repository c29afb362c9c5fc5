/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk/statistics.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"

/* The arrays lie behind each other, so a sum over all of them is one loop. */
#define FIRST_COUNT offsetof(struct statistics, connections_from)
#define COUNTS ((sizeof(struct statistics) - FIRST_COUNT) / sizeof(long))

static void fresh(struct statistics *s)
{
    *s = (struct statistics){
        .magic = STATISTICS_MAGIC,
        .version = STATISTICS_VERSION,
        .since = (time_t)clock_now(),
        .size = (short)sizeof *s,
    };
}

static bool read_image(int fd, const char *path, struct statistics *s, struct err *err)
{
    ssize_t n = pread(fd, s, sizeof *s, 0);

    if (n < 0)
        return err_errno(err, "%s", path);
    if (n == 0) {
        fresh(s);
        return true;
    }
    if ((size_t)n < offsetof(struct statistics, since) || s->magic != STATISTICS_MAGIC)
        return err_set(err, EX_DATAERR, "incorrect magic number in %s", path);
    if (s->version != STATISTICS_VERSION)
        return err_set(err, EX_DATAERR, "%s has version %d, this program knows %d", path,
                       s->version, STATISTICS_VERSION);
    if ((size_t)n != sizeof *s || s->size != (short)sizeof *s)
        return err_set(err, EX_OSERR, "file size changed.");
    return true;
}

static int open_file(const char *path, int flags, struct err *err)
{
    int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    bool missing = fd < 0 && errno == ENOENT;

    if (fd >= 0)
        return fd;
    err_errno(err, "%s", path);
    if (missing && err != NULL)
        err->status = EX_NOINPUT;
    return -1;
}

bool statistics_read(const char *path, struct statistics *s, struct err *err)
{
    int fd = open_file(path, O_RDONLY, err);
    bool ok;

    if (fd < 0)
        return false;
    ok = read_image(fd, path, s, err);
    close(fd);
    return ok;
}

static bool add_locked(int fd, const char *path, const struct statistics *delta, struct err *err)
{
    struct statistics s;
    long *sum = &s.connections_from;
    const long *more = &delta->connections_from;
    struct stat st;

    if (flock(fd, LOCK_EX) != 0 || fstat(fd, &st) != 0)
        return err_errno(err, "%s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, EX_DATAERR, "%s: not a regular file", path);
    if (!read_image(fd, path, &s, err))
        return false;
    for (size_t i = 0; i < COUNTS; i++)
        sum[i] += more[i];
    return file_write_at(fd, slice_of((const char *)&s, sizeof s), 0, err);
}

int statistics_open(const char *path, struct err *err)
{
    return open_file(path, O_RDWR, err);
}

static bool add_and_close(int fd, const char *path, const struct statistics *delta, struct err *err)
{
    bool ok;

    if (fd < 0)
        return false;
    ok = add_locked(fd, path, delta, err);
    close(fd);
    return ok;
}

bool statistics_add(const char *path, const struct statistics *delta, struct err *err)
{
    return add_and_close(statistics_open(path, err), path, delta, err);
}

bool statistics_clear(const char *path, struct err *err)
{
    int fd = open_file(path, O_WRONLY, err);
    bool ok;

    if (fd < 0)
        return false;
    ok = ftruncate(fd, 0) == 0 || err_errno(err, "%s", path);
    close(fd);
    return ok;
}

void statistics_counter_init(struct statistics_counter *c)
{
    pthread_mutex_init(&c->lock, NULL);
    fresh(&c->counts);
    c->changed = false;
}

static long kilobytes(int64_t bytes)
{
    return bytes > 0 ? (long)((bytes + 1023) / 1024) : 0;
}

static void count(struct statistics *s, enum statistics_event event, int mailer, long kb)
{
    switch (event) {
    case STATISTICS_CONNECTION_FROM:
        s->connections_from++;
        return;
    case STATISTICS_CONNECTION_TO:
        s->connections_to++;
        return;
    case STATISTICS_CONNECTION_REJECTED:
        s->connections_rejected++;
        return;
    default:
        break;
    }
    if (mailer < 0 || mailer >= STATISTICS_MAILERS)
        return;
    if (event == STATISTICS_FROM) {
        s->from[mailer]++;
        s->from_kb[mailer] += kb;
    } else if (event == STATISTICS_TO) {
        s->to[mailer]++;
        s->to_kb[mailer] += kb;
    } else if (event == STATISTICS_REJECTED) {
        s->rejected[mailer]++;
    } else if (event == STATISTICS_DISCARDED) {
        s->discarded[mailer]++;
    } else {
        s->quarantined[mailer]++;
    }
}

void statistics_count(struct statistics_counter *c, enum statistics_event event, int mailer,
                      int64_t bytes)
{
    pthread_mutex_lock(&c->lock);
    count(&c->counts, event, mailer, kilobytes(bytes));
    c->changed = true;
    pthread_mutex_unlock(&c->lock);
}

bool statistics_flush_with(struct statistics_counter *c, statistics_opener *opener, void *ctx,
                           struct err *err)
{
    struct err why = {0};
    bool ok = true;

    pthread_mutex_lock(&c->lock);
    if (c->changed) {
        ok = add_and_close(opener(ctx, &why), "statistics", &c->counts, &why);
        if (ok || why.status == EX_NOINPUT) {
            fresh(&c->counts);
            c->changed = false;
            ok = true;
        }
    }
    pthread_mutex_unlock(&c->lock);
    if (!ok && err != NULL)
        *err = why;
    return ok;
}

static int open_path(void *ctx, struct err *err)
{
    return statistics_open(ctx, err);
}

bool statistics_flush(struct statistics_counter *c, const char *path, struct err *err)
{
    return statistics_flush_with(c, open_path, (void *)path, err);
}
