/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keyline -- the line of a map's text that a lookup found: access:88.
 *
 * Databases do not remember lines, so the text that makemap or newaliases made them from is
 * searched: the map's path without ".db". A text that was changed since may name another line.
 */
#ifndef CFCOMPILE_KEYLINE_H
#define CFCOMPILE_KEYLINE_H

#include "base/arena.h"
#include "base/slice.h"
#include "conf/config.h"

struct keyline {
    struct slice file; /* empty: the map has no text, or the key is not in it */
    int line;
    struct slice words; /* the line, trimmed */
};

/* "aliases" means every map of option AliasFile. */
struct keyline keyline_find(const struct config *config, struct slice map, struct slice key,
                            struct arena *in);
/* The same for a member of a class read from a file (F line of the .cf: "x/path", "{name}-o path").
 */
struct keyline keyline_of_member(struct slice path, struct slice member, struct arena *in);

#endif
