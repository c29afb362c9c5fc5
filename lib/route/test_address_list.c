/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>

#include "route/address_list.h"

static const struct {
    const char *list, *cut;
} lists[] = {
    {"alice", "alice"},
    {"alice, bob", "alice|bob"},
    {" alice ,, bob , ", "alice|bob"},
    {"\"x, y\" <z@h>, b (c, d)", "\"x, y\" <z@h>|b (c, d)"},
    {"<@a,@b:c@d>, e", "<@a,@b:c@d>|e"},
    {"a\\,b, c", "a\\,b|c"},
    {"", ""},
};

static const struct {
    const char *text, *pattern;
} cracks[] = {
    {"<a;", "<\201g;>"},
    {"a>b:c", "\"a>b\":\201g"},
    {"a.:.", "\201g"},
    {"<>:b", "<>:\201g"},
    {"<a>)b", "<\201g>b"},
    {"<a>\"", "<\201g>\"\""},
    {"b:<a>\"c\"", "<\201g>"},
    {"\"\\\"\"):b", "\"\\\"\\\\\"\\\")\":\201g"},
    {"();a", "();\201g"},
    {"user@host", "\201g"},
    {"Full Name <user@host>", "Full Name <\201g>"},
    {"\"A, B\" <user@host> (note)", "\"A, B\" <\201g> (note)"},
    {"user@host (Full Name)", "\201g (Full Name)"},
    {"(x) user@host", "(x) \201g"},
    {"Name <user@host", "Name <\201g>"},
};

static void join(struct slice list, bool old, char *out, size_t size)
{
    struct slice a;

    out[0] = '\0';
    while (address_list_next(&list, old, &a)) {
        size_t n = strlen(out);
        snprintf(out + n, size - n, "%s%.*s", n > 0 ? "|" : "", SLICE_ARG(a));
    }
}

Test(address_list, commas_separate_only_outside_decoration)
{
    char got[200];

    for (size_t i = 0; i < COUNT(lists); i++) {
        join(slice_from(lists[i].list), false, got, sizeof got);
        cr_expect_str_eq(got, lists[i].cut, "%s", lists[i].list);
    }
}

Test(address_list, blanks_separate_in_old_style)
{
    char got[200];

    join(SLICE("alice bob carol @ host"), true, got, sizeof got);
    cr_expect_str_eq(got, "alice|bob|carol @ host");
}

Test(address_list, cracking_keeps_everything_around_the_address)
{
    struct arena *in = arena_new();

    for (size_t i = 0; i < COUNT(cracks); i++) {
        struct slice got = address_crack(slice_from(cracks[i].text), true, SLICE(".'"), in);
        cr_expect(slice_is(got, cracks[i].pattern), "%s -> %.*s", cracks[i].text, SLICE_ARG(got));
    }
    cr_expect(
        slice_is(address_crack(SLICE("J. Doe <a>"), true, SLICE(".'"), in), "\"J. Doe\" <\201g>"));
    cr_expect(slice_is(address_crack(SLICE("J. Doe <a>"), true, SLICE("!"), in), "J. Doe <\201g>"));
    cr_expect(slice_is(address_crack(SLICE("a:b"), true, SLICE(".'"), in), "a:\201g"));
    cr_expect(slice_is(address_crack(SLICE("a:b"), false, SLICE(".'"), in), "\201g"));
    arena_drop(in);
}
