/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/tree_level.h"

enum { FIRST_ROOM = 1024 };

void tree_level_add(struct tree_level *l, uint64_t number, struct slice from, struct arena *in)
{
    if (l->count == l->room) {
        size_t room = l->room == 0 ? FIRST_ROOM : 2 * l->room;

        l->children =
            arena_grow(in, l->children, l->room * sizeof *l->children, room * sizeof *l->children);
        l->room = room;
    }
    l->children[l->count++] = (struct tree_child){number, from};
}

struct slice tree_between(struct slice before, struct slice key)
{
    size_t n = 0;

    while (n < before.len && n < key.len && before.p[n] == key.p[n])
        n++;
    return slice_of(key.p, n < key.len ? n + 1 : n);
}
