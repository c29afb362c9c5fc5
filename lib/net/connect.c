/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* 0 when connected, else the errno. */
static int wait_connected(int fd, int64_t timeout_ms)
{
    int64_t end = now_ms() + timeout_ms;
    int result = 0;
    socklen_t len = sizeof result;

    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLOUT};
        int64_t left = timeout_ms <= 0 ? -1 : end - now_ms();
        int n;

        if (timeout_ms > 0 && left <= 0)
            return ETIMEDOUT;
        n = poll(&p, 1, left > INT_MAX ? INT_MAX : (int)left);
        if (n > 0)
            break;
        if (n < 0 && errno != EINTR)
            return errno;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &result, &len) != 0)
        return errno;
    return result;
}

/* The first free port of the range that rlogin and its friends once trusted. */
static int bind_reserved(int fd, const struct net_address *wanted, int family)
{
    struct net_address any = *wanted;

    if (any.len == 0) {
        any.at.storage.ss_family = (sa_family_t)family;
        any.len = family == AF_INET6 ? sizeof any.at.in6 : sizeof any.at.in;
    }
    for (uint16_t port = 1023; port >= 512; port--) {
        net_address_set_port(&any, port);
        if (bind(fd, &any.at.any, any.len) == 0)
            return 0;
        if (errno != EADDRINUSE)
            return errno;
    }
    return EADDRINUSE;
}

static int prepare(int fd, const struct net_address *to, const struct connect_options *o)
{
    if (o->send_bytes > 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &o->send_bytes, sizeof o->send_bytes);
    if (o->receive_bytes > 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &o->receive_bytes, sizeof o->receive_bytes);
    if (net_address_family(to) == AF_UNIX)
        return 0;
    if (o->reserved_port)
        return bind_reserved(fd, &o->source, net_address_family(to));
    if (o->source.len > 0 && net_address_family(&o->source) == net_address_family(to) &&
        bind(fd, &o->source.at.any, o->source.len) != 0)
        return errno;
    return 0;
}

static int start(int fd, const struct net_address *to, int64_t timeout_ms)
{
    int result = connect(fd, &to->at.any, to->len) == 0 ? 0 : errno;

    /* EAGAIN is what a Unix socket with a full backlog says instead of EINPROGRESS. */
    if (result == EINPROGRESS || result == EINTR)
        result = wait_connected(fd, timeout_ms);
    if (result == 0 && fcntl(fd, F_SETFL, 0) != 0)
        result = errno;
    return result;
}

int net_connect(const struct net_address *to, const struct connect_options *options, int *errnum,
                struct err *err)
{
    int on = 1;
    int fd = socket(net_address_family(to), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    *errnum = fd < 0 ? errno : prepare(fd, to, options);
    if (*errnum == 0)
        *errnum = start(fd, to, options->timeout_ms);
    if (*errnum == 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        return fd;
    }
    if (fd >= 0)
        close(fd);
    (void)err_set(err, EX_TEMPFAIL, "%s", strerror(*errnum));
    return -1;
}
