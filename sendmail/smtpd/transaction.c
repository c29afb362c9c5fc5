/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A transaction's beginning and its line in the log. Everything it holds lives in `work` and goes
 * with the next one.
 */
#include <syslog.h>

#include "base/log.h"
#include "message/defaults.h"
#include "os/clock.h"
#include "sendmail/smtpd/session.h"

enum { LEVEL_FROM = 4, MSGID_SHOWN = 100, WORK_KEPT = 16 * 1024 };

void session_new_envelope(struct session *s)
{
    struct envelope *e;

    if (arena_footprint(s->work) > WORK_KEPT) {
        arena_drop(s->work);
        s->work = arena_new();
    } else {
        arena_reset(s->work);
    }
    e = s->env = ARENA_NEW(s->work, struct envelope);
    e->in = s->work;
    e->created_at = clock_now();
    e->queue_group = SLICE("mqueue");
    s->tx_macros = macros_new(s->work, s->cfg->names, s->macros);
    s->shared->queue->new_id(s->shared->queue->ctx, e->id);
    s->route.macros = s->tx_macros;
    s->route.id = slice_from(e->id);
    s->expand.env = e;
    s->sender = s->rcpt = (struct routed){0};
    s->logged_from = false;
    if (s->discard_all)
        e->flags |= ENV_DISCARD;
    if (s->quarantine_all.len > 0) {
        e->flags |= ENV_QUARANTINED;
        e->quarantine = s->quarantine_all;
    }
    session_macros_envelope(s);
}

static void add_sender(struct session *s, struct str *line)
{
    const struct envelope *e = s->env;

    str_printf(line, "from=%.*s, size=%lld, class=%d, nrcpts=%zu", SLICE_ARG(e->sender.text),
               (long long)e->message_bytes, e->class, expand_count(e));
    if (e->message_id.len > 0)
        str_printf(line, ", msgid=%.*s", SLICE_ARG(slice_part(e->message_id, 0, MSGID_SHOWN)));
    if (e->body_type != BODY_UNSET)
        str_printf(line, ", bodytype=%s", e->body_type == BODY_7BIT ? "7BIT" : "8BITMIME");
}

void session_log_from(struct session *s)
{
    struct str line = str_new(s->scratch);
    struct slice protocol = macros_get(s->tx_macros, 'r');

    if (s->logged_from || s->env->sender.text.len == 0)
        return;
    s->logged_from = true;
    if (!log_wants(LEVEL_FROM))
        return;
    add_sender(s, &line);
    if (protocol.len > 0)
        str_printf(&line, ", proto=%.*s", SLICE_ARG(protocol));
    if (s->connection != NULL)
        str_printf(&line, ", daemon=%.*s", SLICE_ARG(s->daemon));
    log_line(LEVEL_FROM, LOG_INFO, slice_from(s->env->id), "%.*s, relay=%.*s",
             SLICE_ARG(str_slice(&line)), SLICE_ARG(s->client.relay));
}
