/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/dsn_rcpt.h"

#include "mail/address_text.h"
#include "mail/date.h"
#include "mail/status.h"
#include "mail/xtext.h"
#include "route/address_list.h"
#include "route/control.h"

/* deliver_by_flags, as queue files have them. */
enum { BY_NOTIFY = 0x01, BY_TRACE = 0x10 };

/* Words for people, and what Action: says (RFC 3464, 2.3.3). */
static const struct {
    const char *human, *action, *dsn;
} reports[] = {
    [DSN_REPORT_NONE] = {"", "", ""},
    [DSN_REPORT_EXPANDED] = {"expanded by alias", "expanded (to multi-recipient alias)", "2.0.0"},
    [DSN_REPORT_FAILED] = {"", "failed", "5.0.0"},
    [DSN_REPORT_DELAYED] = {"", "delayed", "4.0.0"},
    [DSN_REPORT_MAILBOX] = {"successfully delivered to mailbox", "delivered (to mailbox)", "2.0.0"},
    [DSN_REPORT_LIST] = {"successfully delivered to mailing list", "delivered (to mailing list)",
                         "2.0.0"},
    [DSN_REPORT_RELAYED] = {"relayed to non-DSN-aware mailer", "relayed (to non-DSN-aware mailer)",
                            "2.0.0"},
    [DSN_REPORT_BY_NOTIFY] = {"Deliver-By notify: relayed", "relayed (Deliver-By notify mode)",
                              "2.0.0"},
    [DSN_REPORT_BY_TRACE] = {"Deliver-By trace: relayed", "relayed (Deliver-By trace mode)",
                             "2.0.0"},
};

static bool wants(const struct recipient *r, unsigned what)
{
    return (r->flags & what) != 0;
}

static const struct recipient *parent_of(const struct envelope *e, const struct recipient *r)
{
    return r->parent >= 0 && (size_t)r->parent < e->rcpts.len ? &e->rcpts.p[r->parent] : NULL;
}

/* One of several that stand for an alias: the success is the alias's (RFC 3461, 5.2.7). */
static bool is_one_of_many(const struct envelope *e, const struct recipient *r)
{
    int siblings = 0;

    if (parent_of(e, r) == NULL)
        return false;
    for (size_t i = 0; i < e->rcpts.len; i++)
        siblings += e->rcpts.p[i].parent == r->parent && e->rcpts.p[i].state != RCPT_DROPPED;
    return siblings > 1;
}

static enum dsn_report success_of(const struct envelope *e, const struct recipient *r)
{
    if ((e->deliver_by_flags & BY_TRACE) != 0)
        return DSN_REPORT_BY_TRACE;
    if ((e->deliver_by_flags & BY_NOTIFY) != 0 && wants(r, RCPT_RELAYED | RCPT_DELIVERED))
        return DSN_REPORT_BY_NOTIFY;
    if (!wants(r, RCPT_NOTIFY_SUCCESS))
        return DSN_REPORT_NONE;
    /* compatible: that the alias was expanded stands in the transcript. */
    if (is_one_of_many(e, r))
        return DSN_REPORT_EXPANDED;
    if (wants(r, RCPT_TO_LIST))
        return DSN_REPORT_LIST;
    if (wants(r, RCPT_RELAYED))
        return DSN_REPORT_RELAYED;
    return wants(r, RCPT_DELIVERED) ? DSN_REPORT_MAILBOX : DSN_REPORT_NONE;
}

enum dsn_report dsn_report_of(const struct envelope *e, const struct config *cfg,
                              const struct recipient *r, bool warning)
{
    bool said = wants(r, RCPT_NOTIFY);

    switch (r->state) {
    case RCPT_FAILED:
        return !said || wants(r, RCPT_NOTIFY_FAILURE) ? DSN_REPORT_FAILED : DSN_REPORT_NONE;
    case RCPT_PENDING:
    case RCPT_DEFERRED:
        return warning && (!said || wants(r, RCPT_NOTIFY_DELAY)) ? DSN_REPORT_DELAYED
                                                                 : DSN_REPORT_NONE;
    case RCPT_SENT:
        if ((cfg->opt.privacy_options & PRIVACY_NO_RECEIPTS) != 0)
            return DSN_REPORT_NONE;
        return success_of(e, r);
    case RCPT_EXPANDED:
    case RCPT_DROPPED:
        break;
    }
    return DSN_REPORT_NONE;
}

/* The name whose expansion this is: the parent's, or after a restart the queue file's. */
static struct slice origin(const struct envelope *e, const struct recipient *r)
{
    const struct recipient *parent = parent_of(e, r);
    struct slice alias = r->control;
    struct control who;

    if (parent != NULL)
        return parent->addr.text;
    if (slice_skip(&alias, ':'))
        return alias;
    return control_parse(r->control, &who) ? who.alias : slice_of(NULL, 0);
}

/* A program's exit code is said in words. */
static struct slice reason(const struct recipient *r)
{
    int64_t code;
    const struct status *row;

    if (slice_to_i64(r->reply, &code) && (row = status_find((int)code)) != NULL)
        return slice_from(row->text);
    return r->reply;
}

void dsn_rcpt_human(const struct dsn_request *q, const struct recipient *r, enum dsn_report report,
                    struct str *out)
{
    struct slice from = origin(q->env, r);

    str_add(out, r->addr.text);
    if (report != DSN_REPORT_FAILED)
        str_printf(out, "  (%s)", reports[report].human);
    str_add_char(out, '\n');
    if (report == DSN_REPORT_FAILED && r->reply.len > 0)
        str_printf(out, "    (reason: %.*s)\n", SLICE_ARG(reason(r)));
    if (from.len > 0)
        str_printf(out, "    (expanded from: %.*s)\n", SLICE_ARG(from));
}

static const struct mailer *mailer_of(const struct dsn_request *q, const struct recipient *r)
{
    return r->addr.mailer >= 0 && (size_t)r->addr.mailer < q->cfg->mailers.len
               ? &q->cfg->mailers.p[r->addr.mailer]
               : NULL;
}

static void add_mailbox(const struct dsn_request *q, struct slice address, struct str *out)
{
    str_add(out, address);
    if (slice_find(address, '@') == SIZE_MAX) {
        str_add_char(out, '@');
        str_add(out, q->rules->macro(q->rules->ctx, SLICE("j")));
    }
    str_add_char(out, '\n');
}

/* As the sender named it: its own, or that of the first of a chain of aliases. */
static void add_final(const struct dsn_request *q, const struct recipient *r, struct str *out)
{
    const struct recipient *parent;

    while (r->final.len == 0 && (parent = parent_of(q->env, r)) != NULL && parent < r)
        r = parent;
    str_add_text(out, "Final-Recipient: ");
    if (r->final.len > 0) {
        str_add(out, r->final);
        str_add_char(out, '\n');
        return;
    }
    str_add_text(out, "RFC822; ");
    add_mailbox(q, address_bare(out->in, r->addr.text), out);
}

/* As it went to its mailer. */
static void add_actual(const struct dsn_request *q, const struct recipient *r, struct str *out)
{
    const struct mailer *m = mailer_of(q, r);
    struct slice user = r->addr.user.len > 0 ? r->addr.user : address_bare(out->in, r->addr.text);

    if ((q->cfg->opt.privacy_options & PRIVACY_NO_ACTUAL_RECIPIENT) != 0)
        return;
    str_add_text(out, "X-Actual-Recipient: ");
    if (m == NULL || m->addr_type.len == 0 || slice_is_case(m->addr_type, "rfc822")) {
        str_add_text(out, "rfc822; ");
        /* compatible: a mailer gets the user without the backslash; this one never got there. */
        if ((r->flags & (RCPT_NO_ALIAS | RCPT_GOOD_UID)) == RCPT_NO_ALIAS)
            str_add_char(out, '\\');
        add_mailbox(q, user, out);
        return;
    }
    struct slice text = address_bare(out->in, r->addr.text);
    /* As its mailer got it, if it ever did. */
    if (r->state == RCPT_SENT || r->reply.len > 0)
        text = address_strip_quotes(text, out->in);
    str_printf(out, "%.*s; %.*s\n", SLICE_ARG(m->addr_type), SLICE_ARG(text));
}

static void add_date(const char *name, int64_t when, struct str *out)
{
    struct date d = date_local(when);

    str_printf(out, "%s: %.*s\n", name, SLICE_ARG(date_header(out->in, &d)));
}

static struct slice status_of(const struct recipient *r, enum dsn_report report)
{
    const struct status *row = status_find(r->status);

    if (r->dsn.len > 0)
        return r->dsn;
    if (row != NULL && row->report[0] == reports[report].dsn[0])
        return slice_from(row->report);
    return slice_from(reports[report].dsn);
}

static struct slice type_or(struct slice type, const char *otherwise)
{
    return type.len > 0 ? type : slice_from(otherwise);
}

static void add_remote(const struct dsn_request *q, const struct recipient *r, struct str *out)
{
    const struct mailer *m = mailer_of(q, r);
    struct slice none = {0}, mta = r->mta;

    if (mta.len > 0 && mta.p[mta.len - 1] == '.')
        mta.len--;
    if (mta.len > 0)
        str_printf(out, "Remote-MTA: %.*s; %.*s\n",
                   SLICE_ARG(type_or(m ? m->mta_type : none, "DNS")), SLICE_ARG(mta));
    if (r->reply.len > 0)
        str_printf(out, "Diagnostic-Code: %.*s; %.*s\n",
                   SLICE_ARG(type_or(m ? m->diag_type : none, "SMTP")), SLICE_ARG(r->reply));
}

/* The envelope keeps parameters as they were given; what is no xtext is shown as it is. */
static struct slice decoded(struct arena *in, struct slice given)
{
    struct slice text;

    return xtext_decode(in, given, &text) ? text : given;
}

void dsn_rcpt_fields(const struct dsn_request *q, const struct recipient *r, enum dsn_report report,
                     struct str *out)
{
    int64_t tried = r->tried_at > 0        ? r->tried_at
                    : q->env->tried_at > 0 ? q->env->tried_at
                                           : q->now;

    if (r->orcpt.len > 0)
        str_printf(out, "Original-Recipient: %.*s\n", SLICE_ARG(decoded(out->in, r->orcpt)));
    add_final(q, r, out);
    add_actual(q, r, out);
    str_printf(out, "Action: %s\n", reports[report].action);
    str_printf(out, "Status: %.*s\n", SLICE_ARG(status_of(r, report)));
    add_remote(q, r, out);
    add_date("Last-Attempt-Date", tried, out);
    /* compatible: only where no server has spoken. */
    if (report == DSN_REPORT_DELAYED && r->reply.len == 0)
        add_date("Will-Retry-Until", q->env->created_at + dsn_return_after(q->env, q->cfg), out);
}
