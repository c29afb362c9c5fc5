/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusals are told as they come (the transcript must show each behind its reply); acceptances only
 * when the message itself was taken.
 */
#include "sendmail/deliver/transaction.h"

#include "mail/status.h"
#include "mail/xtext.h"
#include "os/clock.h"
#include "sendmail/deliver/hosts.h"
#include "sendmail/deliver/sink.h"

struct transaction {
    struct delivery *d;
    struct session *s;
    struct smtp_client_mail mail;
    size_t *index; /* of mail.rcpts in the delivery */
    size_t told;   /* recipients whose RCPT reply was looked at */
    struct slice mta;
};

/* ---- what a reply means ---- */

/* For MAIL, DATA and the message; RCPT has more that mean "unknown user". */
static int status_of(int code)
{
    if (code / 100 == 2)
        return EX_OK;
    if (code / 100 == 4)
        return EX_TEMPFAIL;
    if (code == 501)
        return EX_DATAERR;
    return code / 100 == 5 ? EX_UNAVAILABLE : EX_PROTOCOL;
}

static int status_of_rcpt(int code)
{
    return code == 550 || code == 551 || code == 553 ? EX_NOUSER : status_of(code);
}

static struct outcome outcome_of(const struct transaction *t, const struct smtp_client_reply *r,
                                 int status)
{
    struct outcome o = {.status = status, .dsn = r->dsn, .reply = r->first, .mta = t->mta};

    if (status == EX_TEMPFAIL)
        o.detail = r->first;
    return o;
}

static bool is_good(const struct smtp_client_reply *r)
{
    return r->code / 100 == 2;
}

/* ---- recipients ---- */

static struct slice notify_of(const struct recipient *r, struct arena *in)
{
    static const struct {
        unsigned flag;
        const char *word;
    } words[] = {{RCPT_NOTIFY_SUCCESS, "SUCCESS"},
                 {RCPT_NOTIFY_FAILURE, "FAILURE"},
                 {RCPT_NOTIFY_DELAY, "DELAY"}};
    struct str text = str_new(in);

    /* compatible: who is one of several that an alias or list stands for did not ask. */
    if ((r->flags & RCPT_NOTIFY) == 0 || (r->flags & RCPT_PRIMARY) == 0)
        return SLICE("");
    for (size_t i = 0; i < COUNT(words); i++)
        if ((r->flags & words[i].flag) != 0)
            str_printf(&text, "%s%s", text.len > 0 ? "," : "", words[i].word);
    return text.len > 0 ? str_slice(&text) : SLICE("NEVER");
}

static void take_recipients(struct transaction *t)
{
    struct delivery *d = t->d;
    struct arena *in = d->attempt->scratch;
    size_t max = d->mailer->max_rcpts > 0 ? (size_t)d->mailer->max_rcpts : d->rcpts.len;

    if (max > d->rcpts.len)
        max = d->rcpts.len;
    t->mail.rcpts = ARENA_ARRAY(in, max, struct smtp_client_rcpt);
    t->index = ARENA_ARRAY(in, max, size_t);
    for (size_t i = 0; i < d->rcpts.len && t->mail.rcpt_count < max; i++) {
        const struct recipient *r = delivery_rcpt(d, i);

        if (r->state != RCPT_PENDING)
            continue;
        t->index[t->mail.rcpt_count] = i;
        t->mail.rcpts[t->mail.rcpt_count++] = (struct smtp_client_rcpt){
            .path = delivery_user(d, i), .notify = notify_of(r, in), .orcpt = r->orcpt};
    }
}

/* ---- MAIL ---- */

static struct slice deliver_by_of(const struct envelope *e, struct arena *in)
{
    int64_t left = e->created_at + e->deliver_by - clock_now();

    /* Flag bits of the queue file: 1 notify, 2 return, 0x10 trace. */
    if (e->deliver_by_flags == 0)
        return SLICE("");
    return arena_printf(in, "%lld;%s%s", (long long)left,
                        (e->deliver_by_flags & 2) != 0 ? "R" : "N",
                        (e->deliver_by_flags & 0x10) != 0 ? "T" : "");
}

static void fill_mail(struct transaction *t, const struct message_write *text)
{
    const struct envelope *e = t->d->attempt->env;
    bool null = delivery_sender_is_null(t->d);

    /* A bounce has no sender, unless this mailer cannot bear that (flag g). */
    if (!null || mailer_has(t->d->mailer, 'g'))
        t->mail.path = t->d->sender;
    t->mail.size = e->message_bytes;
    if (message_body_type(text) != BODY_UNSET)
        t->mail.body = message_body_type(text) == BODY_7BIT ? SLICE("7BIT") : SLICE("8BITMIME");
    /* Kept as the sender wrote it; what came from elsewhere may be plain text. */
    t->mail.envid =
        xtext_is_valid(e->envid) ? e->envid : xtext_encode(t->d->attempt->scratch, e->envid, NULL);
    if (e->ret != RET_UNSET)
        t->mail.ret = e->ret == RET_HDRS ? SLICE("HDRS") : SLICE("FULL");
    t->mail.auth = e->auth;
    t->mail.by = deliver_by_of(e, t->d->attempt->scratch);
}

/* ---- outcomes ---- */

/* Those of this transaction that have none yet. */
static void give_rest(struct transaction *t, const struct outcome *o)
{
    struct delivery *d = t->d;

    for (size_t i = 0; i < t->mail.rcpt_count; i++)
        if (delivery_rcpt(d, t->index[i])->state == RCPT_PENDING)
            outcome_give(d, t->index[i], o);
}

/* RCPT replies that came since the last look. */
static void answered(void *ctx)
{
    struct transaction *t = ctx;

    if (!is_good(&t->mail.reply))
        return;
    for (; t->told < t->mail.rcpt_count; t->told++) {
        const struct smtp_client_rcpt *r = &t->mail.rcpts[t->told];
        struct outcome o;

        if (r->reply.code == 0)
            return;
        if (is_good(&r->reply))
            continue;
        o = outcome_of(t, &r->reply, status_of_rcpt(r->reply.code));
        o.of_this_alone = true;
        outcome_give(t->d, t->index[t->told], &o);
    }
}

/* The message was taken: everybody accepted has it. What DSN quotes is the reply to RCPT, what the
 * log says is the reply to the message. */
static bool is_of_this(void *ctx, size_t i)
{
    const struct transaction *t = ctx;

    for (size_t k = 0; k < t->mail.rcpt_count; k++)
        if (t->index[k] == i)
            return is_good(&t->mail.rcpts[k].reply) && !t->s->client.setup.lmtp;
    return false;
}

static void note_relayed(struct transaction *t)
{
    bool knows_dsn = smtp_client_has(&t->s->client, CLIENT_HAS_DSN);
    bool final_here = t->s->client.setup.lmtp && mailer_has(t->d->mailer, 'l');

    for (size_t k = 0; k < t->mail.rcpt_count; k++) {
        struct recipient *r = delivery_rcpt(t->d, t->index[k]);
        const struct smtp_client_rcpt *c = &t->mail.rcpts[k];
        struct arena *in = t->d->attempt->env->in;

        if (r->state != RCPT_SENT)
            continue;
        if (final_here)
            r->flags |= RCPT_DELIVERED;
        else if (!knows_dsn)
            r->flags |= RCPT_RELAYED;
        r->reply = arena_copy(in, c->reply.first);
        r->dsn = c->reply.dsn.len > 0 ? arena_copy(in, c->reply.dsn) : SLICE("2.0.0");
    }
}

static void give_sent(struct transaction *t)
{
    const struct smtp_client_reply *final = &t->mail.final;
    struct outcome o = {.status = EX_OK,
                        .dsn = SLICE("2.0.0"),
                        .log_dsn = final->dsn.len > 0 ? final->dsn : SLICE("2.0.0"),
                        .detail = final->text,
                        .mta = t->mta};

    outcome_give_some(t->d, is_of_this, t, &o);
    note_relayed(t);
    hosts_note(t->d->attempt->deliverer->hosts, t->mta,
               &(struct host_word){.status = EX_OK, .reply = final->first});
}

static void give_lmtp(struct transaction *t)
{
    for (size_t k = 0; k < t->mail.rcpt_count; k++) {
        const struct smtp_client_reply *final = &t->mail.rcpts[k].final;
        struct outcome o;

        if (delivery_rcpt(t->d, t->index[k])->state != RCPT_PENDING || final->code == 0)
            continue;
        o = outcome_of(t, final, status_of_rcpt(final->code));
        o.of_this_alone = true;
        if (o.status == EX_OK) {
            o.detail = final->text;
            o.log_dsn = final->dsn.len > 0 ? final->dsn : SLICE("2.0.0");
        }
        outcome_give(t->d, t->index[k], &o);
    }
    note_relayed(t);
}

/* The connection broke: nothing is known of those without outcome. */
static void give_fault(struct transaction *t, const struct session_fault *fault)
{
    struct outcome o = {.status = EX_TEMPFAIL,
                        .dsn = session_fault_dsn(fault),
                        .detail = session_fault_text(fault, t->s->host, t->d->attempt->scratch),
                        .mta = t->mta};
    struct envelope *e = t->d->attempt->env;

    /* Recipients have no words for it then; a listing has. */
    if (o.detail.len == 0)
        e->message = arena_printf(e->in, "reply: read error from %.*s", SLICE_ARG(t->s->host));
    give_rest(t, &o);
}

static enum transaction_end conclude(struct transaction *t, enum smtp_client_next next)
{
    const struct smtp_client_mail *m = &t->mail;
    const struct smtp_client_reply *bad = &t->s->client.refusal;
    struct outcome o;

    answered(t);
    if (!is_good(&m->reply) && m->reply.code != 0) {
        o = outcome_of(t, &m->reply, status_of(m->reply.code));
        o.mta = SLICE("");
        give_rest(t, &o);
    } else if (m->text_sent && t->s->client.setup.lmtp) {
        give_lmtp(t);
    } else if (m->text_sent && is_good(&m->final)) {
        give_sent(t);
    } else if (m->final.code != 0) {
        o = outcome_of(t, &m->final, status_of(m->final.code));
        give_rest(t, &o);
    } else if (m->data.code != 0 && m->data.code / 100 != 3) {
        o = outcome_of(t, &m->data, status_of(m->data.code));
        give_rest(t, &o);
    }
    /* Whoever is left fell victim to a 421. */
    o = outcome_of(t, bad, EX_TEMPFAIL);
    give_rest(t, &o);
    return next == CLIENT_READY ? TRANSACTION_DONE : TRANSACTION_CLOSED;
}

/* ---- the message's text ---- */

static bool put(void *ctx, struct slice bytes, struct err *err)
{
    struct stream *stream = ctx;

    return stream_err(stream, stream_write(stream, bytes), err);
}

static bool write_text(struct transaction *t, const struct message_write *text, struct err *err)
{
    struct sink sink = {.put = put,
                        .ctx = t->s->stream,
                        .eol = t->d->mailer->eol.len > 0 ? t->d->mailer->eol : SLICE("\r\n"),
                        .hide_dots = true};
    struct message_sink to = sink_of(&sink);

    stream_set_timeout(t->s->stream, t->s->opt->timeout_datablock > 0
                                         ? t->s->opt->timeout_datablock * 1000
                                         : STREAM_WAIT_FOREVER);
    return message_write(text, &to, err) && sink_finish(&sink, err);
}

/* DATA was answered and the text cannot be sent whole: only closing takes it back. */
static enum transaction_end give_up_text(struct transaction *t, const struct err *err)
{
    struct outcome o = {.status = err->status == EX_OK ? EX_TEMPFAIL : err->status,
                        .detail = arena_copy(t->d->attempt->scratch, slice_from(err->text))};

    give_rest(t, &o);
    return TRANSACTION_CLOSED;
}

/* What was begun and not finished is taken back at once, so that a kept session is a clean one. */
static bool reset(struct transaction *t, struct session_ear *ear, struct str *out,
                  struct session_fault *fault)
{
    if (!t->s->client.dirty)
        return true;
    return session_converse(t->s, ear, smtp_client_rset(&t->s->client, out), out, fault) ==
           CLIENT_READY;
}

/* DELIVERBY in its return form is a promise: a host that cannot keep it does not get the message.
 */
static bool lacks_deliver_by(struct transaction *t)
{
    struct delivery *d = t->d;

    if ((d->attempt->env->deliver_by_flags & 0x02) == 0 ||
        smtp_client_has(&t->s->client, CLIENT_HAS_DELIVERBY))
        return false;
    transcript_printf(&d->attempt->transcript, "554 5.4.7 Server does not support Deliver By");
    give_rest(t, &(struct outcome){.status = EX_UNAVAILABLE, .dsn = SLICE("5.4.7")});
    return true;
}

enum transaction_end transaction_run(struct delivery *d, struct session *s)
{
    struct attempt *a = d->attempt;
    struct transaction t = {.d = d, .s = s};
    struct message_write text = delivery_message(d);
    struct session_ear ear = {.transcript = &a->transcript,
                              .say = a->deliverer->setup.say,
                              .say_ctx = a->deliverer->setup.say_ctx,
                              .answered = answered,
                              .answered_ctx = &t};
    struct session_fault fault = {0};
    struct str out = str_new(a->scratch);
    struct err err = {0};
    enum smtp_client_next next;

    /* Who speaks LMTP is part of this host, as notifications see it. */
    t.mta = s->client.setup.lmtp ? SLICE("") : arena_copy(a->scratch, s->host);
    if (t.mta.len > 0 && t.mta.p[t.mta.len - 1] == '.')
        t.mta.len--;
    text.no_8bitmime = !smtp_client_has(&s->client, CLIENT_HAS_8BITMIME);
    take_recipients(&t);
    fill_mail(&t, &text);
    /* SIZE's limit is the peer's to enforce.
     * compatible: the original sends MAIL with SIZE= whatever EHLO said. */
    if (lacks_deliver_by(&t))
        return TRANSACTION_DONE;
    s->messages++;
    s->heard = false;
    next = session_converse(s, &ear, smtp_client_begin(&s->client, &t.mail, a->scratch, &out), &out,
                            &fault);
    if (next == CLIENT_TEXT) {
        if (!write_text(&t, &text, &err))
            return give_up_text(&t, &err);
        next = session_converse(s, &ear, smtp_client_text_written(&s->client, &out), &out, &fault);
    }
    if (next == CLIENT_READ && s->from_cache && !s->heard && !t.mail.text_sent)
        return TRANSACTION_STALE;
    if (next == CLIENT_READ) {
        answered(&t);
        session_log_timeout(&fault, t.s->host, slice_from(t.d->attempt->env->id));
        give_fault(&t, &fault);
        return TRANSACTION_CLOSED;
    }
    ear.answered = NULL;
    if (conclude(&t, next) == TRANSACTION_CLOSED || !reset(&t, &ear, &out, &fault))
        return TRANSACTION_CLOSED;
    return TRANSACTION_DONE;
}
