/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * select -- which jobs a queue run, a listing or a quarantine is about: -qI, -qR, -qS, -qQ, -qG,
 * -qL.
 *
 * Limits of one kind widen the choice (any of them fits), different kinds narrow it (all must fit).
 * Text is found anywhere in an id, an address or a reason, without case. Pure.
 */
#ifndef SENDMAIL_QUEUE_SELECT_H
#define SENDMAIL_QUEUE_SELECT_H

#include "base/err.h"
#include "base/vec.h"
#include "disk/spool.h"
#include "mail/envelope.h"

struct queue_limit {
    char what; /* 'I' id, 'R' recipient, 'S' sender, 'Q' quarantine reason */
    bool inverse;
    struct slice text;
};

struct queue_select {
    enum spool_kind kind; /* ordinary, quarantined (-qQ) or lost (-qL) jobs */
    struct slice group;   /* -qG; empty: all; p not NULL: asked for, be it empty */
    struct VEC(struct queue_limit) limits;
};

void queue_select_init(struct queue_select *select);
/* What follows -q on a command line when it begins with a letter or "!": "Rbob", "!Salice", "Q",
 * "Gbulk", "L". False, with EX_USAGE, when it is none of these. */
bool queue_select_add(struct queue_select *select, struct slice text, struct arena *in,
                      struct err *err);
/* Does it ask for particular jobs? Then young ones are not left out. */
bool queue_select_is_narrow(const struct queue_select *select);
bool queue_select_fits(const struct queue_select *select, const struct envelope *e);

#endif
