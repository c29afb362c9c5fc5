/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import -- a .cf whose .mc is lost becomes a .mc that gives the same answers.
 *
 * The parts of the library that made it are found first; the .mc so far is compiled, and what is
 * still different becomes defines, lists and, where nothing else fits, lines in LOCAL_ sections.
 * At the end the answers of both are compared for the addresses that the .cf itself suggests.
 */
#ifndef CFCOMPILE_IMPORT_H
#define CFCOMPILE_IMPORT_H

#include "cfcompile/cli.h"

/* The command. Operand: FILE.cf. The .mc goes to -o FILE, else to standard output; what could not
 * be taken over is told on standard error. */
int import(const struct cli *cli, int count, char **operands);

#endif
