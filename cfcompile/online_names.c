/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What others find in the DNS: this host, the name that mail is masqueraded as, the exchanges of
 * domains that are local or relayed; and the lists that clients are looked up in.
 */
#include <string.h>

#include "base/str.h"
#include "cfcompile/online_inner.h"
#include "map/map.h"
#include "os/file.h"
#include "rule/macro.h"

enum { DOMAINS_MAX = 100, TEXT_MAX = 64 << 20, LISTS_MAX = 20 };

static void unknown(struct online *o, const struct online_place *at, struct slice name,
                    struct slice why)
{
    if (!o->dns_is_silent)
        online_say(o, at, "online-03", name, "%.*s could not be looked up just now: %.*s",
                   SLICE_ARG(name), SLICE_ARG(why));
}

/* The line that gives a macro its value; line 0: none does. */
static struct online_place line_of(struct online *o, const char *macro)
{
    struct slice text = o->lint->cf_text, name, value;
    struct online_place at = {0};

    for (at.line = 1; slice_line(&text, &at.source); at.line++)
        if (online_macro(at.source, &name, &value) && slice_is(name, macro))
            return at;
    return (struct online_place){0};
}

/* ---- who we say we are ---------------------------------------------------------------------- */

static void own_name(struct online *o)
{
    struct slice name = macros_expanded(o->lint->config->macros, 'j', o->in), why = {0};
    struct online_place at = line_of(o, "j");
    enum online_answer answer;

    if (slice_find(name, '.') == SIZE_MAX || slice_starts_case(name, SLICE("localhost")))
        return; /* told without the network */
    answer = online_has_address(o, name, &why);
    if (answer == ONLINE_UNKNOWN)
        unknown(o, &at, name, why);
    else if (answer == ONLINE_WRONG)
        online_say(o, &at, "online-04", name,
                   "this host calls itself %.*s, and others look for it in vain: %.*s",
                   SLICE_ARG(name), SLICE_ARG(why));
}

static void masquerade(struct online *o)
{
    struct slice name = macros_expanded(o->lint->config->macros, 'M', o->in), why = {0};
    struct online_place at = line_of(o, "M");
    enum online_answer answer;

    if (name.len == 0)
        return;
    answer = online_has_mail(o, name, &why);
    if (answer == ONLINE_UNKNOWN)
        unknown(o, &at, name, why);
    else if (answer == ONLINE_WRONG)
        online_say(o, &at, "host-06", name,
                   "mail is masqueraded as %.*s, and others refuse such senders: %.*s",
                   SLICE_ARG(name), SLICE_ARG(why));
}

/* ---- whose mail comes here ------------------------------------------------------------------ */

/* False when there is nothing to tell; *best is the first exchange then. */
static bool goes_elsewhere(struct online *o, const struct online_hosts *exchanges,
                           struct slice domain, struct slice *best)
{
    for (size_t i = 0; i < exchanges->len; i++)
        if (slice_eq_case(exchanges->p[i], domain) || online_is_ours(o, exchanges->p[i]))
            return false;
    *best = exchanges->len > 0 ? exchanges->p[0] : (struct slice){0};
    return exchanges->len > 0;
}

static void local_domain(struct online *o, const struct online_place *at, struct slice domain)
{
    struct online_hosts exchanges = {0};
    struct slice best, why = {0};

    /* Without an MX record the exchange is the domain itself: a host's own name. */
    if (online_exchanges(o, domain, &exchanges, &why) == ONLINE_WELL &&
        goes_elsewhere(o, &exchanges, domain, &best))
        online_say(o, at, "online-05", domain,
                   "%.*s is local here, but its mail goes to %.*s: only mail from this host "
                   "arrives in it",
                   SLICE_ARG(domain), SLICE_ARG(best));
}

/* A key of mailertable says where it goes on to, for the domain or for what is below another. */
static bool has_route(struct online *o, struct slice domain)
{
    struct map *table = maps_find(o->lint->config->maps, SLICE("mailertable"));

    for (size_t dot = 0; table != NULL && dot != SIZE_MAX;) {
        struct map_query query = {.key = slice_from_at(domain, dot)};
        struct slice value;
        struct err err = {0};
        if (map_lookup(table, &query, o->in, &value, &err) != MAP_ABSENT)
            return true;
        size_t next = slice_find(slice_from_at(domain, dot + 1), '.');
        dot = next == SIZE_MAX ? SIZE_MAX : dot + 1 + next;
    }
    return false;
}

static void relayed_domain(struct online *o, const struct online_place *at, struct slice domain)
{
    struct online_hosts exchanges = {0};
    struct slice why = {0};

    if (lint_in_class(o->lint, "w", domain) ||
        online_exchanges(o, domain, &exchanges, &why) != ONLINE_WELL || exchanges.len == 0 ||
        !online_is_ours(o, exchanges.p[0]) || has_route(o, domain))
        return;
    online_say(o, at, "map-15", domain,
               "the best mail exchange of %.*s is %.*s, which is this host: mail for it would come "
               "back here; it belongs into local-host-names, or mailertable says where it goes on",
               SLICE_ARG(domain), SLICE_ARG(exchanges.p[0]));
}

static bool is_domain(struct slice word)
{
    return slice_find(word, '.') != SIZE_MAX && !ascii_is_digit(word.p[word.len - 1]) &&
           slice_find(word, ':') == SIZE_MAX && slice_find(word, '@') == SIZE_MAX &&
           word.p[0] != '[' && !slice_starts_case(word, SLICE("localhost"));
}

static void look_at_word(struct online *o, const struct online_place *at, struct slice class_name,
                         struct slice word, unsigned *asked)
{
    if (!is_domain(word) || *asked >= DOMAINS_MAX || o->dns_is_silent ||
        slice_eq_case(word, macros_expanded(o->lint->config->macros, 'j', o->in)))
        return;
    ++*asked;
    if (slice_is(class_name, "R"))
        relayed_domain(o, at, word);
    else
        local_domain(o, at, word);
}

/* "Cw a b", "C{R}a", "Fw/path", "F{VirtHost}-o /path": the words and where they stand. */
static void class_line(struct online *o, const struct online_place *at, unsigned *asked)
{
    struct slice rest = slice_from_at(at->source, 1), name, word;

    if (rest.len > 0 && rest.p[0] == '{') {
        rest = slice_from_at(rest, 1);
        if (!slice_until(&rest, '}', &name))
            return;
    } else {
        name = slice_part(rest, 0, 1);
        rest = slice_from_at(rest, name.len);
    }
    if (!slice_is(name, "w") && !slice_is(name, "R") && !slice_is(name, "VirtHost"))
        return;
    while (at->source.p[0] == 'C' && slice_word(&rest, &word))
        look_at_word(o, at, name, word, asked);
    while (at->source.p[0] == 'F' && slice_word(&rest, &word)) {
        struct online_place here = {.file = word};
        struct slice text, line;
        if (word.p[0] == '-')
            continue;
        if (word.p[0] != '/' || !file_read(arena_cstr(o->in, word), TEXT_MAX, o->in, &text, NULL))
            return;
        for (here.line = 1; slice_line(&text, &line); here.line++)
            if (line.len > 0 && line.p[0] != '#' && slice_word(&line, &word))
                look_at_word(o, &here, name, word, asked);
        return;
    }
}

static void domains(struct online *o)
{
    struct slice text = o->lint->cf_text;
    struct online_place at = {0};
    unsigned asked = 0;

    for (at.line = 1; slice_line(&text, &at.source); at.line++)
        if (slice_starts(at.source, SLICE("C")) || slice_starts(at.source, SLICE("F")))
            class_line(o, &at, &asked);
}

/* ---- lists of addresses --------------------------------------------------------------------- */

/* The zone of "$(map $4 . $3 . $2 . $1 . ZONE . $: ...": what stands between $1 and the default. */
static struct slice zone_of(struct online *o, struct slice rule)
{
    size_t at = slice_search(rule, SLICE("$("));
    struct str zone = str_new(o->in);
    struct slice rest, name;
    struct map *map;

    if (at == SIZE_MAX)
        return (struct slice){0};
    rest = slice_from_at(rule, at + 2);
    if (!slice_word(&rest, &name))
        return (struct slice){0};
    map = maps_find(o->lint->config->maps, name);
    size_t four = slice_search(rest, SLICE("$4")), one = slice_search(rest, SLICE("$1"));
    if (map == NULL || !slice_is(map_class_name(map), "dns") || four == SIZE_MAX ||
        one == SIZE_MAX || one < four)
        return (struct slice){0};
    rest = slice_from_at(rest, one + 2);
    rest = slice_part(rest, 0, slice_search(rest, SLICE("$:")));
    for (size_t i = 0; i < rest.len; i++)
        if (!ascii_is_space(rest.p[i]) && (rest.p[i] != '.' || zone.len > 0))
            str_add_char(&zone, rest.p[i]);
    struct slice found = str_slice(&zone);
    while (found.len > 0 && found.p[found.len - 1] == '.')
        found.len--;
    return slice_find(found, '$') == SIZE_MAX ? found : (struct slice){0};
}

/* A list that works has 127.0.0.2 on it and 127.0.0.1 not (RFC 5782). */
static void try_list(struct online *o, const struct online_place *at, struct slice zone)
{
    struct slice why = {0};
    enum online_answer none =
        online_has_address(o, arena_printf(o->in, "1.0.0.127.%.*s", SLICE_ARG(zone)), &why);
    enum online_answer test = ONLINE_UNKNOWN;

    if (none != ONLINE_UNKNOWN)
        test = online_has_address(o, arena_printf(o->in, "2.0.0.127.%.*s", SLICE_ARG(zone)), &why);
    if (none == ONLINE_WELL)
        online_say(o, at, "feature-05", zone,
                   "the list %.*s has 127.0.0.1 on it, so it may well have everybody",
                   SLICE_ARG(zone));
    else if (none == ONLINE_UNKNOWN || test == ONLINE_UNKNOWN)
        unknown(o, at, zone, why);
    else if (test == ONLINE_WRONG)
        online_say(o, at, "feature-05", zone,
                   "the list %.*s does not have its test entry 127.0.0.2: it has ended, or does "
                   "not answer this name server",
                   SLICE_ARG(zone));
}

static void lists(struct online *o)
{
    struct slice text = o->lint->cf_text, zone;
    struct online_place at = {0};
    unsigned n = 0;

    for (at.line = 1; slice_line(&text, &at.source) && n < LISTS_MAX; at.line++) {
        if (!slice_starts(at.source, SLICE("R")) || (zone = zone_of(o, at.source)).len == 0 ||
            !table_set(&o->tried, arena_printf(o->in, "list %.*s", SLICE_ARG(zone)), o))
            continue;
        n++;
        try_list(o, &at, zone);
    }
}

void online_names(struct online *o)
{
    if (o->dns_is_silent)
        return;
    own_name(o);
    masquerade(o);
    domains(o);
    lists(o);
}
