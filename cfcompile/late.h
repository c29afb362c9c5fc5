/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * late -- lines of a .cf that the library writes at its end, from what the .mc said long before:
 * which define or feature is behind one.
 */
#ifndef CFCOMPILE_LATE_H
#define CFCOMPILE_LATE_H

#include "base/arena.h"
#include "base/slice.h"
#include "cfcompile/origin.h"

struct late {
    struct slice define;  /* the define that gives the value; empty: none is known */
    struct slice feature; /* the FEATURE that asks for it when nothing was defined; or empty */
};

/* `at`: where in the library the line was written; its file may be empty. */
struct late late_of(const char *cf_dir, struct slice cf_line, const struct origin *at,
                    struct arena *in);

#endif
