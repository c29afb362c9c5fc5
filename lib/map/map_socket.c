/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket -- a lookup server behind a socket ("socketmap").
 *
 * The request is the netstring of "name key"; the answer the netstring of "OK value", "NOTFOUND",
 * "TEMP text", "TIMEOUT text" or "PERM text". One connection a map, kept between lookups and made
 * anew once when it broke. The address is written as filters write theirs: "unix:/path",
 * "inet:port@host" with a numeric host or localhost.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"
#include "map/internal.h"

enum { REPLY_MAX = 1000000, TIMEOUT_MS = 30000 };

struct socket_state {
    union {
        struct sockaddr any;
        struct sockaddr_un un;
        struct sockaddr_in in4;
        struct sockaddr_in6 in6;
    } addr;
    socklen_t len;
    int64_t timeout_ms;
    int fd; /* -1: not connected */
};

static struct socket_state *state_of(struct map *m)
{
    if (m->state == NULL) {
        struct socket_state *s = ARENA_NEW(m->all->in, struct socket_state);

        s->fd = -1;
        s->timeout_ms = TIMEOUT_MS;
        m->state = s;
    }
    return m->state;
}

static bool flag(struct map *m, char letter UNUSED, struct slice text, struct err *err)
{
    int64_t n;

    if (text.len > 0 && text.p[text.len - 1] == 's')
        text.len--;
    if (!slice_to_i64(text, &n) || n < 1 || n > 3600)
        return err_set(err, EX_CONFIG, "socket map %.*s: -d needs seconds", SLICE_ARG(m->name));
    state_of(m)->timeout_ms = n * 1000;
    return true;
}

static bool inet_address(struct socket_state *s, struct slice spec, struct arena *in)
{
    struct slice port, host;
    uint64_t n;

    if (!slice_until(&spec, '@', &port))
        return false;
    host = slice_is_case(spec, "localhost") ? SLICE("127.0.0.1") : spec;
    if (!slice_to_u64(port, &n) || n == 0 || n > 65535)
        return false;
    if (inet_pton(AF_INET, arena_cstr(in, host), &s->addr.in4.sin_addr) == 1) {
        s->addr.in4.sin_family = AF_INET;
        s->addr.in4.sin_port = htons((uint16_t)n);
        s->len = sizeof s->addr.in4;
        return true;
    }
    if (inet_pton(AF_INET6, arena_cstr(in, host), &s->addr.in6.sin6_addr) != 1)
        return false;
    s->addr.in6.sin6_family = AF_INET6;
    s->addr.in6.sin6_port = htons((uint16_t)n);
    s->len = sizeof s->addr.in6;
    return true;
}

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct socket_state *s = state_of(m);
    struct slice word, path;
    bool ok = false;

    if (!slice_word(&spec, &word))
        return err_set(err, EX_CONFIG, "socket map %.*s: no socket given", SLICE_ARG(m->name));
    m->file = path = word;
    if (slice_skip_text_case(&path, SLICE("inet:")) ||
        slice_skip_text_case(&path, SLICE("inet6:"))) {
        ok = inet_address(s, path, m->all->in);
    } else {
        if (!slice_skip_text_case(&path, SLICE("unix:")))
            (void)slice_skip_text_case(&path, SLICE("local:"));
        ok = path.len > 0 && path.p[0] == '/' && path.len < sizeof s->addr.un.sun_path;
        if (ok) {
            s->addr.un.sun_family = AF_UNIX;
            memcpy(s->addr.un.sun_path, path.p, path.len);
            s->len = sizeof s->addr.un;
        }
    }
    return ok || err_set(err, EX_CONFIG, "socket map %.*s: bad address %.*s", SLICE_ARG(m->name),
                         SLICE_ARG(word));
}

static void disconnect(struct socket_state *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

static bool wait_for(const struct socket_state *s, short events)
{
    struct pollfd p = {.fd = s->fd, .events = events};

    return poll(&p, 1, (int)s->timeout_ms) == 1;
}

static bool connect_to(struct socket_state *s)
{
    int failed = 0;
    socklen_t n = sizeof failed;

    s->fd = socket(s->addr.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd < 0)
        return false;
    if (connect(s->fd, &s->addr.any, s->len) == 0)
        return true;
    return errno == EINPROGRESS && wait_for(s, POLLOUT) &&
           getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &failed, &n) == 0 && failed == 0;
}

static bool send_all(struct socket_state *s, struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(s->fd, bytes.p, bytes.len, MSG_NOSIGNAL);

        if (n < 0 && errno == EAGAIN && wait_for(s, POLLOUT))
            continue;
        if (n <= 0)
            return false;
        bytes = slice_from_at(bytes, (size_t)n);
    }
    return true;
}

static bool read_exactly(struct socket_state *s, char *to, size_t len)
{
    while (len > 0) {
        ssize_t n = recv(s->fd, to, len, 0);

        if (n < 0 && errno == EAGAIN && wait_for(s, POLLIN))
            continue;
        if (n <= 0)
            return false;
        to += n;
        len -= (size_t)n;
    }
    return true;
}

static bool read_reply(struct socket_state *s, struct arena *in, struct slice *reply)
{
    size_t len = 0;
    char c, *p;

    for (int digits = 0;; digits++) {
        if (digits > 7 || !read_exactly(s, &c, 1))
            return false;
        if (c == ':' && digits > 0)
            break;
        if (!ascii_is_digit(c))
            return false;
        len = len * 10 + (size_t)(c - '0');
    }
    if (len > REPLY_MAX)
        return false;
    p = arena_bytes(in, len + 1);
    if (!read_exactly(s, p, len + 1) || p[len] != ',')
        return false;
    *reply = slice_of(p, len);
    return true;
}

static bool exchange(struct socket_state *s, struct slice request, struct arena *in,
                     struct slice *reply)
{
    if (s->fd < 0 && !connect_to(s)) {
        disconnect(s);
        return false;
    }
    if (send_all(s, request) && read_reply(s, in, reply))
        return true;
    disconnect(s);
    return false;
}

static enum map_answer judge(const struct map *m, struct slice reply, struct slice *value,
                             struct err *err)
{
    if (slice_skip_text_case(&reply, SLICE("OK"))) {
        (void)slice_skip(&reply, ' ');
        *value = reply;
        return MAP_FOUND;
    }
    if (slice_starts_case(reply, SLICE("NOTFOUND")))
        return map_absent(err, EX_NOHOST);
    if (slice_starts_case(reply, SLICE("PERM"))) {
        err_set(err, EX_UNAVAILABLE, "socket map %.*s: %.*s", SLICE_ARG(m->name), SLICE_ARG(reply));
        return MAP_FAILED;
    }
    return map_failed(err, "socket map %.*s: %.*s", SLICE_ARG(m->name), SLICE_ARG(reply));
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct socket_state *s = m->state;
    struct slice key = (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
    struct slice text = arena_printf(in, "%.*s %.*s", SLICE_ARG(m->name), SLICE_ARG(key));
    struct slice request = arena_printf(in, "%zu:%.*s,", text.len, SLICE_ARG(text)), reply = {0};
    bool was_open, ok;

    pthread_mutex_lock(&m->lock);
    was_open = s->fd >= 0;
    /* A server may have closed an idle connection: that is not its failure yet. */
    ok = exchange(s, request, in, &reply) || (was_open && exchange(s, request, in, &reply));
    pthread_mutex_unlock(&m->lock);
    if (!ok)
        return map_failed(err, "socket map %.*s: no answer from %.*s", SLICE_ARG(m->name),
                          SLICE_ARG(m->file));
    return judge(m, reply, value, err);
}

static void close_map(struct map *m)
{
    if (m->state != NULL)
        disconnect(m->state);
}

static bool has_local_socket(const struct map *m)
{
    const struct socket_state *s = m->state;

    return s != NULL && s->addr.any.sa_family == AF_UNIX;
}

const struct map_class map_class_socket = {.name = "socket",
                                           .can_alias = true,
                                           .own_flags = "d",
                                           .flag = flag,
                                           .declare = declare,
                                           .lookup = lookup,
                                           .close = close_map,
                                           .has_local_socket = has_local_socket};
