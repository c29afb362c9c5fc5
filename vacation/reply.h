/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reply -- the answer on its way: it is sendmail's.
 */
#ifndef VACATION_REPLY_H
#define VACATION_REPLY_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

struct reply {
    const char *from;          /* envelope sender */
    struct slice to;           /* one address */
    struct slice in_answer_to; /* a Message-ID, or empty */
    struct slice text;         /* the user's: fields, an empty line, a body */
    bool telling;              /* sendmail may say something on standard error */
};

/* The whole message, with what makes it known as an answer (RFC 3834, 3.1.7). */
struct slice reply_message(const struct reply *r, struct arena *in);
/* False: sendmail did not take it; err_is_temporary says whether it may another time. */
NODISCARD bool reply_send(const struct reply *r, struct err *err);

#endif
