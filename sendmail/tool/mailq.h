/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailq -- the listing of the queue (-bp), as administrators and their scripts know it.
 */
#ifndef SENDMAIL_TOOL_MAILQ_H
#define SENDMAIL_TOOL_MAILQ_H

#include "conf/config.h"
#include "sendmail/queue/select.h"

/* Prints to standard output; the exit status. Looks at restrictmailq for the real user. `verbose`:
 * with priorities and per-recipient messages (-v). */
int mailq(const struct config *cfg, const struct queue_select *select, bool verbose);

#endif
