/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

#include "base/attr.h"
#include "mail/header.h"
#include "message/collect.h"
#include "message/defaults.h"
#include "message/fake_rules.h"
#include "message/write.h"
#include "rule/class.h"
#include "rule/macro.h"

/* A transaction over a small configuration. */
struct world {
    struct arena *in;
    struct config cfg;
    struct fake_rules fake;
    struct message_rules rules;
    struct envelope env;
    struct mailer mailer;
    struct body body;
    struct str out;
};

static void add_line(struct world *w, const char *name, const char *value, char flag, int set)
{
    struct header_line *h = VEC_ADD(&w->cfg.headers, w->in);

    *h = (struct header_line){
        .name = slice_from(name), .value = slice_from(value), .check_set = set};
    if (flag != 0)
        flag_add(&h->flags, flag);
}

static void set_flags(struct mailer *m, const char *letters)
{
    m->flags = (struct flag_set){{0, 0}};
    for (; *letters != '\0'; letters++)
        flag_add(&m->flags, *letters);
}

static struct world begin(void)
{
    struct world w = {.in = arena_new()};

    setenv("TZ", "UTC", 1); /* a UNIX From line is in local time */
    tzset();

    w.cfg.opt.max_headers_length = 32768;
    w.cfg.opt.eight_bit_mode = 'p';
    w.cfg.opt.no_recipient_action = NO_RCPT_NONE;
    w.cfg.opt.unix_from_line = SLICE("From \201g \201d");
    w.cfg.opt.max_hop_count = 3;
    w.cfg.opt.class_factor = 1800;
    w.cfg.opt.recipient_factor = 30000;
    add_line(&w, "Return-Path", " <\201g>", 'P', -1);
    add_line(&w, "Received", " by \201j id \201i;\n\t\201b", 0, -1);
    add_line(&w, "Resent-Date", " \201a", 'D', -1);
    add_line(&w, "Date", " \201a", 'D', -1);
    add_line(&w, "From", " \201g", 'F', -1);
    add_line(&w, "Full-Name", " \201x", 'x', -1);
    add_line(&w, "Message-Id", " <\201t.\201i@\201j>", 'M', -1);
    add_line(&w, "Subject", "", 0, 7);
    *VEC_ADD(&w.cfg.precedences, w.in) = (struct precedence){SLICE("bulk"), -60};
    w.env.in = w.in;
    w.env.sender.text = SLICE("s@c.test");
    set_flags(&w.mailer, "DFMPn");
    return w;
}

static void bind_world(struct world *w)
{
    w->fake.in = w->in;
    w->rules = fake_rules(&w->fake);
    for (const char *const *m =
             (const char *const[]){"a", "NOW", "b", "NOW", "d", "CTIME", "f", "s@c.test", "g",
                                   "s@c.test", "i", "QID", "j", "here.test", "t", "STAMP", NULL};
         *m != NULL; m += 2)
        fake_set(&w->fake, m[0], m[1]);
}

static struct collect_result take(struct world *w, const char *text, size_t len, size_t step)
{
    struct body_limits limits = {.memory_bytes = 4096};
    struct collect_setup setup = {.cfg = &w->cfg,
                                  .env = &w->env,
                                  .rules = &w->rules,
                                  .body = body_sink_new(w->in, &limits),
                                  .check_headers = true};

    defaults_add(&w->env, &w->cfg);
    struct collect *c = collect_new(w->in, &setup);
    for (size_t at = 0; at < len; at += step)
        collect_text(c, slice_of(text + at, len - at < step ? len - at : step));
    return collect_end(c, &w->body);
}

static bool keep(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    str_add(ctx, bytes);
    return true;
}

static const char *written(struct world *w, bool no_8bitmime)
{
    struct message_write job = {.cfg = &w->cfg,
                                .env = &w->env,
                                .body = &w->body,
                                .mailer = &w->mailer,
                                .rules = &w->rules,
                                .no_8bitmime = no_8bitmime};
    struct message_sink sink = {&w->out, keep};
    struct err err = {0};

    w->out = str_new(w->in);
    cr_expect(message_write(&job, &sink, &err), "%s", err.text);
    return w->out.p;
}

#define RECEIVED "Received: by here.test id QID;\n\tNOW\n"
#define DATE "Date: NOW\n"
#define FROM "From: s@c.test\n"
#define ID "Message-Id: <STAMP.QID@here.test>\n"
#define TOP "Return-Path: <s@c.test>\n" RECEIVED

/* What is sent and what a local mailer gets; the answers are those recorded from other systems. */
static const struct {
    const char *name, *sent, *got;
} deliveries[] = {
    {"no field at all", "\njust text\nmore\n", TOP DATE FROM ID "\njust text\nmore\n"},
    {"no header, no empty line", "just text\nmore\n", TOP DATE FROM ID "\njust text\nmore\n"},
    {"nothing", "", TOP DATE FROM ID "\n"},
    {"a field without a body", "Subject: only\n", TOP DATE FROM ID "Subject: only\n\n"},
    {"the sender's own fields win", "From: me@x.test\nDate: then\nMessage-Id: <1@x.test>\n\nb\n",
     TOP "From: me@x.test\nDate: then\nMessage-Id: <1@x.test>\n\nb\n"},
    {"an empty field leaves the default", "Date:\nCc:\n\nb\n", TOP DATE FROM ID "Cc:\n\nb\n"},
    {"folds stay", "Subject: a\n b\n\tc\n\nx\n", TOP DATE FROM ID "Subject: a\n b\n\tc\n\nx\n"},
    {"a line that is no field ends the header", "X-Odd :value\nnocolonhere\n\nbody\n",
     TOP DATE FROM ID "X-Odd:value\n\nnocolonhere\n\nbody\n"},
    {"a UNIX From line gives the date", "From x Sat Nov 21 10:00:00 2026\nSubject: a\n\nb\n",
     TOP "Date: Sat, 21 Nov 2026 10:00:00 GMT\n" FROM ID "Subject: a\n\nb\n"},
    {"no last line end", "\nlast", TOP DATE FROM ID "\nlast\n"},
    {"other people's Return-Path is not passed on", "Return-Path: <old@c.test>\n\nb\n",
     TOP DATE FROM ID "\nb\n"},
    {"resent fields", "Resent-To: a@b.test\n\nb\n",
     TOP "Resent-Date: NOW\n" DATE FROM ID "Resent-To: a@b.test\n\nb\n"},
    {"Bcc alone stays empty", "Bcc: a@b.test\n\nb\n", TOP DATE FROM ID "Bcc:\n\nb\n"},
    {"Bcc beside others goes", "Bcc: a@b.test\nTo: c@d.test\n\nb\n",
     TOP DATE FROM ID "To: c@d.test\n\nb\n"},
    {"addresses are rewritten by their kind",
     "Sender: me\nTo: you, \"a, b\" <x@y.test> (c, d)\n\nb\n",
     TOP DATE FROM ID "Sender: me@s.test\nTo: you@r.test, \"a, b\" <x@y.test> (c, d)\n\nb\n"},
    {"lists are folded behind a comma",
     "To:\n xxxxxxxxxxxxxxxxxxxxxxx@c.test, yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy@c.test\n\n",
     TOP DATE FROM ID "To:xxxxxxxxxxxxxxxxxxxxxxx@c.test,\n"
                      "        yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy@c.test\n\n"},
    {"a fold at exactly the column is none",
     "To: xxxxxxxxxxxxxxxxxxxxxxx@c.test, yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy@c.test\n\n",
     TOP DATE FROM ID
     "To: xxxxxxxxxxxxxxxxxxxxxxx@c.test, yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy@c.test\n\n"},
};

Test(message, what_is_sent_is_delivered_with_its_header_completed)
{
    static const size_t steps[] = {100000, 1, 7};

    for (size_t i = 0; i < COUNT(deliveries); i++)
        for (size_t k = 0; k < COUNT(steps); k++) {
            struct world w = begin();

            bind_world(&w);
            struct collect_result r =
                take(&w, deliveries[i].sent, strlen(deliveries[i].sent), steps[k]);
            cr_expect_eq(r.outcome, COLLECT_TAKEN);
            cr_expect_str_eq(written(&w, false), deliveries[i].got, "%s:\n%s\nnot\n%s",
                             deliveries[i].name, w.out.p, deliveries[i].got);
            arena_drop(w.in);
        }
}

Test(message, nul_goes_from_fields_and_stays_in_bodies)
{
    static const char sent[] = "X-N\0ul: a\0b\n\nbo\0dy\n";
    struct world w = begin();

    bind_world(&w);
    take(&w, sent, sizeof sent - 1, 3);
    cr_expect(slice_is(header_value(&w.env, SLICE("X-Nul")), "ab"));
    cr_expect_eq(w.body.len, 6);
    arena_drop(w.in);
    w = begin();
    bind_world(&w);
    w.cfg.opt.reject_nul = true;
    cr_expect_eq(take(&w, sent, sizeof sent - 1, 3).reply.code, 554);
    arena_drop(w.in);
}

Test(message, limits_are_answered_at_the_end)
{
    static const struct {
        int64_t headers, size;
        const char *text;
        int code;
    } rows[] = {
        {20, 0, "Subject: 12345678901234567890\n\nb\n", 552},
        {0, 20, "S: x\n\n123456789012345678901234567890\n", 552},
        {0, 40, "S: x\n\n123456789012345678901234567890\n", 0},
        {0, 0, "Subject: reject this\n\nb\n", 553},
        {0, 0, "Subject: later please\n\nb\n", 451},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct world w = begin();

        bind_world(&w);
        w.cfg.opt.max_headers_length = rows[i].headers;
        w.cfg.opt.max_message_size = rows[i].size;
        struct collect_result r = take(&w, rows[i].text, strlen(rows[i].text), 5);
        cr_expect_eq(r.reply.code, rows[i].code, "%s", rows[i].text);
        cr_expect_eq(r.outcome, rows[i].code == 0    ? COLLECT_TAKEN
                                : rows[i].code < 500 ? COLLECT_LATER
                                                     : COLLECT_REFUSED);
        arena_drop(w.in);
    }
}

Test(message, header_checks_may_discard_or_hold)
{
    struct world w = begin();

    bind_world(&w);
    cr_expect_eq(take(&w, "subject: discard\n\n", 18, 99).outcome, COLLECT_DISCARD);
    arena_drop(w.in);
    w = begin();
    bind_world(&w);
    cr_expect_eq(take(&w, "Subject: hold it\n\n", 18, 99).outcome, COLLECT_TAKEN);
    cr_expect(w.env.flags & ENV_QUARANTINED);
    cr_expect(slice_is(w.env.quarantine, "hold it"));
    arena_drop(w.in);
}

Test(message, class_hops_and_priority_come_from_the_header)
{
    static const char sent[] = "Precedence: bulk\nSubject: bulk\n\nbody\n";
    struct world w = begin();
    struct slice text;

    bind_world(&w);
    envelope_add_rcpt(&w.env, SLICE("alice"));
    take(&w, sent, sizeof sent - 1, 9);
    cr_expect_eq(w.env.class, -60);
    cr_expect(w.env.flags & ENV_NO_BODY_RETURN);
    cr_expect_eq(w.env.hops, 1);
    cr_expect_eq(w.env.message_bytes, (int64_t)sizeof sent - 1);
    cr_expect_eq(defaults_priority(&w.env, &w.cfg), (int64_t)sizeof sent - 1 + 108000 + 30000);
    cr_expect_not(defaults_too_many_hops(&w.env, &w.cfg, &w.rules, w.in, &text));
    w.env.hops = 4;
    cr_expect(defaults_too_many_hops(&w.env, &w.cfg, &w.rules, w.in, &text));
    cr_expect(
        slice_is(text, "554 5.4.6 Too many hops 4 (3 max): from s@c.test via localhost, to alice"),
        "%.*s", SLICE_ARG(text));
    arena_drop(w.in);
}

Test(message, a_message_without_recipients_gets_what_the_option_says)
{
    static const struct {
        char action;
        const char *want;
    } rows[] = {
        {NO_RCPT_NONE, ""},
        {NO_RCPT_BCC, "Bcc:\n"},
        {NO_RCPT_UNDISCLOSED, "To: undisclosed-recipients:;\n"},
        {NO_RCPT_ADD_TO, "To: b@x.test\nTo: a@x.test\n"},
        {NO_RCPT_APPARENTLY, "Apparently-To: b@x.test\nApparently-To: a@x.test\n"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct world w = begin();

        bind_world(&w);
        w.cfg.opt.no_recipient_action = rows[i].action;
        envelope_add_rcpt(&w.env, SLICE("a@x.test"));
        envelope_add_rcpt(&w.env, SLICE("b@x.test"));
        take(&w, "Subject: a\n\n", 12, 99);
        cr_expect(slice_ends_case(slice_from(written(&w, false)),
                                  arena_printf(w.in, "Subject: a\n%s\n", rows[i].want)),
                  "%s", w.out.p);
        arena_drop(w.in);
    }
}

struct addresses {
    struct arena *in;
    struct str list;
};

static void add_address(void *ctx, struct slice address)
{
    struct addresses *a = ctx;

    str_add(&a->list, address);
    str_add_char(&a->list, '|');
}

Test(message, minus_t_reads_the_recipient_fields)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"To: a, b\nCc: c (d, e)\nBcc: f\nReply-To: x\n\n", "b|a|c (d, e)|f|"},
        {"To: a\nResent-To: b\nResent-Bcc: c\n\n", "b|c|"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct world w = begin();
        struct addresses a = {w.in, str_new(w.in)};

        bind_world(&w);
        take(&w, rows[i].text, strlen(rows[i].text), 99);
        defaults_each_recipient(&w.env, &w.cfg, add_address, &a);
        cr_expect_str_eq(a.list.p, rows[i].want);
        arena_drop(w.in);
    }
}

/* Bodies as mailers with other flags and limits get them. */
static const struct {
    const char *name, *flags;
    int limit;
    const char *sent, *body;
} bodies[] = {
    {"From is escaped", "nE", 0, "\nFrom x\nx From y\n\nFrom\nFrom z\n",
     "\n>From x\nx From y\n\nFrom\n>From z\n"},
    {"From is not escaped", "n", 0, "\nFrom x\n", "\nFrom x\n"},
    {"long lines are cut", "n", 10, "\n123456789\n1234567890\n12345678901\n1234567890123456789\n",
     "\n123456789\n1234567890\n123456789!\n01\n123456789!\n0123456789\n"},
    {"a blank line is made", "nb", 0, "\nx\n", "\nx\n\n"},
    {"a blank line is there", "nb", 0, "\nx\n\n", "\nx\n\n"},
    {"eight bits become seven", "n7", 0, "\n\xc1\xc2\n", "\nAB\n"},
    {"length", "nv", 0, "\nFrom x\n", "Content-Length: 7\n\nFrom x\n"},
};

Test(message, bodies_are_as_the_mailer_wants_them)
{
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct world w = begin();

        bind_world(&w);
        set_flags(&w.mailer, bodies[i].flags);
        w.mailer.line_limit = bodies[i].limit;
        take(&w, bodies[i].sent, strlen(bodies[i].sent), 99);
        cr_expect_str_eq(written(&w, false),
                         arena_cstr(w.in, arena_printf(w.in, RECEIVED "%s", bodies[i].body)),
                         "%s: %s", bodies[i].name, w.out.p);
        arena_drop(w.in);
    }
}

#define MANY "text text text text text text text text text text text text text text text"

/* What a next hop without 8BITMIME gets; recorded. */
static const struct {
    const char *name, *sent, *got; /* behind our own fields */
} seven[] = {
    {"unlabelled text passes", "\nb\xe9\n", "\nb\xe9\n"},
    {"labelled text is encoded",
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=x\nContent-Transfer-Encoding: 8bit\n\n"
     "caf\xe9 = " MANY "\nFrom here\n.\n..\ntrailing \ntab\t\n",
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=x\n"
     "Content-Transfer-Encoding: quoted-printable\n"
     "X-MIME-Autoconverted: from 8bit to quoted-printable by here.test id QID\n\n"
     "caf=E9 =3D text text text text text text text text text text text text te=\n"
     "xt text text\nFrom here\n=2E\n..\ntrailing=20\ntab=09\n"},
    {"much 8-bit goes in base64",
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=x\n\n\xc3\xa4\xf6\n",
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=x\n"
     "Content-Transfer-Encoding: base64\n"
     "X-MIME-Autoconverted: from 8bit to base64 by here.test id QID\n\nw6T2DQo=\n"},
    {"a multipart is converted part by part",
     "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1\"\n"
     "Content-Transfer-Encoding: 8bit\n\npreamble\n--b1\n\nplain\n--b1\n"
     "Content-Type: message/rfc822\n\nSubject: inner\nContent-Transfer-Encoding: 8bit\n\n"
     "inn\xe9r text text text text text\n--b1--\nepilogue\n",
     "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1\"\n\npreamble\n--b1\n\n"
     "plain\n--b1\nContent-Type: message/rfc822\n\nSubject: inner\nMIME-Version: 1.0\n"
     "Content-Transfer-Encoding: quoted-printable\n"
     "X-MIME-Autoconverted: from 8bit to quoted-printable by here.test id QID\n\n"
     "inn=E9r text text text text text\n--b1--\nepilogue\n"},
};

Test(message, eight_bit_mail_is_encoded_for_a_7bit_hop)
{
    for (size_t i = 0; i < COUNT(seven); i++) {
        struct world w = begin();

        bind_world(&w);
        set_flags(&w.mailer, "n");
        take(&w, seven[i].sent, strlen(seven[i].sent), 11);
        cr_expect(w.env.flags & ENV_HAS_8BIT);
        cr_expect_str_eq(written(&w, true),
                         arena_cstr(w.in, arena_printf(w.in, RECEIVED "%s", seven[i].got)),
                         "%s: %s", seven[i].name, w.out.p);
        arena_drop(w.in);
    }
}

Test(message, encoded_text_becomes_8bit_for_flag_9)
{
    static const char sent[] = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                               "Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe "
                               "=\nfolded\n";
    struct world w = begin();

    bind_world(&w);
    set_flags(&w.mailer, "n9");
    take(&w, sent, sizeof sent - 1, 99);
    cr_expect_str_eq(written(&w, false),
                     RECEIVED "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                              "Content-Transfer-Encoding: 8bit\n"
                              "X-MIME-Autoconverted: from quoted-printable to 8bit by here.test "
                              "id QID\n\nGr\xc3\xbc\xc3\x9f"
                              "e folded\n\n");
    arena_drop(w.in);
}

Test(message, a_map_that_is_down_leaves_nothing_half_said)
{
    struct world w = begin();
    struct err err = {0};

    bind_world(&w);
    take(&w, "To: a\n\n", 7, 99);
    w.fake.maps_are_down = true;
    w.out = str_new(w.in);
    struct message_sink sink = {&w.out, keep};
    struct message_write job = {
        .cfg = &w.cfg, .env = &w.env, .body = &w.body, .mailer = &w.mailer, .rules = &w.rules};
    cr_expect_not(message_write(&job, &sink, &err));
    cr_expect_eq(err.status, EX_TEMPFAIL);
    cr_expect_eq(w.out.len, 0);
    arena_drop(w.in);
}

Test(message, the_unix_from_line_is_the_mailers)
{
    struct world w = begin();

    bind_world(&w);
    take(&w, "\n", 1, 99);
    set_flags(&w.mailer, "");
    cr_expect_str_eq(written(&w, false), "From s@c.test CTIME\n" RECEIVED "\n");
    set_flags(&w.mailer, "U");
    fake_set(&w.fake, "g", "here.test!alice");
    cr_expect_str_eq(written(&w, false), "From alice  CTIME remote from here.test\n" RECEIVED "\n");
    arena_drop(w.in);
}

Test(message, a_large_body_passes_through_a_file)
{
    struct world w = begin();
    struct str sent = str_new(w.in);

    bind_world(&w);
    str_add_text(&sent, "Subject: x\n\n");
    for (int i = 0; i < 40000; i++)
        str_printf(&sent, "line %d of a long message\n", i);
    take(&w, sent.p, sent.len, 4000);
    cr_expect_geq(w.body.fd, 0);
    set_flags(&w.mailer, "nE");
    w.mailer.line_limit = 990;
    written(&w, false);
    cr_expect(slice_eq(slice_from_at(str_slice(&w.out), strlen(RECEIVED)), str_slice(&sent)));
    arena_drop(w.in);
}

/* Over-long MIME fields, with a limit of 60 and 30 for a parameter. */
static const struct {
    const char *sent, *got;
} long_fields[] = {
    {"Content-Type: text/plain; charset=x\n\n", "Content-Type: text/plain; charset=x\n\n"},
    {"Content-Type: text/plain; charset=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; a=\"b;c\"\n\n",
     "Content-Type: text/plain; charset=aaaaaaaaaaaaaaaaaaaaa; a=\"b;c\"\n\n"},
    {"Content-Type: a/b; filename=\"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\"\n\n",
     "Content-Type: a/b; filename=\"eeeeeeeeeeeeeeeeeee\"\n\n"},
    {"Content-Description: ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\n\n",
     "Content-Description: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\n\n"},
};

Test(message, long_mime_fields_are_cut)
{
    for (size_t i = 0; i < COUNT(long_fields); i++) {
        struct world w = begin();

        bind_world(&w);
        w.cfg.names = macro_names_new(w.in);
        w.cfg.classes = classes_new(w.in, NULL);
        class_add(w.cfg.classes, macro_names_intern(w.cfg.names, SLICE("checkMIMEFieldHeaders")),
                  SLICE("content-type"));
        class_add(w.cfg.classes, macro_names_intern(w.cfg.names, SLICE("checkMIMETextHeaders")),
                  SLICE("content-description"));
        w.cfg.opt.max_mime_header_length = 60;
        w.cfg.opt.max_mime_field_length = 30;
        set_flags(&w.mailer, "n");
        take(&w, long_fields[i].sent, strlen(long_fields[i].sent), 99);
        cr_expect_str_eq(written(&w, false) + strlen(RECEIVED), long_fields[i].got, "%s", w.out.p);
        arena_drop(w.in);
    }
}
