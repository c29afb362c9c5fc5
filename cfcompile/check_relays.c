/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hosts that mail is handed to: SMART_HOST and its like.
 */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

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
    size_t at = slice_search(arg->raw, arg->value);

    if (port.len == 0 || slice_search(arg->value, SLICE("://")) != SIZE_MAX)
        return;
    if (slice_is(port, "25") && at != SIZE_MAX) {
        check_replace(c,
                      check_say(c, call->file, arg->at + at + host.len,
                                "the colon separates hosts to try one after the other: 25, the "
                                "port that is used anyway, is taken for a second host"),
                      call->file, arg->at + at + host.len, 3, "");
        return;
    }
    check_instead(c,
                  check_say(c, call->file, arg->at,
                            "the colon separates hosts to try one after the other: %.*s is taken "
                            "for a second host, and the port stays 25",
                            SLICE_ARG(port)),
                  "define(`%.*s', `%.*s')dnl\ndefine(`RELAY_MAILER_ARGS', `TCP $h %.*s')dnl",
                  SLICE_ARG(mc_value(call, 1)), SLICE_ARG(host), SLICE_ARG(port));
}

/* smtp://host:587/: what stands before the host is the name of a mailer here, behind it nothing. */
static void relay_url(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    size_t slashes = slice_search(arg->raw, SLICE("://")), from = slashes, to;
    struct slice scheme, host;

    if (slashes == SIZE_MAX)
        return;
    while (from > 0 && ascii_is_alnum(arg->raw.p[from - 1]))
        from--;
    scheme = slice_part(arg->raw, from, slashes - from);
    to = slashes + 3;
    while (to < arg->raw.len &&
           (ascii_is_alnum(arg->raw.p[to]) || strchr(".-_[]", arg->raw.p[to]) != NULL))
        to++;
    host = slice_part(arg->raw, slashes + 3, to - slashes - 3);
    while (to < arg->raw.len && strchr("`' \t", arg->raw.p[to]) == NULL)
        to++;
    bool mailer =
        slice_is(scheme, "smtp") || slice_is(scheme, "esmtp") || slice_is(scheme, "relay");
    if (host.len > 0)
        check_replace(c,
                      check_say(c, call->file, arg->at + from,
                                "a relay is MAILER:HOST or HOST, and no URL: // is taken for a "
                                "part of the name"),
                      call->file, arg->at + from, to - from,
                      mailer
                          ? arena_printf(c->in, "%.*s:%.*s", SLICE_ARG(scheme), SLICE_ARG(host)).p
                          : arena_cstr(c->in, host));
}

static void relay_as_url(struct checking *c)
{
    each_relay(c, relay_url);
}

/* [10.0.0.1:25]: no host has that name. An IPv6 address has more than one colon. */
static void relay_port_inside(struct checking *c, const struct mc_item *call,
                              const struct mc_arg *arg)
{
    size_t open = slice_find(arg->raw, '['), close = slice_find(arg->raw, ']');
    struct slice host = open < close && close != SIZE_MAX
                            ? slice_part(arg->raw, open + 1, close - open - 1)
                            : (struct slice){0};
    size_t colon = slice_find(host, ':');
    uint64_t port;

    if (colon == SIZE_MAX || colon == 0 || slice_find_last(host, ':') != colon ||
        !slice_to_u64(slice_from_at(host, colon + 1), &port))
        return;
    check_instead(c,
                  check_say(c, call->file, arg->at + open + 1 + colon,
                            "[%.*s] is taken for the name of a host; the port goes into the "
                            "arguments of the mailer",
                            SLICE_ARG(host)),
                  "define(`%.*s', `[%.*s]')dnl\ndefine(`RELAY_MAILER_ARGS', `TCP $h %llu')dnl",
                  SLICE_ARG(mc_value(call, 1)), SLICE_ARG(slice_part(host, 0, colon)),
                  (unsigned long long)port);
}

static void relay_with_port(struct checking *c)
{
    each_relay(c, relay_port);
    each_relay(c, relay_port_inside);
}

/* smtp.exämple.net: in the DNS such names begin with xn--. */
static void relay_letters(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    for (size_t i = 0; i < arg->raw.len; i++)
        if ((unsigned char)arg->raw.p[i] >= 0x80) {
            check_say(
                c, call->file, arg->at + i,
                "%.*s has a letter that no name of a host has: in the DNS it begins with xn--",
                SLICE_ARG(arg->value));
            return;
        }
}

static void foreign_letters(struct checking *c)
{
    each_relay(c, relay_letters);
}

const struct mc_check relay_checks[] = {
    {"map-13", SEVERITY_WARNING, false, "a bracket that does not close", unbalanced_bracket},
    {"map-21", SEVERITY_ERROR, true, "a relay written as a URL", relay_as_url},
    {"map-14", SEVERITY_ERROR, true, "a relay with a port", relay_with_port},
    {"domain-04", SEVERITY_WARNING, false, "a letter that no host name has", foreign_letters},
    {0},
};
