/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who called us, and what is to be said of a caller who is not trusted and brought a configuration
 * or a queue of his own: nothing of what he sends can be believed.
 */
#include <syslog.h>

#include "base/log.h"
#include "disk/spool.h"
#include "message/defaults.h"
#include "os/account.h"
#include "rule/macro.h"
#include "sendmail/program.h"
#include "sendmail/submit/user.h"

enum { DEFAULT_LOG_LEVEL = 9 };

const char *program_caller(const struct program *p)
{
    struct account account;

    if (p->caller == 0)
        return "root";
    if (account_of_uid(p->caller, p->in, &account, NULL) != ACCOUNT_FOUND)
        return arena_printf(p->in, "%u", (unsigned)p->caller).p;
    return arena_cstr(p->in, account.name);
}

/* The command line sets the option of that letter. */
static bool sets_option(const struct cmdline *c, char letter)
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
        if (row != NULL && row->letter == letter)
            return true;
    }
    return false;
}

static void warn(struct program *p, struct slice host, struct slice text)
{
    p->warnings[p->warning_count++] = text;
    defaults_log_warning(SLICE("NOQUEUE"), host, text);
}

bool program_may(const struct program *p, bool class_will_do, const char *what)
{
    struct submitter who;

    submitter_find(p->cfg, p->caller, p->in, &who);
    if (p->caller == 0 || p->caller == p->cfg->opt.trusted_user.uid ||
        (class_will_do && who.trusted))
        return true;
    program_say(p, 550, "Permission denied (real uid not trusted)");
    log_line(0, LOG_ALERT, SLICE(""), "user %d attempted to %s", (int)p->caller, what);
    return false;
}

int program_log_level(const struct program *p)
{
    int64_t level = p->cfg->opt.log_level;
    bool by_user = p->caller != 0 && (p->cl->config != NULL || sets_option(p->cl, 'L'));

    return (int)(by_user && level < DEFAULT_LOG_LEVEL ? DEFAULT_LOG_LEVEL : level);
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
    if (who.trusted || (!alien && !sets_option(p->cl, 'Q')))
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
