/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/quiet_pipe.h"

#include <errno.h>
#include <time.h>

static sigset_t pipe_only(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

void quiet_pipe_begin(struct quiet_pipe *q)
{
    sigset_t set = pipe_only(), pending;

    sigpending(&pending);
    q->pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &set, &q->before);
}

void quiet_pipe_end(const struct quiet_pipe *q, bool raised)
{
    const struct timespec no_wait = {0};
    sigset_t set = pipe_only();
    int saved = errno;

    if (raised && !q->pending)
        while (sigtimedwait(&set, NULL, &no_wait) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &q->before, NULL);
    errno = saved;
}
