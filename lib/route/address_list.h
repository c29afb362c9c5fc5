/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address_list -- cutting "a, b (c), "x, y" <z>" into its addresses, and looking through the
 * decoration of one. Pure.
 */
#ifndef ROUTE_ADDRESS_LIST_H
#define ROUTE_ADDRESS_LIST_H

#include "base/arena.h"
#include "base/slice.h"

/*
 * Takes the next address off *list, without the separator and surrounding blanks. Separators are
 * commas outside quotes, comments, angle brackets and domain literals; with `old_style` also a
 * blank between two addresses of a list that uses no comma, parenthesis or bracket. False at the
 * end. Empty places (",,") are stepped over.
 */
bool address_list_next(struct slice *list, bool old_style, struct slice *address);

/* True when blanks may separate the addresses of this header value: the option OldStyleHeaders. */
bool address_list_is_old_style(struct slice list);

/*
 * "Full Name <user@host> (note)" -> everything around the address with the address itself replaced
 * by the byte 0x81 and "g": expanding that with a new address gives the rewritten field. groups: a
 * colon ends the name of a group, and is no part of an address (option ColonOkInAddr is off).
 * must_quote: characters that a name has only in quotes, besides the usual ones.
 */
struct slice address_crack(struct slice text, bool groups, struct slice must_quote,
                           struct arena *in);
/* The pattern with `address` in the place of 0x81 'g'. */
struct slice address_uncrack(struct slice pattern, struct slice address, struct arena *in);

/* Without backslashes and quotes: the name that is looked up as a user. */
struct slice address_strip_quotes(struct slice text, struct arena *in);

#endif
