/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dsn_rcpt -- what a notification says of one recipient: whether it is told at all, and its fields.
 */
#ifndef MESSAGE_DSN_RCPT_H
#define MESSAGE_DSN_RCPT_H

#include "message/dsn.h"

enum dsn_report {
    DSN_REPORT_NONE,     /* the sender does not want to know, or there is nothing to tell */
    DSN_REPORT_EXPANDED, /* a receipt is due, but this one is not told of */
    DSN_REPORT_FAILED,
    DSN_REPORT_DELAYED,
    DSN_REPORT_MAILBOX, /* the rest are successes */
    DSN_REPORT_LIST,
    DSN_REPORT_RELAYED,
    DSN_REPORT_BY_NOTIFY,
    DSN_REPORT_BY_TRACE,
};

/* `warning`: those that wait are told of too. */
enum dsn_report dsn_report_of(const struct envelope *e, const struct config *cfg,
                              const struct recipient *r, bool warning);
bool dsn_sender_is_null(const struct envelope *e);
/* Seconds after which the message is given up. */
int64_t dsn_return_after(const struct envelope *e, const struct config *cfg);

/* The lines of the human part: address, reason or kind of success, origin. */
void dsn_rcpt_human(const struct dsn_request *q, const struct recipient *r, enum dsn_report report,
                    struct str *out);
/* The group of message/delivery-status, without the empty line behind it. */
void dsn_rcpt_fields(const struct dsn_request *q, const struct recipient *r, enum dsn_report report,
                     struct str *out);

#endif
