/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What no address in mail may have.
 */
#include "base/str.h"
#include "route/route.h"
#include "rule/meta.h"

static struct slice printable(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        str_add_char(&out, meta_is_range((unsigned char)text.p[i]) ? '?' : text.p[i]);
    return str_slice(&out);
}

struct slice route_text_fault(struct slice text, struct arena *in, bool *about)
{
    struct slice shown;

    *about = text.len > ROUTE_TEXT_MAX;
    if (*about) {
        shown = printable(slice_part(text, 0, ROUTE_TEXT_MAX), in);
        return arena_printf(in, "Address \"%.*s\" too long (%d bytes max)", SLICE_ARG(shown),
                            ROUTE_TEXT_MAX);
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!meta_is_range((unsigned char)text.p[i]))
            continue;
        shown = printable(text, in);
        return arena_printf(in, "8-bit character in mailbox address \"%.*s\"", SLICE_ARG(shown));
    }
    return SLICE("");
}
