/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/notice.h"

#include <unistd.h>

#include "message/rules.h"
#include "os/body_sink.h"
#include "rule/macro.h"
#include "sendmail/queue/figures.h"

enum { BOUNCE_EXTRA = 1024 };

/* Notifications are short unless they quote a large message. */
static const struct body_limits notice_limits = {.memory_bytes = 256 * 1024};

void notice_drop(struct notice *notice)
{
    if (notice->body.fd >= 0)
        close(notice->body.fd);
    arena_drop(notice->in);
}

/* A scope over the configuration, as if this message had just been read. */
static struct route route_for(const struct conclude *c, const struct envelope *e,
                              struct arena *scratch)
{
    struct route route;

    route_init(&route, c->cfg, NULL, scratch, scratch);
    route.id = slice_from(e->id);
    for (size_t i = 0; i < e->macros.len; i++)
        macros_set(route.macros, macro_names_find(c->cfg->names, e->macros.p[i].name),
                   e->macros.p[i].value);
    return route;
}

static const struct slice *everybody(const struct telling *t, struct arena *in)
{
    struct slice *all = ARENA_ARRAY(in, t->also_count + 1, struct slice);

    for (size_t i = 0; i < t->also_count; i++)
        all[i] = t->also[i];
    all[t->also_count] = t->to;
    return all;
}

bool notice_compose(const struct conclude *c, const struct envelope *e, const struct body *body,
                    const struct telling *t, struct notice *n, struct err *err)
{
    struct arena *scratch = arena_new();
    struct route route = route_for(c, e, scratch);
    struct message_rules rules = message_rules_of(&route);
    struct dsn_request request = {
        .cfg = c->cfg,
        .rules = &rules,
        .env = e,
        .body = body,
        .kind = t->kind,
        .to = everybody(t, scratch),
        .to_count = t->also_count + 1,
        .transcript = c->transcript,
        .now = c->now,
        .span = t->span,
    };
    struct body_sink *sink;
    bool ok;

    *n = (struct notice){.in = arena_new(), .body = {.fd = -1}};
    n->env.in = n->in;
    c->new_id(c->ctx, n->env.id);
    sink = body_sink_new(n->in, &notice_limits);
    ok = dsn_compose(&request, &n->env, sink, err);
    if (ok)
        ok = body_sink_end(sink, &n->body, err);
    else
        body_sink_drop(sink);
    arena_drop(scratch);
    if (!ok) {
        arena_drop(n->in);
        return false;
    }
    n->env.message_bytes = n->body.len;
    if (n->env.created_at == 0)
        n->env.created_at = c->now;
    /* compatible: a bounce weighs as what it returns and a kilobyte; the others weigh nothing. */
    n->env.priority =
        figures_priority(&c->cfg->opt, &n->env,
                         t->kind == DSN_FAILURE && (e->flags & ENV_NO_BODY_RETURN) == 0
                             ? e->message_bytes + BOUNCE_EXTRA
                             : 0);
    return true;
}
