/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resolving, rewriting and checking over a small configuration of the test's own.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "conf/config.h"
#include "route/test_house.h"
#include "rule/macro.h"

static const struct {
    const char *text, *mailer, *host, *user;
    int status;
    const char *dsn;
} addresses[] = {
    {"alice", "local", "", "alice", EX_OK, ""},
    {"Alice@HERE.test", "local", "", "alice", EX_OK, ""},
    {"\"A\" <bob@Far.Test> (x)", "smtp", "far.test", "bob@Far.Test", EX_OK, ""},
    {"|cat", "prog", "", "|cat", EX_OK, ""},
    {"/tmp/x", "*file*", "", "/tmp/x", EX_OK, ""},
    {":include:/tmp/x", "*include*", "", "/tmp/x", EX_OK, ""},
    {"Bob@settled.test", "local", "", "bob", EX_OK, ""},
    {"/tmp/x@settled.test", "*file*", "", "/tmp/x", EX_OK, ""},
    {"a@no.test", NULL, "", "", EX_NOHOST, "5.1.2"},
    {"a@later.test", NULL, "", "", EX_TEMPFAIL, "4.3.0"},
    {"a@keyword.test", NULL, "", "", EX_NOUSER, "5.0.0"},
    {"a@lookup.test", NULL, "", "", EX_TEMPFAIL, "4.4.3"},
};

Test(route, addresses_resolve_to_mailer_host_and_user)
{
    struct house h;

    house_open(&h);
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct routed to;
        bool ok = route_parse(&h.route, slice_from(addresses[i].text), ROUTE_RECIPIENT, h.in, &to);

        cr_expect_eq(ok, addresses[i].mailer != NULL, "%s", addresses[i].text);
        cr_expect_eq(to.status, addresses[i].status, "%s: %d", addresses[i].text, to.status);
        if (!ok) {
            cr_expect(slice_is(to.reply.dsn, addresses[i].dsn), "%s: %.*s", addresses[i].text,
                      SLICE_ARG(to.reply.dsn));
            continue;
        }
        cr_expect(slice_is(h.cfg->mailers.p[to.addr.mailer].name, addresses[i].mailer), "%s",
                  addresses[i].text);
        cr_expect(slice_is(to.addr.host, addresses[i].host), "%s", addresses[i].text);
        cr_expect(slice_is(to.addr.user, addresses[i].user), "%s: %.*s", addresses[i].text,
                  SLICE_ARG(to.addr.user));
    }
    house_drop(&h);
}

/* 255 bytes are cut without a word, unless a blank is next. */
Test(route, a_user_that_is_too_long_is_told)
{
    struct house h;
    struct routed to;
    struct str text;

    house_open(&h);
    for (int len = 63; len <= 64; len++) {
        text = str_new(h.in);
        for (int i = 0; i < len; i++)
            str_add_char(&text, 'a');
        str_add_text(&text, "@long.test");
        cr_expect(route_parse(&h.route, str_slice(&text), ROUTE_RECIPIENT, h.in, &to));
        cr_expect_eq(to.addr.user.len, 255, "%zu", to.addr.user.len);
        cr_expect(!to.too_long, "%d", len);
    }
    text = str_new(h.in);
    for (int i = 0; i < 127; i++)
        str_add_char(&text, 'a');
    str_add_text(&text, "@long.test");
    cr_expect(route_parse(&h.route, str_slice(&text), ROUTE_RECIPIENT, h.in, &to));
    cr_expect_eq(to.addr.user.len, 255, "%zu", to.addr.user.len);
    cr_expect(to.too_long);
    house_drop(&h);
}

/* Before level 10 rule set 2 is for envelope recipients. */
Test(route, old_configurations_leave_all_others_to_rule_set_4)
{
    static const struct {
        int level;
        enum route_use use;
        const char *user;
    } rows[] = {
        {10, ROUTE_SENDER, "twice"},
        {9, ROUTE_SENDER, "once"},
        {9, ROUTE_RECIPIENT, "twice"},
        {9, ROUTE_HEADER, "once"},
    };
    struct house h;

    house_open(&h);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct routed to;

        h.cfg->level = rows[i].level;
        cr_assert(route_parse(&h.route, SLICE("once"), rows[i].use, h.in, &to));
        cr_expect(slice_is(to.addr.user, rows[i].user), "row %zu: %.*s", i,
                  SLICE_ARG(to.addr.user));
    }
    house_drop(&h);
}

/* What a rule set may say, and how it is understood. */
static const struct {
    const char *text;
    int code;
    const char *dsn, *words;
} answered[] = {
    {"a@nohost.test", 554, "5.3.5", "buildaddr: no host"},
    {"a@late.test", 554, "5.3.5", "buildaddr: no host"},
    {"a@nouser.test", 554, "5.3.5", "buildaddr: no user"},
    {"a@blanks.test", 550, "5.1.1", " no "},
    {"a@nodsn.test", 550, "5.0.0", " 5.1.1 no"},
    {"a@dsn.test", 550, "5.0.0", "5.1.1"},
    {"a@plain.test", 553, "5.3.0", " no"},
};

Test(route, refusals_keep_their_words)
{
    struct house h;

    house_open(&h);
    for (size_t i = 0; i < COUNT(answered); i++) {
        struct routed to;

        cr_expect(!route_parse(&h.route, slice_from(answered[i].text), ROUTE_RECIPIENT, h.in, &to),
                  "%s", answered[i].text);
        cr_expect_eq(to.reply.code, answered[i].code, "%s: %d", answered[i].text, to.reply.code);
        cr_expect(slice_is(to.reply.dsn, answered[i].dsn), "%s: %.*s", answered[i].text,
                  SLICE_ARG(to.reply.dsn));
        cr_expect(slice_is(to.reply.text, answered[i].words), "%s: %.*s", answered[i].text,
                  SLICE_ARG(to.reply.text));
    }
    house_drop(&h);
}

/* What a resolved user may hold: no line end, also in quotes and behind a backslash. */
static const struct {
    const char *text, *user;
    bool bad;
} printable[] = {
    {"a\001b", "a?b", true},
    {"\"a\001b\"", "\"a\001b\"", false},
    {"a\\\001b", "a\\\001b", false},
    {"\"a\rb\"", "\"a?b\"", true},
    {"\"a\nb\"", "\"a?b\"", true},
    {"a\\\rb", "a\\?b", true},
    {"a\\\nb", "a\\?b", true},
    {"\"a\\\r\\\nb\"", "\"a\\?\\?b\"", true},
    {"a\177b", "a?b", true},
    {"a b", "a b", false},
    {"a\230b", "a?b", true},
    {"\"a\230b\"", "\"a?b\"", true},
    {"a\303\244b", "a\303\244b", false},
    {"a@operator.test", "a?y", true},
};

Test(route, no_line_end_stays_in_a_resolved_user)
{
    struct house h;

    house_open(&h);
    for (size_t i = 0; i < COUNT(printable); i++) {
        struct routed to;

        cr_assert(route_parse(&h.route, slice_from(printable[i].text), ROUTE_RECIPIENT, h.in, &to),
                  "row %zu", i);
        cr_expect(slice_is(to.addr.user, printable[i].user), "row %zu: %.*s", i,
                  SLICE_ARG(to.addr.user));
        cr_expect_eq(to.unprintable, printable[i].bad, "row %zu", i);
    }
    house_drop(&h);
}

Test(route, a_lookup_that_failed_is_named_without_a_peers_bytes)
{
    struct house h;
    struct routed to;

    house_open(&h);
    cr_expect(!route_parse(&h.route, SLICE("a\033\351b@lookup.test"), ROUTE_RECIPIENT, h.in, &to));
    cr_expect(slice_is(to.reply.text, "away map: lookup (a??b): deferred"), "%.*s",
              SLICE_ARG(to.reply.text));
    cr_expect(!route_parse(&h.route, SLICE("b@no.test"), ROUTE_RECIPIENT, h.in, &to));
    cr_expect_eq(to.status, EX_NOHOST, "what failed for one address is nothing to the next");
    house_drop(&h);
}

static const struct {
    const char *text, *result;
    unsigned flags;
} rewrites[] = {
    {"alice", "alice@host.here.test", REWRITE_SENDER | REWRITE_HEADER},
    {"alice (x)", "alice@host.here.test (x)", REWRITE_SENDER | REWRITE_HEADER},
    {"\"A B\" <alice@far.test>", "\"A B\" <alice@far.test>", REWRITE_HEADER},
    {"A <alice>", "alice@host.here.test", REWRITE_SENDER | REWRITE_CANON},
};

Test(route, rewriting_keeps_what_stands_around)
{
    struct house h;

    house_open(&h);
    const struct mailer *m = config_mailer(h.cfg, SLICE("smtp"));
    for (size_t i = 0; i < COUNT(rewrites); i++) {
        int status;
        struct slice got = route_rewrite(&h.route, slice_from(rewrites[i].text), m,
                                         rewrites[i].flags, slice_of(NULL, 0), h.in, &status);

        cr_expect_eq(status, EX_OK);
        cr_expect(slice_is(got, rewrites[i].result), "%s -> %.*s", rewrites[i].text,
                  SLICE_ARG(got));
    }
    house_drop(&h);
}

/* The second byte of "\303\201" is the mark of a macro, too. */
Test(route, bytes_of_a_peer_are_no_macros)
{
    struct house h;
    struct slice got;
    int status;

    house_open(&h);
    macros_set(h.route.macros, macro_names_intern(macros_names(h.route.macros), SLICE("nest")),
               SLICE("\303\201m"));
    got = route_rewrite(&h.route, SLICE("a"), config_mailer(h.cfg, SLICE("nest")), 0,
                        slice_of(NULL, 0), h.in, &status);
    cr_expect(slice_is(got, "\303\201m"), "%.*s", SLICE_ARG(got));
    house_drop(&h);
}

static const struct {
    const char *first, *second;
    enum verdict verdict;
    int code;
    const char *dsn, *text;
} checks[] = {
    {"good", NULL, VERDICT_ACCEPT, 0, "", ""},
    {"bad", NULL, VERDICT_REJECT, 550, "5.7.1", "not you"},
    {"later", NULL, VERDICT_LATER, 451, "4.7.1", "not yet"},
    {"drop", NULL, VERDICT_DISCARD, 0, "", ""},
    {"held", NULL, VERDICT_QUARANTINE, 0, "", ""},
    {"pair", "this", VERDICT_REJECT, 553, "5.1.8", "seen this"},
};

Test(route, checks_refuse_only_by_error_and_discard)
{
    struct house h;

    house_open(&h);
    for (size_t i = 0; i < COUNT(checks); i++) {
        struct check c;

        route_check(&h.route, SLICE("check_rcpt"), slice_from(checks[i].first),
                    slice_from(checks[i].second), checks[i].second ? 0 : CHECK_ALONE, 98, h.in, &c);
        cr_expect_eq(c.verdict, checks[i].verdict, "%s", checks[i].first);
        if (checks[i].code == 0)
            continue;
        cr_expect_eq(c.reply.code, checks[i].code, "%s: %d", checks[i].first, c.reply.code);
        cr_expect(slice_is(c.reply.dsn, checks[i].dsn), "%s", checks[i].first);
        cr_expect(slice_is(c.reply.text, checks[i].text), "%s: %.*s", checks[i].first,
                  SLICE_ARG(c.reply.text));
    }
    house_drop(&h);
}
