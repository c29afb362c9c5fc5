/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where in a header's address is the address?
 *
 * One pass from the left. What stands so far is given up when an angle bracket or a group's colon
 * shows that it was only a name: then it is copied as it is, in quotes if it needs them. Without
 * brackets, the first character that is neither blank nor comment is where the address stands, and
 * only comments are kept beside it. The oddities are compatible: rewriting and test mode show them.
 */
#include "base/str.h"
#include "route/address_list.h"

static const char needs_quotes[] = "@,;:\\()[]"; /* and what option MustQuoteChars says */

struct crack {
    struct slice text, must_quote;
    size_t at;
    struct str out;
    size_t head;    /* of `out`: where what may still be given up begins */
    size_t name_at; /* of `text`: the same */
    bool quote;     /* what may be given up would need quotes */
    bool placed;    /* the address has its place */
    bool commented; /* the last thing in `out` is a comment */
    bool groups;    /* there may be some */
    bool colon;     /* a group's name was there, or none may be */
    bool angled;    /* an angle bracket was there */
    bool in_angles;
    bool behind; /* behind the closing bracket: all is copied */
    bool quoted; /* inside a quoted string */
    int brackets;
};

static void place(struct crack *c)
{
    if (c->placed)
        return;
    if (c->commented)
        str_add_char(&c->out, ' ');
    str_add_text(&c->out, "\201g");
    c->placed = true;
    c->commented = false;
}

/* Text up to `to` was a name: it goes out as it is, or quoted, the blanks at its end outside. */
static void keep_name(struct crack *c, size_t to)
{
    struct slice name = slice_part(c->text, c->name_at, to - c->name_at),
                 bare = slice_trim_end(name);

    str_cut(&c->out, c->head);
    c->commented = false;
    c->placed = false;
    if (!c->quote) {
        str_add(&c->out, name);
        return;
    }
    str_add_char(&c->out, '"');
    for (size_t i = 0; i < bare.len; i++) {
        if (bare.p[i] == '"')
            str_add_char(&c->out, '\\');
        str_add_char(&c->out, bare.p[i]);
    }
    str_add_char(&c->out, '"');
    str_add(&c->out, slice_from_at(name, bare.len));
}

/* At "(": copies the comment with what is nested in it; a missing end is supplied. */
static void take_comment(struct crack *c)
{
    int depth = 0;

    if (!c->behind && c->out.len > c->head)
        str_add_char(&c->out, ' ');
    for (; c->at < c->text.len; c->at++) {
        char ch = c->text.p[c->at];

        str_add_char(&c->out, ch);
        if (ch == '\\' && c->at + 1 < c->text.len)
            str_add_char(&c->out, c->text.p[++c->at]);
        else if (ch == '(')
            depth++;
        else if (ch == ')' && --depth == 0)
            break;
    }
    c->at++;
    for (; depth > 0; depth--)
        str_add_char(&c->out, ')');
    c->commented = !c->behind;
}

static void end_group_name(struct crack *c)
{
    keep_name(c, c->at);
    str_add_char(&c->out, ':');
    for (c->at++; c->at < c->text.len && ascii_is_space(c->text.p[c->at]); c->at++)
        str_add_char(&c->out, c->text.p[c->at]);
    c->colon = true;
    c->quote = c->behind = false;
    c->head = c->out.len;
    c->name_at = c->at;
}

static void open_angle(struct crack *c)
{
    if (c->angled)
        c->quote = true;
    keep_name(c, c->at);
    c->quote = false;
    str_add_char(&c->out, '<');
    c->angled = c->in_angles = true;
    c->behind = false;
    c->at++;
}

static void close_angle(struct crack *c)
{
    c->at++;
    if (!c->in_angles) {
        c->quote = true;
        return;
    }
    c->in_angles = false;
    c->behind = true;
    c->commented = false;
    str_add_char(&c->out, '>');
}

/* A character with no meaning of its own here. */
static void take_plain(struct crack *c)
{
    char ch = c->text.p[c->at++];

    if (ch != '\0' &&
        (strchr(needs_quotes, ch) != NULL || slice_find(c->must_quote, ch) != SIZE_MAX))
        c->quote = true;
    if (ch == '[')
        c->brackets++;
    else if (ch == ']' && c->brackets > 0)
        c->brackets--;
    if (!c->behind)
        place(c);
    else if (ch != ')') /* one that closes nothing */
        str_add_char(&c->out, ch);
    if (ch != '\\' || c->at >= c->text.len)
        return;
    if (c->behind)
        str_add_char(&c->out, c->text.p[c->at]);
    c->at++;
}

/* A colon that ends a group's name; "::" is DECnet's and, as ":.", part of an address. */
static bool ends_group_name(struct crack *c)
{
    if (c->colon || c->in_angles || c->brackets > 0)
        return false;
    if (c->at + 1 < c->text.len && strchr(":.", c->text.p[c->at + 1]) != NULL) {
        if (c->behind) /* compatible: once more */
            str_add_char(&c->out, ':');
        take_plain(c);
        return false;
    }
    return true;
}

/* compatible: a quote behind the brackets loses all around them, unless it is the last byte: then
 * it is closed. */
static void take_late_quote(struct crack *c)
{
    if (c->at == c->text.len) {
        str_add_text(&c->out, "\"\"");
        return;
    }
    str_clear(&c->out);
    str_add_text(&c->out, "<\201g>");
    c->at = c->text.len;
}

static void step(struct crack *c)
{
    char ch = c->text.p[c->at];

    if (ch == '"') {
        c->quoted = !c->quoted;
        c->at++;
        if (c->behind)
            take_late_quote(c);
    } else if (c->quoted) {
        c->at += ch == '\\' && c->at + 1 < c->text.len ? 2 : 1;
        place(c);
    } else if (ch == '(') {
        take_comment(c);
    } else if (ch == ':' && ends_group_name(c)) {
        end_group_name(c);
    } else if (ch == ';' && c->groups && !c->behind) {
        str_add_char(&c->out, ';');
        c->commented = false;
        take_plain(c);
    } else if (ch == '<') {
        open_angle(c);
    } else if (ch == '>') {
        close_angle(c);
    } else {
        take_plain(c);
    }
}

struct slice address_crack(struct slice text, bool groups, struct slice must_quote,
                           struct arena *in)
{
    struct crack c = {.text = slice_trim(text),
                      .must_quote = must_quote,
                      .out = str_new(in),
                      .groups = groups,
                      .colon = !groups};

    while (c.at < c.text.len)
        step(&c);
    if (c.in_angles)
        str_add_char(&c.out, '>');
    return str_slice(&c.out);
}
