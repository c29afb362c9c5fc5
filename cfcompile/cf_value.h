/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cf_value -- the O line: is the option one, and is its value of the kind that it takes?
 */
#ifndef CFCOMPILE_CF_VALUE_H
#define CFCOMPILE_CF_VALUE_H

#include "cfcompile/cf_fault.h"

void cf_value_option(struct cf_linting *l);

#endif
