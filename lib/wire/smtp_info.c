/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verbs that ask instead of sending: VRFY, EXPN, ETRN, HELP, VERB.
 */
#include "wire/smtp_verbs.h"

static void tell(struct smtp_server *s, struct slice line, bool rejected)
{
    if (s->policy->asked != NULL)
        s->policy->asked(s->ctx, line, rejected);
}

static enum smtp_next verify(struct smtp_server *s, struct slice args, bool expand,
                             struct str *reply)
{
    struct smtp_answer answer = {0};

    tell(s, s->line, false);
    if (args.len == 0)
        return smtp_say(reply, 501, "5.5.2", "Argument required");
    s->policy->verify(s->ctx, args, expand, &answer);
    return smtp_say_answer(reply, &answer);
}

enum smtp_next smtp_run_vrfy(struct smtp_server *s, struct slice args, struct str *reply)
{
    smtp_count(s, &s->vrfys, s->cfg->max_vrfy, "VRFY");
    if ((s->cfg->features & SMTP_VRFY) == 0) {
        tell(s, s->line, true);
        return smtp_say(reply, 252, "2.5.2",
                        "Cannot VRFY user; try RCPT to attempt delivery (or try finger)");
    }
    if (!s->said_hello && (s->cfg->features & SMTP_NEED_VRFY_HELO) != 0)
        return smtp_say(reply, 503, "5.0.0", "I demand that you introduce yourself first");
    return verify(s, args, false, reply);
}

enum smtp_next smtp_run_expn(struct smtp_server *s, struct slice args, struct str *reply)
{
    smtp_count(s, &s->vrfys, s->cfg->max_vrfy, "EXPN");
    if ((s->cfg->features & SMTP_EXPN) == 0) {
        tell(s, s->line, true);
        return smtp_say(reply, 502, "5.7.0", "Sorry, we do not allow this operation");
    }
    if (!s->said_hello && (s->cfg->features & SMTP_NEED_EXPN_HELO) != 0)
        return smtp_say(reply, 503, "5.0.0", "I demand that you introduce yourself first");
    return verify(s, args, true, reply);
}

enum smtp_next smtp_run_etrn(struct smtp_server *s, struct slice args, struct str *reply)
{
    struct smtp_answer answer = {0};

    smtp_count(s, &s->etrns, s->cfg->max_etrn, "ETRN");
    if ((s->cfg->features & SMTP_ETRN) == 0) {
        tell(s, s->line, true);
        return smtp_say(reply, 502, "5.7.0", "Sorry, we do not allow this operation");
    }
    if (args.len == 0)
        return smtp_say(reply, 500, "5.5.2", "Parameter required");
    tell(s, arena_printf(reply->in, "ETRN %.*s", SLICE_ARG(args)), false);
    s->policy->etrn(s->ctx, args, &answer);
    return smtp_say_answer(reply, &answer);
}

enum smtp_next smtp_run_help(struct smtp_server *s, struct slice args, struct str *reply)
{
    struct slice topic = arena_copy_lower(reply->in, args.len > 0 ? args : SLICE("smtp"));
    struct slice text;
    bool no_file = false;

    smtp_count(s, &s->noops, s->cfg->max_noop, "HELP");
    if (s->policy->help(s->ctx, topic, &text, &no_file)) {
        struct str lines = str_new(reply->in);

        str_add(&lines, text);
        str_add_text(&lines, "End of HELP info");
        smtp_reply(reply, &(struct smtp_answer){214, SLICE("2.0.0"), str_slice(&lines), false});
        return SMTP_COMMAND;
    }
    if (no_file)
        return smtp_say(reply, 502, "5.3.0", "HELP not implemented");

    struct str echo = str_new(reply->in);
    smtp_echo(&echo, topic);
    return smtp_say(reply, 504, "5.3.0", "HELP topic \"%s\" unknown", echo.p);
}

enum smtp_next smtp_run_verb(struct smtp_server *s, struct slice args UNUSED, struct str *reply)
{
    enum smtp_next next;

    smtp_count(s, &s->noops, s->cfg->max_noop, "VERB");
    if (smtp_other_refuses(s, '2', reply, &next))
        return next;
    if ((s->cfg->features & SMTP_VERB) == 0)
        return smtp_say(reply, 502, "5.7.0", "Verbose unavailable");
    s->policy->verbose(s->ctx);
    return smtp_say(reply, 250, "2.0.0", "Verbose mode");
}
