/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/saved_macros.h"

#include "rule/class.h"
#include "rule/macro.h"

static const char *const always[] = {"_", "r", "s", "daemon_flags"};

static bool has(const struct envelope *e, struct slice name)
{
    for (size_t i = 0; i < e->macros.len; i++)
        if (slice_eq(e->macros.p[i].name, name))
            return true;
    return false;
}

static void take(struct envelope *e, const struct macros *macros, struct slice name)
{
    struct slice value;

    /* Members of the class are written as in the configuration: "{client_addr}". */
    if (slice_skip(&name, '{'))
        name = slice_part(name, 0, slice_find(name, '}'));
    value = macros_get_name(macros, name);
    if (value.p == NULL || has(e, name))
        return;
    *VEC_ADD(&e->macros, e->in) =
        (struct saved_macro){arena_copy(e->in, name), arena_copy(e->in, value)};
}

void saved_macros_take(struct envelope *e, const struct config *cfg, const struct macros *macros)
{
    macro_id persistent = macro_names_find(cfg->names, SLICE("persistentMacros"));
    struct slice word;
    size_t at = 0;

    for (size_t i = 0; i < COUNT(always); i++)
        take(e, macros, slice_from(always[i]));
    while (persistent != 0 && class_next(cfg->classes, persistent, &at, &word))
        take(e, macros, word);
}
