/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * local -- what the command line and the LMTP side of mail.local share: a message that was taken
 * in, and its delivery.
 */
#ifndef MAIL_LOCAL_LOCAL_H
#define MAIL_LOCAL_LOCAL_H

#include "base/arena.h"
#include "mail.local/mailbox.h"

struct local {
    struct mailbox_options box;
    bool no_8bit; /* -7 */
};

/* The text as it goes behind the separator, in a file of its own; -1 with *err. */
int local_prepare(struct slice message, struct err *err);
/* "From sender date", with the present time. */
struct slice local_separator(struct slice sender, struct arena *in);

/* Speak LMTP on standard input and output; the exit status. */
int lmtp_run(const struct local *local);

#endif
