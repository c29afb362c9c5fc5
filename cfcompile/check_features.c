/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Features: arguments they need, others they need, and what they open.
 */
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"

static bool is_list(struct slice name)
{
    return slice_is(name, "dnsbl") || slice_is(name, "enhdnsbl") || slice_is(name, "rhsbl");
}

static void list_without_zone(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        struct slice name = mc_value(call, 1);
        if (!is_list(name) || slice_trim(mc_value(call, 2)).len > 0)
            continue;
        check_instead(c,
                      check_say(c, call->file, call->at, "FEATURE(%.*s) needs the zone of the list",
                                SLICE_ARG(name)),
                      "FEATURE(`%.*s', `bl.example.net')dnl   with the zone of your list",
                      SLICE_ARG(name));
    }
}

/* Lists that have ended; some of them answered "listed" to everything at their end. */
static const struct {
    const char *zone;
    int year;
} dead_lists[] = {
    {"rbl.maps.vix.com", 1999},
    {"blackholes.mail-abuse.org", 2001},
    {"dul.maps.vix.com", 1999},
    {"dialups.mail-abuse.org", 2001},
    {"relays.mail-abuse.org", 2001},
    {"relays.orbs.org", 2001},
    {"relays.osirusoft.com", 2003},
    {"dnsbl.osirusoft.com", 2003},
    {"relays.ordb.org", 2006},
    {"list.dsbl.org", 2008},
    {"multihop.dsbl.org", 2008},
    {"unconfirmed.dsbl.org", 2008},
    {"opm.blitzed.org", 2006},
    {"cbl.abuseat.org", 2021},
    {"dnsbl.njabl.org", 2013},
    {"combined.njabl.org", 2013},
    {"bl.csma.biz", 2007},
    {"sbl.csma.biz", 2007},
    {"blackholes.five-ten-sg.com", 2012},
    {"dnsbl.ahbl.org", 2015},
    {"rhsbl.ahbl.org", 2015},
    {"ix.dnsbl.manitu.net", 2023},
    {"dnsbl.sorbs.net", 2024},
    {"dul.dnsbl.sorbs.net", 2024},
    {"spam.dnsbl.sorbs.net", 2024},
    {"relays.visi.com", 2003},
};

static void dead_list(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;)
        for (size_t k = 0; k < COUNT(dead_lists) && is_list(mc_value(call, 1)); k++)
            if (slice_is_case(mc_value(call, 2), dead_lists[k].zone))
                check_instead(c,
                              check_say(c, call->file, call->args.p[1].at,
                                        "the list %s ended in %d: it may delay every message or "
                                        "list the whole world",
                                        dead_lists[k].zone, dead_lists[k].year),
                              "dnl %.*s", SLICE_ARG(mc_line_at(&c->mc, call->file, call->at)));
}

/* http://list.example/, .list.example, list.example.: what is asked has the zone as it stands. */
static void wrong_zone(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        if (!is_list(mc_value(call, 1)) || call->args.len < 2 || call->args.p[1].has_calls ||
            call->args.p[1].stray != SIZE_MAX)
            continue;
        const struct mc_arg *arg = &call->args.p[1];
        struct slice zone = slice_trim(arg->value), right = zone;
        size_t scheme = slice_search(zone, SLICE("://")), at = slice_search(arg->raw, zone);
        if (scheme != SIZE_MAX)
            right = slice_from_at(zone, scheme + 3);
        right = slice_part(right, 0, slice_find(right, '/'));
        while (right.len > 0 && right.p[0] == '.')
            right = slice_from_at(right, 1);
        while (right.len > 0 && right.p[right.len - 1] == '.')
            right.len--;
        if (right.len == 0 || at == SIZE_MAX || slice_eq(right, zone))
            continue;
        check_replace(c,
                      check_say(c, call->file, arg->at + at,
                                "%.*s is no zone of the DNS: nothing is found in it",
                                SLICE_ARG(zone)),
                      call->file, arg->at + at, zone.len, arena_cstr(c->in, right));
    }
}

/* ---- access_db ------------------------------------------------------------------------------ */

static const struct {
    const char *feature;
    size_t argument; /* only with this argument given; 0: always */
} need_access[] = {
    {"blocklist_recipients", 0}, {"blacklist_recipients", 0}, {"compat_check", 0},
    {"conncontrol", 0},          {"ratecontrol", 0},          {"queuegroup", 0},
    {"relay_mail_from", 0},      {"delay_checks", 2},
};

static bool needs_access(const struct mc_item *call)
{
    for (size_t k = 0; k < COUNT(need_access); k++)
        if (slice_is(mc_value(call, 1), need_access[k].feature))
            return need_access[k].argument == 0 ||
                   slice_trim(mc_value(call, need_access[k].argument)).len > 0;
    return slice_is(mc_value(call, 1), "bcc") && slice_is(mc_value(call, 2), "access");
}

static void missing_access(struct checking *c)
{
    const struct mc_item *call, *access = check_call(c, "FEATURE", "access_db");

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        struct slice name = mc_value(call, 1);
        if (!needs_access(call) || (access != NULL && access < call) || c->mc.unread > 0)
            continue;
        struct finding *f =
            access == NULL
                ? check_say(c, call->file, call->at, "FEATURE(%.*s) needs FEATURE(access_db)",
                            SLICE_ARG(name))
                : check_say(c, call->file, call->at,
                            "FEATURE(%.*s) needs FEATURE(access_db) before it, not in line %d",
                            SLICE_ARG(name), mc_place_of(&c->mc, access->file, access->at).line);
        check_instead(c, f, "FEATURE(`access_db')dnl\n%.*sdnl", SLICE_ARG(check_quoted(c, call)));
        if (access != NULL)
            check_move_line(c, f, access, call);
        else
            check_edit(c, f, call->file, mc_line_start(&c->mc, call->file, call->at), 0,
                       SLICE("FEATURE(`access_db')dnl\n"));
    }
}

/* The others that look into a table or a switch of another feature. */
static const struct {
    const char *feature, *needed;
} need_feature[] = {
    {"generics_entire_domain", "genericstable"},
    {"virtuser_entire_domain", "virtusertable"},
    {"lookupdotdomain", "access_db"},
    {"tls_session_features", "access_db"},
};

static void missing_feature(struct checking *c)
{
    for (size_t k = 0; k < COUNT(need_feature); k++) {
        const struct mc_item *call = check_call(c, "FEATURE", need_feature[k].feature);
        if (call == NULL || c->mc.unread > 0 || check_has_feature(c, need_feature[k].needed))
            continue;
        check_instead(c,
                      check_say(c, call->file, call->at,
                                "FEATURE(%s) does nothing without FEATURE(%s)",
                                need_feature[k].feature, need_feature[k].needed),
                      "FEATURE(`%s')dnl", need_feature[k].needed);
    }
}

static void open_relay(struct checking *c)
{
    static const struct {
        const char *feature, *what;
    } open[] = {
        {"promiscuous_relay", "an open relay: anybody may send anywhere through this host"},
        {"relay_local_from",
         "an open relay to whoever writes a sender of this domain, as anybody can"},
    };

    for (size_t k = 0; k < COUNT(open); k++) {
        const struct mc_item *call = check_call(c, "FEATURE", open[k].feature);
        if (call != NULL)
            check_instead(
                c, check_say(c, call->file, call->at, "%s", open[k].what),
                "RELAY_DOMAIN(`example.com 192.0.2')dnl   with names and networks of yours");
    }
}

static void no_delay_checks(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;)
        if (is_list(mc_value(call, 1)) && !check_has_feature(c, "delay_checks")) {
            check_instead(c,
                          check_say(c, call->file, call->at,
                                    "a refused client never gets as far as its sender and "
                                    "recipient, so the log does not show them"),
                          "FEATURE(`delay_checks')dnl");
            return;
        }
}

/* ---- commas in what a list says ------------------------------------------------------------- */

/* The words of a refusal, not "quarantine" or "discard". In pieces: a comma was outside of quotes.
 */
static void comma_in_message(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        struct slice name = mc_value(call, 1), message = mc_value(call, 3);
        struct str text = str_new(c->in);
        if (!is_list(name) || call->args.len < 3)
            continue;
        bool pieces = slice_starts(slice_trim(message), SLICE("\"")) &&
                      slice_find_last(slice_trim(message), '"') == 0;
        if (slice_find(message, ',') == SIZE_MAX && !pieces)
            continue;
        for (size_t k = 0; k < message.len; k++)
            if (message.p[k] == ',')
                str_add_text(&text, " -");
            else
                str_add_char(&text, message.p[k]);
        struct finding *f = check_say(c, call->file, call->args.p[2].at,
                                      "a comma in the message of %.*s makes another argument of "
                                      "the rest, and the rule that refuses is lost",
                                      SLICE_ARG(name));
        if (!pieces) {
            check_instead(c, f, "FEATURE(`%.*s', `%.*s', `%s')dnl", SLICE_ARG(name),
                          SLICE_ARG(mc_value(call, 2)), text.p);
            for (size_t k = 0; k < call->args.p[2].raw.len; k++)
                if (call->args.p[2].raw.p[k] == ',')
                    check_edit(c, f, call->file, call->args.p[2].at + k, 1, SLICE(" -"));
        } else {
            check_instead(c, f, "FEATURE(`%.*s', `%.*s', `\"550 a text without commas\"')dnl",
                          SLICE_ARG(name), SLICE_ARG(mc_value(call, 2)));
        }
    }
}

const struct mc_check feature_checks[] = {
    {"feature-04", SEVERITY_ERROR, false, "a DNS list without its zone", list_without_zone},
    {"feature-05", SEVERITY_WARNING, false, "a DNS list that has ended", dead_list},
    {"dnsbl-02", SEVERITY_ERROR, true, "a DNS list by another name than its zone", wrong_zone},
    {"feature-06", SEVERITY_ERROR, false, "a feature without access_db", missing_access},
    {"feature-13", SEVERITY_WARNING, false, "a feature without the one it adds to",
     missing_feature},
    {"feature-08", SEVERITY_WARNING, false, "an open relay", open_relay},
    {"feature-12", SEVERITY_ADVICE, false, "DNS lists without delay_checks", no_delay_checks},
    {"dnsbl-01", SEVERITY_ERROR, false, "a comma in what a DNS list says", comma_in_message},
    {0},
};
