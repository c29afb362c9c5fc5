/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/notify.h"

/* A service manager's end of that name. */
static int listener(const char *name)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(name);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memcpy(at.sun_path, name, len);
    if (name[0] == '@')
        at.sun_path[0] = '\0';
    cr_assert_eq(
        bind(fd, (struct sockaddr *)&at, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
        0, "%s", name);
    return fd;
}

static const char *heard(int fd, char *buf, size_t size)
{
    ssize_t n = recv(fd, buf, size - 1, MSG_DONTWAIT);

    buf[n < 0 ? 0 : n] = '\0';
    return n < 0 ? "nothing" : buf;
}

Test(notify, a_word_is_one_datagram_to_a_path_or_a_name_without_one)
{
    char dir[] = "/tmp/mw-test-XXXXXX", names[2][64], buf[64];

    cr_assert_not_null(mkdtemp(dir));
    snprintf(names[0], sizeof names[0], "%s/s", dir);
    snprintf(names[1], sizeof names[1], "@mw-test-%d", (int)getpid());
    for (int i = 0; i < 2; i++) {
        int fd = listener(names[i]);
        struct notify n;

        notify_init(&n, names[i], NULL, NULL);
        cr_expect(notify_send(&n, SLICE("READY=1\nSTATUS=up")), "%s", names[i]);
        cr_expect(notify_send(&n, SLICE("STOPPING=1")));
        cr_expect_str_eq(heard(fd, buf, sizeof buf), "READY=1\nSTATUS=up");
        cr_expect_str_eq(heard(fd, buf, sizeof buf), "STOPPING=1");
        cr_expect_str_eq(heard(fd, buf, sizeof buf), "nothing");
        close(fd);
        unlink(names[i]);
        cr_expect_not(notify_send(&n, SLICE("READY=1")), "the manager is gone");
    }
    rmdir(dir);
}

Test(notify, a_manager_that_does_not_read_holds_nobody_up)
{
    char name[64];
    struct notify n;
    int fd, sent = 0;

    snprintf(name, sizeof name, "@mw-test-full-%d", (int)getpid());
    fd = listener(name);
    notify_init(&n, name, NULL, NULL);
    while (sent < 100000 && notify_send(&n, SLICE("WATCHDOG=1")))
        sent++;
    cr_expect_lt(sent, 100000, "said that it was not taken");
    close(fd);
}

Test(notify, words_that_name_no_socket_name_nobody)
{
    char longest[NOTIFY_SOCKET_BYTES + 2];
    const char *words[] = {NULL, "", "/", "@", "relative", "vsock:2:1234", longest};
    struct notify n;

    memset(longest, 'x', sizeof longest);
    longest[0] = '/';
    longest[sizeof longest - 1] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        notify_init(&n, words[i], "1000000", NULL);
        cr_expect_eq(n.socket[0], '\0');
        cr_expect_eq(n.watchdog_ms, 0);
        cr_expect_not(notify_send(&n, SLICE("READY=1")));
    }
    longest[NOTIFY_SOCKET_BYTES - 1] = '\0';
    notify_init(&n, longest, NULL, NULL);
    cr_expect_str_eq(n.socket, longest, "the longest there is");
}

Test(notify, the_watchdog_is_for_the_process_it_names)
{
    char me[16], other[16];
    const struct {
        const char *usec, *pid;
        int64_t ms;
    } rows[] = {
        {"30000000", NULL, 30000}, {"30000000", me, 30000}, {"30000000", other, 0},
        {"30000000", "x", 0},      {"0", NULL, 0},          {"-5", NULL, 0},
        {"soon", NULL, 0},         {NULL, me, 0},           {"1", NULL, 1},
    };
    struct notify n;

    snprintf(me, sizeof me, "%d", (int)getpid());
    snprintf(other, sizeof other, "%d", (int)getpid() + 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        notify_init(&n, "@mw", rows[i].usec, rows[i].pid);
        cr_expect_eq(n.watchdog_ms, rows[i].ms, "row %zu", i);
    }
}

Test(notify, children_find_nothing_in_the_environment)
{
    struct notify n;

    setenv("NOTIFY_SOCKET", "@mw-test", 1);
    setenv("WATCHDOG_USEC", "2000000", 1);
    unsetenv("WATCHDOG_PID");
    notify_open(&n);
    cr_expect_str_eq(n.socket, "@mw-test");
    cr_expect_eq(n.watchdog_ms, 2000);
    cr_expect_null(getenv("NOTIFY_SOCKET"));
    cr_expect_null(getenv("WATCHDOG_USEC"));
    notify_open(&n);
    cr_expect_eq(n.socket[0], '\0');
}
