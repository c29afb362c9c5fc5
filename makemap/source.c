/* SPDX-License-Identifier: BSD-2-Clause */
#include "makemap/source.h"

#include <string.h>

/* A line, or what of it fits. The rest of a line that is too long counts as the next line, and a
 * NUL hides what is behind it: so it has always been, and map sources are compared by line number.
 */
static bool read_line(struct source *s, bool *too_long)
{
    char *end;

    if (fgets(s->text, sizeof s->text, s->from) == NULL)
        return false;
    s->line++;
    end = strchr(s->text, '\n');
    *too_long = end == NULL && !feof(s->from);
    if (end != NULL)
        *end = '\0';
    return true;
}

static bool separates(const struct source *s, char c)
{
    return s->options->separator == '\0' ? ascii_is_space(c) : c == s->options->separator;
}

static enum source_next cut(struct source *s, struct slice *key, struct slice *value)
{
    char *p = s->text;

    while (*p != '\0' && !separates(s, *p)) {
        if (!s->options->keep_case)
            *p = ascii_lower(*p);
        p++;
    }
    *key = slice_of(s->text, (size_t)(p - s->text));
    while (*p != '\0' && separates(s, *p))
        p++;
    *value = slice_from(p);
    return value->len > 0 || s->options->allow_empty ? SOURCE_PAIR : SOURCE_NO_VALUE;
}

enum source_next source_next(struct source *s, struct slice *key, struct slice *value)
{
    bool too_long;

    while (read_line(s, &too_long)) {
        if (too_long)
            return SOURCE_TOO_LONG;
        if (s->text[0] == '\0' || s->text[0] == s->options->comment)
            continue;
        if (s->options->separator == '\0' && ascii_is_space(s->text[0]))
            return SOURCE_LEADING_SPACE;
        return cut(s, key, value);
    }
    return ferror(s->from) ? SOURCE_IO_ERROR : SOURCE_END;
}
