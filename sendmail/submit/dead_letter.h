/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dead_letter -- a message that failed is kept in its writer's ~/dead.letter, in mailbox form.
 */
#ifndef SENDMAIL_SUBMIT_DEAD_LETTER_H
#define SENDMAIL_SUBMIT_DEAD_LETTER_H

#include "message/rules.h"
#include "os/body.h"
#include "sendmail/submit/sender.h"

/* Appends, and says where. A body that cannot be read again is left out. */
void dead_letter_save(struct submission *s, const struct message_rules *rules,
                      const struct body *body);

#endif
