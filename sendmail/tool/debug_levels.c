/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/debug_levels.h"

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
static void read_group(struct debug_levels *levels, struct slice group)
{
    unsigned first, last, level = 1;

    if (group.len == 0 || !ascii_is_digit(group.p[0]))
        return;
    first = last = take_number(&group);
    if (slice_skip(&group, '-'))
        last = take_number(&group);
    if (slice_skip(&group, '.') || slice_skip(&group, '='))
        level = take_number(&group);
    if (level > UINT8_MAX)
        level = UINT8_MAX;
    for (unsigned i = first; i <= last && i < DEBUG_CATEGORIES; i++)
        levels->level[i] = (unsigned char)level;
}

void debug_levels_read(struct debug_levels *levels, struct slice spec)
{
    struct slice group;

    if (spec.len == 0)
        memset(levels->level, 1, sizeof levels->level);
    while (spec.len > 0) {
        if (!slice_until(&spec, ',', &group)) {
            group = spec;
            spec = SLICE("");
        }
        read_group(levels, group);
    }
}
