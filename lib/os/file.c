/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t read_some(int fd, char *to, size_t len)
{
    ssize_t n;

    do {
        n = read(fd, to, len);
    } while (n < 0 && errno == EINTR);
    return n;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* There is room for one byte more than is allowed, or than the file says it has: an end is seen by
 * reading nothing, and too much by reading that byte. */
bool file_read_fd(int fd, size_t max_bytes, struct arena *in, struct slice *text, struct err *err)
{
    struct stat st;
    bool regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    size_t cap = smaller(regular ? (size_t)st.st_size : 8192, max_bytes) + 1, len = 0;
    char *p = arena_grow(in, NULL, 0, cap + 1);
    ssize_t n;

    while ((n = read_some(fd, p + len, cap - len)) > 0) {
        len += (size_t)n;
        if (len > max_bytes)
            return err_set(err, EX_DATAERR, "larger than %zu bytes", max_bytes);
        if (len == cap) {
            size_t next = smaller(cap * 2, max_bytes + 1);

            p = arena_grow(in, p, cap + 1, next + 1);
            cap = next;
        }
    }
    if (n < 0)
        return err_errno(err, "read");
    p[len] = '\0';
    *text = slice_of(p, len);
    return true;
}

enum { PIPE_WAIT_MS = 5000 };

/* Has nobody opened this pipe for writing, and does nobody do so soon? Then reading it would never
 * end. */
static bool is_dead_pipe(int fd)
{
    struct pollfd end = {.fd = fd, .events = POLLIN};
    struct stat st;
    char byte;

    if (fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode) || poll(&end, 1, PIPE_WAIT_MS) != 0)
        return false;
    return read_some(fd, &byte, 1) >= 0; /* EAGAIN is a writer who has not written yet */
}

bool file_read(const char *path, size_t max_bytes, struct arena *in, struct slice *text,
               struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool ok;

    if (fd < 0)
        return err_errno(err, "%s", path);
    ok = !is_dead_pipe(fd) || err_set(err, EX_IOERR, "a pipe into which nobody writes");
    ok = ok &&
         (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) == 0 || err_errno(err, "fcntl"));
    ok = (ok && file_read_fd(fd, max_bytes, in, text, err)) || err_wrap(err, "%s", path);
    close(fd);
    return ok;
}

bool file_write_all(int fd, struct slice bytes, struct err *err)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.p, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "write");
        bytes = slice_from_at(bytes, (size_t)n);
    }
    return true;
}

bool file_write_at(int fd, struct slice bytes, int64_t at, struct err *err)
{
    while (bytes.len > 0) {
        ssize_t n = pwrite(fd, bytes.p, bytes.len, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "write");
        bytes = slice_from_at(bytes, (size_t)n);
        at += n;
    }
    return true;
}

static bool write_and_sync(int fd, struct slice text, mode_t mode, struct err *err)
{
    if (fchmod(fd, mode) != 0)
        return err_errno(err, "chmod");
    if (!file_write_all(fd, text, err))
        return false;
    if (fsync(fd) != 0)
        return err_errno(err, "fsync");
    return true;
}

static void directory_of(const char *path, char *dir, size_t size)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        snprintf(dir, size, ".");
    else
        snprintf(dir, size, "%.*s", (int)(slash == path ? 1 : slash - path), path);
}

bool file_replace(const char *path, struct slice text, mode_t mode, struct err *err)
{
    char temp[4096], dir[4096];
    bool ok;
    int fd;

    if (snprintf(temp, sizeof temp, "%s.XXXXXX", path) >= (int)sizeof temp)
        return err_set(err, EX_USAGE, "%s: path too long", path);
    fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, "%s", temp);
    ok = write_and_sync(fd, text, mode, err) || err_wrap(err, "%s", temp);
    if (close(fd) != 0 && ok)
        ok = err_errno(err, "%s", temp);
    if (ok && rename(temp, path) != 0)
        ok = err_errno(err, "rename %s", path);
    if (!ok) {
        unlink(temp);
        return false;
    }
    directory_of(path, dir, sizeof dir);
    return file_sync_dir(dir, err);
}

bool file_sync_dir(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc;

    if (fd < 0)
        return err_errno(err, "%s", path);
    rc = fsync(fd);
    if (rc != 0)
        err_errno(err, "fsync %s", path);
    close(fd);
    return rc == 0;
}

bool file_make_dirs(const char *path, mode_t mode, struct err *err)
{
    char part[4096];

    if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
        return err_set(err, EX_USAGE, "%s: path too long", path);
    for (char *p = part + 1;; p++) {
        char c = *p;

        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(part, mode) != 0 && errno != EEXIST)
            return err_errno(err, "mkdir %s", part);
        if (c == '\0')
            return true;
        *p = c;
    }
}
