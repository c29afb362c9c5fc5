/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spawn -- start a program as somebody, and wait for it no longer than a deadline.
 *
 * The child becomes the identity before it touches anything the administrator did not name: it
 * chroots, becomes, changes directory, execs, in this order. Descriptors other than 0, 1 and 2 are
 * closed. A program that cannot be started is an error of spawn_start (with errno's status), not an
 * exit code to be guessed. Call from a process without threads, or from the master.
 */
#ifndef OS_SPAWN_H
#define OS_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "os/identity.h"

struct spawn {
    const char *path;       /* absolute; no PATH search */
    char *const *argv;      /* NULL-terminated */
    char *const *envp;      /* NULL-terminated */
    const char *const *cwd; /* NULL-terminated candidates, first that works; NULL: stay */
    const char *root;       /* chroot before anything else; NULL: none */
    int nice;               /* increment */
    struct identity as;
    /* Says in the child whom it becomes, when asking the user database is to hold up nobody else's
     * arguments; false: not started. NULL: `as` is known. */
    bool (*find_identity)(void *ctx, struct identity *as, struct err *err);
    void *ctx;
    int fds[3]; /* become 0, 1, 2; -1: /dev/null. Stay open in the caller. */
};

/* The child's pid in *pid. */
bool spawn_start(const struct spawn *what, pid_t *pid, struct err *err);
/* Wait for that child, at most timeout_ms (negative: for ever). *wait_status as of waitpid().
 * EX_TEMPFAIL when the time is over: the child goes on; kill it and wait again. */
bool spawn_wait(pid_t pid, int timeout_ms, int *wait_status, struct err *err);

#endif
