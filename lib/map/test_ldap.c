/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What K lines of class ldap mean, and what becomes of keys in filters; servers are the business of
 * test/ldap.
 */
#include <criterion/criterion.h>

#include "base/str.h"
#include "map/ldap_spec.h"

static struct arena *in;

static void set_up(void)
{
    in = arena_new();
}

static void tear_down(void)
{
    arena_drop(in);
}

static void any_general(void *ctx, char flag, struct slice text)
{
    struct slice *seen = ctx;

    *seen = arena_printf(in, "%.*s%c=%.*s ", SLICE_ARG(*seen), flag, SLICE_ARG(text));
}

TestSuite(ldap, .init = set_up, .fini = tear_down);

/* The key holds each byte that a filter gives a meaning, and a NUL. */
static const char odd_key[] = "a(b)*\\\0z%0";

static const struct {
    const char *filter;
    bool args;
    const char *result;
} filters[] = {
    {"(uid=%0)", false, "(uid=a\\28b\\29\\2A\\5C\\00z%0)"},
    {"(uid=%s)", false, "(uid=a(b)*\\\\00z%0)"},
    {"%0%0", false, "a\\28b\\29\\2A\\5C\\00z%0a\\28b\\29\\2A\\5C\\00z%0"},
    {"(uid=%1)", false, "(uid=%1)"},
    {"(uid=%1)(x=%2)(y=%9)", true, "(uid=one)(x=t\\2Ao)(y=)"},
    {"%%0 %% %x %", false, "%0 % %x %"},
    {"", false, ""},
};

Test(ldap, keys_are_escaped_in_filters)
{
    const struct slice key = slice_of(odd_key, sizeof odd_key - 1);
    const struct slice args[] = {SLICE("one"), SLICE("t*o")};

    for (size_t i = 0; i < COUNT(filters); i++) {
        struct ldap_spec spec = {.filter = slice_from(filters[i].filter),
                                 .with_args = filters[i].args};
        struct slice got = ldap_filter_fill(&spec, key, args, COUNT(args), in);

        cr_expect(slice_is(got, filters[i].result), "%s: %.*s", filters[i].filter, SLICE_ARG(got));
    }
}

static struct ldap_spec read_spec(const char *text)
{
    struct ldap_spec spec;
    struct slice seen = {0};
    struct err err = {0};

    ldap_spec_init(&spec);
    cr_assert(ldap_spec_read(&spec, slice_from(text), SLICE("m"), in, any_general, &seen, &err),
              "%s: %s", text, err.text);
    return spec;
}

static const struct {
    const char *text, *servers;
} servers[] = {
    {"-k x", ""},
    {"-k x -h a", "ldap://a "},
    {"-k x -h a -p 3890", "ldap://a:3890 "},
    {"-k x -p 3890 -h \"a b:1 [::1] ::2 [::3]:4\"",
     "ldap://a:3890 ldap://b:1 ldap://[::1]:3890 ldap://[::2]:3890 ldap://[::3]:4 "},
    {"-k x -H ldaps://a/", "ldaps://a/ "},
    {"-k x -H \"ldap://a ldapi://%2Frun%2Fx,ldaps://b\"", "ldap://a ldapi://%2Frun%2Fx ldaps://b "},
};

Test(ldap, hosts_and_uris_come_to_servers)
{
    for (size_t i = 0; i < COUNT(servers); i++) {
        struct ldap_spec spec = read_spec(servers[i].text);
        struct slice got = SLICE("");

        for (size_t k = 0; k < spec.nservers; k++)
            got = arena_printf(in, "%.*s%.*s ", SLICE_ARG(got), SLICE_ARG(spec.servers[k]));
        cr_expect(slice_is(got, servers[i].servers), "%s: %.*s", servers[i].text, SLICE_ARG(got));
    }
}

Test(ldap, values_may_stand_apart_or_in_quotes)
{
    struct ldap_spec spec =
        read_spec("-1 -K -n -R -w3 -c 5 -l 7 -Z 9 -k \"(& (a=b) )\" -b\"o=x, c=y\" -s one -r find "
                  "-z\\n -V \" \" -v a,b:normal:c|d -M none words that mean nothing");

    cr_expect(spec.single && spec.with_args && spec.names_only && spec.no_referrals);
    cr_expect_eq(spec.version, 3);
    cr_expect_eq(spec.network_timeout, 5);
    cr_expect_eq(spec.time_limit, 7);
    cr_expect_eq(spec.size_limit, 9);
    cr_expect(slice_is(spec.filter, "(& (a=b) )"));
    cr_expect(slice_is(spec.base, "o=x, c=y"));
    cr_expect_eq(spec.scope, LDAP_WITHIN_ONE);
    cr_expect_eq(spec.aliases, LDAP_ALIASES_FIND);
    cr_expect_eq(spec.separator, '\n');
    cr_expect_eq(spec.name_separator, ' ');
    cr_assert_eq(spec.nattrs, 2);
    cr_expect(slice_is(spec.attrs[1].name, "b"));
    cr_expect_eq(spec.attrs[1].nclasses, 2);
    cr_expect(slice_is(spec.attrs[1].classes[1], "d"));
}

Test(ldap, a_map_starts_with_the_defaults)
{
    struct ldap_spec spec;
    struct slice seen = {0};
    struct str wrong = str_new(in);
    struct err err = {0};

    ldap_spec_init(&spec);
    cr_assert(ldap_spec_read_defaults(&spec, SLICE("-h a -b o=x -c 5"), in, &wrong), "%s", wrong.p);
    cr_assert(ldap_spec_read(&spec, SLICE("-T<TMPF> -o -a.x -k y -b o=z"), SLICE("m"), in,
                             any_general, &seen, &err),
              "%s", err.text);
    cr_expect(slice_is(spec.servers[0], "ldap://a"));
    cr_expect(slice_is(spec.base, "o=z"));
    cr_expect_eq(spec.network_timeout, 5);
    cr_expect(slice_is(seen, "T=<TMPF> o= a=.x "), "%.*s", SLICE_ARG(seen));
}

static const struct {
    const char *text, *words;
} mistakes[] = {
    {"-v mail", "No filter given in map m"},
    {"-k x -h a -H ldap://b", "Can not specify both an LDAP host and an LDAP URI in map m"},
    {"-k x -v a:NOPE", "Unknown attribute type (NOPE) in m"},
    {"-k x -v a,b,A", "Duplicate attribute (A) in m"},
    {"-k x -v a:DN", "LDAP recursion requested in m but no returnable attribute given"},
    {"-k x -v a:DN,b -n", "LDAP recursion requested in m can not be used with -n"},
    {"-k x -h a -H ldap://b -v a:NOPE",
     "Can not specify both an LDAP host and an LDAP URI in map m"},
    {"-P /nonexistent/secret",
     "LDAP map: cannot open secret /nonexistent/secret: No such file or directory"},
    {"-v a:NOPE", "No filter given in map m"},
    {"-k x -P", "LDAP map: cannot open secret : No such file or directory"},
    {"-x v -k x", "No filter given in map m"},
    {"-k x -w -m", "LDAP version 0 is lower than min of 2 in map m"},
    {"-k x -w x", "LDAP version 0 is lower than min of 2 in map m"},
    {"-k x -p 65536", "map m: -p needs a number up to 65535, not \"65536\""},
    {"-k x -l -1", "map m: -l needs a number up to 3600, not \"-1\""},
    {"-k x -h \"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\"", "map m: more than 16 LDAP servers"},
};

Test(ldap, mistakes_are_named)
{
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct ldap_spec spec;
        struct slice seen = {0};
        struct err err = {0};

        ldap_spec_init(&spec);
        cr_expect(!ldap_spec_read(&spec, slice_from(mistakes[i].text), SLICE("m"), in, any_general,
                                  &seen, &err),
                  "%s", mistakes[i].text);
        cr_expect_str_eq(err.text, mistakes[i].words);
        cr_expect_eq(err.status, EX_CONFIG);
    }
}

#define DEFAULTS "O LDAPDefaultSpec"
#define DO_NOT_SET "readcf: option LDAPDefaultSpec: Do not set "

static const struct {
    const char *text, *words;
} default_mistakes[] = {
    {"-x -y -z", "Illegal option y map " DEFAULTS "\n"},
    {"-y -- -h a", "Illegal option y map " DEFAULTS "\nIllegal option - map " DEFAULTS "\n"},
    {"-1", DO_NOT_SET "non-LDAP specific flags\n"},
    {"-z -k -V -v a -o",
     DO_NOT_SET "non-LDAP specific flags\n" DO_NOT_SET "the LDAP search filter\n" DO_NOT_SET
                "the requested LDAP attributes\n"},
    {"-m -r x -k y", "Deref must be [never|always|search|find] (not x) in map " DEFAULTS
                     "\n" DO_NOT_SET "non-LDAP specific flags\n"},
    {"-h a -H ldap://b", "Can not specify both an LDAP host and an LDAP URI in map " DEFAULTS "\n"},
};

Test(ldap, all_mistakes_of_the_defaults_are_named)
{
    for (size_t i = 0; i < COUNT(default_mistakes); i++) {
        struct ldap_spec spec;
        struct str wrong = str_new(in);

        ldap_spec_init(&spec);
        cr_expect(
            !ldap_spec_read_defaults(&spec, slice_from(default_mistakes[i].text), in, &wrong));
        cr_expect_str_eq(wrong.p, default_mistakes[i].words);
    }
}
