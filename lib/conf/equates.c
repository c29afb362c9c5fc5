/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "Name, Key=value, Key=value": what M, Q and X lines have in common.
 */
#include "conf/reader.h"

static bool ends_field(char c)
{
    return c == ',' || ascii_is_space(c);
}

bool equates_name(struct reader *r, struct slice *in, const char *what, bool may_be_empty,
                  struct slice *name)
{
    size_t n = 0;

    while (n < in->len && !ends_field(in->p[n]))
        n++;
    *name = reader_marked(r, slice_part(*in, 0, n));
    if (n < in->len && in->p[n] == ',') { /* "$," is a macro's mark, whose name ends ours */
        *name = reader_marked(r, slice_part(*in, 0, n + 1));
        name->len--;
    }
    if (n > 0 || (may_be_empty && in->len > 0)) {
        *in = slice_from_at(*in, n + 1);
        return true;
    }
    reader_error(r, EX_CONFIG, "name required for %s", what);
    return false;
}

static void pass_over(void *ctx, const char *text)
{
    reader_pass_over(ctx, "%s", text);
}

void reader_time(struct reader *r, struct slice value, char unit, int64_t *seconds)
{
    value = reader_marked(r, value);
    if (!option_time(value, unit, seconds))
        option_tell_units(value, pass_over, r);
}

bool equates_next(struct reader *r, struct slice *in, const char *kind, struct slice name,
                  struct equate *e)
{
    size_t n = 0;

    if (in->len == 0)
        return false;
    while (in->len > 0 && ends_field(in->p[0]))
        *in = slice_from_at(*in, 1);
    while (n < in->len && in->p[n] != '=' && in->p[n] != ',')
        n++;
    e->key = in->len > 0 ? reader_marked(r, *in).p[0] : '\0';
    e->word = slice_trim(slice_part(*in, 0, n));
    *in = slice_from_at(*in, n);
    if (n == 0 && in->len > 0)
        e->word = SLICE("="); /* "=3": the key is the sign itself */
    if (!slice_skip(in, '=')) {
        reader_error(r, EX_CONFIG, "%s%.*s: `=' expected", kind, SLICE_ARG(name));
        e->broken = true;
        return false;
    }
    while (in->len > 0 && ascii_is_space(in->p[0]))
        *in = slice_from_at(*in, 1);
    e->value = reader_unquote(r->scratch, in, ',');
    while (e->value.len > 0 &&
           (e->value.p[e->value.len - 1] == ' ' || e->value.p[e->value.len - 1] == '\t'))
        e->value.len--; /* but no line end: that was written on purpose */
    return true;
}
