/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check -- the command: what is wrong with a .mc, a .cf or a whole /etc/mail.
 */
#ifndef CFCOMPILE_CHECK_H
#define CFCOMPILE_CHECK_H

#include "cfcompile/cli.h"

/* EX_OK without errors, EX_CONFIG with; findings go to standard output. */
int check(const struct cli *cli, int count, char **operands);

#endif
