/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Aliases: which keys are tried, what a value means, and who owns a list.
 */
#include <string.h>
#include <syslog.h>

#include "base/debug.h"
#include "base/log.h"
#include "map/map.h"
#include "route/address_list.h"
#include "route/expand_internal.h"

enum { OWNER_NAME_MAX = 256, LEVEL_EXPANDED = 11 };

/* Map "aliases": what the service switch says, by default the alias files in their order. */
static enum map_answer ask(struct expand *x, struct slice key, struct slice *value, struct err *err)
{
    struct map *map = maps_find(x->route->cfg->maps, SLICE("aliases"));
    struct map_query query = {.key = key, .deferred = x->route->defer};

    return map_lookup(map, &query, x->env->in, value, err);
}

/* user+detail is looked up as it is, then as user+*, then as user; the detail stands in the host
 * part as rule set 5 leaves it. Postmaster is one name in any case. */
static enum map_answer look_up(struct expand *x, const struct address *a, struct slice *value,
                               struct err *err)
{
    struct arena *in = x->route->scratch;
    struct slice user = address_strip_quotes(a->user, in);
    enum map_answer answer;

    if (slice_is_case(user, "postmaster"))
        user = SLICE("postmaster");
    if (a->host.len > 0 && a->host.p[0] == '+') {
        answer =
            ask(x, arena_printf(in, "%.*s%.*s", SLICE_ARG(user), SLICE_ARG(a->host)), value, err);
        if (answer == MAP_ABSENT)
            answer = ask(x, arena_printf(in, "%.*s+*", SLICE_ARG(user)), value, err);
        if (answer != MAP_ABSENT)
            return answer;
    }
    answer = ask(x, user, value, err);
    if (answer == MAP_ABSENT && !slice_eq(user, a->user))
        answer = ask(x, a->user, value, err);
    return answer;
}

/* Can errors be sent to this value directly? Otherwise the owner- name itself is used. */
static bool is_one_plain_address(struct slice value)
{
    struct slice rest = value, first, second;

    if (!address_list_next(&rest, false, &first) || address_list_next(&rest, false, &second))
        return false;
    return memchr("|/:\"", first.p[0], 4) == NULL;
}

/* Who takes the errors of the list `name`; empty: nobody in particular. */
static struct slice owner_of(struct expand *x, struct slice name)
{
    struct slice key, value;

    if (slice_starts_case(name, SLICE("owner-")) || name.len > OWNER_NAME_MAX)
        key = SLICE("owner-owner");
    else
        key = arena_printf(x->env->in, "owner-%.*s", SLICE_ARG(name));
    if (ask(x, key, &value, NULL) != MAP_FOUND)
        return slice_of(NULL, 0);
    value = slice_trim(value);
    return value.len > 0 && is_one_plain_address(value) ? value : key;
}

bool expand_into(struct expand *x, size_t i, struct slice list, const struct expand_source *from)
{
    struct recipient *r = expand_at(x, i);

    r->state = RCPT_EXPANDED;
    r->status = EX_OK;
    (void)expand_members(x, list, from);
    r = expand_at(x, i);
    if ((r->flags & RCPT_KEPT) == 0 || r->state != RCPT_EXPANDED)
        return true;
    r->flags &= ~(unsigned)RCPT_KEPT;
    r->state = RCPT_PENDING;
    return false;
}

/* The reason is the envelope's, and told once. compatible: a text file that is not there is no
 * mistake of the system's. */
static void put_off(struct expand *x, size_t i, const struct err *err)
{
    const struct slice why = arena_copy(x->env->in, slice_from(err->text));

    if (x->say != NULL && !x->told_database && !slice_starts(why, SLICE("stab map ")))
        x->say(x->say_ctx,
               &(struct expand_news){.status = EX_OSERR, .reply = {451, SLICE("4.0.0"), why}});
    x->told_database = true;
    x->env->message = why;
    expand_later(x, i, "%s", EXPAND_NO_DATABASE);
    expand_at(x, i)->flags |= RCPT_ANSWERED;
}

bool expand_alias(struct expand *x, size_t i)
{
    struct recipient *r = expand_at(x, i);
    struct slice value = {0};
    struct err err = {0};
    struct expand_source from = {.parent = i, .flags = RCPT_ALIAS};
    const struct debug *debug = x->route->cfg->debug;

    if ((r->flags & RCPT_NO_ALIAS) || (x->flags & EXPAND_NO_ALIASES))
        return false;
    if (debug_wants(debug, 27, 1))
        debug_printf(debug, "alias(%.*s)\n", SLICE_ARG(r->addr.user));
    switch (look_up(x, &r->addr, &value, &err)) {
    case MAP_ABSENT:
        return false;
    case MAP_FAILED:
        put_off(x, i, &err);
        return true;
    case MAP_FOUND:
        break;
    }
    value = slice_trim(value);
    if (value.len == 0)
        return false;
    if (x->flags & EXPAND_VERIFY)
        return true;
    if (debug_wants(debug, 27, 1))
        debug_printf(debug, "%.*s (%.*s, %.*s) aliased to %.*s\n", SLICE_ARG(r->addr.text),
                     SLICE_ARG(r->addr.host), SLICE_ARG(r->addr.user), SLICE_ARG(value));
    log_line(LEVEL_EXPANDED, LOG_INFO, slice_from(x->env->id), "alias %.*s => %.*s",
             SLICE_ARG(r->addr.user), SLICE_ARG(value));
    expand_tell(x, i, "aliased to %.*s", SLICE_ARG(value));
    r->uid = x->route->cfg->opt.default_user.uid;
    r->gid = x->route->cfg->opt.default_user.gid;
    r->flags |= RCPT_GOOD_UID;
    from.owner = owner_of(x, r->addr.user);
    if (from.owner.len > 0) {
        r->flags |= RCPT_TO_LIST;
        r->owner = from.owner; /* also of errors about the list itself, if nobody is on it */
    }
    return expand_into(x, i, value, &from);
}
