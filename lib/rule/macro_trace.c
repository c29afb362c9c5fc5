/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/macro_trace.h"

#include "base/debug.h"
#include "rule/token.h"

enum { CATEGORY = 35, DEFINITIONS = 9, NAMES = 14, EXPANSIONS = 24 };

static void tell(const struct debug *debug, const char *before, struct slice text,
                 const char *after)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);

    str_add_text(&out, before);
    token_show_text(text, TOKEN_LOOK_PLAIN, &out);
    str_add_text(&out, after);
    debug_text(debug, str_slice(&out));
    arena_drop(in);
}

void macro_trace_define(const struct macros *scope, macro_id id, struct slice value)
{
    const struct debug *debug = macro_names_watcher(macros_names(scope));
    struct slice name = macro_names_text(macros_names(scope), id);

    if (!debug_wants(debug, CATEGORY, DEFINITIONS))
        return;
    debug_printf(debug, "%sdefine(%.*s", macros_get(scope, id).p != NULL ? "re" : "",
                 SLICE_ARG(name));
    tell(debug, " as ", value, ")\n");
}

void macro_trace_name(const struct macro_names *names, struct slice text, macro_id id)
{
    const struct debug *debug = macro_names_watcher(names);

    if (!debug_wants(debug, CATEGORY, NAMES))
        return;
    tell(debug, "macid(", text, ") => ");
    if (id > ' ' && id < 0x7f)
        debug_printf(debug, "%c\n", (char)id);
    else
        debug_printf(debug, "0x%x\n", id);
}

void macro_trace_expand(const struct macros *scope, struct slice text)
{
    const struct debug *debug = macro_names_watcher(macros_names(scope));

    if (debug_wants(debug, CATEGORY, EXPANSIONS))
        tell(debug, "expand(", text, ")\n");
}

void macro_trace_expanded(const struct macros *scope, struct slice text)
{
    const struct debug *debug = macro_names_watcher(macros_names(scope));

    if (debug_wants(debug, CATEGORY, EXPANSIONS))
        tell(debug, "expand ==> ", text, "\n");
}
