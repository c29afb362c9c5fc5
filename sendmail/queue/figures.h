/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * figures -- what the queue counts and measures: messages, their size and priority, room on disk.
 */
#ifndef SENDMAIL_QUEUE_FIGURES_H
#define SENDMAIL_QUEUE_FIGURES_H

#include "conf/config.h"
#include "disk/spool.h"
#include "disk/statistics.h"
#include "sendmail/proto/master.h"

/* What a control file does not say but can be seen from it: class, hops, message id, sizes. */
void figures_complete(const struct config *cfg, struct envelope *e);
/* Initial priority: by size, class and number of recipients. */
int64_t figures_priority(const struct options *o, const struct envelope *e, int64_t bytes);
/* MinFreeBlocks: room for that many bytes more. */
bool figures_has_room(const struct config *cfg, const struct spool *spool, int64_t bytes,
                      struct err *err);
/* Accepted messages count for the mailer of their sender; a bounce's is the local one. */
void figures_count(const struct config *cfg, struct statistics_counter *counter,
                   const struct envelope *e);
/* Adds what was counted to the StatusFile. */
void figures_flush(const struct master_port *master, struct statistics_counter *counter);

#endif
