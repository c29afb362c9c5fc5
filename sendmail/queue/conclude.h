/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conclude -- what becomes of a message after an attempt.
 *
 * Every recipient was delivered, refused or put off; the message may have grown too old. Whoever
 * has to be told is told by a notification that is kept (committed) before the recipient is
 * forgotten, so that a crash in between repeats a notification and never loses one. If it cannot be
 * kept, the recipient stays in the queue.
 */
#ifndef SENDMAIL_QUEUE_CONCLUDE_H
#define SENDMAIL_QUEUE_CONCLUDE_H

#include "conf/config.h"
#include "mail/envelope.h"
#include "os/body.h"

enum conclusion {
    CONCLUDE_DONE, /* nothing is left */
    CONCLUDE_KEEP, /* try again later: recipients that are settled have left the envelope */
    CONCLUDE_LOST, /* failed, and nobody can be told: an administrator has to look */
};

/* A new message: a bounce, warning or receipt, or the copy for a list's owner; in an arena of its
 * own; the body's descriptor is its keeper's. */
struct notice {
    struct arena *in;
    struct envelope env;
    struct body body;
};

struct conclude {
    const struct config *cfg;
    const struct master_port *master; /* NULL: nothing is saved in dead letter files */
    int64_t now;
    struct slice transcript;
    bool no_bounce; /* the sender was told on the spot */
    void *ctx;
    void (*new_id)(void *ctx, char id[QUEUE_ID_MAX]);
    /* Make it durable, then own it. False with *err: nothing was kept, the notice is the caller's
     * again. */
    bool (*keep)(void *ctx, struct notice *notice, struct err *err);
};

enum conclusion queue_conclude(const struct conclude *c, struct envelope *e,
                               const struct body *body);
/* Nothing of the message is left to do. */
void conclude_log_done(const struct envelope *e, int64_t now);
void notice_drop(struct notice *notice);

#endif
