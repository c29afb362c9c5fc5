/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "rule/class.h"
#include "rule/macro.h"

static const struct {
    const char *text, *expanded;
} texts[] = {
    {"$w.$m", "mail.example.com"},
    {"${w}", "mail"},
    {"${long_one}", "1"},
    {"$$w", "$w"},
    {"a$?w yes$| no$.b", "a yesb"},
    {"a$?q yes$| no$.b", "a nob"},
    {"$?w$?q x$|y$.$.z", "yz"},
    {"$q", ""},
    {"$j", "mail.example.com"},
    {"$p", "$w"},
    {"\x81w", "\x81w"},
    {"$z", ""},
    {"a$?* yes$| no$.b$?%x$.", "a yesb"},
};

Test(macro, coded_text_is_expanded_and_plain_values_never_are)
{
    struct arena *in = arena_new();
    struct macro_names *names = macro_names_new(in);
    struct macros *outer = macros_new(in, names, NULL), *scope = macros_new(in, names, outer);

    macros_set(outer, 'w', SLICE("mail"));
    macros_set(outer, 'm', SLICE("example.com"));
    macros_set_coded(outer, 'j', macro_encode(in, names, SLICE("$w.$m")));
    macros_set_coded(outer, 'z', macro_encode(in, names, SLICE("$z")));
    macros_set(scope, 'p', SLICE("$w"));
    macros_set(scope, macro_names_intern(names, SLICE("long_one")), SLICE("1"));
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str out = str_new(in);

        macro_expand(scope, macro_encode(in, names, slice_from(texts[i].text)), &out);
        cr_expect_str_eq(out.p, texts[i].expanded, "%s: %s", texts[i].text, out.p);
    }
    arena_drop(in);
}

/* compatible: operators are values of macros too. */
Test(macro, an_operator_whose_macro_is_set_is_that_text)
{
    static const struct {
        const char *text, *expanded, *kept;
    } rows[] = {
        {"a$?q x$|y$.z", "ayendz", "ayendz"},
        {"a$?w x$|y$.z", "a x", "a x"},
        {"$&j", "andj", "andj"},
        {"$* $-", " ", "\220 \222"},
    };
    struct arena *in = arena_new();
    struct macro_names *names = macro_names_new(in);
    struct macros *scope = macros_new(in, names, NULL);

    macros_set(scope, 'w', SLICE("mail"));
    macros_set_coded(scope, '.', SLICE("end"));
    macros_set_coded(scope, '&', SLICE("and"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice coded = macro_encode(in, names, slice_from(rows[i].text));
        struct str text = str_new(in), kept = str_new(in);

        macro_expand(scope, coded, &text);
        macro_expand_rule(scope, coded, &kept);
        cr_expect_str_eq(text.p, rows[i].expanded, "row %zu: %s", i, text.p);
        cr_expect_str_eq(kept.p, rows[i].kept, "row %zu: %s", i, kept.p);
    }
    arena_drop(in);
}

static const struct {
    const char *text, *left;
} comments[] = {
    {"R a #b\n\tc # d", "R a\n\tc "},
    {"# all", "# all"},
    {"R a # b", "R a "},
    {"R $# a", "R $# a"},
    {"R $$# a", "R $$"},
    {"R $$$# a", "R $$$# a"},
    {"R $&# a", "R $&# a"},
    {"R $?#a#", "R $?#a"},
    {"R ${#}a#", "R ${#}a"},
    {"R $={#", "R $={#"},
    {"R \\# a", "R # a"},
    {"R \\\\# a", "R \\# a"},
    {"R $\\# a", "R $# a"},
    {"R $q#", "R $q"},
    {"R $", "R $"},
    {"R # $&", "R "},
};

Test(macro, a_comment_begins_where_no_name_is)
{
    struct arena *in = arena_new();

    for (size_t i = 0; i < COUNT(comments); i++) {
        struct slice left = macro_strip_comment(slice_from(comments[i].text), in);

        cr_expect(slice_is(left, comments[i].left), "%s: %.*s", comments[i].text, SLICE_ARG(left));
    }
    arena_drop(in);
}

static void count_fault(void *ctx, const char *words)
{
    (void)words;
    ++*(unsigned *)ctx;
}

Test(macro, threads_find_names_and_give_out_no_numbers)
{
    static const struct {
        const char *text;
        macro_id id;
        unsigned faults;
    } rows[] = {
        {"x", 'x', 0},   {"xy", 'x', 0}, {"{x}", 'x', 0}, {"{client_addr}z", MACRO_CLIENT_ADDR, 0},
        {"{new}", 0, 0}, {"{.}", 1, 1},  {"{", 0, 2},     {"{a.b", 0, 3},
        {"{}", 0, 1},    {"", 0, 0},
    };
    struct arena *in = arena_new();
    struct macro_names *names = macro_names_new(in);
    macro_id end = macro_names_end(names);

    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned faults = 0;
        const struct macro_faults ear = {&faults, count_fault};
        macro_id id = 0;
        bool ok = macro_find_name(names, slice_from(rows[i].text), &ear, &id);

        cr_expect_eq(id, rows[i].id, "%s: %u", rows[i].text, id);
        cr_expect_eq(faults, rows[i].faults, "%s: %u", rows[i].text, faults);
        cr_expect(ok || id == 0);
    }
    cr_expect_eq(macro_names_end(names), end);
    arena_drop(in);
}

Test(macro, an_inner_scope_hides_and_shows)
{
    struct arena *in = arena_new();
    struct macro_names *names = macro_names_new(in);
    struct macros *outer = macros_new(in, names, NULL), *inner = macros_new(in, names, outer);

    macros_set(outer, MACRO_CLIENT_ADDR, SLICE("outer"));
    cr_expect(slice_is(macros_get(inner, MACRO_CLIENT_ADDR), "outer"));
    macros_set(inner, MACRO_CLIENT_ADDR, SLICE(""));
    cr_expect_eq(macros_get(inner, MACRO_CLIENT_ADDR).len, 0);
    macros_hide(inner, MACRO_CLIENT_ADDR);
    cr_expect_null(macros_get(inner, MACRO_CLIENT_ADDR).p);
    macros_unset(inner, MACRO_CLIENT_ADDR);
    cr_expect(slice_is(macros_get(inner, MACRO_CLIENT_ADDR), "outer"));
    arena_drop(in);
}

/* A line of 700 bytes took a second to read. */
Test(macros, a_long_value_that_names_itself_often_ends_soon)
{
    struct arena *in = arena_new();
    struct macro_names *names = macro_names_new(in);
    struct macros *m = macros_new(in, names, NULL);
    struct str value = str_new(in), out = str_new(in);

    for (int i = 0; i < 300; i++)
        str_add_char(&value, 'x');
    str_add_text(&value, "$j$j$j");
    macros_set_coded(m, 'j', macro_encode(in, names, str_slice(&value)));
    str_add_text(&out, "in front: ");
    macro_expand(m, macro_encode(in, names, SLICE("$j")), &out);
    cr_expect_gt(out.len, 65536);
    cr_expect_lt(out.len, 2 * 65536);
    arena_drop(in);
}

Test(classes, members_compare_without_case_and_keep_their_first_spelling)
{
    struct arena *in = arena_new();
    struct classes *c = classes_new(in, NULL);
    struct slice *words;
    size_t count;

    cr_expect(class_add(c, 'w', SLICE("Mail.Example")));
    cr_expect_not(class_add(c, 'w', SLICE("mail.example")));
    cr_expect(class_add(c, 'R', SLICE("MAIL.EXAMPLE")));
    cr_expect(class_has(c, 'w', SLICE("mail.EXAMPLE")));
    cr_expect_not(class_has(c, 'w', SLICE("mail")));
    words = class_list(c, 'R', in, &count);
    cr_expect_eq(count, 1);
    cr_expect(slice_is(words[0], "Mail.Example"));
    arena_drop(in);
}

/* The order in which sites have always seen them. */
Test(classes, listing_order_is_kept)
{
    static const char *const order[] = {"mail.example.com", "mail", "localhost", "[192.0.2.1]"};
    struct arena *in = arena_new();
    struct classes *c = classes_new(in, NULL);
    struct slice *words;
    size_t count;

    for (size_t i = COUNT(order); i-- > 0;)
        class_add(c, 'w', slice_from(order[i]));
    words = class_list(c, 'w', in, &count);
    cr_assert_eq(count, COUNT(order));
    for (size_t i = 0; i < count; i++)
        cr_expect(slice_is(words[i], order[i]));
    arena_drop(in);
}

Test(classes, words_side_by_side_are_joined_with_the_blank)
{
    static const struct {
        const char *address;
        char blank;
        size_t matched;
    } rows[] = {
        {"mail.example.com", ' ', 5},
        {"mail . example . com", ' ', 5},
        {"mail.example.co m", ' ', 0},
        {"ma il.example.com", '.', 0},
        {"a b", '+', 2},
        {"a b", ' ', 0},
        {"a b", '\0', 0},
        {"q\"w\"r", ' ', 3},
    };
    const struct token_syntax syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
    const struct token_scan scan = {.syntax = &syntax};
    struct arena *in = arena_new();
    struct classes *c = classes_new(in, NULL);

    class_add(c, 'w', SLICE("Mail.Example.com"));
    class_add(c, 'w', SLICE("a+b"));
    class_add(c, 'w', SLICE("q\"w\"r"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct class_blank blank = {&syntax, rows[i].blank};
        struct tokens tokens;

        cr_assert(token_scan(&scan, slice_from(rows[i].address), in, &tokens, NULL));
        cr_expect_eq(class_match(c, 'w', tokens.p, 1, tokens.len, blank), rows[i].matched,
                     "row %zu: %s", i, rows[i].address);
    }
    arena_drop(in);
}
