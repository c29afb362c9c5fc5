/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "wire/smtp_data.h"

static const struct smtp_data_rules strict = {0};
static const struct smtp_data_rules lax = {SMTP_BARE_ACCEPT, SMTP_BARE_ACCEPT, true};
static const struct smtp_data_rules lines = {SMTP_BARE_ACCEPT, SMTP_BARE_ACCEPT, false};
static const struct smtp_data_rules blank = {SMTP_BARE_BLANK, SMTP_BARE_BLANK, false};

static const struct {
    const struct smtp_data_rules *rules;
    const char *input;
    enum smtp_data_status status;
    const char *out, *rest;
} rows[] = {
    {&strict, "a\r\nb\r\n.\r\nQUIT\r\n", SMTP_DATA_END, "a\nb\n", "QUIT\r\n"},
    {&strict, ".\r\n", SMTP_DATA_END, "", ""},
    {&strict, "..\r\n.x\r\n...y\r\n. \r\n.\r\n", SMTP_DATA_END, ".\nx\n..y\n \n", ""},
    {&strict, "a", SMTP_DATA_MORE, "a", ""},
    {&strict, "a\nb\r\n.\r\n", SMTP_DATA_BARE_LF, NULL, NULL},
    {&strict, "a\rb\r\n.\r\n", SMTP_DATA_BARE_CR, NULL, NULL},
    {&strict, "a\r\r\n.\r\n", SMTP_DATA_BARE_CR, NULL, NULL},
    {&strict, "a\n.\nMAIL", SMTP_DATA_BARE_LF, NULL, NULL},
    {&strict, "a\r.\rMAIL", SMTP_DATA_BARE_CR, NULL, NULL},
    {&strict, "a\r\n.\nMAIL", SMTP_DATA_BARE_LF, NULL, NULL},
    {&strict, "a\r\n.\rMAIL", SMTP_DATA_BARE_CR, NULL, NULL},
    {&strict, "a\r\n.\r\r\nMAIL", SMTP_DATA_BARE_CR, NULL, NULL},
    {&strict, "\n.\r\n", SMTP_DATA_BARE_LF, NULL, NULL},
    {&lines, "a\n.\nb\r\n.\r\nQ", SMTP_DATA_END, "a\n.\nb\n", "Q"},
    {&lax, "a\n.\nb", SMTP_DATA_END, "a\n", "b"},
    {&lines, "a\rb\r\n.\r\n", SMTP_DATA_END, "a\rb\n", ""},
    {&blank, "a\n.\nb\rc\r\n.\r\n", SMTP_DATA_END, "a . b c\n", ""},
};

/* Feeds the input cut at `cuts` (a bit for each place) and checks that the answer is the same. */
static void feed(size_t row, size_t first, size_t step)
{
    struct arena *arena = arena_new();
    struct str out = str_new(arena);
    struct slice all = slice_from(rows[row].input), left = all;
    enum smtp_data_status status = SMTP_DATA_MORE;
    struct smtp_data d;
    size_t at = 0, size = first;

    smtp_data_start(&d, *rows[row].rules);
    while (at < all.len && status == SMTP_DATA_MORE) {
        struct slice piece = slice_part(all, at, size), in = piece;

        status = smtp_data_feed(&d, &in, &out);
        at += piece.len - in.len;
        size = step;
    }
    left = slice_from_at(all, at);
    cr_expect_eq(status, rows[row].status, "row %zu cut %zu: %d", row, first, (int)status);
    if (rows[row].out != NULL) {
        cr_expect(slice_is(str_slice(&out), rows[row].out), "row %zu cut %zu: %s", row, first,
                  out.p);
        cr_expect(slice_is(left, rows[row].rest), "row %zu cut %zu", row, first);
    }
    arena_drop(arena);
}

Test(smtp_data, only_the_full_sequence_ends_a_message_however_it_is_cut)
{
    for (size_t row = 0; row < COUNT(rows); row++) {
        size_t len = strlen(rows[row].input);

        feed(row, len, len);
        feed(row, 1, 1);
        for (size_t cut = 1; cut < len; cut++)
            feed(row, cut, len);
    }
}
