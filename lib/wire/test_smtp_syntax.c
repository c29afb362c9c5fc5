/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "wire/smtp_syntax.h"

static const struct {
    const char *input, *address, *rest;
} addresses[] = {
    {"<a@b.example> SIZE=9", "<a@b.example>", " SIZE=9"},
    {"<>", "<>", ""},
    {"a@b SIZE=1", "a@b", " SIZE=1"},
    {"<\"a b\"@c> X", "<\"a b\"@c>", " X"},
    {"\"a b\"@c X", "\"a b\"@c", " X"},
    {"a(c d)@b X", "a(c d)@b", " X"},
    {"<a b@c>\tX", "<a b@c>", "\tX"},
    {"a\\ b X", "a\\ b", " X"},
    {"<never X", "<never X", ""},
    {"\"never X", "\"never X", ""},
    {"a) X", "a) X", ""},
    {"a> X", "a> X", ""},
    {"\"a>\" X", "\"a>\"", " X"},
};

Test(smtp_syntax, address_ends_at_the_first_open_blank)
{
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct slice in = slice_from(addresses[i].input);
        struct slice got = smtp_parse_address(&in);

        cr_expect(slice_is(got, addresses[i].address), "%s", addresses[i].input);
        cr_expect(slice_is(in, addresses[i].rest), "%s", addresses[i].input);
    }
}

static const struct {
    const char *input, *keyword;
    bool ok;
    const char *found, *rest;
} keywords[] = {
    {"FROM:<a>", "FROM", true, "FROM", "<a>"}, {"from : <a>", "FROM", true, "from", "<a>"},
    {"FROM:", "FROM", false, "FROM", "FROM:"}, {"sender", "FROM", false, "sender", "sender"},
    {"TO <a>", "TO", false, "TO", "TO <a>"},   {"", "TO", false, "", ""},
    {"TO:<a>", "FROM", false, "TO", "TO:<a>"}, {"FROM:  ", "FROM", false, "FROM", "FROM:  "},
};

Test(smtp_syntax, keyword_says_what_stood_there)
{
    for (size_t i = 0; i < COUNT(keywords); i++) {
        struct slice in = slice_from(keywords[i].input), found;

        cr_expect_eq(smtp_parse_keyword(&in, keywords[i].keyword, &found), keywords[i].ok, "%s",
                     keywords[i].input);
        cr_expect(slice_is(found, keywords[i].found), "%s", keywords[i].input);
        cr_expect(slice_is(in, keywords[i].rest), "%s", keywords[i].input);
    }
}

Test(smtp_syntax, params_are_keywords_with_or_without_value)
{
    struct slice in = SLICE("  SIZE=10 FOO  BAR= a-b=c;d (x) foo_bar=1 A=b=c B== =d");
    static const struct {
        const char *name, *value;
        bool has;
    } rows[] = {
        {"SIZE", "10", true}, {"FOO", "", false}, {"BAR", "", true}, {"a-b", "c;d", true},
        {"", "", false},      {"foo", "", false}, {"A", "b", true},  {"c", "", false},
        {"B", "", true},      {"", "d", true},
    };
    struct smtp_param p;

    for (size_t i = 0; i < COUNT(rows); i++) {
        cr_assert(smtp_parse_param(&in, &p));
        cr_expect(slice_is(p.name, rows[i].name), "%zu", i);
        cr_expect(slice_is(p.value, rows[i].value), "%zu", i);
        cr_expect_eq(p.has_value, rows[i].has, "%zu", i);
    }
    cr_expect(!smtp_parse_param(&in, &p));
}

Test(smtp_syntax, xtext)
{
    static const char *const good[] = {"", "abc", "a+3Db", "<>"};
    static const char *const bad[] = {"a b", "a=b", "a+", "a+3", "a+3d", "a+zz", "caf\xe9", "a\tb"};

    for (size_t i = 0; i < COUNT(good); i++)
        cr_expect(smtp_is_xtext(slice_from(good[i])), "%s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect(!smtp_is_xtext(slice_from(bad[i])), "%s", bad[i]);
}

Test(smtp_syntax, helo_names)
{
    static const char *const good[] = {"a",    "a_b",    "-x-", "[1.2.3.4]",
                                       "a..b", "IPv6:1", "a#b", "[1.2"};
    static const char *const bad[] = {"", "a b", "a@b", "x/y", "x!y", "(x)", "a+b", "\xe9", "a\rb"};

    for (size_t i = 0; i < COUNT(good); i++)
        cr_expect(smtp_is_helo_name(slice_from(good[i])), "%s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect(!smtp_is_helo_name(slice_from(bad[i])), "%s", bad[i]);

    char name[257];
    memset(name, 'x', sizeof name);
    cr_expect(smtp_is_helo_name(slice_of(name, 256)));
    cr_expect(!smtp_is_helo_name(slice_of(name, 257)));
}

Test(smtp_syntax, by)
{
    static const struct {
        const char *value;
        enum smtp_by_fault fault;
        char bad;
    } rows[] = {
        {"100;R", SMTP_BY_OK, 0},
        {"-5;N", SMTP_BY_OK, 0},
        {"1;RT", SMTP_BY_OK, 0},
        {"0;R", SMTP_BY_NOT_POSITIVE, 0},
        {"x", SMTP_BY_NO_SEMICOLON, 0},
        {"", SMTP_BY_NO_SEMICOLON, 0},
        {"1234567890;R", SMTP_BY_OUT_OF_RANGE, 0},
        {"1;X", SMTP_BY_BAD_MODE, 'X'},
        {"1;RX", SMTP_BY_BAD_TRACE, 'X'},
        {"1;", SMTP_BY_BAD_MODE, 0},
        {";N", SMTP_BY_OK, 0},
        {"x;N", SMTP_BY_NO_SEMICOLON, 0},
        {"-;N", SMTP_BY_NO_SEMICOLON, 0},
        {"5x;N", SMTP_BY_NO_SEMICOLON, 0},
        {"5;NTX", SMTP_BY_OK, 0},
    };
    struct smtp_by by;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char bad = 0;

        cr_expect_eq(smtp_parse_by(slice_from(rows[i].value), &by, &bad), rows[i].fault, "%s",
                     rows[i].value);
        if (rows[i].bad != 0)
            cr_expect_eq(bad, rows[i].bad, "%s", rows[i].value);
    }
}
