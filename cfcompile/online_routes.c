/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where mail goes by name: the relays of the .cf and the entries of mailertable.
 */
#include <string.h>

#include "base/attr.h"
#include "cfcompile/online_inner.h"
#include "conf/peek.h"
#include "net/service.h"
#include "os/file.h"

enum { EXCHANGES_MAX = 3, ENTRIES_MAX = 50, TEXT_MAX = 64 << 20 };

/* Macros whose value is a way out. */
static const struct {
    const char *macro, *what;
} relay_macros[] = {
    {"S", "the smart host"}, {"H", "MAIL_HUB"},
    {"R", "LOCAL_RELAY"},    {"L", "LUSER_RELAY"},
    {"B", "BITNET_RELAY"},   {"F", "FAX_RELAY"},
    {"C", "DECNET_RELAY"},   {"MTAHost", "the host that FEATURE(msp) hands mail to"},
};

struct way {
    const struct mailer *mailer;
    struct slice hosts; /* one or several, with colons between them */
    const char *what;
};

/* "mailer:host", "mailer:user@host", "host"; false for what leads nowhere on the network. */
static bool take_way(struct online *o, struct slice value, const char *mailer, struct way *way)
{
    struct slice rest = value, name;

    way->mailer = config_mailer(o->lint->config, slice_from(mailer));
    way->hosts = value;
    if (value.len > 0 && value.p[0] != '[' && slice_until(&rest, ':', &name) &&
        config_mailer(o->lint->config, name) != NULL) {
        way->mailer = config_mailer(o->lint->config, name);
        way->hosts = rest;
    }
    if (slice_find_last(way->hosts, '@') != SIZE_MAX)
        way->hosts = slice_from_at(way->hosts, slice_find_last(way->hosts, '@') + 1);
    way->hosts = slice_trim(way->hosts);
    return way->hosts.len > 0 && way->mailer != NULL && slice_is(way->mailer->path, "[IPC]") &&
           way->mailer->argv.len > 0 && slice_is_case(way->mailer->argv.p[0], "TCP");
}

/* The third word of A=; a name is one of /etc/services. */
static uint16_t port_of(struct online *o, const struct mailer *mailer)
{
    uint16_t port = SMTP_PORT;
    struct slice word;

    if (mailer->argv.len < 3)
        return SMTP_PORT;
    word = lint_expanded(o->lint, mailer->argv.p[2]);
    return net_service_port(word, &port) ? port : SMTP_PORT;
}

/* One of the hosts, colons in brackets left alone. */
static bool next_host(struct slice *rest, struct slice *host)
{
    size_t end = 0;
    bool inside = false;

    if (rest->len == 0)
        return false;
    for (; end < rest->len && (inside || rest->p[end] != ':'); end++)
        inside = rest->p[end] == '[' || (inside && rest->p[end] != ']');
    *host = slice_part(*rest, 0, end);
    *rest = slice_from_at(*rest, end < rest->len ? end + 1 : end);
    return true;
}

/* Mail for others that is sent to a name whose best exchange is this host. */
static bool comes_back(struct online *o, const struct online_place *at, const struct way *way,
                       struct slice host, const struct online_hosts *exchanges)
{
    if (exchanges->len == 0 || slice_eq_case(exchanges->p[0], host) ||
        !online_is_ours(o, exchanges->p[0]))
        return false;
    online_say(o, at, "map-15", host,
               "%s: the best mail exchange of %.*s is %.*s, which is this host: mail would come "
               "back here without end; [%.*s] leaves MX records aside",
               way->what, SLICE_ARG(host), SLICE_ARG(exchanges->p[0]), SLICE_ARG(host));
    return true;
}

/* Tries one host, or what its MX records name. */
static enum online_answer try_host(struct online *o, const struct online_place *at,
                                   const struct way *way, struct slice host, struct slice *why)
{
    uint16_t port = port_of(o, way->mailer);
    struct online_hosts exchanges = {0};
    enum online_answer answer = ONLINE_WELL;
    bool unknown = false;

    if (host.p[0] == '[' || mailer_has(way->mailer, '0'))
        *VEC_ADD(&exchanges, o->in) = host;
    else
        answer = online_exchanges(o, host, &exchanges, why);
    if (answer != ONLINE_WELL || comes_back(o, at, way, host, &exchanges))
        return answer;
    for (size_t i = 0; i < exchanges.len && i < EXCHANGES_MAX; i++) {
        answer = online_reaches(o, exchanges.p[i], port, true, why);
        if (answer == ONLINE_WELL)
            return ONLINE_WELL;
        unknown = unknown || answer == ONLINE_UNKNOWN;
    }
    return unknown ? ONLINE_UNKNOWN : ONLINE_WRONG;
}

static bool is_new(struct online *o, const struct way *way)
{
    return table_set(
        &o->tried,
        arena_printf(o->in, "%.*s %u", SLICE_ARG(way->hosts), (unsigned)port_of(o, way->mailer)),
        o);
}

/* Of several hosts one that takes mail is enough. */
static void try_way(struct online *o, const struct online_place *at, const struct way *way)
{
    struct slice rest = way->hosts, host, why = {0};
    bool unknown = false;

    if (!is_new(o, way))
        return;
    while (next_host(&rest, &host)) {
        enum online_answer answer = host.len > 0 ? try_host(o, at, way, host, &why) : ONLINE_WRONG;
        if (answer == ONLINE_WELL)
            return;
        unknown = unknown || answer == ONLINE_UNKNOWN;
    }
    if (why.len == 0)
        return;
    if (unknown && o->dns_is_silent)
        return; /* it is told once */
    online_say(o, at,
               unknown                                          ? "online-03"
               : slice_search(why, SLICE(" port ")) == SIZE_MAX ? "online-01"
                                                                : "online-02",
               way->hosts, "%s %.*s: %.*s", way->what, SLICE_ARG(way->hosts), SLICE_ARG(why));
}

static void try_relays(struct online *o)
{
    struct slice text = o->lint->cf_text, name, value;
    struct online_place at = {0};

    for (at.line = 1; slice_line(&text, &at.source); at.line++)
        for (size_t i = 0; i < COUNT(relay_macros); i++) {
            struct way way = {.what = relay_macros[i].what};
            if (online_macro(at.source, &name, &value) && slice_is(name, relay_macros[i].macro) &&
                take_way(o, slice_trim(value), "relay", &way))
                try_way(o, &at, &way);
        }
}

/* The text of a table that is a file beside its database; empty when there is none. */
static struct slice table_text(struct online *o, const struct peek *cf, const char *name,
                               struct slice *path)
{
    struct slice text = {0};

    for (size_t i = 0; i < cf->map_count; i++) {
        *path = cf->maps[i].file;
        if (!slice_is(cf->maps[i].name, name) || path->len == 0 || path->p[0] != '/')
            continue;
        if (slice_ends_case(*path, SLICE(".db")))
            path->len -= strlen(".db");
        if (file_read(arena_cstr(o->in, *path), TEXT_MAX, o->in, &text, NULL))
            return text;
    }
    return (struct slice){0};
}

static void try_table(struct online *o)
{
    struct online_place at = {0};
    struct slice text, line, key;
    struct peek cf;
    unsigned entries = 0;

    if (!peek_read(arena_cstr(o->in, o->lint->cf), o->in, &cf, NULL))
        return;
    text = table_text(o, &cf, "mailertable", &at.file);
    for (at.line = 1; slice_line(&text, &line) && entries < ENTRIES_MAX; at.line++) {
        struct way way = {.what = "mailertable"};
        if (line.len == 0 || line.p[0] == '#' || !slice_word(&line, &key) ||
            !take_way(o, slice_trim(line), "", &way))
            continue;
        entries++;
        way.what = arena_printf(o->in, "mail for %.*s goes to", SLICE_ARG(key)).p;
        try_way(o, &at, &way);
    }
}

void online_routes(struct online *o)
{
    try_relays(o);
    try_table(o);
}
