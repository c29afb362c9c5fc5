/* SPDX-License-Identifier: BSD-2-Clause */
/* pgsql -- in a build without its library's headers (libpq-dev). */
#include "map/internal.h"

static enum map_answer lookup(struct map *m, const struct map_query *q UNUSED,
                              struct arena *in UNUSED, struct slice *value UNUSED, struct err *err)
{
    return map_not_built(m, "libpq-dev", err);
}

const struct map_class map_class_pgsql = {
    .name = "pgsql", .can_alias = true, .lookup = lookup, .known_flags = ""};
