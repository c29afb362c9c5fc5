/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One envelope, tried once: first every recipient gets a mailer, then those of one mailer and of
 * the same hosts go together where the mailer allows it (flag m), in the order in which they stand.
 */
#include <syslog.h>
#include <unistd.h>

#include "base/debug.h"
#include "base/log.h"
#include "mail/address_text.h"
#include "mail/date.h"
#include "mail/status.h"
#include "message/defaults.h"
#include "os/clock.h"
#include "route/debug_address.h"
#include "sendmail/deliver/delivery.h"

/* ---- macros ---- */

static void set_text(struct macros *m, macro_id id, struct slice value)
{
    if (value.len > 0)
        macros_set(m, id, value);
}

static void set_dates(struct attempt *a)
{
    struct date created = date_local(a->env->created_at), now = date_local(clock_now());

    macros_set(a->macros, 'a', date_header(a->scratch, &created));
    macros_set(a->macros, 'b', date_header(a->scratch, &now));
    macros_set(a->macros, 'd', date_ctime(a->scratch, &now));
    macros_set(a->macros, 't', date_stamp(a->scratch, &now));
}

/* What rule sets and fields may ask about the message; the protocol and client macros come saved
 * with it. */
static void set_macros(struct attempt *a)
{
    const struct envelope *e = a->env;
    struct macro_names *names = a->cfg->names;

    a->macros = macros_new(a->scratch, names, a->cfg->macros);
    set_dates(a);
    for (size_t i = 0; i < e->macros.len; i++) {
        macro_id id = macro_names_find(names, e->macros.p[i].name);

        if (id != 0)
            macros_set(a->macros, id, e->macros.p[i].value);
    }
    set_text(a->macros, 'i', slice_from(e->id));
    macros_set(a->macros, 'f',
               slice_is(e->sender.text, "<>") ? e->sender.text
                                              : address_strip_angles(e->sender.text));
    macros_set(a->macros, 'p', arena_printf(a->scratch, "%d", (int)getpid()));
    macros_set(a->macros, 'c', arena_printf(a->scratch, "%d", e->hops));
    set_text(a->macros, MACRO_ENVID, e->envid);
    set_text(a->macros, MACRO_DSN_ENVID, e->envid);
    set_text(a->macros, MACRO_MSG_ID, e->message_id);
    macros_set(a->macros, MACRO_MSG_SIZE,
               arena_printf(a->scratch, "%lld", (long long)e->message_bytes));
    macros_set(a->macros, MACRO_NTRIES, arena_printf(a->scratch, "%d", e->attempts));
    if (e->body_type != BODY_UNSET)
        macros_set(a->macros, MACRO_BODYTYPE,
                   e->body_type == BODY_7BIT ? SLICE("7BIT") : SLICE("8BITMIME"));
}

/* ---- resolving ---- */

static void heard(void *ctx, const struct expand_news *news)
{
    struct attempt *a = ctx;
    struct str line = str_new(a->scratch);

    if (news->reply.code != 0)
        str_printf(&line, "%d %.*s ", news->reply.code, SLICE_ARG(news->reply.dsn));
    if (news->where.len > 0)
        str_printf(&line, "%.*s: ", SLICE_ARG(news->where));
    if (news->to.len > 0)
        str_printf(&line, "%.*s... ", SLICE_ARG(news->to));
    str_add(&line, news->reply.text);
    if (news->status != EX_OK)
        transcript_add(&a->transcript, str_slice(&line));
    if (a->deliverer->setup.say != NULL)
        a->deliverer->setup.say(a->deliverer->setup.say_ctx, str_slice(&line));
}

static bool needs_resolving(const struct recipient *r)
{
    /* A map could not say who this is when the message came in, and nobody has asked since. */
    bool undecided = r->status == EX_TEMPFAIL && r->tried_at == 0;

    return r->state == RCPT_PENDING && (r->addr.mailer < 0 || undecided);
}

/* Nobody knows yet whose mail this is: that is a deferral too. */
static void defer_unresolved(struct recipient *r)
{
    r->state = RCPT_DEFERRED;
    r->status = EX_TEMPFAIL;
    if (r->message.len == 0)
        r->message = SLICE("Deferred: local configuration or a map cannot answer now");
    if (r->dsn.len == 0)
        r->dsn = SLICE("4.3.0");
    r->tried_at = clock_now();
}

static void resolve(struct attempt *a)
{
    struct expand x = {.route = &a->route,
                       .world = a->deliverer->setup.world,
                       .env = a->env,
                       .told_database = true,
                       .say = heard,
                       .say_ctx = a};
    size_t count = a->env->rcpts.len;
    struct arena_mark mark;

    for (size_t i = 0; i < count; i++) {
        if (!needs_resolving(&a->env->rcpts.p[i]))
            continue;
        mark = arena_mark(a->scratch);
        expand_recipient(&x, i);
        arena_release(a->scratch, mark);
    }
    expand_drop_sender(&x);
    for (size_t i = 0; i < a->env->rcpts.len; i++) {
        struct recipient *r = &a->env->rcpts.p[i];

        if (r->state != RCPT_EXPANDED && r->state != RCPT_DROPPED && expand_is_for_owner(a->env, r))
            r->flags |= RCPT_FOR_OWNER;
        if (needs_resolving(r))
            defer_unresolved(r);
        else if (r->state != RCPT_FAILED || r->tried_at != 0)
            continue;
        r->tried_at = clock_now();
        outcome_log_unresolved(a, i);
    }
}

/* to= lines name a local sender as the one behind the mail. */
static void find_sender(struct attempt *a)
{
    const struct expand_world *world = a->deliverer->setup.world;
    struct address sender = a->env->sender;
    struct routed routed;

    if (slice_is(sender.text, "<>") || sender.text.len == 0 || world == NULL)
        return;
    if (sender.mailer < 0 && route_parse(&a->route, sender.text, ROUTE_SENDER, a->scratch, &routed))
        sender = routed.addr;
    if (sender.mailer < 0 || sender.mailer != a->cfg->known.local)
        return;
    a->sender_is_user = world->find_user(world->ctx, sender.user, a->scratch, &a->sender_user,
                                         NULL) == EXPAND_FOUND;
}

/* ---- deliveries ---- */

/* To be delivered in this envelope. */
static bool is_ours(const struct recipient *r)
{
    return r->state == RCPT_PENDING && (r->flags & RCPT_FOR_OWNER) == 0;
}

/* Of one mailer, and of one host or of domains that share their mail hosts: they get one message
 * together. */
static bool goes_along(const struct delivery *d, const struct recipient *r)
{
    struct slice signature;

    if (!is_ours(r) || r->addr.mailer != d->mailer->index)
        return false;
    if (slice_eq_case(r->addr.host, d->host))
        return true;
    signature = network_signature(d, d->host);
    return signature.len > 0 && slice_eq_case(signature, network_signature(d, r->addr.host));
}

/* Those that go together, the last first.
 * compatible: the original's lists grow at their front, and transcripts show it. */
static void gather(struct delivery *d, size_t first)
{
    const struct envelope *e = d->attempt->env;

    for (size_t i = e->rcpts.len; mailer_has(d->mailer, 'm') && i-- > first + 1;)
        if (goes_along(d, &e->rcpts.p[i]))
            *VEC_ADD(&d->rcpts, d->attempt->scratch) = i;
    *VEC_ADD(&d->rcpts, d->attempt->scratch) = first;
}

/* $g of mail without a sender is the mail system's own address: programs and fields need a name. */
static bool rewrite_sender(struct delivery *d)
{
    struct attempt *a = d->attempt;
    struct slice text = a->env->sender.text;
    int status = EX_OK;

    if (delivery_sender_is_null(d))
        text = macros_expanded(a->macros, 'n', a->scratch);
    d->sender = route_rewrite(&a->route, text, d->mailer, REWRITE_SENDER | REWRITE_CANON, SLICE(""),
                              a->scratch, &status);
    if (status == EX_OK)
        return true;
    outcome_give_all(d, &(struct outcome){.status = EX_TEMPFAIL,
                                          .dsn = SLICE("4.3.0"),
                                          .detail = SLICE("rewriting the sender failed")});
    return false;
}

static void set_delivery_macros(struct delivery *d, struct macros *scope)
{
    const struct recipient *r = delivery_rcpt(d, 0);

    macros_set(scope, 'g', d->sender);
    macros_set(scope, 'h', d->host);
    if (d->rcpts.len == 1) {
        macros_set(scope, 'u', delivery_user(d, 0));
        set_text(scope, 'z', r->home);
    }
}

/* Everything that is thrown away was wanted so: no outcome, no receipt. */
static void discard(struct delivery *d)
{
    for (size_t i = 0; i < d->rcpts.len; i++) {
        delivery_rcpt(d, i)->state = RCPT_DROPPED;
        log_line(9, LOG_INFO, slice_from(d->attempt->env->id), "to=%.*s, mailer=discard, discarded",
                 SLICE_ARG(delivery_rcpt(d, i)->addr.text));
    }
}

/* -d10.1 */
static void show_delivery(struct delivery *d)
{
    const struct config *cfg = d->attempt->cfg;

    if (!debug_wants(cfg->debug, 10, 1))
        return;
    debug_printf(cfg->debug, "\n--deliver, id=%s, mailer=%.*s, host=`%.*s', first user=`%.*s'\n",
                 d->attempt->env->id, SLICE_ARG(d->mailer->name), SLICE_ARG(d->host),
                 SLICE_ARG(delivery_rcpt(d, 0)->addr.user));
    for (size_t i = 0; i < d->rcpts.len && debug_wants(cfg->debug, 10, 2); i++) {
        debug_text(cfg->debug, SLICE("\nsend to "));
        debug_address(cfg, &delivery_rcpt(d, i)->addr, delivery_rcpt(d, i)->flags);
    }
}

static void dispatch(struct delivery *d)
{
    const struct config *cfg = d->attempt->cfg;

    show_delivery(d);
    if (d->mailer->index == cfg->known.discard)
        discard(d);
    else if (d->mailer->index == cfg->known.error || d->mailer->index == cfg->known.include)
        outcome_give_all(d, &(struct outcome){.status = EX_UNAVAILABLE});
    else if (slice_is_case(d->mailer->path, "[FILE]"))
        deliver_to_file(d);
    else if (slice_is_case(d->mailer->path, "[IPC]"))
        deliver_to_network(d);
    else
        deliver_to_program(d);
}

static void deliver_from(struct attempt *a, size_t first)
{
    const struct recipient *r = &a->env->rcpts.p[first];
    struct delivery d = {.attempt = a,
                         .mailer = &a->cfg->mailers.p[r->addr.mailer],
                         .host = r->addr.host,
                         .started_ms = clock_monotonic_ms()};
    struct macros *scope = macros_new(a->scratch, a->cfg->names, a->macros);

    gather(&d, first);
    a->route.macros = scope;
    macros_set(scope, 'h', d.host);
    if (rewrite_sender(&d) && delivery_check_compat(&d)) {
        set_delivery_macros(&d, scope);
        dispatch(&d);
        outcome_tell_receipts(&d);
    }
    a->route.macros = a->macros;
}

/* Mailer flag e: with HoldExpensive the first attempt leaves it to the queue. */
static bool is_held(const struct attempt *a, struct recipient *r)
{
    const struct mailer *m = &a->cfg->mailers.p[r->addr.mailer];

    if (!a->cfg->opt.hold_expensive || !mailer_has(m, 'e') || a->env->attempts > 1)
        return false;
    r->message = SLICE("expensive mailer: queued");
    return true;
}

/* A message that goes round is stopped where everybody's mail passes. */
static void stop_loops(struct attempt *a)
{
    struct slice text;

    if (!defaults_too_many_hops(a->env, a->cfg, &a->rules, a->scratch, &text))
        return;
    transcript_add(&a->transcript, text);
    for (size_t i = 0; i < a->env->rcpts.len; i++) {
        struct recipient *r = &a->env->rcpts.p[i];

        if (r->state != RCPT_PENDING)
            continue;
        r->state = RCPT_FAILED;
        r->status = EX_UNAVAILABLE;
        r->dsn = SLICE("5.4.6");
        r->reply = SLICE("554 5.4.6 Too many hops");
        r->message = arena_copy(a->env->in, slice_from_at(text, strlen("554 5.4.6 ")));
        r->tried_at = clock_now();
    }
}

void deliver_attempt(void *ctx, struct envelope *env, const struct body *body,
                     struct str *transcript)
{
    struct deliverer *deliverer = ctx;
    struct attempt a = {.deliverer = deliverer,
                        .cfg = deliverer->setup.cfg,
                        .env = env,
                        .body = body,
                        .scratch = arena_new()};
    struct arena *lookups = arena_new();

    a.transcript = transcript_new(a.scratch);
    a.signatures = table_new_case(a.scratch);
    set_macros(&a);
    route_init(&a.route, a.cfg, a.macros, a.scratch, lookups);
    a.route.macros = a.macros;
    a.route.id = slice_from(env->id);
    a.rules = message_rules_of(&a.route);
    find_sender(&a);
    resolve(&a);
    stop_loops(&a);
    for (size_t i = 0; i < env->rcpts.len; i++) {
        if (is_ours(&env->rcpts.p[i]) && !is_held(&a, &env->rcpts.p[i]))
            deliver_from(&a, i);
    }
    str_add(transcript, str_slice(&a.transcript.text));
    arena_drop(lookups);
    arena_drop(a.scratch);
}
