/* SPDX-License-Identifier: BSD-2-Clause */
#include <sysexits.h>

#include "sendmail/smtpd/session.h"

struct smtp_answer answer_words(int code, const char *dsn, struct slice text)
{
    return (struct smtp_answer){.code = code, .dsn = slice_from(dsn), .text = text};
}

struct smtp_answer answer_of(const struct reply *reply)
{
    return (struct smtp_answer){.code = reply->code, .dsn = reply->dsn, .text = reply->text};
}

const char *session_echo(const struct session *s, struct slice text)
{
    struct str out = str_new(s->scratch);

    smtp_echo(&out, text);
    return out.p;
}

struct smtp_answer answer_about(struct session *s, struct slice address, const struct reply *reply)
{
    struct smtp_answer a = answer_of(reply);

    if (address.len > 0 && reply_names_address(a.code))
        a.text =
            arena_printf(s->scratch, "%s... %.*s", session_echo(s, address), SLICE_ARG(a.text));
    if (a.code / 100 == 6) /* compatible: no class of replies */
        a.code -= 100;
    return a;
}

void session_failed(struct session *s, int status)
{
    if (s->status == EX_OK && status != EX_TEMPFAIL)
        s->status = status;
}

/* compatible: a session counts once, for the mailer of who was the sender then. */
static void count_refusal(struct session *s)
{
    struct statistics_counter *counter = s->shared->counter;

    if (s->refusal_counted)
        return;
    s->refusal_counted = true;
    if (counter == NULL)
        return;
    statistics_count(counter, STATISTICS_CONNECTION_REJECTED, -1, 0);
    if (s->env->sender.text.len > 0)
        statistics_count(counter, STATISTICS_REJECTED, s->env->sender.mailer, 0);
}

bool session_parse(struct session *s, struct slice text, enum route_use use, struct arena *in,
                   struct routed *out, struct smtp_answer *no)
{
    const char *no_mailbox = use == ROUTE_SENDER ? "5.1.7" : "5.1.3";
    bool ok = route_parse(&s->route, text, use, in, out), about;
    bool is_text = ok || out->by_rules || out->status != EX_USAGE;
    struct slice fault = route_text_fault(text, s->scratch, &about);

    /* What is wrong with its text goes before what rule sets make of it. */
    if (is_text && out->complaint.len > 0 && !out->unprintable) {
        *no = answer_about(s, text, &(struct reply){.code = 553, .text = out->complaint});
    } else if (is_text && fault.len > 0 && about) {
        *no = answer_about(s, slice_part(text, 0, ROUTE_TEXT_MAX),
                           &(struct reply){553, SLICE("5.1.0"), fault});
    } else if (is_text && fault.len > 0) {
        *no = answer_words(501, no_mailbox, fault);
        session_failed(s, EX_USAGE);
    } else if (!is_text && slice_starts(out->reply.text, SLICE("Unbalanced"))) {
        *no = answer_about(s, text, &(struct reply){.code = 553, .text = out->reply.text});
    } else if (!ok) {
        *no = answer_about(s, text, &out->reply);
        if (out->by_rules || out->status == EX_SOFTWARE) /* or they are wrong */
            session_failed(s, out->status);
    } else if (out->too_long) {
        *no = answer_about(s, text, &(struct reply){553, SLICE("5.1.3"), out->complaint});
    } else if (out->unprintable) {
        *no = answer_words(501, no_mailbox, out->complaint);
    } else {
        return true;
    }
    return false;
}

static void hold(struct session *s, struct slice reason)
{
    s->env->flags |= ENV_QUARANTINED;
    s->env->quarantine = arena_copy(s->env->in, reason);
    session_set(s, s->tx_macros, "quarantine", s->env->quarantine);
}

bool session_check(struct session *s, const char *ruleset, struct slice first, struct slice second,
                   bool alone, struct slice about, int log_level, struct smtp_answer *no)
{
    struct check check;

    switch (route_check(&s->route, slice_from(ruleset), first, second, alone ? CHECK_ALONE : 0,
                        log_level, s->scratch, &check)) {
    case VERDICT_ACCEPT:
        return true;
    case VERDICT_DISCARD:
        s->env->flags |= ENV_DISCARD;
        return true;
    case VERDICT_QUARANTINE:
        hold(s, check.reply.text);
        return true;
    case VERDICT_REJECT:
    case VERDICT_LATER:
        *no = answer_about(s, about, &check.reply);
        count_refusal(s);
        session_failed(s, check.status);
        return false;
    }
    return true;
}
