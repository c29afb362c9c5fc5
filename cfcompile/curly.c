/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/curly.h"

#include <string.h>

static const struct {
    const char *bytes, *name, *meant;
} kinds[CURLY_NONE] = {
    {"\u2018", "U+2018", "`"}, {"\u2019", "U+2019", "'"}, {"\u201c", "U+201C", "`"},
    {"\u201d", "U+201D", "'"}, {"\u00b4", "U+00B4", "'"},
};

size_t curly_at(struct slice text, size_t at)
{
    for (size_t k = 0; k < CURLY_NONE; k++)
        if (slice_starts(slice_from_at(text, at), slice_from(kinds[k].bytes)))
            return k;
    return CURLY_NONE;
}

size_t curly_len(size_t kind)
{
    return strlen(kinds[kind].bytes);
}

const char *curly_name(size_t kind)
{
    return kinds[kind].name;
}

struct slice curly_meant(size_t kind)
{
    return slice_from(kinds[kind].meant);
}
