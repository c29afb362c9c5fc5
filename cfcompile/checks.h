/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * checks -- every kind of mistake that check knows, from the tables that find them.
 */
#ifndef CFCOMPILE_CHECKS_H
#define CFCOMPILE_CHECKS_H

#include <stdbool.h>

/* One line each on standard output: id, severity, title. EX_OK. */
int checks_list(void);
/* The same for one id; false when there is none. */
bool checks_print(const char *id);

#endif
