/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keep -- what make has made, kept for one step back.
 *
 * DIR/.made/now holds copies of the .cf files and map databases of the last make that succeeded,
 * DIR/.made/before those of the one before it. `keep` is what make calls at its end; `undo` puts
 * the older set in place and lets the two change sides, so that another undo is a redo. Texts (.mc,
 * access, aliases) are never touched.
 *
 * Files appear complete or not at all; when one of a set cannot be put in place, those that were
 * are put back.
 */
#ifndef CFCOMPILE_KEEP_H
#define CFCOMPILE_KEEP_H

#include "cfcompile/cli.h"

/* The commands. Operand: the directory, /etc/mail without one; undo also takes a .mc or .cf, whose
 * FILE.cf changes places with FILE.cf.bak. */
int keep(const struct cli *cli, int count, char **operands);
int undo(const struct cli *cli, int count, char **operands);

#endif
