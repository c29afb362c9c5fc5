/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "rule/token.h"

static struct arena *in;
static struct token_syntax syntax;
static struct str said;

static void start(void)
{
    in = arena_new();
    syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
    said = str_new(in);
}

static void stop(void)
{
    arena_drop(in);
}

TestSuite(token, .init = start, .fini = stop);

static void hear(void *ctx, struct slice address, const char *code, const char *words)
{
    (void)ctx;
    (void)address;
    (void)code;
    str_add_text(&said, words);
    str_add_char(&said, '\n');
}

/* Tokens joined by "|". */
static const char *cut(const char *text, enum token_mode mode, char end, bool *ok)
{
    const struct token_complaints ear = {NULL, hear};
    const struct token_scan scan = {
        .syntax = &syntax, .mode = mode, .stop = end, .complaints = &ear};
    struct str out = str_new(in);
    struct tokens tokens;

    str_clear(&said);
    *ok = token_scan(&scan, slice_from(text), in, &tokens, NULL);
    for (size_t i = 0; i < tokens.len; i++) {
        str_add_text(&out, i > 0 ? "|" : "");
        token_show(&tokens.p[i], TOKEN_LOOK_PLAIN, &out);
    }
    return out.p;
}

static const struct {
    const char *text;
    enum token_mode mode;
    const char *tokens, *complaints;
} texts[] = {
    {"user@host.com", TOKEN_PLAIN, "user|@|host|.|com", ""},
    {"a b", TOKEN_PLAIN, "a|b", ""},
    {"\"a b\"@c", TOKEN_PLAIN, "\"a b\"|@|c", ""},
    {"a\"b\"c", TOKEN_PLAIN, "a|\"b\"|c", ""},
    {"a\\@b", TOKEN_PLAIN, "a\\@b", ""},
    {"a\\!b", TOKEN_PLAIN, "a|!|b", ""},
    {"a\\", TOKEN_PLAIN, "a", ""},
    {"a(b)c", TOKEN_PLAIN, "a|(|b|)|c", ""},
    {"a(b(c)d)e", TOKEN_COMMENTS, "a|e", ""},
    {"10()10", TOKEN_COMMENTS, "10|10", ""},
    {"a)b", TOKEN_COMMENTS, "ab", "Unbalanced ')'\n"},
    {"\x93w(c)$1", TOKEN_OLD_RULE, "$=w|$1", ""},
    {"a)b", TOKEN_OLD_RULE, "a|b", ""},
    {"\x93(c (d) e) f", TOKEN_OLD_RULE, "$=)|f", ""},
    {"\x93()x", TOKEN_OLD_RULE, "$=)|x", ""},
    {"\x93(x", TOKEN_OLD_RULE, "$=", ""},
    {"\x93(x", TOKEN_CODED, "$=(|x", ""},
    {"\x93\xe9", TOKEN_CODED, "$={***UNDEFINED MACRO***}", ""},
    {"\"abc", TOKEN_PLAIN, "\"abc\"", "Unbalanced '\"'\n"},
    {"<a", TOKEN_PLAIN, "<|a|>", "Unbalanced '<'\n"},
    {"a>", TOKEN_PLAIN, "a", "Unbalanced '>'\n"},
    {"(a", TOKEN_COMMENTS, "", "Unbalanced '('\n"},
    {"a)", TOKEN_COMMENTS, "a", "Unbalanced ')'\n"},
    {"a\xe9", TOKEN_PLAIN, "aM-i", ""},
    {"\xff"
     "a",
     TOKEN_PLAIN, "a", ""},
    {"\x90\x97x", TOKEN_CODED, "$*|$@|x", ""},
    {"\x93w\x95"
     "1",
     TOKEN_CODED, "$=w|$1", ""},
    {"\x93{long}a", TOKEN_CODED, "$={long}|a", ""},
    {"a\x93qb", TOKEN_REJOINED, "a|$=q|b", ""},
    {"a\xffz", TOKEN_REJOINED, "az", ""},
    {"\"unb", TOKEN_CODED, "\"unb", ""},
    {"", TOKEN_PLAIN, "", ""},
};

Test(token, text_is_cut_as_rules_expect)
{
    for (size_t i = 0; i < COUNT(texts); i++) {
        bool ok;
        const char *got = cut(texts[i].text, texts[i].mode, '\0', &ok);

        cr_expect(ok, "%s", texts[i].text);
        cr_expect_str_eq(got, texts[i].tokens, "%s gives %s", texts[i].text, got);
        cr_expect_str_eq(said.p, texts[i].complaints, "%s: %s", texts[i].text, said.p);
    }
}

Test(token, the_stop_character_counts_outside_quotes_and_brackets)
{
    bool ok;

    cr_expect_str_eq(cut("a,b", TOKEN_PLAIN, ',', &ok), "a");
    cr_expect_str_eq(cut("\"a,b\"c,d", TOKEN_PLAIN, ',', &ok), "\"a,b\"|c");
    cr_expect_str_eq(cut("<@a,@b:c>,d", TOKEN_PLAIN, ',', &ok), "<|@|a|,|@|b|:|c|>");
    cr_expect_str_eq(cut("<a,b>", TOKEN_PLAIN, ',', &ok), "<|a|>");
    cr_expect_str_eq(said.p, "Unbalanced '<'\n");
}

Test(token, limits_are_said_and_refused)
{
    char text[3000];
    bool ok;

    memset(text, 'a', sizeof text);
    text[257] = '\0';
    cut(text, TOKEN_PLAIN, '\0', &ok);
    cr_expect_not(ok);
    cr_expect_str_eq(said.p, "prescan: token too long\n");
    memset(text, '@', sizeof text);
    memcpy(&text[620], "aaaaaaaaaa ", 12);
    cut(text, TOKEN_PLAIN, '\0', &ok);
    cr_expect(ok);
    memset(text, '@', sizeof text);
    text[626] = '\0';
    cut(text, TOKEN_PLAIN, '\0', &ok);
    cr_expect_not(ok);
    cr_expect_str_eq(said.p, "Address too long\n");
}

/* Each "<" that is not closed gets its ">": more than the text had bytes to spare for. */
Test(token, every_open_bracket_is_closed)
{
    enum { OPEN = 600 };
    char text[OPEN + 1] = {0};
    const struct token_scan scan = {.syntax = &syntax, .mode = TOKEN_PLAIN};
    struct arena *own = arena_new();
    struct tokens tokens;
    bool ok;

    memset(text, '<', OPEN);
    for (size_t open = 1; open <= OPEN; open++) {
        ok = token_scan(&scan, slice_of(text, open), own, &tokens, NULL);
        cr_assert(ok == (4 * open - 1 <= TOKEN_SCAN_MAX), "%zu", open);
        cr_assert(!ok || tokens.len == 2 * open, "%zu", open);
        for (size_t i = 0; i < tokens.len; i++)
            cr_assert(slice_is(token_text(&tokens.p[i]), i < open ? "<" : ">"), "%zu", open);
    }
    arena_drop(own);
}

Test(token, words_are_joined_with_the_blank_only_between_them)
{
    const struct token_scan scan = {.syntax = &syntax, .mode = TOKEN_PLAIN};
    struct tokens tokens;
    struct str out = str_new(in);

    cr_assert(token_scan(&scan, SLICE("a b \"c d\" e @ f g"), in, &tokens, NULL));
    token_join(tokens.p, tokens.len, &syntax, '_', &out);
    cr_expect_str_eq(out.p, "a_b\"c d\"e@f_g");
}

Test(token, a_cut_keeps_the_blank_that_parts_words)
{
    static const struct {
        size_t max;
        const char *joined;
    } rows[] = {{1, "a."},     {2, "a."},      {3, "a.b"},    {4, "a.b."},
                {5, "a.b.c."}, {7, "a.b.c.d"}, {9, "a.b.c.d"}};
    const struct token_scan scan = {.syntax = &syntax, .mode = TOKEN_PLAIN};
    struct tokens tokens;

    cr_assert(token_scan(&scan, SLICE("a b.c d"), in, &tokens, NULL));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str out = str_new(in);

        token_join_cut(tokens.p, tokens.len, &syntax, '.', rows[i].max, &out);
        cr_expect_str_eq(out.p, rows[i].joined, "row %zu: %s", i, out.p);
    }
}

Test(token, bright_text_is_set_off)
{
    static const struct {
        const char *text, *plain, *bright;
    } rows[] = {
        {"a b", "a b", "a b"},
        {"\x90", "$*", "\033[7m$*\033[0m"},
        {"\x81xy", "$xy", "\033[7m$x\033[0my"},
        {"\x82{ab}z", "$&{ab}z", "\033[7m$&{ab}\033[0mz"},
        {"\xa2\t", "M-\"\\t", "\033[7mM-\"\033[0m\033[7m\\t\033[0m"},
        {"\x01", "", "\033[7m\033[0m"},
        {"\x81\xe4z", "${***UNDEFINED MACRO***}z", "\033[7m${***UNDEFINED MACRO***}\033[0mz"},
        {"\x82\x01", "$&\x01", "\033[7m$&\x01\033[0m"},
        {"\x81=\xe4z", "$={***UNDEFINED MACRO***}z", "\033[7m$=\033[0m\033[7mM-d\033[0mz"},
        {"\x81&jz", "$&jz", "\033[7m$&j\033[0mz"},
        {"a\xff\x62", "ab", "a\033[7m\033[0mb"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str plain = str_new(in), bright = str_new(in);

        token_show_text(slice_from(rows[i].text), TOKEN_LOOK_PLAIN, &plain);
        token_show_text(slice_from(rows[i].text), TOKEN_LOOK_BRIGHT, &bright);
        cr_expect_str_eq(plain.p, rows[i].plain, "row %zu", i);
        cr_expect_str_eq(bright.p, rows[i].bright, "row %zu", i);
    }
}

Test(token, marks_of_a_kept_value_are_shown)
{
    static const struct {
        const char *text, *plain, *bright;
    } rows[] = {
        {"a\xff\x81", "aM-$", "a\033[7mM-\033[0m\033[7m$\033[0m"},
        {"\xff\x81\xff\x81", "M-${***UNDEFINED MACRO***}$",
         "\033[7mM-\033[0m\033[7m${***UNDEFINED MACRO***}\033[0m\033[7m$\033[0m"},
        {"\xff\xff\x62", "M-M-b", "\033[7mM-\033[0m\033[7mM-\033[0mb"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str plain = str_new(in), bright = str_new(in);

        token_show_kept(slice_from(rows[i].text), TOKEN_LOOK_PLAIN, &plain);
        token_show_kept(slice_from(rows[i].text), TOKEN_LOOK_BRIGHT, &bright);
        cr_expect_str_eq(plain.p, rows[i].plain, "row %zu", i);
        cr_expect_str_eq(bright.p, rows[i].bright, "row %zu", i);
    }
}

Test(token, a_mark_is_joined_without_a_blank)
{
    static const struct {
        const char *text, *joined;
    } rows[] = {
        {"a \201q b c", "a\201qb c"},
        {"a \206 b \237x c", "a\206b\237xc"},
        {"a \240 b \177 c", "a \240 b \177 c"},
        {"a \377 b", "a \377 b"},
    };
    const struct token_scan scan = {.syntax = &syntax, .mode = TOKEN_COMMENTS};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str out = str_new(in);
        struct tokens tokens;

        cr_assert(token_scan(&scan, slice_from(rows[i].text), in, &tokens, NULL));
        token_join(tokens.p, tokens.len, &syntax, ' ', &out);
        cr_expect_str_eq(out.p, rows[i].joined, "row %zu: %s", i, out.p);
    }
}
