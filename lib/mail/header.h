/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * header -- header fields: what is known about each name, taking a header apart, finding fields.
 *
 * One table names the fields that the system treats specially; anything else is passed through.
 * Pure; an envelope's fields live in its arena.
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include <stdbool.h>

#include "base/slice.h"
#include "mail/envelope.h"

/* struct header's `kind`. */
enum header_kind {
    HEADER_SENDER = 1 << 0, /* holds an address of who sent: rewritten as a sender */
    HEADER_RCPT = 1 << 1,   /* holds addresses of recipients; -t reads them */
    HEADER_RESENT = 1 << 2, /* belongs to a resent message only */
    HEADER_TRACE = 1 << 3,  /* counts as a hop; never replaces another */
    HEADER_ALWAYS = 1 << 4, /* our default goes out even if the sender wrote one too */
    HEADER_BCC = 1 << 5,    /* not shown to anyone */
    HEADER_BY_MAILER =
        1 << 6, /* also the sender's own goes out only to mailers whose flag asks for it */
    HEADER_LATE =
        1 << 7,          /* its macros are expanded for each delivery ($g), not when it is queued */
    HEADER_END = 1 << 8, /* ends the header: the body begins here */
    HEADER_RECEIPT = 1 << 9,   /* asks for a return receipt */
    HEADER_ERRORS = 1 << 10,   /* says who wants to hear of errors */
    HEADER_TYPE = 1 << 11,     /* Content-Type */
    HEADER_ENCODING = 1 << 12, /* Content-Transfer-Encoding */
    HEADER_DATE = 1 << 13,
    HEADER_ID = 1 << 14,
    HEADER_PRECEDENCE = 1 << 15,
    HEADER_PRIORITY = 1 << 16,
    HEADER_FULL_NAME = 1 << 17,
    HEADER_MIME = 1 << 18, /* MIME-Version and the Content- fields */
    HEADER_FROM = 1 << 19, /* From and Resent-From themselves */
    HEADER_ADDRESS = HEADER_SENDER | HEADER_RCPT,
};

struct header_field {
    struct slice name;
    unsigned kind;
};
/* All known fields, sorted by name without case; *count of them. */
const struct header_field *header_fields(size_t *count);
/* Kind bits of a name; 0 for one that is not in the table. */
unsigned header_kind(struct slice name);

/* Field names are at most this long; a longer one ends the header. */
enum { HEADER_NAME_MAX = 100 };

/* "Name: value" (blanks before the colon are dropped) from one unfolded or folded field; false if
 * the line is no header field. `value` is everything behind the colon. */
bool header_split(struct slice field, struct slice *name, struct slice *value);

/* Next field of a header text with LF line ends, folded lines included and the last LF excluded.
 * False at the end or at the empty line (which it steps over), and at a line that is no field. */
bool header_next(struct slice *in, struct slice *field);

/* First field of that name; NULL if there is none. */
struct header *header_find(const struct envelope *e, struct slice name);
/* The next one behind `after`. */
struct header *header_find_next(const struct envelope *e, const struct header *after);
/* Value without blanks around, empty if there is no such field. */
struct slice header_value(const struct envelope *e, struct slice name);
/* A new field at the end; kind from the table. Pointers into e->headers die. */
struct header *header_add(struct envelope *e, struct slice name, struct slice value);
/* A new field in front of `at` (index). */
struct header *header_insert(struct envelope *e, size_t at, struct slice name, struct slice value);
void header_remove(struct envelope *e, size_t at);
/* What a field counts for in a message's size. */
int64_t header_bytes(const struct header *h);

#endif
