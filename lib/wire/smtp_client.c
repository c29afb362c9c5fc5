/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of a transaction always leave in the order MAIL, RCPT 0 .. n-1, DATA, and are answered
 * in that order, so the two counters rcpts_sent and rcpts_answered (and two flags) say where both
 * sides are; no queue of outstanding commands is needed.
 */
#include "wire/smtp_client.h"

static bool is_good(const struct smtp_client_reply *r)
{
    return r->code / 100 == 2;
}

/* Whatever an address came from, it is no second command: nothing in it ends the line. */
static void send_command(struct smtp_client *c, struct slice command, struct str *out)
{
    size_t start = out->len;

    c->last_command = command;
    str_add(out, command);
    for (size_t i = start; i < out->len; i++)
        if (out->p[i] == '\r' || out->p[i] == '\n' || out->p[i] == '\0')
            out->p[i] = '?';
    str_add_text(out, "\r\n");
}

void smtp_client_start(struct smtp_client *c, struct arena *in,
                       const struct smtp_client_setup *setup)
{
    *c = (struct smtp_client){.in = in, .setup = *setup, .wait = CLIENT_WAIT_GREETING};
    c->setup.name = arena_copy(in, setup->name);
}

/* ---- the transaction's commands ---- */

/* Not with %.*s, which would end an address at a NUL and so write to somebody else. */
static void add_path(struct str *line, const char *verb, struct slice path)
{
    str_add_text(line, verb);
    str_add_char(line, '<');
    str_add(line, path);
    str_add_char(line, '>');
}

static void add_param(struct str *line, const char *name, struct slice value)
{
    if (value.len > 0)
        str_printf(line, " %s=%.*s", name, SLICE_ARG(value));
}

static struct slice mail_command(const struct smtp_client *c, const struct smtp_client_mail *m,
                                 struct arena *in)
{
    struct str line = str_new(in);

    add_path(&line, "MAIL From:", m->path);
    if (smtp_client_has(c, CLIENT_HAS_SIZE) && m->size > 0)
        str_printf(&line, " SIZE=%lld", (long long)m->size);
    if (smtp_client_has(c, CLIENT_HAS_8BITMIME))
        add_param(&line, "BODY", m->body);
    if (smtp_client_has(c, CLIENT_HAS_DSN)) {
        add_param(&line, "ENVID", m->envid);
        add_param(&line, "RET", m->ret);
    }
    if (smtp_client_has(c, CLIENT_HAS_AUTH))
        add_param(&line, "AUTH", m->auth);
    if (smtp_client_has(c, CLIENT_HAS_DELIVERBY))
        add_param(&line, "BY", m->by);
    return str_slice(&line);
}

static struct slice rcpt_command(const struct smtp_client *c, const struct smtp_client_rcpt *r,
                                 struct arena *in)
{
    struct str line = str_new(in);

    add_path(&line, "RCPT To:", r->path);
    if (smtp_client_has(c, CLIENT_HAS_DSN)) {
        add_param(&line, "NOTIFY", r->notify);
        add_param(&line, "ORCPT", r->orcpt);
    }
    return str_slice(&line);
}

/* Pipelining, as many recipients as may be under way, and DATA behind the last. Otherwise the next
 * single command. */
static void send_more(struct smtp_client *c, struct str *out)
{
    bool many = smtp_client_has(c, CLIENT_HAS_PIPELINING);
    size_t start = out->len;

    while (c->rcpts_sent < c->mail->rcpt_count) {
        if (c->rcpts_sent > c->rcpts_answered &&
            (!many || out->len - start > CLIENT_PIPELINE_BYTES))
            return;
        send_command(c, rcpt_command(c, &c->mail->rcpts[c->rcpts_sent], c->mail_in), out);
        c->rcpts_sent++;
    }
    if (c->data_sent)
        return;
    if (many || (c->rcpts_answered == c->rcpts_sent && smtp_client_accepted(c) > 0)) {
        send_command(c, SLICE("DATA"), out);
        c->data_sent = true;
    }
}

size_t smtp_client_accepted(const struct smtp_client *c)
{
    size_t count = 0;

    for (size_t i = 0; i < c->rcpts_answered; i++)
        count += is_good(&c->mail->rcpts[i].reply);
    return count;
}

static enum smtp_client_next over(struct smtp_client *c)
{
    c->mail = NULL;
    c->wait = CLIENT_WAIT_NOTHING;
    return c->closing ? CLIENT_CLOSED : CLIENT_READY;
}

enum smtp_client_next smtp_client_begin(struct smtp_client *c, struct smtp_client_mail *mail,
                                        struct arena *in, struct str *out)
{
    c->mail = mail;
    c->mail_in = in;
    c->rcpts_sent = c->rcpts_answered = 0;
    c->data_sent = c->empty_text = false;
    c->mail_command = mail_command(c, mail, in);
    c->dirty = true;
    c->wait = CLIENT_WAIT_MAIL;
    send_command(c, c->mail_command, out);
    if (c->mail_taken_before && smtp_client_has(c, CLIENT_HAS_PIPELINING))
        send_more(c, out);
    return CLIENT_READ;
}

enum smtp_client_next smtp_client_text_written(struct smtp_client *c, struct str *out)
{
    str_add_text(out, ".\r\n");
    c->mail->text_sent = true;
    c->rcpts_answered = 0;
    c->wait = CLIENT_WAIT_FINAL;
    return CLIENT_READ;
}

enum smtp_client_next smtp_client_rset(struct smtp_client *c, struct str *out)
{
    send_command(c, SLICE("RSET"), out);
    c->wait = CLIENT_WAIT_RSET;
    return CLIENT_READ;
}

enum smtp_client_next smtp_client_quit(struct smtp_client *c, struct str *out)
{
    send_command(c, SLICE("QUIT"), out);
    c->wait = CLIENT_WAIT_QUIT;
    return CLIENT_READ;
}

/* ---- replies, one function a command ---- */

static enum smtp_client_next refused(struct smtp_client *c)
{
    c->refusal = c->reply;
    c->closing = true;
    c->wait = CLIENT_WAIT_NOTHING;
    return CLIENT_CLOSED;
}

static void send_hello(struct smtp_client *c, const char *verb, enum smtp_client_wait wait,
                       struct str *out)
{
    c->ehlo = verb[0] != 'H';
    c->wait = wait;
    send_command(c, arena_printf(c->in, "%s %.*s", verb, SLICE_ARG(c->setup.name)), out);
}

static enum smtp_client_next greeting(struct smtp_client *c, struct str *out)
{
    struct slice text = c->reply.text, word;
    bool says_esmtp = false;

    if (!is_good(&c->reply))
        return refused(c);
    while (slice_word(&text, &word))
        says_esmtp = says_esmtp || slice_is_case(word, "ESMTP");
    if (c->setup.lmtp)
        send_hello(c, "LHLO", CLIENT_WAIT_LHLO, out);
    else if ((c->setup.esmtp || says_esmtp) && !c->setup.never_esmtp)
        send_hello(c, "EHLO", CLIENT_WAIT_HELO, out);
    else
        send_hello(c, "HELO", CLIENT_WAIT_HELO, out);
    return CLIENT_READ;
}

static enum smtp_client_next hello(struct smtp_client *c, struct str *out)
{
    struct slice first = slice_from_at(c->reply.first, 4);

    if (is_good(&c->reply)) {
        (void)slice_word(&first, &c->peer);
        c->wait = CLIENT_WAIT_NOTHING;
        return CLIENT_READY;
    }
    if (c->ehlo && !c->setup.lmtp && c->reply.code / 100 == 5) {
        c->extensions = 0;
        send_hello(c, "HELO", CLIENT_WAIT_HELO, out);
        return CLIENT_READ;
    }
    return refused(c);
}

/* Nothing was sent that still wants an answer: next commands, or the end of this transaction. */
static enum smtp_client_next go_on(struct smtp_client *c, struct str *out)
{
    if (is_good(&c->mail->reply) && !c->closing)
        send_more(c, out);
    if (c->rcpts_answered < c->rcpts_sent)
        c->wait = CLIENT_WAIT_RCPT;
    else if (c->data_sent)
        c->wait = CLIENT_WAIT_DATA;
    else
        return over(c);
    return CLIENT_READ;
}

static enum smtp_client_next answer_mail(struct smtp_client *c, struct str *out)
{
    c->mail->reply = c->reply;
    if (is_good(&c->reply))
        c->mail_taken_before = true;
    return go_on(c, out);
}

static enum smtp_client_next answer_rcpt(struct smtp_client *c, struct str *out)
{
    c->mail->rcpts[c->rcpts_answered++].reply = c->reply;
    return go_on(c, out);
}

static enum smtp_client_next answer_data(struct smtp_client *c, struct str *out)
{
    c->mail->data = c->reply;
    if (c->reply.code / 100 != 3)
        return over(c);
    if (is_good(&c->mail->reply) && smtp_client_accepted(c) > 0)
        return CLIENT_TEXT;
    /* Pipelined, nobody accepted, and yet the peer waits for a text: give it none (RFC 2920). */
    str_add_text(out, ".\r\n");
    c->empty_text = true;
    c->wait = CLIENT_WAIT_FINAL;
    return CLIENT_READ;
}

static enum smtp_client_next answer_final(struct smtp_client *c)
{
    if (c->empty_text)
        return over(c);
    if (!c->setup.lmtp) {
        c->mail->final = c->reply;
        c->dirty = !is_good(&c->reply);
        return over(c);
    }
    /* rcpts_answered now walks the accepted recipients. */
    while (c->rcpts_answered < c->mail->rcpt_count) {
        struct smtp_client_rcpt *r = &c->mail->rcpts[c->rcpts_answered++];

        if (is_good(&r->reply)) {
            r->final = c->reply;
            break;
        }
    }
    for (size_t i = c->rcpts_answered; i < c->mail->rcpt_count; i++)
        if (is_good(&c->mail->rcpts[i].reply))
            return CLIENT_READ;
    return over(c);
}

static enum smtp_client_next answer_rset(struct smtp_client *c)
{
    if (!is_good(&c->reply))
        return refused(c);
    c->dirty = false;
    c->wait = CLIENT_WAIT_NOTHING;
    return CLIENT_READY;
}

/* 421 ends the session whatever it answers: what was asked keeps that reply. */
static enum smtp_client_next shut_down(struct smtp_client *c)
{
    c->closing = true;
    c->refusal = c->reply;
    switch (c->wait) {
    case CLIENT_WAIT_MAIL:
        c->mail->reply = c->reply;
        break;
    case CLIENT_WAIT_RCPT:
        while (c->rcpts_answered < c->mail->rcpt_count)
            c->mail->rcpts[c->rcpts_answered++].reply = c->reply;
        break;
    case CLIENT_WAIT_DATA:
        c->mail->data = c->reply;
        break;
    case CLIENT_WAIT_FINAL:
        c->mail->final = c->reply;
        for (size_t i = c->rcpts_answered; i < c->mail->rcpt_count; i++)
            c->mail->rcpts[i].final = c->reply;
        break;
    default:
        break;
    }
    return over(c);
}

enum smtp_client_next smtp_client_line(struct smtp_client *c, struct slice line, struct str *out)
{
    struct arena *in = c->mail != NULL ? c->mail_in : c->in;
    bool hello_reply = c->wait == CLIENT_WAIT_HELO || c->wait == CLIENT_WAIT_LHLO;
    bool whole = smtp_client_collect(c, line, in);

    /* Lines after the first of a good EHLO reply name extensions. */
    if (hello_reply && c->ehlo && c->reply.code == 250 && c->reply_lines > 1 && line.len > 4)
        smtp_client_take_extension(c, slice_from_at(line, 4));
    if (!whole)
        return CLIENT_READ;
    c->reply_lines = 0;
    if (c->reply.code == 421 && c->wait != CLIENT_WAIT_QUIT)
        return shut_down(c);
    switch (c->wait) {
    case CLIENT_WAIT_GREETING:
        return greeting(c, out);
    case CLIENT_WAIT_HELO:
    case CLIENT_WAIT_LHLO:
        return hello(c, out);
    case CLIENT_WAIT_MAIL:
        return answer_mail(c, out);
    case CLIENT_WAIT_RCPT:
        return answer_rcpt(c, out);
    case CLIENT_WAIT_DATA:
        return answer_data(c, out);
    case CLIENT_WAIT_FINAL:
        return answer_final(c);
    case CLIENT_WAIT_RSET:
        return answer_rset(c);
    case CLIENT_WAIT_QUIT:
    case CLIENT_WAIT_NOTHING:
        break;
    }
    c->closing = true;
    c->wait = CLIENT_WAIT_NOTHING;
    return CLIENT_CLOSED;
}

struct slice smtp_client_command(const struct smtp_client *c)
{
    return c->wait == CLIENT_WAIT_MAIL ? c->mail_command : c->last_command;
}

const char *smtp_client_wait_name(enum smtp_client_wait wait)
{
    static const char *const names[] = {
        [CLIENT_WAIT_NOTHING] = "nothing",   [CLIENT_WAIT_GREETING] = "initial connection",
        [CLIENT_WAIT_HELO] = "EHLO or HELO", [CLIENT_WAIT_LHLO] = "LHLO",
        [CLIENT_WAIT_MAIL] = "MAIL",         [CLIENT_WAIT_RCPT] = "RCPT",
        [CLIENT_WAIT_DATA] = "DATA",         [CLIENT_WAIT_FINAL] = "end of data",
        [CLIENT_WAIT_RSET] = "RSET",         [CLIENT_WAIT_QUIT] = "QUIT",
    };

    return names[wait];
}
