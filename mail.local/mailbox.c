/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail.local/mailbox.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/account.h"
#include "os/identity.h"
#include "store/mbox.h"

enum { NEW_MAILBOX_MODE = 0600 };

static bool find_user(const char *name, struct arena *in, struct account *user, struct err *err)
{
    /* The name becomes part of a path. */
    if (strchr(name, '/') != NULL)
        return err_set(err, EX_NOUSER, "User unknown");
    return account_named(slice_from(name), in, user, err) == ACCOUNT_FOUND;
}

bool mailbox_user_exists(const char *name, struct err *err)
{
    struct arena *in = arena_new();
    struct account user;
    bool exists = find_user(name, in, &user, err);

    arena_drop(in);
    return exists;
}

static const char *path_for(const struct mailbox_options *o, const struct account *user,
                            struct arena *in)
{
    if (o->home_file != NULL)
        return arena_printf(in, "%.*s/%s", SLICE_ARG(user->home), o->home_file).p;
    return arena_printf(in, "%s/%.*s", o->directory, SLICE_ARG(user->name)).p;
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
static struct identity identity_for(const struct mailbox_options *o, const struct account *user)
{
    struct identity who = identity_of(user->uid, user->gid);
    struct stat st;

    if (o->home_file == NULL && stat(o->directory, &st) == 0 && (st.st_mode & S_IWGRP) != 0)
        who = identity_of(user->uid, st.st_gid);
    return who;
}

/* The child's err comes back whole through a pipe. */
static bool in_child(const struct mailbox_options *o, const struct account *user, const char *path,
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
        bool ok =
            identity_become(&who, &result) && append(o, path, user->uid, separator, text, &result);

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
        return err_set(err, EX_TEMPFAIL, "delivery for %.*s ended without a word",
                       SLICE_ARG(user->name));
    *err = result;
    return result.status == EX_OK;
}

bool mailbox_deliver(const struct mailbox_options *o, const char *name, struct slice separator,
                     int text, struct err *err)
{
    struct arena *in = arena_new();
    struct account user;
    bool ok = find_user(name, in, &user, err);

    if (ok) {
        const char *path = path_for(o, &user, in);

        ok = geteuid() == 0 ? in_child(o, &user, path, separator, text, err)
                            : append(o, path, user.uid, separator, text, err);
    }
    arena_drop(in);
    return ok;
}
