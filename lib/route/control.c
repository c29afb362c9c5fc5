/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * control -- on whose behalf a program runs or a file is written.
 *
 * The nearest of a recipient and those it came from that names a user decides: a local user, the
 * owner of a list, or, for an alias, the default user. qf files keep it as "user:uid:gid:alias".
 */
#include "route/control.h"

#include "base/str.h"
#include "route/expand_internal.h"

static bool is_list(const struct expand *x, int at)
{
    return at >= 0 && x->env->rcpts.p[at].addr.mailer == x->route->cfg->known.include;
}

size_t expand_controlling(const struct expand *x, size_t i)
{
    const struct recipient *r = x->env->rcpts.p;
    int at = (int)i;

    while (at >= 0 && (r[at].flags & RCPT_GOOD_UID) == 0)
        at = r[at].parent;
    /* A list that a list includes is the first one's, and that is the user's who includes it. */
    while (is_list(x, at) && is_list(x, r[at].parent))
        at = r[at].parent;
    if (is_list(x, at) && r[at].parent >= 0 && r[r[at].parent].home.len > 0)
        at = r[at].parent;
    return at >= 0 ? (size_t)at : SIZE_MAX;
}

/* An alias is named with group 0 although its program runs with the default group.
 * compatible: written so by the original; readers take the default user's group for that uid. */
static gid_t shown_group(const struct recipient *who)
{
    return who->home.len > 0 ? who->gid : 0;
}

struct slice expand_control(struct expand *x, size_t i)
{
    const struct recipient *r = expand_at(x, i);
    size_t at = expand_controlling(x, i);
    struct str out = str_new(x->env->in);

    if (at != SIZE_MAX) {
        const struct recipient *who = expand_at(x, at);
        bool list = who->addr.mailer == x->route->cfg->known.include;

        if (!list)
            str_printf(&out, "%.*s:%u:%u", SLICE_ARG(who->addr.user), (unsigned)who->uid,
                       (unsigned)shown_group(who));
        else if (who->uid != 0)
            str_printf(&out, "%.*s:%u:%u", SLICE_ARG(who->full_name), (unsigned)who->uid,
                       (unsigned)who->gid);
    }
    if (r->parent >= 0) {
        str_add_char(&out, ':');
        str_add(&out, expand_at(x, (size_t)r->parent)->addr.text);
    }
    return str_slice(&out);
}
