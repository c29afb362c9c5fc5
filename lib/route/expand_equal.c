/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is there already, and lists that lead back to themselves.
 *
 * A recipient that equals one before it is dropped. One that equals something it was born from is a
 * loop, and how that ends is decided here:
 *   - a user among those it was born from keeps the mail in spite of what stands for him, first
 *     whom the loop came back to, else the nearest one ("bob: list", "list: bob");
 *   - a name that stands for itself ("list: list") is taken for a mailbox;
 *   - otherwise the way back is cut, and if nothing else is left of what the sender named, that is
 *     refused with 5.4.6.
 */
#include "mail/address_text.h"
#include "route/expand_internal.h"

static bool same_address(const struct expand *x, const struct recipient *a,
                         const struct recipient *b)
{
    const struct mailer *m;

    if (a->addr.mailer < 0 || a->addr.mailer != b->addr.mailer)
        return false;
    if (((a->flags ^ b->flags) & RCPT_NO_ALIAS) != 0)
        return false;
    m = expand_mailer(x, &a->addr);
    if (m == NULL || !slice_eq_case(a->addr.host, b->addr.host))
        return false;
    if (m->index == x->route->cfg->known.prog || m->index == x->route->cfg->known.file)
        return slice_eq(a->addr.user, b->addr.user) && a->uid == b->uid;
    return mailer_has(m, 'u') ? slice_eq(a->addr.user, b->addr.user)
                              : slice_eq_case(a->addr.user, b->addr.user);
}

static bool is_born_from(const struct envelope *env, size_t i, size_t maybe)
{
    for (int p = env->rcpts.p[i].parent; p >= 0; p = env->rcpts.p[p].parent)
        if ((size_t)p == maybe)
            return true;
    return false;
}

/* Did the sender name it? What a second resolution (rule set 5) made of a name is still that. */
static bool is_named(const struct envelope *env, size_t i)
{
    const struct recipient *r = env->rcpts.p;

    while (r[i].parent >= 0 && r[i].addr.text.p == r[r[i].parent].addr.text.p)
        i = (size_t)r[i].parent;
    return r[i].parent < 0;
}

/* Who cannot be looked up now is told so when his turn comes; a local mailer that asks nobody (no
 * flag w) takes every name for a user's, if nothing has led on from it. */
static bool may_be_user(struct expand *x, size_t i, bool last)
{
    const struct mailer *m = expand_mailer(x, &expand_at(x, i)->addr);
    struct slice name = expand_at(x, i)->addr.user;
    struct expand_user user;

    if (m == NULL || !mailer_has(m, 'w'))
        return last && m != NULL && m->index == x->route->cfg->known.local;
    name = expand_bare_name(name, x->route->scratch);
    return x->world->find_user(x->world->ctx, name, x->route->scratch, &user, NULL) !=
           EXPAND_ABSENT;
}

/* Recipient i equals `up`, which it was born from. True: a user keeps the mail. */
static bool find_keeper(struct expand *x, size_t i, size_t up)
{
    if ((size_t)expand_at(x, i)->parent == up)
        expand_at(x, up)->flags |= RCPT_KEPT;
    for (int at = (int)i; at >= 0; at = expand_at(x, (size_t)at)->parent)
        if (may_be_user(x, (size_t)at, (size_t)at == i)) {
            expand_at(x, (size_t)at == i ? up : (size_t)at)->flags |= RCPT_KEPT;
            return true;
        }
    return false;
}

static void drop(struct expand *x, size_t i, size_t for_this)
{
    struct recipient *r = expand_at(x, i), *other = expand_at(x, for_this);

    r->state = RCPT_DROPPED;
    if ((other->flags & RCPT_PRIMARY) == 0)
        expand_tell(x, i, "duplicate suppressed");
    other->flags |= r->flags & (RCPT_PRIMARY | RCPT_NOTIFY_SUCCESS);
}

bool expand_is_duplicate(struct expand *x, size_t i)
{
    for (size_t k = 0; k < x->env->rcpts.len; k++) {
        struct recipient *other = expand_at(x, k), *r = expand_at(x, i);

        if (k == i || other->state == RCPT_DROPPED || !same_address(x, other, r))
            continue;
        if (is_born_from(x->env, i, k)) {
            r->flags |= RCPT_LOOPED;
            if (find_keeper(x, i, k)) {
                r->state = RCPT_DROPPED;
                return true;
            }
            /* compatible: what the sender named is expanded once more. */
            if (is_named(x->env, k)) {
                r->flags &= ~(unsigned)RCPT_LOOPED;
                continue;
            }
        }
        drop(x, i, k);
        return true;
    }
    return false;
}

/* Is one of those it came from to get the mail himself? */
static bool leads_to_keeper(const struct expand *x, size_t i)
{
    for (int p = x->env->rcpts.p[i].parent; p >= 0; p = x->env->rcpts.p[p].parent)
        if (x->env->rcpts.p[p].flags & RCPT_KEPT)
            return true;
    return false;
}

/* Does recipient i, or whom it is a duplicate of, or anybody it was expanded to, count as somebody?
 * A duplicate's twin was complete when the duplicate came, so this ends; and a list that names
 * another a hundred times looks at it once, as a "no" is noted. */
static bool is_somebody(struct expand *x, size_t i)
{
    struct recipient *r = expand_at(x, i);

    if (r->state != RCPT_EXPANDED && r->state != RCPT_DROPPED)
        return true;
    if (r->flags & (RCPT_LOOPED | RCPT_NOBODY))
        return leads_to_keeper(x, i);
    for (size_t k = 0; k < x->env->rcpts.len; k++) {
        const struct recipient *other = expand_at(x, k);
        bool counts = r->state == RCPT_EXPANDED
                          ? other->parent == (int)i
                          : k != i && other->state != RCPT_DROPPED && same_address(x, other, r);

        if (counts && is_somebody(x, k))
            return true;
    }
    r->flags |= RCPT_NOBODY;
    return false;
}

/* Who has not come to be kept by the time all is expanded is not going to. */
static void forget_keepers(struct expand *x)
{
    for (size_t i = 0; i < x->env->rcpts.len; i++)
        expand_at(x, i)->flags &= ~(unsigned)RCPT_KEPT;
}

void expand_refuse_loop(struct expand *x, size_t i)
{
    if (expand_at(x, i)->parent < 0)
        forget_keepers(x);
    if (expand_at(x, i)->state == RCPT_EXPANDED && !is_somebody(x, i))
        expand_refuse(x, i, EX_USAGE, 554, "5.4.6", "aliasing/forwarding loop broken");
}

bool expand_all_looped(struct expand *x, size_t parent, size_t first)
{
    for (size_t i = first; i < x->env->rcpts.len; i++)
        if (expand_at(x, i)->parent == (int)parent && (expand_at(x, i)->flags & RCPT_LOOPED) == 0)
            return false;
    return true;
}

static bool counts(const struct expand *x, size_t i);

static bool any_counts(const struct expand *x, size_t list)
{
    for (size_t k = list + 1; k < x->env->rcpts.len; k++)
        if (x->env->rcpts.p[k].parent == (int)list && counts(x, k))
            return true;
    return false;
}

bool expand_only_itself(struct expand *x, size_t parent, size_t first)
{
    for (size_t i = first; i < x->env->rcpts.len; i++)
        if (expand_at(x, i)->parent == (int)parent &&
            !same_address(x, expand_at(x, i), expand_at(x, parent)))
            return false;
    return expand_all_looped(x, parent, first);
}

/* Is somebody left of a list's member: none that failed, led back, or is there a second time? */
static bool counts(const struct expand *x, size_t i)
{
    const struct recipient *r = &x->env->rcpts.p[i];

    if (r->state == RCPT_EXPANDED)
        return any_counts(x, i);
    if (r->state != RCPT_DROPPED)
        return r->state != RCPT_FAILED;
    for (size_t k = 0; k < x->env->rcpts.len && (r->flags & RCPT_LOOPED) == 0; k++) {
        const struct recipient *other = &x->env->rcpts.p[k];

        if (other->state != RCPT_DROPPED && same_address(x, other, r))
            return other->parent != r->parent && other->state != RCPT_FAILED;
    }
    return false;
}

/* A list, also one that was taken for a mailbox and is none. */
static bool stood_for_others(const struct expand *x, size_t i)
{
    enum rcpt_state state = x->env->rcpts.p[i].state;

    return state == RCPT_EXPANDED || (state == RCPT_FAILED && any_counts(x, i));
}

static bool has_owner(const struct recipient *list)
{
    return (list->flags & RCPT_TO_LIST) != 0 && list->owner.len > 0;
}

void expand_hand_down(struct expand *x, size_t i)
{
    unsigned place = expand_at(x, i)->flags & RCPT_PRIMARY;
    size_t only = i;

    while (stood_for_others(x, only)) {
        size_t of = only, count = 0;

        for (size_t k = of + 1; k < x->env->rcpts.len && count < 2; k++) {
            if (expand_at(x, k)->parent != (int)of || !counts(x, k))
                continue;
            only = k;
            count++;
        }
        if (count != 1 || has_owner(expand_at(x, of)))
            return; /* who is on a list with an owner is no single stand-in */
    }
    if (!any_counts(x, only)) /* else it was kept beside others */
        expand_at(x, only)->flags |= place;
}

/* Was the list that r is on expanded before the envelope had the sender it has now? The writer has
 * left it by then; the sender may be its owner, who is meant as any member is. */
static bool is_settled_member(const struct envelope *env, const struct recipient *r)
{
    return r->parent < 0 || (env->owner_of.len > 0 && slice_eq(r->owner, env->owner_of));
}

void expand_drop_sender(struct expand *x)
{
    struct recipient sender = {0}, *r;
    struct routed to;
    size_t at = SIZE_MAX, others = 0;

    if (x->route->cfg->opt.me_too || address_strip_angles(x->env->sender.text).len == 0 ||
        !route_parse(x->route, x->env->sender.text, ROUTE_SENDER, x->route->scratch, &to))
        return;
    sender.addr = to.addr;
    for (size_t i = 0; i < x->env->rcpts.len; i++) {
        r = expand_at(x, i);
        if (r->state == RCPT_PENDING && at == SIZE_MAX && same_address(x, r, &sender))
            at = i;
        else if (r->state == RCPT_PENDING || r->state == RCPT_DEFERRED)
            others++;
    }
    if (at == SIZE_MAX || others == 0)
        return;
    /* Who named himself is meant, unless a list stands for him. */
    r = expand_at(x, at);
    if (((r->flags & RCPT_PRIMARY) == 0 && !is_settled_member(x->env, r)) || any_counts(x, at))
        r->state = RCPT_DROPPED;
}
