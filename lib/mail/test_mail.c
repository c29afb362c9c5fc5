/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <sysexits.h>

#include "base/attr.h"
#include "mail/address_text.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/queue_id.h"
#include "mail/status.h"
#include "mail/xtext.h"

#define TEXT(s) arena_cstr(in, (s))

static struct arena *in;
static void start(void)
{
    in = arena_new();
}
static void end(void)
{
    arena_drop(in);
}
TestSuite(mail, .init = start, .fini = end);

Test(mail, a_date_is_written_as_the_field_expects)
{
    struct date d = date_utc(1795292648);

    cr_expect_str_eq(TEXT(date_header(in, &d)), "Sat, 21 Nov 2026 20:24:08 GMT");
    cr_expect_str_eq(TEXT(date_ctime(in, &d)), "Sat Nov 21 20:24:08 2026");
    cr_expect_str_eq(TEXT(date_stamp(in, &d)), "202611212024");
    d.offset_minutes = -210;
    cr_expect_str_eq(TEXT(date_header(in, &d)), "Sat, 21 Nov 2026 20:24:08 -0330");
    d = date_utc(1704067200);
    cr_expect_str_eq(TEXT(date_header(in, &d)), "Mon, 1 Jan 2024 00:00:00 GMT");
    cr_expect_str_eq(TEXT(date_ctime(in, &d)), "Mon Jan  1 00:00:00 2024");
}

Test(mail, dates_of_other_systems_are_understood)
{
    static const struct {
        const char *text;
        int64_t moment; /* -1: no date */
    } rows[] = {
        {"Sat, 21 Nov 2026 20:24:08 GMT", 1795292648},
        {"Sat, 21 Nov 2026 21:24:08 +0100 (CET)", 1795292648},
        {"21 Nov 26 15:24:08 EST", 1795292648},
        {"Sat , 21 (day) Nov 2026 20:24 UT", 1795292640},
        {"1 Jan 1970 00:00:00 +0000", 0},
        {"Sat Nov 21 20:24:08 2026", -1},
        {"", -1},
        {"yesterday", -1},
        {"32 Jan 2024 00:00:00 GMT", -1},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct date d;
        bool ok = date_parse(slice_from(rows[i].text), &d);

        cr_expect_eq(ok, rows[i].moment >= 0, "%s", rows[i].text);
        if (ok)
            cr_expect_eq(date_moment(&d), rows[i].moment, "%s", rows[i].text);
    }
}

Test(mail, a_span_is_said_in_words)
{
    cr_expect_str_eq(TEXT(date_span(in, 4 * 3600)), "4 hours");
    cr_expect_str_eq(TEXT(date_span(in, 630720000)), "1042 weeks, 6 days");
    cr_expect_str_eq(TEXT(date_span(in, 86401)), "1 day, 1 second");
}

Test(mail, queue_ids_carry_the_moment_and_never_repeat)
{
    struct queue_id_maker maker;
    char id[QUEUE_ID_MAX], last[QUEUE_ID_MAX] = "";

    queue_id_init(&maker, 31507, 60 * 24 + 50);
    queue_id_next(&maker, 1795292632, id);
    cr_expect_str_eq(id, "6ALKNqOo031507");
    for (int i = 0; i < 10000; i++) {
        queue_id_next(&maker, 1795292632, id);
        cr_expect(queue_id_is_valid(slice_from(id)));
        cr_expect_str_neq(id, last);
        memcpy(last, id, sizeof last);
    }
    cr_expect_not(queue_id_is_valid(slice_from("../etc")));
    cr_expect_not(queue_id_is_valid(slice_from("")));
}

Test(mail, xtext_goes_both_ways)
{
    struct slice out;

    cr_expect_str_eq(TEXT(xtext_encode(in, SLICE("a+b=c d"), NULL)), "a+2Bb+3Dc+20d");
    cr_expect_str_eq(TEXT(xtext_encode(in, SLICE("a(b"), "()")), "a+28b");
    cr_expect(xtext_decode(in, SLICE("a+2Bb+3Dc+20d"), &out));
    cr_expect_str_eq(TEXT(out), "a+b=c d");
    cr_expect_not(xtext_is_valid(SLICE("a+2b")));
    cr_expect_not(xtext_is_valid(SLICE("a+2")));
    cr_expect_not(xtext_is_valid(SLICE("a=b")));
}

Test(mail, status_codes_map_to_each_other)
{
    static const struct {
        const char *word;
        int code;
        const char *dsn;
    } rows[] = {
        {"nouser", EX_NOUSER, "5.1.1"}, {"NoHost", EX_NOHOST, "5.1.2"},
        {"tempfail", 75, "4.0.0"},      {"what", 69, "5.0.0"},
        {"5.7.1", EX_DATAERR, "5.7.1"}, {"4.2.1", 75, "4.2.1"},
        {"78", EX_CONFIG, "5.3.5"},     {"99", 99, "5.3.0"},
        {"5.2.3", 65, "5.2.3"},         {"5.1.3", EX_USAGE, "5.1.3"},
        {"5.4.6", EX_CONFIG, "5.4.6"},  {"4.7.", EX_TEMPFAIL, "4.0.0"},
        {"5.12.3", 69, "5.12.3"},       {"9.9.9", EX_CONFIG, "5.3.5"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice dsn;

        cr_expect_eq(status_from_word(slice_from(rows[i].word), &dsn), rows[i].code, "%s",
                     rows[i].word);
        cr_expect(slice_is(dsn, rows[i].dsn), "%s", rows[i].word);
    }
    cr_expect_eq(status_from_reply(451), EX_TEMPFAIL);
    cr_expect_eq(status_from_reply(550), EX_NOUSER);
    cr_expect_not(status_is_dsn(SLICE("3.1.1")));
    cr_expect_not(status_is_dsn(SLICE("5.1")));
    cr_expect_not(status_is_dsn(SLICE("5.1.1111")));
}

Test(mail, reply_lines_are_taken_apart)
{
    struct status_line r;

    cr_expect(status_line_parse(SLICE("550-5.1.1 no such user\r\n"), &r));
    cr_expect(r.code == 550 && r.more && slice_is(r.dsn, "5.1.1") &&
              slice_is(r.text, "no such user"));
    cr_expect(status_line_parse(SLICE("250"), &r));
    cr_expect(r.code == 250 && !r.more && r.dsn.len == 0 && r.text.len == 0);
    cr_expect(status_line_parse(SLICE("450 5.1.1 odd"), &r));
    cr_expect(r.dsn.len == 0 && slice_is(r.text, "5.1.1 odd"));
    cr_expect_not(status_line_parse(SLICE("25"), &r));
    cr_expect_not(status_line_parse(SLICE("250x"), &r));
    cr_expect_not(status_line_parse(SLICE("650 x"), &r));
}

Test(mail, known_fields_are_sorted_and_found)
{
    size_t count;
    const struct header_field *f = header_fields(&count);

    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(header_kind(f[i].name), f[i].kind, "%s", f[i].name.p);
        if (i > 0)
            cr_expect_lt(slice_cmp_case(f[i - 1].name, f[i].name), 0);
    }
    cr_expect_eq(header_kind(SLICE("X-Other")), 0);
}

Test(mail, header_lines_split_at_the_colon)
{
    static const struct {
        const char *line, *name, *value;
    } rows[] = {
        {"Subject: hi", "Subject", " hi"},
        {"X-Odd :value", "X-Odd", "value"},
        {"a:", "a", ""},
        {"nocolonhere", NULL, NULL},
        {": x", NULL, NULL},
        {"two words: x", NULL, NULL},
        {"From alice@x Sat: 1", NULL, NULL},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice name, value;
        bool ok = header_split(slice_from(rows[i].line), &name, &value);

        cr_expect_eq(ok, rows[i].name != NULL, "%s", rows[i].line);
        if (ok)
            cr_expect(slice_is(name, rows[i].name) && slice_is(value, rows[i].value), "%s",
                      rows[i].line);
    }
}

Test(mail, a_header_text_is_read_field_by_field)
{
    struct slice text = SLICE("A: 1\nB: 2\n\t3\n 4\nC:\n\nbody"), field;

    cr_expect(header_next(&text, &field) && slice_is(field, "A: 1"));
    cr_expect(header_next(&text, &field) && slice_is(field, "B: 2\n\t3\n 4"));
    cr_expect(header_next(&text, &field) && slice_is(field, "C:"));
    cr_expect_not(header_next(&text, &field));
    cr_expect(slice_is(text, "body"));
}

Test(mail, a_phrase_is_quoted_when_it_must)
{
    static const struct {
        const char *phrase, *written;
    } rows[] = {
        {"Full Name", "Full Name"},         {"A. B. C", "\"A. B. C\""},
        {"\"Q, R\"", "\"Q, R\""},           {"Joe \"the\" X.", "\"Joe the X.\""},
        {"open \"quote", "\"open quote\""},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        cr_expect_str_eq(TEXT(address_phrase(in, slice_from(rows[i].phrase), SLICE(".'"))),
                         rows[i].written);
    cr_expect_str_eq(TEXT(address_strip_comments(in, SLICE("a (b (c)) \"(d)\" (e"))), "a  \"(d)\"");
}

Test(mail, the_human_name_is_found)
{
    static const struct {
        const char *text, *name;
    } rows[] = {
        {"Full Name <a@b>", "Full Name"},
        {"\"Q R\" <a@b>", "Q R"},
        {"a@b (The Name)", "The Name"},
        {"<a@b> (Behind)", "Behind"},
        {"a@b", ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        cr_expect_str_eq(TEXT(address_full_name(in, slice_from(rows[i].text))), rows[i].name, "%s",
                         rows[i].text);
}
