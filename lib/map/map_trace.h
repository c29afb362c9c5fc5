/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map_trace -- what -d38 and -d39 show of maps, in the words administrators know.
 *
 * Callers ask `m->all->debug != NULL` before; a map that nobody watches costs that comparison.
 */
#ifndef MAP_MAP_TRACE_H
#define MAP_MAP_TRACE_H

#include "map/internal.h"

/* Opens the map before its first question, which the class would do by itself, and tells how. */
void map_trace_open(struct map *m);
/* A file that a map wanted and could not have. */
void map_trace_no_file(struct map *m, const char *what, const struct err *err);
void map_trace_question(struct map *m, const struct map_query *q);
/* How a value of the map became the answer. */
void map_trace_rewrite(const struct map *m, const struct map_query *q, struct slice value,
                       struct slice answer);
void map_trace_close(struct map *m);

#endif
