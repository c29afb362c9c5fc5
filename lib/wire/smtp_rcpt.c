/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RCPT: as MAIL, for one recipient. A client that guesses names is slowed, and at last sent away.
 */
#include "wire/smtp_verbs.h"

/* One word of NOTIFY; false when it is none, or does not go with what came before. */
static bool add_notify(struct slice word, unsigned *notify)
{
    static const struct {
        const char *word;
        unsigned bit;
    } words[] = {
        {"SUCCESS", SMTP_NOTIFY_SUCCESS},
        {"FAILURE", SMTP_NOTIFY_FAILURE},
        {"DELAY", SMTP_NOTIFY_DELAY},
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is_case(word, words[i].word)) {
            *notify |= words[i].bit;
            return true;
        }
    return false;
}

/* True: taken. False: a reply was written. */
static bool take_notify(struct smtp_rcpt *r, struct slice value, struct str *reply)
{
    struct slice word;
    bool more = true;

    r->notify |= SMTP_NOTIFY_GIVEN;
    if (slice_is_case(value, "NEVER"))
        return true;
    while (more) {
        more = slice_until(&value, ',', &word);
        if (!more)
            word = value;
        if (!add_notify(word, &r->notify)) {
            struct str echo = str_new(reply->in);

            smtp_echo(&echo, word);
            smtp_say(reply, 501, "5.5.4", "Bad argument \"%s\"  to NOTIFY", echo.p);
            return false;
        }
    }
    return true;
}

static bool take_orcpt(struct smtp_rcpt *r, struct slice value, struct str *reply)
{
    struct slice rest = value, type;

    if (r->orcpt.len > 0) {
        smtp_say(reply, 501, "5.5.0", "Duplicate ORCPT parameter");
        return false;
    }
    if (!slice_until(&rest, ';', &type) || type.len == 0 || !smtp_is_xtext(rest)) {
        smtp_say(reply, 501, "5.5.4", "Syntax error in ORCPT parameter value");
        return false;
    }
    r->orcpt = value;
    return true;
}

static bool take_param(struct smtp_server *s, struct smtp_rcpt *r, const struct smtp_param *p,
                       struct str *reply)
{
    bool notify = slice_is_case(p->name, "NOTIFY");
    struct str echo = str_new(reply->in);

    if (!notify && !slice_is_case(p->name, "ORCPT")) {
        smtp_echo(&echo, p->name);
        smtp_say(reply, 555, "5.5.4", "%s parameter unrecognized", echo.p);
        return false;
    }
    if ((s->cfg->features & SMTP_DSN) == 0) {
        smtp_say(reply, 504, "5.7.0", "Sorry, %s not supported, we do not allow DSN",
                 notify ? "NOTIFY" : "ORCPT");
        return false;
    }
    if (!p->has_value) {
        smtp_say(reply, 501, "5.5.2", "%s requires a value", notify ? "NOTIFY" : "ORCPT");
        return false;
    }
    return notify ? take_notify(r, p->value, reply) : take_orcpt(r, p->value, reply);
}

static enum smtp_next refuse(struct smtp_server *s, enum smtp_next next)
{
    s->bad_rcpts++;
    if (s->cfg->bad_rcpt_throttle > 0 && s->bad_rcpts > s->cfg->bad_rcpt_throttle) {
        if (s->bad_rcpts == s->cfg->bad_rcpt_throttle + 1 && s->policy->attack != NULL)
            s->policy->attack(s->ctx, "RCPT", s->bad_rcpts);
        s->delay = s->cfg->bad_rcpt_delay;
    }
    return next;
}

enum smtp_next smtp_run_rcpt(struct smtp_server *s, struct slice args, struct str *reply)
{
    struct smtp_rcpt rcpt = {0};
    struct smtp_answer no = {0}, yes = {0};
    struct smtp_param param;
    struct slice found;

    if (s->cfg->bad_rcpt_shutdown > 0 && s->bad_rcpts >= s->cfg->bad_rcpt_shutdown)
        return smtp_say(reply, 421, "4.7.0", "%.*s Too many bad recipients; closing connection",
                        SLICE_ARG(s->cfg->hostname));
    if (s->cfg->max_rcpts > 0 && s->rcpts >= s->cfg->max_rcpts) {
        if (!s->limit_told && s->policy->attack != NULL)
            s->policy->attack(s->ctx, "Too many recipients", s->rcpts);
        s->limit_told = true;
        return smtp_say(reply, 452, "4.5.3", "Too many recipients");
    }
    if (!smtp_parse_keyword(&args, "TO", &found)) {
        struct str echo = str_new(reply->in);

        smtp_echo(&echo, found);
        smtp_say(reply, 501, "5.5.2", "Syntax error in parameters scanning \"%s\"", echo.p);
        return refuse(s, SMTP_COMMAND);
    }
    rcpt.address = smtp_parse_address(&args);
    if (!s->policy->rcpt_parse(s->ctx, rcpt.address, &no))
        return refuse(s, smtp_say_answer(reply, &no));
    while (smtp_parse_param(&args, &param))
        if (!take_param(s, &rcpt, &param, reply))
            return refuse(s, SMTP_COMMAND);
    if (!s->policy->rcpt(s->ctx, &rcpt, &yes, &no))
        return refuse(s, smtp_say_answer(reply, &no));
    s->rcpts++;
    s->state = SMTP_HAS_RCPT;
    return smtp_say_answer(reply, &yes);
}
