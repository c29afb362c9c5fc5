/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * online -- what only the network can tell of a configuration: whether the hosts that it names are
 * there, whether something takes connections where mail, filters and maps go, whether mail for
 * others would come back here or mail for us goes elsewhere, and whether lists of the DNS live.
 *
 * Every wait has a deadline, and there are three outcomes: well, wrong, and not to be told just
 * now, which is said as such and never as wrong. Once no name server answers, none is asked again.
 */
#ifndef CFCOMPILE_ONLINE_H
#define CFCOMPILE_ONLINE_H

#include "cfcompile/cf_fault.h"
#include "cfcompile/lint.h"

/* Mistakes of lines of the .cf go to `report`, those of tables and of files to lint->findings. */
void online_check(struct lint *lint, cf_fault_fn *report, void *ctx);

#endif
