/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macros of a message that did not come over the network.
 */
#include "mail/date.h"
#include "os/clock.h"
#include "rule/class.h"
#include "rule/macro.h"
#include "sendmail/submit/sender.h"

static void set(struct submission *s, macro_id id, struct slice value)
{
    if (value.len > 0)
        macros_set(s->route.macros, id, value);
}

static void set_dates(struct submission *s)
{
    struct date local = date_local(s->env->created_at), utc = date_utc(s->env->created_at);
    struct slice now = date_header(s->in, &local);

    set(s, 'b', now);
    set(s, 'a', now);
    set(s, 'd', date_ctime(s->in, &local));
    set(s, 't', date_stamp(s->in, &utc));
    set(s, MACRO_TIME, arena_printf(s->in, "%lld", (long long)s->env->created_at));
}

void origin_macros(struct submission *s)
{
    const struct submit_request *r = s->req;
    struct slice modifiers = s->cfg->opt.direct_submission_modifiers;
    const char mode = s->cfg->opt.delivery_mode;

    set(s, '_', arena_printf(s->in, "%.*s@localhost", SLICE_ARG(s->who.name)));
    set(s, 'i', slice_from(s->env->id));
    set(s, 'r', r->protocol);
    set(s, 's', r->host);
    set(s, 'c', arena_printf(s->in, "%lld", (long long)r->hops));
    set_dates(s);
    if (modifiers.len > 0)
        set(s, MACRO_DAEMON_FLAGS, option_flags_macro(s->in, modifiers));
    else
        set(s, MACRO_DAEMON_FLAGS, r->relayed ? SLICE("CC f") : SLICE("c u"));
    set(s, MACRO_OP_MODE, r->arpanet ? SLICE("a") : SLICE("m"));
    set(s, MACRO_DELIVERY_MODE, slice_of(&mode, 1));
    macros_set(s->route.macros, MACRO_NTRIES, SLICE("0"));
    if (r->body_type != BODY_UNSET)
        set(s, MACRO_BODYTYPE, r->body_type == BODY_7BIT ? SLICE("7BIT") : SLICE("8BITMIME"));
    if (r->ret != RET_UNSET)
        set(s, MACRO_DSN_RET, r->ret == RET_FULL ? SLICE("full") : SLICE("hdrs"));
    set(s, MACRO_DSN_ENVID, r->envid);
    set(s, MACRO_ENVID, r->envid);
    set(s, MACRO_DSN_NOTIFY, r->notify_text);
}
