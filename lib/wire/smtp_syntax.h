/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smtp_syntax -- the small grammars inside SMTP command lines.
 *
 * Pure. Parsers move *in past what they understood and say true, or leave it alone and say false.
 * An address is only delimited here; what is inside is for the rule sets to judge.
 */
#ifndef WIRE_SMTP_SYNTAX_H
#define WIRE_SMTP_SYNTAX_H

#include "base/slice.h"

/*
 * "FROM:" or "TO:" in front of the address of MAIL and RCPT; blanks around the colon are skipped.
 * False when the word is another, the colon is missing, or nothing follows; then *found is the word
 * that stood there, for the reply.
 */
bool smtp_parse_keyword(struct slice *in, const char *keyword, struct slice *found);

/* The address: up to the first blank that is not inside quotes, brackets or a comment. All that is
 * left when one of those never ends or never began: the rule sets will say which. */
struct slice smtp_parse_address(struct slice *in);

/* KEYWORD or KEYWORD=value behind an address. */
struct smtp_param {
    struct slice name;
    struct slice value;
    bool has_value;
};
/* False at the end of the line. Anything that is no keyword comes back with an empty name. */
bool smtp_parse_param(struct slice *in, struct smtp_param *param);

/* xtext of RFC 3461: printable ASCII but "=" and "+", and "+" with two upper-case hex digits. */
bool smtp_is_xtext(struct slice s);

/* A host name or address literal as HELO takes it: letters, digits and "-_.:#[]". */
bool smtp_is_helo_name(struct slice s);

/* The value of BY=: seconds, then R or N, then perhaps T (RFC 2852). */
struct smtp_by {
    int64_t seconds;
    char mode;
    bool trace;
};
enum smtp_by_fault {
    SMTP_BY_OK,
    SMTP_BY_NO_SEMICOLON,
    SMTP_BY_OUT_OF_RANGE,
    SMTP_BY_BAD_MODE,
    SMTP_BY_BAD_TRACE,
    SMTP_BY_NOT_POSITIVE, /* R with no time left */
};
/* *bad is the letter that was not understood. */
enum smtp_by_fault smtp_parse_by(struct slice value, struct smtp_by *by, char *bad);

#endif
