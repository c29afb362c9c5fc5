/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slice -- borrowed text: a pointer and a length, any byte allowed.
 *
 * A slice owns nothing; it lives as long as what it points into. The empty slice may have a null
 * pointer. All functions are pure and may be called from any thread. "Case" always means ASCII
 * case: mail names are ASCII, and no locale may change how mail is routed.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *p;
    size_t len;
};

/* A slice of a string literal, usable in initialisers. */
#define SLICE(lit) ((struct slice){"" lit, sizeof(lit) - 1})
/* printf: "%.*s" takes SLICE_ARG(s); more than INT_MAX bytes are cut. */
#define SLICE_ARG(s) (int)((s).len > 0x7fffffff ? 0x7fffffff : (s).len), ((s).p ? (s).p : "")

static inline struct slice slice_of(const char *p, size_t len)
{
    return (struct slice){p, len};
}

/* NULL becomes the empty slice. */
static inline struct slice slice_from(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

static inline bool slice_eq(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool slice_eq_case(struct slice a, struct slice b);
/* Byte order, shorter first when one is a prefix of the other: <0, 0, >0. */
int slice_cmp(struct slice a, struct slice b);
int slice_cmp_case(struct slice a, struct slice b);
bool slice_is(struct slice s, const char *text);
bool slice_is_case(struct slice s, const char *text);
bool slice_starts(struct slice s, struct slice prefix);
bool slice_starts_case(struct slice s, struct slice prefix);
bool slice_ends_case(struct slice s, struct slice suffix);

/* Position of the first (last) such byte, or SIZE_MAX. */
size_t slice_find(struct slice s, char c);
size_t slice_find_last(struct slice s, char c);
/* Position of the first occurrence of `needle`, or SIZE_MAX. */
size_t slice_search(struct slice s, struct slice needle);

/* From `from` (cut to the end) to the end; at most `len` bytes from there. */
static inline struct slice slice_from_at(struct slice s, size_t from)
{
    if (from >= s.len)
        return (struct slice){s.p ? s.p + s.len : NULL, 0};
    return (struct slice){s.p + from, s.len - from};
}
static inline struct slice slice_part(struct slice s, size_t from, size_t len)
{
    s = slice_from_at(s, from);
    if (s.len > len)
        s.len = len;
    return s;
}

/* Without blanks (space, tab, CR, LF, VT, FF) at both ends; at the end only. */
struct slice slice_trim(struct slice s);
struct slice slice_trim_end(struct slice s);

/* Parsers move *in past what they took, or leave it alone and say false. */
bool slice_skip(struct slice *in, char c);
bool slice_skip_text_case(struct slice *in, struct slice text);
void slice_skip_blanks(struct slice *in); /* space and tab */
/* Takes everything before `stop` into *out and steps over `stop`; false if `stop` is not there. */
bool slice_until(struct slice *in, char stop, struct slice *out);
/* Next line without its LF; a last line without LF counts. False when *in is empty. */
bool slice_line(struct slice *in, struct slice *line);
/* Line `number`, from 1, of a text; empty when there is none. */
struct slice slice_line_at(struct slice text, int number);
/* Next run of bytes that are no blanks (as slice_trim sees them); false when there is none. */
bool slice_word(struct slice *in, struct slice *word);

/* The whole slice as a decimal number, optionally signed; false on anything else or overflow. */
bool slice_to_i64(struct slice s, int64_t *value);
bool slice_to_u64(struct slice s, uint64_t *value);

/* Hash for tables; `slice_hash_case` is equal for slices that slice_eq_case calls equal. */
uint64_t slice_hash(struct slice s);
uint64_t slice_hash_case(struct slice s);

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static inline char ascii_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

/* Space, tab, CR, LF, VT, FF: what isspace() says in the C locale. */
static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_print(char c)
{
    return c >= ' ' && c <= '~';
}

#endif
