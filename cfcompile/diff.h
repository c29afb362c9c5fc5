/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diff -- what two configurations would do differently with the same questions: route, rewrite,
 * refuse. Questions are addresses, lists (question.h) and mail logs.
 */
#ifndef CFCOMPILE_DIFF_H
#define CFCOMPILE_DIFF_H

#include "cfcompile/cli.h"

/* The command. Operands: OLD NEW [ADDRESS ...]. 0: no difference; 1: some were printed; else an
 * EX_ status. */
int diff(const struct cli *cli, int count, char **operands);

#endif
