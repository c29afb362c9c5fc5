/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/as_user.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

union one_fd {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

/* The answer is *err, with the descriptor beside it when there is one. */
static void answer(int sock, int fd, const struct err *err)
{
    union one_fd control = {{0}};
    struct iovec iov = {(void *)err, sizeof *err};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};

    if (fd >= 0) {
        struct cmsghdr *c;

        m.msg_control = control.room;
        m.msg_controllen = sizeof control.room;
        c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    while (sendmsg(sock, &m, MSG_NOSIGNAL) < 0 && errno == EINTR)
        ;
}

static int wait_for_answer(int sock, int timeout_ms, struct err *err)
{
    union one_fd control;
    struct iovec iov = {err, sizeof *err};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    struct pollfd p = {.fd = sock, .events = POLLIN};
    struct cmsghdr *c;
    int fd = -1, ready;
    ssize_t n;

    do {
        ready = poll(&p, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return err_set(err, EX_TEMPFAIL, "opening took longer than %d ms", timeout_ms), -1;
    do {
        n = recvmsg(sock, &m, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    if (n != (ssize_t)sizeof *err)
        return err_set(err, EX_TEMPFAIL, "the opening process died"), -1;
    c = CMSG_FIRSTHDR(&m);
    if (c != NULL && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

NORETURN static void child(int sock, const struct identity *who, const char *path,
                           as_user_opener *open_fn, unsigned flags)
{
    struct err err = {0};
    int fd = -1;

    if (identity_become(who, &err))
        fd = open_fn(path, flags, who, &err);
    answer(sock, fd, &err);
    _exit(EX_OK);
}

int as_user_open(const struct identity *who, const char *path, as_user_opener *open_fn,
                 unsigned flags, int timeout_ms, struct err *err)
{
    struct err said = {0};
    int pair[2], fd;
    pid_t pid;

    if (who->uid != 0 && identity_is_current(who))
        return open_fn(path, flags, who, err);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_errno(err, "socketpair"), -1;
    pid = fork();
    if (pid == 0)
        child(pair[1], who, path, open_fn, flags);
    close(pair[1]);
    if (pid < 0) {
        err_errno(err, "fork");
        close(pair[0]);
        return -1;
    }
    fd = wait_for_answer(pair[0], timeout_ms, &said);
    close(pair[0]);
    if (fd < 0)
        kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    if (fd < 0 && err != NULL)
        *err = said;
    return fd;
}
