/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/attr.h"
#include "mail/header.h"
#include "message/dsn.h"
#include "message/fake_rules.h"
#include "message/transcript.h"

/* A message that was tried, over a small configuration with a local, a program and an SMTP mailer.
 */
struct tried {
    struct arena *in;
    struct config cfg;
    struct fake_rules fake;
    struct message_rules rules;
    struct envelope env, out;
    struct body body, text;
};

enum { LOCAL, PROG, SMTP };
enum { NOW = 1795292700 };

static void add_mailer(struct tried *t, const char *addr_type, const char *diag_type)
{
    *VEC_ADD(&t->cfg.mailers, t->in) = (struct mailer){.mta_type = SLICE("DNS"),
                                                       .addr_type = slice_from(addr_type),
                                                       .diag_type = slice_from(diag_type)};
}

static struct tried *begin(void)
{
    struct arena *in = arena_new();
    struct tried *t = ARENA_NEW(in, struct tried);

    setenv("TZ", "UTC", 1);
    tzset();
    t->in = in;
    t->fake.in = in;
    t->rules = fake_rules(&t->fake);
    fake_set(&t->fake, "j", "h.test");
    fake_set(&t->fake, "n", "MAILER-DAEMON");
    t->cfg.opt.send_mime_errors = true;
    t->cfg.opt.double_bounce_address = SLICE("postmaster");
    t->cfg.opt.timeout_queuereturn_normal = 432000;
    t->cfg.opt.timeout_queuewarn_normal = 14400;
    t->cfg.opt.timeout_queuereturn_urgent = 172800;
    t->cfg.opt.timeout_queuereturn_nonurgent = 604800;
    add_mailer(t, "RFC822", "X-Unix");
    add_mailer(t, "X-Unix", "X-Unix");
    add_mailer(t, "RFC822", "SMTP");
    t->env.in = in;
    t->env.sender.text = SLICE("s@c.test");
    t->env.created_at = 1795292648;
    memcpy(t->env.id, "OLDID", 6);
    header_add(&t->env, SLICE("Subject"), SLICE(" hello"));
    t->body = body_in_memory(SLICE("the body\n"));
    t->out.in = in;
    memcpy(t->out.id, "NEWID", 6);
    return t;
}

static struct recipient *add(struct tried *t, const char *text, int mailer, enum rcpt_state state)
{
    struct recipient *r = envelope_add_rcpt(&t->env, slice_from(text));

    r->addr.mailer = mailer;
    r->addr.user = r->addr.text;
    r->state = state;
    return r;
}

static const char *compose(struct tried *t, enum dsn_kind kind, const char *transcript)
{
    struct body_limits limits = {.memory_bytes = 1 << 20};
    struct body_sink *sink = body_sink_new(t->in, &limits);
    struct slice to = t->env.sender.text;
    struct dsn_request q = {.cfg = &t->cfg,
                            .rules = &t->rules,
                            .env = &t->env,
                            .body = &t->body,
                            .kind = kind,
                            .to = &to,
                            .to_count = 1,
                            .transcript = slice_from(transcript),
                            .now = NOW,
                            .span = 14400};
    struct err err = {0};

    cr_assert(dsn_compose(&q, &t->out, sink, &err), "%s", err.text);
    cr_assert(body_sink_end(sink, &t->text, &err), "%s", err.text);
    return arena_cstr(t->in, slice_of(t->text.memory, (size_t)t->text.len));
}

#define OPENING                                                                                    \
    "This is a MIME-encapsulated message\n\n--NEWID.1795292700/h.test\n\n"                         \
    "The original message was received at Sat, 21 Nov 2026 20:24:08 GMT\nfrom root@localhost\n"
#define STATUS                                                                                     \
    "--NEWID.1795292700/h.test\nContent-Type: message/delivery-status\n\n"                         \
    "Reporting-MTA: dns; h.test\nArrival-Date: Sat, 21 Nov 2026 20:24:08 GMT\n\n"
#define TRIED "Last-Attempt-Date: Sat, 21 Nov 2026 20:25:00 GMT\n\n"

Test(dsn, a_failure_is_told_in_words_and_fields)
{
    struct tried *t = begin();
    struct recipient *r;

    *VEC_ADD(&t->env.macros, t->in) = (struct saved_macro){SLICE("_"), SLICE("root@localhost")};
    r = add(t, "nobody1", LOCAL, RCPT_FAILED);
    r->status = EX_NOUSER;
    r->dsn = SLICE("5.1.1");
    r->reply = SLICE("550 5.1.1 User unknown");
    add(t, "exit76", LOCAL, RCPT_EXPANDED);
    r = add(t, "\"|exit 76\"", PROG, RCPT_FAILED);
    r->parent = 1;
    r->status = EX_PROTOCOL;
    r->reply = SLICE("76");
    r = add(t, "perm1@good.test", SMTP, RCPT_FAILED);
    r->dsn = SLICE("5.1.1");
    r->reply = SLICE("550-5.1.1 no such user");
    r->mta = SLICE("mx.good.test.");
    cr_expect_str_eq(
        compose(t, DSN_FAILURE, "550 5.1.1 nobody1... User unknown\n"), OPENING
        "\n   ----- The following addresses had permanent fatal errors -----\n"
        "nobody1\n    (reason: 550 5.1.1 User unknown)\n"
        "\"|exit 76\"\n    (reason: Remote protocol error)\n    (expanded from: exit76)\n"
        "perm1@good.test\n    (reason: 550-5.1.1 no such user)\n"
        "\n   ----- Transcript of session follows -----\n550 5.1.1 nobody1... User "
        "unknown\n\n" STATUS
        "Final-Recipient: RFC822; nobody1@h.test\nX-Actual-Recipient: rfc822; nobody1@h.test\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Unix; 550 5.1.1 User unknown\n" TRIED
        "Final-Recipient: RFC822; exit76@h.test\nX-Actual-Recipient: X-Unix; |exit 76\n"
        "Action: failed\nStatus: 5.5.0\nDiagnostic-Code: X-Unix; 76\n" TRIED
        "Final-Recipient: RFC822; perm1@good.test\n"
        "X-Actual-Recipient: rfc822; perm1@good.test\n"
        "Action: failed\nStatus: 5.1.1\nRemote-MTA: DNS; mx.good.test\n"
        "Diagnostic-Code: SMTP; 550-5.1.1 no such user\n" TRIED
        "--NEWID.1795292700/h.test\nContent-Type: message/rfc822\n\nSubject: hello\n\n"
        "the body\n\n--NEWID.1795292700/h.test--\n\n");
    cr_expect_eq(t->out.rcpts.len, 1);
    cr_expect(slice_is(t->out.sender.text, "<>"));
    cr_expect(slice_is(header_value(&t->out, SLICE("Subject")),
                       "Returned mail: see transcript for details"));
    cr_expect(slice_is(header_value(&t->out, SLICE("Auto-Submitted")), "auto-generated (failure)"));
    arena_drop(t->in);
}

Test(dsn, a_receipt_tells_successes_and_keeps_the_body)
{
    struct tried *t = begin();
    struct recipient *r = add(t, "<alice>", LOCAL, RCPT_SENT);

    *VEC_ADD(&t->env.macros, t->in) = (struct saved_macro){SLICE("_"), SLICE("root@localhost")};
    t->env.envid = SLICE("id123");
    r->addr.user = SLICE("alice");
    r->flags = RCPT_NOTIFY | RCPT_NOTIFY_SUCCESS | RCPT_DELIVERED;
    r->orcpt = SLICE("rfc822;orig@example.com");
    r->dsn = SLICE("2.1.5");
    cr_expect_str_eq(
        compose(t, DSN_RECEIPT, "<alice>... Successfully delivered\n"), OPENING
        "\n   ----- The following addresses had successful delivery notifications -----\n"
        "<alice>  (successfully delivered to mailbox)\n"
        "\n   ----- Transcript of session follows -----\n<alice>... Successfully delivered\n\n"
        "--NEWID.1795292700/h.test\nContent-Type: message/delivery-status\n\n"
        "Original-Envelope-Id: id123\nReporting-MTA: dns; h.test\n"
        "Arrival-Date: Sat, 21 Nov 2026 20:24:08 GMT\n\n"
        "Original-Recipient: rfc822;orig@example.com\n"
        "Final-Recipient: RFC822; alice@h.test\nX-Actual-Recipient: rfc822; alice@h.test\n"
        "Action: delivered (to mailbox)\nStatus: 2.1.5\n" TRIED
        "--NEWID.1795292700/h.test\nContent-Type: text/rfc822-headers\n\nSubject: hello\n\n"
        "--NEWID.1795292700/h.test--\n\n");
    arena_drop(t->in);
}

Test(dsn, a_warning_says_that_it_is_only_one)
{
    struct tried *t = begin();
    struct recipient *r = add(t, "x@down.test", SMTP, RCPT_DEFERRED);
    const char *text;

    r->dsn = SLICE("4.4.1");
    text = compose(t, DSN_WARNING, "");
    cr_expect(strstr(text, "THIS IS A WARNING MESSAGE ONLY") != NULL);
    cr_expect(strstr(text, "Action: delayed\nStatus: 4.4.1\n") != NULL);
    cr_expect(strstr(text, "Will-Retry-Until: Thu, 26 Nov 2026 20:24:08 GMT\n") != NULL);
    cr_expect(slice_is(header_value(&t->out, SLICE("Subject")),
                       "Warning: could not send message for past 4 hours"));
    arena_drop(t->in);
}

Test(dsn, without_mime_the_words_are_the_same)
{
    struct tried *t = begin();

    add(t, "nobody1", LOCAL, RCPT_FAILED);
    t->cfg.opt.send_mime_errors = false;
    t->cfg.opt.error_header = SLICE("Text of \201j");
    cr_expect_str_eq(compose(t, DSN_FAILURE, ""),
                     "The original message was received at Sat, 21 Nov 2026 20:24:08 GMT\n"
                     "from localhost\n\nText of h.test\n\n"
                     "   ----- The following addresses had permanent fatal errors -----\n"
                     "nobody1\n\n   ----- Original message follows -----\n\nSubject: hello\n\n"
                     "the body\n\n");
    cr_expect_eq(header_find(&t->out, SLICE("MIME-Version")), NULL);
    arena_drop(t->in);
}

#define N RCPT_NOTIFY
#define SUCCESS RCPT_NOTIFY_SUCCESS
#define FAILURE RCPT_NOTIFY_FAILURE
#define DELAY RCPT_NOTIFY_DELAY

/* Who hears of what. */
static const struct {
    const char *sender;
    enum rcpt_state state;
    unsigned flags;
    int class;
    enum dsn_age age;
    const char *due; /* f failure, w warning, r receipt, p postmaster's copy, d double bounce */
} policies[] = {
    {"s@c.test", RCPT_FAILED, 0, 0, DSN_YOUNG, "fp"},
    {"s@c.test", RCPT_FAILED, N, 0, DSN_YOUNG, ""},
    {"s@c.test", RCPT_FAILED, N | SUCCESS, 0, DSN_YOUNG, ""},
    {"s@c.test", RCPT_FAILED, N | FAILURE, 0, DSN_YOUNG, "fp"},
    {"s@c.test", RCPT_FAILED, 0, -60, DSN_YOUNG, "f"},
    {"<>", RCPT_FAILED, 0, 0, DSN_YOUNG, "d"},
    {"<>", RCPT_SENT, N | SUCCESS | RCPT_DELIVERED, 0, DSN_YOUNG, ""},
    {"s@c.test", RCPT_SENT, RCPT_DELIVERED, 0, DSN_YOUNG, ""},
    {"s@c.test", RCPT_SENT, N | SUCCESS | RCPT_DELIVERED, 0, DSN_YOUNG, "r"},
    {"s@c.test", RCPT_SENT, N | SUCCESS | RCPT_RELAYED, 0, DSN_YOUNG, "r"},
    {"s@c.test", RCPT_SENT, N | SUCCESS, 0, DSN_YOUNG, ""}, /* the next hop will tell */
    {"s@c.test", RCPT_DEFERRED, 0, 0, DSN_YOUNG, ""},
    {"s@c.test", RCPT_DEFERRED, 0, 0, DSN_WARN, "w"},
    {"s@c.test", RCPT_DEFERRED, N | FAILURE, 0, DSN_WARN, ""},
    {"s@c.test", RCPT_DEFERRED, N | DELAY, 0, DSN_WARN, "w"},
    {"<>", RCPT_DEFERRED, 0, 0, DSN_WARN, ""},
};

Test(dsn, who_hears_of_what)
{
    for (size_t i = 0; i < COUNT(policies); i++) {
        struct tried *t = begin();
        struct dsn_due due;
        char got[8] = "";

        t->cfg.opt.postmaster_copy = SLICE("postmaster");
        t->env.sender.text = slice_from(policies[i].sender);
        t->env.class = policies[i].class;
        add(t, "x", LOCAL, policies[i].state)->flags = policies[i].flags;
        due = dsn_due(&t->env, &t->cfg, policies[i].age);
        snprintf(got, sizeof got, "%s%s%s%s%s", due.failure ? "f" : "", due.warning ? "w" : "",
                 due.receipt ? "r" : "", due.postmaster_copy ? "p" : "",
                 due.double_bounce ? "d" : "");
        cr_expect_str_eq(got, policies[i].due, "row %zu: %s", i, got);
        arena_drop(t->in);
    }
}

Test(dsn, a_bounce_to_the_postmaster_is_the_last)
{
    struct tried *t = begin();

    t->env.sender.text = SLICE("<>");
    t->env.flags |= ENV_RESPONSE;
    add(t, "x", LOCAL, RCPT_FAILED);
    cr_expect(dsn_due(&t->env, &t->cfg, DSN_YOUNG).double_bounce);
    compose(t, DSN_FAILURE, "");
    cr_expect(slice_is(header_value(&t->out, SLICE("Subject")),
                       "Postmaster notify: see transcript for details"));
    envelope_add_rcpt(&t->out, SLICE("postmaster"))->state = RCPT_FAILED;
    cr_expect(dsn_due(&t->out, &t->cfg, DSN_YOUNG).lost);
    arena_drop(t->in);
}

Test(dsn, age_depends_on_priority_and_class)
{
    static const struct {
        const char *priority;
        int class;
        int64_t age;
        enum dsn_age want;
    } rows[] = {
        {"", 0, 14000, DSN_YOUNG},
        {"", 0, 14401, DSN_WARN},
        {"", 0, 432001, DSN_RETURN},
        {"urgent", 0, 172801, DSN_RETURN},
        {"non-urgent", 0, 432001, DSN_YOUNG},
        {"", -60, 432001, DSN_YOUNG},
        {"urgent", -60, 604801, DSN_RETURN},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tried *t = begin();
        int64_t span;

        header_add(&t->env, SLICE("Priority"), slice_from(rows[i].priority));
        t->env.class = rows[i].class;
        cr_expect_eq(dsn_age(&t->env, &t->cfg, t->env.created_at + rows[i].age, &span),
                     rows[i].want, "row %zu", i);
        arena_drop(t->in);
    }
}

Test(dsn, the_transcript_has_an_end)
{
    struct tried *t = begin();
    struct transcript xf = transcript_new(t->in);

    transcript_talking_to(&xf, SLICE("mx.test."));
    transcript_sent(&xf, SLICE("DATA\r\n"));
    transcript_got(&xf, SLICE("550 no\001\r\n"));
    cr_expect_str_eq(xf.text.p, "... while talking to mx.test.:\n>>> DATA\n<<< 550 no?\n");
    for (int i = 0; i < 100000; i++)
        transcript_add(&xf, SLICE("again"));
    cr_expect_leq(xf.text.len, TRANSCRIPT_MAX_BYTES + 4);
    dsn_say_age(NULL, &t->env, &t->cfg, DSN_WARN, 14400);
    arena_drop(t->in);
}
