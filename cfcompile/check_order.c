/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Order and number: what must come before the mailers, what a configuration has once.
 */
#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

static bool is_one_of(struct slice name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_is(name, list[i]))
            return true;
    return false;
}

/* Where a part that came too late belongs: before the first MAILER or what announces it. */
static const struct mc_item *first_mailer(const struct checking *c)
{
    for (size_t i = 0; i < c->mc.items.len; i++) {
        const struct mc_item *item = &c->mc.items.p[i];
        if (item->depth == 0 &&
            (mc_is(item, MC_CALL, "MAILER") || mc_is(item, MC_WORD, "MAILER_DEFINITIONS")))
            return item;
    }
    return NULL;
}

/* OSTYPE or DOMAIN is what came too late then. */
static bool is_in_part(const struct checking *c, const struct mc_item *call)
{
    return c->mc.files.p[call->file].of_library;
}

static const char *const local_features[] = {"local_procmail", "local_lmtp", "smrsh",
                                             "always_add_domain", "local_no_masquerade"};

/* FEATURE behind a MAILER: those that change the local mailer, or all others. */
static void late_features(struct checking *c, bool local)
{
    const struct mc_item *call, *mailer = check_call(c, "MAILER", NULL), *to = first_mailer(c);
    size_t i = 0;

    if (mailer == NULL)
        return;
    i = (size_t)(mailer - c->mc.items.p);
    while ((call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL) {
        struct slice name = mc_value(call, 1);
        bool is_local = is_one_of(name, local_features, COUNT(local_features));
        int line = mc_place_of(&c->mc, mailer->file, mailer->at).line;
        if (call->depth > 0 || is_local != local || is_in_part(c, call) ||
            (c->names->parts[PART_FEATURE].len > 0 &&
             !names_has_part(c->names, PART_FEATURE, name)))
            continue;
        struct finding *f =
            local
                ? check_say(c, call->file, call->at,
                            "FEATURE(%.*s) comes after MAILER in line %d: the mailer is already "
                            "written without it",
                            SLICE_ARG(name), line)
                : check_say(c, call->file, call->at,
                            "FEATURE(%.*s) comes after MAILER in line %d: parts of it are missing "
                            "in the .cf",
                            SLICE_ARG(name), line);
        check_instead(c, f, "%.*sdnl   before line %d", SLICE_ARG(check_quoted(c, call)), line);
        check_move_line(c, f, call, to);
    }
}

static void feature_after_mailer(struct checking *c)
{
    late_features(c, false);
}

static void local_feature_after_mailer(struct checking *c)
{
    late_features(c, true);
}

/* Which MAILER reads the settings that begin so. */
static const struct {
    const char *prefix, *mailer;
} families[] = {
    {"SMTP", "smtp"},  {"ESMTP", "smtp"},        {"SMTP8", "smtp"},  {"DSMTP", "smtp"},
    {"RELAY", "smtp"}, {"LOCAL", "local"},       {"SHELL", "local"}, {"PROG", "local"},
    {"UUCP", "uucp"},  {"PROCMAIL", "procmail"}, {"CYRUS", "cyrus"}, {"CYRUSV2", "cyrusv2"},
    {"FAX", "fax"},    {"USENET", "usenet"},     {"POP", "pop"},     {"QPAGE", "qpage"},
    {"PH", "phquery"}, {"MAIL11", "mail11"},     {"SSH", "ssh"},     {"XAGENT", "xagent"},
};

static const char *mailer_of(struct slice prefix)
{
    for (size_t i = 0; i < COUNT(families); i++)
        if (slice_is(prefix, families[i].prefix))
            return families[i].mailer;
    return NULL;
}

/* SMTP of SMTP_MAILER_FLAGS; empty for other names. */
static struct slice mailer_setting(struct slice name)
{
    size_t at = slice_search(name, SLICE("_MAILER_"));

    return at == SIZE_MAX ? (struct slice){0} : slice_part(name, 0, at);
}

static void late_setting(struct checking *c)
{
    for (size_t i = 0; i < c->mc.items.len; i++) {
        const struct mc_item *call = &c->mc.items.p[i], *mailer;
        struct slice name = mc_value(call, 1), prefix = name;
        const char *family;
        if (call->kind != MC_CALL || call->depth > 0 || is_in_part(c, call))
            continue;
        if (slice_is(call->name, "define"))
            prefix = mailer_setting(name);
        else if (!slice_is(call->name, "MODIFY_MAILER_FLAGS"))
            continue;
        family = mailer_of(prefix);
        mailer = family != NULL ? check_call(c, "MAILER", family) : NULL;
        if (mailer == NULL || mailer > call)
            continue;
        int line = mc_place_of(&c->mc, mailer->file, mailer->at).line;
        struct finding *f =
            check_say(c, call->file, call->at,
                      "too late: MAILER(%s) in line %d has already written its "
                      "mailers without %s%.*s%s",
                      family, line, slice_is(call->name, "define") ? "" : "the flags of ",
                      SLICE_ARG(name), "");
        check_instead(c, f, "%.*sdnl   before line %d", SLICE_ARG(check_quoted(c, call)), line);
        check_move_line(c, f, call, first_mailer(c));
    }
}

static void late_define(struct checking *c)
{
    const struct mc_item *call, *mailer = check_call(c, "MAILER", NULL);
    size_t i = mailer != NULL ? (size_t)(mailer - c->mc.items.p) : 0;

    while (mailer != NULL && (call = check_next(c, &i, MC_CALL, "define")) != NULL) {
        struct slice name = mc_value(call, 1);
        if (call->depth == 0 && mailer_setting(name).len == 0 && !is_in_part(c, call) &&
            (slice_starts(name, SLICE("conf")) || slice_is(name, "SMART_HOST")))
            check_say(c, call->file, call->at,
                      "%.*s is accepted behind MAILER, but its place is before FEATURE",
                      SLICE_ARG(name));
    }
}

/* Includes that could not be read may hold what seems to be missing. */
static bool may_be_elsewhere(const struct checking *c)
{
    return c->mc.unread > 0 || c->mc.problems.len > 0;
}

static void no_ostype(struct checking *c)
{
    const struct mc_item *first = check_call(c, "MAILER", NULL),
                         *ostype = check_call(c, "OSTYPE", NULL);

    if (first == NULL || may_be_elsewhere(c) || check_define(c, "__OSTYPE__") != NULL)
        return;
    if (ostype != NULL && ostype < first)
        return;
    if (ostype != NULL) {
        int line = mc_place_of(&c->mc, first->file, first->at).line;
        struct finding *f =
            check_say(c, first->file, first->at,
                      "OSTYPE comes only in line %d: the mailers are written without the paths of "
                      "the system",
                      mc_place_of(&c->mc, ostype->file, ostype->at).line);
        check_instead(c, f, "%.*sdnl   before line %d", SLICE_ARG(check_quoted(c, ostype)), line);
        check_move_line(c, f, ostype, first_mailer(c));
        return;
    }
    check_instead(c,
                  check_say(c, first->file, first->at,
                            "no OSTYPE comes before the first MAILER: the paths of the system are "
                            "not known"),
                  "OSTYPE(`linux')dnl");
}

static void no_mailer(struct checking *c)
{
    const struct mc_item *any = check_call(c, "OSTYPE", NULL);

    if (any == NULL || may_be_elsewhere(c) || check_call(c, "MAILER", NULL) != NULL ||
        check_has_feature(c, "msp") || check_has_feature(c, "nullclient"))
        return;
    for (size_t i = 0; i < c->mc.items.len; i++)
        if (c->mc.items.p[i].kind == MC_TEXT && slice_starts(c->mc.items.p[i].text, SLICE("M")) &&
            slice_search(c->mc.items.p[i].text, SLICE("P=")) != SIZE_MAX)
            return;
    check_instead(c, check_say(c, any->file, any->at, "no MAILER: nothing can be delivered"),
                  "MAILER(`local')dnl\nMAILER(`smtp')dnl");
}

static void second_mailer(struct checking *c)
{
    static const char *const both[] = {"local", "smtp"};
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "MAILER")) != NULL;) {
        struct slice name = mc_value(call, 1);
        const struct mc_item *first = check_call_of(c, "MAILER", name);
        bool included = is_one_of(name, both, COUNT(both)) &&
                        (check_has_feature(c, "nullclient") || check_has_feature(c, "msp"));
        /* MAILER(`uucp', `other') is another one. */
        if ((first == call && !included) || call->args.len > 1)
            continue;
        struct finding *f =
            included
                ? check_say(c, call->file, call->at,
                            "MAILER(%.*s) is already part of FEATURE(%s): without effect",
                            SLICE_ARG(name), check_has_feature(c, "msp") ? "msp" : "nullclient")
                : check_say(c, call->file, call->at,
                            "MAILER(%.*s) is there twice, first in line %d", SLICE_ARG(name),
                            mc_place_of(&c->mc, first->file, first->at).line);
        check_delete_line(c, f, call);
    }
}

/* One of two that set the same: this one counts. */
static void say_twice(struct checking *c, const struct mc_item *before, const struct mc_item *call,
                      size_t value)
{
    struct slice what = value == 1 ? call->name : mc_value(call, 1);
    struct finding *f =
        check_say(c, call->file, call->at, "%.*s stands in line %d too: this one, %.*s, wins",
                  SLICE_ARG(what), mc_place_of(&c->mc, before->file, before->at).line,
                  SLICE_ARG(mc_value(call, value)));

    check_instead(c, f, "%.*sdnl   and no other", SLICE_ARG(check_quoted(c, call)));
    if (slice_eq(mc_value(call, value), mc_value(before, value)))
        check_delete_line(c, f, call);
}

/* The last define of that name before this one which nothing has taken back or looked at: what is
 * between two of them may be a mailer, or what tells whether there is one. */
static const struct mc_item *defined_before(const struct checking *c, const struct mc_item *call)
{
    struct slice name = mc_value(call, 1);

    for (const struct mc_item *before = call; before-- > c->mc.items.p;) {
        if (before->kind != MC_CALL || before->file != call->file)
            continue;
        if (slice_is(before->name, "MAILER") ||
            (slice_eq(mc_value(before, 1), name) && !slice_is(before->name, "define")))
            return NULL;
        if (slice_is(before->name, "define") && slice_eq(mc_value(before, 1), name))
            return before->conditional || before->depth > 0 ? NULL : before;
    }
    return NULL;
}

static void twice_single(struct checking *c)
{
    const struct mc_item *call, *before = NULL;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "MASQUERADE_AS")) != NULL;) {
        if (call->conditional || call->depth > 0)
            continue;
        /* What DOMAIN sets is there to be set otherwise. */
        if (before != NULL && before->file == call->file)
            say_twice(c, before, call, 1);
        before = call;
    }
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "define")) != NULL;) {
        if (call->conditional || call->depth > 0 || call->args.len != 2 ||
            call->args.p[1].has_calls || !check_is_setting(c, mc_value(call, 1)) ||
            check_runaway(call) != NULL || is_in_part(c, call))
            continue;
        before = defined_before(c, call);
        if (before != NULL && !slice_eq(mc_value(before, 2), mc_value(call, 2)))
            say_twice(c, before, call, 2);
    }
}

/* Features that declare a map of a fixed name. */
static const char *const table_features[] = {
    "access_db",   "authinfo",   "bitdomain",     "domaintable",  "genericstable",
    "mailertable", "uucpdomain", "virtusertable", "ldap_routing",
};

static void twice_table(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        struct slice name = mc_value(call, 1);
        const struct mc_item *first = check_call_of(c, "FEATURE", name);
        if (first == call || call->conditional || first->conditional ||
            !is_one_of(name, table_features, COUNT(table_features)))
            continue;
        check_delete_line(c,
                          check_say(c, call->file, call->at,
                                    "FEATURE(%.*s) is there twice, first in line %d: its map would "
                                    "be declared twice",
                                    SLICE_ARG(name),
                                    mc_place_of(&c->mc, first->file, first->at).line),
                          call);
    }
}

static void second_ostype(struct checking *c)
{
    const struct mc_item *call, *first = check_call(c, "OSTYPE", NULL);

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "OSTYPE")) != NULL;)
        if (call != first && !call->conditional && !first->conditional)
            check_say(c, call->file, call->at,
                      "a configuration has one OSTYPE; the first is in "
                      "line %d",
                      mc_place_of(&c->mc, first->file, first->at).line);
}

const struct mc_check order_checks[] = {
    {"order-01", SEVERITY_ERROR, false, "FEATURE after MAILER", feature_after_mailer},
    {"order-02", SEVERITY_ERROR, false, "a feature of the local mailer after MAILER",
     local_feature_after_mailer},
    {"order-03", SEVERITY_WARNING, false, "a mailer's setting after MAILER", late_setting},
    {"order-04", SEVERITY_ADVICE, false, "a define after MAILER", late_define},
    {"order-05", SEVERITY_ERROR, false, "no OSTYPE", no_ostype},
    {"order-07", SEVERITY_ERROR, true, "no MAILER", no_mailer},
    {"order-08", SEVERITY_WARNING, false, "MAILER twice", second_mailer},
    {"order-09", SEVERITY_WARNING, false, "a single value given twice", twice_single},
    {"order-10", SEVERITY_ERROR, false, "a table's FEATURE twice", twice_table},
    {"order-11", SEVERITY_ERROR, false, "OSTYPE twice", second_ostype},
    {0},
};
