/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of test mode that begin with a slash.
 */
#include "base/table.h"
#include "map/map.h"
#include "net/resolver.h"
#include "route/route_internal.h"
#include "sendmail/tool/testmode_internal.h"

enum { NAME_MAX_BYTES = 256 }; /* of what /canon takes, with a byte for its end */

bool testmode_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct slice testmode_take_word(struct slice *in, bool (*parts)(char c))
{
    size_t len = 0;
    struct slice word;

    while (len < in->len && !parts(in->p[len]))
        len++;
    word = slice_part(*in, 0, len);
    *in = slice_from_at(*in, len + 1);
    return word;
}

void testmode_skip_space(struct slice *in)
{
    while (in->len > 0 && ascii_is_space(in->p[0]))
        *in = slice_from_at(*in, 1);
}

static void run_quit(struct testmode *t, struct slice args UNUSED)
{
    t->done = true;
}

static void run_mx(struct testmode *t, struct slice args)
{
    struct slice *names = NULL;
    size_t count = 0;
    enum testmode_mx answer;

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /mx address\n");
        return;
    }
    if (t->world == NULL || t->world->exchangers == NULL) {
        testmode_say(t, SLICE(""), "This program cannot ask for mail exchangers");
        return;
    }
    answer =
        t->world->exchangers(t->world->ctx, args, macros_expanded(t->route.macros, 'm', t->scratch),
                             t->scratch, &names, &count);
    str_printf(&t->out, "getmxrr(%.*s) returns ", SLICE_ARG(args));
    if (answer == TESTMODE_MX_NULL) {
        str_add_text(&t->out, "null MX (See RFC7505)\n");
        return;
    }
    str_printf(&t->out, "%d value(s):\n", answer == TESTMODE_MX_LATER ? -1 : (int)count);
    for (size_t i = 0; i < count; i++)
        str_printf(&t->out, "\t%.*s\n", SLICE_ARG(names[i]));
}

static struct slice lookup(struct testmode *t, struct map *map, struct slice key,
                           enum map_answer *answer, int *status)
{
    struct rule_maps maps = route_maps(&t->route);
    struct slice value = {NULL, 0}, args[1] = {key};
    struct err err = {0};

    *status = EX_OK;
    switch (maps.lookup(maps.ctx, map, t->route.macros, args, 1, t->scratch, &value, &err)) {
    case RULE_FOUND:
        *answer = MAP_FOUND;
        break;
    case RULE_ABSENT:
        *answer = MAP_ABSENT;
        *status = err.status;
        break;
    case RULE_FAILED:
        *answer = MAP_FAILED;
        *status = err.status != EX_OK ? err.status : EX_TEMPFAIL;
        break;
    }
    return value;
}

static void run_canon(struct testmode *t, struct slice args)
{
    struct map *map = maps_find(t->cfg->maps, SLICE("host"));
    /* compatible: what was asked for before does not count. */
    struct table no_hosts = table_new(t->scratch), *hosts = t->route.hosts_asked;
    enum map_answer answer = MAP_ABSENT;
    struct slice name = args;
    int status;

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /canon address\n");
        return;
    }
    if (args.len >= NAME_MAX_BYTES) {
        str_add_text(&t->out, "Name too long\n");
        return;
    }
    t->route.ear = NULL; /* the answer says it all */
    t->route.hosts_asked = &no_hosts;
    if (map != NULL && args.p[0] != '[')
        name = lookup(t, map, args, &answer, &status);
    t->route.hosts_asked = hosts;
    t->route.ear = &t->ear;
    if (answer != MAP_FOUND)
        name = args;
    /* compatible: with a DNS the last dot goes whether or not there is such a name. */
    if (slice_ends_case(name, SLICE(".")) &&
        (answer == MAP_FOUND || resolver_asks_dns(t->cfg->resolver)))
        name.len--;
    str_printf(&t->out, "getcanonname(%.*s) returns %.*s\n", SLICE_ARG(args), SLICE_ARG(name));
}

static void run_map(struct testmode *t, struct slice args)
{
    struct slice name = testmode_take_word(&args, ascii_is_space), value;
    struct map *map;
    enum map_answer answer;
    int status;

    if (name.len == 0) {
        str_add_text(&t->out, "Usage: /map mapname key\n");
        return;
    }
    if (args.len == 0) {
        str_add_text(&t->out, "No key specified\n");
        return;
    }
    map = maps_find(t->cfg->maps, name);
    if (map == NULL) {
        str_printf(&t->out, "Map named \"%.*s\" not found\n", SLICE_ARG(name));
        return;
    }
    if (!route_open_map(&t->route, map)) { /* what that says comes first */
        str_printf(&t->out, "Map named \"%.*s\" not open\n", SLICE_ARG(name));
        return;
    }
    /* What is wrong with a host is said between the question and its answer. */
    str_printf(&t->out, "map_lookup: %.*s (%.*s) ", SLICE_ARG(name), SLICE_ARG(args));
    t->route.raw_maps = true;
    value = lookup(t, map, args, &answer, &status);
    t->route.raw_maps = false;
    if (answer == MAP_FOUND)
        str_printf(&t->out, "returns %.*s (%d)\n", SLICE_ARG(value), status);
    else
        str_printf(&t->out, "no match (%d)\n", status);
}

/* compatible: a typed "\201?" is the operator that its macro has for a value. */
static struct slice with_operators(struct testmode *t, struct slice text)
{
    struct str out = str_new(t->scratch);

    for (size_t i = 0; i < text.len; i++) {
        enum meta stands_for = META_NONE;

        if ((unsigned char)text.p[i] == META_MACRO && i + 1 < text.len)
            stands_for = macros_operator(t->route.macros, (unsigned char)text.p[i + 1]);
        str_add_char(&out, stands_for != META_NONE ? (char)stands_for : text.p[i]);
        i += stands_for != META_NONE && stands_for != META_BOUND;
    }
    return str_slice(&out);
}

static void run_expand(struct testmode *t, struct slice args)
{
    struct str text = str_new(t->scratch);

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /expand string\n");
        return;
    }
    if (!macro_expand_rule(t->route.macros, with_operators(t, args), &text)) {
        testmode_say(t, SLICE(""), "%s", MACRO_TOO_DEEP);
        testmode_fault(t, EX_SOFTWARE);
    }
    token_show_kept(str_slice(&text), t->trace.look, &t->out); /* compatible: no line end */
}

/* compatible: "/gethostbyname" was always taken, and its answer never shown. */
static void run_silently(struct testmode *t UNUSED, struct slice args UNUSED)
{
}

static const struct {
    const char *name;
    void (*run)(struct testmode *t, struct slice args);
} commands[] = {
    {"canon", run_canon},
    {"gethostbyname", run_silently},
    {"header", testmode_header},
    {"expand", run_expand},
    {"map", run_map},
    {"mx", run_mx},
    {"parse", testmode_parse},
    {"quit", run_quit},
    {"sender", testmode_sender},
    {"try", testmode_try},
    {"tryflags", testmode_tryflags},
};

void testmode_slash(struct testmode *t, struct slice line)
{
    struct slice args = slice_from_at(line, 1), word;

    while (args.len > 0 && ascii_is_space(args.p[args.len - 1]))
        args.len--;
    word = testmode_take_word(&args, testmode_is_blank);
    if (word.len == 0) {
        str_add_text(&t->out, "Usage: /[canon|map|mx|parse|try|tryflags]\n");
        return;
    }
    testmode_skip_space(&args);
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (slice_is_case(word, commands[i].name)) {
            commands[i].run(t, args);
            return;
        }
    }
    str_printf(&t->out, "Unknown \"/\" command /%.*s\n", SLICE_ARG(word));
}
