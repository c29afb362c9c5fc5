/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A submission from beginning to end: sender, recipients of the command line, the message,
 * recipients of its header, then the queue. The steps are in the order in which callers see their
 * effects.
 */
#include "sendmail/submit/submit.h"

#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/status.h"
#include "message/collect.h"
#include "message/defaults.h"
#include "message/saved_macros.h"
#include "os/clock.h"
#include "rule/macro.h"
#include "sendmail/submit/dead_letter.h"
#include "sendmail/submit/input.h"
#include "sendmail/submit/recipients.h"
#include "sendmail/submit/sender.h"

enum { MEMORY_BYTES = 256 * 1024, MEMFD_BYTES = 64 * 1024 * 1024, MSGID_SHOWN = 100 };

static void print(const struct submission *s, int code, struct slice text)
{
    if (s->req->arpanet)
        printf("%d %.*s\r\n", code, SLICE_ARG(text));
    else
        printf("%.*s\n", SLICE_ARG(text));
    fflush(stdout);
}

static void note_status(struct submission *s, int status)
{
    s->status = status_worse(s->status, status);
}

static bool tells_caller(const struct submit_request *r, bool own_sender)
{
    char mode = r->cfg->opt.error_mode;

    return mode == 'q' || (mode == 'p' && own_sender && !r->from_headers);
}

bool submit_tells_caller(const struct submit_request *r)
{
    struct arena *in = arena_new();
    struct submitter who;
    bool own;

    submitter_find(r->cfg, r->caller, in, &who);
    own = !r->has_sender || slice_eq(slice_trim(r->sender), who.name);
    arena_drop(in);
    return tells_caller(r, own);
}

static bool is_told(const struct submission *s)
{
    if (s->behind)
        return false;
    return submit_tells_caller(s->req) || tells_caller(s->req, s->own_sender);
}

/* ---- the envelope */

static void begin(struct submission *s)
{
    const struct submit_request *r = s->req;

    s->env = ARENA_NEW(s->in, struct envelope);
    s->env->in = s->in;
    s->env->created_at = clock_now();
    s->env->queue_group = SLICE("mqueue");
    s->env->body_type = r->body_type;
    s->env->ret = r->ret;
    s->env->envid = r->envid;
    s->env->hops = (int)r->hops;
    if (r->ret != RET_UNSET)
        s->env->flags |= ENV_RET_GIVEN;
    if (r->ret == RET_HDRS)
        s->env->flags |= ENV_NO_BODY_RETURN;
    r->queue->new_id(r->queue->ctx, s->env->id);
    submitter_find(s->cfg, r->caller, s->in, &s->who);
    route_init(&s->route, s->cfg, NULL, s->in, s->scratch);
    s->route.id = slice_from(s->env->id);
    s->route.defer = s->cfg->opt.delivery_mode == DELIVER_DEFER;
    origin_macros(s);
    sender_set(s);
    defaults_add(s->env, s->cfg);
    sender_warn(s);
}

static void begin_recipients(struct submission *s, struct recipients *to, struct str *transcript)
{
    char mode = s->cfg->opt.error_mode;

    *to = (struct recipients){
        .expand = {.route = &s->route,
                   .world = s->req->world,
                   .env = s->env,
                   .flags = EXPAND_KEEP_FAILED | (s->req->no_aliases ? EXPAND_NO_ALIASES : 0)},
        .print = mode == 'p',
        .smtp = s->req->arpanet,
        .verbose = s->req->verbose,
        .keeps = true,
        .who = s->who.name,
        .rcpt_flags = s->req->has_notify ? s->req->notify : 0,
        .transcript = transcript,
    };
    recipients_begin(to);
}

/* Received: names the recipient when there is only one. */
static void set_for(struct submission *s)
{
    struct slice only = {0};
    size_t count = 0;

    for (size_t i = 0; i < s->env->rcpts.len; i++) {
        const struct recipient *r = &s->env->rcpts.p[i];

        if (r->parent >= 0)
            continue;
        only = r->addr.text;
        count++;
    }
    if (count == 1)
        macros_set(s->route.macros, 'u', only);
}

/* ---- the message */

static bool read_message(struct submission *s, const struct message_rules *rules, struct body *body,
                         struct collect_result *result)
{
    struct body_limits limits = {.memory_bytes = MEMORY_BYTES, .memfd_bytes = MEMFD_BYTES};
    struct collect_setup setup = {.cfg = s->cfg,
                                  .env = s->env,
                                  .rules = rules,
                                  .body = body_sink_new(s->in, &limits),
                                  .check_headers = true};
    struct collect *c = collect_new(s->in, &setup);
    struct traffic_pieces record = traffic_pieces(s->cfg->traffic, "<<<", s->in);
    struct err err = {0};

    if (!input_read(0, !s->cfg->opt.ignore_dots, s->req->arpanet, c, &record, &err)) {
        print(s, 451, slice_from(err.text));
        note_status(s, EX_IOERR);
        return false;
    }
    *result = collect_end(c, body);
    return true;
}

struct header_names {
    struct recipients *to;
};

static void add_from_header(void *ctx, struct slice address)
{
    struct header_names *names = ctx;

    recipients_add(names->to, address, false);
}

static void log_from(const struct submission *s)
{
    const struct envelope *e = s->env;
    struct str line = str_new(s->scratch);

    str_printf(&line, "from=%.*s, size=%lld, class=%d, nrcpts=%zu", SLICE_ARG(e->sender.text),
               (long long)e->message_bytes, e->class, expand_count(e));
    if (e->message_id.len > 0)
        str_printf(&line, ", msgid=%.*s", SLICE_ARG(slice_part(e->message_id, 0, MSGID_SHOWN)));
    if (e->body_type != BODY_UNSET)
        str_printf(&line, ", bodytype=%s", e->body_type == BODY_7BIT ? "7BIT" : "8BITMIME");
    if (s->req->protocol.len > 0)
        str_printf(&line, ", proto=%.*s", SLICE_ARG(s->req->protocol));
    log_line(4, LOG_INFO, slice_from(e->id), "%.*s, relay=%.*s@localhost",
             SLICE_ARG(str_slice(&line)), SLICE_ARG(s->who.name));
}

static void fail_all(struct submission *s, int status, const struct reply *reply)
{
    for (size_t i = 0; i < s->env->rcpts.len; i++) {
        struct recipient *r = &s->env->rcpts.p[i];

        if (r->state != RCPT_PENDING && r->state != RCPT_DEFERRED)
            continue;
        r->state = RCPT_FAILED;
        r->tried_at = clock_now();
        r->status = status;
        r->dsn = reply->dsn;
        r->message = reply->text;
        r->reply = arena_printf(s->in, "%d %.*s %.*s", reply->code, SLICE_ARG(reply->dsn),
                                SLICE_ARG(reply->text));
    }
    note_status(s, status);
}

static void check_hops(struct submission *s, const struct message_rules *rules)
{
    struct slice text;
    struct reply reply;

    if (!defaults_too_many_hops(s->env, s->cfg, rules, s->in, &text))
        return;
    s->env->message = slice_from_at(text, strlen("554 5.4.6 "));
    reply = (struct reply){554, SLICE("5.4.6"), SLICE("Too many hops")};
    log_line(0, LOG_CRIT, s->route.id, "SYSERR(%.*s): %.*s", SLICE_ARG(s->who.name),
             SLICE_ARG(s->env->message));
    fail_all(s, EX_UNAVAILABLE, &reply);
}

/* ---- the queue */

static bool has_state(const struct envelope *e, enum rcpt_state state)
{
    for (size_t i = 0; i < e->rcpts.len; i++)
        if (e->rcpts.p[i].state == state)
            return true;
    return false;
}

static bool is_wanted(const struct envelope *e)
{
    return has_state(e, RCPT_PENDING) || has_state(e, RCPT_DEFERRED);
}

/* Somebody who will be delivered to now, and not only looked up again later. */
static bool has_known(const struct envelope *e)
{
    for (size_t i = 0; i < e->rcpts.len; i++)
        if (e->rcpts.p[i].state == RCPT_PENDING && e->rcpts.p[i].addr.mailer >= 0)
            return true;
    return false;
}

/* Failed already, and the sender's own error: a member of a list may be its owner's. */
static bool is_refused(const struct recipient *r)
{
    return r->state == RCPT_FAILED && r->owner.len == 0;
}

static bool has_refused(const struct envelope *e)
{
    for (size_t i = 0; i < e->rcpts.len; i++)
        if (is_refused(&e->rcpts.p[i]))
            return true;
    return false;
}

/* The recipients that failed already, in an envelope of their own: concluding it tells the sender.
 * The first envelope's id is theirs when nobody else needs it. */
static struct envelope *take_failed(struct submission *s)
{
    struct envelope *failed;

    if (!has_refused(s->env))
        return NULL;
    failed = ARENA_NEW(s->in, struct envelope);
    *failed = *s->env;
    memset(&failed->rcpts, 0, sizeof failed->rcpts);
    if (is_wanted(s->env))
        s->req->queue->new_id(s->req->queue->ctx, failed->id);
    for (size_t i = 0; i < s->env->rcpts.len; i++) {
        struct recipient *r = &s->env->rcpts.p[i];

        if (!is_refused(r))
            continue;
        *VEC_ADD(&failed->rcpts, s->in) = *r;
        failed->rcpts.p[failed->rcpts.len - 1].parent = -1;
        r->state = RCPT_DROPPED;
    }
    return failed;
}

static bool commit(struct submission *s, struct envelope *const *envs, size_t count,
                   const struct body *body, char mode)
{
    struct err err = {0};

    if (count == 0 || s->req->queue->commit(s->req->queue->ctx, envs, count, body,
                                            (enum delivery_mode)mode, &err))
        return true;
    log_line(0, LOG_CRIT, s->route.id, "SYSERR(%.*s): %s", SLICE_ARG(s->who.name), err.text);
    print(s, 451, slice_from(err.text));
    note_status(s, err.status != EX_OK ? err.status : EX_TEMPFAIL);
    return false;
}

/* What a program exited with may be no status that callers know; and a next hop that proves to be
 * ourselves is an error of ours, whatever the report calls it. */
static int exit_status_of(const struct recipient *r)
{
    if (r->status == EX_CONFIG && r->mta.len > 0)
        return EX_SOFTWARE;
    return r->status == EX_OK || status_find(r->status) == NULL ? EX_UNAVAILABLE : r->status;
}

static bool goes_along(const struct submission *s, const struct recipient *a,
                       const struct recipient *b)
{
    return a->addr.mailer >= 0 && a->addr.mailer == b->addr.mailer &&
           mailer_has(&s->cfg->mailers.p[a->addr.mailer], 'm') &&
           slice_eq_case(a->addr.host, b->addr.host);
}

/* Who of recipient k and those delivered with it failed first: they were tried the last first. */
static const struct recipient *first_failed(const struct submission *s, const struct envelope *e,
                                            size_t k)
{
    for (size_t i = e->rcpts.len; i-- > k + 1;)
        if (e->rcpts.p[i].state == RCPT_FAILED && goes_along(s, &e->rcpts.p[i], &e->rcpts.p[k]))
            return &e->rcpts.p[i];
    return &e->rcpts.p[k];
}

/* What the caller hears: what was wrong with an address, else the first delivery that failed. */
static void note_outcomes(struct submission *s, struct envelope *const *envs, size_t count,
                          bool *failed)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < envs[i]->rcpts.len; k++) {
            const struct recipient *r = &envs[i]->rcpts.p[k];

            /* A system error that made it wait is told too; other waiting is no news. */
            if (r->state == RCPT_DEFERRED && (r->status == EX_OSERR || r->status == EX_IOERR))
                note_status(s, r->status);
            if (r->state != RCPT_FAILED)
                continue;
            *failed = true;
            if (s->status == EX_OK)
                s->status = exit_status_of(first_failed(s, envs[i], k));
        }
    }
}

/* A message with an owner of its own has an id of its own. */
static void name_clones(struct submission *s, struct envelope *const *envs, size_t count)
{
    struct slice first = arena_copy(s->in, slice_from(s->env->id));

    for (size_t i = 0; i < count; i++) {
        struct envelope *e = envs[i];

        if (e == s->env && e->owner_of.len == 0)
            continue;
        s->req->queue->new_id(s->req->queue->ctx, e->id);
        if (e->owner_of.len > 0)
            log_line(8, LOG_INFO, first, "%s: clone: owner=%.*s", e->id, SLICE_ARG(e->owner_of));
    }
}

/* Keeps and starts what is to be delivered; *failed when something was refused for good. */
static bool hand_over(struct submission *s, const struct body *body, struct slice transcript,
                      bool *failed)
{
    struct envelope **envs, **wanted, *refused = NULL;
    char mode = s->cfg->opt.delivery_mode;
    size_t count, n = 0;

    if (s->req->verbose)
        mode = DELIVER_INTERACTIVE;
    s->env->priority = s->env->message_bytes - s->env->class * s->cfg->opt.class_factor +
                       (int64_t)expand_count(s->env) * s->cfg->opt.recipient_factor;
    expand_sort(s->env);
    saved_macros_take(s->env, s->cfg, s->route.macros);
    s->env->transcript = transcript;
    s->behind = mode == DELIVER_BACKGROUND && has_known(s->env);
    /* Also a sender who could not be used, which shows later than the queue asks. */
    if (mode == DELIVER_INTERACTIVE && is_told(s))
        s->env->flags |= ENV_TOLD;
    /* Delivered before this returns, refusals and failures make one bounce. */
    if (!is_wanted(s->env) || mode != DELIVER_INTERACTIVE)
        refused = take_failed(s);
    *failed = refused != NULL || has_state(s->env, RCPT_FAILED);
    count = expand_split(&s->route, s->env, s->in, &envs);
    name_clones(s, envs, count);
    wanted = ARENA_ARRAY(s->in, count + 1, struct envelope *);
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(envs[i]) && mode != DELIVER_INTERACTIVE)
            envs[i]->transcript = slice_of(NULL, 0);
        if (is_wanted(envs[i]) || has_state(envs[i], RCPT_FAILED))
            wanted[n++] = envs[i];
    }
    if (!commit(s, wanted, n, body, mode))
        return false;
    if (refused != NULL && !is_told(s) &&
        commit(s, &refused, 1, body, s->behind ? DELIVER_BACKGROUND : DELIVER_INTERACTIVE))
        s->req->queue->start(s->req->queue->ctx, &refused, 1);
    s->req->queue->start(s->req->queue->ctx, wanted, n);
    note_outcomes(s, wanted, n, failed);
    return true;
}

/* ---- all of it */

static int finish(struct submission *s)
{
    return s->cfg->opt.error_mode == 'e' ? EX_OK : s->status;
}

static void log_refused(const struct submission *s, struct slice why)
{
    int64_t priority = defaults_priority(s->env, s->cfg);

    for (size_t i = 0; i < s->env->rcpts.len; i++)
        if (s->env->rcpts.p[i].parent < 0 && s->env->rcpts.p[i].state != RCPT_DROPPED)
            log_line(6, LOG_INFO, s->route.id, "to=%.*s, delay=00:00:00, pri=%lld, stat=%.*s",
                     SLICE_ARG(s->env->rcpts.p[i].addr.text), (long long)priority, SLICE_ARG(why));
}

static void tell_refusal(struct submission *s, const struct collect_result *result)
{
    int status = result->outcome == COLLECT_LATER ? EX_TEMPFAIL : EX_DATAERR;

    log_refused(s, result->reply.text);
    print(s, result->reply.code, result->reply.text);
    note_status(s, status);
    fail_all(s, status, &result->reply);
}

static int run(struct submission *s)
{
    const struct submit_request *r = s->req;
    struct message_rules rules;
    struct collect_result result;
    struct body body = {.fd = -1};
    struct str transcript = str_new(s->in);
    struct recipients to;
    bool failed = false;

    begin(s);
    log_line(10, LOG_INFO, SLICE("NOQUEUE"), "connect from %.*s@localhost", SLICE_ARG(s->who.name));
    rules = message_rules_of(&s->route);
    begin_recipients(s, &to, &transcript);
    for (int i = 0; i < r->arg_count; i++)
        recipients_add(&to, slice_from(r->args[i]), s->cfg->opt.old_style_headers);
    if (r->arg_count == 0 && !r->from_headers) {
        print(s, 550, SLICE("Recipient names must be specified"));
        s->status = EX_USAGE; /* whatever is wrong with the sender */
        return finish(s);
    }
    set_for(s);
    if (!read_message(s, &rules, &body, &result))
        return finish(s);
    if (r->from_headers)
        defaults_each_recipient(s->env, s->cfg, add_from_header, &(struct header_names){&to});
    note_status(s, to.status);
    log_from(s);
    expand_drop_sender(&to.expand);
    if (s->env->rcpts.len == 0) {
        if (r->from_headers)
            print(s, 550, SLICE("No recipient addresses found in header"));
        return finish(s);
    }
    if (result.outcome == COLLECT_REFUSED || result.outcome == COLLECT_LATER)
        tell_refusal(s, &result);
    else if (result.outcome == COLLECT_TAKEN)
        check_hops(s, &rules);
    if (result.outcome == COLLECT_DISCARD)
        log_line(3, LOG_INFO, s->route.id, "discarded");
    else if (hand_over(s, &body, str_slice(&transcript), &failed) && failed &&
             s->cfg->opt.error_mode == 'p' && is_told(s))
        dead_letter_save(s, &rules, &body);
    if (body.fd >= 0)
        close(body.fd);
    return finish(s);
}

int submit(const struct submit_request *request)
{
    struct submission s = {
        .req = request, .cfg = request->cfg, .in = arena_new(), .scratch = arena_new()};
    int status = run(&s);

    arena_drop(s.scratch);
    arena_drop(s.in);
    return status;
}
