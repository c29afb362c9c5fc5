/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quiet_pipe -- writes of a thread that must not end the process by SIGPIPE: to what is no socket,
 * and by libraries, nothing but the thread's mask can prevent that. Any thread; not nested.
 */
#ifndef OS_QUIET_PIPE_H
#define OS_QUIET_PIPE_H

#include <signal.h>
#include <stdbool.h>

struct quiet_pipe {
    sigset_t before;
    bool pending; /* a SIGPIPE that is not ours */
};

void quiet_pipe_begin(struct quiet_pipe *q);
/* `raised`: a write may have met a closed end. Keeps errno. */
void quiet_pipe_end(const struct quiet_pipe *q, bool raised);

#endif
