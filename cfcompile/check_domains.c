/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of domains in lists and for masquerading that no address has.
 */
#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

static void trailing_dot(struct checking *c, const char *word)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, word)) != NULL;) {
        struct slice rest = mc_value(call, 1), name;
        struct finding *f = NULL;
        struct str without = str_new(c->in);
        if (call->args.len == 0)
            continue;
        while (slice_word(&rest, &name)) {
            bool dot = name.len > 1 && name.p[name.len - 1] == '.';
            size_t at = slice_search(call->args.p[0].raw, name);
            if (dot)
                name.len--;
            str_printf(&without, "%s%.*s", without.len > 0 ? " " : "", SLICE_ARG(name));
            if (!dot || at == SIZE_MAX)
                continue;
            at += call->args.p[0].at + name.len;
            if (f == NULL)
                f = check_say(c, call->file, at,
                              "the dot behind %.*s makes a name that no address has: nothing is "
                              "masqueraded",
                              SLICE_ARG(name));
            check_edit(c, f, call->file, at, 1, (struct slice){0});
        }
        if (f != NULL)
            check_instead(c, f, "%s(`%s')dnl", word, without.p);
    }
}

static void masquerade_dot(struct checking *c)
{
    trailing_dot(c, "MASQUERADE_AS");
    trailing_dot(c, "MASQUERADE_DOMAIN");
}

/* LOCAL_DOMAIN(`a.example, b.example'): a class has blanks between its words, and the comma becomes
 * part of one. */
static void commas_in_lists(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        bool users = slice_is(call->name, "define") &&
                     slice_is(mc_value(call, 1), "confTRUSTED_USERS") && call->args.len == 2;
        if (!users && (word == NULL || word->kind != WORD_LIST || call->args.len != 1 ||
                       slice_ends_case(call->name, SLICE("_FILE"))))
            continue;
        const struct mc_arg *arg = &call->args.p[users ? 1 : 0];
        if (arg->has_calls)
            continue;
        struct finding *f = NULL;
        for (size_t at = 0; at < arg->raw.len; at++) {
            size_t end = at;
            while (end < arg->raw.len && (arg->raw.p[end] == ',' || arg->raw.p[end] == ';' ||
                                          ascii_is_space(arg->raw.p[end])))
                end++;
            if (arg->raw.p[at] != ',' && arg->raw.p[at] != ';')
                continue;
            if (f == NULL)
                f = check_say(c, call->file, arg->at + at,
                              "the %c becomes part of a name, which nothing can match: blanks "
                              "stand between the words of a list",
                              arg->raw.p[at]);
            check_edit(c, f, call->file, arg->at + at, end - at,
                       end + 1 < arg->raw.len ? SLICE(" ") : SLICE(""));
            at = end;
        }
    }
}

/* MASQUERADE_AS(`user@example.com'), RELAY_DOMAIN(`http://example.com'): what stands before the
 * domain belongs to another kind of name. */
static void more_than_domain(struct checking *c)
{
    static const char *const words[] = {
        "MASQUERADE_AS",    "MASQUERADE_DOMAIN", "MASQUERADE_EXCEPTION",
        "LOCAL_DOMAIN",     "GENERICS_DOMAIN",   "VIRTUSER_DOMAIN",
        "LDAPROUTE_DOMAIN", "CANONIFY_DOMAIN",   "RELAY_DOMAIN"};
    const struct mc_item *call;

    for (size_t w = 0; w < COUNT(words); w++)
        for (size_t i = 0; (call = check_next(c, &i, MC_CALL, words[w])) != NULL;) {
            struct slice rest = mc_value(call, 1), name;
            while (call->args.len > 0 && slice_word(&rest, &name)) {
                size_t at = slice_search(call->args.p[0].raw, name),
                       scheme = slice_search(name, SLICE("://")),
                       len = scheme != SIZE_MAX ? scheme + 3 : slice_find_last(name, '@') + 1;
                /* RELAY_DOMAIN may name users too. */
                if (slice_is(call->name, "RELAY_DOMAIN") && scheme == SIZE_MAX)
                    len = 0;
                bool dot = name.len > 1 && name.p[name.len - 1] == '.' &&
                           !slice_starts(slice_from(words[w]), SLICE("MASQ"));
                if ((scheme == SIZE_MAX && len == 0 && !dot) || at == SIZE_MAX)
                    continue;
                at += call->args.p[0].at;
                if (len == 0) {
                    check_replace(c,
                                  check_say(c, call->file, at + name.len - 1,
                                            "the dot behind %.*s makes a name that no address has",
                                            SLICE_ARG(slice_part(name, 0, name.len - 1))),
                                  call->file, at + name.len - 1, 1, "");
                    continue;
                }
                check_replace(c,
                              check_say(c, call->file, at,
                                        "%s wants a domain, and %.*s is none: nothing can match it",
                                        words[w], SLICE_ARG(name)),
                              call->file, at, len, "");
            }
        }
}

/* A network with a mask as the octets that a class can hold, for /8, /16 and /24; else empty. */
static struct slice octets(struct slice name)
{
    size_t slash = slice_find(name, '/'), dots = 0, end = 0;
    uint64_t bits;

    if (slash == SIZE_MAX || !slice_to_u64(slice_from_at(name, slash + 1), &bits) || bits > 24 ||
        bits < 8 || bits % 8 != 0)
        return (struct slice){0};
    while (end < slash && (dots += name.p[end] == '.') < bits / 8)
        end++;
    return slice_part(name, 0, end);
}

/* Names of a class that no name of a host is equal to: networks with a mask, *.domain, letters that
 * no host has. */
static void no_domain(struct checking *c, const struct mc_item *call, struct slice name)
{
    size_t at = slice_search(call->args.p[0].raw, name);
    struct slice right = octets(name);
    struct finding *f;

    if (at == SIZE_MAX)
        return;
    at += call->args.p[0].at;
    if (slice_find(name, '/') != SIZE_MAX && ascii_is_digit(name.p[0])) {
        f = check_say(c, call->file, at,
                      "a class knows no masks: %.*s matches nothing; networks are written as "
                      "their first numbers",
                      SLICE_ARG(name));
        if (right.len > 0)
            check_replace(c, f, call->file, at, name.len, arena_cstr(c->in, right));
    } else if (slice_starts(name, SLICE("*."))) {
        check_replace(c,
                      check_say(c, call->file, at,
                                "a class knows no wildcards: %.*s matches nothing, and hosts below "
                                "a domain are meant by its name or not at all",
                                SLICE_ARG(name)),
                      call->file, at, 2, "");
    }
}

static void masks_and_wildcards(struct checking *c)
{
    static const char *const words[] = {"RELAY_DOMAIN",      "LOCAL_DOMAIN",    "VIRTUSER_DOMAIN",
                                        "MASQUERADE_DOMAIN", "GENERICS_DOMAIN", "CANONIFY_DOMAIN",
                                        "MASQUERADE_AS"};
    const struct mc_item *call;

    for (size_t w = 0; w < COUNT(words); w++)
        for (size_t i = 0; (call = check_next(c, &i, MC_CALL, words[w])) != NULL;) {
            struct slice rest = mc_value(call, 1), name;
            while (call->args.len > 0 && slice_word(&rest, &name))
                no_domain(c, call, name);
        }
}

/* Whom to rewrite without saying to what. */
static void masquerade_without_target(struct checking *c)
{
    static const char *const words[] = {"MASQUERADE_DOMAIN", "MASQUERADE_EXCEPTION"};
    static const char *const features[] = {"masquerade_envelope", "masquerade_entire_domain",
                                           "limited_masquerade", "allmasquerade"};
    const struct mc_item *call = NULL;

    if (c->mc.unread > 0 || check_call(c, "MASQUERADE_AS", NULL) != NULL ||
        check_define(c, "MASQUERADE_NAME") != NULL || check_has_feature(c, "nullclient") ||
        check_has_feature(c, "msp"))
        return;
    for (size_t i = 0; i < COUNT(words) && call == NULL; i++)
        call = check_call(c, words[i], NULL);
    for (size_t i = 0; i < COUNT(features) && call == NULL; i++)
        call = check_call(c, "FEATURE", features[i]);
    if (call == NULL)
        return;
    check_instead(
        c,
        check_say(c, call->file, call->at, "nothing is masqueraded: no MASQUERADE_AS says as what"),
        "MASQUERADE_AS(`example.com')dnl   with your domain");
}

/* The MASQUERADE_AS that counts; NULL also where parts of the file could not be read. */
static const struct mc_item *masquerade(const struct checking *c)
{
    const struct mc_item *call = check_call(c, "MASQUERADE_AS", NULL);

    return c->mc.unread > 0 || call == NULL || mc_value(call, 1).len == 0 ? NULL : call;
}

/* Bounces go to, and SPF is asked about, the envelope's sender. */
static void plain_envelope(struct checking *c)
{
    const struct mc_item *call = masquerade(c);

    if (call == NULL || check_has_feature(c, "masquerade_envelope") ||
        check_has_feature(c, "nullclient"))
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "only headers are masqueraded: the sender of the envelope, where "
                            "bounces go and SPF looks, keeps the name of the host"),
                  "FEATURE(`masquerade_envelope')dnl");
}

static void hosts_below(struct checking *c)
{
    const struct mc_item *call = check_call(c, "MASQUERADE_DOMAIN", NULL);

    if (call == NULL || masquerade(c) == NULL || check_has_feature(c, "masquerade_entire_domain"))
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "only user@%.*s is rewritten, users of hosts below it keep their names",
                            SLICE_ARG(mc_value(call, 1))),
                  "FEATURE(`masquerade_entire_domain')dnl");
}

static void hidden_root(struct checking *c)
{
    const struct mc_item *call = masquerade(c);

    if (call == NULL || check_call(c, "EXPOSED_USER", NULL) != NULL ||
        check_call(c, "EXPOSED_USER_FILE", NULL) != NULL)
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "root's mail does not tell which host sent it: all are root@%.*s",
                            SLICE_ARG(mc_value(call, 1))),
                  "EXPOSED_USER(`root')dnl");
}

const struct mc_check domain_checks[] = {
    {"masq-01", SEVERITY_WARNING, false, "a masqueraded name with a dot at the end",
     masquerade_dot},
    {"domain-02", SEVERITY_WARNING, false, "no domain where one belongs", more_than_domain},
    {"domain-05", SEVERITY_ERROR, true, "commas in a list of names", commas_in_lists},
    {"domain-03", SEVERITY_WARNING, false, "a mask or a wildcard in a class", masks_and_wildcards},
    {"masq-02", SEVERITY_ADVICE, false, "envelopes that are not masqueraded", plain_envelope},
    {"masq-03", SEVERITY_ADVICE, false, "hosts below a masqueraded domain", hosts_below},
    {"masq-04", SEVERITY_ADVICE, false, "root's mail masqueraded", hidden_root},
    {"masq-05", SEVERITY_WARNING, false, "masquerading without MASQUERADE_AS",
     masquerade_without_target},
    {0},
};
