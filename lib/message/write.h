/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write -- a message as one mailer wants it: fields chosen, expanded, rewritten and folded; the
 * body converted if it must be.
 *
 * The text that comes out has LF line ends; making them the mailer's E=, and hiding dots (flag X),
 * is the sink's work. A body that needs no change goes out in large pieces.
 */
#ifndef MESSAGE_WRITE_H
#define MESSAGE_WRITE_H

#include "mail/envelope.h"
#include "message/rules.h"
#include "os/body.h"

struct message_sink {
    void *ctx;
    /* All bytes or false with *err; nothing is written after a false. */
    bool (*write)(void *ctx, struct slice bytes, struct err *err);
};

struct message_write {
    const struct config *cfg;
    const struct envelope *env;
    const struct body *body; /* NULL: header only */
    const struct mailer *mailer;
    const struct message_rules *rules; /* $g, $u, $h ... are those of this delivery */
    bool quoted;                       /* inside a bounce: nothing rewritten, folded or converted */
    bool no_8bitmime;                  /* an SMTP next hop that does not offer 8BITMIME */
};

/* False with *err: EX_DATAERR when 8-bit data cannot go there, EX_TEMPFAIL when a map failed
 * (before anything was written), or what the sink said. */
NODISCARD bool message_write(const struct message_write *w, const struct message_sink *to,
                             struct err *err);

/* Header alone, without the empty line behind it. */
NODISCARD bool message_write_header(const struct message_write *w, const struct message_sink *to,
                                    struct err *err);

/* Will the body be converted to 7 bits (so that MAIL must not say BODY=8BITMIME)? */
bool message_becomes_7bit(const struct message_write *w);

/* What MAIL says in BODY=: BODY_UNSET for nothing. */
enum body_type message_body_type(const struct message_write *w);

#endif
