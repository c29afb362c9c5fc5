/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compile -- a .mc file becomes a .cf file, or nothing changes.
 *
 * The result is checked by the reader that the daemon uses before it takes the place of the old
 * file, which stays beside it as FILE.bak. Anything wrong is said with file and line of the source.
 */
#ifndef CFCOMPILE_COMPILE_H
#define CFCOMPILE_COMPILE_H

#include <stdbool.h>

#include "cfcompile/run_m4.h"

struct compile_request {
    struct m4_request m4;
    const char *out; /* NULL: the source's name with .cf for .mc; "-": standard output */
    bool unchecked;  /* do not read the result back */
    bool quiet;      /* warnings are not shown */
};

/* An exit status: EX_OK, or EX_CONFIG and the like; what is wrong went to standard error. */
int compile(const struct compile_request *request);

#endif
