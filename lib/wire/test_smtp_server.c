/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dialogues in tables: what the client says, what it gets. The policy is a fake: recipients that
 * begin with "no" are refused, everything else is fine.
 */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "wire/smtp_server.h"

struct world {
    struct arena *arena;
    struct smtp_server server;
    struct smtp_server_config cfg;
    struct smtp_mail mail;
    struct smtp_rcpt rcpt;
    int resets, attacks;
    bool no_data;
};

static bool fake_hello(void *ctx UNUSED, struct slice name, bool ext UNUSED, struct smtp_answer *no)
{
    *no = (struct smtp_answer){550, SLICE("5.7.1"), SLICE("not you"), false};
    return !slice_is(name, "evil");
}

static bool fake_sender_parse(void *ctx UNUSED, struct slice address, struct smtp_answer *no)
{
    *no = (struct smtp_answer){553, SLICE("5.0.0"), SLICE("<... Unbalanced '<'"), false};
    return !slice_is(address, "<");
}

static bool fake_sender(void *ctx, const struct smtp_mail *mail, struct smtp_answer *no)
{
    struct world *w = ctx;

    w->mail = *mail;
    *no = (struct smtp_answer){451, SLICE("4.7.1"), SLICE("later\nor never\r\n250 2.0.0 fooled"),
                               false};
    return !slice_is(mail->address, "<later>");
}

static bool fake_rcpt_parse(void *ctx UNUSED, struct slice address UNUSED,
                            struct smtp_answer *no UNUSED)
{
    return true;
}

static bool fake_rcpt(void *ctx, const struct smtp_rcpt *rcpt, struct smtp_answer *yes,
                      struct smtp_answer *no)
{
    struct world *w = ctx;

    w->rcpt = *rcpt;
    *yes = (struct smtp_answer){250, SLICE("2.1.5"), SLICE("ok"), false};
    *no = (struct smtp_answer){550, SLICE("5.1.1"), SLICE("User unknown"), false};
    return !slice_starts(rcpt->address, SLICE("<no"));
}

static bool fake_data(void *ctx, struct smtp_answer *no)
{
    *no = (struct smtp_answer){421, SLICE("4.7.1"), SLICE("no text"), false};
    return !((struct world *)ctx)->no_data;
}

static void fake_reset(void *ctx)
{
    ((struct world *)ctx)->resets++;
}

static void fake_verify(void *ctx UNUSED, struct slice argument, bool expand, struct smtp_answer *a)
{
    *a =
        (struct smtp_answer){250, SLICE("2.1.5"), expand ? SLICE("<a@x>\n<b@x>") : argument, false};
}

static void fake_etrn(void *ctx UNUSED, struct slice argument UNUSED, struct smtp_answer *a)
{
    *a = (struct smtp_answer){250, SLICE("2.0.0"), SLICE("started"), false};
}

static bool fake_help(void *ctx UNUSED, struct slice topic, struct slice *text, bool *no_file)
{
    *text = SLICE("Topics:\n");
    *no_file = false;
    return slice_is(topic, "smtp");
}

static void fake_verbose(void *ctx UNUSED)
{
}

static bool fake_other(void *ctx UNUSED, struct slice line, char digit, struct smtp_answer *no)
{
    *no = (struct smtp_answer){slice_starts(line, SLICE("BYE")) ? 421 : 553, SLICE("5.3.0"),
                               digit == '2' ? SLICE("good") : SLICE("bad"), false};
    return slice_find(line, '!') == SIZE_MAX;
}

static void fake_attack(void *ctx, const char *command UNUSED, int count UNUSED)
{
    ((struct world *)ctx)->attacks++;
}

static const struct smtp_policy policy = {
    .hello = fake_hello,
    .sender_parse = fake_sender_parse,
    .sender = fake_sender,
    .rcpt_parse = fake_rcpt_parse,
    .rcpt = fake_rcpt,
    .data = fake_data,
    .reset = fake_reset,
    .verify = fake_verify,
    .etrn = fake_etrn,
    .help = fake_help,
    .verbose = fake_verbose,
    .other = fake_other,
    .attack = fake_attack,
};

static struct world *world_new(void)
{
    struct arena *arena = arena_new();
    struct world *w = ARENA_NEW(arena, struct world);

    w->arena = arena;
    w->cfg = (struct smtp_server_config){
        .hostname = SLICE("mx.example"),
        .client = SLICE("c [192.0.2.1]"),
        .features = SMTP_EXPN | SMTP_VERB | SMTP_VRFY | SMTP_DSN | SMTP_ETRN | SMTP_PIPELINING |
                    SMTP_8BITMIME | SMTP_STRICT_PIPELINING | SMTP_HTTP_IS_ATTACK,
        .max_message_size = 1000,
        .max_rcpts = 3,
        .max_noop = 5,
        .max_helo = 3,
        .max_vrfy = 6,
        .max_etrn = 8,
        .max_bad = 4,
        .bad_rcpt_throttle = 2,
        .bad_rcpt_shutdown = 5,
        .bad_rcpt_delay = 1,
    };
    smtp_server_init(&w->server, &w->cfg, &policy, w);
    return w;
}

static const char *say_more(struct world *w, const char *line, enum smtp_next *next, bool more)
{
    struct str reply = str_new(w->arena);

    *next = smtp_server_command(&w->server, slice_from(line), more, &reply);
    return reply.p;
}

static const char *say(struct world *w, const char *line)
{
    enum smtp_next next;

    return say_more(w, line, &next, false);
}

static const char *const dialogues[][2] = {
    {"RCPT TO:<a>", "503 5.0.0 Need MAIL before RCPT\r\n"},
    {"DATA", "503 5.0.0 Need MAIL command\r\n"},
    {"HELO", "501 5.0.0 HELO requires domain address\r\n"},
    {"eHlo ", "501 5.0.0 eHlo requires domain address\r\n"},
    {"EHLO a@b", "501 5.0.0 Invalid domain name\r\n"},
    {" ehlo\tclient.example",
     "250-mx.example Hello c [192.0.2.1], pleased to meet you\r\n"
     "250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250-EXPN\r\n250-VERB\r\n"
     "250-8BITMIME\r\n250-SIZE 1000\r\n250-DSN\r\n250-ETRN\r\n"
     "250-DELIVERBY\r\n250 HELP\r\n"},
    {"MAIL", "501 5.5.2 Syntax error in parameters scanning \"\"\r\n"},
    {"MAIL TO:<x>", "501 5.5.2 Syntax error in parameters scanning \"TO\"\r\n"},
    {"MAIL FROM:<a@b> SIZE=1001",
     "552 5.2.3 Message size exceeds fixed maximum message size (1000)\r\n"},
    {"MAIL FROM:<a@b> SIZE=9223372036854775807",
     "552 5.2.3 Message size exceeds fixed maximum message size (1000)\r\n"},
    {"MAIL FROM:<a@b> SIZE=9223372036854775808",
     "552 5.2.3 Message size exceeds maximum value\r\n"},
    {"MAIL FROM:<a@b> SIZE=99999999999999999999",
     "552 5.2.3 Message size exceeds maximum value\r\n"},
    {"MAIL FROM:<a@b> SIZE=-1", "552 5.2.3 Message size invalid\r\n"},
    {"MAIL FROM:<a@b> SIZE", "501 5.5.2 SIZE requires a value\r\n"},
    {"MAIL FROM:<a@b> BODY=BINARYMIME", "501 5.5.4 Unknown BODY type BINARYMIME\r\n"},
    {"MAIL FROM:<a@b> RET=foo", "501 5.5.2 Bad argument \"foo\" to RET\r\n"},
    {"MAIL FROM:<a@b> RET=FULL RET=HDRS", "501 5.5.0 Duplicate RET parameter\r\n"},
    {"MAIL FROM:<a@b> ENVID=a+", "501 5.5.4 Syntax error in ENVID parameter value\r\n"},
    {"MAIL FROM:<a@b> AUTH", "501 5.5.2 AUTH= requires a value\r\n"},
    {"MAIL FROM:<a@b> BY=0;R", "501 5.5.4 mode R requires BY time > 0\r\n"},
    {"MAIL FROM:<a@b> (c)", "555 5.5.4  parameter unrecognized\r\n"},
    {"MAIL FROM:<", "553 5.0.0 <... Unbalanced '<'\r\n"},
    {"MAIL FROM:<later>",
     "451-4.7.1 later\r\n451-4.7.1 or never\r\n451 4.7.1 250 2.0.0 fooled\r\n"},
    {"MAIL FROM:<a@b> BODY=8bitmime RET=HDRS ENVID=x SIZE=9", "250 2.1.0 <a@b>... Sender ok\r\n"},
    {"MAIL FROM:<a@b>", "503 5.5.0 Sender already specified\r\n"},
    {"AUTH PLAIN", "503 5.5.0 AUTH not permitted during a mail transaction\r\n"},
    {"DATA", "503 5.0.0 Need RCPT (recipient)\r\n"},
    {"RCPT TO:<no>", "550 5.1.1 User unknown\r\n"},
    {"DATA", "503 5.0.0 Need RCPT (recipient)\r\n"},
    {"RCPT TO:<a> NOTIFY=NEVER,SUCCESS", "501 5.5.4 Bad argument \"NEVER\"  to NOTIFY\r\n"},
    {"RCPT TO:<a> NOTIFY=SUCCESS,", "501 5.5.4 Bad argument \"\"  to NOTIFY\r\n"},
    {"RCPT TO:<a> NOTIFY=success,delay ORCPT=rfc822;a+20b", "250 2.1.5 ok\r\n"},
    {"RCPT TO:<b>", "250 2.1.5 ok\r\n"},
    {"RCPT TO:<c> NOTIFY=NEVER", "250 2.1.5 ok\r\n"},
    {"RCPT TO:<d>", "452 4.5.3 Too many recipients\r\n"},
    {"DATA now", "354 End data with <CR><LF>.<CR><LF>\r\n"},
    {"RSET x", "250 2.0.0 Reset state\r\n"},
    {"RCPT TO:<a>", "503 5.0.0 Need MAIL before RCPT\r\n"},
    {"VRFY", "501 5.5.2 Argument required\r\n"},
    {"EXPN list", "250-2.1.5 <a@x>\r\n250 2.1.5 <b@x>\r\n"},
    {"HELP", "214-2.0.0 Topics:\r\n214 2.0.0 End of HELP info\r\n"},
    {"HELP FOO BAR", "504 5.3.0 HELP topic \"foo bar\" unknown\r\n"},
    {"STARTTLS", "454 4.3.3 TLS not available after start\r\n"},
    {"AUTH PLAIN", "504 5.3.3 AUTH mechanism PLAIN not available\r\n"},
    {"TURN", "502 5.5.1 Command not implemented: \"TURN\"\r\n"},
    {"NOOP\r", "250 2.0.0 OK\r\n"},
    {"NO\rOP", "500 5.5.1 Command unrecognized: \"NOOP\"\r\n"},
    {"\x01\x02", "500 5.5.1 Command unrecognized: \"\"\r\n"},
    {" ", "500 5.5.1 Command unrecognized: \" \"\r\n"},
    {"GET / HTTP/1.0", "500 5.5.1 Command unrecognized: \"GET / HTTP/1.0\"\r\n"},
    {"FOO", "421 4.7.0 mx.example Too many bad commands; closing connection\r\n"},
};

Test(smtp_server, each_command_gets_its_reply)
{
    struct world *w = world_new();

    for (size_t i = 0; i < COUNT(dialogues); i++)
        cr_expect_str_eq(say(w, dialogues[i][0]), dialogues[i][1], "%s", dialogues[i][0]);
    cr_expect_eq(w->rcpt.notify, SMTP_NOTIFY_GIVEN);
    arena_drop(w->arena);
}

Test(smtp_server, parameters_reach_the_policy)
{
    struct world *w = world_new();

    say(w, "EHLO x");
    say(w, "MAIL FROM:<a@b> BODY=8BITMIME RET=HDRS ENVID=x+3D AUTH=<> BY=5;NT SIZE=77");
    cr_expect(w->mail.body == SMTP_BODY_8BITMIME && w->mail.ret == SMTP_RET_HDRS);
    cr_expect(w->mail.size == 77 && w->mail.has_by && w->mail.by.trace && w->mail.by.seconds == 5);
    cr_expect(w->mail.has_auth && slice_is(w->mail.auth, "<>"));
    cr_expect(slice_is(w->mail.envid, "x+3D"));
    arena_drop(w->arena);
}

Test(smtp_server, input_before_its_time_is_an_offence)
{
    struct world *w = world_new();
    enum smtp_next next;

    cr_expect_str_eq(say_more(w, "EHLO x", &next, true), "554 5.5.0 SMTP protocol error\r\n");
    cr_expect_str_eq(say(w, "MAIL FROM:<a>"), "550 5.0.0 Command rejected\r\n");
    cr_expect_str_eq(say(w, "NOOP"), "250 2.0.0 OK\r\n");
    cr_expect_str_eq(say_more(w, "QUIT", &next, false),
                     "221 2.0.0 mx.example closing connection\r\n");
    cr_expect_eq(next, SMTP_CLOSE);
    arena_drop(w->arena);

    w = world_new();
    say(w, "EHLO x");
    say(w, "MAIL FROM:<a>");
    say(w, "RCPT TO:<b>");
    cr_expect_str_eq(say_more(w, "DATA", &next, true), "554 5.5.0 SMTP protocol error\r\n");
    cr_expect_eq(next, SMTP_CLOSE);
    arena_drop(w->arena);
}

Test(smtp_server, a_refused_client_hears_why_on_every_command)
{
    struct world *w = world_new();
    struct str reply = str_new(w->arena);
    struct smtp_answer why = {550, SLICE("5.7.1"), SLICE("Access denied"), false};

    w->cfg.max_bad = 0;
    smtp_server_greet(&w->server, 220, SLICE("mx.example ESMTP"), why, &reply);
    cr_expect_str_eq(reply.p, "220 mx.example ESMTP\r\n");
    cr_expect_str_eq(say(w, "EHLO x"), "250-mx.example Hello c [192.0.2.1], pleased to meet you\r\n"
                                       "250 ENHANCEDSTATUSCODES\r\n");
    cr_expect_str_eq(say(w, "MAIL FROM:<a>"), "550 5.7.1 Access denied\r\n");
    cr_expect_str_eq(say(w, "HELP"), "550 5.7.1 Access denied\r\n");
    cr_expect_str_eq(say(w, "TURN"), "550 5.7.1 Access denied\r\n");
    cr_expect_str_eq(say(w, "wiz"), "550 5.7.1 Access denied\r\n");
    cr_expect_str_eq(say(w, "RSET"), "250 2.0.0 Reset state\r\n");
    cr_expect_str_eq(say(w, "FOO"), "500 5.5.1 Command unrecognized: \"FOO\"\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, a_rule_set_may_refuse_what_nothing_else_asks_about)
{
    struct world *w = world_new();
    enum smtp_next next;

    w->cfg.max_bad = 0;
    cr_expect_str_eq(say(w, "noop !"), "553 5.3.0 good\r\n");
    cr_expect_str_eq(say(w, "VERB !"), "553 5.3.0 good\r\n");
    cr_expect_str_eq(say(w, "FOO !"), "553 5.3.0 bad\r\n");
    cr_expect_str_eq(say(w, "RSET !"), "250 2.0.0 Reset state\r\n");
    cr_expect_str_eq(say_more(w, "BYE", &next, false),
                     "500 5.5.1 Command unrecognized: \"BYE\"\r\n");
    cr_expect_eq(next, SMTP_COMMAND);
    cr_expect_str_eq(say_more(w, "BYE !", &next, false), "421 5.3.0 bad\r\n");
    cr_expect_eq(next, SMTP_CLOSE);
    arena_drop(w->arena);
}

Test(smtp_server, a_refused_text_leaves_the_transaction_open)
{
    struct world *w = world_new();
    enum smtp_next next;

    say(w, "EHLO x");
    say(w, "MAIL FROM:<a>");
    say(w, "RCPT TO:<b>");
    w->no_data = true;
    cr_expect_str_eq(say_more(w, "DATA", &next, false), "421 4.7.1 no text\r\n");
    cr_expect_eq(next, SMTP_COMMAND);
    w->no_data = false;
    cr_expect_str_eq(say(w, "RCPT TO:<c>"), "250 2.1.5 ok\r\n");
    cr_expect_str_eq(say(w, "DATA"), "354 End data with <CR><LF>.<CR><LF>\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, too_much_of_a_thing_costs_time)
{
    struct world *w = world_new();

    for (int i = 1; i <= 20; i++) {
        say(w, "NOOP");
        int want = i < 5 ? 0 : i - 5 >= 8 ? 240 : 1 << (i - 5);
        cr_expect_eq(w->server.delay, want, "NOOP %d: %d", i, w->server.delay);
    }
    cr_expect_eq(w->attacks, 1);
    say(w, "EHLO x");
    say(w, "MAIL FROM:<a>");
    for (int i = 1; i <= 5; i++) {
        say(w, "RCPT TO:<no>");
        cr_expect_eq(w->server.delay, i > 2, "bad recipient %d", i);
    }
    cr_expect_str_eq(say(w, "RCPT TO:<a>"),
                     "421 4.7.0 mx.example Too many bad recipients; closing connection\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, privacy)
{
    struct world *w = world_new();

    w->cfg.features = SMTP_NEED_MAIL_HELO | SMTP_NEED_EXPN_HELO | SMTP_EXPN;
    w->cfg.deliver_by_min = -1;
    cr_expect_str_eq(say(w, "MAIL FROM:<a>"), "503 5.0.0 Polite people say HELO first\r\n");
    cr_expect_str_eq(say(w, "EXPN a"), "503 5.0.0 I demand that you introduce yourself first\r\n");
    cr_expect_str_eq(say(w, "VRFY a"), "252 2.5.2 Cannot VRFY user; try RCPT to attempt delivery "
                                       "(or try finger)\r\n");
    cr_expect_str_eq(say(w, "ETRN a"), "502 5.7.0 Sorry, we do not allow this operation\r\n");
    cr_expect_str_eq(say(w, "VERB"), "502 5.7.0 Verbose unavailable\r\n");
    cr_expect_str_eq(say(w, "EHLO x"),
                     "250-mx.example Hello c [192.0.2.1], pleased to meet you\r\n"
                     "250-ENHANCEDSTATUSCODES\r\n250-EXPN\r\n250-SIZE 1000\r\n250 HELP\r\n");
    cr_expect_str_eq(say(w, "MAIL FROM:<a> BY=1;R"), "555 5.5.4 BY parameter unrecognized\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, any_name_will_do_where_that_is_allowed)
{
    struct world *w = world_new();

    w->cfg.features = SMTP_BOGUS_HELO;
    cr_expect_str_eq(say(w, "HELO"), "250 mx.example Hello c [192.0.2.1], pleased to meet you\r\n");
    cr_expect_str_eq(say(w, "HELO a/b"),
                     "250 mx.example Hello c [192.0.2.1], accepting invalid domain name\r\n");
    cr_expect_str_eq(say(w, "HELO a b/c"),
                     "250 mx.example Hello c [192.0.2.1], pleased to meet you\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, what_is_switched_off_is_not_there)
{
    struct world *w = world_new();

    w->cfg.features = SMTP_NO_AUTH | SMTP_NO_TLS;
    w->cfg.auth_mechanisms = SLICE("PLAIN");
    w->cfg.starttls = true;
    w->cfg.deliver_by_min = -1;
    cr_expect_str_eq(say(w, "AUTH PLAIN"), "503 5.3.3 AUTH not available\r\n");
    cr_expect_str_eq(say(w, "STARTTLS"), "503 5.5.0 TLS not available\r\n");
    cr_expect_str_eq(say(w, "EHLO x"), "250-mx.example Hello c [192.0.2.1], pleased to meet you\r\n"
                                       "250-ENHANCEDSTATUSCODES\r\n250-SIZE 1000\r\n250 HELP\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, http_as_first_command_closes)
{
    struct world *w = world_new();
    enum smtp_next next;

    say_more(w, "GET / HTTP/1.0", &next, false);
    cr_expect_eq(next, SMTP_CLOSE);
    arena_drop(w->arena);
}

Test(smtp_server, nul_makes_a_command_unknown)
{
    struct world *w = world_new();
    struct str reply = str_new(w->arena);

    smtp_server_command(&w->server, slice_of("NOOP\0x", 6), false, &reply);
    cr_expect_str_eq(reply.p, "500 5.5.1 Command unrecognized: \"NOOP\"\r\n");
    arena_drop(w->arena);
}

Test(smtp_server, soft_replies_refuse_nothing_for_good)
{
    static const struct {
        const char *hard, *soft;
    } rows[] = {
        {"550 5.1.1 no\r\n", "450 4.1.1 no\r\n"},
        {"500-5.5.1 a\r\n500 5.5.1 b\r\n", "400-4.5.1 a\r\n400 4.5.1 b\r\n"},
        {"250 2.1.5 ok 550\r\n554 gone\r\n", "250 2.1.5 ok 550\r\n454 gone\r\n"},
        {"451 4.3.0 5.\r\n5", "451 4.3.0 5.\r\n5"},
        {"", ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *in = arena_new();
        struct str text = str_new(in);

        str_add_text(&text, rows[i].hard);
        smtp_soften(&text);
        cr_expect(slice_is(str_slice(&text), rows[i].soft), "row %zu: %.*s", i,
                  SLICE_ARG(str_slice(&text)));
        arena_drop(in);
    }
}
