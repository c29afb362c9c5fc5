/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * str -- text being built: replies, headers, log lines, queue files. Grows in an arena; always has
 * a NUL behind its last byte. Belongs to one thread.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>

#include "base/arena.h"
#include "base/slice.h"

struct str {
    struct arena *in;
    char *p; /* never NULL after str_new; p[len] == '\0' */
    size_t len;
    size_t cap;
};

struct str str_new(struct arena *in);
static inline struct slice str_slice(const struct str *s)
{
    return slice_of(s->p, s->len);
}
void str_clear(struct str *s);
void str_cut(struct str *s, size_t len); /* keep the first `len` bytes */
void str_grow(struct str *s, size_t more);
static inline void str_reserve(struct str *s, size_t more)
{
    if (s->cap - s->len <= more)
        str_grow(s, more);
}

static inline void str_add(struct str *s, struct slice text)
{
    if (s->cap - s->len <= text.len)
        str_reserve(s, text.len);
    if (text.len > 0)
        memcpy(s->p + s->len, text.p, text.len);
    s->len += text.len;
    s->p[s->len] = '\0';
}
void str_add_text(struct str *s, const char *text);
/* In the header because parsers call it for every byte they build. */
static inline void str_add_char(struct str *s, char c)
{
    if (s->len + 2 > s->cap)
        str_reserve(s, 1);
    s->p[s->len++] = c;
    s->p[s->len] = '\0';
}
void str_add_i64(struct str *s, int64_t n);
void str_printf(struct str *s, const char *fmt, ...) PRINTF(2, 3);
void str_vprintf(struct str *s, const char *fmt, va_list args);
/* Printable ASCII as it is, anything else as one '?', at most `max` bytes: for echoing a peer's
 * input. */
void str_add_printable(struct str *s, struct slice text, size_t max);

#endif
