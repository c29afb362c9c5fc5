/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/curly.h"

#include <string.h>

#include "base/attr.h"

static const struct {
    const char *bytes, *name, *meant;
} kinds[] = {
    {"\u2018", "U+2018", "`"},
    {"\u2019", "U+2019", "'"},
    {"\u201a", "U+201A", "`"},
    {"\u201b", "U+201B", "`"},
    {"\u201c", "U+201C", "`"},
    {"\u201d", "U+201D", "'"},
    {"\u201e", "U+201E", "`"},
    {"\u201f", "U+201F", "`"},
    {"\u00ab", "U+00AB", "`"},
    {"\u00bb", "U+00BB", "'"},
    {"\u2039", "U+2039", "`"},
    {"\u203a", "U+203A", "'"},
    {"\u00b4", "U+00B4", "'"},
    {"\u02bc", "U+02BC", "'"},
    {"\u02cb", "U+02CB", "`"},
    {"\u2032", "U+2032", "'"},
    {"\u2035", "U+2035", "`"},
    {"\uff07", "U+FF07", "'"},
    {"\uff40", "U+FF40", "`"},
    /* Of Windows and Latin-1: one byte. */
    {"\x91", "U+2018 of Windows-1252", "`"},
    {"\x92", "U+2019 of Windows-1252", "'"},
    {"\x93", "U+201C of Windows-1252", "`"},
    {"\x94", "U+201D of Windows-1252", "'"},
    {"\x84", "U+201E of Windows-1252", "`"},
    {"\xb4", "U+00B4 of Latin-1", "'"},
};

/* A byte alone is no part of a character of UTF-8: none of its bytes stands before it. */
static bool stands_alone(struct slice text, size_t at)
{
    return at == 0 || (unsigned char)text.p[at - 1] < 0x80;
}

size_t curly_at(struct slice text, size_t at)
{
    for (size_t k = 0; k < COUNT(kinds) && at < text.len && (unsigned char)text.p[at] >= 0x80; k++)
        if (slice_starts(slice_from_at(text, at), slice_from(kinds[k].bytes)) &&
            (kinds[k].bytes[1] != '\0' || stands_alone(text, at)))
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

struct slice curly_meant(struct slice text, size_t at, size_t kind)
{
    size_t behind = at + curly_len(kind);

    if (behind < text.len && strchr(",)", text.p[behind]) != NULL)
        return SLICE("'");
    if (at > 0 && strchr("(,", text.p[at - 1]) != NULL)
        return SLICE("`");
    return slice_from(kinds[kind].meant);
}
