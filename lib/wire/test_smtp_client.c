/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "wire/smtp_client.h"

/*
 * A dialogue as one string: lines "S: ..." are fed to the client, lines "C: ..." are what it must
 * have said since. "T:" is where the client asks for the text, "R:" where it is ready.
 */
struct talk {
    struct arena *in;
    struct smtp_client c;
    struct str out;
    struct slice said; /* part of out not yet compared */
    enum smtp_client_next next;
};

static void talk_start(struct talk *t, struct smtp_client_setup setup)
{
    t->in = arena_new();
    t->out = str_new(t->in);
    t->next = CLIENT_READ;
    setup.name = SLICE("us.example");
    smtp_client_start(&t->c, t->in, &setup);
}

static void expect_said(struct talk *t, struct slice line, const char *where)
{
    struct slice all = str_slice(&t->out), got = {0};

    cr_expect(slice_line(&all, &got), "%s: client said nothing, not %.*s", where, SLICE_ARG(line));
    got = slice_trim_end(got);
    cr_expect(slice_eq(got, line), "%s: %.*s, not %.*s", where, SLICE_ARG(got), SLICE_ARG(line));
    memmove(t->out.p, all.p, all.len);
    str_cut(&t->out, all.len);
}

static void play(struct talk *t, const char *script)
{
    struct slice rest = slice_from(script), line;

    while (slice_line(&rest, &line)) {
        char what = line.p[0];
        struct slice text = slice_from_at(line, 3);

        switch (what) {
        case 'S':
            cr_expect_eq(t->next, CLIENT_READ, "not reading: %.*s", SLICE_ARG(text));
            t->next = smtp_client_line(&t->c, text, &t->out);
            break;
        case 'C':
            expect_said(t, text, script);
            break;
        case 'T':
            cr_expect_eq(t->next, CLIENT_TEXT);
            t->next = smtp_client_text_written(&t->c, &t->out);
            break;
        case 'R':
            cr_expect_eq(t->next, CLIENT_READY);
            break;
        case 'X':
            cr_expect_eq(t->next, CLIENT_CLOSED);
            break;
        default:
            cr_assert_fail("bad script line");
        }
    }
    cr_expect_eq(t->out.len, 0, "also said: %s", t->out.p);
}

static const char esmtp_hello[] = "S: 220 them.example ESMTP\n"
                                  "C: EHLO us.example\n"
                                  "S: 250-them.example hello\n"
                                  "S: 250-PIPELINING\n"
                                  "S: 250-ENHANCEDSTATUSCODES\n"
                                  "S: 250-size 5000\n"
                                  "S: 250-DSN\n"
                                  "S: 250 8BITMIME\n"
                                  "R:\n";

static const char plain_hello[] = "S: 220 them.example\n"
                                  "C: HELO us.example\n"
                                  "S: 250 them.example\n"
                                  "R:\n";

static void begin(struct talk *t, struct smtp_client_mail *m, size_t rcpts)
{
    *m = (struct smtp_client_mail){.path = SLICE("a@us.example"),
                                   .size = 100,
                                   .envid = SLICE("x+2By"),
                                   .ret = SLICE("HDRS"),
                                   .body = SLICE("8BITMIME")};
    m->rcpts = ARENA_ARRAY(t->in, rcpts, struct smtp_client_rcpt);
    m->rcpt_count = rcpts;
    for (size_t i = 0; i < rcpts; i++)
        m->rcpts[i].path = arena_printf(t->in, "r%zu@them.example", i);
    t->next = smtp_client_begin(&t->c, m, t->in, &t->out);
}

Test(smtp_client, the_first_mail_waits_then_everything_is_pipelined)
{
    struct smtp_client_mail m;
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){0});
    play(&t, esmtp_hello);
    cr_expect(slice_is(t.c.peer, "them.example"));
    cr_expect_eq(t.c.size_limit, 5000);
    begin(&t, &m, 2);
    m.rcpts[0].notify = SLICE("NEVER");
    m.rcpts[1].orcpt = SLICE("rfc822;b+2Bc@d");
    play(&t, "C: MAIL From:<a@us.example> SIZE=100 BODY=8BITMIME ENVID=x+2By RET=HDRS\n"
             "S: 250 2.1.0 fine\n"
             "C: RCPT To:<r0@them.example> NOTIFY=NEVER\n"
             "C: RCPT To:<r1@them.example> ORCPT=rfc822;b+2Bc@d\n"
             "C: DATA\n"
             "S: 250 2.1.5 ok\n"
             "S: 550-5.1.1 no\n"
             "S: 550 5.1.1 really\n"
             "S: 354 go\n"
             "T:\n"
             "C: .\n"
             "S: 250 2.0.0 id 42 taken\n"
             "R:\n");
    cr_expect_eq(m.rcpts[0].reply.code, 250);
    cr_expect(slice_is(m.rcpts[1].reply.first, "550-5.1.1 no"));
    cr_expect(slice_is(m.rcpts[1].reply.dsn, "5.1.1"));
    cr_expect(slice_is(m.final.text, "id 42 taken"));
    cr_expect_not(t.c.dirty);
    begin(&t, &m, 1);
    play(&t, "C: MAIL From:<a@us.example> SIZE=100 BODY=8BITMIME ENVID=x+2By RET=HDRS\n"
             "C: RCPT To:<r0@them.example>\n"
             "C: DATA\n"
             "S: 250 ok\n"
             "S: 250 ok\n"
             "S: 354 go\n"
             "T:\n"
             "C: .\n"
             "S: 451 4.3.0 no\n"
             "R:\n");
    cr_expect_eq(m.final.code, 451);
    cr_expect(t.c.dirty);
    arena_drop(t.in);
}

Test(smtp_client, a_354_that_nobody_may_use_gets_an_empty_text)
{
    struct smtp_client_mail m;
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){0});
    play(&t, esmtp_hello);
    begin(&t, &m, 1);
    str_clear(&t.out);
    play(&t, "S: 250 ok\n"
             "C: RCPT To:<r0@them.example>\n"
             "C: DATA\n"
             "S: 450 4.2.1 busy\n"
             "S: 354 go\n"
             "C: .\n"
             "S: 554 no recipients\n"
             "R:\n");
    cr_expect_eq(m.rcpts[0].reply.code, 450);
    cr_expect_not(m.text_sent);
    t.next = smtp_client_rset(&t.c, &t.out);
    play(&t, "C: RSET\nS: 250 ok\nR:\n");
    arena_drop(t.in);
}

Test(smtp_client, without_pipelining_each_command_waits_and_data_needs_a_recipient)
{
    struct smtp_client_mail m;
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){0});
    play(&t, plain_hello);
    begin(&t, &m, 2);
    play(&t, "C: MAIL From:<a@us.example>\n"
             "S: 250 5.0.0 odd\n"
             "C: RCPT To:<r0@them.example>\n"
             "S: 550 5.1.1 no\n"
             "C: RCPT To:<r1@them.example>\n"
             "S: 250 ok\n"
             "C: DATA\n"
             "S: 354 go\n"
             "T:\n"
             "C: .\n"
             "S: 250 2.0.0 taken\n"
             "R:\n");
    cr_expect(slice_is(m.final.text, "2.0.0 taken"), "codes mean something only if offered");
    cr_expect_eq(m.rcpts[0].reply.dsn.len, 0);
    begin(&t, &m, 1);
    play(&t, "C: MAIL From:<a@us.example>\n"
             "S: 250 ok\n"
             "C: RCPT To:<r0@them.example>\n"
             "S: 550 no\n"
             "R:\n");
    arena_drop(t.in);
}

Test(smtp_client, hello_falls_back_and_refusals_close)
{
    static const struct {
        struct smtp_client_setup setup;
        const char *script;
        int refusal;
    } rows[] = {
        {{.esmtp = true},
         "S: 220 x\nC: EHLO us.example\nS: 500 what\nC: HELO us.example\nS: 250 x\nR:\n",
         0},
        {{.esmtp = true}, "S: 220 x\nC: EHLO us.example\nS: 450 later\nX:\n", 450},
        {{.never_esmtp = true}, "S: 220 x ESMTP\nC: HELO us.example\nS: 550 go away\nX:\n", 550},
        {{.lmtp = true}, "S: 220 x ESMTP\nC: LHLO us.example\nS: 250 x\nR:\n", 0},
        {{.lmtp = true}, "S: 220 x ESMTP\nC: LHLO us.example\nS: 500 what\nX:\n", 500},
        {{.lmtp = false}, "S: 554 no service\nX:\n", 554},
        {{.lmtp = false}, "S: 421 not now\nX:\n", 421},
        {{.lmtp = false},
         "S: hello there\nS: what do you want\nS: 220 x\nC: HELO us.example\nS: 250 x\nR:\n",
         0},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct talk t;

        talk_start(&t, rows[i].setup);
        play(&t, rows[i].script);
        cr_expect_eq(t.c.refusal.code, rows[i].refusal, "%s", rows[i].script);
        arena_drop(t.in);
    }
}

Test(smtp_client, a_421_anywhere_ends_the_session)
{
    struct smtp_client_mail m;
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){0});
    play(&t, esmtp_hello);
    begin(&t, &m, 2);
    str_clear(&t.out);
    play(&t, "S: 250 ok\n"
             "C: RCPT To:<r0@them.example>\n"
             "C: RCPT To:<r1@them.example>\n"
             "C: DATA\n"
             "S: 250 ok\n"
             "S: 421 4.3.2 shutting down\n"
             "X:\n");
    cr_expect_eq(m.rcpts[1].reply.code, 421);
    cr_expect_eq(t.c.refusal.code, 421);
    arena_drop(t.in);
}

Test(smtp_client, lmtp_answers_for_each_accepted_recipient)
{
    struct smtp_client_mail m;
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){.lmtp = true});
    play(&t, "S: 220 x LMTP\nC: LHLO us.example\nS: 250-x\nS: 250 PIPELINING\nR:\n");
    begin(&t, &m, 3);
    str_clear(&t.out);
    play(&t, "S: 250 ok\n"
             "C: RCPT To:<r0@them.example>\n"
             "C: RCPT To:<r1@them.example>\n"
             "C: RCPT To:<r2@them.example>\n"
             "C: DATA\n"
             "S: 250 ok\n"
             "S: 550 no\n"
             "S: 250 ok\n"
             "S: 354 go\n"
             "T:\n"
             "C: .\n"
             "S: 250 stored\n"
             "S: 450 over quota\n"
             "R:\n");
    cr_expect_eq(m.rcpts[0].final.code, 250);
    cr_expect_eq(m.rcpts[1].final.code, 0);
    cr_expect_eq(m.rcpts[2].final.code, 450);
    arena_drop(t.in);
}

Test(smtp_client, many_recipients_go_in_batches)
{
    enum { MANY = 2000 };
    struct smtp_client_mail m;
    struct talk t;
    size_t biggest = 0, lines = 0;

    talk_start(&t, (struct smtp_client_setup){0});
    play(&t, esmtp_hello);
    begin(&t, &m, MANY);
    str_clear(&t.out);
    t.next = smtp_client_line(&t.c, SLICE("250 ok"), &t.out);
    for (size_t i = 0; i < MANY; i++) {
        biggest = t.out.len > biggest ? t.out.len : biggest;
        for (size_t j = 0; j < t.out.len; j++)
            lines += t.out.p[j] == '\n';
        str_clear(&t.out);
        t.next = smtp_client_line(&t.c, SLICE("250 ok"), &t.out);
    }
    cr_expect_lt(biggest, 2 * CLIENT_PIPELINE_BYTES);
    cr_expect_eq(lines, MANY + 1, "%zu", lines);
    cr_expect_eq(t.c.wait, CLIENT_WAIT_DATA);
    arena_drop(t.in);
}

Test(smtp_client, an_endless_reply_ends_the_session)
{
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){0});
    for (int i = 0; i <= CLIENT_REPLY_LINES_MAX && t.next == CLIENT_READ; i++)
        t.next = smtp_client_line(&t.c, SLICE("220-more"), &t.out);
    cr_expect_eq(t.next, CLIENT_CLOSED);
    arena_drop(t.in);
}

Test(smtp_client, an_address_never_ends_its_command)
{
    struct smtp_client_rcpt rcpts[] = {
        {.path = SLICE("a\r\nRSET")}, {.path = SLICE("b\nQUIT")}, {.path = SLICE("c\0d")}};
    struct smtp_client_mail m = {
        .path = SLICE("evil\rNOOP"), .rcpts = rcpts, .rcpt_count = COUNT(rcpts)};
    struct talk t;

    talk_start(&t, (struct smtp_client_setup){0});
    play(&t, esmtp_hello);
    t.next = smtp_client_begin(&t.c, &m, t.in, &t.out);
    play(&t, "C: MAIL From:<evil?NOOP>\n"
             "S: 250 ok\n"
             "C: RCPT To:<a??RSET>\n"
             "C: RCPT To:<b?QUIT>\n"
             "C: RCPT To:<c?d>\n"
             "C: DATA\n");
    arena_drop(t.in);
}
