/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files: which of them, and as whom.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/statistics.h"
#include "os/as_user.h"
#include "os/safe_path.h"
#include "sendmail/master/rules.h"

/* ---- mailbox files ---- */

static bool climbs(struct slice path)
{
    struct slice part;

    while (path.len > 0) {
        if (!slice_until(&path, '/', &part)) {
            part = path;
            path = slice_of(NULL, 0);
        }
        if (slice_is(part, ".."))
            return true;
    }
    return false;
}

/* The directory itself, however its name ends, and then a slash. */
static bool is_below(struct slice path, struct slice dir)
{
    while (dir.len > 0 && dir.p[dir.len - 1] == '/')
        dir.len--;
    return slice_starts(path, dir) && path.len > dir.len && path.p[dir.len] == '/';
}

bool rules_mailbox(const struct config *cfg, const char *path, struct err *err)
{
    struct slice name = slice_from(path);

    if (path[0] != '/' || climbs(name))
        return err_set(err, EX_CANTCREAT, "%s: not an absolute name", path);
    return is_below(name, cfg->opt.safe_file_environment) ||
           err_set(err, EX_CANTCREAT, "%s is outside SafeFileEnvironment", path);
}

/* A program of somebody's would be changed into another: never by mail. */
static bool is_program(int fd)
{
    struct stat st;

    return fstat(fd, &st) != 0 || (st.st_mode & (S_ISUID | S_ISGID | S_IXUSR | S_IXGRP)) != 0;
}

static int open_append(const char *path, unsigned flags, const struct identity *who,
                       struct err *err)
{
    struct safe_rules rules = {.flags = flags, .uid = who->uid};
    int fd = safe_open(path, &rules, O_RDWR | O_CREAT | O_NONBLOCK, 0600, err);

    if (fd >= 0 && is_program(fd)) {
        close(fd);
        (void)err_set(err, EX_CANTCREAT, "%s: is a program", path);
        return -1;
    }
    /* What is refused now will be refused tomorrow. */
    if (fd < 0 && err != NULL && !err_is_temporary(err))
        err->status = EX_CANTCREAT;
    return fd;
}

int rules_open_mailbox(const struct config *cfg, const struct mailer *m,
                       const struct master_owner *owner, const char *path, int timeout_ms,
                       struct err *err)
{
    uint64_t allow = cfg->opt.dont_blame_sendmail;
    struct identity who;
    unsigned flags = 0;

    if (!slice_is(m->path, "[FILE]"))
        return err_set(err, EX_NOPERM, "mailer %.*s writes no files", SLICE_ARG(m->name)), -1;
    if (!rules_mailbox(cfg, path, err) || !rules_owner(cfg, m, owner, &who, err))
        return -1;
    if (!allowed(allow, ALLOW_FILE_DELIVERY_TO_SYMLINK))
        flags |= SAFE_NO_SYMLINK;
    if (!allowed(allow, ALLOW_FILE_DELIVERY_TO_HARD_LINK))
        flags |= SAFE_NO_HARDLINK;
    return as_user_open(&who, path, open_append, flags, timeout_ms, err);
}

/* ---- files that the configuration names ---- */

static int open_dead_letter(const char *path, struct err *err)
{
    int fd = open(
        path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);

    if (fd < 0)
        err_errno(err, "%s", path);
    return fd;
}

int rules_open_own(const struct config *cfg, enum master_own which, struct err *err)
{
    struct slice path =
        which == MASTER_OWN_STATISTICS ? cfg->opt.status_file : cfg->opt.dead_letter_drop;
    struct arena *in;
    int fd;

    if (path.len == 0 && which == MASTER_OWN_STATISTICS)
        return err_set(err, EX_NOINPUT, "no StatusFile"), -1;
    if (path.len == 0)
        return err_set(err, EX_CONFIG, "DeadLetterDrop is not set"), -1;
    in = arena_new();
    fd = which == MASTER_OWN_STATISTICS ? statistics_open(arena_cstr(in, path), err)
                                        : open_dead_letter(arena_cstr(in, path), err);
    arena_drop(in);
    return fd;
}

int rules_open_host(const struct config *cfg, struct slice host, bool lock, struct err *err)
{
    struct arena *in = arena_new();
    const char *dir = config_host_status_directory(cfg, in);
    int fd = -1;

    if (dir == NULL)
        err_set(err, EX_NOINPUT, "no HostStatusDirectory");
    else
        fd = lock ? host_status_lock(dir, host, err) : host_status_open(dir, host, err);
    arena_drop(in);
    return fd;
}

bool rules_note_host(const struct config *cfg, struct slice host, const struct host_status *status,
                     struct err *err)
{
    struct arena *in = arena_new();
    const char *dir = config_host_status_directory(cfg, in);
    bool ok = dir == NULL || host_status_write(dir, host, status, err);

    arena_drop(in);
    return ok;
}
