/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tables of features are: FEATURE(`x', `class -flags file').
 */
#include <string.h>

#include "base/attr.h"
#include "cfcompile/mc_check.h"

/* Which argument of a feature describes its map. */
static const struct {
    const char *feature;
    size_t argument;
} map_features[] = {
    {"access_db", 2},     {"authinfo", 2},    {"bitdomain", 2},  {"domaintable", 2},
    {"genericstable", 2}, {"mailertable", 2}, {"uucpdomain", 2}, {"virtusertable", 2},
    {"sts", 2},           {"drac", 2},        {"domainmap", 3},
};

static const char *const map_classes[] = {
    "hash",    "btree",  "text",    "ldap",   "null",  "implicit", "sequence", "switch",
    "regex",   "dns",    "dequote", "user",   "host",  "program",  "socket",   "nis",
    "nisplus", "hesiod", "netinfo", "stab",   "arith", "macro",    "bestmx",   "syslog",
    "ph",      "cdb",    "lmdb",    "sqlite", "pgsql", "redis",    "dbm",      "userdb",
};

/* Those that are a file. */
static const char *const file_classes[] = {"hash", "btree", "dbm", "text", "cdb", "lmdb"};

/* What comes behind the map of access_db. */
static const char *const access_words[] = {"skip", "lookupdotdomain", "relaytofulladdress"};

static bool is_one_of(const char *const *list, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is_case(name, list[i]))
            return true;
    return false;
}

static bool is_map_class(struct slice name)
{
    return is_one_of(map_classes, COUNT(map_classes), name);
}

/* The description of a map in a call, or NULL where none is written or m4 puts it together. */
static const struct mc_arg *description(const struct mc_item *call)
{
    size_t n = slice_is(call->name, "define") && slice_is(mc_value(call, 1), "DATABASE_MAP_TYPE");
    const struct mc_arg *arg;

    for (size_t k = 0; k < COUNT(map_features) && slice_is(call->name, "FEATURE"); k++)
        if (slice_is(mc_value(call, 1), map_features[k].feature))
            n = map_features[k].argument - 1;
    if (n == 0 || call->args.len <= n)
        return NULL;
    arg = &call->args.p[n];
    return arg->has_calls || slice_trim(arg->value).len == 0 || arg->stray != SIZE_MAX ? NULL : arg;
}

/* The next description from item *i on, with its call. */
static const struct mc_arg *next_description(const struct checking *c, size_t *i,
                                             const struct mc_item **call)
{
    while ((*call = check_next(c, i, MC_CALL, NULL)) != NULL) {
        const struct mc_arg *arg = description(*call);
        if (arg != NULL)
            return arg;
    }
    return NULL;
}

/* Puts `by` in the place of what was found in the argument. */
static void replace_in(struct checking *c, struct finding *f, const struct mc_item *call,
                       const struct mc_arg *arg, struct slice what, size_t len, const char *by)
{
    size_t at = slice_search(arg->raw, what);

    if (at != SIZE_MAX)
        check_replace(c, f, call->file, arg->at + at, len, by);
}

/* ---- its class ------------------------------------------------------------------------------ */

static struct slice near_class(struct checking *c, struct slice name)
{
    struct name_list list = {0};

    for (size_t i = 0; i < COUNT(map_classes); i++)
        *VEC_ADD(&list, c->in) = slice_from(map_classes[i]);
    return names_near(&list, name);
}

static void say_class(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                      struct slice name)
{
    struct slice near = near_class(c, name);

    if (is_one_of(access_words, COUNT(access_words), name)) {
        replace_in(c,
                   check_say(c, call->file, arg->at,
                             "%.*s is no map: it is an argument behind that", SLICE_ARG(name)),
                   call, arg, arg->raw, 0, ", ");
        return;
    }
    struct finding *f =
        check_say(c, call->file, arg->at, "there is no map type %.*s%s%.*s%s", SLICE_ARG(name),
                  near.len > 0 ? "; did you mean " : "", SLICE_ARG(near), near.len > 0 ? "?" : "");
    if (near.len > 0)
        replace_in(c, f, call, arg, name, name.len, arena_cstr(c->in, near));
}

static void unknown_class(struct checking *c)
{
    const struct mc_item *call;
    const struct mc_arg *arg;

    for (size_t i = 0; (arg = next_description(c, &i, &call)) != NULL;) {
        struct slice spec = arg->value, word;
        if (slice_word(&spec, &word) && !slice_is(word, "LDAP") && check_is_plain(word) &&
            !slice_is(word, "DATABASE_MAP_TYPE") && !is_map_class(word))
            say_class(c, call, arg, word);
    }
}

/* ---- its flags and its file ----------------------------------------------------------------- */

/* "hash-o /file": the class ends where the flag begins; 0: it is no such word. */
static size_t glued_class(struct slice word)
{
    size_t dash = slice_find(word, '-');

    return dash != SIZE_MAX && is_map_class(slice_part(word, 0, dash)) ? dash : 0;
}

static void say_first_word(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                           struct slice word)
{
    size_t dash = glued_class(word), at = slice_search(arg->raw, word);

    if (at == SIZE_MAX)
        return;
    if (dash > 0)
        check_replace(c,
                      check_say(c, call->file, arg->at + at + dash,
                                "a blank is missing between the type of the map and its flags"),
                      call->file, arg->at + at + dash, 0, " ");
    else if (word.p[0] == '/' || word.p[0] == '-')
        check_replace(c,
                      check_say(c, call->file, arg->at + at,
                                "the type of the map is missing in front of %.*s", SLICE_ARG(word)),
                      call->file, arg->at + at, 0, "hash ");
}

/* One flag; false when it is wrong, which has been told. */
static bool flag_is_good(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                         struct slice flag)
{
    size_t at = slice_search(arg->raw, flag), slash = slice_find(flag, '/');

    if (at == SIZE_MAX)
        return true;
    if (slice_starts(flag, SLICE("-T<")) && slice_find(flag, '>') == SIZE_MAX) {
        check_replace(c,
                      check_say(c, call->file, arg->at + at, "missing > in %.*s", SLICE_ARG(flag)),
                      call->file, arg->at + at + flag.len, 0, ">");
        return false;
    }
    if (slash == 2) {
        check_replace(c,
                      check_say(c, call->file, arg->at + at + slash,
                                "a blank is missing between the flag and the file"),
                      call->file, arg->at + at + slash, 0, " ");
        return false;
    }
    return true;
}

/* -T <TMPF> file: to a reader of flags that is a file named <TMPF>. */
static bool says_value_apart(struct checking *c, const struct mc_item *call,
                             const struct mc_arg *arg, struct slice flag, struct slice file)
{
    struct slice from;
    size_t at;

    if (file.p[0] != '<' || flag.len != 2) /* no flag came before: its length is 0 */
        return false;
    from = slice_of(flag.p, (size_t)(file.p - flag.p));
    at = slice_search(arg->raw, from);
    if (at == SIZE_MAX)
        return false;
    check_replace(c,
                  check_say(c, call->file, arg->at + at,
                            "no blank may stand between %.*s and its value: %.*s would be the file",
                            SLICE_ARG(flag), SLICE_ARG(file)),
                  call->file, arg->at + at, from.len, arena_cstr(c->in, flag));
    return true;
}

/* Flags behind the file are not read: they move before it. */
static void flags_behind(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                         struct slice file, struct slice rest)
{
    struct slice behind = slice_trim(rest), from;
    size_t at;

    if (behind.len == 0 || behind.p[0] != '-')
        return;
    from = slice_of(file.p, (size_t)(behind.p + behind.len - file.p));
    at = slice_search(arg->raw, from);
    if (at != SIZE_MAX)
        check_replace(c,
                      check_say(c, call->file, arg->at + at + from.len - behind.len,
                                "flags behind the file are not read: %.*s has no effect here",
                                SLICE_ARG(behind)),
                      call->file, arg->at + at, from.len,
                      arena_printf(c->in, "%.*s %.*s", SLICE_ARG(behind), SLICE_ARG(file)).p);
}

static void flags_and_file(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                           struct slice rest)
{
    struct slice word, flag = {0};
    bool good = true;

    while (slice_word(&rest, &word)) {
        if (word.p[0] == '-') {
            good = flag_is_good(c, call, arg, word) && good;
            flag = word;
            continue;
        }
        if (!says_value_apart(c, call, arg, flag, word))
            flags_behind(c, call, arg, word, rest);
        return;
    }
    if (good)
        check_say(c, call->file, arg->at, "this names no file for the map: %.*s",
                  SLICE_ARG(arg->value));
}

/* FEATURE(`x',, `hash ...'): the argument of the map is empty. */
static void empty_description(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;)
        for (size_t k = 0; k < COUNT(map_features); k++) {
            size_t n = map_features[k].argument;
            struct slice spec = mc_value(call, n + 1), word;
            if (!slice_is(mc_value(call, 1), map_features[k].feature) ||
                mc_value(call, n).len > 0 || !slice_word(&spec, &word) ||
                slice_trim(spec).len == 0 || !is_map_class(word))
                continue;
            check_replace(c,
                          check_say(c, call->file, call->args.p[n - 1].at,
                                    "a comma too many: this argument is empty"),
                          call->file, call->args.p[n - 1].at,
                          call->args.p[n].at - call->args.p[n - 1].at, "");
        }
}

/* MAIL_SETTINGS_DIR, which m4 puts into a path, with a slip. */
static void settings_dir(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    static const struct slice right = {"MAIL_SETTINGS_DIR", sizeof "MAIL_SETTINGS_DIR" - 1};

    for (size_t i = 0, end; i < arg->raw.len; i = end + 1) {
        end = i;
        while (end < arg->raw.len && (ascii_is_alnum(arg->raw.p[end]) || arg->raw.p[end] == '_'))
            end++;
        struct slice word = slice_part(arg->raw, i, end - i);
        unsigned distance = names_distance(word, right);
        if (word.len > 8 && distance > 0 && distance <= 4)
            check_replace(c,
                          check_say(c, call->file, arg->at + i,
                                    "%.*s is no macro, so the word stays in the path; did you mean "
                                    "%.*s?",
                                    SLICE_ARG(word), SLICE_ARG(right)),
                          call->file, arg->at + i, word.len, right.p);
    }
}

static void odd_description(struct checking *c)
{
    const struct mc_item *call;
    const struct mc_arg *arg;

    for (size_t i = 0; (arg = next_description(c, &i, &call)) != NULL;) {
        struct slice spec = arg->value, word;
        if (slice_is(call->name, "define") || !slice_word(&spec, &word))
            continue;
        settings_dir(c, call, arg);
        if (is_one_of(file_classes, COUNT(file_classes), word) ||
            slice_is(word, "DATABASE_MAP_TYPE"))
            flags_and_file(c, call, arg, spec);
        else
            say_first_word(c, call, arg, word);
    }
}

/* ---- access_db ------------------------------------------------------------------------------ */

static void access_without_tmpf(struct checking *c)
{
    const struct mc_item *call = check_call(c, "FEATURE", "access_db");
    const struct mc_arg *arg = call != NULL ? description(call) : NULL;
    struct slice spec = arg != NULL ? arg->value : (struct slice){0}, word;

    if (slice_search(spec, SLICE("-T")) != SIZE_MAX || !slice_word(&spec, &word) ||
        !is_map_class(word))
        return;
    size_t at = slice_search(arg->raw, word);
    struct finding *f = check_say(c, call->file, arg->at,
                                  "without -T<TMPF> a table that cannot be asked counts as one "
                                  "without an entry, and mail passes");
    if (at != SIZE_MAX)
        check_replace(c, f, call->file, arg->at + at + word.len, 0, " -T<TMPF>");
}

const struct mc_check map_checks[] = {
    {"map-04", SEVERITY_ERROR, false, "a map type that there is not", unknown_class},
    {"map-18", SEVERITY_ERROR, true, "a map described in the wrong form", odd_description},
    {"m4-quote-20", SEVERITY_ERROR, true, "an empty argument before a map", empty_description},
    {"feature-07", SEVERITY_WARNING, false, "access_db without -T<TMPF>", access_without_tmpf},
    {0},
};
