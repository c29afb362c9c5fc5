/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of KEY=value in one argument: how they are read, and what stands between two of them.
 */
#include "cfcompile/mc_check.h"

bool check_next_equate(struct slice *rest, char between, struct slice *key, struct slice *value)
{
    struct slice piece;
    size_t equals;

    if (rest->len == 0)
        return false;
    if (!slice_until(rest, between, &piece)) {
        piece = *rest;
        *rest = (struct slice){0};
    }
    piece = slice_trim(piece);
    equals = slice_find(piece, '=');
    *key = equals == SIZE_MAX ? (struct slice){0} : slice_trim(slice_part(piece, 0, equals));
    *value = equals == SIZE_MAX ? piece : slice_trim(slice_from_at(piece, equals + 1));
    return true;
}

/* Does KEY= stand there? */
static bool is_key(struct slice text)
{
    size_t i = 0;

    while (i < text.len && ascii_is_alpha(text.p[i]))
        i++;
    return i > 0 && i < text.len && text.p[i] == '=';
}

/* What stands between two equates from `at` on and is no comma; *len is how much, blanks included.
 */
static bool is_wrong_separator(struct slice raw, size_t at, size_t *len)
{
    size_t end = at;
    bool comma = false, blank = false;

    while (end < raw.len && (ascii_is_space(raw.p[end]) || raw.p[end] == ';' || raw.p[end] == ',' ||
                             raw.p[end] == '|')) {
        comma = comma || raw.p[end] == ',';
        blank = blank || raw.p[end] != ',';
        end++;
    }
    *len = end - at;
    /* Blanks behind a comma, or before one. */
    while (at > 0 && ascii_is_space(raw.p[at - 1]))
        at--;
    if (at > 0 && raw.p[at - 1] == ',')
        return false;
    return blank && !comma && is_key(slice_from_at(raw, end));
}

void check_separators(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    struct finding *f = NULL;
    bool equals = false; /* a value has begun */

    for (size_t i = 0, len; i < arg->raw.len; i++) {
        equals = equals || arg->raw.p[i] == '=';
        if (!equals || !is_wrong_separator(arg->raw, i, &len))
            continue;
        if (f == NULL)
            f = check_say(c, call->file, arg->at + i,
                          "a comma is missing here: what follows becomes part of the value before "
                          "it");
        check_edit(c, f, call->file, arg->at + i, len, SLICE(", "));
        i += len;
    }
}
