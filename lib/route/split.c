/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * split -- one message, several envelopes: errors of a list go to its owner, so its members, also
 * those that failed already, need an envelope with another sender; a queue group has its own
 * directory; and a group may limit how many recipients a job has.
 */
#include "mail/address_text.h"
#include "route/expand_internal.h"

/* Recipients with the same key stay together. */
struct part {
    struct slice owner;
    int group;
    size_t rcpts;
    struct envelope *env;
};
struct parts VEC(struct part);

static int group_of(struct route *route, const struct recipient *r, struct arena *in)
{
    const struct config *cfg = route->cfg;
    const struct mailer *m;
    struct slice answer;
    int status, group;

    if (route_ask(route, SLICE("queuegroup"), r->addr.user, slice_of(NULL, 0), CHECK_ALONE, in,
                  &answer, &status)) {
        group = config_queue_group(cfg, answer);
        if (group >= 0)
            return group;
    }
    if (r->addr.mailer < 0 || (size_t)r->addr.mailer >= cfg->mailers.len)
        return 0;
    m = &cfg->mailers.p[r->addr.mailer];
    return m->queue_group > 0 ? m->queue_group : 0;
}

static struct slice group_name(const struct config *cfg, int group)
{
    return (size_t)group < cfg->queue_groups.len ? cfg->queue_groups.p[group].name
                                                 : SLICE("mqueue");
}

static struct part *find_part(struct parts *parts, const struct config *cfg, struct slice owner,
                              int group, struct arena *in)
{
    int64_t most = (size_t)group < cfg->queue_groups.len ? cfg->queue_groups.p[group].max_rcpts : 0;

    for (size_t i = 0; i < parts->len; i++) {
        struct part *p = &parts->p[i];

        if (p->group == group && slice_eq(p->owner, owner) &&
            (most <= 0 || p->rcpts < (size_t)most))
            return p;
    }
    struct part *p = VEC_ADD(parts, in);
    *p = (struct part){.owner = owner, .group = group};
    return p;
}

/* Everything but recipients and id; text is shared. */
static struct envelope *copy_of(const struct envelope *env, struct arena *in)
{
    struct envelope *copy = ARENA_NEW(in, struct envelope);

    *copy = *env;
    memset(copy->id, 0, sizeof copy->id);
    memset(&copy->rcpts, 0, sizeof copy->rcpts);
    copy->headers.p = ARENA_ARRAY(in, env->headers.len, struct header);
    if (env->headers.len > 0)
        memcpy(copy->headers.p, env->headers.p, env->headers.len * sizeof *copy->headers.p);
    copy->headers.cap = env->headers.len;
    copy->macros.p = ARENA_ARRAY(in, env->macros.len, struct saved_macro);
    if (env->macros.len > 0)
        memcpy(copy->macros.p, env->macros.p, env->macros.len * sizeof *copy->macros.p);
    copy->macros.cap = env->macros.len;
    return copy;
}

static void set_up(struct part *p, struct route *route, struct envelope *env)
{
    env->queue_group = group_name(route->cfg, p->group);
    env->flags |= ENV_SPLIT;
    if (p->owner.len > 0) {
        env->sender = (struct address){.text = p->owner, .mailer = -1};
        env->owner_of = p->owner;
        env->message = slice_of(NULL, 0);
    }
    p->env = env;
}

static void move_rcpt(struct envelope *to, const struct recipient *r, struct arena *in)
{
    struct recipient *copy = VEC_ADD(&to->rcpts, in);

    *copy = *r;
    copy->parent = -1;
}

/* Who takes the errors about this recipient instead of the sender; empty: nobody does. What has no
 * sender is a report, and a report about it would have to go nowhere: to an owner it could go for
 * ever. */
static struct slice owner_of(const struct envelope *env, const struct recipient *r)
{
    return address_strip_angles(env->sender.text).len > 0 ? r->owner : slice_of(NULL, 0);
}

bool expand_is_for_owner(const struct envelope *env, const struct recipient *r)
{
    struct slice owner = owner_of(env, r);

    return owner.len > 0 && !slice_eq(owner, env->owner_of) &&
           !slice_eq(owner, address_strip_angles(env->sender.text));
}

/* Does an envelope of its own wait for this one? */
static bool needs_part(const struct envelope *env, const struct recipient *r)
{
    return r->state == RCPT_PENDING || r->state == RCPT_DEFERRED ||
           (r->state == RCPT_FAILED && owner_of(env, r).len > 0);
}

size_t expand_split(struct route *route, struct envelope *env, struct arena *in,
                    struct envelope ***out)
{
    size_t n = env->rcpts.len, made = 0, home = SIZE_MAX;
    struct parts parts = {0};
    size_t *part_of = ARENA_ARRAY(in, n, size_t);
    bool has_failed = false;

    expand_sort(env);
    for (size_t i = 0; i < n; i++) {
        const struct recipient *r = &env->rcpts.p[i];

        if (!needs_part(env, r)) {
            has_failed |= r->state == RCPT_FAILED;
            continue;
        }
        struct part *p =
            find_part(&parts, route->cfg, owner_of(env, r), group_of(route, r, in), in);
        p->rcpts++;
        part_of[i] = (size_t)(p - parts.p);
    }
    /* The envelope itself keeps the first part that has the sender's own errors. */
    for (size_t i = 0; i < parts.len && home == SIZE_MAX; i++)
        if (parts.p[i].owner.len == 0)
            home = i;
    if (home == SIZE_MAX && !has_failed && parts.len > 0)
        home = 0;
    *out = ARENA_ARRAY(in, parts.len + 1, struct envelope *);
    (*out)[made++] = env;
    env->flags |= ENV_SPLIT;
    for (size_t i = 0; i < parts.len; i++) {
        if (i == home)
            continue;
        set_up(&parts.p[i], route, copy_of(env, in));
        (*out)[made++] = parts.p[i].env;
    }
    if (home != SIZE_MAX)
        set_up(&parts.p[home], route, env);
    for (size_t i = 0; i < n; i++) {
        struct recipient *r = &env->rcpts.p[i];

        if (!needs_part(env, r) || part_of[i] == home)
            continue;
        move_rcpt(parts.p[part_of[i]].env, r, in);
        r->state = RCPT_DROPPED;
    }
    return made;
}
