/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * standing -- what the master tells a service manager (os/notify.h): that everybody is at work,
 * that a new configuration is on its way, that the end has begun; and, in a line for people, how
 * many workers there are and what is amiss. Without such a manager all of it is nothing.
 *
 * "Ready" means that every worker of the present configuration said so. Signals that come while
 * workers start are therefore not taken for the end of a start or of a reload.
 */
#ifndef SENDMAIL_MASTER_STANDING_H
#define SENDMAIL_MASTER_STANDING_H

#include "os/notify.h"
#include "sendmail/master/workers.h"

struct standing {
    struct notify manager;
    bool detached; /* the manager knows the pid of the parent that left */
    bool ready;    /* as last said */
    bool ending;
    int64_t watched_at; /* monotonic ms: when the watchdog was last told */
    char remark[160];   /* of the last reload; empty: nothing to say */
    char said[320];     /* the last STATUS= */
};

void standing_open(struct standing *s);
/* Once a round of the loop: says what has changed since. Returns ms until the watchdog wants to
 * hear of us, -1 when there is none. */
int standing_tell(struct standing *s, const struct workers *w, int64_t now_ms);
/* SIGHUP came; and, when its configuration was no good, why everything stays as it was. */
void standing_reloading(struct standing *s);
void standing_remark(struct standing *s, const char *why);
void standing_ending(struct standing *s);
/* There will be no daemon. */
void standing_failed(const struct standing *s, const char *why);

#endif
