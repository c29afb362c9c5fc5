/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * turn -- one connection, many threads: each waits for its turn no longer than its question may
 * take. Without that, a server that hangs would cost the second thread twice its patience, the
 * tenth ten times.
 */
#ifndef MAP_TURN_H
#define MAP_TURN_H

#include "map/internal.h"

/* When a question that begins now has to be over, by clock_monotonic_ms: -d, or else that. */
int64_t map_deadline(const struct map *m, int64_t otherwise_ms);
/* False with *err ("failed"): the others took too long. */
NODISCARD bool map_take_turn(struct map *m, int64_t deadline_ms, struct err *err);
void map_end_turn(struct map *m);

#endif
