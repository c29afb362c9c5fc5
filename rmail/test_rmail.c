/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "rmail/from.h"

static const struct {
    const char *lines[3];
    const char *host, *path, *user; /* host NULL: none is known */
} rows[] = {
    {{"From joe Mon Nov 30 18:00:00 2026 remote from ha"}, "ha", "ha!", "joe"},
    {{"From joe Mon remote from ha", ">From joe Mon remote from hb"}, "ha", "ha!hb!", "joe"},
    {{"From a!b!joe Mon"}, "a!b", "a!b!", "joe"},
    {{"From a!b!joe Mon remote from c"}, "c", "c!", "a!b!joe"},
    {{"From joe Mon remote from a", ">From b!jim Mon"}, "a", "a!b!", "jim"},
    {{"From joe Mon", ">From jim Mon remote from b"}, "b", "b!", "jim"},
    {{"From joe@d.example Mon"}, NULL, "", "joe@d.example"},
    {{"From joe\tMon remote from h\tmore"}, "h", "h!", "joe"},
    {{"From joe Mon remote from h\r"}, "h", "h!", "joe"},
    {{"From joe Mon remote from"}, NULL, "", "joe"},
    {{"From joe Mon REMOTE FROM h"}, NULL, "", "joe"},
    {{"From remote from h"}, NULL, "", "remote"},
    {{"From  Mon remote from h"}, "h", "h!", "<>"},
    {{"From a! Mon"}, "a", "a!", "<>"},
};

Test(from, lines_become_the_way_back)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *in = arena_new();
        struct err err = {0};
        struct from f;

        from_init(&f, in);
        for (size_t k = 0; k < 3 && rows[i].lines[k] != NULL; k++)
            cr_expect(from_add(&f, slice_from(rows[i].lines[k]), &err), "%s", rows[i].lines[k]);
        cr_expect_eq(f.has_host, rows[i].host != NULL, "%s", rows[i].lines[0]);
        cr_expect(slice_eq(f.host, slice_from(rows[i].host)), "%s", rows[i].lines[0]);
        cr_expect_str_eq(f.path.p, rows[i].path, "%s", rows[i].lines[0]);
        cr_expect(slice_is(f.user, rows[i].user), "%s", rows[i].lines[0]);
        arena_drop(in);
    }
}

Test(from, what_names_nobody_is_refused)
{
    static const char *const bad[] = {"From ", ">From ", "From !joe Mon"};

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct arena *in = arena_new();
        struct err err = {0};
        struct from f;

        from_init(&f, in);
        cr_expect_not(from_add(&f, slice_from(bad[i]), &err), "%s", bad[i]);
        cr_expect_eq(err.status, EX_DATAERR);
        arena_drop(in);
    }
}

Test(from, only_from_with_a_blank_is_such_a_line)
{
    cr_expect(from_is(SLICE("From x")));
    cr_expect(from_is(SLICE(">From x")));
    cr_expect_not(from_is(SLICE("From: x")));
    cr_expect_not(from_is(SLICE(">From")));
    cr_expect_not(from_is(SLICE(">>From x")));
    cr_expect_not(from_is(SLICE("")));
}

Test(from, a_recipient_with_a_comma_stays_one)
{
    struct arena *in = arena_new();

    cr_expect(slice_is(from_recipient(SLICE("a,b"), in), "<a,b>"));
    cr_expect(slice_is(from_recipient(SLICE("<a,b>"), in), "<a,b>"));
    cr_expect(slice_is(from_recipient(SLICE("a b"), in), "a b"));
    arena_drop(in);
}
