/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * H lines: a field, and for which mailers it is.
 *
 * Bytes are kept as classic sendmail keeps them: a macro that is not expanded yet is 0x81 and a
 * name; a byte 0x80..0x9f or 0xff of the message's own text has 0xff in front, so that it cannot be
 * taken for one.
 */
#include "disk/qf_line.h"

enum { MACRO_BYTE = 0x81, QUOTE_BYTE = 0xff };

static bool must_quote(unsigned char c)
{
    return (c >= 0x80 && c <= 0x9f) || c == QUOTE_BYTE;
}

/* Text of ours may hold macros; text of the sender holds none, so its quotes come off. */
static struct slice unquoted_value(struct slice text, struct arena *in, bool *has_macro)
{
    char *p = arena_bytes(in, text.len + 1);
    size_t n = 0;

    *has_macro = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == QUOTE_BYTE && i + 1 < text.len && must_quote((unsigned char)text.p[i + 1]))
            c = (unsigned char)text.p[++i];
        else if (c == MACRO_BYTE)
            *has_macro = true;
        p[n++] = (char)c;
    }
    return slice_of(p, n);
}

/* "?flags?" or "?${name}?" in front of a field; a bare old field has none. */
static bool header_condition(struct qf_reader *r, struct slice *text, struct header *h)
{
    struct slice flags, name;

    if (!slice_skip(text, '?'))
        return true;
    if (!slice_until(text, '?', &flags))
        return qf_bad(r, "mailer flags of a header field without end");
    if (slice_skip_text_case(&flags, SLICE("${"))) {
        if (!slice_until(&flags, '}', &name) || !qf_is_macro_name(name))
            return qf_bad(r, "a macro name that cannot be");
        h->macro = arena_copy(r->e->in, name);
        return true;
    }
    for (size_t i = 0; i < flags.len; i++) {
        if (ascii_is_print(flags.p[i]))
            flag_add(&h->mailers, flags.p[i]);
    }
    return true;
}

/* Blanks may stand before the colon; a line end or a control byte may not stand anywhere. */
static bool is_field_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.p[i];

        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return name.len > 0;
}

bool qf_read_header(struct qf_reader *r, struct slice text)
{
    struct header h = {0};
    struct slice name;
    bool has_macro;

    if (!header_condition(r, &text, &h))
        return false;
    if (!slice_until(&text, ':', &name) || !is_field_name(name))
        return qf_bad(r, "a header field without a name");
    h.name = arena_copy(r->e->in, name);
    h.value = unquoted_value(text, r->e->in, &has_macro);
    h.ours = has_macro || flag_any(&h.mailers) || h.macro.len > 0;
    *VEC_ADD(&r->e->headers, r->e->in) = h;
    return true;
}

static void write_flag_set(const struct flag_set *flags, struct str *out)
{
    for (char c = '!'; c <= '~'; c++) {
        if (flag_has(flags, c))
            str_add_char(out, c);
    }
}

/* A line end inside a value must be followed by a blank, or the rest would be a line of its own. */
static void write_value(const struct header *h, struct str *out)
{
    for (size_t i = 0; i < h->value.len; i++) {
        unsigned char c = (unsigned char)h->value.p[i];

        if (must_quote(c) && !(h->ours && c == MACRO_BYTE))
            str_add_char(out, (char)QUOTE_BYTE);
        str_add_char(out, (char)c);
        if (c == '\n' &&
            (i + 1 == h->value.len || (h->value.p[i + 1] != ' ' && h->value.p[i + 1] != '\t')))
            str_add_char(out, '\t');
    }
}

static void write_field_name(struct slice name, struct str *out)
{
    for (size_t i = 0; i < name.len; i++)
        str_add_char(out, is_field_name(slice_part(name, i, 1)) ? name.p[i] : '?');
}

void qf_write_headers(const struct envelope *e, struct str *out)
{
    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];

        str_add_text(out, "H?");
        if (h->macro.len > 0)
            str_printf(out, "${%.*s}", SLICE_ARG(h->macro));
        else
            write_flag_set(&h->mailers, out);
        str_add_char(out, '?');
        write_field_name(h->name, out);
        str_add_char(out, ':');
        write_value(h, out);
        str_add_char(out, '\n');
    }
}
