/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect -- everything that can be said about one .mc: the checks of its text, what m4 and the
 * library say, and what the reader of the daemon says about the result, as findings with the line
 * of the .mc. Nothing is written or printed.
 */
#ifndef CFCOMPILE_INSPECT_H
#define CFCOMPILE_INSPECT_H

#include "cfcompile/cf_fault.h"
#include "cfcompile/finding.h"
#include "cfcompile/fix.h"
#include "cfcompile/mc.h"
#include "cfcompile/origin.h"
#include "cfcompile/run_m4.h"
#include "conf/config.h"

struct inspection {
    struct findings *findings;
    const struct m4_request *m4;
    const struct mc *mc; /* the text as it was read */
    struct fix_mended mended;
    struct slice text; /* of the .cf, without marks */
    struct origins origins;
    bool online; /* the network is asked about the result, too */
};

/* Checks, then m4. False: there is no .cf to go on with; the findings say why, unless *err is set
 * (no such file, no m4, m4 that does not end). */
NODISCARD bool inspect_mc(struct inspection *i, const struct m4_request *m4, bool compiling,
                          struct findings *findings, struct err *err);
/* The result, which lies in `path`, as the daemon reads it. False as above. */
NODISCARD bool inspect_result(struct inspection *i, const char *path, struct err *err);
/* A .cf by itself, with its text: the findings have its mistakes, and what can be used of it is
 * returned, for the caller to drop. NULL with *err when it cannot be read at all. */
NODISCARD struct config *inspect_cf(const char *path, struct slice text, struct findings *findings,
                                    struct err *err);

/* For what else is found in a .cf: `ctx` is the struct below. */
struct inspect_to {
    struct findings *findings;
    struct slice path;
};
void inspect_cf_fault(void *ctx, const struct cf_fault *fault);

#endif
