/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue_id -- names for messages: "YMDhmsNNpppppp".
 *
 * Six base-60 digits (0-9A-Za-x) for the moment in GMT (years since 1900 modulo 60, month 0-11,
 * day, hour, minute, second), two for a counter, then the process id, at least six decimal digits.
 * Ids of one maker never repeat: when a second's 3600 are used up it borrows from the next second.
 * Ids of two living processes differ by the process id. Any number of threads may share a maker.
 */
#ifndef MAIL_QUEUE_ID_H
#define MAIL_QUEUE_ID_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/envelope.h"

struct queue_id_maker {
    _Atomic uint64_t last; /* second * 3600 + counter of the last id given */
    unsigned start;        /* where a second's counter begins: chosen at random by the owner */
    unsigned long process; /* process id */
};

/* `random` need not be good: it keeps ids apart when a process id comes again within a second. */
void queue_id_init(struct queue_id_maker *maker, unsigned long process, unsigned random);
void queue_id_next(struct queue_id_maker *maker, int64_t now, char id[QUEUE_ID_MAX]);
/* What may follow "qf": letters and digits that cannot leave the directory; 1 to QUEUE_ID_MAX - 1.
 */
bool queue_id_is_valid(struct slice id);

#endif
