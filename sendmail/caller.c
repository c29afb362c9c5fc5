/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who called us, and what is to be said of a caller who is not trusted and brought a configuration
 * or a queue of his own: nothing of what he sends can be believed.
 */
#include <syslog.h>

#include "disk/spool.h"
#include "message/defaults.h"
#include "os/account.h"
#include "rule/macro.h"
#include "sendmail/program.h"
#include "sendmail/submit/user.h"

const char *program_caller(const struct program *p)
{
    struct account account;

    if (p->caller == 0)
        return "root";
    if (account_of_uid(p->caller, p->in, &account, NULL) != ACCOUNT_FOUND)
        return arena_printf(p->in, "%u", (unsigned)p->caller).p;
    return arena_cstr(p->in, account.name);
}

static bool has_own_queue(const struct cmdline *c)
{
    for (size_t i = 0; i < c->overrides.len; i++) {
        const struct config_override *o = &c->overrides.p[i];
        const struct option *row = NULL;
        struct slice name = o->text, rest = o->text;

        if (o->kind == OVERRIDE_MACRO)
            continue;
        if (o->kind == OVERRIDE_LETTER) {
            row = o->text.len > 0 ? option_find_letter(o->text.p[0]) : NULL;
        } else {
            (void)slice_until(&rest, '=', &name);
            (void)option_find(slice_trim(name), &row);
        }
        if (row != NULL && row->letter == 'Q')
            return true;
    }
    return false;
}

static void warn(struct program *p, struct slice host, struct slice text)
{
    p->warnings[p->warning_count++] = text;
    defaults_log_warning(SLICE("NOQUEUE"), host, text);
}

void program_warn(struct program *p)
{
    bool alien = p->cl->config != NULL;
    struct arena *scratch;
    struct submitter who;
    struct slice host;

    if (p->caller == 0 || (p->cfg->opt.privacy_options & PRIVACY_AUTH_WARNINGS) == 0)
        return;
    submitter_find(p->cfg, p->caller, p->in, &who);
    if (who.trusted || (!alien && !has_own_queue(p->cl)))
        return;
    scratch = arena_new();
    host = macros_expanded(p->cfg->macros, 'j', scratch);
    if (alien)
        warn(p, host,
             arena_printf(p->in, "Processed by %.*s with -C %s", SLICE_ARG(who.name),
                          p->cl->config));
    warn(p, host,
         arena_printf(p->in, "Processed from queue %.*s",
                      SLICE_ARG(spool_base(p->cfg->opt.queue_directory))));
    arena_drop(scratch);
}
