/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * master -- the daemon's privileged process: sockets, workers, restarts, and acting as users.
 *
 * It parses nothing that comes from outside; all it reads are signals, its own children's ends and
 * their requests (requests.h). SIGHUP: read the configuration again; if it is good, start workers
 * with it and let the old ones finish, else keep the old one and say why. SIGTERM and SIGINT: an
 * orderly end. SIGUSR1: the state of all workers goes to the log. SIGALRM: run the queue now.
 */
#ifndef SENDMAIL_MASTER_MASTER_H
#define SENDMAIL_MASTER_MASTER_H

#include "conf/config.h"
#include "os/as_user.h"

struct master_setup {
    struct config *cfg; /* the master's from now on */
    /* Read the configuration again for SIGHUP; NULL with *err when it is no good. */
    struct config *(*reread)(void *ctx, struct err *err);
    void *reread_ctx;
    bool foreground;           /* -bD: stay attached */
    bool listen;               /* false: queue runs only (-q30m without -bd) */
    int64_t queue_interval;    /* seconds, 0: no regular runs */
    struct slice command_line; /* second line of the pid file */
};

/* Returns the exit status: of the parent as soon as the daemon stands, or of the daemon at its end.
 */
int master_run(const struct master_setup *setup);

#endif
