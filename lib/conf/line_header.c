/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * H lines: "name: value", "?flags?name: value", "?${macro}?name: value", "name: $>set", "*: $>set";
 * and P lines, which give words of Precedence: their numbers.
 */
#include "conf/reader.h"
#include "mail/header_trace.h"

enum { HEADER_NAME_MAX = 100 };

static void syntax_error(struct reader *r, struct slice shown)
{
    reader_error(r, EX_DATAERR, "header syntax error, line \"%.*s\"", SLICE_ARG(shown));
}

/* compatible: of a line with a good condition, nothing but that is shown. */
static void name_error(struct reader *r, struct slice text, const struct header_line *h)
{
    size_t end = slice_find(slice_from_at(text, 1), '?');

    if (!h->conditional)
        text = reader_shown(r, text);
    else if (h->macro.len == 0)
        text = reader_shown(r, slice_part(text, 0, end + 1));
    else
        text = arena_printf(r->scratch, h->macro.len == 1 ? "?%c%.*s" : "?%c{%.*s}", META_MACRO,
                            SLICE_ARG(h->macro));
    syntax_error(r, text);
}

/* ?...? in front: flags of mailers, or one macro. */
static bool condition(struct reader *r, struct slice *rest, struct header_line *h)
{
    struct slice inside;

    if (!slice_skip(rest, '?'))
        return true;
    if (!slice_until(rest, '?', &inside))
        return false;
    h->conditional = true;
    if (slice_skip(&inside, '$')) {
        struct slice name;
        if (slice_skip(&inside, '$') || macro_parse_name(&inside, &name) != MACRO_FINE ||
            inside.len > 0)
            return false;
        h->macro = arena_copy(r->in, name);
        return true;
    }
    for (size_t i = 0; i < inside.len; i++) {
        if (inside.p[i] == '$' && (i + 1 == inside.len || inside.p[++i] != '$'))
            return false;
        if ((unsigned char)inside.p[i] >= 0x80)
            return false;
        if (!ascii_is_space(inside.p[i]))
            flag_add(&h->flags, inside.p[i]);
    }
    return true;
}

/* Field names are printable without blanks; blanks before the colon are allowed. */
static bool field_name(struct slice *rest, struct slice *name)
{
    size_t colon = slice_find(*rest, ':');

    if (colon == SIZE_MAX)
        return false;
    *name = slice_trim_end(slice_part(*rest, 0, colon));
    if (name->len == 0 || name->len > HEADER_NAME_MAX)
        return false;
    for (size_t i = 0; i < name->len; i++)
        if (name->p[i] <= ' ' || name->p[i] > '~' ||
            (name->p[i] == '$' && i + 1 < name->len && name->p[i + 1] != '$'))
            return false;
    *rest = slice_from_at(*rest, colon + 1);
    return true;
}

/* True when the value calls a rule set. */
static bool check_value(struct reader *r, struct slice value, struct header_line *h)
{
    value = slice_trim(value);
    if (!slice_skip_text_case(&value, SLICE("$>")))
        return false;
    h->keep_comments = slice_skip(&value, '+');
    value = slice_trim(reader_expand(r, value));
    h->check_set = reader_rule_set(r, value);
    return true;
}

void line_header(struct reader *r, struct slice text)
{
    struct header_line h = {.check_set = -1};
    struct slice rest = text, name;

    header_trace_line(r->request->debug, text);
    if (!condition(r, &rest, &h)) {
        syntax_error(r, reader_shown(r, text));
        return;
    }
    if (!field_name(&rest, &name)) {
        name_error(r, text, &h);
        return;
    }
    h.name = arena_copy(r->in, name);
    if (!check_value(r, rest, &h)) {
        if (slice_is(name, "*")) /* compatible: taken, and nothing comes of it */
            return;
        h.value = macro_encode(r->in, r->c->names, rest);
        header_trace_match(r->request->debug, name, 0, SLICE(""));
    }
    *VEC_ADD(&r->c->headers, r->in) = h;
}

void line_precedence(struct reader *r, struct slice text)
{
    size_t eq = slice_find(text, '=');

    if (eq == SIZE_MAX) {
        reader_error(r, EX_CONFIG, "unknown configuration line \"P%.*s\"",
                     SLICE_ARG(reader_shown(r, text)));
        return;
    }
    *VEC_ADD(&r->c->precedences, r->in) = (struct precedence){
        .name = arena_copy(r->in, slice_trim(slice_part(text, 0, eq))),
        .value = (int)option_number(slice_trim(slice_from_at(text, eq + 1)), 10)};
}
