/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/cf_lint.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/table.h"
#include "cfcompile/cf_value.h"
#include "cfcompile/names.h"
#include "map/map.h"

/* ---- what is defined ------------------------------------------------------------------------ */

struct defined {
    struct table known;
    struct name_list list; /* the same, to look for the nearest */
};

struct all_defined {
    struct defined sets, mailers, maps;
    struct defined
        called; /* sets; the list has those that sites write: the daemon's and Local_ ones */
};

/* Sets that the daemon calls. */
static const char *const hooks[] = {
    "check_relay", "check_mail",       "check_rcpt",       "check_compat", "check_data",
    "check_eom",   "check_eoh",        "check_etrn",       "check_expn",   "check_vrfy",
    "check_other", "trust_auth",       "tls_server",       "tls_client",   "tls_rcpt",
    "try_tls",     "tls_srv_features", "tls_clt_features", "srv_features", "clt_features",
    "queuegroup",  "greet_pause",      "authinfo",         "canonify",     "parse",
    "final",       "localaddr",        "check_bcc",        "dialup",
};

static void define(struct defined *d, struct slice name, struct arena *in)
{
    if (name.len > 0 && table_set(&d->known, name, d))
        *VEC_ADD(&d->list, in) = name;
}

/* Up to a byte of `stops`. */
static struct slice up_to(struct slice text, const char *stops)
{
    size_t n = 0;

    while (n < text.len && strchr(stops, text.p[n]) == NULL)
        n++;
    return slice_part(text, 0, n);
}

static struct slice unquoted(struct slice name)
{
    name = slice_trim(name);
    if (name.len > 1 && name.p[0] == '"' && name.p[name.len - 1] == '"')
        name = slice_part(name, 1, name.len - 2);
    return name;
}

static void collect(struct all_defined *all, struct slice text, struct arena *in)
{
    static const char *const mailers[] = {"error", "discard", "prog",      "quarantine", "unknown",
                                          "TEMP",  "*file*",  "*include*", "local"};
    static const char *const maps[] = {"host", "user", "aliases", "aliases.files"};
    struct slice line;

    all->sets.known = table_new_case(in);
    all->mailers.known = table_new_case(in);
    all->maps.known = table_new_case(in);
    all->called.known = table_new_case(in);
    for (size_t i = 0; i < COUNT(hooks); i++)
        define(&all->called, slice_from(hooks[i]), in);
    for (size_t i = 0; i < COUNT(mailers); i++)
        define(&all->mailers, slice_from(mailers[i]), in);
    for (size_t i = 0; i < COUNT(maps); i++)
        define(&all->maps, slice_from(maps[i]), in);
    while (slice_line(&text, &line)) {
        struct slice rest = slice_from_at(line, 1);
        if (line.len == 0)
            continue;
        slice_skip_blanks(&rest);
        if (line.p[0] == 'S')
            define(&all->sets, unquoted(up_to(rest, "=# \t")), in);
        else if (line.p[0] == 'M')
            define(&all->mailers, up_to(rest, ", \t"), in);
        else if (line.p[0] == 'K')
            define(&all->maps, up_to(rest, " \t"), in);
    }
}

/* ---- rules ---------------------------------------------------------------------------------- */

static bool is_number(struct slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_digit(name.p[i]))
            return false;
    return true;
}

/* A name that only the run will tell. */
static bool is_open(struct slice name)
{
    return name.len == 0 || slice_find(name, '$') != SIZE_MAX || name.p[0] == '{';
}

static void check_set(struct cf_linting *l, struct all_defined *all, struct slice name)
{
    struct slice near;

    if (!is_open(name) && slice_starts_case(name, SLICE("Local_")))
        define(&all->called, name, l->in);
    else if (!is_open(name))
        table_set(&all->called.known, name, all);
    if (is_open(name) || is_number(name) || table_has(&all->sets.known, name))
        return;
    near = names_near(&all->sets.list, name);
    cf_say(l, "cf-syntax-03", name, near, "no S line defines rule set %.*s%s%.*s%s",
           SLICE_ARG(name), near.len > 0 ? "; did you mean " : "", SLICE_ARG(near),
           near.len > 0 ? "?" : "");
}

/* "$>Name", "$> +Name": where rules and header lines call a set. */
static void check_calls(struct cf_linting *l, struct all_defined *all, struct slice side)
{
    for (size_t at; (at = slice_search(side, SLICE("$>"))) != SIZE_MAX;) {
        side = slice_from_at(side, at + 2);
        slice_skip_blanks(&side);
        if (slice_skip(&side, '+'))
            slice_skip_blanks(&side);
        if (side.len > 0 && side.p[0] == '$')
            continue;
        check_set(l, all, unquoted(up_to(side, " \t<>@[](),;:!%/|$")));
    }
}

/* Words behind $# that check_* rule sets return are no mailers: without a user behind it, only a
 * slip of one is told. */
static void check_mailers(struct cf_linting *l, const struct all_defined *all, struct slice side)
{
    for (size_t at; (at = slice_search(side, SLICE("$#"))) != SIZE_MAX;) {
        struct slice name, near;

        side = slice_from_at(side, at + 2);
        slice_skip_blanks(&side);
        name = up_to(side, " \t<>@[](),;:!%/|$");
        if (is_open(name) || table_has(&all->mailers.known, name))
            continue;
        near = names_near(&all->mailers.list, name);
        if (near.len > 0)
            cf_say(l, "cf-syntax-19", name, near, "there is no mailer %.*s; did you mean %.*s?",
                   SLICE_ARG(name), SLICE_ARG(near));
        else if (slice_search(side, SLICE("$:")) != SIZE_MAX)
            cf_say(l, "cf-syntax-19", name, near, "no M line defines the mailer %.*s",
                   SLICE_ARG(name));
    }
}

static void check_maps(struct cf_linting *l, const struct all_defined *all, struct slice side)
{
    for (size_t at; (at = slice_search(side, SLICE("$("))) != SIZE_MAX;) {
        struct slice name, near;

        side = slice_from_at(side, at + 2);
        slice_skip_blanks(&side);
        if (side.len > 0 && side.p[0] == '$')
            continue;
        name = up_to(side, " \t$");
        if (is_open(name) || table_has(&all->maps.known, name))
            continue;
        near = names_near(&all->maps.list, name);
        cf_say(l, "cf-syntax-20", name, near, "no K line defines the map %.*s%s%.*s%s",
               SLICE_ARG(name), near.len > 0 ? "; did you mean " : "", SLICE_ARG(near),
               near.len > 0 ? "?" : "");
    }
}

static void check_rule(struct cf_linting *l, struct all_defined *all)
{
    /* A line that goes on begins in one of the sides. */
    struct slice side =
        l->source.p[0] == 'R' ? slice_from_at(l->source, slice_find(l->source, '\t')) : l->source;

    check_calls(l, all, side);
    check_mailers(l, all, side);
    check_maps(l, all, side);
}

/* $1 to $9 of the right side, against what the left side has to be counted: $* $+ $- $=x $~x. */
static void check_bounds(struct cf_linting *l)
{
    size_t tab = slice_find(l->source, '\t');
    struct slice right = slice_from_at(l->source, tab + 1);
    int wildcards = 0;

    if (l->source.p[0] != 'R' || tab == SIZE_MAX)
        return;
    for (size_t i = 1; i + 1 < tab; i++)
        wildcards += l->source.p[i] == '$' && strchr("*+-=~", l->source.p[i + 1]) != NULL;
    /* What stands behind the second tab is a remark. */
    right = slice_part(right, 0, slice_find(right, '\t'));
    for (size_t i = 0; i + 1 < right.len; i++) {
        if (right.p[i] == '$' && right.p[i + 1] == '$') {
            i++;
            continue;
        }
        if (right.p[i] != '$' || !ascii_is_digit(right.p[i + 1]) ||
            (right.p[i + 1] > '0' && right.p[i + 1] - '0' <= wildcards))
            continue;
        cf_say(l, "cf-syntax-02", slice_part(right, i, 2),
               wildcards > 0 ? arena_printf(l->in, "$%d", wildcards) : (struct slice){0},
               "replacement $%c out of bounds: the left side has %d wildcard%s", right.p[i + 1],
               wildcards, wildcards == 1 ? "" : "s");
        return;
    }
}

/* The class of a map, and all there are when it is none of them. */
static void check_class(struct cf_linting *l)
{
    struct slice rest = slice_from_at(l->source, 1), name, class_name, near;
    struct name_list list = {0};
    struct str all = str_new(l->in);

    if (!slice_word(&rest, &name) || !slice_word(&rest, &class_name) || is_open(class_name))
        return;
    for (size_t n = 0; maps_class_name(n) != NULL; n++) {
        if (slice_is_case(class_name, maps_class_name(n)))
            return;
        *VEC_ADD(&list, l->in) = slice_from(maps_class_name(n));
        str_printf(&all, "%s%s", n > 0 ? ", " : "", maps_class_name(n));
    }
    near = names_near(&list, class_name);
    if (near.len > 0)
        cf_say(l, "cf-syntax-05", class_name, near,
               "readcf: map %.*s: class %.*s not available; did you mean %.*s?", SLICE_ARG(name),
               SLICE_ARG(class_name), SLICE_ARG(near));
    else
        cf_say(l, "cf-syntax-05", class_name, (struct slice){0},
               "readcf: map %.*s: class %.*s not available; there are %s", SLICE_ARG(name),
               SLICE_ARG(class_name), all.p);
}

/* S=envelope/header and R= of a mailer. */
static void check_mailer(struct cf_linting *l, struct all_defined *all)
{
    struct slice rest = slice_from_at(l->source, 1), piece;

    while (rest.len > 0) {
        if (!slice_until(&rest, ',', &piece)) {
            piece = rest;
            rest = (struct slice){0};
        }
        piece = slice_trim(piece);
        if (!slice_starts(piece, SLICE("S=")) && !slice_starts(piece, SLICE("R=")))
            continue;
        piece = slice_from_at(piece, 2);
        check_set(l, all, slice_trim(slice_part(piece, 0, slice_find(piece, '/'))));
        if (slice_find(piece, '/') != SIZE_MAX)
            check_set(l, all, slice_trim(slice_from_at(piece, slice_find(piece, '/') + 1)));
    }
}

/* A set of the site under a name that is nearly one that is called: the site's rules never run.
 * Sets that are far from any are left alone: somebody may call them by hand. */
static void check_called(struct cf_linting *l, const struct all_defined *all)
{
    struct slice name = unquoted(up_to(slice_from_at(l->source, 1), "=# \t")), near;

    if (is_open(name) || is_number(name) || table_has(&all->called.known, name))
        return;
    near = names_near(&all->called.list, name);
    if (near.len > 0)
        cf_say(l, "cf-syntax-21", name, near, "nothing calls rule set %.*s; did you mean %.*s?",
               SLICE_ARG(name), SLICE_ARG(near));
}

/* The name of a macro or class, "x" or "{name}". */
static void check_brace(struct cf_linting *l)
{
    struct slice rest = slice_from_at(l->source, 1), word = up_to(rest, " \t");

    if (rest.len > 0 && rest.p[0] == '{' && slice_find(word, '}') == SIZE_MAX)
        cf_say(l, "cf-syntax-04", word, arena_printf(l->in, "%.*s}", SLICE_ARG(word)),
               "the name %.*s has no closing }", SLICE_ARG(word));
}

void cf_lint(struct slice text, struct arena *in, cf_fault_fn *report, void *ctx)
{
    struct cf_linting l = {.in = in, .report = report, .ctx = ctx};
    struct all_defined all = {0};
    char kind = '#';

    struct slice rest = text;

    collect(&all, text, in);
    while (slice_line(&text, &l.source)) {
        l.line++;
        bool goes_on = l.source.len > 0 && (l.source.p[0] == '\t' || l.source.p[0] == ' ');
        if (!goes_on)
            kind = l.source.len > 0 ? l.source.p[0] : '#';
        else if (strchr("RHM", kind) == NULL)
            continue;
        switch (kind) {
        case 'O':
            cf_value_option(&l);
            break;
        case 'R':
            check_rule(&l, &all);
            check_bounds(&l);
            break;
        case 'K':
            if (!goes_on)
                check_class(&l);
            break;
        case 'C':
        case 'D':
        case 'F':
            check_brace(&l);
            break;
        case 'H':
            check_calls(&l, &all, l.source);
            break;
        case 'M':
            check_mailer(&l, &all);
            break;
        default:
            break;
        }
    }
    l.line = 0;
    while (slice_line(&rest, &l.source)) {
        l.line++;
        if (l.source.len > 1 && l.source.p[0] == 'S')
            check_called(&l, &all);
    }
}
