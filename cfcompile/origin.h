/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * origin -- which line of which source made a line of the .cf.
 *
 * m4 -s marks its output with "#line N "file"" lines. origin_split takes them out again, so that
 * the .cf is byte for byte what m4 without -s writes, and remembers what they said.
 */
#ifndef CFCOMPILE_ORIGIN_H
#define CFCOMPILE_ORIGIN_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/vec.h"

struct origin {
    struct slice file; /* empty: unknown */
    int line;
};

struct origins {
    struct VEC(struct origin) lines; /* lines.p[n - 1] made line n */
};

/* The text without marks, in `in`. Marks that name "stdin" mean `mc`. */
struct slice origin_split(struct slice marked, const char *mc, struct arena *in,
                          struct origins *origins);
/* {empty, 0} for a line that is not there. */
struct origin origin_of(const struct origins *origins, int cf_line);

#endif
