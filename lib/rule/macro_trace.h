/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * macro_trace -- what -d35 shows: .9 definitions, .14 names that are read, .24 expansions.
 *
 * Callers ask whether anybody watches before; macros that nobody watches cost that comparison.
 */
#ifndef RULE_MACRO_TRACE_H
#define RULE_MACRO_TRACE_H

#include "rule/macro.h"

void macro_trace_define(const struct macros *scope, macro_id id, struct slice value);
/* `text` began with the name. */
void macro_trace_name(const struct macro_names *names, struct slice text, macro_id id);
void macro_trace_expand(const struct macros *scope, struct slice text);
void macro_trace_expanded(const struct macros *scope, struct slice text);

#endif
