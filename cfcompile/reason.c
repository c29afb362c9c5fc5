/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/reason.h"

#include <string.h>

#include "map/map.h"

/* Lookups in these say nothing that a site wrote. */
static const char *const own_classes[] = {"host", "dequote", "arith", "macro", "bestmx",
                                          "dns",  "user",    "regex", "null",  "syslog"};

/* Macros of the .cf that a define of the .mc fills. */
static const struct {
    char macro;
    const char *define;
} relays[] = {
    {'S', "SMART_HOST"},   {'H', "MAIL_HUB"},      {'R', "LOCAL_RELAY"},
    {'L', "LUSER_RELAY"},  {'M', "MASQUERADE_AS"}, {'Y', "UUCP_RELAY"},
    {'B', "BITNET_RELAY"}, {'C', "DECNET_RELAY"},  {'F', "FAX_RELAY"},
};

static void add_cause(struct reason *r, struct cause cause, struct arena *in)
{
    if (cause.line == 0)
        return;
    for (size_t i = 0; i < r->causes.len; i++)
        if (r->causes.p[i].line == cause.line && slice_eq(r->causes.p[i].file, cause.file))
            return;
    *VEC_ADD(&r->causes, in) = cause;
}

static bool is_own(const struct source *source, struct slice map)
{
    const struct map *m = maps_find(source->config->maps, map);

    for (size_t i = 0; m != NULL && i < COUNT(own_classes); i++)
        if (slice_is(map_class_name(m), own_classes[i]))
            return true;
    return false;
}

static bool already_asked(const struct reason *r, const struct watch_lookup *l)
{
    for (size_t i = 0; i < r->keys.len; i++)
        if (slice_eq(r->keys.p[i].map, l->map) && slice_eq(r->keys.p[i].key, l->key))
            return true;
    return false;
}

static void add_keys(const struct source *source, const struct watch *w, struct arena *in,
                     struct reason *r)
{
    for (size_t i = 0; i < w->lookups.len; i++) {
        const struct watch_lookup *l = &w->lookups.p[i];
        int line;

        if (l->answer == RULE_ABSENT || !l->decided ||
            (l->answer == RULE_FOUND && is_own(source, l->map)))
            continue;
        if (already_asked(r, l))
            continue;
        *VEC_ADD(&r->keys, in) = (struct reason_key){
            l->map, l->key, l->value, l->answer, keyline_find(source->config, l->map, l->key, in)};
        line = source_line(source, arena_printf(in, "K%.*s", SLICE_ARG(l->map)), 0);
        if (line > 0)
            add_cause(r, source_cause(source, line, in), in);
    }
}

/* ---- classes -------------------------------------------------------------------------------- */

/* "w", "{name}" behind "$=" of a rule; moves *rest. */
static bool next_class(struct slice *rest, struct slice *name)
{
    size_t at = slice_search(*rest, SLICE("$="));

    if (at == SIZE_MAX || at + 2 >= rest->len)
        return false;
    *rest = slice_from_at(*rest, at + 2);
    if (rest->p[0] == '{') {
        slice_skip(rest, '{');
        return slice_until(rest, '}', name);
    }
    *name = slice_part(*rest, 0, 1);
    *rest = slice_from_at(*rest, 1);
    return true;
}

/* The part of a C or F line behind the class, if it is about this one. */
static bool line_of_class(struct slice line, char letter, struct slice name, struct slice *rest)
{
    *rest = line;
    if (!slice_skip(rest, letter))
        return false;
    if (slice_skip(rest, '{'))
        return slice_starts(*rest, name) && rest->len > name.len && rest->p[name.len] == '}' &&
               (*rest = slice_from_at(*rest, name.len + 1), true);
    return name.len == 1 && slice_skip(rest, name.p[0]);
}

static bool lists(struct slice words, struct slice member)
{
    struct slice word;

    while (slice_word(&words, &word))
        if (slice_eq_case(word, member))
            return true;
    return false;
}

/* "-o /path", "/path %[^#]": the path of an F line. */
static struct slice path_of(struct slice rest)
{
    struct slice word;

    while (slice_word(&rest, &word))
        if (word.p[0] == '/')
            return word;
    return slice_of(NULL, 0);
}

/* Who put `member` into the class: a C line, or a line of an F line's file. */
static bool find_member(const struct source *source, struct slice name, struct slice member,
                        struct arena *in, struct reason *r)
{
    struct slice rest = source->text, line, behind;

    for (int n = 1; slice_line(&rest, &line); n++) {
        struct keyline at = {0};

        if (line_of_class(line, 'C', name, &behind) && lists(behind, member))
            at = (struct keyline){slice_from(source->path), n, line};
        else if (line_of_class(line, 'F', name, &behind))
            at = keyline_of_member(path_of(behind), member, in);
        if (at.line == 0)
            continue;
        for (size_t i = 0; i < r->members.len; i++)
            if (slice_eq(r->members.p[i].class_name, name) &&
                slice_eq(r->members.p[i].member, member))
                return true;
        *VEC_ADD(&r->members, in) = (struct reason_member){name, member, at};
        struct cause cause = source_cause(source, n, in);
        if (cause.line > 0 && line.p[0] == 'C')
            r->members.p[r->members.len - 1].at = (struct keyline){cause.file, cause.line, line};
        add_cause(r, cause, in);
        return true;
    }
    return false;
}

/* A rule that tests a class was told "yes": by which name of the address? Longest first. */
static void add_members(const struct source *source, struct slice rule, struct slice about,
                        struct arena *in, struct reason *r)
{
    struct slice name;

    while (next_class(&rule, &name)) {
        struct slice rest = about;
        size_t at = slice_find_last(rest, '@');

        if (at != SIZE_MAX)
            rest = slice_from_at(rest, at + 1);
        while (rest.len > 0 && !find_member(source, name, rest, in, r)) {
            size_t dot = slice_find(rest, '.');
            rest = dot == SIZE_MAX ? slice_of(NULL, 0) : slice_from_at(rest, dot + 1);
        }
    }
}

/* ---- rules ---------------------------------------------------------------------------------- */

static struct slice shown_rule(struct slice line, struct arena *in)
{
    struct str out = str_new(in);
    bool gap = false;

    for (size_t i = 1; i < line.len; i++) {
        if (line.p[i] == '\t') {
            if (gap)
                break; /* the comment of the rule */
            while (i + 1 < line.len && line.p[i + 1] == '\t')
                i++;
            str_add_text(&out, " -> ");
            gap = true;
            continue;
        }
        str_add_char(&out, line.p[i]);
    }
    return slice_trim(str_slice(&out));
}

static void add_relays(const struct source *source, struct slice rule, struct arena *in,
                       struct reason *r)
{
    for (size_t i = 0; i < COUNT(relays); i++) {
        char plain[] = {'$', relays[i].macro, '\0'}, late[] = {'$', '&', relays[i].macro, '\0'};
        struct cause c;

        if (slice_search(rule, slice_from(plain)) == SIZE_MAX &&
            slice_search(rule, slice_from(late)) == SIZE_MAX)
            continue;
        c = source_find(source, SLICE("define"), slice_from(relays[i].define));
        if (c.line == 0)
            c = source_find(source, slice_from(relays[i].define), SLICE(""));
        add_cause(r, c, in);
    }
}

/* What a rule that matched refers to. */
static void add_references(const struct source *source, int cf_line, struct slice about,
                           struct arena *in, struct reason *r)
{
    struct slice line = source_text(source, cf_line);

    add_members(source, slice_part(line, 0, slice_find(line, '\t')), about, in, r);
    add_relays(source, line, in, r);
}

/* The rule sets and rules that led to "$#". */
static void add_chain(const struct source *source, const struct answer *f, struct arena *in,
                      struct reason *r)
{
    const struct watch *w = f->watch;

    for (size_t i = 0; i < w->chain.len; i++) {
        *VEC_ADD(&r->sets, in) = rules_name(source->config->rules, w->chain.p[i].set);
        if (w->chain.p[i].line == 0)
            continue;
        r->cf_line = w->chain.p[i].line;
        r->rule = shown_rule(source_text(source, r->cf_line), in);
        add_references(source, r->cf_line, f->about, in, r);
        add_cause(r, source_cause(source, r->cf_line, in), in);
    }
}

/* Nothing was decided: all that applied may matter. */
static void add_all(const struct source *source, const struct answer *f, struct arena *in,
                    struct reason *r)
{
    if (f->step >= PROBE_ENV_SENDER && slice_eq(f->about, f->text))
        return;
    for (size_t i = 0; i < f->watch->lines.len; i++)
        add_references(source, f->watch->lines.p[i], f->about, in, r);
}

static void add_mailer(const struct source *source, const struct answer *f, struct arena *in,
                       struct reason *r)
{
    struct slice rest = f->text, mailer;
    int line;

    if (f->step != PROBE_DELIVERY || f->refused || !slice_word(&rest, &mailer))
        return;
    line = source_line(source, arena_printf(in, "M%.*s", SLICE_ARG(mailer)), 0);
    if (line > 0)
        add_cause(r, source_cause(source, line, in), in);
}

void reason_find(const struct source *source, const struct answer *f, struct arena *in,
                 struct reason *out)
{
    *out = (struct reason){0};
    add_keys(source, f->watch, in, out);
    if (f->watch->resolved)
        add_chain(source, f, in, out);
    else
        add_all(source, f, in, out);
    add_mailer(source, f, in, out);
}
