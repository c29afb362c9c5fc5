/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_features.h"

#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/vec.h"
#include "cfcompile/import_args.h"

struct finder {
    struct import_finder of;
    struct VEC(struct slice) names; /* parts named in the head, in order, features only */
    struct slice ostype;
};

static bool is_named(const struct finder *x, const char *name)
{
    for (size_t i = 0; i < x->names.len; i++)
        if (slice_is(x->names.p[i], name))
            return true;
    return false;
}

/* ---- what the head names -------------------------------------------------------------------- */

static bool in_library(const struct finder *x, const char *folder, struct slice name)
{
    const char *path =
        arena_printf(x->of.in, "%s/%s/%.*s.m4", x->of.cf_dir, folder, SLICE_ARG(name)).p;

    return name.len > 0 && slice_find(name, '/') == SIZE_MAX && access(path, R_OK) == 0;
}

static void add_name(struct finder *x, struct slice name)
{
    for (size_t i = 0; i < x->names.len; i++)
        if (slice_eq(x->names.p[i], name))
            return;
    *VEC_ADD(&x->names, x->of.in) = name;
}

/* "$Id: name.m4" of the classic library; "FILE:12: FEATURE(name)" of ours. */
static void read_head_line(struct finder *x, struct slice line)
{
    size_t at = slice_search(line, SLICE("Id: "));
    struct slice name = slice_of(NULL, 0), rest;

    if (at != SIZE_MAX) {
        rest = slice_from_at(line, at + strlen("Id: "));
        at = slice_search(rest, SLICE(".m4"));
        name = at == SIZE_MAX ? name : slice_part(rest, 0, at);
    } else if ((at = slice_search(line, SLICE(": FEATURE("))) != SIZE_MAX) {
        rest = slice_from_at(line, at + strlen(": FEATURE("));
        (void)slice_until(&rest, ')', &name);
    }
    if (in_library(x, "feature", name))
        add_name(x, name);
    else if (x->ostype.len == 0 && in_library(x, "ostype", name))
        x->ostype = name;
}

static void read_head(struct finder *x)
{
    for (size_t i = 0; i < x->of.f->len; i++)
        if (x->of.f->p[i].letter == '#')
            read_head_line(x, x->of.f->p[i].text);
}

/* Without a head: by what is there. */
static const struct {
    const char *feature;
    char letter; /* of a line that exists, or '!' + letter of one that does not */
    const char *name;
    const char *rule_set, *needle; /* instead: a rule */
} evidence[] = {
    {"use_cw_file", 'F', "w", NULL, NULL},
    {"use_ct_file", 'F', "t", NULL, NULL},
    {"redirect", 0, NULL, "ParseLocal", "REDIRECT"},
    {"redirect", 0, NULL, "", ". REDIRECT"},
    {"delay_checks", 'S', "checkrcpt", NULL, NULL},
    {"conncontrol", 'S', "ConnControl", NULL, NULL},
    {"ratecontrol", 'S', "RateControl", NULL, NULL},
    {"greet_pause", 'S', "greet_pause", NULL, NULL},
    {"queuegroup", 'S', "queuegroup", NULL, NULL},
    {"blocklist_recipients", 0, NULL, "Basic_check_rcpt", "<@> $| $>SearchList"},
    {"blocklist_recipients", 0, NULL, "", "$>SearchList <+ To> $|"},
    {"dnsbl", 'K', "dnsbl", NULL, NULL},
    {"enhdnsbl", 'K', "ednsbl", NULL, NULL},
    {"mtamark", 'K', "mtamark", NULL, NULL},
    {"masquerade_envelope", 0, NULL, "MasqEnv", "$>MasqHdr"},
    {"limited_masquerade", 0, NULL, "MasqHdr", "$=M . @ $M"},
    {"nouucp", 0, NULL, "", "BANG_PATH"},
    {"nopercenthack", 0, NULL, "", "PERCENT_HACK"},
    {"always_add_domain", 0, NULL, "AddDomain", "$@ $1 < @ *LOCAL* >"},
    {"msp", 'D', "MTAHost", NULL, NULL},
};

static bool line_exists(const struct finder *x, char letter, const char *name)
{
    for (size_t i = 0; i < x->of.f->len; i++)
        if (x->of.f->p[i].letter == letter && slice_is_case(x->of.f->p[i].set, name))
            return true;
    return false;
}

/* A map of a feature says so whatever the head names; some features have no name there. */
static void read_maps(struct finder *x)
{
    for (size_t i = 0; i < import_feature_count; i++)
        if (import_feature_rows[i].map != NULL && line_exists(x, 'K', import_feature_rows[i].map))
            add_name(x, slice_from(import_feature_rows[i].name));
}

static void read_evidence(struct finder *x)
{
    for (size_t i = 0; i < COUNT(evidence); i++) {
        bool there = evidence[i].letter != 0
                         ? line_exists(x, evidence[i].letter, evidence[i].name)
                         : import_rule(x->of.f, evidence[i].rule_set, evidence[i].needle) != NULL;

        if (there)
            add_name(x, slice_from(evidence[i].feature));
    }
    if (!line_exists(x, 'K', "resolve"))
        add_name(x, SLICE("accept_unresolvable_domains"));
}

/* ---- mailers -------------------------------------------------------------------------------- */

/* The part of the library that a mailer belongs to. */
static const struct {
    const char *mailer, *part;
} mailers[] = {
    {"local", "local"},   {"smtp", "smtp"},     {"uucp-old", "uucp"}, {"procmail", "procmail"},
    {"usenet", "usenet"}, {"fax", "fax"},       {"pop", "pop"},       {"qpage", "qpage"},
    {"ph", "phquery"},    {"mail11", "mail11"}, {"cyrus", "cyrus"},   {"cyrusv2", "cyrusv2"},
    {"ssh", "ssh"},       {"xagent", "xagent"},
};

static void write_mailers(const struct finder *x)
{
    if (is_named(x, "nullclient") || is_named(x, "msp"))
        return;
    for (size_t i = 0; i < COUNT(mailers); i++) {
        struct slice part = slice_from(mailers[i].part);

        if (import_find(x->of.f, 'M', slice_from(mailers[i].mailer)) != NULL &&
            in_library(x, "mailer", part))
            mc_call(x->of.mc, MC_MAILERS, "MAILER", &part, 1);
    }
}

void import_features(const struct import_file *f, const char *cf_dir, struct arena *in,
                     struct mc_text *mc)
{
    struct finder x = {.of = {.f = f, .cf_dir = cf_dir, .in = in, .mc = mc}};
    static const char *const last[] = {"nullclient", "msp"};

    read_head(&x);
    if (x.names.len == 0)
        read_evidence(&x);
    read_maps(&x);
    if (x.ostype.len == 0)
        x.ostype = SLICE("unknown");
    mc_call(mc, MC_HEAD, "OSTYPE", &x.ostype, 1);
    for (size_t i = 0; i < x.names.len; i++)
        if (!slice_is(x.names.p[i], last[0]) && !slice_is(x.names.p[i], last[1]))
            import_feature_write(&x.of, x.names.p[i]);
    /* These call their mailers themselves, and no feature may follow. */
    for (size_t i = 0; i < COUNT(last); i++)
        if (is_named(&x, last[i]))
            import_feature_write(&x.of, slice_from(last[i]));
    write_mailers(&x);
}
