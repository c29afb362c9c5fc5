/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <errno.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/table.h"
#include "base/vec.h"

static const struct {
    const char *text;
    bool ok;
    int64_t value;
} numbers[] = {
    {"0", true, 0},
    {"-12", true, -12},
    {"+7", true, 7},
    {"", false, 0},
    {"-", false, 0},
    {"1x", false, 0},
    {" 1", false, 0},
    {"9223372036854775807", true, INT64_MAX},
    {"9223372036854775808", false, 0},
    {"99999999999999999999999", false, 0},
};

Test(slice, a_number_is_the_whole_slice_and_never_wraps)
{
    for (size_t i = 0; i < COUNT(numbers); i++) {
        int64_t v = 0;
        bool ok = slice_to_i64(slice_from(numbers[i].text), &v);

        cr_expect_eq(ok, numbers[i].ok, "%s", numbers[i].text);
        if (ok)
            cr_expect_eq(v, numbers[i].value, "%s", numbers[i].text);
    }
}

Test(slice, lines_and_words_leave_nothing_behind)
{
    struct slice in = SLICE("one\n\nlast"), line;

    cr_assert(slice_line(&in, &line) && slice_is(line, "one"));
    cr_assert(slice_line(&in, &line) && slice_is(line, ""));
    cr_assert(slice_line(&in, &line) && slice_is(line, "last"));
    cr_assert(!slice_line(&in, &line));
    cr_expect(slice_is(slice_line_at(SLICE("a\nb"), 2), "b"));
    cr_expect_eq(slice_line_at(SLICE("a\nb\n"), 3).len, 0);
    cr_expect_eq(slice_line_at(SLICE("a"), 0).len, 0);
    in = SLICE("  a\tb ");
    cr_assert(slice_word(&in, &line) && slice_is(line, "a"));
    cr_assert(slice_word(&in, &line) && slice_is(line, "b"));
    cr_assert(!slice_word(&in, &line));
    cr_assert(slice_is(in, " "), "left alone on failure");
}

Test(slice, case_folds_ascii_only)
{
    cr_expect(slice_eq_case(SLICE("Postmaster"), SLICE("pOSTMASTER")));
    cr_expect_not(slice_eq_case(SLICE("\xc4"), SLICE("\xe4")));
    cr_expect_eq(slice_hash_case(SLICE("ABC")), slice_hash_case(SLICE("abc")));
    cr_expect_not(slice_eq_case(SLICE("a[b"), SLICE("a{b")));
}

Test(arena, blocks_are_zeroed_and_apart)
{
    struct arena *a = arena_new();
    char *first = arena_alloc(a, 10000), *second = arena_alloc(a, 3);

    cr_expect_eq(first[9999], 0);
    memset(first, 1, 10000);
    cr_expect_eq(second[0], 0);
    cr_expect_eq((uintptr_t)second % 16, 0);
    arena_drop(a);
}

Test(arena, release_forgets_what_came_after_the_mark)
{
    struct arena *a = arena_new();
    struct slice kept = arena_copy(a, SLICE("kept"));
    struct arena_mark mark = arena_mark(a);

    for (int i = 0; i < 100; i++)
        (void)arena_alloc(a, 5000);
    arena_release(a, mark);
    cr_expect(slice_is(kept, "kept"));
    cr_expect_lt(arena_footprint(a), 10000);
    arena_reset(a);
    arena_drop(a);
}

Test(str, grows_and_stays_terminated)
{
    struct arena *a = arena_new();
    struct str s = str_new(a);

    for (int i = 0; i < 1000; i++)
        str_printf(&s, "%d,", i);
    str_add_printable(&s, SLICE("a\r\nb\x80"), 4);
    cr_expect_eq(s.p[s.len], '\0');
    cr_expect(slice_ends_case(str_slice(&s), SLICE("999,a??b")));
    arena_drop(a);
}

Test(table, keeps_every_key_through_growth)
{
    struct arena *a = arena_new();
    struct table t = table_new_case(a);
    size_t at = 0, seen = 0;
    int values[500];

    for (int i = 0; i < 500; i++)
        cr_assert(table_set(&t, arena_printf(a, "Key%d", i), &values[i]));
    for (int i = 0; i < 500; i++)
        cr_assert_eq(table_get(&t, arena_printf(a, "kEY%d", i)), &values[i]);
    cr_expect_not(table_set(&t, SLICE("KEY7"), &values[8]));
    cr_expect_eq(table_get(&t, SLICE("key7")), &values[8]);
    cr_expect_null(table_get(&t, SLICE("key500")));
    while (table_next(&t, &at) != NULL)
        seen++;
    cr_expect_eq(seen, 500);
    arena_drop(a);
}

Test(vec, elements_stay_in_order)
{
    struct arena *a = arena_new();
    struct VEC(int) v = {0};

    for (int i = 0; i < 100; i++)
        *VEC_ADD(&v, a) = i;
    for (int i = 0; i < 100; i++)
        cr_assert_eq(v.p[i], i);
    arena_drop(a);
}

Test(err, says_what_where_and_whether_to_retry)
{
    struct err e = {0};

    errno = ENOSPC;
    cr_expect_not(err_errno(&e, "write %s", "qf1"));
    cr_expect(err_is_temporary(&e));
    cr_expect_not(err_wrap(&e, "commit"));
    cr_expect_str_eq(e.text, "commit: write qf1: No space left on device");
    err_set(&e, EX_NOUSER, "%0*d\r\nsecond", 500, 1);
    cr_expect_eq(strlen(e.text), sizeof e.text - 1);
    cr_expect_str_eq(e.text + sizeof e.text - 4, "...");
    cr_expect_null(strchr(e.text, '\n'));
}
