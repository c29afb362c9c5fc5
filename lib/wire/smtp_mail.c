/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MAIL: the sender, then its parameters, then the judgement. In that order, because clients are
 * told about an address that is none before they are told about a parameter.
 */
#include "wire/smtp_verbs.h"

struct param_row {
    const char *name;
    const char *shown; /* in "... requires a value" */
    bool needs_dsn;
    enum smtp_next (*take)(struct smtp_server *s, struct smtp_mail *m, struct slice value,
                           struct str *reply);
};

/* What a taker returns when all is well; it has written a reply when it returns anything else. */
static const enum smtp_next taken = SMTP_MESSAGE;

/* Of what is no number as much as is one counts; of none nothing is given. */
static enum smtp_next take_size(struct smtp_server *s UNUSED, struct smtp_mail *m,
                                struct slice value, struct str *reply)
{
    bool negative = slice_skip(&value, '-');
    size_t digits = 0;

    while (digits < value.len && ascii_is_digit(value.p[digits]))
        digits++;
    if (digits == 0)
        return taken;
    if (!slice_to_u64(slice_part(value, 0, digits), &m->size))
        m->size = UINT64_MAX;
    if (negative && m->size > 0)
        return smtp_say(reply, 552, "5.2.3", "Message size invalid");
    if (m->size > INT64_MAX)
        return smtp_say(reply, 552, "5.2.3", "Message size exceeds maximum value");
    return taken;
}

static enum smtp_next take_body(struct smtp_server *s UNUSED, struct smtp_mail *m,
                                struct slice value, struct str *reply)
{
    struct str echo = str_new(reply->in);

    if (slice_is_case(value, "7BIT")) {
        m->body = SMTP_BODY_7BIT;
    } else if (slice_is_case(value, "8BITMIME")) {
        m->body = SMTP_BODY_8BITMIME;
    } else {
        smtp_echo(&echo, value);
        return smtp_say(reply, 501, "5.5.4", "Unknown BODY type %s", echo.p);
    }
    return taken;
}

static enum smtp_next take_envid(struct smtp_server *s UNUSED, struct smtp_mail *m,
                                 struct slice value, struct str *reply)
{
    if (m->has_envid)
        return smtp_say(reply, 501, "5.5.0", "Duplicate ENVID parameter");
    if (!smtp_is_xtext(value))
        return smtp_say(reply, 501, "5.5.4", "Syntax error in ENVID parameter value");
    m->envid = value;
    m->has_envid = true;
    return taken;
}

static enum smtp_next take_ret(struct smtp_server *s UNUSED, struct smtp_mail *m,
                               struct slice value, struct str *reply)
{
    struct str echo = str_new(reply->in);

    if (m->ret != SMTP_RET_UNSET)
        return smtp_say(reply, 501, "5.5.0", "Duplicate RET parameter");
    if (slice_is_case(value, "FULL")) {
        m->ret = SMTP_RET_FULL;
    } else if (slice_is_case(value, "HDRS")) {
        m->ret = SMTP_RET_HDRS;
    } else {
        smtp_echo(&echo, value);
        return smtp_say(reply, 501, "5.5.2", "Bad argument \"%s\" to RET", echo.p);
    }
    return taken;
}

static enum smtp_next take_auth(struct smtp_server *s UNUSED, struct smtp_mail *m,
                                struct slice value, struct str *reply)
{
    if (m->has_auth)
        return smtp_say(reply, 501, "5.5.0", "Duplicate AUTH parameter");
    if (!smtp_is_xtext(value) && !slice_is(value, "<>"))
        return smtp_say(reply, 501, "5.5.4", "Syntax error in AUTH parameter value");
    m->auth = value;
    m->has_auth = true;
    return taken;
}

static enum smtp_next take_by(struct smtp_server *s, struct smtp_mail *m, struct slice value,
                              struct str *reply)
{
    struct str echo = str_new(reply->in);
    char bad;

    smtp_echo(&echo, value);
    switch (smtp_parse_by(value, &m->by, &bad)) {
    case SMTP_BY_NO_SEMICOLON:
        return smtp_say(reply, 501, "5.5.2", "BY= missing ';'");
    case SMTP_BY_OUT_OF_RANGE:
        return smtp_say(reply, 501, "5.5.2", "BY=%s out of range", echo.p);
    case SMTP_BY_BAD_MODE:
        return smtp_say(reply, 501, "5.5.2", "illegal by-mode '%c'", bad != '\0' ? bad : '?');
    case SMTP_BY_BAD_TRACE:
        return smtp_say(reply, 501, "5.5.2", "illegal by-trace '%c'", bad);
    case SMTP_BY_NOT_POSITIVE:
        return smtp_say(reply, 501, "5.5.4", "mode R requires BY time > 0");
    case SMTP_BY_OK:
        break;
    }
    if (m->by.mode == 'R' && s->cfg->deliver_by_min > 0 && m->by.seconds < s->cfg->deliver_by_min)
        return smtp_say(reply, 555, "5.5.2", "time %lld less than %lld", (long long)m->by.seconds,
                        (long long)s->cfg->deliver_by_min);
    m->has_by = true;
    return taken;
}

static const struct param_row rows[] = {
    {"SIZE", "SIZE", false, take_size},   {"BODY", "BODY", false, take_body},
    {"ENVID", "ENVID", true, take_envid}, {"RET", "RET", true, take_ret},
    {"AUTH", "AUTH=", false, take_auth},  {"BY", "BY=", false, take_by},
};

static enum smtp_next take_param(struct smtp_server *s, struct smtp_mail *m,
                                 const struct smtp_param *p, struct str *reply)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!slice_is_case(p->name, rows[i].name))
            continue;
        if (rows[i].take == take_by && s->cfg->deliver_by_min < 0)
            break;
        if (rows[i].needs_dsn && (s->cfg->features & SMTP_DSN) == 0)
            return smtp_say(reply, 504, "5.7.0", "Sorry, %s not supported, we do not allow DSN",
                            rows[i].name);
        if (!p->has_value)
            return smtp_say(reply, 501, "5.5.2", "%s requires a value", rows[i].shown);
        return rows[i].take(s, m, p->value, reply);
    }

    struct str echo = str_new(reply->in);
    smtp_echo(&echo, p->name);
    return smtp_say(reply, 555, "5.5.4", "%s parameter unrecognized", echo.p);
}

/* The reply is written first: its text may belong to the transaction. */
static enum smtp_next give_up(struct smtp_server *s, enum smtp_next next)
{
    smtp_reset(s);
    return next;
}

enum smtp_next smtp_run_mail(struct smtp_server *s, struct slice args, struct str *reply)
{
    struct smtp_mail mail = {0};
    struct smtp_answer no = {0};
    struct smtp_param param;
    struct slice found;

    if (!s->said_hello && (s->cfg->features & SMTP_NEED_MAIL_HELO) != 0)
        return smtp_say(reply, 503, "5.0.0", "Polite people say HELO first");
    if (!s->authenticated && (s->cfg->features & SMTP_NEED_AUTH) != 0)
        return smtp_say(reply, 530, "5.7.0", "Authentication required");
    if (!smtp_parse_keyword(&args, "FROM", &found)) {
        struct str echo = str_new(reply->in);

        smtp_echo(&echo, found);
        return smtp_say(reply, 501, "5.5.2", "Syntax error in parameters scanning \"%s\"", echo.p);
    }
    mail.address = smtp_parse_address(&args);
    if (!s->policy->sender_parse(s->ctx, mail.address, &no))
        return give_up(s, smtp_say_answer(reply, &no));
    while (smtp_parse_param(&args, &param)) {
        enum smtp_next next = take_param(s, &mail, &param, reply);

        if (next != taken)
            return give_up(s, next);
    }
    if (s->cfg->max_message_size > 0 && mail.size > s->cfg->max_message_size)
        return give_up(s, smtp_say(reply, 552, "5.2.3",
                                   "Message size exceeds fixed maximum message size (%llu)",
                                   (unsigned long long)s->cfg->max_message_size));
    if (!s->policy->sender(s->ctx, &mail, &no))
        return give_up(s, smtp_say_answer(reply, &no));
    s->state = SMTP_HAS_MAIL;
    struct str echo = str_new(reply->in);
    smtp_echo(&echo, mail.address);
    return smtp_say(reply, 250, "2.1.0", "%s... Sender ok", echo.p);
}
