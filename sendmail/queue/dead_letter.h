/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dead_letter -- the last resort for a message that could not be delivered and whose failure
 * nobody can be told of: appended to DeadLetterDrop in mailbox form.
 */
#ifndef SENDMAIL_QUEUE_DEAD_LETTER_H
#define SENDMAIL_QUEUE_DEAD_LETTER_H

#include "mail/envelope.h"
#include "os/body.h"
#include "sendmail/proto/master.h"

/* False when there is no such file (EX_CONFIG: the option is not set) or it cannot be written; then
 * nothing was appended. */
bool dead_letter_append(const struct master_port *master, const struct envelope *e,
                        const struct body *body, struct err *err);

#endif
