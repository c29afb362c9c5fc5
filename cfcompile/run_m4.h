/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run_m4 -- m4 on a .mc file with our library: its output, what it said, and where each line came
 * from.
 *
 * m4 is a language that can loop: it runs with a deadline, a limit on its output, one on memory and
 * one on nesting, and is killed when it passes one; where it was is found out then. Nothing here
 * writes a file.
 */
#ifndef CFCOMPILE_RUN_M4_H
#define CFCOMPILE_RUN_M4_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "cfcompile/m4_where.h"

struct m4_request {
    const char *mc;     /* the source */
    const char *cf_dir; /* the library: the folder that holds m4/cf.m4; no slash at its end */
    const char *m4;     /* program; NULL: m4 or gm4 on the PATH */
    int timeout_ms;
    size_t max_bytes; /* of source, output and messages each */
};

struct m4_result {
    struct slice output;   /* with m4's "#line" marks still in it: see origin.h */
    struct slice messages; /* standard error */
    int exit_status;
    struct m4_where where; /* of a source that sent m4 past a limit */
};

/* False when m4 could not be run to its end: EX_UNAVAILABLE without m4, EX_NOINPUT without source
 * or library, EX_CONFIG when the source sends m4 past a limit. */
NODISCARD bool run_m4(const struct m4_request *request, struct arena *in, struct m4_result *result,
                      struct err *err);

#endif
