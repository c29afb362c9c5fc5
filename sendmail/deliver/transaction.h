/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * transaction -- one MAIL ... final dot on an open session, for pending recipients of a delivery.
 */
#ifndef SENDMAIL_DELIVER_TRANSACTION_H
#define SENDMAIL_DELIVER_TRANSACTION_H

#include "sendmail/deliver/delivery.h"
#include "sendmail/deliver/session.h"

enum transaction_end {
    TRANSACTION_DONE,   /* the recipients tried have outcomes; the session can be used again */
    TRANSACTION_CLOSED, /* likewise, but the session is finished */
    TRANSACTION_STALE,  /* a cached session was dead already: nothing was said or decided */
};

/* At most r= of the pending recipients. */
enum transaction_end transaction_run(struct delivery *d, struct session *s);

#endif
