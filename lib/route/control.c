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

bool control_parse(struct slice text, struct control *out)
{
    struct slice uid_text, gid_text;
    int64_t uid, gid;

    if (!slice_until(&text, ':', &out->user) || !slice_until(&text, ':', &uid_text) ||
        !slice_until(&text, ':', &gid_text) || !slice_to_i64(uid_text, &uid) ||
        !slice_to_i64(gid_text, &gid) || uid < 0 || gid < 0 || uid >= UINT32_MAX ||
        gid >= UINT32_MAX)
        return false;
    out->alias = text;
    out->uid = (uid_t)uid;
    out->gid = (gid_t)gid;
    return true;
}

size_t expand_controlling(const struct envelope *env, size_t i)
{
    for (int at = (int)i; at >= 0; at = env->rcpts.p[at].parent)
        if (env->rcpts.p[at].flags & RCPT_GOOD_UID)
            return (size_t)at;
    return SIZE_MAX;
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
    size_t at = expand_controlling(x->env, i);
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
