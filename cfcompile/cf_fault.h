/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cf_fault -- what is wrong with a line of a .cf, and how the checks of lines say it: every kind of
 * mistake is a row, every mistake goes to the function that whoever asked has given.
 */
#ifndef CFCOMPILE_CF_FAULT_H
#define CFCOMPILE_CF_FAULT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/slice.h"
#include "cfcompile/finding.h"

struct cf_fault {
    const char *id;
    enum severity severity;
    int line;
    struct slice source; /* that line, continuation lines not joined */
    struct slice bad;    /* the piece of it that is wrong; empty: all of it */
    struct slice what;
    struct slice right; /* what to write for `bad`; empty: not known */
};
typedef void cf_fault_fn(void *ctx, const struct cf_fault *fault);

/* The line that is looked at. */
struct cf_linting {
    struct arena *in;
    cf_fault_fn *report;
    void *ctx;
    int line;
    struct slice source;
};

/* `id` is a row's. `bad` is a piece of the line or empty. */
void cf_say(struct cf_linting *l, const char *id, struct slice bad, struct slice right,
            const char *fmt, ...) PRINTF(5, 6);

/* For the list of all checks. */
extern const struct check_row cf_fault_rows[];
extern const size_t cf_fault_row_count;

#endif
