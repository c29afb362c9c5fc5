/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Modes that move no mail: address test, aliases, configuration check, option names, host status.
 */
#include <stdio.h>
#include <unistd.h>

#include "sendmail/deliver/mx.h"
#include "sendmail/program.h"
#include "sendmail/tool/hoststat.h"
#include "sendmail/tool/newaliases.h"
#include "sendmail/tool/testmode.h"

int mode_test(struct program *p)
{
    struct testmode_options options = {.cfg = p->cfg, .in = STDIN_FILENO, .out = STDOUT_FILENO};

    for (size_t i = 0; i < p->cl->debug.len; i++)
        debug_levels_read(&options.debug, p->cl->debug.p[i]);
    fflush(stdout);
    return testmode_run(&options);
}

int mode_aliases(struct program *p)
{
    return newaliases(p->cfg);
}

/* Reading it was the check. */
int mode_check(struct program *p)
{
    return p->cfg->warnings > 0 ? EX_CONFIG : EX_OK;
}

int mode_options(struct program *p)
{
    struct str out = str_new(p->in);

    config_list_option_names(&out);
    fputs(out.p, stdout);
    return EX_OK;
}

int mode_host_status(struct program *p)
{
    if (p->cl->mode == MODE_PURGE_STATUS)
        return purgestat(p->cfg);
    return hoststat(p->cfg, (const char *const *)p->cl->args, (size_t)p->cl->arg_count);
}
