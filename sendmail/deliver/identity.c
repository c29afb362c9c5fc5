/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose rights a program or file has. Expanding an address wrote it into the recipient's C line,
 * and that is the only thing asked here: a retry from the queue, where nobody knows any more whose
 * .forward it was, must get the same answer as the first attempt.
 */
#include "os/identity.h"

#include "route/control.h"
#include "sendmail/deliver/delivery.h"

/* compatible: an alias stands in the C line with the default user's uid and group 0. */
static bool owner_of(const struct recipient *r, const struct options *o, struct control *owner)
{
    if (!control_parse(r->control, owner) || owner->uid == 0)
        return false;
    return owner->uid != o->default_user.uid;
}

struct identity delivery_identity(const struct delivery *d, const struct recipient *r)
{
    const struct options *o = &d->attempt->cfg->opt;
    const struct option_user *named = &d->mailer->user;
    bool as_owner = mailer_has(d->mailer, 'o') || slice_is(d->mailer->path, "[FILE]");
    struct identity who = identity_of(o->default_user.uid, o->default_user.gid);
    struct slice name = o->default_user.name;
    struct control owner;

    if (!d->attempt->deliverer->setup.can_become)
        return identity_current();
    if (as_owner && owner_of(r, o, &owner)) {
        who = identity_of(owner.uid, owner.gid);
        name = owner.user;
    } else if (named->set) {
        who = identity_of(named->uid, named->gid);
        name = named->name;
    } else if (mailer_has(d->mailer, 'S')) {
        return identity_current();
    }
    if (name.len > 0 && !o->dont_init_groups)
        identity_fill(&who, arena_cstr(d->attempt->scratch, name));
    return who;
}
