/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock -- the two times there are: what people read, and what deadlines are measured by.
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Seconds since the epoch; may jump when somebody sets the clock. */
static inline int64_t clock_now(void)
{
    return (int64_t)time(NULL);
}

/* Milliseconds that never go back; only differences mean anything. */
static inline int64_t clock_monotonic_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

#endif
