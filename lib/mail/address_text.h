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

/* An address and what stands around it: to be put together again around a rewritten address. */
struct address_frame {
    struct slice before;  /* `"Full Name" <` */
    struct slice address; /* `user@host`, comments taken out */
    struct slice after;   /* `> (remark)` */
};

/* Takes one address (no list) apart. `must_quote`: bytes that make a phrase need quotes (option
 * MustQuoteChars). What is unbalanced is balanced, so that before + anything + after can be parsed.
 */
struct address_frame address_frame(struct arena *in, struct slice text, struct slice must_quote);

/* The next address of a list, trimmed; empty entries are stepped over. Commas and semicolons end an
 * address, in an old style list blanks do too. "group: a" stays one entry. False at the end. */
bool address_next(struct slice *list, bool old_style, struct slice *next);

/* Comments removed, blanks trimmed: what rule sets get of a header for $>. */
struct slice address_strip_comments(struct arena *in, struct slice text);

/* The human name in an address: the phrase before <, else the comment, unquoted; empty if none. */
struct slice address_full_name(struct arena *in, struct slice text);
/* A phrase, with quotes put around it if it needs them. */
struct slice address_phrase(struct arena *in, struct slice phrase, struct slice must_quote);

/* Without one pair of angle brackets around. */
struct slice address_strip_angles(struct slice text);
/* Double quotes and backslashes removed, the meant bytes kept (mailer flag s). */
struct slice address_unquote(struct arena *in, struct slice text);

#endif
