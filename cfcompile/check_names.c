/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that the library does not know, and the one that was probably meant.
 */
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

static void unknown_word(struct checking *c)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_UNKNOWN, NULL)) != NULL;) {
        struct slice text = c->mc.files.p[item->file].text, near;
        char next = item->end + 1 < text.len ? text.p[item->end + 1] : 0;
        bool starts = mc_line_start(&c->mc, item->file, item->at) == item->at;
        if (next != '`' && next != '\'' && next != '"' && !(starts && ascii_is_alpha(next)))
            continue;
        near = names_near_word(item->name);
        if (near.len == 0 || slice_starts(item->name, SLICE("dnl")))
            continue;
        struct finding *f = check_say(c, item->file, item->at,
                                      "%.*s is no macro, so the line goes into the .cf; did you "
                                      "mean %.*s?",
                                      SLICE_ARG(item->name), SLICE_ARG(near));
        struct slice line = mc_line_at(&c->mc, item->file, item->at);
        size_t start = mc_line_start(&c->mc, item->file, item->at);
        check_instead(c, f, "%.*s%.*s%.*s", (int)(item->at - start), line.p, SLICE_ARG(near),
                      SLICE_ARG(slice_from_at(line, item->end - start)));
        check_edit(c, f, item->file, item->at, item->name.len, near);
    }
}

/* ---- parts ---------------------------------------------------------------------------------- */

/* Features that went away, and what does their work now. */
static const struct {
    const char *name, *instead;
} removed_features[] = {
    {"rbl", "FEATURE(`dnsbl', `bl.example.net')dnl   with the zone of your list"},
    {"orbs", "FEATURE(`dnsbl', `bl.example.net')dnl   with the zone of your list"},
    {"dssl", "FEATURE(`dnsbl', `bl.example.net')dnl   with the zone of your list"},
    {"dul", "FEATURE(`dnsbl', `bl.example.net')dnl   with the zone of your list"},
    {"relay_local_from_domain", "FEATURE(`relay_mail_from')dnl"},
    {"limited_relay", "RELAY_DOMAIN(`example.com')dnl"},
};

/* Systems by the names people give them. */
static const struct {
    const char *name, *ostype;
} system_names[] = {
    {"redhat", "linux"},    {"fedora", "linux"},
    {"centos", "linux"},    {"rhel", "linux"},
    {"ubuntu", "debian"},   {"suse", "linux"},
    {"gentoo", "linux"},    {"slackware", "linux"},
    {"arch", "linux"},      {"alpine", "linux"},
    {"gnu/linux", "linux"}, {"freebsd", "freebsd6"},
    {"netbsd", "bsd4.4"},   {"solaris", "solaris8"},
    {"macos", "darwin"},    {"macosx", "darwin"},
    {"osx", "darwin"},      {"hpux", "hpux11"},
    {"aix", "aix5"},        {"dragonflybsd", "dragonfly"},
};

static struct slice known_as(struct slice name)
{
    for (size_t i = 0; i < COUNT(system_names); i++)
        if (slice_is_case(name, system_names[i].name))
            return slice_from(system_names[i].ostype);
    return (struct slice){0};
}

static const char *removed_as(struct slice name)
{
    for (size_t i = 0; i < COUNT(removed_features); i++)
        if (slice_is(name, removed_features[i].name))
            return removed_features[i].instead;
    return NULL;
}

/* "access_dbdnl", "access_db dnl": the name in front of a dnl that stands in the wrong place. */
static struct slice before_dnl(const struct checking *c, enum part part, struct slice name)
{
    struct slice before = slice_ends_case(name, SLICE("dnl"))
                              ? slice_trim(slice_part(name, 0, name.len - strlen("dnl")))
                              : (struct slice){0};

    return names_has_part(c->names, part, before) ? before : (struct slice){0};
}

/* The name in brackets of another language or between blanks. */
static struct slice bare_name(struct slice name)
{
    while (name.len > 0 && !ascii_is_alnum(name.p[0]))
        name = slice_from_at(name, 1);
    while (name.len > 0 && !ascii_is_alnum(name.p[name.len - 1]))
        name.len--;
    return name;
}

/* As check_is_told(), but [NAME] and NAME with a blank behind it are told here. */
static bool is_told_elsewhere(const struct mc_arg *arg)
{
    bool bracket = arg->value.len > 0 && strchr("[{(", arg->value.p[0]) != NULL;

    return check_is_told(arg) &&
           !(arg->stray == SIZE_MAX && !arg->has_quotes &&
             (bracket || (arg->value.len > 0 && ascii_is_alpha(arg->value.p[0]))));
}

/* FEATURE(`x' `y'): a comma is missing, which is told. */
static bool is_two_strings(const struct mc_item *call)
{
    const struct mc_arg *arg = &call->args.p[0];

    return !arg->quoted && arg->has_quotes && slice_search(arg->raw, SLICE("' `")) != SIZE_MAX;
}

static void unknown_part(struct checking *c, const char *word, enum part part)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, word)) != NULL;) {
        struct slice name = mc_value(call, 1), near;
        if (call->args.len == 0 || is_told_elsewhere(&call->args.p[0]) ||
            check_runaway(call) != NULL || call->args.p[0].has_calls || is_two_strings(call) ||
            names_has_part(c->names, part, name) ||
            (part == PART_FEATURE && removed_as(name) != NULL) || c->names->parts[part].len == 0)
            continue;
        const char *other =
            part == PART_FEATURE && names_has_part(c->names, PART_MAILER, name)   ? "MAILER"
            : part == PART_MAILER && names_has_part(c->names, PART_FEATURE, name) ? "FEATURE"
            : part == PART_FEATURE && check_is_setting(c, name)                   ? "define"
                                                                                  : NULL;
        if (other != NULL) {
            check_other_word(c, call, other);
            continue;
        }
        near = part == PART_OSTYPE ? known_as(name) : before_dnl(c, part, name);
        if (near.len == 0 && names_has_part(c->names, part, bare_name(name)))
            near = bare_name(name);
        if (near.len == 0)
            near = names_near_part(c->names, part, name);
        struct finding *f =
            near.len > 0
                ? check_say(c, call->file, call->args.p[0].at,
                            "there is no %s %.*s; did you mean %.*s?", word, SLICE_ARG(name),
                            SLICE_ARG(near))
                : check_say(c, call->file, call->args.p[0].at, "there is no %s %.*s%s", word,
                            SLICE_ARG(name),
                            part == PART_FEATURE ? "; cfcompile features lists them all" : "");
        check_rename(c, f, call, 1, near);
    }
}

static void unknown_feature(struct checking *c)
{
    unknown_part(c, "FEATURE", PART_FEATURE);
}

static void unknown_mailer(struct checking *c)
{
    unknown_part(c, "MAILER", PART_MAILER);
}

static void unknown_ostype(struct checking *c)
{
    unknown_part(c, "OSTYPE", PART_OSTYPE);
}

static void unknown_domain(struct checking *c)
{
    unknown_part(c, "DOMAIN", PART_DOMAIN);
}

static void unknown_hack(struct checking *c)
{
    unknown_part(c, "HACK", PART_HACK);
}

static void old_feature(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        if (!slice_is(mc_value(call, 1), "blacklist_recipients"))
            continue;
        check_rename(c,
                     check_say(c, call->file, call->args.p[0].at,
                               "blacklist_recipients is the old name of blocklist_recipients"),
                     call, 1, SLICE("blocklist_recipients"));
    }
}

static void removed_feature(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        const char *instead = removed_as(mc_value(call, 1));
        if (instead != NULL)
            check_instead(c,
                          check_say(c, call->file, call->args.p[0].at,
                                    "FEATURE(%.*s) was removed long ago",
                                    SLICE_ARG(mc_value(call, 1))),
                          "%s", instead);
    }
}

/* define(` NAME', ...), FEATURE(`access_db '): the blank is part of the name. */
static void blank_in_name(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        struct slice name = mc_value(call, 1), trimmed = slice_trim(name);
        if (word == NULL || !(word->kind == WORD_PART || slice_is(call->name, "define")) ||
            !call->args.p[0].quoted || trimmed.len == 0 || trimmed.len == name.len)
            continue;
        const struct mc_arg *arg = &call->args.p[0];
        size_t at = slice_search(arg->raw, name), len = name.len;
        /* `NAME' , is the other way: m4 takes what stands behind the quote too. */
        struct slice behind = slice_from_at(c->mc.files.p[call->file].text, arg->at + arg->raw.len);
        bool ends = behind.len > 0 && (behind.p[0] == ',' || behind.p[0] == ')');
        if (at == SIZE_MAX && (slice_search(arg->raw, trimmed) != 1 || !ends))
            continue;
        struct finding *f =
            check_say(c, call->file, arg->at,
                      at == SIZE_MAX ? "the blank behind the quotes is part of the name: "
                                       "nothing knows \"%.*s\""
                                     : "a blank inside of the quotes is part of the name: "
                                       "nothing knows \"%.*s\"",
                      SLICE_ARG(name));
        if (at == SIZE_MAX) {
            at = trimmed.len + 2;
            len = arg->raw.len - at;
            trimmed = (struct slice){0};
        }
        check_edit(c, f, call->file, arg->at + at, len, trimmed);
    }
}

const struct mc_check name_checks[] = {
    {"m4-quote-16", SEVERITY_ERROR, true, "a blank in a name", blank_in_name},
    {"m4-case-03", SEVERITY_ERROR, false, "a macro that there is not", unknown_word},
    {"order-06", SEVERITY_ERROR, false, "an OSTYPE that there is not", unknown_ostype},
    {"feature-01", SEVERITY_ERROR, false, "a FEATURE that there is not", unknown_feature},
    {"feature-02", SEVERITY_WARNING, false, "the old name of a FEATURE", old_feature},
    {"feature-03", SEVERITY_ERROR, false, "a FEATURE that was removed", removed_feature},
    {"mailer-01", SEVERITY_ERROR, false, "a MAILER that there is not", unknown_mailer},
    {"domain-01", SEVERITY_ERROR, false, "a DOMAIN that there is not", unknown_domain},
    {"hack-01", SEVERITY_ERROR, false, "a HACK that there is not", unknown_hack},
    {0},
};
