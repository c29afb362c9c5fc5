/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/debug.h"

#include <stdarg.h>

#include "base/str.h"

static unsigned take_number(struct slice *in)
{
    unsigned n = 0;

    while (in->len > 0 && ascii_is_digit(in->p[0])) {
        if (n < 100000)
            n = n * 10 + (unsigned)(in->p[0] - '0');
        *in = slice_from_at(*in, 1);
    }
    return n;
}

/* One "first[-last][.level]". */
static void read_group(struct debug *debug, struct slice group)
{
    unsigned first, last, level = 1;

    if (group.len == 0 || !ascii_is_digit(group.p[0]))
        return;
    first = last = take_number(&group);
    if (slice_skip(&group, '-'))
        last = take_number(&group);
    if (slice_skip(&group, '.'))
        level = take_number(&group);
    if (level > UINT8_MAX)
        level = UINT8_MAX;
    for (unsigned i = first; i <= last && i < DEBUG_CATEGORIES; i++)
        debug->level[i] = (unsigned char)level;
}

void debug_read(struct debug *debug, struct slice spec)
{
    struct slice group;

    if (spec.len == 0)
        memset(debug->level, 1, sizeof debug->level);
    while (spec.len > 0) {
        if (!slice_until(&spec, ',', &group)) {
            group = spec;
            spec = SLICE("");
        }
        read_group(debug, group);
    }
}

bool debug_any(const struct debug *debug)
{
    for (size_t i = 0; debug != NULL && i < DEBUG_CATEGORIES; i++)
        if (debug->level[i] > 0)
            return true;
    return false;
}

void debug_text(const struct debug *debug, struct slice text)
{
    if (debug != NULL && text.len > 0)
        debug->write(debug->ctx, text);
}

void debug_printf(const struct debug *debug, const char *fmt, ...)
{
    struct arena *in;
    struct str text;
    va_list args;

    if (debug == NULL)
        return;
    in = arena_new();
    text = str_new(in);
    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    debug->write(debug->ctx, str_slice(&text));
    arena_drop(in);
}
