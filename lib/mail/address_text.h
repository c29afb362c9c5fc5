/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address_text -- addresses as people write them in header fields: "Full Name <user@host>
 * (remark)".
 *
 * These functions look at RFC 5322's lexical structure only (quotes, comments, angle brackets,
 * lists and groups); what an address means is the rule sets' business. Nesting is counted, not
 * recursed into, and an unbalanced text is taken to its end: input may be anything. Pure.
 */
#ifndef MAIL_ADDRESS_TEXT_H
#define MAIL_ADDRESS_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

/* Comments removed, blanks trimmed: what rule sets get of a header for $>. */
struct slice address_strip_comments(struct arena *in, struct slice text);

/* The human name in an address: the phrase before <, else the comment, unquoted; empty if none. */
struct slice address_full_name(struct arena *in, struct slice text);
/* A phrase, with quotes put around it if it needs them. */
struct slice address_phrase(struct arena *in, struct slice phrase, struct slice must_quote);

/* What stands in the last angle brackets, else the text without comments. */
struct slice address_bare(struct arena *in, struct slice text);
/* Without one pair of angle brackets around. */
struct slice address_strip_angles(struct slice text);
#endif
