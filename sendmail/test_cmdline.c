/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "sendmail/cmdline.h"

enum { WORDS_MAX = 12 };

static struct arena *in;

/* "sendmail -bv alice" -> a command line. */
static void read_line(const char *text, struct cmdline *c)
{
    char **argv = ARENA_ARRAY(in, WORDS_MAX + 1, char *);
    struct slice rest = slice_from(text), word;
    int argc = 0;

    while (argc < WORDS_MAX && slice_word(&rest, &word))
        argv[argc++] = arena_cstr(in, word);
    cmdline_read(argc, argv, in, c);
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

static const struct {
    const char *line, *complaint;
    bool fatal;
} complaints[] = {
    {"sendmail -bX", "Invalid operation mode X", true},
    {"sendmail -bz", "Frozen configurations unsupported", true},
    {"sendmail -x", "sendmail: illegal option -- x", true},
    {"sendmail -f", "sendmail: option requires an argument -- f", true},
    {"sendmail -fa -fb c", "More than one \"from\" person", true},
    {"sendmail -hx a", "Bad hop count (x)", true},
    {"sendmail -Nsometimes a", "Invalid -N argument", true},
    {"sendmail -Rnone a", "Invalid -R value", true},
    {"sendmail -Rfull -Rhdrs a", "Duplicate -R flag", true},
    {"sendmail -B9BIT a", "Illegal body type 9BIT", false},
    {"sendmail -qX", "Invalid time unit `X'", true},
    {"sendmail -q-1", "Invalid -q value", true},
    {"sendmail -bv -qf a", "Can not use -q with -bv", true},
    {"sendmail -Q -bv a", "Can not use -Q with -bv", true},
    {"sendmail -U a", "", true},
};

Test(cmdline, what_is_wrong_is_said_as_sites_know_it)
{
    in = arena_new();
    for (size_t i = 0; i < COUNT(complaints); i++) {
        struct cmdline c;

        read_line(complaints[i].line, &c);
        cr_assert_eq(c.complaints.len, 1, "%s", complaints[i].line);
        cr_expect_str_eq(c.complaints.p[0].text, complaints[i].complaint, "%s: %s",
                         complaints[i].line, c.complaints.p[0].text);
        cr_expect_eq(c.complaints.p[0].status, EX_USAGE);
        cr_expect_eq(c.fatal, complaints[i].fatal, "%s", complaints[i].line);
    }
    arena_drop(in);
}

Test(cmdline, switches_fill_the_message)
{
    struct cmdline c;

    in = arena_new();
    read_line("sendmail -fme@a.test -FName -h 3 -Nsuccess,delay -Rhdrs -Vid+2B -pESMTP:h_o:st x",
              &c);
    cr_expect(slice_is(c.sender, "me@a.test"));
    cr_expect(slice_is(c.full_name, "Name"));
    cr_expect_eq(c.hops, 3);
    cr_expect_eq(c.notify, RCPT_NOTIFY | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_DELAY);
    cr_expect_eq((int)c.ret, RET_HDRS);
    cr_expect(slice_is(c.envid, "id+2B"), "kept as it was given");
    cr_expect(slice_is(c.protocol, "ESMTP"));
    cr_expect(slice_is(c.host, "h_ost"), "%.*s", SLICE_ARG(c.host));
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
