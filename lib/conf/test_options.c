/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "base/str.h"
#include "conf/options.h"

static struct arena *in;

static void begin(void)
{
    in = arena_new();
}

static void end(void)
{
    arena_drop(in);
}

TestSuite(options, .init = begin, .fini = end);

Test(options, every_option_has_a_name_of_its_own_and_help)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *row = &option_table[i], *found;

        cr_expect(row->name[0] != '\0' || row->letter != 0);
        cr_expect(row->help != NULL && row->help[0] != '\0', "%s", row->name);
        cr_expect((row->type == OPT_SPECIAL) == (row->set != NULL), "%s", row->name);
        cr_expect((row->type == OPT_TIME) <= (row->unit != 0), "%s has a unit", row->name);
        if (row->name[0] != '\0') {
            cr_expect_eq(option_find(slice_from(row->name), &found), OPTION_EXACT, "%s", row->name);
            cr_expect_eq(found, row, "%s", row->name);
        }
        if (ascii_is_print(row->letter))
            cr_expect_eq(option_find_letter(row->letter), row, "%c", row->letter);
    }
}

Test(options, those_that_change_nothing_say_why)
{
    static const struct {
        const char *name;
        bool noted;
    } rows[] = {{"MaxQueueChildren", true}, {"AliasWait", true}, {"MeToo", false},
                {"SoftBounce", false},      {"LogLevel", false}, {"Milter.macros.eom", true}};
    size_t noted = 0;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct option *row;

        cr_assert_eq(option_find(slice_from(rows[i].name), &row), OPTION_EXACT);
        cr_expect_eq(option_note(row) != NULL, rows[i].noted, "%s", rows[i].name);
    }
    for (size_t i = 0; i < option_count; i++)
        noted += option_note(&option_table[i]) != NULL;
    cr_expect_eq(noted, option_notes, "a note is about an option that there is");
}

Test(options, compiled_defaults_print_as_they_are_written)
{
    static const struct {
        const char *name, *value;
    } rows[] = {
        {"MaxHopCount", "25"},
        {"Timeout.queuereturn.normal", "5d"},
        {"MeToo", "True"},
        {"TempFileMode", "0600"},
        {"NoRecipientAction", "none"},
        {"SuperSafe", "True"},
        {"OperatorChars", ".:@[]"},
        {"SmtpGreetingMessage", "$j Sendmail $v ready at $b"},
        {"PrivacyOptions", "public"},
        {"DontBlameSendmail", "safe"},
        {"QueueSortOrder", "p"},
        {"Timeout.ident", "5s"},
        {"MaxMimeHeaderLength", "2048/1024"},
    };
    struct options o;

    options_init(&o, in);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct option *row;
        struct str out = str_new(in);

        cr_assert_eq(option_find(slice_from(rows[i].name), &row), OPTION_EXACT);
        option_print(&o, row, &out);
        cr_expect_str_eq(out.p, rows[i].value, "%s", rows[i].name);
    }
}

Test(options, times_and_booleans_as_written_in_files)
{
    static const struct {
        const char *text;
        int64_t seconds;
        bool fine;
    } times[] = {{"5m", 300, true},    {"1d12h", 129600, true}, {"7", 420, true},
                 {"-3s", -3, true},    {"now", 0, true},        {"5q", 300, false},
                 {"2w", 1209600, true}};
    static const struct {
        const char *text;
        bool value;
    } bools[] = {{"", true},   {"True", true}, {"yes", true},
                 {"1", false}, {"on", false},  {"f", false}};

    for (size_t i = 0; i < COUNT(times); i++) {
        int64_t seconds;
        cr_expect_eq(option_time(slice_from(times[i].text), 'm', &seconds), times[i].fine, "%s",
                     times[i].text);
        cr_expect_eq(seconds, times[i].seconds, "%s", times[i].text);
    }
    for (size_t i = 0; i < COUNT(bools); i++)
        cr_expect_eq(option_bool(slice_from(bools[i].text)), bools[i].value, "%s", bools[i].text);
}
