/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings: names that define gives a value and nothing reads, or that are given in another way.
 */
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

/* How often a name stands in the .mc and what it includes. */
static unsigned uses_in_text(const struct checking *c, struct slice name)
{
    unsigned n = 0;

    for (size_t f = 0; f < c->mc.files.len; f++) {
        struct slice rest = c->mc.files.p[f].text;
        for (size_t at; (at = slice_search(rest, name)) != SIZE_MAX;) {
            char before = at > 0 ? rest.p[at - 1] : ' ';
            char after = at + name.len < rest.len ? rest.p[at + name.len] : ' ';
            n += !ascii_is_alnum(before) && before != '_' && !ascii_is_alnum(after) && after != '_';
            rest = slice_from_at(rest, at + name.len);
        }
    }
    return n;
}

/* confPID-FILE, confPID FILE, <confPID_FILE>: what a name would be without characters that no name
 * has; empty when that is none that the library uses. */
static struct slice plain_name(struct checking *c, struct slice name)
{
    struct str plain = str_new(c->in);

    for (size_t i = 0; i < name.len; i++)
        if (ascii_is_alnum(name.p[i]) || name.p[i] == '_')
            str_add_char(&plain, name.p[i]);
        else if (plain.len > 0 && i + 1 < name.len)
            str_add_char(&plain, '_');
    if (plain.len == 0)
        return (struct slice){0};
    return names_is_used(c->names, str_slice(&plain))
               ? str_slice(&plain)
               : names_near_define(c->names, str_slice(&plain));
}

/* The word that gives it a meaning: define(`redirect'), which is a feature; NULL: none. */
static const char *other_word(const struct checking *c, struct slice name)
{
    return names_has_part(c->names, PART_FEATURE, name)  ? "FEATURE"
           : names_has_part(c->names, PART_MAILER, name) ? "MAILER"
                                                         : NULL;
}

/* define(`mailertable', `hash -o /etc/mail/mailertable'): the file has the name of the feature. */
static bool is_table_of(const struct mc_item *call, struct slice name)
{
    return call->args.len == 2 && slice_ends_case(slice_trim(mc_value(call, 2)), name) &&
           slice_find(mc_value(call, 2), ' ') != SIZE_MAX;
}

/* define(`LogLevel', `9'): the option of the .cf, of whose name nothing would be left. */
static bool is_option(struct checking *c, struct slice name)
{
    bool small = false;

    for (size_t i = 0; i < name.len; i++)
        small = small || (name.p[i] >= 'a' && name.p[i] <= 'z');
    return small && !slice_starts(name, SLICE("conf")) && names_of_option(c->names, name).len > 0;
}

static bool is_timeout(struct slice name)
{
    return slice_starts(name, SLICE("confTO")) || slice_starts(name, SLICE("confTIMEOUT"));
}

static void unknown_name(struct checking *c, const struct mc_item *call, bool timeouts)
{
    struct slice name = mc_value(call, 1), near = {0};
    const char *word = other_word(c, name);

    if (call->args.len == 0 || call->args.p[0].has_calls || check_is_told(&call->args.p[0]) ||
        is_timeout(name) != timeouts || (uses_in_text(c, name) > 1 && !is_table_of(call, name)))
        return;
    if (word != NULL && call->args.len <= 2 && slice_is(call->name, "define")) {
        check_other_word(c, call, word);
        return;
    }
    if (!check_is_plain(name))
        near = plain_name(c, name);
    else if (is_option(c, name))
        near = names_of_option(c->names, name);
    else if (names_is_used(c->names, name))
        return;
    else
        near = names_near_define(c->names, name);
    if (near.len == 0 && !slice_starts(name, SLICE("conf")))
        return;
    struct finding *f = near.len > 0 ? check_say(c, call->file, call->args.p[0].at,
                                                 "nothing in the library uses %.*s; did you mean "
                                                 "%.*s?",
                                                 SLICE_ARG(name), SLICE_ARG(near))
                                     : check_say(c, call->file, call->args.p[0].at,
                                                 "nothing in the library uses %.*s: this setting "
                                                 "is ignored",
                                                 SLICE_ARG(name));
    check_rename(c, f, call, 1, near);
}

static void unknown_defines(struct checking *c, bool timeouts)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;)
        if (slice_is(call->name, "define") || slice_is(call->name, "undefine"))
            unknown_name(c, call, timeouts);
}

static void unknown_define(struct checking *c)
{
    unknown_defines(c, false);
}

static void unknown_timeout(struct checking *c)
{
    unknown_defines(c, true);
}

/* Has something before this call defined the name? Library files that the .mc names count. */
static bool is_defined_before(const struct checking *c, const struct mc_item *call,
                              struct slice name)
{
    static const struct {
        const char *word;
        enum part part;
    } parts[] = {{"OSTYPE", PART_OSTYPE}, {"DOMAIN", PART_DOMAIN}, {"FEATURE", PART_FEATURE}};

    for (const struct mc_item *before = c->mc.items.p; before < call; before++) {
        if (before->kind != MC_CALL || before->args.len == 0)
            continue;
        if (slice_is(before->name, "define") && slice_eq(mc_value(before, 1), name))
            return true;
        for (size_t i = 0; i < COUNT(parts); i++)
            if (slice_is(before->name, parts[i].word) &&
                names_part_defines(c->names, parts[i].part, mc_value(before, 1), name))
                return true;
    }
    return false;
}

/* define(confPRIVACY_FLAGS, ...): with a value already, that is what gets defined. */
static void bare_name(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "define")) != NULL;) {
        struct slice name = slice_trim(mc_value(call, 1));
        if (call->args.len == 0 || call->args.p[0].has_quotes || !check_is_plain(name) ||
            call->args.p[0].stray != SIZE_MAX || !is_defined_before(c, call, name))
            continue;
        check_replace(c,
                      check_say(c, call->file, call->args.p[0].at,
                                "%.*s has a value already, which is what m4 defines here: the name "
                                "wants quotes",
                                SLICE_ARG(name)),
                      call->file, call->args.p[0].at, name.len,
                      arena_printf(c->in, "`%.*s'", SLICE_ARG(name)).p);
    }
}

/* define(`NAME=value'), define(NAME value): both in the name. */
static void value_in_name(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "define")) != NULL;) {
        const struct mc_arg *arg = &call->args.p[0];
        struct slice raw = slice_trim_end(arg->raw), name, value;
        size_t quote = arg->quoted ? 1 : 0, end = quote;
        while (end < raw.len && (ascii_is_alnum(raw.p[end]) || raw.p[end] == '_'))
            end++;
        name = slice_part(raw, quote, end - quote);
        value = slice_part(raw, end, raw.len - quote - end);
        bool equals = slice_starts(slice_trim(value), SLICE("="));
        if (call->args.len != 1 || (arg->has_quotes && !arg->quoted) || arg->stray != SIZE_MAX ||
            !check_is_setting(c, name) || value.len == 0 ||
            (!equals && !ascii_is_space(value.p[0])))
            continue;
        value = slice_trim(value);
        if (equals)
            value = slice_trim(slice_from_at(value, 1));
        if (value.len > 0 && slice_find(value, '`') == SIZE_MAX)
            check_replace(
                c,
                check_say(c, call->file, arg->at,
                          "the value is part of the name: a comma is missing behind %.*s",
                          SLICE_ARG(name)),
                call->file, arg->at, raw.len,
                arena_printf(c->in, "`%.*s', `%.*s'", SLICE_ARG(name), SLICE_ARG(value)).p);
    }
}

static void say_called(struct checking *c, const struct mc_item *item, size_t end,
                       struct slice value)
{
    size_t start = mc_line_start(&c->mc, item->file, item->at);

    check_replace(
        c,
        check_say(c, item->file, item->at, "%.*s is given with define: this line goes into the .cf",
                  SLICE_ARG(item->name)),
        item->file, start, end - start,
        arena_printf(c->in, "define(`%.*s', `%.*s')dnl", SLICE_ARG(item->name), SLICE_ARG(value))
            .p);
}

/* confX(`value'), confX = value: a setting as it is written elsewhere. */
static void setting_called(struct checking *c)
{
    for (size_t i = 0; i < c->mc.items.len; i++) {
        const struct mc_item *item = &c->mc.items.p[i];
        struct slice line = mc_line_at(&c->mc, item->file, item->at), rest;
        size_t start = mc_line_start(&c->mc, item->file, item->at);
        if ((item->kind != MC_CALL && item->kind != MC_WORD) || item->depth > 0 ||
            item->divert != 0 || item->section.len > 0 || start != item->at ||
            word_find(item->name) != NULL || !check_is_setting(c, item->name))
            continue;
        rest = slice_from_at(line, item->name.len);
        if (item->kind == MC_CALL && item->args.len == 1 && item->args.p[0].quoted) {
            say_called(c, item, start + line.len, mc_value(item, 1));
            continue;
        }
        rest = slice_trim(rest);
        if (item->kind != MC_WORD || !(slice_skip(&rest, '=') || slice_skip(&rest, ':')))
            continue;
        rest = slice_trim(rest);
        if (slice_ends_case(rest, SLICE("dnl")))
            rest = slice_trim(slice_part(rest, 0, rest.len - strlen("dnl")));
        if (rest.len > 1 && strchr("`'\"", rest.p[0]) != NULL &&
            strchr("'\"", rest.p[rest.len - 1]) != NULL)
            rest = slice_part(rest, 1, rest.len - 2);
        if (slice_find(rest, '`') == SIZE_MAX && slice_find(rest, '\'') == SIZE_MAX)
            say_called(c, item, start + line.len, rest);
    }
}

const struct mc_check setting_checks[] = {
    {"m4-quote-18", SEVERITY_ERROR, true, "a name with a value, without quotes", bare_name},
    {"m4-case-01", SEVERITY_WARNING, false, "a define that nothing reads", unknown_define},
    {"m4-case-02", SEVERITY_WARNING, false, "a timeout that nothing reads", unknown_timeout},
    {"m4-case-04", SEVERITY_ERROR, false, "a setting without define", setting_called},
    {"m4-case-05", SEVERITY_ERROR, true, "a value in the name that is defined", value_in_name},
    {0},
};
