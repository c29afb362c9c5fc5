/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"

bool slice_eq_case(struct slice a, struct slice b)
{
    return a.len == b.len && slice_cmp_case(a, b) == 0;
}

static int cmp_len(struct slice a, struct slice b)
{
    return (a.len > b.len) - (a.len < b.len);
}

int slice_cmp(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.p, b.p, n);

    return order != 0 ? order : cmp_len(a, b);
}

int slice_cmp_case(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len, i = 0;
    uint64_t x8, y8;

    /* Most texts that are compared are the same, case included. */
    for (; i + 8 <= n; i += 8) {
        memcpy(&x8, a.p + i, 8);
        memcpy(&y8, b.p + i, 8);
        if (x8 != y8)
            break;
    }
    for (; i < n; i++) {
        unsigned char x = (unsigned char)ascii_lower(a.p[i]);
        unsigned char y = (unsigned char)ascii_lower(b.p[i]);

        if (x != y)
            return x < y ? -1 : 1;
    }
    return cmp_len(a, b);
}

bool slice_is(struct slice s, const char *text)
{
    return slice_eq(s, slice_from(text));
}

bool slice_is_case(struct slice s, const char *text)
{
    return slice_eq_case(s, slice_from(text));
}

bool slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_eq(slice_part(s, 0, prefix.len), prefix);
}

bool slice_starts_case(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_eq_case(slice_part(s, 0, prefix.len), prefix);
}

bool slice_ends_case(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len && slice_eq_case(slice_from_at(s, s.len - suffix.len), suffix);
}

size_t slice_find(struct slice s, char c)
{
    const char *at = s.len ? memchr(s.p, c, s.len) : NULL;

    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t slice_find_last(struct slice s, char c)
{
    const char *at = s.len ? memrchr(s.p, c, s.len) : NULL;

    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t slice_search(struct slice s, struct slice needle)
{
    const char *at;

    if (needle.len == 0)
        return 0;
    at = s.len ? memmem(s.p, s.len, needle.p, needle.len) : NULL;
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

struct slice slice_trim_end(struct slice s)
{
    while (s.len > 0 && ascii_is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && ascii_is_space(s.p[0])) {
        s.p++;
        s.len--;
    }
    return slice_trim_end(s);
}

bool slice_skip(struct slice *in, char c)
{
    if (in->len == 0 || in->p[0] != c)
        return false;
    *in = slice_from_at(*in, 1);
    return true;
}

bool slice_skip_text_case(struct slice *in, struct slice text)
{
    if (!slice_starts_case(*in, text))
        return false;
    *in = slice_from_at(*in, text.len);
    return true;
}

void slice_skip_blanks(struct slice *in)
{
    while (in->len > 0 && (in->p[0] == ' ' || in->p[0] == '\t'))
        *in = slice_from_at(*in, 1);
}

bool slice_until(struct slice *in, char stop, struct slice *out)
{
    size_t at = slice_find(*in, stop);

    if (at == SIZE_MAX)
        return false;
    *out = slice_part(*in, 0, at);
    *in = slice_from_at(*in, at + 1);
    return true;
}

bool slice_line(struct slice *in, struct slice *line)
{
    if (in->len == 0)
        return false;
    if (!slice_until(in, '\n', line)) {
        *line = *in;
        *in = slice_from_at(*in, in->len);
    }
    return true;
}

struct slice slice_line_at(struct slice text, int number)
{
    struct slice line = {0};

    for (int n = 0; n < number; n++)
        if (!slice_line(&text, &line))
            return (struct slice){0};
    return line;
}

bool slice_word(struct slice *in, struct slice *word)
{
    struct slice rest = *in;
    size_t n = 0;

    while (rest.len > 0 && ascii_is_space(rest.p[0]))
        rest = slice_from_at(rest, 1);
    while (n < rest.len && !ascii_is_space(rest.p[n]))
        n++;
    if (n == 0)
        return false;
    *word = slice_part(rest, 0, n);
    *in = slice_from_at(rest, n);
    return true;
}

bool slice_to_u64(struct slice s, uint64_t *value)
{
    uint64_t v = 0;

    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_is_digit(s.p[i]))
            return false;
        if (__builtin_mul_overflow(v, 10u, &v) ||
            __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
            return false;
    }
    *value = v;
    return true;
}

bool slice_to_i64(struct slice s, int64_t *value)
{
    struct slice digits = s;
    bool negative = slice_skip(&digits, '-');
    uint64_t v;

    if (!negative)
        (void)slice_skip(&digits, '+');
    if (!slice_to_u64(digits, &v) || v > (uint64_t)INT64_MAX)
        return false;
    *value = negative ? -(int64_t)v : (int64_t)v;
    return true;
}

/* FNV-1a, finished with a mix so that tables may use the low bits. */
static uint64_t hash_mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

uint64_t slice_hash(struct slice s)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return hash_mix(h);
}

uint64_t slice_hash_case(struct slice s)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)ascii_lower(s.p[i])) * 0x100000001b3u;
    return hash_mix(h);
}
