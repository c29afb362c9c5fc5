/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "base/str.h"
#include "map/alias_file.h"

static struct arena *in;

static void begin(void)
{
    in = arena_new();
}

static void end(void)
{
    arena_drop(in);
}

TestSuite(alias_file, .init = begin, .fini = end);

Test(alias_file, alias_text_one_entry_at_a_time)
{
    static const struct {
        const char *text, *key, *value, *words;
    } rows[] = {
        {"a: b\n", "a", "b", NULL},
        {"A (x): b ,c \n", "a", "b ,c ", NULL},
        {"a: b\r\n", "a", "b\r", NULL},
        {"a: b\n \n", "a", "b ", NULL},
        {"a: b\\", "a", "b\\", NULL},
        {"a: b\\\n", "a", "b", NULL},
        {"\\\\\n\na: b\n", "a", "b", NULL},
        {"#\n b\na:c", "a", "c", NULL},
        {"\n b\n", NULL, NULL, "Non-continuation line starts with space"},
        {"list: a,\n\tb,\n  c\n", "list", "a,\tb,  c", NULL},
        {"\"q n\": b", "\"q n\"", "b", NULL},
        {"a:\n", NULL, NULL, "missing value for alias"},
        {"no colon\n", NULL, NULL, "missing colon"},
        {"  x\n", NULL, NULL, "Non-continuation line starts with space"},
        {"# c\n\na: x\\\ny\n", "a", "xy", NULL},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct alias_scan scan = alias_scan_of(slice_from(rows[i].text), in);
        struct alias_entry entry;
        enum alias_step step = alias_scan_next(&scan, &entry);

        cr_assert_eq(step, rows[i].words != NULL ? ALIAS_BAD : ALIAS_ENTRY, "%s", rows[i].text);
        if (rows[i].words != NULL) {
            cr_expect_str_eq(entry.words, rows[i].words);
            continue;
        }
        cr_expect(slice_is(entry.key, rows[i].key), "%s", rows[i].text);
        cr_expect(slice_is(entry.value, rows[i].value), "%s", rows[i].text);
        cr_expect_eq(alias_scan_next(&scan, &entry), ALIAS_END);
    }
}

Test(alias_file, alias_lines_that_are_too_long_are_passed_over_with_what_continues_them)
{
    static const struct {
        size_t len; /* of a value behind "a: " */
        const char *rest;
        bool fits;
    } rows[] = {{8187, "\nb: c\n", true},
                {8188, "\nb: c\n", false},
                {8183, "\n de\nb: c\n", true},
                {8184, "\n de\n f\nb: c\n", false}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str text = str_new(in);
        struct alias_scan scan;
        struct alias_entry entry;

        str_add_text(&text, "a: ");
        for (size_t n = 0; n < rows[i].len; n++)
            str_add_char(&text, 'x');
        str_add_text(&text, rows[i].rest);
        scan = alias_scan_of(str_slice(&text), in);
        cr_expect_eq(alias_scan_next(&scan, &entry), rows[i].fits ? ALIAS_ENTRY : ALIAS_BAD, "%zu",
                     rows[i].len);
        if (!rows[i].fits)
            cr_expect_str_eq(entry.words, "alias line too long");
        cr_assert_eq(alias_scan_next(&scan, &entry), ALIAS_ENTRY, "%zu", rows[i].len);
        cr_expect(slice_is(entry.key, "b"));
    }
}
