/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain -- why a configuration does with an address what it does: the rule set and rule, the key
 * of the map with the line of its text, and the line of the .mc behind them.
 */
#ifndef CFCOMPILE_EXPLAIN_H
#define CFCOMPILE_EXPLAIN_H

#include "cfcompile/cli.h"
#include "cfcompile/probe.h"

/* The command. Operands: CONFIGURATION [ADDRESS]. Exit status EX_OK, also when the answer is a
 * refusal; EX_USAGE, EX_NOINPUT, EX_CONFIG. */
int explain(const struct cli *cli, int count, char **operands);

/* Why a step came out as it did, in lines of words, each behind `indent`. */
void explain_why(const struct source *source, const struct answer *f, const char *indent,
                 struct arena *in, struct str *out);

#endif
