/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/resolver.h"
#include "os/clock.h"

/* An address cut into its parts. */
struct parts {
    int family; /* AF_UNIX: `path`; AF_INET, AF_INET6: `host` and `port` */
    struct slice path, host, port;
};

bool map_server_is_connected(const struct map_server *s)
{
    return s->fd >= 0;
}

bool map_server_is_local(const struct map_server *s)
{
    return !slice_starts_case(s->address, SLICE("inet"));
}

void map_server_disconnect(struct map_server *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

void map_server_begin(struct map_server *s, int64_t deadline_ms)
{
    char c;

    s->deadline_ms = deadline_ms;
    if (s->fd >= 0 && recv(s->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) >= 0)
        map_server_disconnect(s);
}

static bool refuse(struct map *m, struct err *err, const char *what, struct slice which,
                   const char *why)
{
    /* The system's words stand behind a colon. */
    map_cannot_open(m, err, strchr(why, ':') != NULL ? EX_OSERR : EX_SOFTWARE,
                    "%s map \"%.*s\": %s%.*s%s", m->class->name, SLICE_ARG(m->name), what,
                    SLICE_ARG(which), why);
    return false;
}

static const struct {
    const char *name;
    int family;
} kinds[] = {
    {"", AF_UNIX}, {"local", AF_UNIX}, {"unix", AF_UNIX}, {"inet", AF_INET}, {"inet6", AF_INET6}};

static bool take_kind(struct map *m, struct slice *rest, struct parts *p, struct err *err)
{
    struct slice kind;

    p->family = AF_UNIX;
    if (!slice_until(rest, ':', &kind))
        return true;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (slice_is_case(kind, kinds[i].name)) {
            p->family = kinds[i].family;
            return true;
        }
    }
    return refuse(m, err, "unknown socket type ", kind, ": Protocol not supported");
}

/* "[address]", with or without "IPv6:" where it is one. */
static bool take_brackets(struct map *m, struct parts *p, struct err *err)
{
    struct slice whole = p->host, inside = slice_part(whole, 1, whole.len > 2 ? whole.len - 2 : 0);
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;

    if (p->family == AF_INET6)
        (void)slice_skip_text_case(&inside, SLICE("IPv6:"));
    p->host = inside;
    if (whole.p[whole.len - 1] == ']' && inside.len < sizeof text) {
        memcpy(text, inside.p, inside.len);
        text[inside.len] = '\0';
        if (p->family == AF_INET ? inet_aton(text, (struct in_addr *)&address) != 0
                                 : inet_pton(AF_INET6, text, &address) == 1)
            return true;
    }
    return refuse(m, err, "Invalid numeric domain spec \"", whole, "\"");
}

static bool take_apart(struct map *m, const struct map_server *s, struct parts *p, struct err *err)
{
    struct slice rest = s->address;

    *p = (struct parts){0};
    if (!take_kind(m, &rest, p, err))
        return false;
    if (p->family == AF_UNIX) {
        p->path = rest;
        return true;
    }
    p->host = rest;
    if (!slice_until(&p->host, '@', &p->port))
        return refuse(m, err, "bad address ", rest, " (expected port@host)");
    if (p->port.len == 0)
        return refuse(m, err, "unknown port name ", p->port, "");
    return slice_find(p->host, '[') != 0 || take_brackets(m, p, err);
}

static bool check_path(struct map *m, struct slice path, struct sockaddr_un *to, struct err *err)
{
    struct stat st;

    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (path.len >= sizeof to->sun_path)
        return refuse(m, err, "local socket name ", path, " too long");
    if (path.len > 0)
        memcpy(to->sun_path, path.p, path.len);
    if (stat(to->sun_path, &st) != 0)
        return refuse(m, err, "local socket name ", path,
                      errno == ENOENT ? " unsafe: No such file or directory"
                                      : " unsafe: cannot be reached");
    if (st.st_nlink > 1)
        return refuse(m, err, "local socket name ", path, " unsafe: Hard links not allowed");
    return true;
}

static bool wait_for(const struct map_server *s, short events)
{
    struct pollfd p = {.fd = s->fd, .events = events};

    for (;;) {
        int64_t left = s->deadline_ms - clock_monotonic_ms();
        int n = left <= 0 ? 0 : poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left);

        if (n > 0)
            return true;
        if (n == 0)
            return errno = ETIMEDOUT, false;
        if (errno != EINTR)
            return false;
    }
}

static bool connect_to(struct map_server *s, const struct sockaddr *to, socklen_t len)
{
    int failed = 0, on = 1;
    socklen_t n = sizeof failed;

    s->fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd < 0)
        return false;
    if (to->sa_family != AF_UNIX)
        (void)setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(s->fd, to, len) == 0)
        return true;
    if (errno == EINPROGRESS && wait_for(s, POLLOUT) &&
        getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &failed, &n) == 0) {
        if (failed == 0)
            return true;
        errno = failed;
    }
    failed = errno;
    map_server_disconnect(s);
    errno = failed;
    return false;
}

/* What the C library tells without asking anybody: a port by number or name, the host's address if
 * it is written as one. */
static int look_up_locally(const struct parts *p, const char *host, struct arena *in,
                           struct net_address *address)
{
    struct addrinfo want = {.ai_family = p->family,
                            .ai_socktype = SOCK_STREAM,
                            .ai_flags = AI_NUMERICHOST},
                    *found = NULL;
    int rc = getaddrinfo(host, arena_cstr(in, p->port), &want, &found);

    *address = (struct net_address){0};
    if (rc == 0 && found->ai_addrlen <= sizeof address->at) {
        memcpy(&address->at, found->ai_addr, found->ai_addrlen);
        address->len = found->ai_addrlen;
    }
    if (found != NULL)
        freeaddrinfo(found);
    return rc;
}

static bool ask_resolver(struct map *m, int64_t deadline_ms, const struct parts *p,
                         struct arena *in, struct net_addresses *found)
{
    const struct map_hooks *hooks = m->all->settings.hooks;
    struct err err = {0};

    *found = (struct net_addresses){0};
    return hooks != NULL && hooks->server != NULL &&
           hooks->server(hooks->ctx, p->host, p->family, deadline_ms, in, found, &err) ==
               MAP_FOUND &&
           found->count > 0;
}

/* The addresses of an inet socket; false with *err. The C library would look for a host's name with
 * a patience of its own. */
static bool resolve(struct map *m, int64_t deadline_ms, const struct parts *p, struct arena *in,
                    struct net_addresses *found, struct err *err)
{
    struct net_address *one = ARENA_NEW(in, struct net_address);
    uint16_t port;

    *found = (struct net_addresses){.p = one, .count = 1};
    if (look_up_locally(p, arena_cstr(in, p->host), in, one) == 0)
        return true;
    if (look_up_locally(p, NULL, in, one) != 0)
        return refuse(m, err, "unknown port name ", p->port, "");
    port = net_address_port(one);
    if (!ask_resolver(m, deadline_ms, p, in, found))
        return refuse(m, err, "Unknown host name ", p->host, "");
    for (size_t i = 0; i < found->count; i++)
        net_address_set_port(&found->p[i], port);
    return true;
}

static bool connect_inet(struct map *m, struct map_server *s, const struct parts *p,
                         struct err *err)
{
    struct arena *scratch = arena_new();
    struct net_addresses found;
    bool ok = false, known = resolve(m, s->deadline_ms, p, scratch, &found, err);
    int why = 0;

    for (size_t i = 0; known && i < found.count && !ok; i++) {
        ok = connect_to(s, &found.p[i].at.any, found.p[i].len);
        why = errno;
    }
    arena_drop(scratch);
    errno = why;
    return ok;
}

bool map_server_check(struct map *m, const struct map_server *s, int64_t deadline_ms,
                      struct err *err)
{
    struct net_addresses found;
    struct sockaddr_un un;
    struct arena *scratch;
    struct parts p;
    bool ok;

    if (!take_apart(m, s, &p, err))
        return false;
    if (p.family == AF_UNIX)
        return check_path(m, p.path, &un, err);
    scratch = arena_new();
    ok = resolve(m, deadline_ms, &p, scratch, &found, err);
    arena_drop(scratch);
    return ok;
}

bool map_server_connect(struct map *m, struct map_server *s, struct err *err)
{
    struct sockaddr_un un;
    struct parts p;

    err->status = EX_OK;
    if (!take_apart(m, s, &p, err))
        return false;
    if (p.family != AF_UNIX
            ? connect_inet(m, s, &p, err)
            : check_path(m, p.path, &un, err) && connect_to(s, (struct sockaddr *)&un, sizeof un))
        return true;
    if (err->status == EX_OK)
        map_failed(err, "%s map %.*s: cannot connect to %.*s: %s", m->class->name,
                   SLICE_ARG(m->name), SLICE_ARG(s->address), strerror(errno));
    return false;
}

bool map_server_send(struct map_server *s, struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(s->fd, bytes.p, bytes.len, MSG_NOSIGNAL);

        if (n < 0 && (errno == EINTR || (errno == EAGAIN && wait_for(s, POLLOUT))))
            continue;
        if (n <= 0)
            return false;
        bytes = slice_from_at(bytes, (size_t)n);
    }
    return true;
}

bool map_server_read(struct map_server *s, char *to, size_t len)
{
    size_t got;

    return map_server_read_counted(s, to, len, &got);
}

bool map_server_read_counted(struct map_server *s, char *to, size_t len, size_t *got)
{
    *got = 0;
    while (*got < len) {
        ssize_t n;

        if (!wait_for(s, POLLIN))
            return false;
        n = recv(s->fd, to + *got, len - *got, 0);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n == 0)
            errno = ECONNRESET;
        if (n <= 0)
            return false;
        *got += (size_t)n;
    }
    return true;
}
