/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * header_trace -- what -d31 shows of header fields, in the configuration and in messages, and the
 * number test mode shows for one.
 */
#ifndef MAIL_HEADER_TRACE_H
#define MAIL_HEADER_TRACE_H

#include "base/debug.h"

/* What is known of a field, in the numbering sites are used to. */
unsigned header_trace_bits(struct slice name);
/* A rule set looks at the field, and gets it without its comments. */
enum { HEADER_TRACE_STRIPPED = 0x10000 };

/* The text of an H line. */
void header_trace_line(const struct debug *debug, struct slice text);
/* A field of a message; `value` is what stands behind the colon. */
void header_trace_field(const struct debug *debug, struct slice name, struct slice value);
/* What was found out about it; `set` is the rule set that looks at it, or empty. */
void header_trace_match(const struct debug *debug, struct slice name, unsigned stripped,
                        struct slice set);

#endif
