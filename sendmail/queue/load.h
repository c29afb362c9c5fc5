/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load -- when a job must wait: the machine is busy, or the job was tried a moment ago.
 */
#ifndef SENDMAIL_QUEUE_LOAD_H
#define SENDMAIL_QUEUE_LOAD_H

#include "conf/options.h"

/* The system's load average, rounded; 0 when it is unknown. */
int load_average(void);
/* QueueLA and QueueFactor: is a job of this priority to be queued only? */
bool queue_should_wait(const struct options *o, int64_t priority, int load);
/* Seconds that must pass after an attempt: MinQueueAge, doubling up to MaxQueueAge. */
int64_t queue_delay(const struct options *o, int attempts);
/* Tried too recently? */
bool queue_is_young(const struct options *o, int attempts, int64_t tried_at, int64_t now);

#endif
