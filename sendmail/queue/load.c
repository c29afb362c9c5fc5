/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/load.h"

#include <stdlib.h>

int load_average(void)
{
    double load;

    return getloadavg(&load, 1) == 1 ? (int)(load + 0.5) : 0;
}

bool queue_should_wait(const struct options *o, int64_t priority, int load)
{
    if (o->queue_la <= 0 || load < o->queue_la)
        return false;
    return priority > o->queue_factor / (load - o->queue_la + 1);
}

int64_t queue_delay(const struct options *o, int attempts)
{
    int64_t delay = o->min_queue_age;

    if (delay <= 0 || o->max_queue_age <= 0)
        return delay;
    for (int i = 1; i < attempts && delay < o->max_queue_age; i++)
        delay *= 2;
    return delay < o->max_queue_age ? delay : o->max_queue_age;
}

/* A clock that was set back must not hold mail: a time in the future counts as none. */
bool queue_is_young(const struct options *o, int attempts, int64_t tried_at, int64_t now)
{
    return tried_at > 0 && tried_at <= now && now - tried_at < queue_delay(o, attempts);
}
