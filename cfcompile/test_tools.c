/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions, the watch, and what an import reads and writes.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cfcompile/import_features.h"
#include "cfcompile/import_rules.h"
#include "cfcompile/question.h"
#include "cfcompile/screen.h"

/* ---- questions ------------------------------------------------------------------------------ */

static const struct {
    const char *line, *client, *from, *to, *mailer; /* client NULL: no question */
} lines[] = {
    {"joe@example.com", "", "", "joe@example.com", ""},
    {"from x@bad.example", "", "x@bad.example", "", ""},
    {"client 192.0.2.9", "192.0.2.9", "", "", ""},
    {"client 2001:db8::1 to a@b", "2001:db8::1", "", "a@b", ""},
    {"client IPv6:2001:db8::1", "IPv6:2001:db8::1", "", "", ""},
    {"client h.example", NULL, NULL, NULL, NULL},
    {"client \"h.example []\"", NULL, NULL, NULL, NULL},
    {"client \"h.example [192.0.2.9]\" from <> to a@b", "h.example [192.0.2.9]", "<>", "a@b", ""},
    {"header-sender root via esmtp", "", "", "root", "esmtp"},
    {"header-sender root esmtp", NULL, NULL, NULL, NULL},
    {"header-sender root via", NULL, NULL, NULL, NULL},
    {"client 192.0.2.9 form a@b", NULL, NULL, NULL, NULL},
    {"client", "", "", "client", ""},
    {"from a@b to", NULL, NULL, NULL, NULL},
    {"client \"h.example", NULL, NULL, NULL, NULL},
    {"", NULL, NULL, NULL, NULL},
};

Test(question, a_line_is_taken_apart_or_refused)
{
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct question q;
        struct err err = {0};
        bool ok = question_parse(slice_from(lines[i].line), &q, &err);

        cr_expect_eq(ok, lines[i].client != NULL, "%s", lines[i].line);
        if (!ok) {
            cr_expect_neq(err.text[0], '\0', "%s", lines[i].line);
            continue;
        }
        cr_expect(slice_is(q.ask.client, lines[i].client), "%s", lines[i].line);
        cr_expect(slice_is(q.ask.from, lines[i].from), "%s", lines[i].line);
        cr_expect(slice_is(q.ask.to, lines[i].to), "%s", lines[i].line);
        cr_expect(slice_is(q.mailer, lines[i].mailer), "%s", lines[i].line);
    }
}

static const char mail_log[] =
    "Nov 22 00:01:00 m sendmail[1]: q1: from=<a@b>, size=1, proto=ESMTP, relay=h.example "
    "[192.0.2.1]\n"
    "Nov 22 00:01:00 m sendmail[1]: q1: to=<c@d>,<e@f>, delay=00:00:01, stat=Sent\n"
    "Nov 22 00:01:00 m sendmail[1]: q1: to=<c@d>, delay=00:00:01, stat=Sent\n"
    "Nov 22 00:01:00 m sendmail[1]: q2: ruleset=check_mail, arg1=<x@y>, relay=[192.0.2.2], "
    "reject=550\n"
    "Nov 22 00:01:00 m sendmail[1]: starting daemon\n"
    "no log line at all\n";

Test(question, a_mail_log_tells_each_question_once)
{
    static const char *const expected[] = {
        "client \"h.example [192.0.2.1]\" from a@b to c@d",
        "client \"h.example [192.0.2.1]\" from a@b to e@f",
        "client \"[192.0.2.2]\" from x@y",
    };
    struct arena *in = arena_new();
    struct questions found = {0};
    struct err err = {0};
    char path[] = "/tmp/test-question-XXXXXX";
    int fd = mkstemp(path);

    cr_assert(fd >= 0 && write(fd, mail_log, strlen(mail_log)) == (ssize_t)strlen(mail_log));
    cr_assert(questions_of_log(path, in, &found, &err), "%s", err.text);
    cr_assert_eq(found.len, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        cr_expect(slice_is(found.p[i].text, expected[i]), "%.*s", SLICE_ARG(found.p[i].text));
    close(fd);
    unlink(path);
    arena_drop(in);
}

Test(screen, json_text_is_always_ascii)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);

    screen_json(&out, SLICE("a\"b\\c\n\xe9"));
    cr_expect_str_eq(out.p, "\"a\\\"b\\\\c\\u000a\\u00e9\"");
    arena_drop(in);
}

/* ---- import --------------------------------------------------------------------------------- */

static const char small_cf[] = "#####  $Id: linux.m4,v 8.14 2013-11-22 20:51:15 ca Exp $  #####\n"
                               "#####  $Id: mailertable.m4,v 8.26 x Exp $  #####\n"
                               "#####  $Id: nosuch.m4,v 8.26 x Exp $  #####\n"
                               "Kmailertable hash -o /x/mailertable\n"
                               "O LogLevel=9\n"
                               "Smine=7\n"
                               "R$*\n\t\t$@ here\tremark\n"
                               "C{Long}a b\n"
                               "Mlocal,\tP=/x, F=l,\n\t\tA=x $u\n";

Test(import, a_cf_is_lines_of_their_kind)
{
    struct arena *in = arena_new();
    struct import_file f;
    const struct import_line *line;
    struct slice value;

    import_read(slice_from(small_cf), in, &f);
    line = import_find(&f, 'K', SLICE("mailertable"));
    cr_assert_not_null(line);
    cr_expect(slice_is(line->rest, "hash -o /x/mailertable"));
    line = import_rule(&f, "mine", "here");
    cr_assert_not_null(line);
    cr_expect(slice_is(import_left(line), "$*"));
    cr_expect(slice_is(import_right(line), "$@ here"));
    line = import_find(&f, 'O', SLICE("loglevel"));
    cr_assert_not_null(line);
    cr_expect(slice_is(import_option(line, &value), "LogLevel"));
    cr_expect(slice_is(value, "9"));
    cr_assert_not_null(import_find(&f, 'C', SLICE("Long")));
    cr_assert_not_null(import_find(&f, 'M', SLICE("local")));
    arena_drop(in);
}

Test(import, known_fingerprints_are_sorted)
{
    for (size_t i = 1; i < import_known_count; i++)
        cr_assert_lt(import_known[i - 1], import_known[i]);
}

static uint32_t fingerprint(const char *set, const char *text)
{
    return import_fingerprint(
        &(struct import_line){.letter = 'R', .set = slice_from(set), .text = slice_from(text)});
}

Test(import, blanks_remarks_and_mailers_make_no_other_rule)
{
    uint32_t one = fingerprint("a", "$+ < @ $+ >\t$#esmtp $@ $2 $: $1");

    cr_expect_eq(one, fingerprint("a", "$+<@$+>\t\t$#smtp8 $@$2 $: $1\tremark"));
    cr_expect_neq(one, fingerprint("b", "$+ < @ $+ >\t$#esmtp $@ $2 $: $1"));
    cr_expect_neq(one, fingerprint("a", "$+ < @ $+ >\t$#esmtp $@ $1 $: $1"));
}

static const struct {
    char letter;
    const char *text, *written;
} raw[] = {
    {'R', "$*\t$: $1", "R$*\t$: $1\n"},
    {'R', "$*\t$: dnl", "`R$*\t$: dnl'\n"},
    {'K', "x hash(1)", "`Kx hash(1)'\n"},
    {'D', "Xit's", "changequote(`{*', `*}')dnl\n{*DXit's*}\nchangequote({*`*}, {*'*})dnl\n"},
};

Test(import, what_m4_would_read_is_quoted)
{
    struct arena *in = arena_new();

    for (size_t i = 0; i < COUNT(raw); i++) {
        struct mc_text mc;

        mc_init(&mc, in);
        mc_raw(&mc, MC_CONFIG, raw[i].letter, slice_from(raw[i].text));
        cr_expect_str_eq(mc.parts[MC_CONFIG].p, raw[i].written);
    }
    arena_drop(in);
}
