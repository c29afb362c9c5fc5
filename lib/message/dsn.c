/* SPDX-License-Identifier: BSD-2-Clause */
/* What is due, and when. The text is dsn_text.c's. */
#include "message/dsn.h"

#include "mail/date.h"
#include "mail/header.h"
#include "message/dsn_rcpt.h"
#include "message/transcript.h"

enum { BY_RETURN = 0x02 }; /* of deliver_by_flags */

struct limits {
    int64_t to_return, to_warn;
};

/* Priority: chooses the timeouts; bulk mail is never urgent, and bounces have their own. */
static struct limits limits_of(const struct envelope *e, const struct config *cfg)
{
    const struct options *o = &cfg->opt;
    struct slice priority = header_value(e, SLICE("Priority"));

    if ((e->flags & ENV_RESPONSE) != 0)
        return (struct limits){o->timeout_queuereturn_dsn, o->timeout_queuewarn_dsn};
    if (slice_is_case(priority, "urgent") && e->class >= 0)
        return (struct limits){o->timeout_queuereturn_urgent, o->timeout_queuewarn_urgent};
    if (slice_is_case(priority, "non-urgent") || e->class < 0)
        return (struct limits){o->timeout_queuereturn_nonurgent, o->timeout_queuewarn_nonurgent};
    return (struct limits){o->timeout_queuereturn_normal, o->timeout_queuewarn_normal};
}

int64_t dsn_return_after(const struct envelope *e, const struct config *cfg)
{
    return limits_of(e, cfg).to_return;
}

static bool returns_by(const struct envelope *e)
{
    return e->deliver_by > 0 && (e->deliver_by_flags & BY_RETURN) != 0;
}

enum dsn_age dsn_age(const struct envelope *e, const struct config *cfg, int64_t now, int64_t *span)
{
    struct limits limits = limits_of(e, cfg);
    int64_t age = now - e->created_at;

    *span = limits.to_return;
    if (limits.to_return >= 0 && age > limits.to_return)
        return DSN_RETURN;
    *span = e->deliver_by;
    if (returns_by(e) && age > e->deliver_by)
        return DSN_RETURN;
    *span = limits.to_warn;
    /* Nobody waits for bulk mail, so nobody is warned. */
    if (limits.to_warn > 0 && age > limits.to_warn && (e->flags & ENV_WARNED) == 0 && e->class >= 0)
        return DSN_WARN;
    return DSN_YOUNG;
}

void dsn_say_age(struct transcript *t, const struct envelope *e, const struct config *cfg,
                 enum dsn_age age, int64_t span)
{
    struct arena *in = arena_new();
    struct slice words = date_span(in, span);

    if (age == DSN_RETURN && returns_by(e) && span == e->deliver_by) {
        transcript_printf(t, "Delivery time (%llds) expired", (long long)span);
        transcript_add(t, SLICE("Message will be deleted from queue"));
    } else if (age == DSN_RETURN) {
        transcript_printf(t, "Message could not be delivered for %.*s", SLICE_ARG(words));
        transcript_add(t, SLICE("Message will be deleted from queue"));
    } else if (age == DSN_WARN) {
        transcript_printf(t, "Warning: message still undelivered after %.*s", SLICE_ARG(words));
        words = date_span(in, limits_of(e, cfg).to_return);
        transcript_printf(t, "Will keep trying until message is %.*s old", SLICE_ARG(words));
    }
    arena_drop(in);
}

bool dsn_sender_is_null(const struct envelope *e)
{
    struct slice text = slice_trim(e->sender.text);

    return text.len == 0 || slice_is(text, "<>");
}

/* A bounce that already went to the postmaster: one more would go round for ever. */
static bool is_last_bounce(const struct envelope *e)
{
    return (e->flags & ENV_RESPONSE) != 0 && slice_search(header_value(e, SLICE("Auto-Submitted")),
                                                          SLICE("(postmaster-")) != SIZE_MAX;
}

/* Broken here, not there: somebody who can mend it must hear. */
static bool is_our_fault(const struct recipient *r)
{
    return r->status == EX_CONFIG || r->status == EX_SOFTWARE;
}

/* compatible: what came over SMTP and goes round is its sender's to mend. */
static bool is_local_loop(const struct envelope *e, const struct recipient *r)
{
    for (size_t i = 0; i < e->macros.len; i++)
        if (slice_is(e->macros.p[i].name, "r") && e->macros.p[i].value.len > 0)
            return false;
    /* Without a reply it is a loop of aliases. */
    return slice_is(r->dsn, "5.4.6") && r->mta.len == 0 && r->reply.len > 0;
}

struct dsn_due dsn_due(const struct envelope *e, const struct config *cfg, enum dsn_age age)
{
    struct dsn_due due = {0};
    bool failure = false;

    for (size_t i = 0; i < e->rcpts.len; i++) {
        switch (dsn_report_of(e, cfg, &e->rcpts.p[i], age == DSN_WARN)) {
        case DSN_REPORT_FAILED:
            failure = true;
            due.postmaster_too |= is_our_fault(&e->rcpts.p[i]);
            due.loop |= is_local_loop(e, &e->rcpts.p[i]);
            break;
        case DSN_REPORT_DELAYED:
            due.warning = true;
            break;
        case DSN_REPORT_NONE:
            break;
        default:
            due.receipt = true;
            break;
        }
    }
    if (!dsn_sender_is_null(e)) {
        /* A warning that is due anyway tells of the failures too. */
        due.failure = failure && !due.warning;
        due.postmaster_copy = failure && e->class >= 0 && cfg->opt.postmaster_copy.len > 0;
        /* One report tells of both. */
        due.receipt = due.receipt && !failure;
        return due;
    }
    due = (struct dsn_due){0};
    if (failure && is_last_bounce(e))
        due.lost = true;
    else if (failure && slice_trim(cfg->opt.double_bounce_address).len > 0)
        due.double_bounce = true;
    return due;
}
