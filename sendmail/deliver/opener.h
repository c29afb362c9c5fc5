/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * opener -- what opens files in a child that has become their user: lists for reading, and mailbox
 * files of recipients like "/home/x/archive" for appending.
 *
 * This is the opener for struct master_local, in one process as in the master.
 */
#ifndef SENDMAIL_DELIVER_OPENER_H
#define SENDMAIL_DELIVER_OPENER_H

#include "os/as_user.h"

/* Beside the bits of enum safe_flags. */
enum deliver_open { DELIVER_OPEN_APPEND = 1 << 30 };

/* With DELIVER_OPEN_APPEND: for reading and writing, made with mode 0600 if missing; EX_CANTCREAT
 * for what no mail may be written to. Otherwise for reading, as expand_safe_opener does. */
int deliver_opener(const char *path, unsigned flags, const struct identity *who, struct err *err);

#endif
