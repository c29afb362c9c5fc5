/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/str.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

enum { FIRST_CAPACITY = 64 };

struct str str_new(struct arena *in)
{
    struct str s = {.in = in, .p = arena_bytes(in, FIRST_CAPACITY), .cap = FIRST_CAPACITY};

    s.p[0] = '\0';
    return s;
}

void str_clear(struct str *s)
{
    str_cut(s, 0);
}

void str_cut(struct str *s, size_t len)
{
    if (len < s->len)
        s->len = len;
    s->p[s->len] = '\0';
}

void str_grow(struct str *s, size_t more)
{
    size_t need, cap;

    if (__builtin_add_overflow(s->len, more, &need) || need > SIZE_MAX / 4)
        die("text of %zu + %zu bytes refused", s->len, more);
    if (need + 1 <= s->cap)
        return;
    cap = s->cap * 2 > need + 1 ? s->cap * 2 : need + 1;
    s->p = arena_grow(s->in, s->p, s->cap, cap);
    s->cap = cap;
}

void str_add_text(struct str *s, const char *text)
{
    str_add(s, slice_from(text));
}

void str_add_i64(struct str *s, int64_t n)
{
    str_printf(s, "%lld", (long long)n);
}

void str_vprintf(struct str *s, const char *fmt, va_list args)
{
    va_list again;
    int n;

    va_copy(again, args);
    n = vsnprintf(s->p + s->len, s->cap - s->len, fmt, args);
    if (n < 0)
        die("unprintable format %s", fmt);
    if ((size_t)n >= s->cap - s->len) {
        str_reserve(s, (size_t)n);
        vsnprintf(s->p + s->len, s->cap - s->len, fmt, again);
    }
    va_end(again);
    s->len += (size_t)n;
}

void str_printf(struct str *s, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str_vprintf(s, fmt, args);
    va_end(args);
}

void str_add_printable(struct str *s, struct slice text, size_t max)
{
    for (size_t i = 0; i < text.len && i < max; i++)
        str_add_char(s, ascii_is_print(text.p[i]) ? text.p[i] : '?');
}
