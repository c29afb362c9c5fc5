/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dsn -- telling the sender what became of a message: which notification is due, to whom, and its
 * text (RFC 3464 in multipart/report, or plain when SendMimeErrors is off).
 *
 * After an attempt the queue asks dsn_due; for each notification that is due it calls dsn_compose
 * and commits the envelope and body that come out like any other message.
 */
#ifndef MESSAGE_DSN_H
#define MESSAGE_DSN_H

#include "mail/envelope.h"
#include "message/rules.h"
#include "os/body_sink.h"

/* What the clock says about a message that is still in the queue. */
enum dsn_age { DSN_YOUNG, DSN_WARN, DSN_RETURN };

/* By Timeout.queuereturn and queuewarn of the message's Priority: (and .dsn for bounces), and by
 * DELIVERBY. DSN_WARN only if no warning went out yet. `span`: the timeout that passed, seconds. */
enum dsn_age dsn_age(const struct envelope *e, const struct config *cfg, int64_t now,
                     int64_t *span);

/* One notification that has to go out. */
enum dsn_kind {
    DSN_FAILURE,    /* "Returned mail", successes are told in it too */
    DSN_WARNING,    /* "could not send message for past 4 hours" */
    DSN_RECEIPT,    /* "Return receipt": only successes */
    DSN_POSTMASTER, /* the postmaster's copy of a failure, header only */
};

struct dsn_due {
    bool failure, warning, receipt; /* to the sender; one report at most tells of a recipient */
    bool postmaster_copy;           /* to PostmasterCopy */
    bool double_bounce;  /* the failure goes to DoubleBounceAddress: the sender is null */
    bool postmaster_too; /* our own fault: the report to the sender names the postmaster too */
    bool loop;           /* mail goes round: the postmaster gets a copy, option or not */
    bool lost;           /* a failure that nobody can be told of */
};

/*
 * Looks at recipients that are final (sent, failed, expanded) and, with DSN_WARN, at those
 * deferred. A recipient that was told about must have left e->rcpts before the next call.
 */
struct dsn_due dsn_due(const struct envelope *e, const struct config *cfg, enum dsn_age age);

struct dsn_request {
    const struct config *cfg;
    const struct message_rules *rules; /* a scope of its own: macros are set in it */
    const struct envelope *env;
    const struct body *body;
    enum dsn_kind kind;
    const struct slice *to; /* who gets it, at least one */
    size_t to_count;
    struct slice transcript; /* empty: none */
    int64_t now;
    int64_t span; /* DSN_WARNING: seconds, from dsn_age */
};

/*
 * The notification, in the arena of `out`, which comes with its queue id set. Recipients of `out`
 * are text, not resolved. False with *err when the original's body cannot be read or the new one
 * cannot be written.
 */
NODISCARD bool dsn_compose(const struct dsn_request *request, struct envelope *out,
                           struct body_sink *text, struct err *err);

/* The words of a bounce's transcript for what happened at the end ("Message could not be delivered
 * for 5 days" ...), to be added before dsn_compose. */
struct transcript;
void dsn_say_age(struct transcript *t, const struct envelope *e, const struct config *cfg,
                 enum dsn_age age, int64_t span);

#endif
