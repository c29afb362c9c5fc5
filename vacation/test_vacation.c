/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "map/db_file.h"
#include "vacation/answered.h"
#include "vacation/incoming.h"
#include "vacation/reply.h"

enum { DAY = 24 * 60 * 60 };
static const int64_t now = 1800000000;

static enum incoming_verdict judge(struct arena *scratch, const char *from, const char *fields,
                                   struct incoming *out)
{
    static const struct slice names[] = {{"joe", 3}, {"j.user@corp.example", 19}};
    struct incoming_rules rules = {.names = names, .name_count = COUNT(names)};

    return incoming_judge(
        arena_printf(scratch, "From %s Mon Nov 30 18:00:00 2026\n%s", from, fields), &rules, out);
}

static const struct {
    const char *from;
    enum incoming_verdict verdict;
    const char *sender; /* NULL: as `from` */
} senders[] = {
    {"pete@h.example", INCOMING_ANSWER, NULL},
    {"pete", INCOMING_ANSWER, NULL},
    {"<pete@h.example>", INCOMING_ANSWER, "pete@h.example"},
    {"\"a b\"@h.example", INCOMING_ANSWER, NULL},
    {"ha!hb!pete", INCOMING_ANSWER, NULL},
    {"root@h.example", INCOMING_ANSWER, NULL},
    {"ownership@h.example", INCOMING_ANSWER, NULL},
    {"joe@elsewhere.example", INCOMING_ANSWER, NULL},
    {"pete@[IPv6:::1]", INCOMING_ANSWER, NULL},
    {"MAILER-DAEMON", INCOMING_FROM_PROGRAM, NULL},
    {"mailer-daemon@h.example", INCOMING_FROM_PROGRAM, NULL},
    {"hb!postmaster", INCOMING_FROM_PROGRAM, NULL},
    {"postmaster%hb@ha", INCOMING_FROM_PROGRAM, NULL},
    {"uucp@h.example", INCOMING_FROM_PROGRAM, NULL},
    {"no-reply@h.example", INCOMING_FROM_PROGRAM, NULL},
    {"owner-list@h.example", INCOMING_FROM_PROGRAM, NULL},
    {"List-Request@h.example", INCOMING_FROM_PROGRAM, NULL},
    {"\"list-request\"@h.example", INCOMING_FROM_PROGRAM, NULL},
    {"list-bounces+joe=h.example@lists.example", INCOMING_FROM_PROGRAM, NULL},
    {"joe", INCOMING_FROM_USER, NULL},
    {"J.User@corp.example", INCOMING_FROM_USER, NULL},
    {"<>", INCOMING_FROM_NOBODY, ""},
    {"a@h.example,b@h.example", INCOMING_FROM_NOBODY, NULL},
    {"|/bin/sh", INCOMING_FROM_NOBODY, NULL},
    {":include:/etc/passwd", INCOMING_FROM_NOBODY, NULL},
    {"@ha:pete@hb", INCOMING_FROM_NOBODY, NULL},
};

Test(incoming, only_who_can_be_a_person_is_answered)
{
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < COUNT(senders); i++) {
        struct incoming got;
        const char *sender = senders[i].sender != NULL ? senders[i].sender : senders[i].from;

        cr_expect_eq(judge(scratch, senders[i].from, "To: joe\n\n", &got), senders[i].verdict, "%s",
                     senders[i].from);
        cr_expect(slice_is(got.sender, sender), "%s: %.*s", senders[i].from, SLICE_ARG(got.sender));
    }
    arena_drop(scratch);
}

static const struct {
    const char *field;
    enum incoming_verdict verdict;
} fields[] = {
    {"Auto-Submitted: no", INCOMING_ANSWER},
    {"Auto-Submitted: No; why=not", INCOMING_ANSWER},
    {"Auto-Submitted: auto-replied", INCOMING_AUTOMATIC},
    {"auto-submitted: nothing", INCOMING_AUTOMATIC},
    {"Auto-Submitted:", INCOMING_AUTOMATIC},
    {"X-Auto-Response-Suppress: DR, OOF", INCOMING_AUTOMATIC},
    {"X-Auto-Response-Suppress: RN", INCOMING_ANSWER},
    {"Precedence: Bulk", INCOMING_MASS_MAIL},
    {"PRECEDENCE:junk", INCOMING_MASS_MAIL},
    {"Precedence:\n list", INCOMING_MASS_MAIL},
    {"Precedence: first-class", INCOMING_ANSWER},
    {"Precedence:", INCOMING_ANSWER},
    {"List-Unsubscribe: <mailto:x>", INCOMING_MASS_MAIL},
    {"List-Id: <l.example>", INCOMING_MASS_MAIL},
    {"Listing: x", INCOMING_ANSWER},
    {"X-Spam-Flag: YES", INCOMING_UNWANTED},
    {"X-Spam-Flag: NO", INCOMING_ANSWER},
};

Test(incoming, fields_tell_what_machines_send_wherever_they_stand)
{
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < COUNT(fields); i++) {
        struct incoming got;
        struct slice before = arena_printf(scratch, "%s\nTo: joe\n\n", fields[i].field),
                     behind = arena_printf(scratch, "To: joe\n%s\n\n", fields[i].field),
                     body = arena_printf(scratch, "To: joe\n\n%s\n", fields[i].field);

        cr_expect_eq(judge(scratch, "a@b", before.p, &got), fields[i].verdict, "%s", before.p);
        cr_expect_eq(judge(scratch, "a@b", behind.p, &got), fields[i].verdict, "%s", behind.p);
        cr_expect_eq(judge(scratch, "a@b", body.p, &got), INCOMING_ANSWER, "%s", body.p);
    }
    arena_drop(scratch);
}

static const struct {
    const char *fields;
    bool named;
} recipients[] = {
    {"To: joe", true},
    {"To: Joe <JOE@h.example>", true},
    {"To: a,\n\tb,\n joe", true},
    {"Cc: joe-x@h.example", true},
    {"cc:joe", true},
    {"To: J.User@Corp.Example", true},
    {"To: a\nTo: joe", true},
    {"To: joey@h.example", false},
    {"To: xjoe", false},
    {"To: j.user@corp.example.com2x, j.user@corp", true}, /* "." is no letter */
    {"Bcc: joe", false},
    {"X-To: joe", false},
    {"Resent-To: joe", false},
    {"To: a\n\njoe", false},
    {"Subject: joe", false},
    {"To:", false},
};

Test(incoming, to_or_cc_must_name_the_user)
{
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < COUNT(recipients); i++) {
        struct incoming got;

        cr_expect_eq(judge(scratch, "a@b", recipients[i].fields, &got),
                     recipients[i].named ? INCOMING_ANSWER : INCOMING_NOT_NAMED, "%s",
                     recipients[i].fields);
    }
    arena_drop(scratch);
}

Test(incoming, another_sender_may_be_named_and_a_bounce_stays_one)
{
    struct incoming_rules rules = {.any_recipient = true};
    struct incoming got;

    cr_expect_eq(incoming_judge(SLICE("Subject: x\n\n"), &rules, &got), INCOMING_NO_SENDER);
    cr_expect_eq(incoming_judge(SLICE("From \nSubject: x\n\n"), &rules, &got), INCOMING_NO_SENDER);
    rules.sender = SLICE("bob@h.example");
    cr_expect_eq(incoming_judge(SLICE("Subject: x\n\n"), &rules, &got), INCOMING_ANSWER);
    cr_expect_eq(incoming_judge(SLICE("From pete Mon\n\n"), &rules, &got), INCOMING_ANSWER);
    cr_expect(slice_is(got.sender, "bob@h.example"));
    cr_expect_eq(incoming_judge(SLICE("From MAILER-DAEMON Mon\n\n"), &rules, &got),
                 INCOMING_FROM_PROGRAM);
}

Test(incoming, only_a_plain_message_id_is_copied)
{
    static const char *const bad[] = {"<a b@c>", "a@b", "<a@b>\n <c@d>", "<>", ""};
    struct incoming_rules rules = {.any_recipient = true};
    struct arena *scratch = arena_new();
    struct incoming got;

    (void)incoming_judge(SLICE("From a@b\nMessage-Id: <1@b.example>\n\n"), &rules, &got);
    cr_expect(slice_is(got.message_id, "<1@b.example>"));
    for (size_t i = 0; i < COUNT(bad); i++) {
        (void)incoming_judge(arena_printf(scratch, "From a@b\nMessage-ID: %s\n\n", bad[i]), &rules,
                             &got);
        cr_expect_eq(got.message_id.len, 0, "%s", bad[i]);
    }
    arena_drop(scratch);
}

/* ---- the database ---- */

static struct arena *in;
static char dir[] = "/tmp/vacation-XXXXXX";
static char *path;

static void start(void)
{
    in = arena_new();
    cr_assert(mkdtemp(dir) != NULL);
    path = arena_cstr(in, arena_printf(in, "%s/answered.db", dir));
}

static void stop(void)
{
    unlink(path);
    cr_expect_eq(rmdir(dir), 0, "nothing is left beside it");
    arena_drop(in);
}

TestSuite(answered, .init = start, .fini = stop);

static struct answered *database(enum answered_mode mode)
{
    struct err err = {0};
    struct answered *a = answered_open(path, mode, 0, in, &err);

    cr_assert(a != NULL, "%s", err.text);
    return a;
}

static void commit(struct answered *a)
{
    cr_assert(answered_commit(a, NULL));
}

static enum answered_state ask(struct answered *a, const char *sender)
{
    int64_t when;

    return answered_ask(a, slice_from(sender), now, &when, NULL);
}

Test(answered, nobody_is_answered_twice_within_the_interval)
{
    struct answered *a = database(ANSWERED_NEW);

    cr_assert(answered_note(a, SLICE("six@x.example"), now - 6 * DAY, NULL));
    cr_assert(answered_note(a, SLICE("Eight@X.example"), now - 8 * DAY, NULL));
    cr_assert(answered_note(a, SLICE("later@x.example"), now + DAY, NULL));
    commit(a);
    a = database(ANSWERED_CHANGE);
    cr_expect_eq(ask(a, "never@x.example"), ANSWERED_LONG_AGO);
    cr_expect_eq(ask(a, "six@x.example"), ANSWERED_LATELY);
    cr_expect_eq(ask(a, "SIX@x.EXAMPLE"), ANSWERED_LATELY);
    cr_expect_eq(ask(a, "eight@x.example"), ANSWERED_LONG_AGO);
    cr_expect_eq(ask(a, "later@x.example"), ANSWERED_LATELY, "the clock was set back");
    cr_assert(answered_set_interval(a, 3 * DAY, NULL));
    cr_expect_eq(ask(a, "six@x.example"), ANSWERED_LONG_AGO);
    cr_assert(answered_set_interval(a, 0, NULL));
    cr_expect_eq(ask(a, "eight@x.example"), ANSWERED_LATELY, "never a second answer");
    cr_expect_eq(ask(a, "never@x.example"), ANSWERED_LONG_AGO);
    commit(a);
    a = database(ANSWERED_NEW);
    commit(a);
    a = database(ANSWERED_READ);
    cr_expect_eq(ask(a, "six@x.example"), ANSWERED_LONG_AGO, "all is forgotten");
    answered_abandon(a);
}

Test(answered, who_is_excluded_is_so_by_address_or_domain)
{
    struct answered *a = database(ANSWERED_CHANGE);

    cr_assert(answered_exclude(a, SLICE("Boss@corp.example"), NULL));
    cr_assert(answered_exclude(a, SLICE("@Lists.example"), NULL));
    cr_expect_eq(ask(a, "boss@CORP.example"), ANSWERED_EXCLUDED);
    cr_expect_eq(ask(a, "any@lists.example"), ANSWERED_EXCLUDED);
    cr_expect_eq(ask(a, "any@sub.lists.example"), ANSWERED_LONG_AGO);
    cr_expect_eq(ask(a, "lists.example"), ANSWERED_LONG_AGO);
    commit(a);
}

Test(answered, a_note_can_be_taken_back)
{
    struct answered *a = database(ANSWERED_CHANGE);
    struct slice pete = SLICE("Pete@x.example");
    int64_t before;

    cr_expect_eq(answered_ask(a, pete, now, &before, NULL), ANSWERED_LONG_AGO);
    cr_assert(answered_note(a, pete, now, NULL));
    cr_expect_eq(ask(a, "pete@x.example"), ANSWERED_LATELY);
    cr_assert(answered_take_back(a, pete, before, NULL));
    cr_expect_eq(ask(a, "pete@x.example"), ANSWERED_LONG_AGO);
    cr_assert(answered_note(a, pete, now - 8 * DAY, NULL));
    cr_expect_eq(answered_ask(a, pete, now, &before, NULL), ANSWERED_LONG_AGO);
    cr_expect_eq(before, now - 8 * DAY);
    commit(a);
}

static void put_raw(const char *key, size_t key_len, const void *value, size_t len)
{
    struct db_file_options o = {
        .type = DB_FILE_HASH, .mode = DB_FILE_CHANGE, .make_missing = true, .unsafe = true};
    struct db_file *f = db_file_open(slice_from(path), &o, in, NULL);

    cr_assert(f != NULL);
    cr_assert_eq(db_file_put(f, slice_of(key, key_len), slice_of(value, len), false, true, NULL),
                 DB_PUT_STORED);
    cr_assert(db_file_commit(f, NULL));
}

static void collect(void *ctx, struct slice sender, int64_t when)
{
    str_printf(ctx, "%.*s %d\n", SLICE_ARG(sender), when > 0 ? 1 : (int)when);
}

Test(answered, files_of_others_are_read_and_damage_answers_nobody)
{
    static const char interval[] = "__VACATION__INTERVAL__TIMER__";
    int64_t lately = now - DAY, seconds = 30 * DAY;
    int32_t old = (int32_t)(now - DAY);
    struct str listed = str_new(in);
    struct answered *a;

    put_raw("Upper@x.example", 15, &lately, sizeof lately);
    put_raw("old@x.example", 13, &old, sizeof old);
    put_raw("odd@x.example", 13, "x", 1);
    put_raw(interval, sizeof interval, &seconds, sizeof seconds);
    a = database(ANSWERED_READ);
    cr_expect_eq(ask(a, "Upper@x.example"), ANSWERED_LATELY);
    cr_expect_eq(ask(a, "old@x.example"), ANSWERED_LATELY);
    cr_expect_eq(ask(a, "odd@x.example"), ANSWERED_LATELY);
    cr_assert(answered_list(a, collect, &listed, NULL));
    cr_expect_not_null(strstr(listed.p, "Upper@x.example 1\n"));
    cr_expect_not_null(strstr(listed.p, "odd@x.example -1\n"));
    cr_expect_null(strstr(listed.p, "INTERVAL"));
    answered_abandon(a);
}

Test(answered, what_is_no_database_is_an_error)
{
    struct err err = {0};
    FILE *f;

    cr_expect_null(answered_open(path, ANSWERED_READ, 0, in, &err));
    cr_expect_eq(err.status, EX_NOINPUT);
    f = fopen(path, "w");
    cr_assert_not_null(f);
    for (int i = 0; i < 2000; i++)
        fputs("junk", f);
    fclose(f);
    cr_expect_null(answered_open(path, ANSWERED_CHANGE, 0, in, &err));
    cr_expect_not(err_is_temporary(&err));
}

/* ---- the answer ---- */

Test(reply, it_says_what_it_is_and_ends_lines_with_lf)
{
    struct arena *scratch = arena_new();
    struct reply r = {.to = SLICE("pete@x.example"), .text = SLICE("Subject: away\r\n\r\nbye")};

    cr_expect(slice_is(reply_message(&r, scratch), "To: pete@x.example\n"
                                                   "Auto-Submitted: auto-replied\n"
                                                   "Subject: away\n\nbye\n"));
    r.in_answer_to = SLICE("<1@x.example>");
    r.text = SLICE("");
    cr_expect(slice_is(reply_message(&r, scratch), "To: pete@x.example\n"
                                                   "Auto-Submitted: auto-replied\n"
                                                   "In-Reply-To: <1@x.example>\n"
                                                   "References: <1@x.example>\n"));
    arena_drop(scratch);
}
