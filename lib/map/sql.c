/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/sql.h"

bool sql_flag(struct map *m, struct sql_flags *f, char letter, struct slice text, struct err *err)
{
    switch (letter) {
    case 'Q':
        f->query = text;
        return true;
    case 'z':
        f->separator = slice_is(text, "\\n")   ? '\n'
                       : slice_is(text, "\\t") ? '\t'
                       : text.len > 0          ? text.p[0]
                                               : 0;
        return true;
    default:
        return (slice_to_i64(text, &f->limit) && f->limit >= 0) ||
               err_set(err, EX_CONFIG, "%s map %.*s: -Z should specify a number, not %.*s",
                       m->class->name, SLICE_ARG(m->name), SLICE_ARG(text));
    }
}

/* Each mention is a parameter of its own: both databases count in order. */
static bool add_parameter(struct sql_query *query, struct str *s, char mark, int which)
{
    if (query->count == SQL_PARAMETERS)
        return false;
    query->which[query->count++] = which;
    str_printf(s, "%c%d", mark, query->count);
    return true;
}

bool sql_translate(struct map *m, const struct sql_flags *f, char mark, struct sql_query *query,
                   struct err *err)
{
    struct str s = str_new(m->all->in);
    char quote = 0;

    for (size_t i = 0; i < f->query.len; i++) {
        char c = f->query.p[i], next = i + 1 < f->query.len ? f->query.p[i + 1] : '\0';

        if (c == '\'' && quote == 0)
            quote = c;
        else if (c == quote)
            quote = 0;
        if (c != '%' || (next != '%' && !ascii_is_digit(next))) {
            str_add_char(&s, c);
            continue;
        }
        i++;
        if (next == '%')
            str_add_char(&s, '%');
        else if (quote != 0)
            return err_set(err, EX_CONFIG, "%s map %.*s: %%%c inside quotes of the query is text",
                           m->class->name, SLICE_ARG(m->name), next);
        else if (!add_parameter(query, &s, mark, next - '0'))
            return err_set(err, EX_CONFIG, "%s map %.*s: more than %d parameters in the query",
                           m->class->name, SLICE_ARG(m->name), SQL_PARAMETERS);
    }
    query->text = arena_cstr(m->all->in, str_slice(&s));
    return f->query.len > 0 || err_set(err, EX_CONFIG, "No query (-Q) for %s map %.*s",
                                       m->class->name, SLICE_ARG(m->name));
}

struct slice sql_parameter(const struct sql_query *query, int n, const struct map *m,
                           const struct map_query *q, struct arena *in)
{
    int which = query->which[n];

    if (which > 0)
        return (size_t)which <= q->nargs ? q->args[which - 1] : SLICE("");
    return (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
}

void sql_add_row(struct sql_answer *a, struct slice value)
{
    const struct sql_flags *f = a->flags;

    if (a->full || a->too_long)
        return;
    if (a->rows > 0)
        str_add_char(&a->value, f->separator);
    if (str_slice(&a->value).len + value.len <= SQL_VALUE_MAX)
        str_add(&a->value, value);
    else
        a->too_long = true;
    a->rows++;
    a->full = f->separator == 0 || a->rows == f->limit;
}

enum map_answer sql_conclude(const struct map *m, struct sql_answer *a, struct slice *value,
                             struct err *err)
{
    if (a->too_long)
        return map_failed(err, "%s map %.*s: a value of more than %d bytes", m->class->name,
                          SLICE_ARG(m->name), SQL_VALUE_MAX);
    *value = str_slice(&a->value);
    return a->rows > 0 ? MAP_FOUND : map_absent(err, EX_OK);
}
