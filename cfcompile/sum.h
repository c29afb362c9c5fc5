/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sum -- the last line of a .cf that cfcompile has made: a sum of the lines above, so that a change
 * by hand is noticed before the next make takes it away. Pure; a comment to everybody else.
 */
#ifndef CFCOMPILE_SUM_H
#define CFCOMPILE_SUM_H

#include "base/arena.h"
#include "base/slice.h"

/* The text with its last line. `mc`: what it was made from. */
struct slice sum_add(struct slice text, const char *mc, struct arena *in);

enum sum_state {
    SUM_NONE,   /* somebody else made it */
    SUM_RIGHT,  /* as it was made */
    SUM_EDITED, /* changed since */
};

enum sum_state sum_check(struct slice text);

#endif
