/* SPDX-License-Identifier: BSD-2-Clause */
/* sqlite -- in a build without its library's headers (libsqlite3-dev). */
#include "map/internal.h"

static enum map_answer lookup(struct map *m, const struct map_query *q UNUSED,
                              struct arena *in UNUSED, struct slice *value UNUSED, struct err *err)
{
    return map_not_built(m, "libsqlite3-dev", err);
}

const struct map_class map_class_sqlite = {
    .name = "sqlite", .can_alias = true, .lookup = lookup, .known_flags = ""};
