/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * transcript -- what was said while a message was handled: the xf text that a bounce quotes.
 *
 * Lines end in LF. It stops growing at a limit, and says so. One thread.
 */
#ifndef MESSAGE_TRANSCRIPT_H
#define MESSAGE_TRANSCRIPT_H

#include "base/attr.h"
#include "base/str.h"

enum { TRANSCRIPT_MAX_BYTES = 64 * 1024 };

struct transcript {
    struct str text;
    bool full;
};

static inline struct transcript transcript_new(struct arena *in)
{
    return (struct transcript){.text = str_new(in)};
}

/* One line; control bytes become "?". NULL is allowed: nobody listens. */
void transcript_add(struct transcript *t, struct slice line);
void transcript_printf(struct transcript *t, const char *fmt, ...) PRINTF(2, 3);
/* Unless the last line says just that: for what is true of several recipients. */
void transcript_once(struct transcript *t, struct slice line);
/* "... while talking to host.:" */
void transcript_talking_to(struct transcript *t, struct slice host);
/* ">>> command", "<<< reply" */
void transcript_sent(struct transcript *t, struct slice line);
void transcript_got(struct transcript *t, struct slice line);

#endif
