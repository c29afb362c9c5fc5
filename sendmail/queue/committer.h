/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * committer -- the thread that makes the journal durable.
 *
 * Whatever was appended while one sync ran is covered by the next: under load a sync answers a
 * whole batch of sessions, without load it is one message's.
 */
#ifndef SENDMAIL_QUEUE_COMMITTER_H
#define SENDMAIL_QUEUE_COMMITTER_H

#include "disk/journal.h"

struct committer;

/* `event`: an eventfd that is written after every sync. */
struct committer *committer_new(struct journal *journal, int event);
/* Something was appended or noted. */
void committer_kick(struct committer *c);
/* The last ticket that is durable. False, with *err, when the journal failed for good. */
bool committer_synced(struct committer *c, uint64_t *ticket, struct err *err);
/* Syncs what is left and ends the thread. */
void committer_drop(struct committer *c);

#endif
