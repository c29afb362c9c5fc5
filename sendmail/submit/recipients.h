/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recipients -- addresses from a command line or a header become recipients of an envelope; what
 * happens on the way is said to the caller. For submission and for -bv.
 */
#ifndef SENDMAIL_SUBMIT_RECIPIENTS_H
#define SENDMAIL_SUBMIT_RECIPIENTS_H

#include "route/expand.h"

struct recipients {
    struct expand expand;
    bool print;             /* refusals */
    bool smtp;              /* as SMTP replies */
    bool verbose;           /* progress too */
    unsigned rcpt_flags;    /* NOTIFY of -N, for each primary */
    bool keeps;             /* the envelope is for delivery: who failed is logged */
    int status;             /* of the first refusal; EX_OK */
    struct slice who;       /* the caller's name, for the log */
    struct str *transcript; /* what bounces quote; NULL: nothing */
};

/* The exit status when `more` happened after `status`. */
int status_worse(int status, int more);

/* `expand` is set up but for `say`. */
void recipients_begin(struct recipients *r);
/* A list of addresses. */
void recipients_add(struct recipients *r, struct slice list, bool old_style);

#endif
