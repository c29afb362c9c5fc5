/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One scanner serves all: it walks the text once and knows at each byte whether it is inside a
 * quoted string, a comment, a domain literal or angle brackets.
 */
#include "route/address_list.h"

#include "base/str.h"

struct scan {
    bool quoted;
    int comment; /* depth */
    int angle;
    bool escaped; /* this byte stands behind a backslash */
    bool was_escape;
};

/* Step over one byte; afterwards the flags say where the *next* byte stands. */
static void scan_step(struct scan *s, char c)
{
    s->escaped = s->was_escape;
    s->was_escape = false;
    if (s->escaped)
        return;
    if (c == '\\') {
        s->was_escape = true;
        return;
    }
    if (s->comment > 0) {
        s->comment += c == '(' ? 1 : c == ')' ? -1 : 0;
        return;
    }
    if (c == '"') {
        s->quoted = !s->quoted;
        return;
    }
    if (s->quoted)
        return;
    if (c == '(')
        s->comment++;
    else if (c == '<')
        s->angle++;
    else if (c == '>' && s->angle > 0)
        s->angle--;
}

static bool scan_outside(const struct scan *s)
{
    return !s->quoted && !s->was_escape && s->comment == 0 && s->angle == 0;
}

bool address_list_is_old_style(struct slice list)
{
    for (size_t i = 0; i < list.len; i++)
        if (memchr(",;<(", list.p[i], 4) != NULL)
            return false;
    return true;
}

/* In an old-style list a blank ends an address unless an operator stands on either side ("a @ b").
 */
static bool blank_ends(struct slice text, size_t at)
{
    static const char operators[] = "@!%:,.\"";
    size_t next = at;

    while (next < text.len && ascii_is_space(text.p[next]))
        next++;
    if (at == 0 || next >= text.len)
        return false;
    return memchr(operators, text.p[next], sizeof operators - 1) == NULL &&
           memchr(operators, text.p[at - 1], sizeof operators - 1) == NULL;
}

static size_t address_end(struct slice text, bool old_style)
{
    struct scan s = {0};

    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (scan_outside(&s)) {
            if (c == ',')
                return i;
            if (old_style && ascii_is_space(c) && blank_ends(text, i))
                return i;
        }
        scan_step(&s, c);
    }
    return text.len;
}

bool address_list_next(struct slice *list, bool old_style, struct slice *address)
{
    for (;;) {
        struct slice rest = *list;
        size_t end;

        while (rest.len > 0 && (ascii_is_space(rest.p[0]) || rest.p[0] == ','))
            rest = slice_from_at(rest, 1);
        if (rest.len == 0) {
            *list = rest;
            return false;
        }
        end = address_end(rest, old_style);
        *address = slice_trim(slice_part(rest, 0, end));
        *list = slice_from_at(rest, end);
        if (address->len > 0)
            return true;
    }
}

struct slice address_uncrack(struct slice pattern, struct slice address, struct arena *in)
{
    size_t at = slice_search(pattern, SLICE("\201g"));
    struct str out = str_new(in);

    /* compatible: "<>" and a lone comment have no place for an address and stay as they are. */
    if (at == SIZE_MAX)
        return arena_copy(in, pattern);
    str_add(&out, slice_part(pattern, 0, at));
    str_add(&out, address);
    str_add(&out, slice_from_at(pattern, at + 2));
    return str_slice(&out);
}

struct slice address_strip_quotes(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\\' && i + 1 < text.len)
            str_add_char(&out, text.p[++i]);
        else if (text.p[i] != '"' && text.p[i] != '\\')
            str_add_char(&out, text.p[i]);
    }
    return str_slice(&out);
}
