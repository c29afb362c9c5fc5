/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/queue_id.h"

#include <stdio.h>

#include "mail/date.h"

enum { BASE = 60, IDS_PER_SECOND = BASE * BASE };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx";

void queue_id_init(struct queue_id_maker *maker, unsigned long process, unsigned random)
{
    atomic_init(&maker->last, 0);
    maker->start = random % IDS_PER_SECOND;
    maker->process = process;
}

void queue_id_next(struct queue_id_maker *maker, int64_t now, char id[QUEUE_ID_MAX])
{
    uint64_t last = atomic_load(&maker->last), next;

    do {
        next = (uint64_t)(now < 0 ? 0 : now) * IDS_PER_SECOND;
        /* Also when the clock went back: an id must not come again. */
        if (next <= last)
            next = last + 1;
    } while (!atomic_compare_exchange_weak(&maker->last, &last, next));

    struct date d = date_utc((int64_t)(next / IDS_PER_SECOND));
    unsigned counter = (unsigned)(next % IDS_PER_SECOND + maker->start) % IDS_PER_SECOND;
    snprintf(id, QUEUE_ID_MAX, "%c%c%c%c%c%c%c%c%06lu", digits[(unsigned)(d.year - 1900) % BASE],
             digits[(d.month - 1) % BASE], digits[d.day % BASE], digits[d.hour % BASE],
             digits[d.minute % BASE], digits[d.second % BASE], digits[counter / BASE],
             digits[counter % BASE], maker->process);
}

bool queue_id_is_valid(struct slice id)
{
    if (id.len == 0 || id.len >= QUEUE_ID_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!ascii_is_alnum(id.p[i]))
            return false;
    return true;
}
