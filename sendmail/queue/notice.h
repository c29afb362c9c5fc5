/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice -- making one bounce, warning or receipt, for conclude.
 */
#ifndef SENDMAIL_QUEUE_NOTICE_H
#define SENDMAIL_QUEUE_NOTICE_H

#include "message/dsn.h"
#include "sendmail/queue/conclude.h"

struct telling {
    enum dsn_kind kind;
    struct slice to;          /* who is told */
    const struct slice *also; /* and who else, named before */
    size_t also_count;
    const char *what; /* in the log: "DSN", "postmaster notify" */
    struct slice why; /* in the log */
    int64_t span;     /* of a warning, seconds */
};

/* False with *err when it cannot be made now; then there is nothing to drop. */
bool notice_compose(const struct conclude *c, const struct envelope *e, const struct body *body,
                    const struct telling *t, struct notice *n, struct err *err);

#endif
