/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/online_inner.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/connect.h"
#include "net/resolver.h"
#include "net/stream.h"
#include "os/clock.h"

enum { ADDRESSES_MAX = 3, REPLY_LINE_MAX = 1024, REPLY_LINES_MAX = 50 };

void online_say(struct online *o, const struct online_place *at, const char *id, struct slice bad,
                const char *fmt, ...)
{
    struct str what = str_new(o->in);
    enum severity severity = SEVERITY_WARNING;
    va_list args;

    va_start(args, fmt);
    str_vprintf(&what, fmt, args);
    va_end(args);
    for (size_t i = 0; i < lint_row_count; i++)
        if (strcmp(lint_rows[i].id, id) == 0)
            severity = lint_rows[i].severity;
    if (at->file.len > 0) {
        lint_say(o->lint, id, severity, at->file, at->line, "%s", what.p);
        return;
    }
    o->cf.report(o->cf.ctx, &(struct cf_fault){.id = id,
                                               .severity = severity,
                                               .line = at->line,
                                               .source = at->source,
                                               .bad = bad,
                                               .what = str_slice(&what)});
}

/* ---- the DNS -------------------------------------------------------------------------------- */

/* A single name may be beyond reach; a name that every name server knows tells whether all are. */
static void note_silence(struct online *o, struct slice why)
{
    struct online_place at = {.line = 0};
    struct dns_reply reply;
    struct err err = {0};

    if (dns_lookup_by(o->dns, SLICE("arpa"), DNS_NS, clock_monotonic_ms() + ONLINE_ASK_MS, o->in,
                      &reply, &err) != DNS_FAILED ||
        !reply.silence)
        return;
    o->dns_is_silent = true;
    online_say(o, &at, "online-03", (struct slice){0},
               "no name server answers: names were not looked up (%.*s)", SLICE_ARG(why));
}

static enum dns_answer ask(struct online *o, struct slice name, enum dns_type type,
                           struct dns_reply *reply, struct slice *why)
{
    struct err err = {0};
    enum dns_answer answer;

    *reply = (struct dns_reply){0};
    if (o->dns_is_silent) {
        *why = SLICE("no name server answers");
        return DNS_FAILED;
    }
    answer =
        dns_lookup_by(o->dns, name, type, clock_monotonic_ms() + ONLINE_ASK_MS, o->in, reply, &err);
    if (answer == DNS_FAILED)
        *why =
            arena_printf(o->in, "%s; asked: %.*s", err.text, SLICE_ARG(dns_servers(o->dns, o->in)));
    if (answer == DNS_FAILED && reply->silence)
        note_silence(o, *why);
    return answer;
}

/* Best first; of equals the first. */
static void sort_records(struct dns_reply *reply)
{
    for (size_t i = 1; i < reply->count; i++)
        for (size_t k = i; k > 0 && reply->records[k].preference < reply->records[k - 1].preference;
             k--) {
            struct dns_record swap = reply->records[k];
            reply->records[k] = reply->records[k - 1];
            reply->records[k - 1] = swap;
        }
}

enum online_answer online_exchanges(struct online *o, struct slice domain,
                                    struct online_hosts *hosts, struct slice *why)
{
    struct dns_reply reply;

    hosts->len = 0;
    switch (ask(o, domain, DNS_MX, &reply, why)) {
    case DNS_FAILED:
        return ONLINE_UNKNOWN;
    case DNS_NO_NAME: /* it may stand in the hosts file, or in a domain of the search list */
    case DNS_NO_DATA:
        *VEC_ADD(hosts, o->in) = domain;
        return ONLINE_WELL;
    case DNS_FOUND:
        break;
    }
    sort_records(&reply);
    for (size_t i = 0; i < reply.count; i++)
        if (reply.records[i].data.len > 0)
            *VEC_ADD(hosts, o->in) = reply.records[i].data;
    if (hosts->len > 0)
        return ONLINE_WELL;
    *why = SLICE("its MX record says that it takes no mail");
    return ONLINE_WRONG;
}

enum online_answer online_has_address(struct online *o, struct slice name, struct slice *why)
{
    struct dns_reply reply;
    enum dns_answer four = ask(o, name, DNS_A, &reply, why), six;

    if (four == DNS_FOUND)
        return ONLINE_WELL;
    if (four == DNS_NO_NAME) {
        *why = SLICE("there is no such name");
        return ONLINE_WRONG;
    }
    six = ask(o, name, DNS_AAAA, &reply, why);
    if (six == DNS_FOUND)
        return ONLINE_WELL;
    if (four == DNS_FAILED || six == DNS_FAILED)
        return ONLINE_UNKNOWN;
    *why = SLICE("it has no address");
    return ONLINE_WRONG;
}

enum online_answer online_has_mail(struct online *o, struct slice domain, struct slice *why)
{
    struct dns_reply reply;

    switch (ask(o, domain, DNS_MX, &reply, why)) {
    case DNS_FOUND:
        return ONLINE_WELL;
    case DNS_FAILED:
        return ONLINE_UNKNOWN;
    case DNS_NO_NAME:
        *why = SLICE("there is no such name");
        return ONLINE_WRONG;
    case DNS_NO_DATA:
        break;
    }
    enum online_answer answer = online_has_address(o, domain, why);
    if (answer == ONLINE_WRONG)
        *why = SLICE("it has neither an MX record nor an address");
    return answer;
}

static bool is_interface(const struct net_address *address)
{
    struct ifaddrs *all = NULL;
    bool found = net_address_is_loopback(address);

    if (getifaddrs(&all) != 0)
        return found;
    for (const struct ifaddrs *one = all; one != NULL && !found; one = one->ifa_next) {
        struct net_address own = {0};
        struct slice bytes = {0};
        if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET)
            bytes = slice_of(
                (const char *)&((const struct sockaddr_in *)(const void *)one->ifa_addr)->sin_addr,
                4);
        else if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET6)
            bytes =
                slice_of((const char *)&((const struct sockaddr_in6 *)(const void *)one->ifa_addr)
                             ->sin6_addr,
                         16);
        found = bytes.len > 0 && net_address_from_bytes(bytes, 0, &own) &&
                net_address_same_host(&own, address);
    }
    freeifaddrs(all);
    return found;
}

/* The addresses of a host, or the one that stands in brackets. */
static enum online_answer addresses_of(struct online *o, struct slice host, uint16_t port,
                                       struct net_addresses *found, struct slice *why)
{
    struct err err = {0};
    struct net_address *one;

    *found = (struct net_addresses){0};
    if (host.len > 2 && host.p[0] == '[' && host.p[host.len - 1] == ']')
        host = slice_part(host, 1, host.len - 2);
    one = ARENA_NEW(o->in, struct net_address);
    if (net_address_parse(host, port, one)) {
        *found = (struct net_addresses){.p = one, .count = 1};
        return ONLINE_WELL;
    }
    switch (resolver_server_addresses(o->lint->config->resolver, host, AF_UNSPEC,
                                      clock_monotonic_ms() + (o->dns_is_silent ? 0 : ONLINE_ASK_MS),
                                      o->in, found, &err)) {
    case DNS_FOUND:
        break;
    case DNS_FAILED:
        *why = arena_printf(o->in, "%s", err.text);
        return ONLINE_UNKNOWN;
    case DNS_NO_NAME:
        *why = SLICE("there is no such host");
        return ONLINE_WRONG;
    case DNS_NO_DATA:
        *why = SLICE("it has no address");
        return ONLINE_WRONG;
    }
    for (size_t i = 0; i < found->count; i++)
        net_address_set_port(&found->p[i], port);
    return ONLINE_WELL;
}

bool online_is_ours(struct online *o, struct slice host)
{
    struct net_addresses found;
    struct slice why;

    if (lint_in_class(o->lint, "w", host))
        return true;
    if (addresses_of(o, host, 0, &found, &why) != ONLINE_WELL)
        return false;
    for (size_t i = 0; i < found.count; i++)
        if (is_interface(&found.p[i]))
            return true;
    return false;
}

/* ---- connections ---------------------------------------------------------------------------- */

static struct slice shown_peer(struct online *o, const struct net_address *to)
{
    return arena_printf(o->in, "%.*s port %u",
                        SLICE_ARG(net_address_bracketed(to, NET_COMPRESSED, o->in)),
                        (unsigned)net_address_port(to));
}

/* All lines of the greeting, then we leave. */
static enum online_answer greeting(struct online *o, int fd, const struct net_address *to,
                                   struct slice *why)
{
    struct stream *s = stream_new(o->in, fd, fd);
    struct line line = {0};
    enum stream_answer answer = STREAM_OK;
    bool last = false;

    stream_set_timeout(s, ONLINE_GREET_MS);
    for (int n = 0; n < REPLY_LINES_MAX && !last && answer == STREAM_OK; n++) {
        answer = stream_read_line(s, REPLY_LINE_MAX, &line);
        last = answer == STREAM_OK && (line.text.len < 4 || line.text.p[3] != '-');
    }
    struct slice text = last ? arena_copy(o->in, line.text) : (struct slice){0};
    if (last && stream_write_text(s, "QUIT\r\n") == STREAM_OK)
        (void)!stream_flush(s);
    stream_close(s);
    if (slice_starts(text, SLICE("220")))
        return ONLINE_WELL;
    *why = text.len > 0 ? arena_printf(o->in, "%.*s greets with: %.*s",
                                       SLICE_ARG(shown_peer(o, to)), SLICE_ARG(text))
                        : arena_printf(o->in, "%.*s %s", SLICE_ARG(shown_peer(o, to)),
                                       answer == STREAM_TIMEOUT
                                           ? "takes the connection and says nothing for 10 seconds"
                                           : "takes the connection and ends it without a word");
    return ONLINE_WRONG;
}

static enum online_answer try_one(struct online *o, const struct net_address *to, bool greets,
                                  struct slice *why)
{
    struct connect_options options = {.timeout_ms = ONLINE_CONNECT_MS};
    struct err err = {0};
    int errnum = 0, fd = net_connect(to, &options, &errnum, &err);

    if (fd < 0) {
        *why = arena_printf(o->in, "%.*s: %s", SLICE_ARG(shown_peer(o, to)),
                            errnum != 0 ? strerror(errnum) : err.text);
        return ONLINE_WRONG;
    }
    if (greets)
        return greeting(o, fd, to, why);
    close(fd);
    return ONLINE_WELL;
}

enum online_answer online_reaches(struct online *o, struct slice host, uint16_t port, bool greets,
                                  struct slice *why)
{
    struct net_addresses found;
    enum online_answer answer = addresses_of(o, host, port, &found, why);

    if (answer != ONLINE_WELL)
        return answer;
    for (size_t i = 0; i < found.count && i < ADDRESSES_MAX; i++) {
        answer = try_one(o, &found.p[i], greets, why);
        if (answer == ONLINE_WELL)
            return ONLINE_WELL;
    }
    return answer;
}

/* ---- all of it ------------------------------------------------------------------------------ */

bool online_macro(struct slice line, struct slice *name, struct slice *value)
{
    *value = slice_from_at(line, 1);
    if (line.len < 2 || line.p[0] != 'D')
        return false;
    if (slice_skip(value, '{'))
        return slice_until(value, '}', name);
    *name = slice_part(*value, 0, 1);
    *value = slice_from_at(*value, 1);
    return true;
}

void online_check(struct lint *lint, cf_fault_fn *report, void *ctx)
{
    struct online o = {.lint = lint,
                       .in = lint->in,
                       .cf = {.in = lint->in, .report = report, .ctx = ctx},
                       .tried = table_new_case(lint->in)};

    if (lint->config == NULL)
        return;
    o.dns = resolver_dns(lint->config->resolver);
    online_names(&o);
    online_routes(&o);
    online_servers(&o);
}
