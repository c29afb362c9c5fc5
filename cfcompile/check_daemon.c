/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners and milters: lists of equates in one argument.
 */
#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

/* The next KEY=value of a list separated by commas; a piece without = has an empty key. */
static bool next_equate(struct slice *rest, char between, struct slice *key, struct slice *value)
{
    struct slice piece;
    size_t equals;

    if (rest->len == 0)
        return false;
    if (!slice_until(rest, between, &piece)) {
        piece = *rest;
        *rest = (struct slice){0};
    }
    piece = slice_trim(piece);
    equals = slice_find(piece, '=');
    *key = equals == SIZE_MAX ? (struct slice){0} : slice_trim(slice_part(piece, 0, equals));
    *value = equals == SIZE_MAX ? piece : slice_trim(slice_from_at(piece, equals + 1));
    return true;
}

/* ---- DAEMON_OPTIONS ------------------------------------------------------------------------- */

struct listener {
    struct slice port, addr, family;
    const struct mc_item *call;
};

static struct slice port_name(struct slice port)
{
    static const struct {
        const char *name, *number;
    } ports[] = {{"smtp", "25"}, {"submission", "587"}, {"smtps", "465"}, {"msa", "587"}};

    for (size_t i = 0; i < COUNT(ports); i++)
        if (slice_is_case(port, ports[i].name))
            return slice_from(ports[i].number);
    return port.len > 0 ? port : SLICE("25");
}

static struct listener listener_of(const struct mc_item *call)
{
    struct listener l = {.call = call, .family = SLICE("inet")};
    struct slice rest = mc_value(call, 1), key, value;

    while (next_equate(&rest, ',', &key, &value)) {
        char first = key.len > 0 ? ascii_lower(key.p[0]) : 0;
        if (first == 'p')
            l.port = value;
        else if (first == 'a')
            l.addr = value;
        else if (first == 'f')
            l.family = value;
    }
    l.port = port_name(l.port);
    return l;
}

static void port_twice(struct checking *c)
{
    const struct mc_item *call, *other;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "DAEMON_OPTIONS")) != NULL;) {
        struct listener a = listener_of(call);
        if (call->conditional)
            continue;
        for (size_t k = 0; (other = check_next(c, &k, MC_CALL, "DAEMON_OPTIONS")) != call;) {
            struct listener b = listener_of(other);
            if (!slice_eq(a.port, b.port) || !slice_eq_case(a.addr, b.addr) ||
                !slice_eq_case(a.family, b.family))
                continue;
            check_say(c, call->file, call->at,
                      "port %.*s is already that of line %d: the second cannot be opened; it wants "
                      "another Port= or Addr=",
                      SLICE_ARG(a.port), mc_place_of(&c->mc, other->file, other->at).line);
        }
        if (slice_is(a.port, "587") && a.addr.len == 0 && c->mc.unread == 0 &&
            !check_has_feature(c, "no_default_msa") && !check_has_feature(c, "msp"))
            check_instead(c,
                          check_say(c, call->file, call->at,
                                    "port 587 is already that of the listener for submission that "
                                    "is there by itself"),
                          "FEATURE(`no_default_msa')dnl");
    }
}

static void only_loopback(struct checking *c)
{
    const struct mc_item *call, *first = NULL;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "DAEMON_OPTIONS")) != NULL;) {
        struct listener l = listener_of(call);
        if (!slice_starts(l.addr, SLICE("127.")) && !slice_is(l.addr, "::1"))
            return;
        first = first == NULL ? call : first;
    }
    if (first != NULL)
        check_instead(
            c,
            check_say(c, first->file, first->at,
                      "this daemon listens on the loopback address only: no mail comes in "
                      "from outside"),
            "DAEMON_OPTIONS(`Port=smtp, Name=MTA')dnl");
}

/* ---- milters -------------------------------------------------------------------------------- */

static bool is_time(struct slice value)
{
    if (value.len > 0 && slice_find(SLICE("smhdw"), value.p[value.len - 1]) != SIZE_MAX)
        value.len--;
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_digit(value.p[i]))
            return false;
    return value.len > 0;
}

/* NULL when a socket reads well, else what is wrong with it. */
static const char *socket_fault(struct slice value)
{
    struct slice rest = value, kind;
    int64_t port;

    if (slice_find(value, ' ') != SIZE_MAX)
        return "a comma is missing behind the socket";
    if (!slice_until(&rest, ':', &kind))
        return "S= wants local:PATH, inet:PORT@HOST or inet6:PORT@HOST";
    if (slice_is_case(kind, "local") || slice_is_case(kind, "unix"))
        return rest.len > 0 && rest.p[0] == '/' ? NULL : "the path of a socket begins with /";
    if (!slice_is_case(kind, "inet") && !slice_is_case(kind, "inet6"))
        return "S= wants local:PATH, inet:PORT@HOST or inet6:PORT@HOST";
    if (!slice_until(&rest, '@', &kind) || rest.len == 0)
        return "S=inet: wants PORT@HOST";
    if (slice_to_i64(kind, &port) && (port < 1 || port > 65535))
        return "a port is 1 to 65535";
    return NULL;
}

static const char *timeout_fault(struct slice value)
{
    struct slice part;

    while (value.len > 0) {
        if (!slice_until(&value, ';', &part)) {
            part = value;
            value = (struct slice){0};
        }
        part = slice_trim(part);
        if (part.len == 0)
            continue;
        if (slice_find(SLICE("CSRE"), part.p[0]) == SIZE_MAX)
            return "T= knows C: (connect), S: (send), R: (read) and E: (end)";
        if (part.len < 2 || part.p[1] != ':')
            return "T= wants a colon behind each letter";
        if (!is_time(slice_from_at(part, 2)))
            return "T= wants a number with s, m, h or d";
    }
    return NULL;
}

static const char *equate_fault(struct slice key, struct slice value)
{
    if (key.len == 0)
        return value.len == 0 ? NULL : "= is missing";
    if (slice_is(key, "S"))
        return socket_fault(value);
    if (slice_is(key, "T"))
        return timeout_fault(value);
    return slice_is(key, "F") ? NULL : "only S=, F= and T= are known";
}

static bool next_filter(const struct checking *c, size_t *i, const struct mc_item **call)
{
    while (*i < c->mc.items.len) {
        *call = &c->mc.items.p[(*i)++];
        if (mc_is(*call, MC_CALL, "INPUT_MAIL_FILTER") || mc_is(*call, MC_CALL, "MAIL_FILTER"))
            return true;
    }
    return false;
}

static void milter_syntax(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; next_filter(c, &i, &call);) {
        struct slice rest = mc_value(call, 2), key, value;
        bool has_socket = false;
        if (call->args.len < 2 || call->args.p[1].has_calls)
            continue;
        while (next_equate(&rest, ',', &key, &value)) {
            const char *fault = equate_fault(key, value);
            has_socket = has_socket || slice_is(key, "S");
            if (fault != NULL)
                check_instead(c,
                              check_say(c, call->file, call->args.p[1].at,
                                        "filter %.*s: %.*s%s%.*s: %s", SLICE_ARG(mc_value(call, 1)),
                                        SLICE_ARG(key), key.len > 0 ? "=" : "", SLICE_ARG(value),
                                        fault),
                              "INPUT_MAIL_FILTER(`%.*s', `S=inet:8891@localhost, F=T, "
                              "T=C:5m;S:10s;R:10s;E:5m')dnl",
                              SLICE_ARG(mc_value(call, 1)));
        }
        if (!has_socket)
            check_say(c, call->file, call->args.p[1].at, "filter %.*s has no socket (S=)",
                      SLICE_ARG(mc_value(call, 1)));
    }
}

static void milter_twice(struct checking *c)
{
    const struct mc_item *call, *other;

    for (size_t i = 0; next_filter(c, &i, &call);)
        for (size_t k = 0; next_filter(c, &k, &other) && other < call;)
            if (slice_eq(mc_value(call, 1), mc_value(other, 1)) && !call->conditional)
                check_say(c, call->file, call->at, "filter %.*s is already that of line %d",
                          SLICE_ARG(mc_value(call, 1)),
                          mc_place_of(&c->mc, other->file, other->at).line);
}

static void milter_action(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; next_filter(c, &i, &call);) {
        struct slice rest = mc_value(call, 2), key, value;
        while (next_equate(&rest, ',', &key, &value))
            if (slice_is(key, "F") && value.len > 0 && !slice_is(value, "R") &&
                !slice_is(value, "T") && !slice_is(value, "4"))
                check_instead(c,
                              check_say(c, call->file, call->args.p[1].at,
                                        "filter %.*s: F=%.*s is unknown, so mail passes unfiltered "
                                        "while the filter is down",
                                        SLICE_ARG(mc_value(call, 1)), SLICE_ARG(value)),
                              "F=T   to try later, F=R to refuse");
    }
}

static bool is_filter(const struct checking *c, struct slice name)
{
    const struct mc_item *call;

    for (size_t i = 0; next_filter(c, &i, &call);)
        if (slice_eq(mc_value(call, 1), name))
            return true;
    return false;
}

static void milter_unknown(struct checking *c)
{
    const struct mc_item *call = check_define(c, "confINPUT_MAIL_FILTERS");
    struct slice rest = call != NULL ? mc_value(call, 2) : (struct slice){0}, key, name;

    if (call == NULL || call->args.len < 2 || call->args.p[1].has_calls || c->mc.unread > 0)
        return;
    while (next_equate(&rest, ',', &key, &name))
        if (name.len > 0 && !is_filter(c, name))
            check_instead(c,
                          check_say(c, call->file, call->args.p[1].at,
                                    "filter %.*s is listed, but nothing defines it",
                                    SLICE_ARG(name)),
                          "MAIL_FILTER(`%.*s', `S=inet:8891@localhost, F=T')dnl", SLICE_ARG(name));
}

static void milter_macros(struct checking *c)
{
    const struct mc_item *call = check_define(c, "confMILTER_MACROS_ENVFROM");

    if (call == NULL || call->args.len < 2 || call->args.p[1].has_calls ||
        slice_search(mc_value(call, 2), SLICE("auth_type")) != SIZE_MAX)
        return;
    check_instead(c,
                  check_say(c, call->file, call->at,
                            "{auth_type} is no longer among the macros: filters that sign mail of "
                            "authenticated users do not see them"),
                  "define(`confMILTER_MACROS_ENVFROM', confMILTER_MACROS_ENVFROM`, %.*s')dnl",
                  SLICE_ARG(mc_value(call, 2)));
}

static void milter_signs(struct checking *c)
{
    const struct mc_item *call;
    bool rewrites =
        check_call(c, "MASQUERADE_AS", NULL) != NULL || check_has_feature(c, "genericstable");

    for (size_t i = 0; next_filter(c, &i, &call);)
        if (rewrites && (slice_search(mc_value(call, 1), SLICE("dkim")) != SIZE_MAX ||
                         slice_search(mc_value(call, 2), SLICE("dkim")) != SIZE_MAX))
            check_say(c, call->file, call->at,
                      "%.*s signs before addresses are masqueraded: sign on the last hop, or the "
                      "signature is broken",
                      SLICE_ARG(mc_value(call, 1)));
}

const struct mc_check daemon_checks[] = {
    {"host-10", SEVERITY_ADVICE, false, "listening on loopback only", only_loopback},
    {"host-11", SEVERITY_ERROR, true, "a port used twice", port_twice},
    {"milter-01", SEVERITY_ERROR, false, "a milter that cannot be read", milter_syntax},
    {"milter-08", SEVERITY_ERROR, false, "a milter defined twice", milter_twice},
    {"milter-02", SEVERITY_WARNING, false, "a milter with an unknown F=", milter_action},
    {"milter-03", SEVERITY_WARNING, false, "a milter that is only listed", milter_unknown},
    {"milter-05", SEVERITY_WARNING, false, "milter macros without {auth_type}", milter_macros},
    {"milter-07", SEVERITY_ADVICE, false, "signing before rewriting", milter_signs},
    {0},
};
