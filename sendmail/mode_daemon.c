/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -bd, -bD, and -q with a time: the master and its workers.
 */
#include "route/expand_world.h"
#include "sendmail/master/master.h"
#include "sendmail/program.h"

int mode_daemon(struct program *p)
{
    struct str line = str_new(p->in);
    struct config *cfg = p->cfg;

    for (int i = 0; i < p->argc; i++)
        str_printf(&line, "%s%s", i > 0 ? " " : "", p->argv[i]);
    p->cfg = NULL; /* the master's from now on */
    return master_run(&(struct master_setup){.cfg = cfg,
                                             .reread = program_reread,
                                             .reread_ctx = p,
                                             .foreground = p->cl->mode == MODE_FOREGROUND ||
                                                           p->debug.level[99] >= 100,
                                             .listen = p->cl->mode != MODE_QUEUE_RUN,
                                             .queue_interval = p->cl->queue.interval,
                                             .command_line = str_slice(&line)});
}
