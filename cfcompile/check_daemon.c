/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners, and the other lists of KEY=value but those of filters.
 */
#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

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

    while (check_next_equate(&rest, ',', &key, &value)) {
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

/* ---- lists ---------------------------------------------------------------------------------- */

static void wrong_separator(struct checking *c)
{
    static const struct {
        const char *word;
        size_t argument;
    } lists[] = {{"DAEMON_OPTIONS", 1}, {"CLIENT_OPTIONS", 1}, {"QUEUE_GROUP", 2}};
    const struct mc_item *call;

    for (size_t k = 0; k < COUNT(lists); k++)
        for (size_t i = 0; (call = check_next(c, &i, MC_CALL, lists[k].word)) != NULL;)
            if (call->args.len >= lists[k].argument && check_runaway(call) == NULL)
                check_separators(c, call, &call->args.p[lists[k].argument - 1]);
}

/* MODIFY_MAILER_FLAGS(`smtp', ...): the library asks by names in capitals. */
static void mailer_name(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "MODIFY_MAILER_FLAGS")) != NULL;) {
        struct slice name = mc_value(call, 1);
        struct str capitals = str_new(c->in);
        for (size_t k = 0; k < name.len; k++)
            str_add_char(&capitals, ascii_upper(name.p[k]));
        if (!check_is_plain(name) || call->args.p[0].has_calls || slice_is(name, capitals.p))
            continue;
        check_rename(c,
                     check_say(c, call->file, call->args.p[0].at,
                               "MODIFY_MAILER_FLAGS knows mailers by names in capitals: nothing "
                               "asks for the flags of %.*s",
                               SLICE_ARG(name)),
                     call, 1, str_slice(&capitals));
    }
}

const struct mc_check daemon_checks[] = {
    {"host-10", SEVERITY_ADVICE, false, "listening on loopback only", only_loopback},
    {"host-11", SEVERITY_ERROR, true, "a port used twice", port_twice},
    {"cf-syntax-22", SEVERITY_ERROR, true, "no comma between two KEY=value", wrong_separator},
    {"mailer-02", SEVERITY_WARNING, false, "the name of a mailer in small letters", mailer_name},
    {0},
};
