/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values that compile and do something else: names with a dot too many, relays with a port, host
 * names that are none, half of a certificate.
 */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

/* ---- masquerading --------------------------------------------------------------------------- */

static void trailing_dot(struct checking *c, const char *word)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, word)) != NULL;) {
        struct slice rest = mc_value(call, 1), name;
        struct finding *f = NULL;
        struct str without = str_new(c->in);
        if (call->args.len == 0)
            continue;
        while (slice_word(&rest, &name)) {
            bool dot = name.len > 1 && name.p[name.len - 1] == '.';
            size_t at = slice_search(call->args.p[0].raw, name);
            if (dot)
                name.len--;
            str_printf(&without, "%s%.*s", without.len > 0 ? " " : "", SLICE_ARG(name));
            if (!dot || at == SIZE_MAX)
                continue;
            at += call->args.p[0].at + name.len;
            if (f == NULL)
                f = check_say(c, call->file, at,
                              "the dot behind %.*s makes a name that no address has: nothing is "
                              "masqueraded",
                              SLICE_ARG(name));
            check_edit(c, f, call->file, at, 1, (struct slice){0});
        }
        if (f != NULL)
            check_instead(c, f, "%s(`%s')dnl", word, without.p);
    }
}

static void masquerade_dot(struct checking *c)
{
    trailing_dot(c, "MASQUERADE_AS");
    trailing_dot(c, "MASQUERADE_DOMAIN");
}

/* MASQUERADE_AS(`user@example.com'), RELAY_DOMAIN(`http://example.com'): what stands before the
 * domain belongs to another kind of name. */
static void more_than_domain(struct checking *c)
{
    static const char *const words[] = {
        "MASQUERADE_AS",    "MASQUERADE_DOMAIN", "MASQUERADE_EXCEPTION",
        "LOCAL_DOMAIN",     "GENERICS_DOMAIN",   "VIRTUSER_DOMAIN",
        "LDAPROUTE_DOMAIN", "CANONIFY_DOMAIN",   "RELAY_DOMAIN"};
    const struct mc_item *call;

    for (size_t w = 0; w < COUNT(words); w++)
        for (size_t i = 0; (call = check_next(c, &i, MC_CALL, words[w])) != NULL;) {
            struct slice rest = mc_value(call, 1), name;
            while (call->args.len > 0 && slice_word(&rest, &name)) {
                size_t at = slice_search(call->args.p[0].raw, name),
                       scheme = slice_search(name, SLICE("://")),
                       len = scheme != SIZE_MAX ? scheme + 3 : slice_find_last(name, '@') + 1;
                /* RELAY_DOMAIN may name users too. */
                if (slice_is(call->name, "RELAY_DOMAIN") && scheme == SIZE_MAX)
                    len = 0;
                bool dot = name.len > 1 && name.p[name.len - 1] == '.' &&
                           !slice_starts(slice_from(words[w]), SLICE("MASQ"));
                if ((scheme == SIZE_MAX && len == 0 && !dot) || at == SIZE_MAX)
                    continue;
                at += call->args.p[0].at;
                if (len == 0) {
                    check_replace(c,
                                  check_say(c, call->file, at + name.len - 1,
                                            "the dot behind %.*s makes a name that no address has",
                                            SLICE_ARG(slice_part(name, 0, name.len - 1))),
                                  call->file, at + name.len - 1, 1, "");
                    continue;
                }
                check_replace(c,
                              check_say(c, call->file, at,
                                        "%s wants a domain, and %.*s is none: nothing can match it",
                                        words[w], SLICE_ARG(name)),
                              call->file, at, len, "");
            }
        }
}

/* Whom to rewrite without saying to what. */
static void masquerade_without_target(struct checking *c)
{
    static const char *const words[] = {"MASQUERADE_DOMAIN", "MASQUERADE_EXCEPTION"};
    static const char *const features[] = {"masquerade_envelope", "masquerade_entire_domain",
                                           "limited_masquerade", "allmasquerade"};
    const struct mc_item *call = NULL;

    if (c->mc.unread > 0 || check_call(c, "MASQUERADE_AS", NULL) != NULL ||
        check_define(c, "MASQUERADE_NAME") != NULL || check_call(c, "DOMAIN", NULL) != NULL ||
        check_has_feature(c, "nullclient") || check_has_feature(c, "msp"))
        return;
    for (size_t i = 0; i < COUNT(words) && call == NULL; i++)
        call = check_call(c, words[i], NULL);
    for (size_t i = 0; i < COUNT(features) && call == NULL; i++)
        call = check_call(c, "FEATURE", features[i]);
    if (call == NULL)
        return;
    check_instead(
        c,
        check_say(c, call->file, call->at, "nothing is masqueraded: no MASQUERADE_AS says as what"),
        "MASQUERADE_AS(`example.com')dnl   with your domain");
}

/* The MASQUERADE_AS that counts; NULL also where parts of the file could not be read. */
static const struct mc_item *masquerade(const struct checking *c)
{
    const struct mc_item *call = check_call(c, "MASQUERADE_AS", NULL);

    return c->mc.unread > 0 || check_call(c, "DOMAIN", NULL) != NULL || call == NULL ||
                   mc_value(call, 1).len == 0
               ? NULL
               : call;
}

/* Bounces go to, and SPF is asked about, the envelope's sender. */
static void plain_envelope(struct checking *c)
{
    const struct mc_item *call = masquerade(c);

    if (call == NULL || check_has_feature(c, "masquerade_envelope") ||
        check_has_feature(c, "nullclient"))
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "only headers are masqueraded: the sender of the envelope, where "
                            "bounces go and SPF looks, keeps the name of the host"),
                  "FEATURE(`masquerade_envelope')dnl");
}

static void hosts_below(struct checking *c)
{
    const struct mc_item *call = check_call(c, "MASQUERADE_DOMAIN", NULL);

    if (call == NULL || masquerade(c) == NULL || check_has_feature(c, "masquerade_entire_domain"))
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "only user@%.*s is rewritten, users of hosts below it keep their names",
                            SLICE_ARG(mc_value(call, 1))),
                  "FEATURE(`masquerade_entire_domain')dnl");
}

static void hidden_root(struct checking *c)
{
    const struct mc_item *call = masquerade(c);

    if (call == NULL || check_call(c, "EXPOSED_USER", NULL) != NULL ||
        check_call(c, "EXPOSED_USER_FILE", NULL) != NULL)
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "root's mail does not tell which host sent it: all are root@%.*s",
                            SLICE_ARG(mc_value(call, 1))),
                  "EXPOSED_USER(`root')dnl");
}

/* ---- relays --------------------------------------------------------------------------------- */

static const char *const relays[] = {
    "SMART_HOST",   "MAIL_HUB",     "LOCAL_RELAY", "LUSER_RELAY",     "UUCP_RELAY",
    "BITNET_RELAY", "DECNET_RELAY", "FAX_RELAY",   "confFALLBACK_MX", "confFALLBACK_SMARTHOST",
};

typedef void relay_check(struct checking *c, const struct mc_item *call, const struct mc_arg *arg);

static void each_relay(struct checking *c, relay_check *check)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "define")) != NULL;)
        for (size_t k = 0; k < COUNT(relays); k++)
            if (slice_is(mc_value(call, 1), relays[k]) && call->args.len > 1 &&
                !call->args.p[1].has_calls)
                check(c, call, &call->args.p[1]);
}

static void relay_bracket(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    size_t open = slice_find(arg->raw, '['), close = slice_find(arg->raw, ']');

    if ((open == SIZE_MAX) == (close == SIZE_MAX))
        return;
    struct finding *f =
        check_say(c, call->file, arg->at + (open != SIZE_MAX ? open : close), "%s in %.*s",
                  open != SIZE_MAX ? "missing ]" : "missing [", SLICE_ARG(arg->value));
    if (open != SIZE_MAX && arg->quoted) {
        check_instead(c, f, "define(`%.*s', `%.*s]')dnl", SLICE_ARG(mc_value(call, 1)),
                      SLICE_ARG(arg->value));
        check_edit(c, f, call->file, arg->at + slice_trim_end(arg->raw).len - 1, 0, SLICE("]"));
    }
}

static void unbalanced_bracket(struct checking *c)
{
    each_relay(c, relay_bracket);
}

/* host:587, [host]:587 and mailer:host:587; the port is empty for all others. */
static struct slice port_of(struct slice value, struct slice *host)
{
    size_t colon = slice_find_last(value, ':');
    struct slice port = colon == SIZE_MAX ? (struct slice){0} : slice_from_at(value, colon + 1);

    for (size_t i = 0; i < port.len; i++)
        if (!ascii_is_digit(port.p[i]))
            return (struct slice){0};
    if (port.len == 0 || port.len > 5)
        return (struct slice){0};
    *host = slice_part(value, 0, colon);
    if (slice_find(*host, '.') == SIZE_MAX && slice_find(*host, ']') == SIZE_MAX)
        return (struct slice){0};
    /* An IPv6 address outside of brackets is another mistake. */
    return port;
}

static void relay_port(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    struct slice host, port = port_of(arg->value, &host);

    if (port.len == 0)
        return;
    check_instead(c,
                  check_say(c, call->file, arg->at,
                            "the colon separates hosts to try one after the other: %.*s is taken "
                            "for a second host, and the port stays 25",
                            SLICE_ARG(port)),
                  "define(`%.*s', `%.*s')dnl\ndefine(`RELAY_MAILER_ARGS', `TCP $h %.*s')dnl",
                  SLICE_ARG(mc_value(call, 1)), SLICE_ARG(host), SLICE_ARG(port));
}

static void relay_with_port(struct checking *c)
{
    each_relay(c, relay_port);
}

/* ---- who we are ----------------------------------------------------------------------------- */

static void domain_name(struct checking *c, bool loopback)
{
    const struct mc_item *call = check_define(c, "confDOMAIN_NAME");
    struct slice name = call != NULL ? mc_value(call, 2) : (struct slice){0};
    bool is_loopback = slice_starts_case(name, SLICE("localhost"));

    if (call == NULL || call->args.len < 2 || name.len == 0 || call->args.p[1].has_calls ||
        slice_find(name, '$') != SIZE_MAX || is_loopback != loopback)
        return;
    if (!loopback && slice_find(name, '.') != SIZE_MAX)
        return;
    check_instead(
        c,
        loopback
            ? check_say(c, call->file, call->args.p[1].at,
                        "mail from this host would carry %.*s: others refuse it", SLICE_ARG(name))
            : check_say(c, call->file, call->args.p[1].at,
                        "$j = %.*s has no domain: others refuse such a HELO", SLICE_ARG(name)),
        "define(`confDOMAIN_NAME', `%s.example.com')dnl   with your domain",
        loopback ? "mail" : arena_cstr(c->in, name));
}

static void unqualified_name(struct checking *c)
{
    domain_name(c, false);
}

static void loopback_name(struct checking *c)
{
    domain_name(c, true);
}

static void ident(struct checking *c)
{
    const struct mc_item *call = check_define(c, "confTO_IDENT");
    struct slice value = call != NULL ? mc_value(call, 2) : SLICE("0");

    if (value.len == 0 || value.p[0] == '0')
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "IDENT queries can delay each connection by %.*s", SLICE_ARG(value)),
                  "define(`confTO_IDENT', `0')dnl");
}

static void smart_host_without_dns(struct checking *c)
{
    const struct mc_item *call = check_define(c, "SMART_HOST");

    if (call == NULL || mc_value(call, 2).len == 0 || check_has_feature(c, "nocanonify"))
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "all mail goes to the smart host, yet every name is looked up first; "
                            "without a name server mail would stay here"),
                  "FEATURE(`nocanonify')dnl\nFEATURE(`accept_unresolvable_domains')dnl");
}

/* ---- TLS and AUTH --------------------------------------------------------------------------- */

static void half_a_certificate(struct checking *c)
{
    static const struct {
        const char *cert, *key;
    } pairs[] = {{"confSERVER_CERT", "confSERVER_KEY"}, {"confCLIENT_CERT", "confCLIENT_KEY"}};

    for (size_t k = 0; k < COUNT(pairs); k++) {
        const struct mc_item *cert = check_define(c, pairs[k].cert),
                             *key = check_define(c, pairs[k].key);
        if ((cert == NULL) == (key == NULL) || c->mc.unread > 0)
            continue;
        const struct mc_item *there = cert != NULL ? cert : key;
        check_instead(c,
                      check_say(c, there->file, there->at, "%s without %s: STARTTLS stays off",
                                cert != NULL ? pairs[k].cert : pairs[k].key,
                                cert != NULL ? pairs[k].key : pairs[k].cert),
                      "define(`%s', `/etc/mail/certs/%s.pem')dnl",
                      cert != NULL ? pairs[k].key : pairs[k].cert, cert != NULL ? "key" : "cert");
    }
}

static bool has_word(struct slice list, struct slice word)
{
    struct slice one;

    while (slice_word(&list, &one))
        if (slice_eq_case(one, word))
            return true;
    return false;
}

/* Passwords in the clear are what people's mail programs use. */
static bool offers_plain(struct slice mechanisms, bool *only)
{
    bool any = has_word(mechanisms, SLICE("PLAIN")) || has_word(mechanisms, SLICE("LOGIN"));
    struct slice one;

    *only = any;
    while (slice_word(&mechanisms, &one))
        *only = *only && (slice_is_case(one, "PLAIN") || slice_is_case(one, "LOGIN"));
    return any;
}

/* Other mechanisms may be what is used; where there is none, nobody can log in. */
static void hidden_plain(struct checking *c)
{
    const struct mc_item *call = check_define(c, "confAUTH_OPTIONS"),
                         *offered = check_define(c, "confAUTH_MECHANISMS");
    struct finding *f;
    bool only;

    if (call == NULL || slice_find(mc_value(call, 2), 'p') == SIZE_MAX ||
        check_define(c, "confSERVER_CERT") != NULL)
        return;
    f = check_say(
        c, call->file, call->at,
        "the option p hides PLAIN and LOGIN until TLS is on, and there is no certificate");
    if (offered != NULL && offers_plain(mc_value(offered, 2), &only) && only)
        f->severity = SEVERITY_WARNING;
    check_instead(c, f,
                  "define(`confSERVER_CERT', `/etc/mail/certs/cert.pem')dnl\n"
                  "define(`confSERVER_KEY', `/etc/mail/certs/key.pem')dnl");
}

/* Who trusts none of those people use has AUTH that works and relaying that is denied. */
static void untrusted_mechanisms(struct checking *c)
{
    const struct mc_item *offered = check_define(c, "confAUTH_MECHANISMS"),
                         *trusted = check_call(c, "TRUST_AUTH_MECH", NULL);
    struct slice rest = offered != NULL ? mc_value(offered, 2) : (struct slice){0}, one;
    struct str missing = str_new(c->in);

    while (slice_word(&rest, &one))
        if (trusted == NULL || !has_word(mc_value(trusted, 1), one))
            str_printf(&missing, "%s%.*s", missing.len > 0 ? " " : "", SLICE_ARG(one));
    if (missing.len == 0)
        return;
    struct finding *f = check_say(c, offered->file, offered->at,
                                  "offered, but not trusted for relaying: %s", missing.p);
    bool only;
    /* With authinfo, they may be for where this host logs in itself. */
    if (trusted == NULL && c->mc.unread == 0 && !check_has_feature(c, "authinfo") &&
        offers_plain(mc_value(offered, 2), &only))
        f->severity = SEVERITY_WARNING;
    check_instead(c, f, "TRUST_AUTH_MECH(`%.*s')dnl", SLICE_ARG(mc_value(offered, 2)));
}

const struct mc_check value_checks[] = {
    {"masq-01", SEVERITY_WARNING, false, "a masqueraded name with a dot at the end",
     masquerade_dot},
    {"domain-02", SEVERITY_WARNING, false, "no domain where one belongs", more_than_domain},
    {"masq-02", SEVERITY_ADVICE, false, "envelopes that are not masqueraded", plain_envelope},
    {"masq-03", SEVERITY_ADVICE, false, "hosts below a masqueraded domain", hosts_below},
    {"masq-04", SEVERITY_ADVICE, false, "root's mail masqueraded", hidden_root},
    {"masq-05", SEVERITY_WARNING, false, "masquerading without MASQUERADE_AS",
     masquerade_without_target},
    {"map-13", SEVERITY_WARNING, false, "a bracket that does not close", unbalanced_bracket},
    {"map-14", SEVERITY_ERROR, true, "a relay with a port", relay_with_port},
    {"host-02", SEVERITY_WARNING, false, "a host name without a domain", unqualified_name},
    {"host-03", SEVERITY_WARNING, false, "localhost as the name of this host", loopback_name},
    {"host-04", SEVERITY_ADVICE, false, "IDENT queries", ident},
    {"host-05", SEVERITY_ADVICE, false, "a smart host and canonifying", smart_host_without_dns},
    {"tls-01", SEVERITY_WARNING, false, "a certificate without its key", half_a_certificate},
    {"auth-01", SEVERITY_ADVICE, false, "PLAIN hidden for want of TLS", hidden_plain},
    {"auth-05", SEVERITY_ADVICE, false, "mechanisms that are not trusted", untrusted_mechanisms},
    {0},
};
