/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/sum.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"

enum { DIGITS = 16 };

static const char begins[] = "# Made by cfcompile, sum ";

/* FNV-1a: an edit is to be noticed, nobody is to be kept out. */
static uint64_t sum_of(struct slice text)
{
    uint64_t sum = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < text.len; i++)
        sum = (sum ^ (unsigned char)text.p[i]) * UINT64_C(1099511628211);
    return sum;
}

struct slice sum_add(struct slice text, const char *mc, struct arena *in)
{
    struct slice name = slice_from(mc);
    size_t slash = slice_find_last(name, '/');

    if (slash != SIZE_MAX)
        name = slice_from_at(name, slash + 1);
    return arena_printf(in, "%.*s%s%016" PRIx64 ": a change here is lost, make it in %.*s\n",
                        SLICE_ARG(text), begins, sum_of(text), SLICE_ARG(name));
}

/* Lines may have been added below the sum, too. */
enum sum_state sum_check(struct slice text)
{
    struct slice rest = text, line, above = {0}, digits = {0};

    for (struct slice before = rest; slice_line(&rest, &line); before = rest)
        if (slice_starts(line, slice_from(begins))) {
            above = slice_part(text, 0, text.len - before.len);
            digits = slice_part(slice_from_at(line, sizeof begins - 1), 0, DIGITS);
            if (slice_trim(rest).len > 0)
                return SUM_EDITED;
        }
    if (digits.len == 0)
        return SUM_NONE;

    char wanted[DIGITS + 1];
    snprintf(wanted, sizeof wanted, "%016" PRIx64, sum_of(above));
    return slice_is(digits, wanted) ? SUM_RIGHT : SUM_EDITED;
}
