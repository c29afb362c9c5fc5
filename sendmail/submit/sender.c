/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/submit/sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "base/log.h"
#include "mail/address_text.h"
#include "mail/xtext.h"
#include "message/defaults.h"
#include "rule/macro.h"

/* Does -f name the caller himself? Then there is nothing to warn of. */
static bool is_own_name(const struct submission *s)
{
    struct slice sender = s->req->sender, host;
    size_t at = slice_find_last(sender, '@');

    if (slice_eq(sender, s->who.name))
        return true;
    host = macros_expanded(s->route.macros, 'j', s->scratch);
    return at != SIZE_MAX && slice_eq(slice_part(sender, 0, at), s->who.name) &&
           slice_eq_case(slice_from_at(sender, at + 1), host);
}

/* $x: -F, then $NAME of a user who writes as himself, then the sender's entry in the password file.
 */
static struct slice full_name(struct submission *s)
{
    const struct mailer *m = NULL;
    const struct address *a = &s->env->sender;
    struct expand_user user;
    const char *name = getenv("NAME");
    struct slice login;

    if (s->req->full_name.len > 0)
        return s->req->full_name;
    if (name != NULL && name[0] != '\0' && (!s->req->has_sender || is_own_name(s)))
        return slice_from(name);
    if (a->mailer >= 0)
        m = &s->cfg->mailers.p[a->mailer];
    if (m == NULL || !mailer_has(m, 'w'))
        return slice_of(NULL, 0);
    /* The mailer's rule sets may have put a domain behind it. */
    login = slice_part(a->user, 0, slice_find_last(a->user, '@'));
    if (s->req->world->find_user(s->req->world->ctx, login, s->in, &user, NULL) != EXPAND_FOUND)
        return slice_of(NULL, 0);
    return user.full_name;
}

/* AUTH= that a submitted message deserves: its sender, qualified. */
static struct slice auth_of(struct submission *s)
{
    struct slice user = s->env->sender.text;

    if (slice_is(user, "<>"))
        return user;
    if (slice_find(user, '@') == SIZE_MAX)
        user = arena_printf(s->scratch, "%.*s@%.*s", SLICE_ARG(user),
                            SLICE_ARG(macros_expanded(s->route.macros, 'j', s->scratch)));
    return xtext_encode(s->in, user, NULL);
}

static bool resolve(struct submission *s, struct slice text, struct routed *out)
{
    /* Relayed mail gets no completion of addresses; otherwise rules may complete them. */
    return route_parse(&s->route, text, ROUTE_SENDER, s->in, out);
}

static void complain(struct submission *s, struct slice text, const struct routed *out)
{
    bool named = out->reply.code / 100 == 5 && out->reply.code != 551 && out->status != EX_SOFTWARE;

    s->status = out->status;
    s->env->message = arena_printf(s->in, "%.*s%s%.*s", SLICE_ARG(named ? text : slice_of(NULL, 0)),
                                   named ? "... " : "", SLICE_ARG(out->reply.text));
    printf("%.*s\n", SLICE_ARG(s->env->message));
    fflush(stdout);
    if (out->status == EX_SOFTWARE)
        log_line(0, LOG_CRIT, s->route.id, "SYSERR(%.*s): %.*s", SLICE_ARG(s->who.name),
                 SLICE_ARG(out->reply.text));
    log_line(2, LOG_NOTICE, s->route.id,
             "setsender: %.*s: invalid or unparsable, received from %.*s@localhost",
             SLICE_ARG(text), SLICE_ARG(s->who.name));
}

void sender_set(struct submission *s)
{
    struct slice text = s->req->has_sender ? slice_trim(s->req->sender) : s->who.name;
    const struct mailer *local =
        s->cfg->known.local >= 0 ? &s->cfg->mailers.p[s->cfg->known.local] : NULL;
    struct slice rewritten;
    struct routed out;
    int status;

    if (text.len == 0)
        text = SLICE("<>");
    if (!resolve(s, text, &out)) {
        complain(s, text, &out);
        s->own_sender = true;
        text = s->who.name;
        if (!resolve(s, text, &out))
            out.addr = (struct address){.text = text, .mailer = -1};
    }
    out.addr.text = arena_copy(s->in, text);
    s->env->sender = out.addr;
    s->env->auth = auth_of(s);
    rewritten = slice_is(text, "<>")
                    ? text
                    : route_rewrite(&s->route, text, NULL, REWRITE_SENDER | REWRITE_CANON,
                                    slice_of(NULL, 0), s->in, &status);
    (void)local;
    macros_set(s->route.macros, 'f', rewritten);
    macros_set(s->route.macros, 'g', rewritten);
    macros_set(s->route.macros, MACRO_MAIL_HOST, out.addr.host);
    macros_set(s->route.macros, MACRO_MAIL_ADDR, out.addr.user);
    if (out.addr.mailer >= 0)
        macros_set(s->route.macros, MACRO_MAIL_MAILER, s->cfg->mailers.p[out.addr.mailer].name);
    struct slice name = full_name(s);

    if (name.len > 0)
        macros_set(s->route.macros, 'x', address_phrase(s->in, name, s->cfg->opt.must_quote_chars));
}

void sender_warn(struct submission *s)
{
    struct slice host = macros_expanded(s->route.macros, 'j', s->scratch);

    if ((s->cfg->opt.privacy_options & PRIVACY_AUTH_WARNINGS) == 0 || s->who.trusted)
        return;
    if (s->req->has_sender && !s->own_sender && !is_own_name(s))
        defaults_warn(s->env, host,
                      arena_printf(s->scratch, "%.*s set sender to %.*s using -%c",
                                   SLICE_ARG(s->who.name), SLICE_ARG(s->req->sender),
                                   s->req->sender_letter));
    /* compatible: the last one first. */
    for (size_t i = s->req->warning_count; i-- > 0;)
        defaults_add_warning(s->env, host, s->req->warnings[i]);
}
