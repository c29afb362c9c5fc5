/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values that compile and do something else: host names that are none, half of a certificate,
 * passwords that nobody may use.
 */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

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

/* mail.example.com.: the dot would be in every HELO and Received field. */
static void dotted_name(struct checking *c)
{
    const struct mc_item *call = check_define(c, "confDOMAIN_NAME");
    struct slice name = call != NULL ? mc_value(call, 2) : (struct slice){0};
    size_t at = name.len > 1 ? slice_search(call->args.p[1].raw, name) : SIZE_MAX;

    if (at == SIZE_MAX || call->args.p[1].has_calls || name.p[name.len - 1] != '.' ||
        slice_find(name, '$') != SIZE_MAX)
        return;
    at += call->args.p[1].at + name.len - 1;
    check_replace(c,
                  check_say(c, call->file, at,
                            "the dot behind %.*s becomes part of this host's name",
                            SLICE_ARG(slice_part(name, 0, name.len - 1))),
                  call->file, at, 1, "");
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

/* LOGIN,PLAIN: the list has blanks between its words. */
static void commas_in_mechanisms(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        bool trusts = slice_is(call->name, "TRUST_AUTH_MECH");
        size_t n = trusts ? 1 : 2;
        if (!trusts &&
            !(slice_is(call->name, "define") && slice_is(mc_value(call, 1), "confAUTH_MECHANISMS")))
            continue;
        struct slice raw = call->args.len >= n ? call->args.p[n - 1].raw : (struct slice){0};
        size_t comma = slice_find(raw, ',');
        if (comma == SIZE_MAX)
            continue;
        struct finding *f = check_say(c, call->file, call->args.p[n - 1].at + comma,
                                      "the comma becomes part of a name: blanks stand between "
                                      "mechanisms");
        for (size_t k = 0; k < raw.len; k++)
            if (raw.p[k] == ',')
                check_edit(c, f, call->file, call->args.p[n - 1].at + k, 1,
                           k + 1 < raw.len && raw.p[k + 1] == ' ' ? SLICE("") : SLICE(" "));
    }
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
    {"host-02", SEVERITY_WARNING, false, "a host name without a domain", unqualified_name},
    {"host-14", SEVERITY_WARNING, false, "this host's name with a dot at its end", dotted_name},
    {"host-03", SEVERITY_WARNING, false, "localhost as the name of this host", loopback_name},
    {"host-04", SEVERITY_ADVICE, false, "IDENT queries", ident},
    {"host-05", SEVERITY_ADVICE, false, "a smart host and canonifying", smart_host_without_dns},
    {"tls-01", SEVERITY_WARNING, false, "a certificate without its key", half_a_certificate},
    {"auth-01", SEVERITY_ADVICE, false, "PLAIN hidden for want of TLS", hidden_plain},
    {"auth-06", SEVERITY_ERROR, true, "commas between mechanisms", commas_in_mechanisms},
    {"auth-05", SEVERITY_ADVICE, false, "mechanisms that are not trusted", untrusted_mechanisms},
    {0},
};
