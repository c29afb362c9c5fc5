/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/mbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"

enum {
    STALE_S = 5 * 60,          /* a dotlock whose process is gone */
    STALE_UNKNOWN_S = 30 * 60, /* one that does not say whose it is */
    FIRST_PAUSE_MS = 20,
    LAST_PAUSE_MS = 1000,
    PIECE = 64 * 1024,
    HELD_BACK = 5, /* bytes of the separator that are written last: "From " */
};

int mbox_open(const char *path, mode_t mode, uid_t owner, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);

    if (fd < 0 && errno == ELOOP)
        return err_set(err, EX_CANTCREAT, "%s: is a symbolic link", path), -1;
    if (fd < 0 && (errno == EACCES || errno == EISDIR || errno == ENOTDIR))
        return err_set(err, EX_CANTCREAT, "%s: %s", path, strerror(errno)), -1;
    if (fd < 0)
        return err_errno(err, "%s", path), -1;
    if (fstat(fd, &st) != 0) {
        (void)err_errno(err, "%s", path);
    } else if (!S_ISREG(st.st_mode) || st.st_nlink != 1) {
        (void)err_set(err, EX_CANTCREAT, "%s: irregular file", path);
    } else if (st.st_uid != owner) {
        (void)err_set(err, EX_CANTCREAT, "%s: wrong ownership (%d)", path, (int)st.st_uid);
    } else {
        return fd;
    }
    close(fd);
    return -1;
}

/* ---- dotlock ---- */

struct dotlock_note {
    long pid;
    long long size; /* of the mailbox when it was locked; -1: not said */
    char host[256];
};

/* "pid host size" of ours; others write a pid, or nothing. */
static void read_note(const char *path, struct dotlock_note *note)
{
    char text[400] = "";
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    char *at;

    *note = (struct dotlock_note){.size = -1};
    if (fd < 0)
        return;
    if (read(fd, text, sizeof text - 1) > 0) {
        note->pid = strtol(text, &at, 10);
        if (sscanf(at, " %255s %lld", note->host, &note->size) != 2)
            note->size = -1;
    }
    close(fd);
}

static bool is_stale(const char *path, const struct dotlock_note *note)
{
    char host[256] = "";
    struct stat st;
    int64_t age;
    bool ours;

    if (lstat(path, &st) != 0)
        return false;
    age = clock_now() - (int64_t)st.st_mtime;
    (void)gethostname(host, sizeof host - 1);
    ours = note->host[0] == '\0' || strcmp(note->host, host) == 0;
    if (note->pid > 1 && ours && kill((pid_t)note->pid, 0) != 0 && errno == ESRCH)
        return note->size >= 0 || age > STALE_S;
    return age > STALE_UNKNOWN_S;
}

/* The writer whose lock this was died: nothing behind the old size was ever a message. */
static void cut_remains(int fd, const struct dotlock_note *note)
{
    char first;

    if (note->size < 0 || pread(fd, &first, 1, (off_t)note->size) != 1 || first != '\0')
        return; /* finished, or another's */
    if (ftruncate(fd, (off_t)note->size) != 0)
        return; /* the next writer tries again */
}

enum dotlock_answer { DOTLOCK_MADE, DOTLOCK_BUSY, DOTLOCK_IMPOSSIBLE };

static enum dotlock_answer make_dotlock(struct mbox_lock *lock)
{
    char text[400], host[256] = "localhost";
    struct stat st = {0};
    int fd = open(lock->dotlock, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool ok;

    if (fd < 0)
        return errno == EEXIST ? DOTLOCK_BUSY : DOTLOCK_IMPOSSIBLE;
    (void)gethostname(host, sizeof host - 1);
    (void)fstat(lock->fd, &st);
    snprintf(text, sizeof text, "%ld %s %lld\n", (long)getpid(), host, (long long)st.st_size);
    ok = file_write_all(fd, slice_from(text), NULL);
    close(fd);
    if (ok)
        return DOTLOCK_MADE;
    unlink(lock->dotlock);
    return DOTLOCK_IMPOSSIBLE;
}

static enum dotlock_answer take_dotlock(struct mbox_lock *lock)
{
    enum dotlock_answer answer = make_dotlock(lock);
    struct dotlock_note note;

    if (answer != DOTLOCK_BUSY)
        return answer;
    read_note(lock->dotlock, &note);
    if (!is_stale(lock->dotlock, &note))
        return DOTLOCK_BUSY;
    cut_remains(lock->fd, &note);
    unlink(lock->dotlock);
    return make_dotlock(lock);
}

/* ---- both ---- */

static bool take_fcntl(int fd)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    return fcntl(fd, F_SETLK, &all) == 0;
}

static bool try_once(struct mbox_lock *lock, bool no_dotlock)
{
    if (!no_dotlock) {
        switch (take_dotlock(lock)) {
        case DOTLOCK_BUSY:
            return false;
        case DOTLOCK_IMPOSSIBLE:
            lock->dotlock[0] = '\0';
            break;
        case DOTLOCK_MADE:
            break;
        }
    }
    if (take_fcntl(lock->fd))
        return true;
    if (lock->dotlock[0] != '\0')
        unlink(lock->dotlock);
    return false;
}

bool mbox_lock(struct mbox_lock *lock, int fd, const char *path, bool no_dotlock, int64_t wait_ms,
               struct err *err)
{
    int64_t end = clock_monotonic_ms() + wait_ms;
    int64_t pause_ms = FIRST_PAUSE_MS;

    lock->fd = fd;
    for (;;) {
        struct timespec pause;
        int n = snprintf(lock->dotlock, sizeof lock->dotlock, "%s.lock", path);

        if (no_dotlock || n < 0 || (size_t)n >= sizeof lock->dotlock) {
            no_dotlock = true;
            lock->dotlock[0] = '\0';
        }
        if (try_once(lock, no_dotlock))
            return true;
        if (clock_monotonic_ms() + pause_ms > end)
            break;
        pause = (struct timespec){.tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000};
        nanosleep(&pause, NULL);
        pause_ms = pause_ms * 2 < LAST_PAUSE_MS ? pause_ms * 2 : LAST_PAUSE_MS;
    }
    lock->dotlock[0] = '\0';
    return err_set(err, EX_TEMPFAIL, "%s: mailbox busy", path);
}

void mbox_unlock(struct mbox_lock *lock)
{
    struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

    if (lock->dotlock[0] != '\0')
        unlink(lock->dotlock);
    (void)fcntl(lock->fd, F_SETLK, &all);
    lock->dotlock[0] = '\0';
}

/* ---- appending ---- */

/* From `read_at` of one file to `at` of the other. */
static bool copy(int to, int64_t at, int from, int64_t read_at, struct err *err)
{
    char piece[PIECE];

    for (;;) {
        ssize_t n = pread(from, piece, sizeof piece, (off_t)read_at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "reading the message");
        if (n == 0)
            return true;
        if (!file_write_at(to, slice_of(piece, (size_t)n), at, err))
            return false;
        read_at += n;
        at += n;
    }
}

/* Another program may have left the last message without its empty line. */
static struct slice missing_end(int fd, int64_t size)
{
    char end[2] = "\n\n";

    if (size == 0)
        return SLICE("");
    if (pread(fd, end, 2, (off_t)(size >= 2 ? size - 2 : 0)) < 1)
        return SLICE("\n\n");
    if (size == 1)
        end[1] = end[0];
    return end[1] != '\n' ? SLICE("\n\n") : end[0] != '\n' && size > 1 ? SLICE("\n") : SLICE("");
}

static bool write_all(int fd, int64_t at, struct slice separator, int text_fd, struct err *err)
{
    char first[HELD_BACK];
    struct slice late = slice_part(separator, 0, HELD_BACK);
    int64_t text_at = 0;

    if (separator.len == 0) {
        ssize_t n = pread(text_fd, first, sizeof first, 0);

        if (n < 0)
            return err_errno(err, "reading the message");
        late = slice_of(first, (size_t)n);
        text_at = n;
    }
    if (!file_write_at(fd, slice_from_at(separator, HELD_BACK), at + HELD_BACK, err) ||
        !copy(fd, at + (int64_t)(separator.len > 0 ? separator.len : late.len), text_fd, text_at,
              err))
        return false;
    if (fdatasync(fd) != 0)
        return err_errno(err, "fdatasync");
    if (!file_write_at(fd, late, at, err))
        return false;
    return fdatasync(fd) == 0 || err_errno(err, "fdatasync");
}

/* New mail shows as mtime later than atime. */
static void touch(int fd)
{
    struct timespec times[2];

    clock_gettime(CLOCK_REALTIME, &times[1]);
    times[0] = times[1];
    times[0].tv_sec--;
    (void)futimens(fd, times);
}

bool mbox_append(int fd, struct slice separator, int text_fd, struct err *err)
{
    struct slice before;
    struct stat st;
    int why;

    if (fstat(fd, &st) != 0)
        return err_errno(err, "fstat");
    before = missing_end(fd, st.st_size);
    if (file_write_at(fd, before, st.st_size, err) &&
        write_all(fd, st.st_size + (int64_t)before.len, separator, text_fd, err)) {
        touch(fd);
        return true;
    }
    why = errno;
    /* Half a message is none. */
    if (ftruncate(fd, st.st_size) != 0)
        (void)err_wrap(err, "and could not be cut back to %lld bytes", (long long)st.st_size);
    if (err != NULL && err->status != EX_CANTCREAT)
        err->status = EX_TEMPFAIL;
    errno = why;
    return false;
}
