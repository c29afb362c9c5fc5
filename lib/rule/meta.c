/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/meta.h"

/* One row an operator, found by its byte without a search: both functions below run for every byte
 * of a configuration. */
static const struct meta_row {
    bool known;
    unsigned char operand; /* enum meta_operand */
    char letter[2];
} rows[META_QUOTE + 1] = {
    [META_MACRO] = {true, META_NAMED, ""},      [META_DEFERRED] = {true, META_NAMED, "&"},
    [META_MAP_BEGIN] = {true, META_ALONE, "("}, [META_MAP_END] = {true, META_ALONE, ")"},
    [META_ANY] = {true, META_ALONE, "*"},       [META_SOME] = {true, META_ALONE, "+"},
    [META_ONE] = {true, META_ALONE, "-"},       [META_CLASS] = {true, META_NAMED, "="},
    [META_NOT_CLASS] = {true, META_NAMED, "~"}, [META_BOUND] = {true, META_NUMBERED, ""},
    [META_MAILER] = {true, META_ALONE, "#"},    [META_HOST] = {true, META_ALONE, "@"},
    [META_USER] = {true, META_ALONE, ":"},      [META_CALL] = {true, META_ALONE, ">"},
    [META_IF] = {true, META_NAMED, "?"},        [META_ELSE] = {true, META_ALONE, "|"},
    [META_FI] = {true, META_ALONE, "."},        [META_CANON_BEGIN] = {true, META_ALONE, "["},
    [META_CANON_END] = {true, META_ALONE, "]"},
};

static const unsigned char of_letter[128] = {
    ['&'] = META_DEFERRED,  ['('] = META_MAP_BEGIN, [')'] = META_MAP_END, ['*'] = META_ANY,
    ['+'] = META_SOME,      ['-'] = META_ONE,       ['='] = META_CLASS,   ['~'] = META_NOT_CLASS,
    ['#'] = META_MAILER,    ['@'] = META_HOST,      [':'] = META_USER,    ['>'] = META_CALL,
    ['?'] = META_IF,        ['|'] = META_ELSE,      ['.'] = META_FI,      ['['] = META_CANON_BEGIN,
    [']'] = META_CANON_END,
};

enum meta meta_of_letter(char c)
{
    unsigned char u = (unsigned char)c;

    if (ascii_is_digit(c))
        return META_BOUND;
    return u < sizeof of_letter && of_letter[u] != 0 ? (enum meta)of_letter[u] : META_MACRO;
}

const char *meta_letter(unsigned char byte)
{
    return rows[byte].known ? rows[byte].letter : NULL;
}

enum meta_operand meta_operand(unsigned char byte)
{
    return (enum meta_operand)rows[byte].operand;
}
