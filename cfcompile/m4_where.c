/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/m4_where.h"

#include "base/str.h"
#include "base/vec.h"

/* How far back calls are looked at, how often a name must be there, and how many are named. */
enum { CALLS_MAX = 400, OFTEN = 20, NAMES_MAX = 3 };

struct traced {
    struct slice file, name;
    int line;
};

/* "m4trace:FILE:LINE: -DEPTH- NAME", with more behind the name when m4 shows arguments. */
static bool take_line(struct slice line, struct traced *t)
{
    struct slice rest = line, number, depth;
    size_t at;
    int64_t n;

    if (!slice_skip_text_case(&rest, SLICE("m4trace:")) ||
        (at = slice_search(rest, SLICE(": -"))) == SIZE_MAX)
        return false;
    t->file = slice_part(rest, 0, at);
    rest = slice_from_at(rest, at + 3);
    if (!slice_until(&rest, '-', &depth) || (at = slice_find_last(t->file, ':')) == SIZE_MAX)
        return false;
    number = slice_from_at(t->file, at + 1);
    t->file = slice_part(t->file, 0, at);
    if (!slice_to_i64(number, &n) || n < 0 || n > INT32_MAX || !slice_word(&rest, &t->name))
        return false;
    t->line = (int)n;
    return true;
}

struct names {
    struct {
        struct slice name;
        int count;
    } p[NAMES_MAX + 1];
    size_t len;
};

/* False: too many to be one circle. */
static bool count_name(struct names *names, struct slice name)
{
    for (size_t i = 0; i < names->len; i++)
        if (slice_eq(names->p[i].name, name)) {
            names->p[i].count++;
            return true;
        }
    if (names->len > NAMES_MAX)
        return false;
    names->p[names->len].name = name;
    names->p[names->len++].count = 1;
    return true;
}

/* "a", "a and b", "a, b and c": those that come again and again. */
static struct slice often_called(const struct names *names, struct arena *in)
{
    struct str text = str_new(in);
    size_t often = 0, told = 0;

    for (size_t i = 0; i < names->len; i++)
        often += names->p[i].count >= OFTEN;
    for (size_t i = 0; i < names->len && often <= NAMES_MAX; i++) {
        if (names->p[i].count < OFTEN)
            continue;
        str_printf(&text, "%s%.*s",
                   told == 0           ? ""
                   : told + 1 == often ? " and "
                                       : ", ",
                   SLICE_ARG(names->p[i].name));
        told++;
    }
    return str_slice(&text);
}

struct m4_where m4_where(struct slice trace, struct arena *in)
{
    struct VEC(struct traced) calls = {0};
    struct names names = {0};
    struct m4_where where = {0};
    struct slice line;
    size_t first;

    while (slice_find(trace, '\n') != SIZE_MAX && slice_line(&trace, &line)) {
        struct traced t;
        if (take_line(line, &t))
            *VEC_ADD(&calls, in) = t;
    }
    if (calls.len == 0)
        return where;
    where.file = calls.p[calls.len - 1].file;
    where.line = calls.p[calls.len - 1].line;
    first = calls.len > CALLS_MAX ? calls.len - CALLS_MAX : 0;
    for (size_t i = first; i < calls.len; i++)
        if (!count_name(&names, calls.p[i].name))
            return where;
    where.names = often_called(&names, in);
    return where;
}
