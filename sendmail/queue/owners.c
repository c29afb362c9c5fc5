/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/owners.h"

#include <fcntl.h>
#include <syslog.h>

#include "base/log.h"
#include "base/str.h"
#include "disk/qf.h"
#include "disk/wire.h"

enum { LEVEL_CLONE = 8 };

/* The owner's part of `e`: who is to get mail yet, or who failed. */
static struct envelope part_of(const struct envelope *e, struct slice owner, bool failed)
{
    struct envelope part = *e;

    memset(&part.rcpts, 0, sizeof part.rcpts);
    part.sender = (struct address){.text = owner, .mailer = -1};
    part.owner_of = owner;
    part.flags |= ENV_SPLIT;
    part.message = part.transcript = slice_of(NULL, 0);
    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct recipient *r = &e->rcpts.p[i];
        struct recipient *copy;

        if ((r->flags & RCPT_FOR_OWNER) == 0 || !slice_eq(r->owner, owner) ||
            (failed ? r->state != RCPT_FAILED : !qf_keeps(r)))
            continue;
        copy = VEC_ADD(&part.rcpts, e->in);
        *copy = *r;
        copy->flags &= ~(unsigned)RCPT_FOR_OWNER;
        copy->parent = -1;
    }
    return part;
}

static bool copy_body(const struct body *body, struct arena *in, struct body *copy, struct err *err)
{
    *copy = *body;
    if (body->fd < 0) {
        copy->memory = arena_copy(in, slice_of(body->memory, (size_t)body->len)).p;
        return true;
    }
    copy->fd = fcntl(body->fd, F_DUPFD_CLOEXEC, 0);
    return copy->fd >= 0 || err_errno(err, "the body");
}

static bool keep_clone(const struct conclude *c, struct envelope *part, const struct body *body,
                       struct err *err)
{
    struct notice n = {.in = arena_new(), .body = {.fd = -1}};
    struct str packed = str_new(n.in);

    part->attempts = 0;
    envelope_pack(part, &packed);
    n.env.in = n.in;
    if (envelope_unpack(str_slice(&packed), &n.env, err) && copy_body(body, n.in, &n.body, err)) {
        c->new_id(c->ctx, n.env.id);
        log_line(LEVEL_CLONE, LOG_INFO, slice_from(part->id), "%s: clone: owner=%.*s", n.env.id,
                 SLICE_ARG(part->owner_of));
        if (c->keep(c->ctx, &n, err))
            return true;
    }
    notice_drop(&n);
    return false;
}

static bool is_of(const struct recipient *r, struct slice owner)
{
    return (r->flags & RCPT_FOR_OWNER) != 0 && slice_eq(r->owner, owner);
}

/* Whom the sender named waits; those that stood for it are born again at the next attempt. */
static void wait_for_another_try(struct envelope *e, size_t i, const struct err *why)
{
    struct recipient *r = &e->rcpts.p[i];

    r->state = RCPT_DROPPED;
    while (r->parent >= 0)
        r = &e->rcpts.p[r->parent];
    r->state = RCPT_DEFERRED;
    r->addr.mailer = -1;
    r->status = EX_TEMPFAIL;
    r->message = arena_printf(e->in, "Deferred: %s", why->text);
}

static void take(const struct conclude *c, struct envelope *e, const struct body *body,
                 struct slice owner)
{
    struct envelope waiting = part_of(e, owner, false), failed = part_of(e, owner, true);
    struct err err = {0};
    bool kept = waiting.rcpts.len == 0 || keep_clone(c, &waiting, body, &err);

    if (failed.rcpts.len > 0 && queue_conclude(c, &failed, body) != CONCLUDE_DONE)
        kept = err_set(&err, EX_TEMPFAIL, "cannot make a bounce");
    if (!kept)
        log_line(1, LOG_ERR, slice_from(e->id), "list owner %.*s: %s", SLICE_ARG(owner), err.text);
    for (size_t i = 0; i < e->rcpts.len; i++) {
        struct recipient *r = &e->rcpts.p[i];

        if (!is_of(r, owner))
            continue;
        r->flags &= ~(unsigned)RCPT_FOR_OWNER;
        if (!kept)
            wait_for_another_try(e, i, &err);
        else if (r->state != RCPT_EXPANDED)
            r->state = RCPT_DROPPED;
    }
}

void owners_take(const struct conclude *c, struct envelope *e, const struct body *body)
{
    for (size_t i = 0; i < e->rcpts.len; i++)
        if ((e->rcpts.p[i].flags & RCPT_FOR_OWNER) != 0)
            take(c, e, body, e->rcpts.p[i].owner);
}
