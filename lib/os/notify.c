/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *const variables[] = {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"};

void notify_open(struct notify *n)
{
    const char *value[3];

    /* The binary is set-group-id even when a service manager starts it; root may say what it likes.
     */
    for (int i = 0; i < 3; i++)
        value[i] = getuid() == 0 || getauxval(AT_SECURE) == 0 ? getenv(variables[i]) : NULL;
    notify_init(n, value[0], value[1], value[2]);
    for (int i = 0; i < 3; i++)
        unsetenv(variables[i]);
}

void notify_init(struct notify *n, const char *socket, const char *watchdog_usec,
                 const char *watchdog_pid)
{
    struct slice name = slice_from(socket);
    int64_t usec = 0, pid = 0;

    *n = (struct notify){.watchdog_ms = 0};
    if (name.len < 2 || name.len >= sizeof n->socket || (name.p[0] != '/' && name.p[0] != '@'))
        return;
    memcpy(n->socket, name.p, name.len);
    if (watchdog_pid != NULL && (!slice_to_i64(slice_from(watchdog_pid), &pid) || pid != getpid()))
        return;
    if (slice_to_i64(slice_from(watchdog_usec), &usec) && usec > 0)
        n->watchdog_ms = usec / 1000 > 0 ? usec / 1000 : 1;
}

/* An address in a file ends with its NUL, one without a file with its last byte. */
static socklen_t address(const struct notify *n, struct sockaddr_un *to)
{
    size_t len = strlen(n->socket);

    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(to->sun_path, n->socket, len);
    if (to->sun_path[0] != '@')
        return (socklen_t)sizeof *to;
    to->sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

/* A socket for each word: there are few, and workers have none to inherit. */
bool notify_send(const struct notify *n, struct slice text)
{
    struct sockaddr_un to;
    socklen_t len;
    bool sent;
    int fd;

    if (n->socket[0] == '\0')
        return false;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    len = address(n, &to);
    sent = sendto(fd, text.p, text.len, MSG_NOSIGNAL, (const struct sockaddr *)&to, len) ==
           (ssize_t)text.len;
    close(fd);
    return sent;
}
