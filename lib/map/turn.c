/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/turn.h"

#include "os/clock.h"

int64_t map_deadline(const struct map *m, int64_t otherwise_ms)
{
    return clock_monotonic_ms() + (m->timeout_ms > 0 ? m->timeout_ms : otherwise_ms);
}

/* The lock's deadline follows a clock that may be set. Who has the lock watches one that may not,
 * so it comes free all the same. */
bool map_take_turn(struct map *m, int64_t deadline_ms, struct err *err)
{
    int64_t left_ms = deadline_ms - clock_monotonic_ms();
    struct timespec until;

    if (pthread_mutex_trylock(&m->lock) == 0)
        return true;
    clock_gettime(CLOCK_REALTIME, &until);
    if (left_ms > 0) {
        until.tv_sec += left_ms / 1000;
        until.tv_nsec += left_ms % 1000 * 1000000;
    }
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    if (pthread_mutex_timedlock(&m->lock, &until) == 0)
        return true;
    map_failed(err, "%s map %.*s: no turn in time, others wait for the same server", m->class->name,
               SLICE_ARG(m->name));
    return false;
}

void map_end_turn(struct map *m)
{
    pthread_mutex_unlock(&m->lock);
}
