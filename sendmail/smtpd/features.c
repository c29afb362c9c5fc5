/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a session offers and insists on: options first, then the daemon's modifiers, then what the
 * rule set srv_features says of this client. There, a lower-case letter switches on and an
 * upper-case one off.
 */
#include "sendmail/smtpd/session.h"

enum { MAX_HELO = 3, MAX_VRFY = 6, MAX_ETRN = 8, MAX_BAD = 25 };

static const struct {
    unsigned privacy;
    unsigned off, on;
} privacy_rows[] = {
    {PRIVACY_NO_EXPN, SMTP_EXPN | SMTP_VERB, 0},
    {PRIVACY_NO_VRFY, SMTP_VRFY, 0},
    {PRIVACY_NO_VERB, SMTP_VERB, 0},
    {PRIVACY_NO_ETRN, SMTP_ETRN, 0},
    {PRIVACY_NO_RECEIPTS, SMTP_DSN, 0},
    {PRIVACY_NEED_MAIL_HELO, 0, SMTP_NEED_MAIL_HELO},
    {PRIVACY_NEED_EXPN_HELO, 0, SMTP_NEED_EXPN_HELO},
    {PRIVACY_NEED_VRFY_HELO, 0, SMTP_NEED_VRFY_HELO},
};

/* Letters of srv_features that are bits of the engine. `inverted`: lower case is the strict side.
 */
static const struct {
    char letter;
    unsigned bit;
    bool inverted;
} letters[] = {
    {'b', SMTP_VERB, false},           {'d', SMTP_DSN, false},
    {'e', SMTP_ETRN, false},           {'f', SMTP_STRICT_PIPELINING, false},
    {'h', SMTP_HTTP_IS_ATTACK, false}, {'l', SMTP_NEED_AUTH, false},
    {'p', SMTP_PIPELINING, false},     {'x', SMTP_EXPN, false},
    {'a', SMTP_NO_AUTH, true},         {'s', SMTP_NO_TLS, true},
};

/* Of DaemonPortOptions; E takes a feature away. */
static const struct {
    char letter;
    unsigned on;
} modifiers[] = {
    {'a', SMTP_NEED_AUTH},
    {'A', SMTP_NO_AUTH},
    {'S', SMTP_NO_TLS},
};

static unsigned base_features(const struct config *cfg)
{
    unsigned f = SMTP_EXPN | SMTP_VERB | SMTP_VRFY | SMTP_DSN | SMTP_ETRN | SMTP_PIPELINING |
                 SMTP_8BITMIME | SMTP_STRICT_PIPELINING | SMTP_HTTP_IS_ATTACK;

    for (size_t i = 0; i < COUNT(privacy_rows); i++)
        if ((cfg->opt.privacy_options & privacy_rows[i].privacy) != 0)
            f = (f & ~privacy_rows[i].off) | privacy_rows[i].on;
    if (!cfg->opt.send_mime_errors)
        f &= ~(unsigned)SMTP_DSN;
    if (cfg->opt.allow_bogus_helo)
        f |= SMTP_BOGUS_HELO;
    return f;
}

static void take_letter(struct session *s, char c, bool replace)
{
    char lower = ascii_lower(c);
    bool on = c == lower;

    for (size_t i = 0; i < COUNT(letters); i++)
        if (letters[i].letter == lower) {
            if (on != letters[i].inverted)
                s->smtp_cfg.features |= letters[i].bit;
            else
                s->smtp_cfg.features &= ~letters[i].bit;
        }
    if (lower == 'g')
        s->data_rules.lf = replace ? SMTP_BARE_BLANK : on ? SMTP_BARE_REFUSE : SMTP_BARE_ACCEPT;
    if (lower == 'u')
        s->data_rules.cr = replace ? SMTP_BARE_BLANK : on ? SMTP_BARE_REFUSE : SMTP_BARE_ACCEPT;
    if (lower == 'o')
        s->data_rules.lf_ends = !on;
}

static void take_letters(struct session *s, struct slice words)
{
    for (size_t i = 0; i < words.len; i++) {
        bool replace = i + 1 < words.len && words.p[i + 1] == '2';

        if (ascii_is_alpha(words.p[i]))
            take_letter(s, words.p[i], replace);
    }
}

static void from_options(struct session *s)
{
    const struct options *o = &s->cfg->opt;
    struct smtp_server_config *c = &s->smtp_cfg;

    *c = (struct smtp_server_config){
        .hostname = s->hostname,
        .client = s->client.relay,
        .features = base_features(s->cfg),
        .max_message_size = o->max_message_size > 0 ? (uint64_t)o->max_message_size : 0,
        .deliver_by_min = o->deliver_by_min,
        .max_rcpts = (int)o->max_recipients_per_message,
        .max_noop = (int)o->max_noop_commands,
        .max_helo = MAX_HELO,
        .max_vrfy = MAX_VRFY,
        .max_etrn = MAX_ETRN,
        .max_bad = MAX_BAD,
        .bad_rcpt_throttle = (int)o->bad_rcpt_throttle,
        .bad_rcpt_shutdown = (int)o->bad_rcpt_shutdown,
        .bad_rcpt_delay = o->bad_rcpt_throttle_delay > 0 ? (int)o->bad_rcpt_throttle_delay : 1,
    };
}

bool session_features(struct session *s)
{
    struct slice answer;
    int status = EX_OK;

    from_options(s);
    if (s->connection != NULL && slice_find(s->connection->port->modifiers, 'E') != SIZE_MAX)
        s->smtp_cfg.features &= ~(unsigned)SMTP_ETRN;
    for (size_t i = 0; i < COUNT(modifiers); i++)
        if (s->connection != NULL &&
            slice_find(s->connection->port->modifiers, modifiers[i].letter) != SIZE_MAX)
            s->smtp_cfg.features |= modifiers[i].on;
    if (!route_ask(&s->route, SLICE("srv_features"), s->client.name, s->client.address, 0,
                   s->scratch, &answer, &status))
        return status != EX_TEMPFAIL;
    if (slice_is_case(answer, "temp"))
        return false;
    take_letters(s, answer);
    return true;
}
