/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of a notification, in the order people and programs know: what happened in words, the
 * machine-readable part, and the message or its header (RFC 3462, 3464; with SendMimeErrors off the
 * same words without the parts).
 */
#include "mail/date.h"
#include "mail/header.h"
#include "mail/xtext.h"
#include "message/defaults.h"
#include "message/dsn_rcpt.h"
#include "message/write.h"
#include "os/file.h"

enum { ERROR_HEADER_MAX = 64 * 1024 };

struct composer {
    const struct dsn_request *q;
    struct envelope *out;
    struct body_sink *sink;
    struct arena *scratch;
    struct str text; /* up to the quoted message */
    struct slice boundary;
    bool failed, delayed, succeeded; /* what is told of */
    bool postmaster;                 /* the reader is the postmaster, not the sender */
};

static enum dsn_report report_of(const struct composer *c, const struct recipient *r)
{
    return dsn_report_of(c->q->env, c->q->cfg, r, c->q->kind == DSN_WARNING);
}

static bool is_success(enum dsn_report report)
{
    return report >= DSN_REPORT_MAILBOX;
}

static void look(struct composer *c)
{
    const struct envelope *e = c->q->env;

    for (size_t i = 0; i < e->rcpts.len; i++) {
        enum dsn_report report = report_of(c, &e->rcpts.p[i]);

        c->failed |= report == DSN_REPORT_FAILED;
        c->delayed |= report == DSN_REPORT_DELAYED;
        c->succeeded |= is_success(report);
    }
    c->postmaster =
        c->q->kind == DSN_POSTMASTER || (c->q->kind == DSN_FAILURE && dsn_sender_is_null(e));
}

/* --- the new envelope ---------------------------------------------------------------------------
 */

static void set(const struct composer *c, const char *name, struct slice value)
{
    c->q->rules->set_macro(c->q->rules->ctx, slice_from(name), value);
}

static struct slice get(const struct composer *c, const char *name)
{
    return c->q->rules->macro(c->q->rules->ctx, slice_from(name));
}

/* As if the notification had been submitted on this host by the mail system. */
static void set_macros(struct composer *c)
{
    struct date d = date_local(c->q->now), utc = date_utc(c->q->now);
    struct slice daemon = arena_copy(c->out->in, get(c, "n"));

    if (daemon.len == 0)
        daemon = SLICE("MAILER-DAEMON");
    set(c, "a", date_header(c->out->in, &d));
    set(c, "b", date_header(c->out->in, &d));
    set(c, "d", date_ctime(c->out->in, &d));
    set(c, "t", date_stamp(c->out->in, &utc));
    set(c, "i", slice_from(c->out->id));
    set(c, "f", daemon);
    set(c, "g", daemon);
    set(c, "x", SLICE("Mail Delivery Subsystem"));
    set(c, "s", SLICE("localhost"));
    set(c, "_", SLICE("localhost"));
    set(c, "r", SLICE(""));
    set(c, "u", SLICE(""));
    set(c, "client_name", SLICE("localhost"));
    set(c, "client_addr", SLICE(""));
    *VEC_ADD(&c->out->macros, c->out->in) = (struct saved_macro){SLICE("_"), SLICE("localhost")};
}

static const char *subject(const struct composer *c)
{
    if (c->postmaster)
        return "Postmaster notify: see transcript for details";
    if (c->q->kind == DSN_WARNING)
        return NULL;
    return c->failed ? "Returned mail: see transcript for details" : "Return receipt";
}

static const char *auto_submitted(const struct composer *c)
{
    if (c->postmaster)
        return "postmaster-notification";
    if (c->q->kind == DSN_WARNING)
        return "warning-timeout";
    return c->failed ? "failure" : "return-receipt";
}

static void add_type_fields(struct composer *c)
{
    struct envelope *e = c->out;

    if (!c->q->cfg->opt.send_mime_errors)
        return;
    header_add(e, SLICE("MIME-Version"), SLICE(" 1.0"));
    header_add(e, SLICE("Content-Type"),
               arena_printf(e->in,
                            " multipart/report; report-type=delivery-status;\n\tboundary=\"%.*s\"",
                            SLICE_ARG(c->boundary)));
    if ((c->q->env->flags & ENV_HAS_8BIT) != 0)
        header_add(e, SLICE("Content-Transfer-Encoding"), SLICE(" 8bit"));
}

static bool returns_body(const struct composer *c)
{
    const struct envelope *e = c->q->env;

    return c->q->kind != DSN_RECEIPT && c->q->kind != DSN_POSTMASTER && (c->failed || c->delayed) &&
           e->ret != RET_HDRS && (e->flags & ENV_NO_BODY_RETURN) == 0 &&
           (c->q->cfg->opt.privacy_options & PRIVACY_NO_BODY_RETURN) == 0;
}

static void fill_envelope(struct composer *c)
{
    const struct dsn_request *q = c->q;
    struct envelope *e = c->out;
    const char *words = subject(c);

    e->sender = (struct address){.text = SLICE("<>"), .mailer = -1};
    e->flags |= ENV_RESPONSE | (q->env->flags & ENV_HAS_8BIT);
    /* Who does not get the message back with this does not get it with what becomes of this. */
    if (!returns_body(c))
        e->flags |= ENV_NO_BODY_RETURN;
    e->created_at = q->now;
    defaults_add(e, q->cfg);
    for (size_t i = 0; i < q->to_count; i++) {
        struct slice to = arena_copy(e->in, q->to[i]);
        struct recipient *r = envelope_add_rcpt(e, to);

        r->flags = RCPT_PRIMARY;
        header_add(e, SLICE("To"), arena_printf(e->in, " %.*s", SLICE_ARG(to)));
    }
    add_type_fields(c);
    if (words != NULL)
        header_add(e, SLICE("Subject"), arena_printf(e->in, " %s", words));
    else
        header_add(e, SLICE("Subject"),
                   arena_printf(e->in, " Warning: could not send message for past %.*s",
                                SLICE_ARG(date_span(c->scratch, q->span))));
    header_add(e, SLICE("Auto-Submitted"),
               arena_printf(e->in, " auto-generated (%s)", auto_submitted(c)));
    defaults_settle(e, q->cfg, q->rules);
}

/* --- the words ----------------------------------------------------------------------------------
 */

/* Option ErrorHeader: a text, or the file that has it. What cannot be read is left out: a bounce
 * without it is better than none. */
static void add_house_text(struct composer *c)
{
    struct slice text = c->q->cfg->opt.error_header;

    if (text.len == 0)
        return;
    if (text.p[0] == '/' &&
        !file_read(arena_cstr(c->scratch, text), ERROR_HEADER_MAX, c->scratch, &text, NULL))
        return;
    str_add_char(&c->text, '\n');
    if (c->q->cfg->opt.error_header.p[0] == '/')
        str_add(&c->text, text);
    else
        c->q->rules->expand(c->q->rules->ctx, text, &c->text);
    if (c->text.p[c->text.len - 1] != '\n')
        str_add_char(&c->text, '\n');
}

static struct slice saved(const struct envelope *e, const char *name)
{
    for (size_t i = 0; i < e->macros.len; i++) {
        struct slice found = e->macros.p[i].name;

        if (slice_skip(&found, '{'))
            found = slice_part(found, 0, slice_find(found, '}'));
        if (slice_is(found, name))
            return e->macros.p[i].value;
    }
    return (struct slice){0};
}

static struct slice date_text(const struct composer *c, int64_t when)
{
    struct date d = date_local(when);

    return date_header(c->scratch, &d);
}

static void add_opening(struct composer *c)
{
    const struct envelope *e = c->q->env;
    struct slice from = saved(e, "_");

    if (c->q->kind == DSN_WARNING && !c->failed)
        str_add_text(&c->text, "    **********************************************\n"
                               "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
                               "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
                               "    **********************************************\n\n");
    str_printf(&c->text, "The original message was received at %.*s\nfrom %.*s\n",
               SLICE_ARG(date_text(c, e->created_at)),
               SLICE_ARG(from.len > 0 ? from : SLICE("localhost")));
    if (c->postmaster)
        str_printf(&c->text, "with id %s\n", e->id);
    add_house_text(c);
}

static void add_section(struct composer *c, const char *title, bool failures)
{
    const struct envelope *e = c->q->env;

    str_printf(&c->text, "\n   ----- %s -----\n", title);
    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct recipient *r = &e->rcpts.p[i];
        enum dsn_report report = report_of(c, r);

        if (failures ? report == DSN_REPORT_FAILED : is_success(report))
            dsn_rcpt_human(c->q, r, report, &c->text);
    }
}

/* A list with an owner: its members answer to him, and the sender hears that it went there. */
static bool is_reached_list(const struct composer *c, const struct recipient *r)
{
    const unsigned list = RCPT_TO_LIST | RCPT_NOTIFY_SUCCESS;

    return r->state == RCPT_EXPANDED && (r->flags & list) == list &&
           r->addr.mailer != c->q->cfg->known.include;
}

/* Aliases of several, whose members get no line of their own. */
static struct slice whole_transcript(struct composer *c)
{
    const struct envelope *e = c->q->env;
    struct str all = str_new(c->scratch);
    struct slice rest = c->q->transcript;

    /* What was refused when the message came in was said before anything was expanded. */
    if (slice_starts(rest, e->transcript)) {
        str_add(&all, e->transcript);
        rest = slice_from_at(rest, e->transcript.len);
    }
    for (size_t i = 0; i < e->rcpts.len; i++) {
        const struct recipient *r = &e->rcpts.p[i];
        bool told = is_reached_list(c, r);

        if (told)
            str_printf(&all, "Message delivered to mailing list %.*s\n", SLICE_ARG(r->addr.text));

        for (size_t k = i + 1; r->state == RCPT_EXPANDED && k < e->rcpts.len && !told; k++)
            told = e->rcpts.p[k].parent == (int)i &&
                   report_of(c, &e->rcpts.p[k]) == DSN_REPORT_EXPANDED;
        if (told)
            str_printf(&all, "%.*s... expanded to multiple addresses\n", SLICE_ARG(r->addr.text));
    }
    str_add(&all, rest);
    return str_slice(&all);
}

static void add_human(struct composer *c)
{
    struct slice transcript = whole_transcript(c);

    add_opening(c);
    if (c->failed)
        add_section(c, "The following addresses had permanent fatal errors", true);
    if (c->succeeded)
        add_section(c, "The following addresses had successful delivery notifications", false);
    if (transcript.len > 0) {
        str_add_text(&c->text, "\n   ----- Transcript of session follows -----\n");
        str_add(&c->text, transcript);
        if (transcript.p[transcript.len - 1] != '\n')
            str_add_char(&c->text, '\n');
    }
    str_add_char(&c->text, '\n');
}

/* The client as people call it, whoever may have forged that: "name [address] (may be forged)". */
static struct slice client_host(const struct envelope *e)
{
    struct slice relay = saved(e, "_"), name;

    if (!slice_word(&relay, &name))
        return saved(e, "client_name");
    return slice_from_at(name, slice_find(name, '@') + 1); /* behind the ident user's, if any */
}

static void add_message_fields(struct composer *c)
{
    const struct envelope *e = c->q->env;
    struct slice client = client_host(e), address = saved(e, "client_addr");

    if (e->envid.len > 0) {
        struct slice id;

        if (!xtext_decode(c->text.in, e->envid, &id))
            id = e->envid;
        str_printf(&c->text, "Original-Envelope-Id: %.*s\n", SLICE_ARG(id));
    }
    str_printf(&c->text, "Reporting-MTA: dns; %.*s\n", SLICE_ARG(get(c, "j")));
    /* Only what came over the network has a client. */
    if (client.len > 0 && address.len > 0 && !slice_is(address, "0"))
        str_printf(&c->text, "Received-From-MTA: DNS; %.*s\n", SLICE_ARG(client));
    str_printf(&c->text, "Arrival-Date: %.*s\n", SLICE_ARG(date_text(c, e->created_at)));
    if (e->deliver_by != 0)
        str_printf(&c->text, "Deliver-By-Date: %.*s\n",
                   SLICE_ARG(date_text(c, e->created_at + e->deliver_by)));
}

static void add_status_part(struct composer *c)
{
    const struct envelope *e = c->q->env;

    str_printf(&c->text, "--%.*s\nContent-Type: message/delivery-status\n\n",
               SLICE_ARG(c->boundary));
    add_message_fields(c);
    for (size_t i = 0; i < e->rcpts.len; i++) {
        enum dsn_report report = report_of(c, &e->rcpts.p[i]);

        if (report == DSN_REPORT_NONE || report == DSN_REPORT_EXPANDED)
            continue;
        str_add_char(&c->text, '\n');
        dsn_rcpt_fields(c->q, &e->rcpts.p[i], report, &c->text);
    }
    str_add_char(&c->text, '\n');
}

/* --- the message it is about --------------------------------------------------------------------
 */

static bool keep(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    body_sink_write(ctx, bytes);
    return true;
}

/* $g of the quoted Return-Path: the sender without phrase, comment and brackets. */
static struct slice sender_address(const struct composer *c)
{
    struct slice text = slice_trim(c->q->env->sender.text);
    size_t open = slice_find_last(text, '<'), close = slice_find_last(text, '>');

    if (dsn_sender_is_null(c->q->env))
        return get(c, "n");
    if (open != SIZE_MAX && close != SIZE_MAX && open < close)
        return slice_part(text, open + 1, close - open - 1);
    return text;
}

/* From at the start of a line is escaped: a mailbox may cut the report there. */
static bool quote_message(struct composer *c, bool whole, struct err *err)
{
    struct mailer mailer = {.index = -1};
    struct message_sink to = {c->sink, keep};
    struct message_write w = {.cfg = c->q->cfg,
                              .env = c->q->env,
                              .body = whole ? c->q->body : NULL,
                              .mailer = &mailer,
                              .rules = c->q->rules,
                              .quoted = true};

    for (const char *flag = "DFMPE"; *flag != '\0'; flag++)
        flag_add(&mailer.flags, *flag);
    set(c, "g", arena_copy(c->scratch, sender_address(c)));
    return whole ? message_write(&w, &to, err) : message_write_header(&w, &to, err);
}

static void add_original_start(struct composer *c, bool whole)
{
    if (!c->q->cfg->opt.send_mime_errors) {
        str_add_text(&c->text, whole ? "   ----- Original message follows -----\n\n"
                                     : "   ----- Message header follows -----\n\n");
        return;
    }
    str_printf(&c->text, "--%.*s\nContent-Type: %s\n", SLICE_ARG(c->boundary),
               whole ? "message/rfc822" : "text/rfc822-headers");
    if ((c->q->env->flags & ENV_HAS_8BIT) != 0)
        str_add_text(&c->text, "Content-Transfer-Encoding: 8bit\n");
    str_add_char(&c->text, '\n');
}

static bool write_text(struct composer *c, struct err *err)
{
    bool whole = returns_body(c) && c->q->body != NULL;
    bool mime = c->q->cfg->opt.send_mime_errors;

    if (mime)
        str_printf(&c->text, "This is a MIME-encapsulated message\n\n--%.*s\n\n",
                   SLICE_ARG(c->boundary));
    add_human(c);
    if (mime)
        add_status_part(c);
    add_original_start(c, whole);
    body_sink_write(c->sink, str_slice(&c->text));
    if (!quote_message(c, whole, err))
        return false;
    body_sink_write(c->sink, SLICE("\n"));
    if (mime)
        body_sink_write(c->sink, arena_printf(c->scratch, "--%.*s--\n\n", SLICE_ARG(c->boundary)));
    return true;
}

bool dsn_compose(const struct dsn_request *request, struct envelope *out, struct body_sink *text,
                 struct err *err)
{
    struct arena *scratch = arena_new();
    struct composer c = {
        .q = request, .out = out, .sink = text, .scratch = scratch, .text = str_new(scratch)};
    bool ok;

    look(&c);
    c.boundary = arena_printf(out->in, "%s.%lld/%.*s", out->id, (long long)request->now,
                              SLICE_ARG(get(&c, "j")));
    set_macros(&c);
    fill_envelope(&c);
    ok = write_text(&c, err);
    out->body_bytes = body_sink_len(text);
    out->message_bytes = out->body_bytes;
    arena_drop(scratch);
    return ok;
}
