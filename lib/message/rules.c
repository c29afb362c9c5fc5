/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/rules.h"

#include "rule/macro.h"

enum { LEVEL_CHECK = 3, CURRENT_MAX = 255 };

static void expand(void *ctx, struct slice coded, struct str *out)
{
    const struct route *route = ctx;

    macro_expand(route->macros, coded, out);
}

static macro_id id_of(const struct route *route, struct slice name)
{
    return name.len == 1 ? (macro_id)(unsigned char)name.p[0]
                         : macro_names_find(route->cfg->names, name);
}

static struct slice macro(void *ctx, struct slice name)
{
    const struct route *route = ctx;
    macro_id id = id_of(route, name);

    if (id == 0 || macros_get(route->macros, id).p == NULL)
        return (struct slice){0};
    return macros_expanded(route->macros, id, route->scratch);
}

static void set_macro(void *ctx, struct slice name, struct slice value)
{
    const struct route *route = ctx;
    macro_id id = id_of(route, name);

    if (id != 0)
        macros_set(route->macros, id, value);
}

static struct slice rewrite(void *ctx, struct slice text, const struct mailer *mailer,
                            unsigned flags, struct slice domain, struct arena *in, int *status)
{
    return route_rewrite(ctx, text, mailer, flags, domain, in, status);
}

static struct slice domain_of(void *ctx, struct slice text, struct arena *in)
{
    return route_domain_of(ctx, text, in);
}

/* ${currHeader}: a quoted string, so that a rule set may match all of it as one token; blanks as
 * they were sent, also the one behind the colon. */
static void set_current(const struct route *route, struct slice value)
{
    struct str quoted = str_new(route->scratch);

    str_add_char(&quoted, '"');
    for (size_t i = 0; i < value.len && quoted.len < CURRENT_MAX - 1; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\')
            str_add_char(&quoted, '\\');
        str_add_char(&quoted, value.p[i] == '\n' ? ' ' : value.p[i]);
    }
    str_add_char(&quoted, '"');
    macros_set(route->macros, MACRO_CURR_HEADER, str_slice(&quoted));
}

static enum verdict check(void *ctx, const struct header_line *line, struct slice value,
                          struct arena *in, struct check *out)
{
    struct route *route = ctx;

    set_current(route, value);
    return route_check_set(route, line->check_set, value, (struct slice){0},
                           CHECK_ALONE | (line->keep_comments ? CHECK_KEEP_COMMENTS : 0),
                           LEVEL_CHECK, in, out);
}

static enum verdict check_end(void *ctx, int64_t fields, int64_t bytes, struct arena *in,
                              struct check *out)
{
    return route_check(ctx, SLICE("check_eoh"), arena_printf(in, "%lld", (long long)fields),
                       arena_printf(in, "%lld", (long long)bytes), 0, LEVEL_CHECK, in, out);
}

struct message_rules message_rules_of(struct route *route)
{
    return (struct message_rules){.ctx = route,
                                  .expand = expand,
                                  .macro = macro,
                                  .set_macro = set_macro,
                                  .rewrite = rewrite,
                                  .domain_of = domain_of,
                                  .check = check,
                                  .check_end = check_end};
}
