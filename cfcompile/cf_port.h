/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cf_port -- the value of DaemonPortOptions, or of ClientPortOptions: its keys, and what they may
 * be.
 */
#ifndef CFCOMPILE_CF_PORT_H
#define CFCOMPILE_CF_PORT_H

#include "cfcompile/cf_fault.h"

void cf_port_value(struct cf_linting *l, struct slice value, bool client);

#endif
