/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cf_lint -- what the reader of the daemon takes without a word and hardly means what was meant: a
 * number that is none, an option's name with a slip, a key of a listener that is not one, a rule
 * set or map that nothing defines.
 *
 * Where the reader does complain, the same is said here in more words: what would be right. Pure;
 * knows the options from the daemon's own table.
 */
#ifndef CFCOMPILE_CF_LINT_H
#define CFCOMPILE_CF_LINT_H

#include "base/arena.h"
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

void cf_lint(struct slice text, struct arena *in, cf_fault_fn *report, void *ctx);

/* For the list of all checks. */
extern const struct check_row cf_lint_rows[];
extern const size_t cf_lint_row_count;

/* ---- for its own files ---- */

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
/* An O line. */
void cf_lint_option(struct cf_linting *l);
/* The value of DaemonPortOptions, or of ClientPortOptions. */
void cf_lint_port(struct cf_linting *l, struct slice value, bool client);

#endif
