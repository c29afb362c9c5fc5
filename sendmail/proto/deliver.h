/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proto/deliver -- what the queue asks of delivery: try a message once.
 *
 * The queue talks to a `struct deliver_port`. In one-process modes sendmail/deliver stands behind
 * it and the call returns when everything was tried; in the daemon the queue process sends
 * QUEUE_JOB frames (proto/queue.h) to workers, which do the same and answer with QUEUE_RESULT.
 */
#ifndef SENDMAIL_PROTO_DELIVER_H
#define SENDMAIL_PROTO_DELIVER_H

#include "base/str.h"
#include "mail/envelope.h"
#include "os/body.h"

struct deliver_port {
    void *ctx;
    /*
     * Try every recipient that is pending, resolving and expanding those that are still text
     * (addr.mailer < 0) first. Afterwards no recipient is pending except those that were held back
     * (mailer flags e and %: message says why) or leave for another sender (RCPT_FOR_OWNER). For
     * each tried one state, status, dsn, reply, mta, message and tried_at are set. Members of
     * aliases appear as new recipients behind the others. Each outcome was logged (to= lines) and
     * counted. Appended to `transcript`: what bounces quote under "Transcript of session follows".
     * Memory comes from env->in. Never fails as a whole: what goes wrong with the message itself is
     * every recipient's outcome.
     *
     * Deciding between another try, a warning and a bounce is the caller's business.
     */
    void (*attempt)(void *ctx, struct envelope *env, const struct body *body,
                    struct str *transcript);
    /* Nothing to do for a while: say QUIT on connections kept for reuse. */
    void (*idle)(void *ctx);
};

#endif
