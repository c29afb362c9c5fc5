/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decisions that the protocol engine asks for, taken with rule sets, aliases and options.
 */
#include <string.h>
#include <syslog.h>

#include "base/log.h"
#include "mail/xtext.h"
#include "message/defaults.h"
#include "sendmail/smtpd/session.h"

enum { LEVEL_CHECK = 3, LEVEL_USER = 3, LEVEL_ATTACK = 5, LEVEL_ASKED = 6 };
enum { BY_NOTIFY = 1, BY_RETURN = 2, BY_TRACE = 0x10 }; /* the qf line's flag byte */

static void protocol(void *ctx, bool extended)
{
    session_macros_protocol(ctx, extended);
}

static bool hello(void *ctx, struct slice name, bool extended UNUSED, struct smtp_answer *no UNUSED)
{
    struct session *s = ctx;

    session_set(s, s->macros, "s", name);
    return true;
}

/* ---- MAIL */

/* A broken filter that must not be passed by. 0: none. */
static char broken_filter(const struct session *s)
{
    struct slice names = s->cfg->opt.input_mail_filters, name;
    char worst = 0;

    if (s->connection != NULL && s->connection->port->filters_given)
        names = s->connection->port->input_filters;
    while (names.len > 0) {
        size_t at = 0;

        while (at < names.len && names.p[at] != ',' && names.p[at] != ';')
            at++;
        name = slice_trim(slice_part(names, 0, at));
        names = slice_from_at(names, at + 1);
        for (size_t i = 0; i < s->cfg->milters.len; i++)
            if (slice_eq_case(s->cfg->milters.p[i].name, name) &&
                s->cfg->milters.p[i].on_failure != 0 && worst != 'R')
                worst = s->cfg->milters.p[i].on_failure;
    }
    return worst;
}

static bool sender_parse(void *ctx, struct slice address, struct smtp_answer *no)
{
    struct session *s = ctx;

    str_clear(&s->refused);
    str_add(&s->refused, address);
    address = arena_copy(s->work, address);
    if (!session_parse(s, address, ROUTE_SENDER, s->work, &s->sender, no))
        return false;
    if (!known_can_send(&s->cfg->known, s->sender.addr.mailer)) {
        *no = answer_about(s, address,
                           &(struct reply){553, SLICE("5.1.7"), SLICE("Invalid sender address")});
        return false;
    }
    s->env->sender = s->sender.addr;
    s->env->sender.text = address;
    return true;
}

/* The name behind a sender of our own, for From: lines that lack one. */
static void find_full_name(struct session *s)
{
    struct expand_user user;

    if (s->env->sender.mailer != s->cfg->known.local)
        return;
    if (s->shared->world->find_user(s->shared->world->ctx, s->env->sender.user, s->work, &user,
                                    NULL) == EXPAND_FOUND &&
        user.full_name.len > 0)
        session_set(s, s->tx_macros, "x", user.full_name);
}

/* AUTH= counts only from those whom the rule set trusts with it; from others it is "nobody". */
static void take_auth(struct session *s, const struct smtp_mail *mail)
{
    struct slice decoded;
    struct check check;

    if (!mail->has_auth)
        return;
    s->env->auth = SLICE("<>");
    if (slice_is(mail->auth, "<>") || !xtext_decode(s->work, mail->auth, &decoded))
        return;
    if (route_check(&s->route, SLICE("trust_auth"), decoded, decoded, CHECK_ALONE, LEVEL_CHECK,
                    s->scratch, &check) == VERDICT_ACCEPT &&
        s->smtp.authenticated)
        s->env->auth = arena_copy(s->work, mail->auth);
}

static void take_parameters(struct session *s, const struct smtp_mail *mail)
{
    struct envelope *e = s->env;

    e->message_bytes = 0;
    e->body_type = mail->body == SMTP_BODY_7BIT       ? BODY_7BIT
                   : mail->body == SMTP_BODY_8BITMIME ? BODY_8BITMIME
                                                      : BODY_UNSET;
    if (mail->ret != SMTP_RET_UNSET) {
        e->flags |= ENV_RET_GIVEN;
        e->ret = mail->ret == SMTP_RET_HDRS ? RET_HDRS : RET_FULL;
        if (e->ret == RET_HDRS)
            e->flags |= ENV_NO_BODY_RETURN;
    }
    if (mail->has_envid)
        e->envid = arena_copy(s->work, mail->envid);
    if (mail->has_by) {
        e->deliver_by = mail->by.seconds;
        e->deliver_by_flags =
            (mail->by.mode == 'R' ? BY_RETURN : BY_NOTIFY) | (mail->by.trace ? BY_TRACE : 0);
    }
    take_auth(s, mail);
}

/* $f: the sender as the world knows it, without comments and brackets. Nobody is nothing to the
 * checks: with delay_checks check_mail is asked for "<$&f>". $g stands in header lines. */
static void set_from(struct session *s)
{
    int status;
    struct slice from =
        route_rewrite(&s->route, s->env->sender.text, NULL, REWRITE_SENDER | REWRITE_CANON,
                      (struct slice){0}, s->work, &status);

    session_set(s, s->tx_macros, "f", from);
    session_set(s, s->tx_macros, "g", from.len > 0 ? from : SLICE("<>"));
}

static bool sender(void *ctx, const struct smtp_mail *mail, struct smtp_answer *no)
{
    struct session *s = ctx;
    struct slice address = s->env->sender.text;
    char filter = broken_filter(s);
    struct err err;

    take_parameters(s, mail);
    set_from(s);
    session_macros_sender(s, mail);
    if (!session_check(s, "check_mail", address, (struct slice){0}, true, address, LEVEL_CHECK, no))
        return false;
    if (!s->shared->queue->room(s->shared->queue->ctx, (int64_t)mail->size, &err)) {
        *no = answer_words(452, "4.4.5", SLICE("Insufficient disk space; try again later"));
        return false;
    }
    if (filter == 'R') {
        *no = answer_words(550, "5.7.1", SLICE("Command rejected"));
        return false;
    }
    if (filter != 0) {
        *no = answer_words(451, "4.3.2", SLICE("Please try again later"));
        return false;
    }
    str_clear(&s->refused);
    find_full_name(s);
    defaults_add(s->env, s->cfg);
    if (!s->smtp.said_hello && (s->cfg->opt.privacy_options & PRIVACY_AUTH_WARNINGS) != 0)
        defaults_warn(
            s->env, s->hostname,
            arena_printf(s->scratch, "%.*s didn't use HELO protocol", SLICE_ARG(s->client.relay)));
    return true;
}

/* ---- RCPT */

static bool rcpt_parse(void *ctx, struct slice address, struct smtp_answer *no)
{
    struct session *s = ctx;

    s->rcpt_text = arena_copy(s->work, address);
    return session_parse(s, s->rcpt_text, ROUTE_RECIPIENT, s->work, &s->rcpt, no);
}

static unsigned notify_flags(unsigned notify)
{
    static const struct {
        unsigned from, to;
    } bits[] = {
        {SMTP_NOTIFY_GIVEN, RCPT_NOTIFY},
        {SMTP_NOTIFY_SUCCESS, RCPT_NOTIFY_SUCCESS},
        {SMTP_NOTIFY_FAILURE, RCPT_NOTIFY_FAILURE},
        {SMTP_NOTIFY_DELAY, RCPT_NOTIFY_DELAY},
    };
    unsigned flags = 0;

    for (size_t i = 0; i < COUNT(bits); i++)
        if ((notify & bits[i].from) != 0)
            flags |= bits[i].to;
    return flags;
}

/* A duplicate is answered in the words of the one that was there first. */
static struct slice shown_address(const struct session *s, size_t index)
{
    const struct recipient *r = &s->env->rcpts.p[index];

    for (size_t i = 0; r->state == RCPT_DROPPED && i < index; i++) {
        const struct address *a = &s->env->rcpts.p[i].addr;

        if (((r->flags ^ s->env->rcpts.p[i].flags) & RCPT_NO_ALIAS) != 0 ||
            s->env->rcpts.p[i].parent >= 0)
            continue;
        if (a->mailer == r->addr.mailer && slice_eq_case(a->host, r->addr.host) &&
            slice_eq_case(a->user, r->addr.user))
            return a->text;
    }
    return r->addr.text;
}

/* A name that rule set 5 looked at again stands for itself in another shape: when that one cannot
 * be, the first is refused too. */
static bool is_refused_after_all(struct session *s, size_t index, struct routed *why)
{
    struct envelope *e = s->env;
    size_t at = index;

    for (size_t i = index + 1; i < e->rcpts.len; i++)
        if (e->rcpts.p[at].state == RCPT_EXPANDED && e->rcpts.p[i].parent == (int)at &&
            slice_eq(e->rcpts.p[i].addr.text, e->rcpts.p[at].addr.text))
            at = i;
    if (at == index || e->rcpts.p[at].state != RCPT_FAILED)
        return false;
    why->reply = reply_parse(e->rcpts.p[at].reply, e->rcpts.p[at].status, s->scratch);
    for (size_t i = index; i < e->rcpts.len; i++)
        e->rcpts.p[i].state = RCPT_DROPPED;
    return true;
}

static bool refuse_user(struct session *s, struct smtp_answer *no, const struct routed *why)
{
    *no = answer_about(s, s->rcpt_text, &why->reply);
    log_line(LEVEL_USER, LOG_NOTICE, slice_from(s->env->id), "%.*s", SLICE_ARG(no->text));
    return false;
}

static bool rcpt(void *ctx, const struct smtp_rcpt *rcpt, struct smtp_answer *yes,
                 struct smtp_answer *no)
{
    struct session *s = ctx;
    struct routed why = {0};
    unsigned notify = notify_flags(rcpt->notify);
    int index;

    session_macros_count(s);
    session_macros_rcpt(s, &s->rcpt.addr);
    if (!session_check(s, "check_rcpt", s->rcpt_text, (struct slice){0}, true, s->rcpt_text,
                       LEVEL_CHECK, no))
        return false;
    if ((s->env->flags & ENV_DISCARD) != 0) { /* who would not get it need not exist */
        envelope_add_rcpt(s->env, s->rcpt_text)->addr = s->rcpt.addr; /* but counts */
        *yes = answer_words(
            250, "2.1.5",
            arena_printf(s->scratch, "%s... Recipient ok", session_echo(s, s->rcpt_text)));
        return true;
    }
    s->expand.flags = s->mode == DELIVER_INTERACTIVE ? 0 : EXPAND_VERIFY;
    index = expand_add(&s->expand, &s->rcpt.addr, &why);
    if (index < 0 || is_refused_after_all(s, (size_t)index, &why))
        return refuse_user(s, no, &why);

    struct recipient *r = &s->env->rcpts.p[index];
    for (size_t i = (size_t)index; i < s->env->rcpts.len; i++) {
        struct recipient *member = &s->env->rcpts.p[i];

        member->flags &= ~(unsigned)(RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY | RCPT_NOTIFY_SUCCESS);
        member->flags |=
            expand_notify(member, notify != 0 ? notify : RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY);
        member->orcpt = arena_copy(s->work, rcpt->orcpt);
    }
    *yes = answer_words(250, "2.1.5",
                        arena_printf(s->scratch, "%s... Recipient ok%s",
                                     session_echo(s, shown_address(s, (size_t)index)),
                                     r->status == EX_TEMPFAIL ? " (will queue)" : ""));
    return true;
}

/* ---- the rest */

static bool data(void *ctx, struct smtp_answer *no)
{
    struct session *s = ctx;

    session_macros_count(s);
    return session_check(s, "check_data", arena_printf(s->scratch, "%d", s->smtp.rcpts),
                         (struct slice){0}, true, (struct slice){0}, LEVEL_CHECK, no);
}

static void reset(void *ctx)
{
    struct session *s = ctx;

    if (s->env->sender.text.len > 0 || s->env->rcpts.len > 0 || s->env->flags != 0) {
        char id[QUEUE_ID_MAX];

        if (s->refused.len == 0)
            session_log_from(s);
        memcpy(id, s->env->id, sizeof id);
        session_new_envelope(s);
        /* A transaction that never began leaves its id to the next. */
        if (s->refused.len > 0) {
            memcpy(s->env->id, id, sizeof id);
            session_set(s, s->tx_macros, "i", slice_from(s->env->id));
        }
    }
}

static void etrn(void *ctx, struct slice argument, struct smtp_answer *answer)
{
    struct session *s = ctx;
    struct err err;
    bool group = argument.p[0] == '#';
    struct slice name = slice_from_at(argument, group);

    if (!session_check(s, "check_etrn", argument, (struct slice){0}, true, (struct slice){0},
                       LEVEL_CHECK, answer))
        return;
    if (group && config_queue_group(s->cfg, name) < 0)
        *answer = answer_words(459, "4.5.4",
                               arena_printf(s->scratch, "Queue %.*s unknown", SLICE_ARG(name)));
    else if (!s->shared->queue->run(s->shared->queue->ctx, argument, &err))
        *answer = answer_words(458, "4.3.0", SLICE("Unable to queue messages now"));
    else
        *answer = answer_words(250, "2.0.0",
                               arena_printf(s->scratch, "Queuing for %s %.*s started",
                                            group ? "queue group" : "node", SLICE_ARG(name)));
}

static bool help(void *ctx, struct slice topic, struct slice *text, bool *no_file)
{
    struct session *s = ctx;

    return help_find(s->cfg->opt.help_file, topic, macros_get(s->macros, 'v'), s->scratch, text,
                     no_file);
}

static void verbose(void *ctx)
{
    ((struct session *)ctx)->verbose = true;
}

static bool other(void *ctx, struct slice line, char digit, struct smtp_answer *no)
{
    return session_check(ctx, "check_other", line, slice_of(&digit, 1), false, (struct slice){0},
                         LEVEL_CHECK, no);
}

static void asked(void *ctx, struct slice line, bool rejected)
{
    struct session *s = ctx;

    log_line(LEVEL_ASKED, LOG_INFO, slice_from(s->env->id), "%.*s: %s%s",
             SLICE_ARG(s->client.relay), session_echo(s, line), rejected ? " [rejected]" : "");
}

static void bogus(void *ctx, const char *verb)
{
    struct session *s = ctx;
    struct slice address = macros_get(s->macros, MACRO_CLIENT_ADDR);

    log_line(0, LOG_CRIT, slice_from(s->env->id), "\"%.*s\" command from %.*s (%.*s)",
             SLICE_ARG(arena_copy_lower(s->scratch, slice_from(verb))), SLICE_ARG(s->client.relay),
             SLICE_ARG(address));
}

static void attack(void *ctx, const char *command, int count)
{
    struct session *s = ctx;

    if (strcmp(command, "Too many recipients") == 0)
        log_line(LEVEL_USER, LOG_NOTICE, slice_from(s->env->id), "%s", command);
    else if (strcmp(command, "RCPT") == 0)
        log_line(LEVEL_ATTACK, LOG_INFO, slice_from(s->env->id),
                 "%.*s: Possible SMTP RCPT flood, throttling.", SLICE_ARG(s->client.relay));
    else
        log_line(LEVEL_ATTACK, LOG_INFO, slice_from(s->env->id),
                 "%.*s: possible SMTP attack: command=%s, count=%d", SLICE_ARG(s->client.relay),
                 command, count);
}

const struct smtp_policy session_policy = {
    .protocol = protocol,
    .hello = hello,
    .sender_parse = sender_parse,
    .sender = sender,
    .rcpt_parse = rcpt_parse,
    .rcpt = rcpt,
    .data = data,
    .reset = reset,
    .verify = session_verify,
    .etrn = etrn,
    .help = help,
    .verbose = verbose,
    .other = other,
    .asked = asked,
    .bogus = bogus,
    .attack = attack,
};
