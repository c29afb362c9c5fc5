/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail.local/mailbox.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/identity.h"
#include "store/mbox.h"

enum { NEW_MAILBOX_MODE = 0600 };

static bool find_user(const char *user, struct passwd **found, struct err *err)
{
    errno = 0;
    *found = user[0] != '\0' && strchr(user, '/') == NULL ? getpwnam(user) : NULL;
    if (*found != NULL)
        return true;
    if (errno != 0 && errno != ENOENT && errno != ESRCH && errno != EBADF && errno != EPERM)
        return err_set(err, EX_TEMPFAIL, "user database: %s", strerror(errno));
    return err_set(err, EX_NOUSER, "User unknown");
}

bool mailbox_user_exists(const char *user, struct err *err)
{
    struct passwd *found;

    return find_user(user, &found, err);
}

static bool make_path(const struct mailbox_options *o, const struct passwd *user, char *path,
                      size_t size, struct err *err)
{
    int n = o->home_file != NULL ? snprintf(path, size, "%s/%s", user->pw_dir, o->home_file)
                                 : snprintf(path, size, "%s/%s", o->directory, user->pw_name);

    if (n > 0 && (size_t)n < size)
        return true;
    return err_set(err, EX_CANTCREAT, "the mailbox's path is too long");
}

static bool append(const struct mailbox_options *o, const char *path, uid_t owner,
                   struct slice separator, int text, struct err *err)
{
    int fd = mbox_open(path, NEW_MAILBOX_MODE, owner, err);
    struct mbox_lock lock;
    bool ok = false;

    if (fd < 0)
        return false;
    if (mbox_lock(&lock, fd, path, false, o->lock_wait_ms, err)) {
        errno = 0;
        ok = mbox_append(fd, separator, text, err);
        if (!ok && errno == EDQUOT && o->full_is_final)
            err->status = EX_CANTCREAT;
        mbox_unlock(&lock);
    }
    close(fd);
    return ok;
}

/* The user, and the mail directory's group if that is how one may write there. */
static struct identity identity_for(const struct mailbox_options *o, const struct passwd *user)
{
    struct identity who = identity_of(user->pw_uid, user->pw_gid);
    struct stat st;

    if (o->home_file == NULL && stat(o->directory, &st) == 0 && (st.st_mode & S_IWGRP) != 0)
        who = identity_of(user->pw_uid, st.st_gid);
    return who;
}

/* The child's err comes back whole through a pipe. */
static bool in_child(const struct mailbox_options *o, const struct passwd *user, const char *path,
                     struct slice separator, int text, struct err *err)
{
    struct identity who = identity_for(o, user);
    struct err result = {.status = EX_TEMPFAIL};
    int report[2], status;
    ssize_t n;
    pid_t pid;

    if (pipe(report) != 0)
        return err_errno(err, "pipe");
    pid = fork();
    if (pid < 0) {
        close(report[0]);
        close(report[1]);
        return err_errno(err, "fork");
    }
    if (pid == 0) {
        bool ok = identity_become(&who, &result) &&
                  append(o, path, user->pw_uid, separator, text, &result);

        if (ok)
            result.status = EX_OK;
        n = write(report[1], &result, sizeof result);
        _exit(n == (ssize_t)sizeof result ? EX_OK : EX_OSERR);
    }
    close(report[1]);
    do {
        n = read(report[0], &result, sizeof result);
    } while (n < 0 && errno == EINTR);
    close(report[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (n != (ssize_t)sizeof result)
        return err_set(err, EX_TEMPFAIL, "delivery for %s ended without a word", user->pw_name);
    *err = result;
    return result.status == EX_OK;
}

bool mailbox_deliver(const struct mailbox_options *o, const char *name, struct slice separator,
                     int text, struct err *err)
{
    char path[PATH_MAX];
    struct passwd *user;

    if (!find_user(name, &user, err) || !make_path(o, user, path, sizeof path, err))
        return false;
    if (geteuid() == 0)
        return in_child(o, user, path, separator, text, err);
    return append(o, path, user->pw_uid, separator, text, err);
}
