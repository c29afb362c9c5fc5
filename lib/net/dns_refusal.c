/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libunbound takes the kernel's "connection refused" for a lost packet and tries for as long as it
 * is let, where the C library's resolver goes on at once. On a host whose name server is not
 * running every lookup would cost Timeout.resolver.retrans times .retry. A connected socket of our
 * own hears the refusal.
 */
#include "net/dns_refusal.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "net/address.h"
#include "os/clock.h"

enum { DNS_PORT = 53, WAIT_MS = 300 };

/* "Which name servers has the root?": any server may be asked that, and no answer is read. */
static const char question[] = "\0\1\1\0\0\1\0\0\0\0\0\0\0\0\2\0";

static bool read_server(struct slice text, struct net_address *address)
{
    size_t at = slice_find(text, '@');
    int64_t port = DNS_PORT;

    if (at != SIZE_MAX &&
        (!slice_to_i64(slice_from_at(text, at + 1), &port) || port < 1 || port > UINT16_MAX))
        return false;
    return net_address_parse(at == SIZE_MAX ? text : slice_part(text, 0, at), (uint16_t)port,
                             address);
}

static bool is_refusal(int errnum)
{
    return errnum == ECONNREFUSED || errnum == ENETUNREACH || errnum == EHOSTUNREACH;
}

/* A socket that has asked; -1: refused already. *unknown: this address says nothing either way. */
static int ask_server(struct slice server, bool *unknown)
{
    struct net_address address;
    int fd, errnum;

    *unknown = !read_server(server, &address);
    if (*unknown)
        return -1;
    fd = socket(net_address_family(&address), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, &address.at.any, address.len) == 0 &&
        send(fd, question, sizeof question, 0) >= 0)
        return fd;
    errnum = errno;
    if (fd >= 0)
        close(fd);
    *unknown = !is_refusal(errnum);
    return -1;
}

static bool is_refused(int fd, int64_t deadline_ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    int64_t left_ms = deadline_ms - clock_monotonic_ms();
    int errnum = 0;
    socklen_t len = sizeof errnum;

    if (poll(&ready, 1, left_ms > 0 ? (int)left_ms : 0) <= 0)
        return false;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &len) == 0 && is_refusal(errnum);
}

bool dns_nobody_listens(const struct resolv_conf *conf)
{
    int64_t deadline_ms = clock_monotonic_ms() + WAIT_MS;

    for (size_t i = 0; i < conf->server_count; i++) {
        bool unknown, refused;
        int fd = ask_server(conf->servers[i], &unknown);

        if (unknown)
            return false;
        if (fd < 0)
            continue;
        refused = is_refused(fd, deadline_ms);
        close(fd);
        if (!refused)
            return false;
    }
    return conf->server_count > 0;
}
