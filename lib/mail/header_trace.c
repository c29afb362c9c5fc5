/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/header_trace.h"

#include "mail/header.h"

enum { CATEGORY = 31, AT_LINES = 6, AT_QUOTED = 7, AT_MATCHES = 9 };

enum { BIT_TEXT = 0x8000 }; /* words, not addresses */

static const struct {
    unsigned kind, shown;
} bits[] = {
    {HEADER_END, 0x1},         {HEADER_RCPT, 0x2},      {HEADER_RESENT, 0x8},
    {HEADER_BY_MAILER, 0x20},  {HEADER_ALWAYS, 0x40},   {HEADER_TRACE, 0x80},
    {HEADER_SENDER, 0x100},    {HEADER_RECEIPT, 0x400}, {HEADER_ERRORS, 0x800},
    {HEADER_TYPE, 0x2000},     {HEADER_BCC, 0x4000},    {HEADER_LATE, 0x20000},
    {HEADER_ENCODING, 0x1000},
};

unsigned header_trace_bits(struct slice name)
{
    unsigned kind = header_kind(name), shown = 0;

    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        if ((kind & bits[i].kind) != 0)
            shown |= bits[i].shown;
    }
    if (slice_is_case(name, "Subject") || slice_is_case(name, "Comments"))
        shown |= BIT_TEXT;
    return shown;
}

void header_trace_line(const struct debug *debug, struct slice text)
{
    if (debug_wants(debug, CATEGORY, AT_LINES))
        debug_printf(debug, "chompheader: %.*s\n", SLICE_ARG(text));
}

/* A field on one line: "\\n" where it was folded. */
static void show_field(const struct debug *debug, const char *before, struct slice name,
                       struct slice value)
{
    struct slice part;

    debug_printf(debug, "%s%.*s:", before, SLICE_ARG(name));
    while (slice_until(&value, '\n', &part))
        debug_printf(debug, "%.*s\\n", SLICE_ARG(part));
    debug_printf(debug, "%.*s\n", SLICE_ARG(value));
}

void header_trace_field(const struct debug *debug, struct slice name, struct slice value)
{
    if (debug_wants(debug, CATEGORY, AT_LINES))
        show_field(debug, "chompheader: ", name, value);
    if (debug_wants(debug, CATEGORY, AT_QUOTED))
        show_field(debug, "chompheader: quoted: ", name, value);
}

void header_trace_match(const struct debug *debug, struct slice name, unsigned stripped,
                        struct slice set)
{
    unsigned shown = header_trace_bits(name) | stripped;

    if (!debug_wants(debug, CATEGORY, AT_MATCHES))
        return;
    if (shown == 0 && set.len == 0 && (header_kind(name) & (HEADER_DATE | HEADER_ID)) == 0)
        debug_text(debug, SLICE("no header flags match\n"));
    else
        debug_printf(debug, "header match, flags=%x, ruleset=%.*s\n", shown,
                     SLICE_ARG(set.len > 0 ? set : SLICE("<NULL>")));
}
