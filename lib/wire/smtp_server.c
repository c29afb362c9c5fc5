/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order of commands is data: a verb may come only in the states of its row, and while a client
 * is refused only if its row says so. What a verb does is in smtp_mail.c, smtp_rcpt.c and
 * smtp_info.c; the short ones are here.
 */
#include "wire/smtp_server.h"
#include "wire/smtp_verbs.h"

enum { ANY = SMTP_IDLE | SMTP_HAS_MAIL | SMTP_HAS_RCPT };
enum {
    WHEN_REFUSED = 1 << 0, /* also for a client that check_relay or its own haste shut out */
    NOT_BUILT = 1 << 1,    /* known, and never implemented by anybody */
    NO_ARGS = 1 << 2,
    NO_COUNT = 1 << 3, /* does not show that the client wants to send mail */
    BOGUS = 1 << 4,    /* is unknown to whom is let in */
};

struct verb {
    const char *name;
    unsigned allowed;
    enum smtp_next (*run)(struct smtp_server *s, struct slice args, struct str *reply);
    int too_early; /* code and words when it comes in another state */
    const char *too_early_dsn;
    const char *too_early_text;
    unsigned flags;
};

static enum smtp_next run_helo(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_ehlo(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_data(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_rset(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_noop(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_quit(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_starttls(struct smtp_server *s, struct slice args, struct str *reply);
static enum smtp_next run_auth(struct smtp_server *s, struct slice args, struct str *reply);

static const struct verb verbs[] = {
    {"HELO", ANY, run_helo, 0, NULL, NULL, WHEN_REFUSED},
    {"EHLO", ANY, run_ehlo, 0, NULL, NULL, WHEN_REFUSED},
    {"MAIL", SMTP_IDLE, smtp_run_mail, 503, "5.5.0", "Sender already specified", 0},
    {"RCPT", SMTP_HAS_MAIL | SMTP_HAS_RCPT, smtp_run_rcpt, 503, "5.0.0", "Need MAIL before RCPT",
     0},
    {"DATA", SMTP_HAS_RCPT, run_data, 503, "5.0.0", "Need MAIL command", 0},
    {"RSET", ANY, run_rset, 0, NULL, NULL, WHEN_REFUSED},
    {"NOOP", ANY, run_noop, 0, NULL, NULL, WHEN_REFUSED},
    {"QUIT", ANY, run_quit, 0, NULL, NULL, WHEN_REFUSED},
    {"VRFY", ANY, smtp_run_vrfy, 0, NULL, NULL, 0},
    {"EXPN", ANY, smtp_run_expn, 0, NULL, NULL, 0},
    {"ETRN", ANY, smtp_run_etrn, 0, NULL, NULL, 0},
    {"HELP", ANY, smtp_run_help, 0, NULL, NULL, 0},
    {"VERB", ANY, smtp_run_verb, 0, NULL, NULL, 0},
    {"STARTTLS", ANY, run_starttls, 0, NULL, NULL, 0},
    {"AUTH", ANY, run_auth, 0, NULL, NULL, 0},
    {"SEND", ANY, NULL, 0, NULL, NULL, NOT_BUILT},
    {"SAML", ANY, NULL, 0, NULL, NULL, NOT_BUILT},
    {"SOML", ANY, NULL, 0, NULL, NULL, NOT_BUILT},
    {"TURN", ANY, NULL, 0, NULL, NULL, NOT_BUILT},
    {"DEBUG", ANY, NULL, 0, NULL, NULL, BOGUS},
    {"SHOWQ", ANY, NULL, 0, NULL, NULL, BOGUS},
    {"WIZ", ANY, NULL, 0, NULL, NULL, BOGUS},
};

/* What a browser or an open proxy's prober says first. */
static const char *const http_verbs[] = {"GET", "POST", "CONNECT", "USER"};

void smtp_server_init(struct smtp_server *s, const struct smtp_server_config *cfg,
                      const struct smtp_policy *policy, void *ctx)
{
    *s = (struct smtp_server){.cfg = cfg, .policy = policy, .ctx = ctx, .state = SMTP_IDLE};
}

enum smtp_next smtp_server_greet(struct smtp_server *s, int code, struct slice text,
                                 struct smtp_answer refuse, struct str *reply)
{
    s->refuse = refuse;
    smtp_reply(reply, &(struct smtp_answer){.code = code, .text = text, .bare = code / 100 != 4});
    return code == 421 ? SMTP_CLOSE : SMTP_COMMAND;
}

static const struct verb *find_verb(struct slice word)
{
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (slice_is_case(word, verbs[i].name))
            return &verbs[i];
    return NULL;
}

static enum smtp_next say_about_line(struct str *reply, int code, const char *what,
                                     struct slice line)
{
    struct str echo = str_new(reply->in);

    smtp_echo(&echo, line);
    return smtp_say(reply, code, "5.5.1", "%s: \"%s\"", what, echo.p);
}

bool smtp_other_refuses(struct smtp_server *s, char digit, struct str *reply, enum smtp_next *next)
{
    struct smtp_answer no = {0};

    if (s->policy->other == NULL || s->policy->other(s->ctx, s->line, digit, &no))
        return false;
    smtp_reply(reply, &no);
    *next = no.code == 421 ? SMTP_CLOSE : SMTP_COMMAND;
    return true;
}

static enum smtp_next unknown(struct smtp_server *s, struct str *reply)
{
    enum smtp_next next;

    if (++s->bad > s->cfg->max_bad && s->cfg->max_bad > 0)
        return smtp_say(reply, 421, "4.7.0", "%.*s Too many bad commands; closing connection",
                        SLICE_ARG(s->cfg->hostname));
    if (smtp_other_refuses(s, '5', reply, &next))
        return next;
    return say_about_line(reply, 500, "Command unrecognized", s->line);
}

static bool is_http(struct slice word)
{
    for (size_t i = 0; i < COUNT(http_verbs); i++)
        if (slice_is_case(word, http_verbs[i]))
            return true;
    return false;
}

/* Refused clients may make as many bad commands as others, and no more refused ones. */
static enum smtp_next refused(struct smtp_server *s, struct str *reply)
{
    if (++s->bad > s->cfg->max_bad && s->cfg->max_bad > 0)
        return smtp_say(reply, 421, "4.7.0", "%.*s Too many bad commands; closing connection",
                        SLICE_ARG(s->cfg->hostname));
    return smtp_say_answer(reply, &s->refuse);
}

enum smtp_next smtp_server_command(struct smtp_server *s, struct slice line, bool input_waiting,
                                   struct str *reply)
{
    size_t nul = slice_find(line, '\0');
    struct slice shown = nul == SIZE_MAX ? line : slice_part(line, 0, nul);
    struct slice args, word = {0};

    while (shown.len > 0 && shown.p[shown.len - 1] == '\r')
        shown.len--;
    args = shown;
    slice_word(&args, &word);
    args = slice_trim(args);
    s->delay = 0;
    s->line = shown;
    s->input_waiting = input_waiting;

    const struct verb *v = find_verb(word);
    bool first = s->commands++ == 0;

    if (first && (s->cfg->features & SMTP_HTTP_IS_ATTACK) != 0 && is_http(word))
        return smtp_say(reply, 421, "4.7.0", "%.*s Rejecting open proxy %.*s",
                        SLICE_ARG(s->cfg->hostname), SLICE_ARG(s->cfg->client));
    /* NUL and a CR in the middle are nothing a client says by accident. */
    if (v == NULL || nul != SIZE_MAX || slice_find(shown, '\r') != SIZE_MAX)
        return unknown(s, reply);
    if (s->refuse.code != 0 && (v->flags & WHEN_REFUSED) == 0)
        return refused(s, reply);
    if ((v->flags & BOGUS) != 0) {
        if (s->policy->bogus != NULL)
            s->policy->bogus(s->ctx, v->name);
        return unknown(s, reply);
    }
    if ((v->flags & NOT_BUILT) != 0)
        return say_about_line(reply, 502, "Command not implemented", shown);
    if ((s->state & v->allowed) == 0) {
        if (v->run == run_data && s->state == SMTP_HAS_MAIL)
            return smtp_say(reply, 503, "5.0.0", "Need RCPT (recipient)");
        return smtp_say(reply, v->too_early, v->too_early_dsn, "%s", v->too_early_text);
    }
    return v->run(s, args, reply);
}

enum smtp_next smtp_server_line_too_long(struct smtp_server *s, struct str *reply)
{
    return smtp_say(reply, 421, "4.7.0", "%.*s Command too long, possible attack %.*s",
                    SLICE_ARG(s->cfg->hostname), SLICE_ARG(s->cfg->client));
}

void smtp_count(struct smtp_server *s, int *counter, int max, const char *command)
{
    enum { MAX_DELAY = 240 };

    ++*counter;
    if (max <= 0 || *counter < max)
        return;
    if (*counter == max && s->policy->attack != NULL)
        s->policy->attack(s->ctx, command, *counter);
    int doublings = *counter - max;
    s->delay = doublings >= 8 ? MAX_DELAY : 1 << doublings;
}

void smtp_reset(struct smtp_server *s)
{
    s->state = SMTP_IDLE;
    s->rcpts = s->bad_rcpts = 0;
    s->limit_told = false;
    s->policy->reset(s->ctx);
}

enum smtp_next smtp_server_message_done(struct smtp_server *s, const struct smtp_answer *answer,
                                        struct str *reply)
{
    enum smtp_next next = answer != NULL ? smtp_say_answer(reply, answer) : SMTP_COMMAND;

    smtp_reset(s);
    return next;
}

/* Commands sent ahead where the protocol says to wait: from now on nothing is believed. */
static enum smtp_next talked_ahead(struct smtp_server *s, struct str *reply)
{
    s->refuse = (struct smtp_answer){550, SLICE("5.0.0"), SLICE("Command rejected"), false};
    return smtp_say(reply, 554, "5.5.0", "SMTP protocol error");
}

static void add_offers(struct smtp_server *s, struct str *text)
{
    const struct smtp_server_config *c = s->cfg;
    const struct {
        bool on;
        const char *line;
    } offers[] = {
        {true, "ENHANCEDSTATUSCODES"},
        {(c->features & SMTP_PIPELINING) != 0, "PIPELINING"},
        {(c->features & SMTP_EXPN) != 0, "EXPN"},
        {(c->features & SMTP_VERB) != 0, "VERB"},
        {(c->features & SMTP_8BITMIME) != 0, "8BITMIME"},
        {true, "SIZE"},
        {(c->features & SMTP_DSN) != 0, "DSN"},
        {(c->features & SMTP_ETRN) != 0, "ETRN"},
        {c->auth_mechanisms.len > 0 && (c->features & SMTP_NO_AUTH) == 0, "AUTH"},
        {c->starttls && (c->features & SMTP_NO_TLS) == 0, "STARTTLS"},
        {c->deliver_by_min >= 0, "DELIVERBY"},
        {true, "HELP"},
    };

    for (size_t i = 0; i < COUNT(offers); i++) {
        if (!offers[i].on || (s->refuse.code != 0 && i > 0))
            continue;
        str_printf(text, "\n%s", offers[i].line);
        if (strcmp(offers[i].line, "SIZE") == 0 && c->max_message_size > 0)
            str_printf(text, " %llu", (unsigned long long)c->max_message_size);
        if (strcmp(offers[i].line, "DELIVERBY") == 0 && c->deliver_by_min > 0)
            str_printf(text, " %lld", (long long)c->deliver_by_min);
        if (strcmp(offers[i].line, "AUTH") == 0)
            str_printf(text, " %.*s", SLICE_ARG(c->auth_mechanisms));
    }
}

/* In the letters it was said with. */
static enum smtp_next needs_name(struct smtp_server *s, struct str *reply)
{
    struct slice line = s->line, verb = {0};

    slice_word(&line, &verb);
    return smtp_say(reply, 501, "5.0.0", "%.*s requires domain address", SLICE_ARG(verb));
}

static enum smtp_next hello(struct smtp_server *s, struct slice name, bool extended,
                            struct str *reply)
{
    struct smtp_answer no = {0};
    struct str text = str_new(reply->in);
    bool any_name = (s->cfg->features & SMTP_BOGUS_HELO) != 0, bogus;

    if (any_name) {
        struct slice rest = name;

        name = (struct slice){0};
        slice_word(&rest, &name);
    }
    bogus = name.len > 0 && !smtp_is_helo_name(name);
    smtp_count(s, &s->hellos, s->cfg->max_helo, extended ? "EHLO" : "HELO");
    if (s->input_waiting && (s->cfg->features & SMTP_STRICT_PIPELINING) != 0)
        return talked_ahead(s, reply);
    if (s->policy->protocol != NULL)
        s->policy->protocol(s->ctx, extended);
    if (name.len == 0 && !any_name)
        return needs_name(s, reply);
    if (bogus && !any_name)
        return smtp_say(reply, 501, "5.0.0", "Invalid domain name");
    /* compatible: a name that is none leaves the one before. */
    if (!bogus && !s->policy->hello(s->ctx, name, extended, &no))
        return smtp_say_answer(reply, &no);
    s->said_hello = true;
    s->extended = extended;
    smtp_reset(s);
    str_printf(&text, "%.*s Hello %.*s, %s", SLICE_ARG(s->cfg->hostname), SLICE_ARG(s->cfg->client),
               bogus ? "accepting invalid domain name" : "pleased to meet you");
    if (extended)
        add_offers(s, &text);
    smtp_reply(reply, &(struct smtp_answer){.code = 250, .text = str_slice(&text), .bare = true});
    return SMTP_COMMAND;
}

static enum smtp_next run_helo(struct smtp_server *s, struct slice args, struct str *reply)
{
    return hello(s, args, false, reply);
}

static enum smtp_next run_ehlo(struct smtp_server *s, struct slice args, struct str *reply)
{
    return hello(s, args, true, reply);
}

static enum smtp_next run_data(struct smtp_server *s, struct slice args UNUSED, struct str *reply)
{
    struct smtp_answer no = {0};

    if (!s->policy->data(s->ctx, &no)) /* compatible: the transaction stays */
        return smtp_say_answer(reply, &no);
    if (s->input_waiting && (s->cfg->features & SMTP_STRICT_PIPELINING) != 0) {
        smtp_reset(s);
        smtp_say(reply, 554, "5.5.0", "SMTP protocol error");
        return SMTP_CLOSE;
    }
    smtp_say(reply, 354, NULL, "End data with <CR><LF>.<CR><LF>");
    return SMTP_MESSAGE;
}

static enum smtp_next run_rset(struct smtp_server *s, struct slice args UNUSED, struct str *reply)
{
    smtp_reset(s);
    return smtp_say(reply, 250, "2.0.0", "Reset state");
}

static enum smtp_next run_noop(struct smtp_server *s, struct slice args UNUSED, struct str *reply)
{
    enum smtp_next next;

    smtp_count(s, &s->noops, s->cfg->max_noop, "NOOP");
    if (smtp_other_refuses(s, '2', reply, &next))
        return next;
    return smtp_say(reply, 250, "2.0.0", "OK");
}

static enum smtp_next run_quit(struct smtp_server *s, struct slice args UNUSED, struct str *reply)
{
    smtp_say(reply, 221, "2.0.0", "%.*s closing connection", SLICE_ARG(s->cfg->hostname));
    return SMTP_CLOSE;
}

static enum smtp_next run_starttls(struct smtp_server *s, struct slice args, struct str *reply)
{
    if (args.len > 0)
        return smtp_say(reply, 501, "5.5.2", "Syntax error (no parameters allowed)");
    if ((s->cfg->features & SMTP_NO_TLS) != 0)
        return smtp_say(reply, 503, "5.5.0", "TLS not available");
    if (!s->cfg->starttls)
        return smtp_say(reply, 454, "4.3.3", "TLS not available after start");
    if (s->state != SMTP_IDLE)
        return smtp_say(reply, 503, "5.5.0", "STARTTLS not permitted inside a transaction");
    smtp_say(reply, 220, "2.0.0", "Ready to start TLS");
    return SMTP_STARTTLS;
}

static enum smtp_next run_auth(struct smtp_server *s, struct slice args, struct str *reply)
{
    struct slice mechanism;

    if ((s->cfg->features & SMTP_NO_AUTH) != 0)
        return smtp_say(reply, 503, "5.3.3", "AUTH not available");
    if (s->state != SMTP_IDLE)
        return smtp_say(reply, 503, "5.5.0", "AUTH not permitted during a mail transaction");
    if (!slice_word(&args, &mechanism))
        return smtp_say(reply, 501, "5.5.2", "AUTH mechanism must be specified");
    if (s->cfg->auth_mechanisms.len == 0) {
        struct str echo = str_new(reply->in);

        smtp_echo(&echo, mechanism);
        return smtp_say(reply, 504, "5.3.3", "AUTH mechanism %s not available", echo.p);
    }
    return SMTP_AUTH;
}
