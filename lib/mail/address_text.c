/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One scanner walks a text and says of each byte whether it is quoted, in a comment, inside angle
 * brackets, or plain. All functions are loops over it, so that they agree about what is what.
 */
#include "mail/address_text.h"

#include "base/str.h"

struct scan {
    struct slice text;
    size_t at;
    bool quoted;     /* inside "..." */
    int comment;     /* depth of (...) */
    int angle;       /* depth of <...> */
    bool escaped;    /* this byte stands behind a backslash */
    bool in_comment; /* this byte belongs to a comment, its parentheses included */
    bool in_angle;   /* this byte is inside angle brackets, not the brackets themselves */
    char c;
};

static struct scan scan_start(struct slice text)
{
    return (struct scan){.text = text};
}

/* The next byte into s->c with what it is; false at the end. */
static bool scan_next(struct scan *s)
{
    bool was_backslash = s->at > 0 && s->c == '\\' && !s->escaped;

    if (s->at >= s->text.len)
        return false;
    s->c = s->text.p[s->at++];
    s->escaped = was_backslash;
    s->in_comment = s->comment > 0;
    s->in_angle = s->angle > 0;
    if (s->escaped)
        return true;
    if (s->comment > 0) {
        s->comment += (s->c == '(') - (s->c == ')');
    } else if (s->c == '"') {
        s->quoted = !s->quoted;
    } else if (s->quoted) {
        return true;
    } else if (s->c == '(') {
        s->comment++;
        s->in_comment = true;
    } else if (s->c == '<') {
        s->angle++;
    } else if (s->c == '>' && s->angle > 0) {
        s->angle--;
        s->in_angle = s->angle > 0;
    }
    return true;
}

/* A byte of structure: not quoted, not escaped, not in a comment. */
static bool scan_is(const struct scan *s, char c)
{
    return s->c == c && !s->escaped && !s->quoted && !s->in_comment;
}

struct slice address_strip_comments(struct arena *in, struct slice text)
{
    struct str out = str_new(in);
    struct scan s = scan_start(text);

    while (scan_next(&s))
        if (!s.in_comment)
            str_add_char(&out, s.c);
    return slice_trim(str_slice(&out));
}

struct slice address_bare(struct arena *in, struct slice text)
{
    size_t open = slice_find_last(text, '<'), close = slice_find_last(text, '>');

    if (open != SIZE_MAX && close != SIZE_MAX && open < close)
        return slice_part(text, open + 1, close - open - 1);
    return address_strip_comments(in, text);
}

struct slice address_strip_angles(struct slice text)
{
    text = slice_trim(text);
    if (text.len >= 2 && text.p[0] == '<' && text.p[text.len - 1] == '>')
        return slice_part(text, 1, text.len - 2);
    return text;
}

static bool needs_quotes(struct slice phrase, struct slice must_quote)
{
    struct scan s = scan_start(phrase);
    bool needs = false;

    while (scan_next(&s)) {
        if (s.quoted || s.c == '"' || s.escaped || s.in_comment)
            continue;
        if (s.c == '<' || s.c == '>' || slice_find(must_quote, s.c) != SIZE_MAX ||
            strchr("@,;:\\()[]", s.c) != NULL)
            needs = true;
    }
    return needs || s.quoted;
}

struct slice address_phrase(struct arena *in, struct slice phrase, struct slice must_quote)
{
    struct str out = str_new(in);

    phrase = slice_trim(phrase);
    if (!needs_quotes(phrase, must_quote))
        return phrase;
    str_add_char(&out, '"');
    for (size_t i = 0; i < phrase.len; i++) {
        if (phrase.p[i] == '"')
            continue;
        if (phrase.p[i] == '\\' && i + 1 < phrase.len)
            str_add_char(&out, phrase.p[i++]);
        if (phrase.p[i] != '\\' || out.p[out.len - 1] == '\\')
            str_add_char(&out, phrase.p[i]);
    }
    str_add_char(&out, '"');
    return str_slice(&out);
}

/* Where the angle bracket that holds the address opens, SIZE_MAX if there is none. */
static size_t find_angle(struct slice text)
{
    struct scan s = scan_start(text);

    while (scan_next(&s))
        if (scan_is(&s, '<'))
            return s.at - 1;
    return SIZE_MAX;
}

/* The content of the first comment. */
static struct slice first_comment(struct arena *in, struct slice text)
{
    struct str out = str_new(in);
    struct scan s = scan_start(text);

    while (scan_next(&s)) {
        bool open = s.c == '(' && s.comment == 1 && !s.escaped;

        if (!s.in_comment && out.len > 0)
            break;
        if (s.in_comment && s.comment == 0 && s.c == ')')
            break;
        if (s.in_comment && !(open && out.len == 0))
            str_add_char(&out, s.c);
    }
    return slice_trim(str_slice(&out));
}

struct slice address_full_name(struct arena *in, struct slice text)
{
    text = slice_trim(text);
    size_t open = find_angle(text);
    struct slice phrase = slice_trim(slice_part(text, 0, open == SIZE_MAX ? 0 : open));

    if (phrase.len >= 2 && phrase.p[0] == '"' && phrase.p[phrase.len - 1] == '"')
        return slice_part(phrase, 1, phrase.len - 2);
    return phrase.len > 0 ? phrase : first_comment(in, text);
}
