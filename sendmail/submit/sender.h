/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sender -- the envelope's sender and the macros that tell where the message comes from.
 */
#ifndef SENDMAIL_SUBMIT_SENDER_H
#define SENDMAIL_SUBMIT_SENDER_H

#include "sendmail/submit/submit.h"
#include "sendmail/submit/user.h"

struct submission {
    const struct submit_request *req;
    const struct config *cfg;
    struct arena *in, *scratch;
    struct submitter who;
    struct route route;
    struct envelope *env;
    int status;      /* first thing that went wrong */
    bool own_sender; /* -f could not be used: the caller is the sender */
    bool behind;     /* the rest is done behind the caller's back, and refusals are mailed, too */
};

/* Resolve the sender; the caller himself when what -f said cannot be used (then `status` is set).
 */
void sender_set(struct submission *s);
/* X-Authentication-Warning fields, when PrivacyOptions asks for them. */
void sender_warn(struct submission *s);

/* Macros before the message is read. */
void origin_macros(struct submission *s);

#endif
