/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * user -- the person who runs us.
 */
#ifndef SENDMAIL_SUBMIT_USER_H
#define SENDMAIL_SUBMIT_USER_H

#include "conf/config.h"
#include "route/expand.h"

struct submitter {
    struct slice name; /* login name; the number when the password file has none */
    struct slice home;
    struct slice full_name; /* gecos, "&" replaced */
    uid_t uid;
    bool trusted; /* root, or in class t: may name any sender */
};

/* The user of that number, who ran us: the process may have become another since. */
void submitter_find(const struct config *cfg, uid_t uid, struct arena *in, struct submitter *who);

#endif
