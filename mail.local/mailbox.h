/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailbox -- one message into one user's mailbox.
 *
 * As root, a child that has become the user does it: whatever lies at the mailbox's path, only that
 * user's rights are at stake. The child may also be in the group that owns the mail directory, when
 * that group may write there: it needs this for the lock file beside the mailbox.
 */
#ifndef MAIL_LOCAL_MAILBOX_H
#define MAIL_LOCAL_MAILBOX_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct mailbox_options {
    const char *directory; /* "/var/mail" */
    const char *home_file; /* -h: below the user's home instead; NULL */
    int64_t lock_wait_ms;
    bool full_is_final; /* -b: over quota is EX_CANTCREAT, not EX_TEMPFAIL */
};

/* EX_NOUSER: no such user; EX_TEMPFAIL when the user database cannot be asked. */
bool mailbox_user_exists(const char *user, struct err *err);
/* `text` is what stands behind the separator, in a file that is read from its start. */
bool mailbox_deliver(const struct mailbox_options *o, const char *user, struct slice separator,
                     int text, struct err *err);

#endif
