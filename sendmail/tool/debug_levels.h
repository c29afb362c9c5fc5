/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debug_levels -- what -d asks for: a level for each debug category.
 */
#ifndef TOOL_DEBUG_LEVELS_H
#define TOOL_DEBUG_LEVELS_H

#include "base/slice.h"

enum { DEBUG_CATEGORIES = 100 };

struct debug_levels {
    unsigned char level[DEBUG_CATEGORIES];
};

/* "21.12,60-61.5": what it names is set, the rest stays. Empty: everything at level 1. Words that
 * are no categories are passed over. */
void debug_levels_read(struct debug_levels *levels, struct slice spec);

#endif
