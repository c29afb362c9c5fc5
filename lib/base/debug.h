/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debug -- what -d asks for: a level for each category, and where the lines go.
 *
 * A program has one `struct debug` or none; the configuration carries it to whoever has something to
 * tell. Without one, asking costs a comparison. Any thread may say something. Test mode changes the
 * levels while it runs, which has one thread.
 */
#ifndef BASE_DEBUG_H
#define BASE_DEBUG_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/slice.h"

enum { DEBUG_CATEGORIES = 100 };

struct debug {
    unsigned char level[DEBUG_CATEGORIES];
    void *ctx;
    void (*write)(void *ctx, struct slice text);
};

/* "21.12,60-61.5": what it names is set, the rest stays. Empty: everything at level 1. Words that
 * are no categories are passed over. */
void debug_read(struct debug *debug, struct slice spec);
/* Is anything asked for at all? */
bool debug_any(const struct debug *debug);

static inline bool debug_wants(const struct debug *debug, unsigned category, unsigned level)
{
    return debug != NULL && debug->level[category] >= level;
}

/* Written as it is: lines end in "\n" of their own. */
void debug_text(const struct debug *debug, struct slice text);
void debug_printf(const struct debug *debug, const char *fmt, ...) PRINTF(2, 3);

#endif
