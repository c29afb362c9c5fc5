/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/conclude.h"

#include <string.h>
#include <syslog.h>

#include "base/log.h"
#include "disk/qf.h"
#include "mail/date.h"
#include "mail/status.h"
#include "message/defaults.h"
#include "message/dsn.h"
#include "message/transcript.h"
#include "route/expand.h"
#include "rule/macro.h"
#include "sendmail/queue/dead_letter.h"
#include "sendmail/queue/notice.h"
#include "sendmail/queue/owners.h"

enum { LEVEL_DONE = 10 };

static struct slice expanded(const struct config *cfg, struct slice coded, struct arena *in)
{
    struct str out = str_new(in);

    macro_expand(cfg->macros, coded, &out);
    return slice_trim(str_slice(&out));
}

/* Everything that is still open failed, because its time is over. */
static void give_up(struct envelope *e, int64_t now, int64_t span)
{
    e->message =
        arena_printf(e->in, "Cannot send message for %.*s", SLICE_ARG(date_span(e->in, span)));
    for (size_t i = 0; i < e->rcpts.len; i++) {
        struct recipient *r = &e->rcpts.p[i];

        if (!qf_keeps(r))
            continue;
        r->state = RCPT_FAILED;
        r->dsn = SLICE("4.4.7");
        if (r->status == EX_OK)
            r->status = EX_TEMPFAIL;
        if (r->tried_at == 0)
            r->tried_at = now;
    }
}

static struct slice words_of(const struct recipient *r)
{
    const struct status *s = status_find(r->status);

    if (r->message.len > 0)
        return r->message;
    return s != NULL ? slice_from(s->text) : slice_of(NULL, 0);
}

/* Why the bounce: what was said last, hosts taken in the order of the queue file. */
static struct slice reason(const struct envelope *e)
{
    const struct recipient *last = NULL;

    /* Said before the first attempt, when there was none worth the name. */
    if (e->transcript.len > 0 && e->message.len > 0)
        return e->message;
    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct recipient *r = &e->rcpts.p[i];

        if (r->state != RCPT_FAILED || words_of(r).len == 0)
            continue;
        if ((slice_is(r->dsn, "4.4.7") || slice_is(r->dsn, "5.4.6")) && e->message.len > 0)
            return e->message;
        if (last == NULL || slice_cmp_case(r->addr.host, last->addr.host) >= 0)
            last = r;
    }
    return last != NULL ? words_of(last) : e->message;
}

static bool tell(const struct conclude *c, const struct envelope *e, const struct body *body,
                 const struct telling *t, struct err *err)
{
    char id[QUEUE_ID_MAX];
    struct notice n;

    if (!notice_compose(c, e, body, t, &n, err))
        return false;
    memcpy(id, n.env.id, sizeof id);
    log_line(6, LOG_INFO, slice_from(e->id), "%s: %s: %.*s", id, t->what, SLICE_ARG(t->why));
    if (c->keep(c->ctx, &n, err))
        return true;
    notice_drop(&n);
    return false;
}

/* The bounce could not be kept: who failed stays, and is bounced at the next attempt. */
static void put_off_failures(struct envelope *e, const struct err *why)
{
    for (size_t i = 0; i < e->rcpts.len; i++) {
        struct recipient *r = &e->rcpts.p[i];

        if (r->state != RCPT_FAILED)
            continue;
        r->state = RCPT_DEFERRED;
        /* With a C line the next attempt would find a program of somebody who may have none. */
        if (r->flags & RCPT_UNSAFE)
            r->control = slice_of(NULL, 0);
        r->message = arena_printf(e->in, "Deferred: cannot make a bounce: %s", why->text);
    }
    log_line(1, LOG_ERR, slice_from(e->id), "cannot make a bounce: %s", why->text);
}

static bool any_failed(const struct envelope *e)
{
    for (size_t i = 0; i < e->rcpts.len; i++) {
        if (e->rcpts.p[i].state == RCPT_FAILED)
            return true;
    }
    return false;
}

struct readers {
    struct arena *in;
    struct VEC(struct slice) all;
};

static void add_reader(void *ctx, struct slice address)
{
    struct readers *r = ctx;

    *VEC_ADD(&r->all, r->in) = address;
}

/* Who is told of failures besides the sender. */
static struct readers other_readers(const struct conclude *c, const struct envelope *e,
                                    const struct dsn_due *due, struct arena *in)
{
    struct readers r = {.in = in};

    if (due->double_bounce)
        return r;
    if (due->postmaster_too)
        add_reader(&r, SLICE("postmaster"));
    if (c->cfg->opt.use_errors_to)
        defaults_each_errors_to(e, add_reader, &r);
    return r;
}

/* True when whoever must know of the failures will know. */
static bool tell_failures(const struct conclude *c, struct envelope *e, const struct body *body,
                          const struct dsn_due *due, struct arena *scratch)
{
    struct telling t = {.kind = DSN_FAILURE, .to = e->sender.text, .what = "DSN"};
    struct readers others = other_readers(c, e, due, scratch);
    struct err err = {0};

    t.why = reason(e);
    t.also = others.all.p;
    t.also_count = others.all.len;
    if (due->double_bounce) {
        t.to = expanded(c->cfg, c->cfg->opt.double_bounce_address, scratch);
        t.what = "postmaster notify";
        if (t.to.len == 0) /* an empty option asks for silence */
            return true;
    }
    if (!tell(c, e, body, &t, &err)) {
        put_off_failures(e, &err);
        return false;
    }
    return true;
}

static void tell_postmaster(const struct conclude *c, const struct envelope *e,
                            const struct body *body, struct arena *scratch)
{
    struct telling t = {.kind = DSN_POSTMASTER, .what = "postmaster notify"};
    struct err err = {0};

    t.to = expanded(c->cfg, c->cfg->opt.postmaster_copy, scratch);
    if (t.to.len == 0)
        t.to = SLICE("postmaster");
    t.why = reason(e);
    if (!tell(c, e, body, &t, &err))
        log_line(1, LOG_ERR, slice_from(e->id), "cannot make the postmaster's copy: %s", err.text);
}

static void warn(const struct conclude *c, struct envelope *e, const struct body *body,
                 int64_t span)
{
    struct telling t = {.kind = DSN_WARNING, .to = e->sender.text, .what = "sender notify"};
    struct err err = {0};

    t.span = span;
    t.why = arena_printf(e->in, "Warning: could not send message for past %.*s",
                         SLICE_ARG(date_span(e->in, span)));
    e->message = t.why;
    if (tell(c, e, body, &t, &err)) {
        e->flags |= ENV_WARNED;
        return;
    }
    log_line(1, LOG_ERR, slice_from(e->id), "cannot make a warning: %s", err.text);
    if (any_failed(e)) /* it would have told of them too */
        put_off_failures(e, &err);
}

static void send_receipt(const struct conclude *c, const struct envelope *e,
                         const struct body *body)
{
    struct telling t = {
        .kind = DSN_RECEIPT, .to = e->sender.text, .what = "DSN", .why = SLICE("Return receipt")};
    struct err err = {0};

    if (!tell(c, e, body, &t, &err))
        log_line(1, LOG_ERR, slice_from(e->id), "cannot make a receipt: %s", err.text);
}

/* Whoever is settled leaves; those that stay are nobody's children any more. */
static void forget_settled(struct envelope *e)
{
    size_t kept = 0;

    for (size_t i = 0; i < e->rcpts.len; i++) {
        if (!qf_keeps(&e->rcpts.p[i]))
            continue;
        e->rcpts.p[kept] = e->rcpts.p[i];
        e->rcpts.p[kept++].parent = -1;
    }
    e->rcpts.len = kept;
}

static enum conclusion lose(const struct conclude *c, struct envelope *e, const struct body *body)
{
    struct err err = {0};

    if (dead_letter_append(c->master, e, body, &err)) {
        log_line(1, LOG_NOTICE, slice_from(e->id), "nobody can be told: saved in %.*s",
                 SLICE_ARG(c->cfg->opt.dead_letter_drop));
        return CONCLUDE_DONE;
    }
    log_line(0, LOG_CRIT, slice_from(e->id), "nobody can be told: %s", err.text);
    for (size_t i = 0; i < e->rcpts.len; i++) {
        if (e->rcpts.p[i].state == RCPT_FAILED)
            e->rcpts.p[i].state = RCPT_DEFERRED;
    }
    return CONCLUDE_LOST;
}

static void say_age(const struct conclude *c, struct conclude *with, struct envelope *e,
                    enum dsn_age age, int64_t span)
{
    struct transcript t = transcript_new(e->in);

    str_add(&t.text, c->transcript);
    dsn_say_age(&t, e, c->cfg, age, span);
    *with = *c;
    with->transcript = str_slice(&t.text);
}

/* What a listing shows for the whole job: a failure, else the first reason to wait. Only what a
 * host said of one recipient stands with that recipient. */
static void sum_up(struct envelope *e)
{
    struct slice message = any_failed(e) ? reason(e) : slice_of(NULL, 0);

    for (size_t i = 0; i < e->rcpts.len; i++) {
        struct recipient *r = &e->rcpts.p[i];

        if (!qf_keeps(r) || r->message.len == 0)
            continue;
        /* Without a reason it says nothing; the attempt may have left better words. */
        if (message.len == 0 && !slice_is(r->message, "Deferred") &&
            !slice_is(r->message, EXPAND_NO_DATABASE))
            message = r->message;
        if ((r->flags & RCPT_ANSWERED) == 0)
            r->message = slice_of(NULL, 0);
    }
    if (message.len > 0)
        e->message = message;
}

void conclude_log_done(const struct envelope *e, int64_t now)
{
    long long delay = now > e->created_at ? now - e->created_at : 0;

    if (!log_wants(LEVEL_DONE))
        return;
    log_line(LEVEL_DONE, LOG_INFO, slice_from(e->id), "done; delay=%02lld:%02lld:%02lld, ntries=%d",
             delay / 3600, delay / 60 % 60, delay % 60, (int)e->attempts);
}

static bool is_told(const struct conclude *c, const struct envelope *e)
{
    return c->no_bounce || (e->flags & ENV_TOLD) != 0;
}

enum conclusion queue_conclude(const struct conclude *conclude, struct envelope *e,
                               const struct body *body)
{
    enum conclusion result = CONCLUDE_DONE;
    struct conclude with = *conclude;
    const struct conclude *c = &with;
    struct arena *scratch;
    struct dsn_due due;
    int64_t span = 0;
    enum dsn_age age = dsn_age(e, conclude->cfg, conclude->now, &span);

    owners_take(conclude, e, body);
    if (age != DSN_YOUNG)
        say_age(conclude, &with, e, age, span);
    if (age == DSN_RETURN)
        give_up(e, c->now, span);
    else
        sum_up(e);
    due = dsn_due(e, c->cfg, age);
    scratch = arena_new();
    if (due.lost)
        result = lose(c, e, body);
    else if ((due.failure || due.double_bounce) && !is_told(c, e) && any_failed(e))
        (void)tell_failures(c, e, body, &due, scratch);
    if ((due.postmaster_copy || due.loop) && any_failed(e))
        tell_postmaster(c, e, body, scratch);
    if (due.warning && age == DSN_WARN)
        warn(c, e, body, span);
    if (due.receipt)
        send_receipt(c, e, body);
    arena_drop(scratch);
    forget_settled(e);
    if (result == CONCLUDE_DONE && e->rcpts.len > 0)
        result = CONCLUDE_KEEP;
    if (result == CONCLUDE_DONE)
        conclude_log_done(e, c->now);
    return result;
}
