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

/* Where the address inside <> begins and ends; false when there are no such brackets. */
static bool find_route_addr(struct slice text, size_t *from, size_t *to)
{
    struct scan s = {0};
    bool found = false;

    for (size_t i = 0; i < text.len; i++) {
        int before = s.angle;

        scan_step(&s, text.p[i]);
        if (before == 0 && s.angle == 1) {
            *from = i + 1;
            *to = text.len;
            found = true;
        } else if (before == 1 && s.angle == 0) {
            *to = i;
        }
    }
    return found;
}

/* A "group:" in front of a bare address, and the ";" behind it, are decoration too. */
static void strip_group(struct slice text, size_t *from, size_t *to)
{
    struct scan s = {0};

    for (size_t i = *from; i < *to; i++) {
        if (scan_outside(&s) && text.p[i] == ':' && i + 1 < *to && text.p[i + 1] != ':' &&
            (i == *from || text.p[i - 1] != ':') && slice_find(text, '@') > i) {
            size_t next = i + 1;

            while (next < *to && ascii_is_space(text.p[next]))
                next++;
            if (next < *to && text.p[next] != ';')
                *from = next;
            break;
        }
        scan_step(&s, text.p[i]);
    }
    if (*to > *from && text.p[*to - 1] == ';' && slice_find(text, ':') < *from)
        (*to)--;
}

/* Comments around a bare address stay, each in its place; the address shrinks to what is left. */
static void strip_comments(struct slice text, size_t *from, size_t *to)
{
    for (;;) {
        struct scan s = {0};
        size_t i = *from;

        while (i < *to && ascii_is_space(text.p[i]))
            i++;
        if (i >= *to || text.p[i] != '(')
            break;
        do
            scan_step(&s, text.p[i++]);
        while (i < *to && s.comment > 0);
        *from = i;
    }
    while (*from < *to && ascii_is_space(text.p[*from]))
        (*from)++;
    for (struct scan s = {0};;) {
        size_t start = *to;

        for (size_t i = *from; i < *to; i++) {
            if (scan_outside(&s) && text.p[i] == '(')
                start = i;
            scan_step(&s, text.p[i]);
        }
        if (start == *to || s.comment > 0 || text.p[*to - 1] != ')')
            break;
        *to = start;
        while (*to > *from && ascii_is_space(text.p[*to - 1]))
            (*to)--;
        s = (struct scan){0};
    }
    while (*to > *from && ascii_is_space(text.p[*to - 1]))
        (*to)--;
}

struct slice address_crack(struct slice text, struct arena *in)
{
    struct slice trimmed = slice_trim(text);
    struct str out = str_new(in);
    size_t from = 0, to = trimmed.len;

    if (!find_route_addr(trimmed, &from, &to)) {
        strip_group(trimmed, &from, &to);
        strip_comments(trimmed, &from, &to);
    }
    str_add(&out, slice_part(trimmed, 0, from));
    str_add_text(&out, "\201g");
    str_add(&out, slice_from_at(trimmed, to));
    /* "<user@host" without its end gets one, or the next reader would swallow what follows. */
    if (from > 0 && trimmed.p[from - 1] == '<' && to == trimmed.len)
        str_add_char(&out, '>');
    return str_slice(&out);
}

struct slice address_uncrack(struct slice pattern, struct slice address, struct arena *in)
{
    size_t at = slice_search(pattern, SLICE("\201g"));
    struct str out = str_new(in);

    if (at == SIZE_MAX)
        return arena_copy(in, address);
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
