/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outcome -- what became of a recipient, told to everybody who wants to know: the recipient itself,
 * the transcript, the log and the statistics.
 */
#ifndef SENDMAIL_DELIVER_OUTCOME_H
#define SENDMAIL_DELIVER_OUTCOME_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"
#include "mail/envelope.h"

struct attempt;
struct delivery;

struct outcome {
    int status;           /* EX_* or a mailer's exit code */
    struct slice dsn;     /* empty: the status's own */
    struct slice log_dsn; /* for the log, when it differs */
    struct slice detail;  /* Deferred: DETAIL; Sent (DETAIL); empty: none */
    struct slice reply;   /* first reply line, or the exit code in digits; empty: none */
    struct slice mta;     /* host that said so; empty: ourselves */
    bool of_this_alone;   /* it was said of this recipient, not of its host or the message */
};

/* The words: "Sent (id 42 taken)", "Deferred: 450 4.2.1 busy", "User unknown". */
struct slice outcome_text(const struct outcome *o, struct arena *in);

/* Recipient number `i` of the delivery. */
void outcome_give(struct delivery *d, size_t i, const struct outcome *o);
/* All recipients that are still pending. */
void outcome_give_all(struct delivery *d, const struct outcome *o);
/* Several recipients with one outcome, in one log line: those that are pending and `which` wants
 * (NULL: all). */
void outcome_give_some(struct delivery *d, bool (*which)(void *ctx, size_t i), void *ctx,
                       const struct outcome *o);

/* What became of those who were sent to, for receipts: "alice... Successfully delivered". */
void outcome_tell_receipts(struct delivery *d);
/* A mailer of ours took it: `flag` is RCPT_DELIVERED or RCPT_RELAYED. */
void outcome_note_taken(const struct delivery *d, struct recipient *r, unsigned flag);

/* A recipient that could not be resolved: there is no mailer. */
void outcome_log_unresolved(struct attempt *a, size_t index);

#endif
