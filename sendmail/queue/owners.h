/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * owners -- members of lists whose errors go to an owner (owner-LIST) leave the message they came
 * with: an envelope of their own has the owner as its sender.
 */
#ifndef SENDMAIL_QUEUE_OWNERS_H
#define SENDMAIL_QUEUE_OWNERS_H

#include "sendmail/queue/conclude.h"

/* Takes everybody marked RCPT_FOR_OWNER out of `e`. If that cannot be kept now, the list they came
 * from stays in `e` to be expanded again. */
void owners_take(const struct conclude *c, struct envelope *e, const struct body *body);

#endif
