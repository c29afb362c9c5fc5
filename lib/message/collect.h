/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * collect -- take a message in: header fields into the envelope, body into a body_sink.
 *
 * Pushed text may be cut anywhere; lines end in LF (whoever reads SMTP has already made CRLF into
 * LF and taken the hidden dots away). A message that is refused is still read to its end, and the
 * answer is given there. One thread.
 */
#ifndef MESSAGE_COLLECT_H
#define MESSAGE_COLLECT_H

#include "mail/envelope.h"
#include "message/rules.h"
#include "os/body_sink.h"

struct collect_setup {
    const struct config *cfg;
    struct envelope *env;              /* defaults_add was called; sender is known */
    const struct message_rules *rules; /* header checks and macros; must outlive the collection */
    struct body_sink *body;
    bool check_headers; /* run the rule sets of H lines: mail from outside */
};

enum collect_outcome {
    COLLECT_TAKEN,   /* env and body are complete; may have become quarantined */
    COLLECT_REFUSED, /* reply is 5xx */
    COLLECT_LATER,   /* reply is 4xx */
    COLLECT_DISCARD, /* say 250 and forget it */
};

struct collect_result {
    enum collect_outcome outcome;
    struct reply reply; /* when refused or later; lives in the envelope's arena */
    int status;         /* EX_* of the header check that refused; EX_OK: none did */
};

struct collect;

struct collect *collect_new(struct arena *in, const struct collect_setup *setup);
/* Any number of bytes. */
void collect_text(struct collect *c, struct slice text);
/* True while the header is being read: a test for who wants to know where the body begins. */
bool collect_in_header(const struct collect *c);
/* Nothing more comes. What was wrong first decides. After COLLECT_TAKEN, *body is the body and the
 * envelope's fields, flags, size and class are settled (defaults_settle). */
struct collect_result collect_end(struct collect *c, struct body *body);

#endif
