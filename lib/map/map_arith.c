/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arith -- "$(arith + $@ 1 $@ 2 $)": the key is the operator, the two arguments are numbers with
 * C's prefixes for octal and hexadecimal.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "map/internal.h"

enum { RESULT_MAX = 15 };

/* What is no number counts as what leads it, as sites' rule sets have come to expect: "" is 0. */
static long number(struct slice text, struct arena *in)
{
    return strtol(arena_cstr(in, text), NULL, 0);
}

static bool between(long low, long high, long *out)
{
    unsigned long r, span = (unsigned long)high - (unsigned long)low + 1;

    if (high < low || getrandom(&r, sizeof r, 0) != (ssize_t)sizeof r)
        return false;
    *out = (long)((unsigned long)low + (span == 0 ? r : r % span));
    return true;
}

static bool compute(char op, long a, long b, long *r)
{
    switch (op) {
    case '+':
        *r = (long)((unsigned long)a + (unsigned long)b);
        return true;
    case '-':
        *r = (long)((unsigned long)a - (unsigned long)b);
        return true;
    case '*':
        *r = (long)((unsigned long)a * (unsigned long)b);
        return true;
    case '/':
    case '%':
        if (b == 0 || (b == -1 && a < -__LONG_MAX__))
            return false;
        *r = op == '/' ? a / b : a % b;
        return true;
    case '|':
        *r = a | b;
        return true;
    case '&':
        *r = a & b;
        return true;
    case 'r':
        return between(a, b, r);
    default:
        return false;
    }
}

static enum map_answer lookup(struct map *m UNUSED, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    long a, b, r;
    char op;

    if (q->nargs < 2 || q->key.len == 0)
        return map_absent(err, EX_CONFIG);
    op = q->key.p[0];
    a = number(q->args[0], in);
    b = number(q->args[1], in);
    if (op == 'l' || op == '=') {
        *value = slice_from((op == 'l' ? a < b : a == b) ? "TRUE" : "FALSE");
        return MAP_FOUND;
    }
    if (!compute(op, a, b, &r))
        return map_absent(err, EX_CONFIG);
    *value = slice_part(arena_printf(in, "%ld", r), 0, RESULT_MAX); /* compatible */
    return MAP_FOUND;
}

const struct map_class map_class_arith = {.name = "arith",
                                          .keeps_quotes = true,
                                          .lookup = lookup,
                                          .one_flag = true,
                                          .known_flags = "",
                                          .heeded_flags = "DSs"};
