/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration's maps, asked by rules. What map classes must not know (macro scopes, classes)
 * is handed to them as functions here.
 */
#include "base/debug.h"
#include "base/table.h"
#include "map/map.h"
#include "route/route_internal.h"

enum { SHOWN_KEY_MAX = 100 };

struct asker {
    struct macros *macros;
    const struct route *route;
};

static void say(void *ctx, struct slice words, int status)
{
    const struct asker *a = ctx;
    const char *code = status == EX_OK ? "" : status == EX_OSERR ? "451" : "554";

    a->route->ear->say(a->route->ear->ctx, SLICE(""), code, words);
}

/* Test mode hears of a bad name; to anybody else only what comes of it shows. */
static void hear_name(void *ctx, const char *words)
{
    const struct asker *a = ctx;

    if (a->route->ear != NULL)
        a->route->ear->say(a->route->ear->ctx, SLICE(""), "554", slice_from(words));
}

/* Other than test mode runs in threads, which must not give out numbers: a name that the
 * configuration does not know cannot be read by anybody. */
static bool set_macro(void *ctx, struct slice name, struct slice value, bool set)
{
    struct asker *a = ctx;
    const struct macro_faults faults = {a, hear_name};
    struct macro_names *names = macros_names(a->macros);
    macro_id id;

    if (a->route->hosts_asked != NULL)
        id = macro_take_name(names, &name, &faults);
    else if (!macro_find_name(names, name, &faults, &id))
        id = 0;
    else if (id == 0)
        return true;
    if (id == 0)
        return false;
    if (set)
        macros_set(a->macros, id, value);
    else
        macros_unset(a->macros, id); /* compatible: the configuration's value shows again */
    return true;
}

static bool is_local(void *ctx, struct slice host)
{
    struct asker *a = ctx;

    return class_has(a->route->cfg->classes, 'w', host);
}

static void *find(void *ctx, struct slice name, struct rule_key *key)
{
    struct route *route = ctx;

    struct map *map = maps_find(route->cfg->maps, name);

    if (map != NULL && debug_wants(route->cfg->debug, 38, 2))
        (void)map_open(
            map, &(struct map_query){0}); /* -d38 tells of that before what is asked is told */
    if (map != NULL)
        *key = (struct rule_key){map_blank(map), map_keeps_quotes(map)};
    return map;
}

/* What the queue shows, and a peer whose bytes may be in the key is told. */
static struct slice failed_words(const struct map *map, struct slice key, struct arena *in)
{
    struct str words = str_new(in);

    str_printf(&words, "%.*s map: lookup (", SLICE_ARG(map_name(map)));
    for (size_t i = 0; i < key.len && i < SHOWN_KEY_MAX; i++)
        str_add_char(&words, key.p[i] > ' ' && key.p[i] < 0x7f ? key.p[i] : '?');
    str_add_text(&words, "): deferred");
    return str_slice(&words);
}

/* What test mode remembers of a host that was asked for. */
struct asked_host {
    struct slice domain; /* compatible: what was defined as $m then goes behind it from then on */
    bool told;           /* what is wrong with its name */
};

static struct asked_host *host_asked(const struct route *route, struct slice host)
{
    struct table *hosts = route->hosts_asked;
    struct asked_host *h = table_get(hosts, host);

    if (h != NULL)
        return h;
    h = ARENA_NEW(hosts->in, struct asked_host);
    h->domain = arena_copy(hosts->in, macros_unexpanded(route->macros, 'm', route->scratch));
    table_set(hosts, arena_copy(hosts->in, host), h);
    return h;
}

static void tell_of_host(const struct route *route, struct slice host, enum map_answer answer,
                         struct arena *in, const struct err *err)
{
    /* compatible: a host that cannot be asked for is named, also when -T gives an answer. */
    if (err->status == EX_TEMPFAIL) {
        route->ear->say(route->ear->ctx, SLICE(""), "851",
                        arena_printf(in, "%.*s: Name server timeout", SLICE_ARG(host)));
    } else if (answer == MAP_ABSENT && err->text[0] != '\0') {
        struct asked_host *h = route->hosts_asked != NULL ? host_asked(route, host) : NULL;

        if (h == NULL || !h->told)
            route->ear->say(route->ear->ctx, SLICE(""), "", arena_copy(in, slice_from(err->text)));
        if (h != NULL)
            h->told = true;
    }
}

static enum rule_answer lookup(void *ctx, void *map, struct macros *macros,
                               const struct slice *args, size_t nargs, struct arena *in,
                               struct slice *value, struct err *err)
{
    struct route *route = ctx;
    struct asker asker = {macros, route};
    struct map_query query = {.key = nargs > 0 ? args[0] : slice_of(NULL, 0),
                              .args = nargs > 0 ? args + 1 : NULL,
                              .nargs = nargs > 1 ? nargs - 1 : 0,
                              .raw = route->raw_maps,
                              .deferred = route->defer,
                              .set_macro = set_macro,
                              .is_local = is_local,
                              .say = route->ear != NULL ? say : NULL,
                              .ctx = &asker};
    enum map_answer answer;

    if (slice_is(map_class_name(map), "host"))
        query.domain =
            route->hosts_asked != NULL ? host_asked(route, query.key)->domain : slice_of(NULL, 0);
    answer = map_lookup(map, &query, in, value, err);
    if (route->ear != NULL && slice_is(map_class_name(map), "host") &&
        !(route->defer && map_is_not_deferred(map)))
        tell_of_host(route, query.key, answer, in, err);
    if (route->ear != NULL && slice_is(map_class_name(map), "regex") && answer == MAP_ABSENT &&
        err->text[0] != '\0')
        route->ear->say(route->ear->ctx, SLICE(""), "554", arena_copy(in, slice_from(err->text)));
    if ((answer == MAP_FAILED || err->status == EX_TEMPFAIL) && route->failed.len == 0)
        route->failed = failed_words(map, query.key, in);
    return answer == MAP_FOUND ? RULE_FOUND : answer == MAP_ABSENT ? RULE_ABSENT : RULE_FAILED;
}

bool route_open_map(struct route *route, struct map *map)
{
    struct asker asker = {.route = route};
    struct map_query query = {.say = route->ear != NULL ? say : NULL, .ctx = &asker};

    return map_open(map, &query);
}

struct rule_maps route_maps(struct route *route)
{
    return (struct rule_maps){.ctx = route, .find = find, .lookup = lookup};
}
