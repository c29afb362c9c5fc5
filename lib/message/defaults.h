/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * defaults -- the fields that H lines supply, and what a message's fields say about its envelope.
 *
 * A message begins with the default fields, in the order of the configuration; each goes away when
 * the sender wrote that field (Received and Return-Path excepted: HEADER_ALWAYS). Once the header
 * is known, defaults_settle expands what was coded (but Return-Path's $g, which belongs to each
 * delivery) and reads off the class, hops, ids and names.
 */
#ifndef MESSAGE_DEFAULTS_H
#define MESSAGE_DEFAULTS_H

#include "mail/envelope.h"
#include "message/rules.h"

/* Put the value lines of the configuration in front: at the beginning of a transaction. */
void defaults_add(struct envelope *e, const struct config *cfg);

/*
 * A field that came with the message, at the end. Takes the conditions of the default field of that
 * name and makes the default go away. `value` as in struct header; both are copied into e->in. An
 * empty value leaves the default and adds nothing.
 */
void defaults_add_field(struct envelope *e, struct slice name, struct slice value);

/* "X-Authentication-Warning: host: text" at the end (privacy flag authwarnings is the caller's). */
void defaults_add_warning(struct envelope *e, struct slice host, struct slice text);
/* The same for the log; both. */
void defaults_log_warning(struct slice id, struct slice host, struct slice text);
void defaults_warn(struct envelope *e, struct slice host, struct slice text);

/*
 * What happens when the header is complete (also for a bounce that was composed here):
 * No recipient field: NoRecipientAction. Bcc, class, body return, hops, message id, ENV_ flags,
 * full name ($x: unless already set), $a from Date:, ${msg_id}, Return-Receipt-To with
 * RrtImpliesDsn; then the default fields are expanded. Macros i, t, b, f, g, r, s, u must be set.
 */
void defaults_settle(struct envelope *e, const struct config *cfg,
                     const struct message_rules *rules);

/* size - class * ClassFactor + recipients * RecipientFactor. */
int64_t defaults_priority(const struct envelope *e, const struct config *cfg);

/* The recipients that -t reads: calls `add` for each address of each recipient field (of the
 * Resent- fields alone if there is one). */
void defaults_each_recipient(const struct envelope *e, const struct config *cfg,
                             void (*add)(void *ctx, struct slice address), void *ctx);

/* Sender addresses of Errors-To:, for UseErrorsTo. */
void defaults_each_errors_to(const struct envelope *e, void (*add)(void *ctx, struct slice address),
                             void *ctx);

/* True with the text of the failure, "554 5.4.6 Too many hops 27 (25 max): ...", when the message
 * has gone through more hosts than MaxHopCount. */
bool defaults_too_many_hops(const struct envelope *e, const struct config *cfg,
                            const struct message_rules *rules, struct arena *in,
                            struct slice *text);

#endif
