/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * m4_where -- where an m4 that did not end was: its own trace of macro calls, of which the last
 * lines are enough. Pure.
 */
#ifndef CFCOMPILE_M4_WHERE_H
#define CFCOMPILE_M4_WHERE_H

#include "base/arena.h"
#include "base/slice.h"

/* Makes GNU m4 write "m4trace:FILE:LINE: -DEPTH- NAME" for each call. */
#define M4_WHERE_OPTION "-dtlf"

struct m4_where {
    struct slice file; /* empty: not known */
    int line;
    struct slice names; /* "loop", "a and b": what was called again and again; empty: nothing was */
};

/* `trace`: the end of what m4 wrote; may begin and end within a line. */
struct m4_where m4_where(struct slice trace, struct arena *in);

#endif
