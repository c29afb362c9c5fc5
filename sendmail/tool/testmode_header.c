/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /header: a header field, as one of a message.
 */
#include "mail/header.h"
#include "mail/header_trace.h"
#include "message/rules.h"
#include "sendmail/tool/testmode_internal.h"

enum { SHOWN_FROM_USER = 0x40000 };

/* The H line whose rule set looks at this field: its own, else "H*". */
static const struct header_line *checked_by(const struct config *cfg, struct slice name)
{
    const struct header_line *line = NULL;

    for (size_t i = 0; i < cfg->headers.len; i++) {
        const struct header_line *h = &cfg->headers.p[i];

        if (h->check_set >= 0 && slice_eq_case(h->name, name))
            return h;
        if (h->check_set >= 0 && slice_is(h->name, "*"))
            line = h;
    }
    return line;
}

/* compatible: an empty field for which the configuration has a value is dropped unseen. */
static bool has_default(const struct config *cfg, struct slice name)
{
    if ((header_kind(name) & HEADER_ALWAYS) != 0)
        return false;
    for (size_t i = 0; i < cfg->headers.len; i++) {
        const struct header_line *h = &cfg->headers.p[i];

        if (h->check_set < 0 && slice_eq_case(h->name, name))
            return true;
    }
    return false;
}

static unsigned header_shown(struct slice name, unsigned stripped)
{
    unsigned shown = header_trace_bits(name) | stripped;

    return (header_kind(name) & HEADER_END) != 0 ? shown : shown | SHOWN_FROM_USER;
}

/* The text of the rule set's name that looks at the field, if it is the field's own. */
static struct slice own_set(const struct testmode *t, const struct header_line *line,
                            struct slice name)
{
    if (line == NULL || !slice_eq_case(line->name, name))
        return SLICE("");
    return rules_name(t->cfg->rules, line->check_set);
}

/* compatible: a mark stands in front of each byte that would be an operator. */
static struct slice with_marks(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++) {
        if (meta_is_quoted((unsigned char)text.p[i]))
            str_add_char(&out, (char)META_QUOTE);
        str_add_char(&out, text.p[i]);
    }
    return str_slice(&out);
}

void testmode_header(struct testmode *t, struct slice args)
{
    struct message_rules rules = message_rules_of(&t->route);
    const struct header_line *line;
    struct slice name, value, set;
    struct check check = {0};
    unsigned stripped;

    if (!header_split(args, &name, &value)) {
        testmode_say(t, SLICE(""), "header syntax error, line \"%.*s\"",
                     SLICE_ARG(with_marks(args, t->scratch)));
        str_add_text(&t->out, "ul = 00000000\n");
        testmode_fault(t, EX_SOFTWARE);
        return;
    }
    if (value.len == 0 && has_default(t->cfg, name)) {
        str_add_text(&t->out, "ul = 00000000\n");
        return;
    }
    line = checked_by(t->cfg, name);
    set = own_set(t, line, name);
    stripped = set.len > 0 && !line->keep_comments ? HEADER_TRACE_STRIPPED : 0;
    header_trace_field(t->debug, name, value);
    header_trace_match(t->debug, name, stripped, set);
    if (line != NULL && value.len > 0) {
        rules.set_macro(rules.ctx, SLICE("hdr_name"), name);
        rules.set_macro(rules.ctx, SLICE("hdrlen"), arena_printf(t->scratch, "%zu", value.len));
        if (rules.check(rules.ctx, line, value, t->scratch, &check) != VERDICT_ACCEPT)
            str_printf(&t->out, "%.*s\n", SLICE_ARG(check.reply.text));
    }
    str_printf(&t->out, "ul = %#010x\n", header_shown(name, stripped));
}
