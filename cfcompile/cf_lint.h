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
#include "cfcompile/cf_fault.h"

void cf_lint(struct slice text, struct arena *in, cf_fault_fn *report, void *ctx);

#endif
