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
    {"map-14", SEVERITY_ERROR, true, "a relay with a port", relay_with_port},
    {"domain-04", SEVERITY_WARNING, false, "a letter that no host name has", foreign_letters},
    {0},
};
