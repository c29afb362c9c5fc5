/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The user database (option UserDatabaseSpec): a user without an alias, but with a maildrop there,
 * gets his mail where that says. An "@host" among the files takes everybody the files before it do
 * not have.
 */
#include <syslog.h>

#include "base/debug.h"
#include "base/log.h"
#include "map/map.h"
#include "route/address_list.h"
#include "route/expand_internal.h"

enum { LEVEL_EXPANDED = 11 };
enum { CATEGORY = 28, AT_QUESTIONS = 1, AT_ABSENT = 2, AT_ALL = 80 }; /* of -d */

/* "@host" of the option; empty: none. */
static struct slice catch_all(struct slice spec)
{
    struct slice one;

    while (spec.len > 0) {
        if (!slice_until(&spec, ',', &one)) {
            one = spec;
            spec = SLICE("");
        }
        one = slice_trim(one);
        if (slice_starts(one, SLICE("@")))
            return one;
    }
    return SLICE("");
}

static enum map_answer find(struct expand *x, struct slice user, struct slice *value,
                            struct err *err)
{
    const struct config *cfg = x->route->cfg;
    struct map *map = maps_find(cfg->maps, SLICE("userdb.maildrop"));
    struct map_query query = {.key = user, .deferred = x->route->defer, .all = true};
    enum map_answer answer = map_lookup(map, &query, x->env->in, value, err);
    struct slice host = catch_all(cfg->opt.user_database_spec);

    if (answer != MAP_ABSENT || host.len == 0)
        return answer;
    *value = arena_printf(x->env->in, "%.*s%.*s", SLICE_ARG(user), SLICE_ARG(host));
    return MAP_FOUND;
}

static void trace_asked(const struct debug *debug, const struct recipient *r)
{
    if (debug_wants(debug, CATEGORY, AT_QUESTIONS))
        debug_printf(debug, "udbexpand(%.*s)\n", SLICE_ARG(r->addr.text));
    if (debug_wants(debug, CATEGORY, AT_ALL))
        debug_printf(debug, "udbexpand: trying %.*s:maildrop (%zu) via db\n",
                     SLICE_ARG(r->addr.user), r->addr.user.len + sizeof ":maildrop" - 1);
}

static void trace_answer(const struct debug *debug, struct slice user, enum map_answer answer,
                         struct slice value)
{
    if (answer == MAP_FOUND && debug_wants(debug, CATEGORY, AT_ALL))
        debug_printf(debug, "udbexpand: match %.*s:maildrop: %.*s\n", SLICE_ARG(user),
                     SLICE_ARG(value));
    if (answer == MAP_ABSENT && debug_wants(debug, CATEGORY, AT_ABSENT))
        debug_printf(debug, "udbexpand: no match on %.*s:maildrop (%zu)\n", SLICE_ARG(user),
                     user.len + sizeof ":maildrop" - 1);
}

bool expand_userdb(struct expand *x, size_t i)
{
    struct recipient *r = expand_at(x, i);
    const struct debug *debug = x->route->cfg->debug;
    enum map_answer answer;
    struct expand_source from = {.parent = i};
    struct slice value = {0};
    struct err err = {0};
    size_t first;

    if (x->route->cfg->opt.user_database_spec.len == 0 || (r->flags & RCPT_NO_ALIAS) ||
        r->addr.settled)
        return false;
    trace_asked(debug, r);
    answer = find(x, r->addr.user, &value, &err);
    trace_answer(debug, r->addr.user, answer, value);
    switch (answer) {
    case MAP_ABSENT:
        return false;
    case MAP_FAILED:
        expand_later(x, i, "%s", err.text);
        return true;
    case MAP_FOUND:
        break;
    }
    value = slice_trim(value);
    if (value.len == 0)
        return false;
    if (x->flags & EXPAND_VERIFY)
        return true;
    log_line(LEVEL_EXPANDED, LOG_INFO, slice_from(x->env->id), "expand %.*s => %.*s",
             SLICE_ARG(r->addr.text), SLICE_ARG(value));
    expand_tell(x, i, "expanded to %.*s", SLICE_ARG(value));
    first = x->env->rcpts.len;
    if (!expand_into(x, i, value, &from))
        return false;
    if (expand_at(x, i)->state != RCPT_EXPANDED || !expand_only_itself(x, i, first))
        return true;
    expand_at(x, i)->state = RCPT_PENDING;
    return false;
}
