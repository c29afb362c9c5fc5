/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Servers that a session waits for: mail filters, LDAP, maps behind a socket.
 */
#include "base/attr.h"
#include "cfcompile/online_inner.h"
#include "net/service.h"

enum { LDAP_PORT = 389, LDAPS_PORT = 636 };

static void try_server(struct online *o, const struct online_place *at, const char *id,
                       struct slice what, struct slice host, uint16_t port)
{
    struct slice why = {0};
    enum online_answer answer;

    if (!table_set(&o->tried,
                   arena_printf(o->in, "%s %.*s %u", id, SLICE_ARG(host), (unsigned)port), o))
        return;
    answer = online_reaches(o, host, port, false, &why);
    if (answer == ONLINE_UNKNOWN && o->dns_is_silent)
        return;
    if (answer != ONLINE_WELL)
        online_say(o, at, answer == ONLINE_UNKNOWN ? "online-03" : id, host, "%.*s %.*s: %.*s",
                   SLICE_ARG(what), SLICE_ARG(host), SLICE_ARG(why));
}

/* "inet:port@host" and "inet6:port@host". */
static void try_socket(struct online *o, const struct online_place *at, const char *id,
                       struct slice what, struct slice socket)
{
    struct slice port_text;
    uint16_t port;

    if ((slice_skip_text_case(&socket, SLICE("inet:")) ||
         slice_skip_text_case(&socket, SLICE("inet6:"))) &&
        slice_until(&socket, '@', &port_text) && net_service_port(port_text, &port) &&
        socket.len > 0)
        try_server(o, at, id, what, socket, port);
}

static void try_filters(struct online *o)
{
    const struct config *c = o->lint->config;
    struct slice text = o->lint->cf_text;
    struct online_place at = {0};

    for (at.line = 1; slice_line(&text, &at.source); at.line++)
        for (size_t i = 0; i < c->milters.len && slice_starts(at.source, SLICE("X")); i++) {
            struct slice name = c->milters.p[i].name, rest = slice_from_at(at.source, 1);
            if (slice_starts(rest, name) &&
                slice_starts(slice_trim(slice_from_at(rest, name.len)), SLICE(",")))
                try_socket(o, &at, "milter-04",
                           arena_printf(o->in, "filter %.*s:", SLICE_ARG(name)),
                           c->milters.p[i].socket);
        }
}

/* "ldap://host:port/", "host:port", "host"; ldapi: is a socket of this host. */
static void try_ldap(struct online *o, const struct online_place *at, struct slice server,
                     uint16_t port)
{
    struct slice scheme, host = server, port_text;
    size_t slashes = slice_search(server, SLICE("://"));

    if (slashes != SIZE_MAX) {
        scheme = slice_part(server, 0, slashes);
        if (!slice_is_case(scheme, "ldap") && !slice_is_case(scheme, "ldaps"))
            return;
        port = slice_is_case(scheme, "ldaps") ? LDAPS_PORT : LDAP_PORT;
        host = slice_from_at(server, slashes + 3);
        host = slice_part(host, 0, slice_find(host, '/'));
    }
    size_t colon = slice_find_last(host, ':'), bracket = slice_find(host, ']');
    if (colon != SIZE_MAX && (bracket == SIZE_MAX || colon > bracket)) {
        port_text = slice_from_at(host, colon + 1);
        host = slice_part(host, 0, colon);
        (void)net_service_port(port_text, &port);
    }
    if (host.len > 0)
        try_server(o, at, "online-02", SLICE("the LDAP server"), host, port);
}

/* The value of a flag of a map: behind the letter, or the next word; quotes do not count. */
static struct slice flag_value(struct slice line, const char *flag)
{
    size_t at = slice_search(line, slice_from(flag));
    struct slice value;

    if (at == SIZE_MAX)
        return (struct slice){0};
    value = slice_trim(slice_from_at(line, at + slice_from(flag).len));
    if (slice_skip(&value, '"'))
        return slice_part(value, 0, slice_find(value, '"'));
    size_t end = 0;
    while (end < value.len && !ascii_is_space(value.p[end]))
        end++;
    return slice_part(value, 0, end);
}

static void ldap_line(struct online *o, const struct online_place *at)
{
    static const char *const flags[] = {" -h", "=-h", " -H", "=-H"};
    uint16_t port = LDAP_PORT;
    struct slice one;

    (void)net_service_port(flag_value(at->source, " -p"), &port);
    for (size_t i = 0; i < COUNT(flags); i++) {
        struct slice servers = flag_value(at->source, flags[i]);
        while (slice_word(&servers, &one))
            try_ldap(o, at, one, port);
    }
}

void online_servers(struct online *o)
{
    struct slice text = o->lint->cf_text, rest, name, map_class;
    struct online_place at = {0};

    try_filters(o);
    for (at.line = 1; slice_line(&text, &at.source); at.line++) {
        rest = slice_from_at(at.source, 1);
        if (slice_starts(at.source, SLICE("O LDAPDefaultSpec=")))
            ldap_line(o, &at);
        if (!slice_starts(at.source, SLICE("K")) || !slice_word(&rest, &name) ||
            !slice_word(&rest, &map_class))
            continue;
        if (slice_is_case(map_class, "ldap"))
            ldap_line(o, &at);
        while (slice_is_case(map_class, "socket") && slice_word(&rest, &name))
            try_socket(o, &at, "online-02", SLICE("the map behind"), name);
    }
}
