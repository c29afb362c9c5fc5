/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"

/* What the child tells its parent when exec does not happen: the stage's words and errno. */
struct failure {
    int errnum;
    int status; /* != 0: it was not allowed: stage says why, errnum is unused */
    char stage[200];
};

NORETURN static void give_up(int report, const char *stage, const char *detail)
{
    struct failure f = {.errnum = errno};

    snprintf(f.stage, sizeof f.stage, "%s%s%s", stage, detail ? " " : "", detail ? detail : "");
    while (write(report, &f, sizeof f) < 0 && errno == EINTR)
        ;
    _exit(EX_OSERR);
}

NORETURN static void refuse(int report, const struct err *err)
{
    struct failure f = {.status = err->status == EX_OK ? EX_OSERR : err->status};

    snprintf(f.stage, sizeof f.stage, "%s", err->text);
    while (write(report, &f, sizeof f) < 0 && errno == EINTR)
        ;
    _exit(EX_OSERR);
}

static void default_signals(void)
{
    sigset_t none;

    for (int s = 1; s < 32; s++)
        signal(s, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Moves the three to 3.. first: one of them may have a number that another is to get. */
static void place_fds(const struct spawn *what, int report)
{
    int high[3];

    for (int i = 0; i < 3; i++) {
        int fd = what->fds[i] >= 0 ? what->fds[i] : open("/dev/null", O_RDWR);

        high[i] = fd < 0 ? -1 : fcntl(fd, F_DUPFD, 10);
        if (high[i] < 0)
            give_up(report, "descriptors", NULL);
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(high[i], i) < 0)
            give_up(report, "descriptors", NULL);
    }
}

static void change_directory(const struct spawn *what, int report)
{
    if (what->cwd == NULL || what->cwd[0] == NULL)
        return;
    for (const char *const *d = what->cwd; *d != NULL; d++) {
        if (chdir(*d) == 0)
            return;
    }
    give_up(report, "chdir", what->cwd[0]);
}

NORETURN static void child(const struct spawn *what, int report)
{
    struct identity as = what->as;
    struct err err = {0};

    default_signals();
    if (what->find_identity != NULL && !what->find_identity(what->ctx, &as, &err))
        refuse(report, &err);
    place_fds(what, report);
    if (what->root != NULL && (chroot(what->root) != 0 || chdir("/") != 0))
        give_up(report, "chroot", what->root);
    if (what->nice != 0 && nice(what->nice) < 0) {
        /* a priority that cannot be had delays nobody's mail */
    }
    if (!identity_become(&as, &err)) {
        errno = EPERM;
        give_up(report, err.text, NULL);
    }
    change_directory(what, report);
    if (report != 3)
        dup3(report, 3, O_CLOEXEC);
    closefrom(4);
    execve(what->path, what->argv, what->envp);
    give_up(3, "exec", what->path);
}

bool spawn_start(const struct spawn *what, pid_t *pid, struct err *err)
{
    struct failure f;
    int report[2], high;
    ssize_t n;

    if (pipe2(report, O_CLOEXEC) != 0)
        return err_errno(err, "pipe");
    high = fcntl(report[1], F_DUPFD_CLOEXEC, 20); /* above what place_fds uses */
    close(report[1]);
    *pid = high < 0 ? -1 : fork();
    if (*pid == 0)
        child(what, high);
    if (*pid < 0) {
        err_errno(err, "fork");
        if (high >= 0)
            close(high);
        close(report[0]);
        return false;
    }
    close(high);
    do {
        n = read(report[0], &f, sizeof f);
    } while (n < 0 && errno == EINTR);
    close(report[0]);
    if (n != (ssize_t)sizeof f)
        return true; /* exec closed the pipe */
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
        ;
    if (f.status != 0)
        return err_set(err, f.status, "%.*s", (int)sizeof f.stage, f.stage);
    errno = f.errnum;
    return err_errno(err, "%.*s", (int)sizeof f.stage, f.stage);
}

bool spawn_wait(pid_t pid, int timeout_ms, int *wait_status, struct err *err)
{
    struct pollfd p = {.events = POLLIN};
    int ready = 1;

    if (timeout_ms >= 0) {
        p.fd = (int)syscall(SYS_pidfd_open, pid, 0);
        if (p.fd < 0)
            return err_errno(err, "pidfd_open %d", (int)pid);
        do {
            ready = poll(&p, 1, timeout_ms);
        } while (ready < 0 && errno == EINTR);
        close(p.fd);
    }
    if (ready == 0)
        return err_set(err, EX_TEMPFAIL, "process %d did not end in time", (int)pid);
    while (waitpid(pid, wait_status, 0) < 0) {
        if (errno != EINTR)
            return err_errno(err, "wait for process %d", (int)pid);
    }
    return true;
}
