/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tree_level -- what those who write sorted trees from their leaves upwards remember of a level
 * while they write it: of each page its number, and a text that stands between its keys and those
 * before. The level above is made of that.
 */
#ifndef MAP_TREE_LEVEL_H
#define MAP_TREE_LEVEL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct tree_child {
    uint64_t number;
    struct slice from; /* empty for the first */
};

struct tree_level {
    struct tree_child *children;
    size_t count, room;
};

/* `from` is borrowed. */
void tree_level_add(struct tree_level *level, uint64_t number, struct slice from, struct arena *in);
/* The shortest beginning of `key` that is behind `before`, which is less. */
struct slice tree_between(struct slice before, struct slice key);

#endif
