/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text that names macros: from a configuration line to operator bytes, back to "$x" for people, and
 * out to the text it stands for.
 */
#include "rule/macro.h"
#include "rule/macro_trace.h"
#include "rule/meta.h"

/* --- "$x" to operator bytes ---------------------------------------------------------------------
 */

static void add_name(struct str *out, struct slice name)
{
    if (name.len == 1) {
        str_add(out, name);
        return;
    }
    str_add_char(out, '{');
    str_add(out, name);
    str_add_char(out, '}');
}

struct encoding {
    struct macro_names *names;
    const struct macro_faults *faults; /* NULL: what is no name is plain text */
    bool cut;                          /* nothing behind this counts */
};

/* The operand, forgivingly. compatible: an operator whose name is missing ends the text. */
static bool encode_typed(struct encoding *e, struct slice *in, enum meta meta, struct str *out)
{
    macro_id id = macro_take_name(e->names, in, e->faults);

    str_add_char(out, (char)meta);
    if (id != 0)
        add_name(out, macro_names_text(e->names, id));
    e->cut = id == 0;
    return true;
}

/* *in stands behind "$". False: this dollar is only a dollar. */
static bool encode_operator(struct encoding *e, struct slice *in, struct str *out)
{
    struct slice rest = *in, name;
    enum meta meta;

    if (rest.len == 0)
        return false;
    if (slice_skip(&rest, '$')) {
        str_add_char(out, '$');
        *in = rest;
        return true;
    }
    meta = meta_of_letter(rest.p[0]);
    if (meta == META_BOUND) {
        str_add_char(out, (char)meta);
        str_add_char(out, rest.p[0]);
        *in = slice_from_at(rest, 1);
        return true;
    }
    if (meta != META_MACRO)
        rest = slice_from_at(rest, 1);
    if (meta_operand((unsigned char)meta) == META_NAMED) {
        if (e->faults != NULL) {
            *in = rest;
            return encode_typed(e, in, meta, out);
        }
        if (rest.len > 0 && macro_parse_name(&rest, &name) != MACRO_FINE)
            return false;
        str_add_char(out, (char)meta);
        if (in->len > 1 || meta == META_MACRO) {
            macro_id id = macro_names_intern(e->names, name);

            if (macro_names_watcher(e->names) != NULL)
                macro_trace_name(e->names, meta == META_MACRO ? *in : slice_from_at(*in, 1), id);
            add_name(out, name);
        }
    } else {
        str_add_char(out, (char)meta);
    }
    *in = rest;
    return true;
}

static struct slice encode(struct encoding *e, struct arena *in, struct slice text)
{
    struct str out = str_new(in);

    str_reserve(&out, text.len);
    while (text.len > 0 && !e->cut) {
        unsigned char c = (unsigned char)text.p[0];
        size_t run = 0; /* text that stands for itself, in one piece */

        while (run < text.len && text.p[run] != '$' && (signed char)text.p[run] > 0)
            run++;
        if (run > 0) {
            str_add(&out, slice_of(text.p, run));
            text = slice_of(text.p + run, text.len - run);
            continue;
        }
        text = slice_from_at(text, 1);
        if (c == '$' && encode_operator(e, &text, &out))
            continue;
        if (meta_is_quoted(c))
            str_add_char(&out, (char)META_QUOTE);
        str_add_char(&out, (char)c);
    }
    return str_slice(&out);
}

size_t macro_operator_len(struct slice text)
{
    struct slice rest = text, name;
    enum meta meta;

    if (!slice_skip(&rest, '$') || rest.len == 0)
        return text.len > 0 ? 1 : 0;
    meta = rest.p[0] == '$' ? META_BOUND : meta_of_letter(rest.p[0]);
    if (meta != META_MACRO)
        rest = slice_from_at(rest, 1);
    if (meta_operand((unsigned char)meta) == META_NAMED &&
        macro_parse_name(&rest, &name) != MACRO_FINE)
        return 1;
    return text.len - rest.len;
}

/* A dollar and what belongs to it, whether or not that is a name. */
static size_t dollar_len(struct slice text)
{
    struct slice rest = slice_from_at(text, 1);

    if (rest.len > 0 && strchr("&=~?", rest.p[0]) != NULL)
        rest = slice_from_at(rest, 1);
    if (rest.len > 0 && rest.p[0] == '{')
        return text.len - rest.len + slice_part(rest, 0, slice_find(rest, '}')).len;
    return text.len - slice_from_at(rest, 1).len;
}

/* A piece in which no comment begins but at its first byte. */
static size_t uncommented_len(struct slice text)
{
    size_t len = 0;

    if (text.p[0] == '$')
        return dollar_len(text);
    while (len < text.len && text.p[len] != '$' && text.p[len] != '#')
        len++;
    return len > 0 ? len : 1;
}

static void cut_blanks(struct str *out)
{
    while (out->len > 0 && (out->p[out->len - 1] == ' ' || out->p[out->len - 1] == '\t'))
        str_cut(out, out->len - 1);
}

/* A comment ends with its physical line. */
struct slice macro_strip_comment(struct slice text, struct arena *in)
{
    struct str out;
    size_t len;

    if (slice_find(text, '#') == SIZE_MAX)
        return text;
    out = str_new(in);
    for (; text.len > 0; text = slice_from_at(text, len)) {
        len = uncommented_len(text);
        if (text.p[0] == '#' && out.len > 0) {
            if (out.p[out.len - 1] != '\\') {
                len = slice_part(text, 0, slice_find(text, '\n')).len;
                if (len < text.len)
                    cut_blanks(&out);
                continue;
            }
            str_cut(&out, out.len - 1);
        }
        str_add(&out, slice_part(text, 0, len));
    }
    return str_slice(&out);
}

struct slice macro_encode(struct arena *in, struct macro_names *names, struct slice text)
{
    struct encoding e = {.names = names};

    return encode(&e, in, text);
}

struct slice macro_encode_typed(struct arena *in, struct macro_names *names, struct slice text,
                                const struct macro_faults *faults)
{
    struct encoding e = {.names = names, .faults = faults};

    return encode(&e, in, text);
}

void macro_decode(struct slice coded, struct str *out)
{
    while (coded.len > 0) {
        unsigned char c = (unsigned char)coded.p[0];
        const char *letter = meta_letter(c);

        coded = slice_from_at(coded, 1);
        if (c == META_QUOTE && coded.len > 0) {
            str_add_char(out, coded.p[0]);
            coded = slice_from_at(coded, 1);
        } else if (letter != NULL) {
            str_add_char(out, '$');
            str_add_text(out, letter);
        } else {
            str_add_char(out, (char)c);
        }
    }
}

/* --- operator bytes to text
 * ------------------------------------------------------------------------- */

/* Of one text: macros that are replaced, and the bytes after which no more are. */
enum { REPLACED_MAX = 10000, EXPANDED_MAX = 1 << 16 };

enum keep { KEEP_TEXT, KEEP_OPERATORS };

struct expansion {
    const struct macros *scope;
    struct str *out;
    size_t from; /* where in `out` it begins */
    enum keep keep;
    int depth;
    unsigned replaced; /* macros, so far */
    bool cut;          /* something was nested too deep */
};

static void expand(struct expansion *x, struct slice coded);

/* Text that has no operators into a result that may: its bytes of that range are quoted. */
static void add_plain(struct expansion *x, struct slice text)
{
    for (size_t i = 0; x->keep == KEEP_OPERATORS && i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (meta_is_quoted(c)) {
            str_add(x->out, slice_part(text, 0, i));
            str_add_char(x->out, (char)META_QUOTE);
            str_add_char(x->out, (char)c);
            text = slice_from_at(text, i + 1);
            i = (size_t)-1;
        }
    }
    str_add(x->out, text);
}

static macro_id take_macro(const struct expansion *x, struct slice *in)
{
    struct slice name;

    if (macro_parse_name(in, &name) != MACRO_FINE)
        return 0;
    return macro_names_find(macros_names(x->scope), name);
}

/* compatible: an operator is the value of the macro named by its letter; the macro's number, where
 * the configuration has given it another one. */
static macro_id other_meaning(const struct expansion *x, unsigned char c)
{
    const char *letter = meta_letter(c);
    macro_id id = letter != NULL ? (unsigned char)letter[0] : 0;

    return id != 0 && macros_operator(x->scope, id) == META_NONE ? id : 0;
}

static void expand_macro(struct expansion *x, macro_id id)
{
    struct slice value = macros_get(x->scope, id);

    /* A macro that names itself several times would be replaced as often as its depth allows. */
    if (value.len == 0 || x->replaced++ >= REPLACED_MAX || x->out->len - x->from > EXPANDED_MAX)
        return;
    if (!macros_is_coded(x->scope, id)) {
        add_plain(x, value);
    } else if (x->depth < MACRO_NESTING_MAX) {
        x->depth++;
        expand(x, value);
        x->depth--;
    } else {
        x->cut = true;
        if (x->keep == KEEP_OPERATORS) /* compatible: as it is then */
            str_add(x->out, value);
    }
}

static bool is_mark(const struct expansion *x, unsigned char c, enum meta mark)
{
    return c == mark && other_meaning(x, c) == 0;
}

/* The text of a conditional's branch ends at its own $| or $.; inner conditionals are stepped over.
 * *in moves behind the mark that ended it; returns that mark. */
static enum meta take_branch(const struct expansion *x, struct slice *in, struct slice *branch)
{
    int inner = 0;

    for (size_t i = 0; i < in->len; i++) {
        unsigned char c = (unsigned char)in->p[i];

        if (c == META_QUOTE) {
            i++;
        } else if (is_mark(x, c, META_IF)) {
            inner++;
        } else if (inner > 0 && is_mark(x, c, META_FI)) {
            inner--;
        } else if (inner == 0 && (is_mark(x, c, META_FI) || is_mark(x, c, META_ELSE))) {
            *branch = slice_part(*in, 0, i);
            *in = slice_from_at(*in, i + 1);
            return (enum meta)c;
        }
    }
    *branch = *in;
    *in = SLICE("");
    return META_NONE;
}

static void expand_conditional(struct expansion *x, struct slice *in)
{
    macro_id id = take_macro(x, in);
    bool chosen = macros_get(x->scope, id).len > 0;
    struct slice branch;
    enum meta mark;

    do {
        mark = take_branch(x, in, &branch);
        if (chosen)
            expand(x, branch);
        chosen = !chosen;
    } while (mark == META_ELSE);
}

static void expand(struct expansion *x, struct slice coded)
{
    while (coded.len > 0) {
        unsigned char c = (unsigned char)coded.p[0];

        coded = slice_from_at(coded, 1);
        if (c == META_QUOTE && coded.len > 0) {
            if (x->keep == KEEP_OPERATORS)
                str_add_char(x->out, (char)c);
            str_add(x->out, slice_part(coded, 0, 1));
            coded = slice_from_at(coded, 1);
        } else if (c == META_MACRO) {
            expand_macro(x, take_macro(x, &coded));
        } else if (meta_is_range(c) && other_meaning(x, c) != 0) {
            expand_macro(x, other_meaning(x, c));
        } else if (c == META_IF) {
            expand_conditional(x, &coded);
        } else if (!meta_is_range(c)) {
            size_t run = 0; /* plain text up to the next byte of interest, in one piece */

            while (run < coded.len && !meta_is_range((unsigned char)coded.p[run]) &&
                   (unsigned char)coded.p[run] != META_QUOTE)
                run++;
            str_add_char(x->out, (char)c);
            str_add(x->out, slice_part(coded, 0, run));
            coded = slice_from_at(coded, run);
        } else if (x->keep == KEEP_OPERATORS) {
            str_add_char(x->out, (char)c);
        }
    }
}

/* A byte that "$&x" shows as a mark and a character. */
static bool is_operator(unsigned char c)
{
    return c > META_MACRO && c != META_QUOTE && meta_letter(c) != NULL;
}

struct slice macros_unexpanded(const struct macros *scope, macro_id id, struct arena *in)
{
    struct slice value = macros_get(scope, id);
    struct str out;
    size_t i = 0;

    if (!macros_is_coded(scope, id))
        return value;
    while (i < value.len && !is_operator((unsigned char)value.p[i]))
        i += (unsigned char)value.p[i] == META_QUOTE ? 2 : 1;
    if (i >= value.len)
        return value;
    out = str_new(in);
    for (i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.p[i];

        if (c == META_QUOTE && i + 1 < value.len) {
            str_add(&out, slice_part(value, i++, 2));
        } else if (is_operator(c)) {
            str_add_char(&out, (char)META_MACRO);
            str_add_text(&out, meta_letter(c));
        } else {
            str_add_char(&out, value.p[i]);
        }
    }
    return str_slice(&out);
}

static void expand_all(struct expansion *x, struct slice coded)
{
    bool watched = macro_names_watcher(macros_names(x->scope)) != NULL;
    size_t from = x->out->len;

    if (watched)
        macro_trace_expand(x->scope, coded);
    expand(x, coded);
    if (watched)
        macro_trace_expanded(x->scope, slice_of(x->out->p + from, x->out->len - from));
}

void macro_expand(const struct macros *scope, struct slice coded, struct str *out)
{
    struct expansion x = {.scope = scope, .out = out, .from = out->len, .keep = KEEP_TEXT};

    expand_all(&x, coded);
}

bool macro_expand_rule(const struct macros *scope, struct slice coded, struct str *out)
{
    struct expansion x = {.scope = scope, .out = out, .from = out->len, .keep = KEEP_OPERATORS};

    expand_all(&x, coded);
    return !x.cut;
}
