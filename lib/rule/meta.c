/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/meta.h"

#include "base/attr.h"

static const struct meta_row {
    unsigned char byte;
    enum meta_operand operand;
    char letter[2];
} rows[] = {
    {META_MACRO, META_NAMED, ""},      {META_DEFERRED, META_NAMED, "&"},
    {META_MAP_BEGIN, META_ALONE, "("}, {META_MAP_END, META_ALONE, ")"},
    {META_ANY, META_ALONE, "*"},       {META_SOME, META_ALONE, "+"},
    {META_ONE, META_ALONE, "-"},       {META_CLASS, META_NAMED, "="},
    {META_NOT_CLASS, META_NAMED, "~"}, {META_BOUND, META_NUMBERED, ""},
    {META_MAILER, META_ALONE, "#"},    {META_HOST, META_ALONE, "@"},
    {META_USER, META_ALONE, ":"},      {META_CALL, META_ALONE, ">"},
    {META_IF, META_NAMED, "?"},        {META_ELSE, META_ALONE, "|"},
    {META_FI, META_ALONE, "."},        {META_CANON_BEGIN, META_ALONE, "["},
    {META_CANON_END, META_ALONE, "]"},
};

static const struct meta_row *find_row(unsigned char byte)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].byte == byte)
            return &rows[i];
    }
    return NULL;
}

enum meta meta_of_letter(char c)
{
    if (ascii_is_digit(c))
        return META_BOUND;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].letter[0] != '\0' && rows[i].letter[0] == c)
            return (enum meta)rows[i].byte;
    }
    return META_MACRO;
}

const char *meta_letter(unsigned char byte)
{
    const struct meta_row *row = meta_is_range(byte) ? find_row(byte) : NULL;

    return row != NULL ? row->letter : NULL;
}

enum meta_operand meta_operand(unsigned char byte)
{
    const struct meta_row *row = meta_is_range(byte) ? find_row(byte) : NULL;

    return row != NULL ? row->operand : META_ALONE;
}
