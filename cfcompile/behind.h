/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * behind -- what stands behind the mistakes of a .mc: with one that m4 cannot read past there is no
 * result to look at, so its other lines, which have mistakes of their own, would be told about only
 * when it is mended. What is mechanical is mended in a copy, and the result of that is looked at.
 */
#ifndef CFCOMPILE_BEHIND_H
#define CFCOMPILE_BEHIND_H

#include "cfcompile/inspect.h"

/* Adds to the findings of an inspection that ended with errors what its lines that are right as
 * they stand make wrong in the result. */
void behind_errors(struct inspection *made);

#endif
