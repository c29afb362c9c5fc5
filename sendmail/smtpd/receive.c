/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The message behind 354: bytes from the stream through the decoder into the collector, then the
 * checks that need all of it, then the commitment. Nothing is answered 250 before the queue has it.
 */
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/header.h"
#include "message/collect.h"
#include "message/defaults.h"
#include "message/saved_macros.h"
#include "os/clock.h"
#include "sendmail/smtpd/session.h"

enum {
    LEVEL_CHECK = 3,
    LEVEL_SIZE = 5,
    LEVEL_COLLECT = 6,
    LEVEL_CLONE = 8,
    MEMORY_BYTES = 128 * 1024,
    MEMFD_BYTES = 16 << 20
};
enum { PIECE = 64 * 1024 };

/* 421: whoever this is, we stop listening. */
static bool hang_up(struct session *s, const char *dsn, const char *text)
{
    smtp_reply(&s->reply, &(struct smtp_answer){
                              .code = 421, .dsn = slice_from(dsn), .text = slice_from(text)});
    return false;
}

static bool lost(struct session *s, enum stream_answer answer)
{
    bool reset = answer == STREAM_FAILED;
    bool closed = !reset && answer != STREAM_TIMEOUT;
    const char *what = closed ? "unexpected close" : reset ? "I/O error" : "read timeout";
    struct slice who = s->client.host;
    struct str text = str_new(s->scratch);

    if (reset)
        log_line(LEVEL_COLLECT, LOG_WARNING, slice_from(s->env->id),
                 "collect: premature EOM: Connection reset by %.*s", SLICE_ARG(who));
    else if (closed)
        log_line(LEVEL_COLLECT, LOG_WARNING, slice_from(s->env->id), "collect: premature EOM: %s",
                 what);
    str_printf(&text, "collect: relay=%.*s, from=%.*s, info=%s", SLICE_ARG(who),
               SLICE_ARG(s->env->sender.text), what);
    log_line(closed ? LEVEL_COLLECT : 0, closed ? LOG_NOTICE : LOG_CRIT, slice_from(s->env->id),
             "%s%s", closed ? "" : "SYSERR(root): ", text.p);
    if (!closed)
        session_failed(s, EX_SOFTWARE);
    return hang_up(s, "4.4.1", text.p);
}

/* Reads to the final dot. False: a reply was written, close. */
static bool read_text(struct session *s, struct collect *collect)
{
    struct smtp_data decoder;
    enum smtp_data_status status = SMTP_DATA_MORE;
    struct str text = str_new(s->work);

    smtp_data_start(&decoder, s->data_rules);
    stream_set_timeout(s->stream, s->cfg->opt.timeout_datablock * 1000);
    str_reserve(&text, PIECE);
    while (status == SMTP_DATA_MORE) {
        struct slice bytes, rest;
        enum stream_answer answer = stream_peek(s->stream, &bytes);

        if (answer != STREAM_OK)
            return lost(s, answer);
        rest = bytes;
        str_clear(&text);
        status = smtp_data_feed(&decoder, &rest, &text);
        s->env->message_bytes += (int64_t)text.len;
        collect_text(collect, str_slice(&text));
        stream_skip(s->stream, bytes.len - rest.len);
    }
    if (status == SMTP_DATA_BARE_LF)
        return hang_up(s, "4.5.0", "Bare linefeed (LF) not allowed");
    if (status == SMTP_DATA_BARE_CR)
        return hang_up(s, "4.5.0", "Bare carriage return (CR) not allowed");
    return true;
}

/* The one recipient's name in Received: "for <alice>"; nothing when there are several. */
static void set_for(struct session *s)
{
    const struct recipient *only = NULL;
    size_t primaries = 0;

    for (size_t i = 0; i < s->env->rcpts.len; i++)
        if (s->env->rcpts.p[i].parent < 0 && s->env->rcpts.p[i].state != RCPT_FAILED) {
            only = &s->env->rcpts.p[i];
            primaries++;
        }
    if (primaries == 1)
        session_set(s, s->tx_macros, "u", only->addr.text);
}

static void log_refusal(struct session *s, const struct smtp_answer *no)
{
    struct envelope *e = s->env;
    long long waited = clock_now() - e->created_at;

    e->priority = defaults_priority(e, s->cfg);
    for (size_t i = 0; i < e->rcpts.len; i++)
        if (e->rcpts.p[i].parent < 0 && e->rcpts.p[i].state != RCPT_DROPPED)
            log_line(LEVEL_COLLECT, LOG_INFO, slice_from(e->id),
                     "to=%.*s, delay=%02lld:%02lld:%02lld, pri=%lld, stat=%.*s",
                     SLICE_ARG(e->rcpts.p[i].addr.text), waited / 3600, waited / 60 % 60,
                     waited % 60, (long long)e->priority, SLICE_ARG(no->text));
}

/* In modes that expand later, recipients go to the queue as they were named. */
static void leave_unexpanded(struct session *s)
{
    if (s->mode == DELIVER_INTERACTIVE)
        return;
    for (size_t i = 0; i < s->env->rcpts.len; i++)
        if (s->env->rcpts.p[i].state == RCPT_PENDING)
            s->env->rcpts.p[i].addr.mailer = -1;
}

/* compatible: delivered by a process of its own, a message counts with the fields we added. */
static int64_t added_bytes(const struct envelope *e)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < e->headers.len; i++)
        if (e->headers.p[i].ours)
            bytes += header_bytes(&e->headers.p[i]);
    return bytes;
}

/* True: *envs are in the queue. */
static bool commit(struct session *s, const struct body *body, struct envelope ***envs,
                   size_t *count, struct smtp_answer *answer)
{
    const struct queue_port *queue = s->shared->queue;
    struct err err;

    saved_macros_take(s->env, s->cfg, s->tx_macros);
    s->env->priority = defaults_priority(s->env, s->cfg);
    if (s->mode == DELIVER_BACKGROUND && (s->env->flags & ENV_NO_BODY_RETURN) == 0)
        s->env->priority += added_bytes(s->env);
    *count = expand_split(&s->route, s->env, s->work, envs);
    leave_unexpanded(s);
    for (size_t i = 0; i < *count; i++) {
        struct envelope *e = (*envs)[i];

        if (e->id[0] != '\0')
            continue;
        queue->new_id(queue->ctx, e->id);
        if (e->owner_of.len > 0)
            log_line(LEVEL_CLONE, LOG_INFO, slice_from(s->env->id), "%s: clone: owner=%.*s", e->id,
                     SLICE_ARG(e->owner_of));
    }
    if (queue->commit(queue->ctx, *envs, *count, body, s->mode, &err))
        return true;
    log_line(0, LOG_ERR, slice_from(s->env->id), "%s", err.text);
    *answer =
        answer_words(err_is_temporary(&err) ? 452 : 451, err_is_temporary(&err) ? "4.4.5" : "4.3.0",
                     SLICE("Insufficient disk space; try again later"));
    return false;
}

static bool check_end(struct session *s, struct smtp_answer *no)
{
    struct slice size = arena_printf(s->scratch, "%lld", (long long)s->env->message_bytes);

    session_set(s, s->tx_macros, "msg_size", size);
    return session_check(s, "check_eom", size, (struct slice){0}, true, (struct slice){0},
                         LEVEL_CHECK, no);
}

/* An answer with code 0 was given already. */
static bool take(struct session *s, const struct body *body, struct smtp_answer *answer)
{
    struct envelope **envs;
    size_t count;

    *answer = answer_words(250, "2.0.0",
                           arena_printf(s->arena, "%s Message accepted for delivery", s->env->id));
    if ((s->env->flags & ENV_DISCARD) != 0) {
        log_line(LEVEL_CHECK, LOG_INFO, slice_from(s->env->id), "discarded");
        return true;
    }
    if (!commit(s, body, &envs, &count, answer))
        return false;
    /* The client hears it first: delivery may take its time. */
    smtp_reply(&s->reply, answer);
    session_flush(s);
    answer->code = 0;
    s->shared->queue->start(s->shared->queue->ctx, envs, count);
    return true;
}

bool session_receive(struct session *s, struct smtp_answer *answer)
{
    struct body_limits limits = {.memory_bytes = MEMORY_BYTES, .memfd_bytes = MEMFD_BYTES};
    struct message_rules rules = message_rules_of(&s->route);
    struct collect_setup setup = {
        .cfg = s->cfg,
        .env = s->env,
        .rules = &rules,
        .body = body_sink_new(s->work, &limits),
        .check_headers = true,
    };
    struct collect_result result;
    struct body body = {.fd = -1};

    set_for(s);
    struct collect *collect = collect_new(s->work, &setup);
    if (!read_text(s, collect)) {
        body_sink_drop(setup.body);
        session_log_from(s);
        return false;
    }
    result = collect_end(collect, &body);
    session_failed(s, result.status);
    session_log_from(s);
    if (s->cfg->opt.max_message_size > 0 && s->env->message_bytes > s->cfg->opt.max_message_size)
        log_line(LEVEL_SIZE, LOG_NOTICE, slice_from(s->env->id),
                 "message size (%lld) exceeds maximum (%lld)", (long long)s->env->message_bytes,
                 (long long)s->cfg->opt.max_message_size);
    /* compatible: it has the last word, also about what was refused already. */
    if (!check_end(s, answer)) {
        log_refusal(s, answer);
        if (body.fd >= 0)
            close(body.fd);
        return true;
    }
    switch (result.outcome) {
    case COLLECT_TAKEN:
        take(s, &body, answer);
        break;
    case COLLECT_DISCARD:
        s->env->flags |= ENV_DISCARD;
        take(s, &body, answer);
        break;
    case COLLECT_REFUSED:
    case COLLECT_LATER:
        *answer = answer_of(&result.reply);
        log_refusal(s, answer);
        break;
    }
    if (body.fd >= 0)
        close(body.fd);
    return true;
}
