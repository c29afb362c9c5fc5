/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rule sets write replies as people do: "550 5.1.1 No such user", "550 No such user" or only the
 * words. What is missing comes from the exit code that goes with it.
 */
#include "route/route.h"

static const struct {
    int exit;
    int code;
} codes[] = {
    {EX_OK, 250},       {EX_USAGE, 500},    {EX_DATAERR, 501},     {EX_NOINPUT, 550},
    {EX_NOUSER, 550},   {EX_NOHOST, 550},   {EX_UNAVAILABLE, 554}, {EX_SOFTWARE, 554},
    {EX_OSERR, 451},    {EX_OSFILE, 554},   {EX_CANTCREAT, 550},   {EX_IOERR, 451},
    {EX_TEMPFAIL, 450}, {EX_PROTOCOL, 554}, {EX_NOPERM, 550},      {EX_CONFIG, 554},
};

static int code_of(int exit)
{
    for (size_t i = 0; i < COUNT(codes); i++)
        if (codes[i].exit == exit)
            return codes[i].code;
    return 554;
}

static bool take_code(struct slice *in, int *code)
{
    if (in->len < 3 || !ascii_is_digit(in->p[0]) || !ascii_is_digit(in->p[1]) ||
        !ascii_is_digit(in->p[2]) || (in->len > 3 && in->p[3] != ' ' && in->p[3] != '-'))
        return false;
    *code = (in->p[0] - '0') * 100 + (in->p[1] - '0') * 10 + in->p[2] - '0';
    *in = slice_from_at(*in, in->len > 3 ? 4 : 3);
    return true;
}

static bool take_digits(struct slice *in, size_t most)
{
    size_t n = 0;

    while (n < in->len && ascii_is_digit(in->p[n]))
        n++;
    *in = slice_from_at(*in, n);
    return n > 0 && n <= most;
}

bool reply_take_dsn(struct slice *in, struct slice *dsn)
{
    struct slice rest = *in;

    if (rest.len < 5 || (rest.p[0] != '2' && rest.p[0] != '4' && rest.p[0] != '5') ||
        rest.p[1] != '.')
        return false;
    rest = slice_from_at(rest, 2);
    if (!take_digits(&rest, 3) || !slice_skip(&rest, '.') || !take_digits(&rest, 3))
        return false;
    if (rest.len > 0 && !ascii_is_space(rest.p[0]))
        return false;
    *dsn = slice_part(*in, 0, in->len - rest.len);
    *in = rest;
    slice_skip_blanks(in);
    return true;
}

struct reply reply_parse(struct slice text, int exit, struct arena *in)
{
    struct slice rest = slice_trim(text);
    struct reply reply = {.code = code_of(exit)};

    if (take_code(&rest, &reply.code)) {
        slice_skip_blanks(&rest);
        if (reply_take_dsn(&rest, &reply.dsn))
            reply.dsn = arena_copy(in, reply.dsn);
    }
    reply.text = arena_copy(in, rest);
    return reply;
}
