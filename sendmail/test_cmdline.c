/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "sendmail/cmdline.h"

enum { WORDS_MAX = 12 };

static struct arena *in;

static void read_line_of(bool root, const char *text, struct cmdline *c)
{
    char **argv = ARENA_ARRAY(in, WORDS_MAX + 1, char *);
    struct slice rest = slice_from(text), word;
    int argc = 0;

    while (argc < WORDS_MAX && slice_word(&rest, &word))
        argv[argc++] = arena_cstr(in, word);
    cmdline_read(argc, argv, root, in, c);
}

/* "sendmail -bv alice" -> a command line. */
static void read_line(const char *text, struct cmdline *c)
{
    read_line_of(true, text, c);
}

static const struct {
    const char *line;
    int mode;
    const char *first; /* address */
} modes[] = {
    {"sendmail alice", MODE_SUBMIT, "alice"},
    {"/usr/sbin/sendmail.mailwright -t", MODE_SUBMIT, NULL},
    {"mailq", MODE_PRINT_QUEUE, NULL},
    {"/usr/bin/newaliases.sendmail -v", MODE_ALIASES, NULL},
    {"hoststat a.test", MODE_HOST_STATUS, "a.test"},
    {"smtpd -bv alice", MODE_VERIFY, "alice"},
    {"sendmail -bv -bt", MODE_TEST, NULL},
    {"sendmail -q", MODE_QUEUE_RUN, NULL},
    {"sendmail -q15m", MODE_QUEUE_RUN, NULL},
    {"sendmail -bd -q15m", MODE_DAEMON, NULL},
    {"sendmail -Qreason", MODE_QUEUE_RUN, NULL},
    {"sendmail -bp -qRbob", MODE_PRINT_QUEUE, NULL},
    {"sendmail -bp -q Rbob alice", MODE_PRINT_QUEUE, "alice"},
    {"sendmail -iq -bp alice", MODE_QUEUE_RUN, "alice"},
    {"sendmail -i --bp alice", MODE_SUBMIT, "alice"},
    {"sendmail -bO -x -bm alice", MODE_OPTIONS, "-x"},
    {"sendmail -d 1 -bp", MODE_SUBMIT, "1"},
    {"sendmail -oi -- -dash", MODE_SUBMIT, "-dash"},
    {"sendmail -ti -f a@b.test -bm x", MODE_SUBMIT, "x"},
    {"sendmail --help", MODE_HELP, NULL},
};

Test(cmdline, name_and_switches_choose_the_mode)
{
    in = arena_new();
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct cmdline c;

        read_line(modes[i].line, &c);
        cr_expect_not(c.fatal, "%s", modes[i].line);
        cr_expect_eq((int)c.mode, modes[i].mode, "%s: %c", modes[i].line, (char)c.mode);
        cr_expect_eq(c.arg_count > 0, modes[i].first != NULL, "%s", modes[i].line);
        if (modes[i].first != NULL && c.arg_count > 0)
            cr_expect_str_eq(c.args[0], modes[i].first, "%s", modes[i].line);
    }
    arena_drop(in);
}

/* What is said, a line each; "!": on standard error. */
static const struct {
    const char *line, *said;
    bool fatal;
} complaints[] = {
    {"sendmail -bX", "Invalid operation mode X\n", true},
    {"sendmail -Nno -bz -Rno", "Frozen configurations unsupported\n", true},
    {"sendmail -Nno -x -Nno", "Invalid -N argument\n!sendmail: illegal option -- x\n", true},
    {"sendmail -iq", "!sendmail: option requires an argument -- q\n", true},
    {"sendmail -f", "!sendmail: option requires an argument -- f\n", true},
    {"sendmail -fa -fb c", "More than one \"from\" person\n", false},
    {"sendmail -hx a", "Bad hop count (x)\n", false},
    {"sendmail -h -1 a", "", false},
    {"sendmail -Nsometimes a", "Invalid -N argument\n", false},
    {"sendmail -Nsuccess, a", "Invalid -N argument\n", false},
    {"sendmail -N, a", "Invalid -N argument\nInvalid -N argument\n", false},
    {"sendmail -Rnone a", "Invalid -R value\n", false},
    {"sendmail -Rfull -Rhdrs a", "Duplicate -R flag\n", false},
    {"sendmail -B9BIT a", "", false},
    {"sendmail -qX5x", "Invalid time unit `X'\nInvalid time unit `x'\n", false},
    {"sendmail -q!x", "Invalid time unit `x'\n", false},
    {"sendmail -q-1", "Invalid -q value\n", false},
    {"sendmail -q!Gx", "Can not use -q!G\n", false},
    {"sendmail -qf -bv -q5x a", "Can not use -q with -bv\nCan not use -q with -bv\n", false},
    {"sendmail -Q -bp a", "Can not use -Q with -bp\n", false},
    {"sendmail -Rno -q alice -U -Rno a",
     "Invalid -R value\nInvalid time unit `a'\nInvalid time unit `l'\nInvalid time unit `i'\n"
     "Invalid time unit `c'\nInvalid time unit `e'\n\n",
     true},
};

Test(cmdline, what_is_wrong_is_said_as_sites_know_it)
{
    in = arena_new();
    for (size_t i = 0; i < COUNT(complaints); i++) {
        struct cmdline c;
        struct str said = str_new(in);

        read_line(complaints[i].line, &c);
        for (size_t k = 0; k < c.events.len; k++)
            str_printf(&said, "%s%s\n", c.events.p[k].kind == EVENT_GETOPT ? "!" : "",
                       c.events.p[k].text);
        cr_expect_str_eq(said.p, complaints[i].said, "%s: %s", complaints[i].line, said.p);
        cr_expect_eq(c.fatal, complaints[i].fatal, "%s", complaints[i].line);
    }
    arena_drop(in);
}

Test(cmdline, switches_for_a_message_are_for_submissions)
{
    struct cmdline c;

    in = arena_new();
    read_line_of(false, "sendmail -bp -fx -Nno -ti", &c);
    cr_assert_eq(c.events.len, 3);
    cr_expect_str_eq(c.events.p[1].text,
                     "WARNING: Ignoring submission mode -N option (not in submission mode)");
    cr_expect_eq(c.events.p[1].status, EX_OK);
    cr_expect(!c.has_sender && !c.from_headers);
    cr_expect_eq(c.overrides.len, 1, "-i is none of them");
    read_line_of(false, "sendmail -fx -qf", &c);
    cr_assert_eq(c.events.len, 1);
    cr_expect_str_eq(c.events.p[0].text, "WARNING: Ignoring submission mode -f option with -q");
    read_line_of(false, "sendmail -fx -bs", &c);
    cr_expect(c.events.len == 0 && c.has_sender);
    read_line("mailq -fx", &c);
    cr_expect(c.events.len == 0 && c.has_sender, "root may");
    arena_drop(in);
}

Test(cmdline, what_is_wrong_has_its_place_among_the_options)
{
    static const size_t overrides[] = {0, 0, 1, 3};
    struct cmdline c;

    in = arena_new();
    read_line("sendmail -D x -d -D y -Nno -Oa -X/none -v -ob -Rno", &c);
    cr_assert_eq(c.events.len, COUNT(overrides));
    cr_expect_eq(c.early, 1, "-D behind -d");
    cr_expect_eq((int)c.events.p[2].kind, EVENT_TRAFFIC);
    for (size_t i = 0; i < COUNT(overrides); i++)
        cr_expect_eq(c.events.p[i].overrides, overrides[i], "%s", c.events.p[i].text);
    arena_drop(in);
}

Test(cmdline, switches_fill_the_message)
{
    struct cmdline c;

    in = arena_new();
    read_line("sendmail -fme@a.test -FName -h 3 -Nsuccess,delay -Rhdrs -Vid+2B -pESMTP:h_o:st x",
              &c);
    cr_expect(slice_is(c.sender, "me@a.test"));
    cr_expect_eq(c.sender_letter, 'f');
    cr_expect(slice_is(c.full_name, "Name"));
    cr_expect_eq(c.hops, 3);
    cr_expect_eq(c.notify, RCPT_NOTIFY | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_DELAY);
    cr_expect_eq((int)c.ret, RET_HDRS);
    cr_expect(slice_is(c.envid, "id+2B"), "kept as it was given");
    cr_expect(slice_is(c.protocol, "ESMTP"));
    cr_expect(slice_is(c.host, "h_ost"), "%.*s", SLICE_ARG(c.host));
    read_line("sendmail -r me x", &c);
    cr_expect(slice_is(c.sender, "me") && c.sender_letter == 'r');
    read_line("sendmail -q1h30m", &c);
    cr_expect_eq(c.queue.interval, 5400);
    arena_drop(in);
}

Test(cmdline, help_names_every_advertised_switch)
{
    struct str help;

    in = arena_new();
    help = str_new(in);
    cmdline_help(&help);
    for (const char *p = "AbCDdeFfGhiLMNnOopQqRtVvX"; *p != '\0'; p++)
        cr_expect(strstr(help.p, arena_cstr(in, arena_printf(in, "-%c", *p))) != NULL, "-%c", *p);
    arena_drop(in);
}
