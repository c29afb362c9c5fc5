/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose rights a program or file has. Expanding an address wrote it into the recipient's C line,
 * and that is the only thing asked here: a retry from the queue, where nobody knows any more whose
 * .forward it was, must get the same answer as the first attempt.
 */
#include "route/control.h"
#include "sendmail/deliver/delivery.h"

/* compatible: an alias stands in the C line with the default user's uid and group 0. */
static bool owner_of(const struct recipient *r, const struct options *o, struct control *owner)
{
    if (!control_parse(r->control, owner) || owner->uid == 0)
        return false;
    return owner->uid != o->default_user.uid;
}

struct master_owner delivery_owner(const struct delivery *d, const struct recipient *r)
{
    const struct config *cfg = d->attempt->cfg;
    const struct option_user *named = &d->mailer->user, *fallback = &cfg->opt.default_user;
    bool as_owner = mailer_has(d->mailer, 'o') || slice_is(d->mailer->path, "[FILE]");
    struct control owner;

    if (as_owner && owner_of(r, &cfg->opt, &owner))
        return (struct master_owner){owner.user, owner.uid, owner.gid};
    if (named->set)
        return (struct master_owner){named->name, named->uid, named->gid};
    if (mailer_has(d->mailer, 'S'))
        return (struct master_owner){{0}, cfg->run_as_uid, cfg->run_as_gid};
    return (struct master_owner){fallback->name, fallback->uid, fallback->gid};
}
