/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"

enum { LEAST_BACKLOG = 128 };

/* With no DaemonPortOptions at all the daemon listens on the smtp port of every address. */
static const struct daemon_port default_port = {.name = {"Daemon0", 7},
                                                .backlog = 10,
                                                .refuse_la = -1,
                                                .delay_la = -1,
                                                .queue_la = -1,
                                                .max_children = -1};

static bool has_modifier(const struct daemon_port *p, char letter)
{
    return slice_find(p->modifiers, letter) != SIZE_MAX;
}

static bool local_address(const struct daemon_port *p, struct sockaddr_storage *to, socklen_t *len,
                          struct err *err)
{
    struct sockaddr_un *un = (struct sockaddr_un *)to;

    if (p->addr.len == 0 || p->addr.len >= sizeof un->sun_path)
        return err_set(err, EX_CONFIG, "daemon %.*s: no usable socket path", SLICE_ARG(p->name));
    *un = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(un->sun_path, p->addr.p, p->addr.len);
    *len = sizeof *un;
    return true;
}

/* Names of hosts and ports come from the files here, never from a name server: start-up must not
 * wait for one. */
static bool inet_address(const struct daemon_port *p, struct arena *scratch,
                         struct sockaddr_storage *to, socklen_t *len, struct err *err)
{
    struct addrinfo hints = {.ai_family = p->family == FAMILY_INET6 ? AF_INET6 : AF_INET,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST},
                    *found = NULL;
    const char *port = has_modifier(p, 's') ? "465" : "25";
    int rc;

    if (p->port.len > 0)
        port = arena_cstr(scratch, p->port);
    if (slice_is_case(p->port, "smtp"))
        port = "25";
    if (slice_is_case(p->port, "submission"))
        port = "587";
    rc = getaddrinfo(p->addr.len > 0 ? arena_cstr(scratch, p->addr) : NULL, port, &hints, &found);
    if (rc == EAI_NONAME && p->addr.len > 0) {
        hints.ai_flags &= ~AI_NUMERICHOST;
        rc = getaddrinfo(arena_cstr(scratch, p->addr), port, &hints, &found);
    }
    if (rc != 0)
        return err_set(err, EX_CONFIG, "daemon %.*s: address \"%.*s\" port \"%s\": %s",
                       SLICE_ARG(p->name), SLICE_ARG(p->addr), port, gai_strerror(rc));
    memcpy(to, found->ai_addr, found->ai_addrlen);
    *len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static int taken_over(const struct listeners *old, const struct sockaddr_storage *addr,
                      socklen_t len)
{
    for (size_t i = 0; old != NULL && i < old->len; i++) {
        struct sockaddr_storage has = {0};
        socklen_t n = sizeof has;

        if (getsockname(old->all[i].fd, (struct sockaddr *)&has, &n) == 0 && n == len &&
            memcmp(&has, addr, len) == 0)
            return fcntl(old->all[i].fd, F_DUPFD_CLOEXEC, 3);
    }
    return -1;
}

static void set_option(int fd, int option, int64_t value)
{
    int v = (int)value;

    if (v > 0)
        (void)setsockopt(fd, SOL_SOCKET, option, &v, sizeof v);
}

static int bind_and_listen(const struct daemon_port *p, const struct sockaddr_storage *addr,
                           socklen_t len, struct err *err)
{
    int fd = socket(addr->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

    if (fd < 0)
        return err_errno(err, "daemon %.*s: socket", SLICE_ARG(p->name)), -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (addr->ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (addr->ss_family == AF_UNIX)
        (void)unlink(((const struct sockaddr_un *)addr)->sun_path);
    set_option(fd, SO_SNDBUF, p->send_buffer);
    set_option(fd, SO_RCVBUF, p->receive_buffer);
    /* The documented default of 10 drops connections under load; more never hurts. */
    if (bind(fd, (const struct sockaddr *)addr, len) != 0 ||
        listen(fd, p->backlog > LEAST_BACKLOG ? p->backlog : LEAST_BACKLOG) != 0) {
        err_errno(err, "daemon %.*s: cannot bind", SLICE_ARG(p->name));
        close(fd);
        return -1;
    }
    return fd;
}

static int open_one(const struct daemon_port *p, const struct listeners *old, struct arena *scratch,
                    struct err *err)
{
    struct sockaddr_storage addr = {0};
    socklen_t len;
    int fd;

    if (p->family == FAMILY_LOCAL ? !local_address(p, &addr, &len, err)
                                  : !inet_address(p, scratch, &addr, &len, err))
        return -1;
    fd = taken_over(old, &addr, len);
    return fd >= 0 ? fd : bind_and_listen(p, &addr, len, err);
}

bool listeners_open(const struct config *cfg, const struct listeners *old, struct arena *in,
                    struct listeners *out, struct err *err)
{
    size_t n = cfg->opt.daemon_ports.len;

    *out = (struct listeners){.all = ARENA_ARRAY(in, n + 1, struct listener)};
    for (size_t i = 0; i < (n == 0 ? 1 : n); i++) {
        const struct daemon_port *p = n == 0 ? &default_port : &cfg->opt.daemon_ports.p[i];
        int fd = open_one(p, old, in, err);

        if (fd >= 0) {
            out->all[out->len++] = (struct listener){fd, p};
        } else if (has_modifier(p, 'O')) {
            log_line(3, LOG_WARNING, slice_from(""), "optional %s", err->text);
        } else {
            listeners_close(out);
            return false;
        }
    }
    return true;
}

void listeners_close(struct listeners *l)
{
    for (size_t i = 0; i < l->len; i++)
        close(l->all[i].fd);
    l->len = 0;
}
