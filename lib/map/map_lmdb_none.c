/* SPDX-License-Identifier: BSD-2-Clause */
/* lmdb -- in a build without its library's headers (liblmdb-dev). */
#include "map/internal.h"

static enum map_answer lookup(struct map *m, const struct map_query *q UNUSED,
                              struct arena *in UNUSED, struct slice *value UNUSED, struct err *err)
{
    return map_not_built(m, "liblmdb-dev", err);
}

const struct map_class map_class_lmdb = {
    .name = "lmdb", .can_alias = true, .lookup = lookup, .known_flags = ""};
