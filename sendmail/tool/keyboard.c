/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

void keyboard_open(struct keyboard *k, int fd)
{
    sigset_t set;

    k->fd = fd;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCONT);
    k->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (k->signals < 0)
        sigemptyset(&set); /* ^C ends the program then, which is better than nothing */
    sigprocmask(SIG_BLOCK, &set, &k->outside);
}

/* True with the answer when a signal came. */
static bool take_signal(struct keyboard *k, enum keyboard_answer *answer)
{
    struct signalfd_siginfo s;

    if (k->signals < 0 || read(k->signals, &s, sizeof s) != (ssize_t)sizeof s)
        return false;
    *answer = s.ssi_signo == SIGINT ? KEYBOARD_INTERRUPT : KEYBOARD_RESUMED;
    return true;
}

enum keyboard_answer keyboard_read(struct keyboard *k, char *p, size_t len, size_t *got)
{
    struct pollfd ends[] = {{.fd = k->signals, .events = POLLIN}, {.fd = k->fd, .events = POLLIN}};
    enum keyboard_answer answer;
    ssize_t n;

    /* The terminal forgets what was typed before a ^C, so what is there came behind it. */
    for (;;) {
        if (take_signal(k, &answer))
            return answer;
        if (poll(ends, 2, -1) < 0) {
            if (errno != EINTR)
                return KEYBOARD_END;
            continue;
        }
        if (ends[0].revents != 0)
            continue;
        n = read(k->fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        *got = n > 0 ? (size_t)n : 0;
        return n > 0 ? KEYBOARD_TEXT : KEYBOARD_END;
    }
}

void keyboard_close(struct keyboard *k)
{
    if (k->signals >= 0)
        close(k->signals);
    sigprocmask(SIG_SETMASK, &k->outside, NULL);
}
