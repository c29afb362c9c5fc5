/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mail filters: their sockets, what is done without them, and the macros they see.
 */
#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

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

/* inet:HOST:PORT, /path, and values in small letters, as other programs write them: the right form,
 * or empty. */
static struct slice right_socket(struct checking *c, struct slice value)
{
    struct slice rest = value, kind, host;
    uint64_t port;

    if (slice_to_u64(value, &port))
        return arena_printf(c->in, "inet:%.*s@localhost", SLICE_ARG(value));
    if (value.len > 1 && value.p[0] == '/')
        return arena_printf(c->in, "local:%.*s", SLICE_ARG(value));
    if (!slice_until(&rest, ':', &kind) ||
        !(slice_is_case(kind, "inet") || slice_is_case(kind, "inet6") ||
          slice_is_case(kind, "tcp")) ||
        slice_find(rest, '@') != SIZE_MAX)
        return (struct slice){0};
    if (slice_is_case(kind, "tcp"))
        kind = SLICE("inet");
    if (slice_to_u64(rest, &port))
        return arena_printf(c->in, "%.*s:%.*s@localhost", SLICE_ARG(kind), SLICE_ARG(rest));
    if (slice_until(&rest, ':', &host) && host.len > 0 && slice_to_u64(rest, &port))
        return arena_printf(c->in, "%.*s:%.*s@%.*s", SLICE_ARG(kind), SLICE_ARG(rest),
                            SLICE_ARG(host));
    return (struct slice){0};
}

/* The filter with what is right in it and something usual for the rest. */
static void instead_filter(struct checking *c, struct finding *f, const struct mc_item *call)
{
    struct slice rest = mc_value(call, 2), key, value;
    struct slice socket = SLICE("inet:8891@localhost"), action = SLICE("T"),
                 times = SLICE("C:5m;S:10s;R:10s;E:5m");

    while (check_next_equate(&rest, ',', &key, &value)) {
        struct slice right = right_socket(c, value);
        if (slice_is(key, "S") && socket_fault(value) == NULL)
            socket = value;
        else if ((slice_is(key, "S") || key.len == 0) && right.len > 0)
            socket = right;
        else if (key.len == 0 && value.len > 0 && socket_fault(value) == NULL)
            socket = value;
        else if (slice_is(key, "F") &&
                 (slice_is(value, "R") || slice_is(value, "T") || slice_is(value, "4")))
            action = value;
        else if (slice_is(key, "T") && value.len > 0 && timeout_fault(value) == NULL)
            times = value;
    }
    check_instead(c, f, "%.*s(`%.*s', `S=%.*s, F=%.*s, T=%.*s')dnl", SLICE_ARG(call->name),
                  SLICE_ARG(mc_value(call, 1)), SLICE_ARG(socket), SLICE_ARG(action),
                  SLICE_ARG(times));
}

static struct slice right_action(struct slice value)
{
    static const struct {
        const char *wrong, *right;
    } actions[] = {{"t", "T"},      {"tempfail", "T"}, {"r", "R"},
                   {"reject", "R"}, {"temp", "T"},     {"deny", "R"}};

    for (size_t i = 0; i < COUNT(actions); i++)
        if (slice_is_case(value, actions[i].wrong) && !slice_is(value, actions[i].right))
            return slice_from(actions[i].right);
    return (struct slice){0};
}

/* One equate of a filter in the text of its argument, blanks around it cut. */
static void nearly_right(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                         struct slice piece)
{
    struct slice value = slice_trim(slice_from_at(piece, 2)), right = {0};
    char key = ascii_lower(piece.p[0]);

    if (key == 's')
        right = right_socket(c, value);
    else if (key == 'f')
        right = right_action(value);
    if (right.len == 0 && piece.p[0] == key && (key == 's' || key == 'f' || key == 't'))
        right = value;
    if (right.len == 0)
        return;
    check_replace(c,
                  check_say(c, call->file, arg->at + (size_t)(piece.p - arg->raw.p),
                            "filter %.*s: %.*s is written %c=%.*s", SLICE_ARG(mc_value(call, 1)),
                            SLICE_ARG(piece), key + 'A' - 'a', SLICE_ARG(right)),
                  call->file, arg->at + (size_t)(piece.p - arg->raw.p), piece.len,
                  arena_printf(c->in, "%c=%.*s", key + 'A' - 'a', SLICE_ARG(right)).p);
}

/* A socket without S= before it. */
static void bare_socket(struct checking *c, const struct mc_item *call, const struct mc_arg *arg,
                        struct slice piece)
{
    struct slice right = right_socket(c, piece);
    size_t at = arg->at + (size_t)(piece.p - arg->raw.p);

    if (piece.len == 0 || (right.len == 0 && socket_fault(piece) != NULL))
        return;
    check_replace(c,
                  check_say(c, call->file, at, "filter %.*s: the socket %.*s stands behind S=",
                            SLICE_ARG(mc_value(call, 1)), SLICE_ARG(piece)),
                  call->file, at, piece.len,
                  arena_printf(c->in, "S=%.*s", SLICE_ARG(right.len > 0 ? right : piece)).p);
}

static void near_values(struct checking *c, const struct mc_item *call, const struct mc_arg *arg)
{
    struct slice rest = slice_trim_end(arg->raw), piece;

    if (!arg->quoted)
        return;
    rest = slice_part(rest, 1, rest.len - 2);
    while (rest.len > 0) {
        if (!slice_until(&rest, ',', &piece)) {
            piece = rest;
            rest = (struct slice){0};
        }
        piece = slice_trim(piece);
        if (piece.len > 2 && piece.p[1] == '=')
            nearly_right(c, call, arg, piece);
        else if (slice_find(piece, '=') == SIZE_MAX)
            bare_socket(c, call, arg, piece);
    }
}

/* T=S:4m,R:4m: the times of a filter have semicolons between them. */
static void commas_in_times(struct checking *c, const struct mc_item *call,
                            const struct mc_arg *arg)
{
    struct finding *f = NULL;

    for (size_t i = 0; i + 2 < arg->raw.len; i++) {
        size_t next = i + 1;
        while (next < arg->raw.len && ascii_is_space(arg->raw.p[next]))
            next++;
        if (arg->raw.p[i] != ',' || next + 1 >= arg->raw.len || arg->raw.p[next + 1] != ':' ||
            slice_find(SLICE("CSRE"), arg->raw.p[next]) == SIZE_MAX)
            continue;
        if (f == NULL)
            f = check_say(c, call->file, arg->at + i,
                          "filter %.*s: between the times of T= stands a semicolon",
                          SLICE_ARG(mc_value(call, 1)));
        check_edit(c, f, call->file, arg->at + i, next - i, SLICE(";"));
    }
}

/* Values whose right form is known, told with that. */
static bool is_nearly_right(struct checking *c, const struct mc_item *call)
{
    size_t before = c->findings->list.len;

    if (check_runaway(call) == NULL) {
        check_separators(c, call, &call->args.p[1]);
        near_values(c, call, &call->args.p[1]);
        commas_in_times(c, call, &call->args.p[1]);
    }
    return c->findings->list.len > before;
}

static void milter_syntax(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; next_filter(c, &i, &call);) {
        struct slice rest = mc_value(call, 2), key, value;
        bool has_socket = false, has_fault = false;
        if (call->args.len < 2 || call->args.p[1].has_calls || is_nearly_right(c, call))
            continue;
        while (check_next_equate(&rest, ',', &key, &value)) {
            const char *fault = equate_fault(key, value);
            has_socket = has_socket || slice_is(key, "S");
            size_t at = slice_search(call->args.p[1].raw, value);
            has_fault = has_fault || fault != NULL;
            if (fault != NULL)
                instead_filter(
                    c,
                    check_say(c, call->file, call->args.p[1].at + (at != SIZE_MAX ? at : 0),
                              "filter %.*s: %.*s%s%.*s: %s", SLICE_ARG(mc_value(call, 1)),
                              SLICE_ARG(key), key.len > 0 ? "=" : "", SLICE_ARG(value), fault),
                    call);
        }
        if (!has_socket && !has_fault)
            instead_filter(c,
                           check_say(c, call->file, call->args.p[1].at,
                                     "filter %.*s has no socket (S=)",
                                     SLICE_ARG(mc_value(call, 1))),
                           call);
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
        while (check_next_equate(&rest, ',', &key, &value))
            if (slice_is(key, "F") && value.len > 0 && !slice_is(value, "R") &&
                !slice_is(value, "T") && !slice_is(value, "4"))
                instead_filter(c,
                               check_say(c, call->file, call->args.p[1].at,
                                         "filter %.*s: F=%.*s is unknown, so mail passes "
                                         "unfiltered while the filter is down: F=T tries later, "
                                         "F=R refuses",
                                         SLICE_ARG(mc_value(call, 1)), SLICE_ARG(value)),
                               call);
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
    while (check_next_equate(&rest, ',', &key, &name))
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

const struct mc_check milter_checks[] = {
    {"milter-01", SEVERITY_ERROR, false, "a milter that cannot be read", milter_syntax},
    {"milter-08", SEVERITY_ERROR, false, "a milter defined twice", milter_twice},
    {"milter-02", SEVERITY_WARNING, false, "a milter with an unknown F=", milter_action},
    {"milter-03", SEVERITY_WARNING, false, "a milter that is only listed", milter_unknown},
    {"milter-05", SEVERITY_WARNING, false, "milter macros without {auth_type}", milter_macros},
    {"milter-07", SEVERITY_ADVICE, false, "signing before rewriting", milter_signs},
    {0},
};
