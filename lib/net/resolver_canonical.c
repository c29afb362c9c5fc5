/* SPDX-License-Identifier: BSD-2-Clause */
/* Canonical names, as $[ $] and the host map want them. */
#include "base/str.h"
#include "net/hosts.h"
#include "net/resolver_inner.h"

enum { CNAMES_MAX = 10 };

/* A name server fails for CNAMEs without an end as it does when it is down; asked one by one they
 * show the difference. */
static bool cnames_loop(struct resolver *r, struct slice name, struct arena *in, struct err *err)
{
    struct slice at = name;

    for (size_t i = 0; i <= CNAMES_MAX; i++) {
        struct dns_reply reply;

        if (dns_lookup(r->dns, at, DNS_CNAME, in, &reply, NULL) != DNS_FOUND)
            return false;
        at = reply.records[0].data;
    }
    (void)err_set(err, EX_NOHOST, "DNS failure: CNAME loop for %.*s", SLICE_ARG(at));
    return true;
}

/* -d8.5 and .7; the number is what <netdb.h> calls it. */
static void show_question(const struct resolver *r, struct slice name, const char *type,
                          enum dns_answer answer)
{
    const struct debug *debug = r->options.debug;
    int h_errno_shown = answer == DNS_NO_NAME ? 1 : answer == DNS_NO_DATA ? 4 : 2;

    if (debug_wants(debug, 8, 5))
        debug_printf(debug, "dns_getcanonname: trying %.*s (%s)\n", SLICE_ARG(name), type);
    if (!debug_wants(debug, 8, 7))
        return;
    if (answer == DNS_FOUND)
        debug_text(debug, SLICE("\tYES\n"));
    else
        debug_printf(debug, "\tNO: errno=0, h_errno=%d\n", h_errno_shown);
}

/* One full name: does it exist with an address or an MX, and where does its CNAME chain end? */
static enum dns_answer canonical_one(struct resolver *r, struct slice name, bool try_mx,
                                     struct arena *in, struct slice *canonical, unsigned *ttl,
                                     struct err *err)
{
    static const enum dns_type types[] = {DNS_AAAA, DNS_A, DNS_MX};
    static const char *const type_names[] = {"AAAA", "A", "MX"};
    enum dns_answer answer = DNS_NO_NAME;
    struct dns_reply reply;

    for (size_t i = 0; i < COUNT(types); i++) {
        enum dns_answer one;

        if ((types[i] == DNS_MX && !try_mx) || (types[i] == DNS_AAAA && r->options.no_inet6))
            continue;
        one = dns_lookup(r->dns, name, types[i], in, &reply, err);
        show_question(r, name, type_names[i], one);
        if (one == DNS_FAILED && !reply.silence && cnames_loop(r, name, in, err))
            return DNS_NO_NAME;
        if (one == DNS_FAILED && types[i] == DNS_AAAA && r->options.broken_aaaa)
            continue;
        if (one == DNS_FAILED)
            return DNS_FAILED;
        if (one == DNS_FOUND) {
            *canonical = reply.canonical.len > 0 && !r->options.keep_cnames ? reply.canonical
                                                                            : arena_copy(in, name);
            if (ttl != NULL)
                *ttl = reply.ttl;
            return DNS_FOUND;
        }
        if (one == DNS_NO_NAME)
            return DNS_NO_NAME;
        answer = resolver_stronger(answer, one);
    }
    return answer;
}

static size_t count_dots(struct slice name)
{
    size_t dots = 0;

    for (size_t i = 0; i < name.len; i++)
        dots += name.p[i] == '.';
    return dots;
}

static enum dns_answer canonical_from_dns(struct resolver *r, struct slice name, struct arena *in,
                                          struct slice *canonical, unsigned *ttl, struct err *err)
{
    struct dns_search search = dns_search(r->dns);
    bool absolute = name.len > 0 && name.p[name.len - 1] == '.';
    bool searched = !absolute && !r->options.no_search && search.count > 0;
    bool as_is_first = absolute || count_dots(name) >= search.ndots;
    enum dns_answer answer = DNS_NO_NAME;

    if (debug_wants(r->options.debug, 8, 2))
        debug_printf(r->options.debug, "dns_getcanonname(%.*s, trymx=%d)\n", SLICE_ARG(name),
                     !r->options.has_wildcard_mx);
    if (absolute)
        name.len--;
    if (as_is_first)
        answer = canonical_one(r, name, true, in, canonical, ttl, err);
    /* A failing server ends the search: a longer name might match the wrong thing. */
    for (size_t i = 0; searched && i < search.count; i++) {
        struct slice full;

        if (answer == DNS_FOUND || answer == DNS_FAILED)
            return answer;
        full = arena_printf(in, "%.*s.%.*s", SLICE_ARG(name), SLICE_ARG(search.domains[i]));
        /* A wildcard MX in the search domain would make every name exist there. */
        answer = resolver_stronger(
            answer, canonical_one(r, full, !r->options.has_wildcard_mx, in, canonical, ttl, err));
    }
    /* compatible: a word without a dot is no full name. */
    if (searched && count_dots(name) == 0)
        return answer;
    if (!as_is_first && answer != DNS_FOUND && answer != DNS_FAILED)
        answer = resolver_stronger(answer, canonical_one(r, name, true, in, canonical, ttl, err));
    return answer;
}

/* "host.our.domain" without the domain; empty when it is no such name. */
static struct slice without_domain(const struct resolver *r, struct slice name)
{
    struct slice domain = r->options.domain, host;

    if (domain.len == 0 || name.len <= domain.len + 1)
        return SLICE("");
    host = slice_part(name, 0, name.len - domain.len - 1);
    if (name.p[host.len] != '.' || name.p[host.len - 1] == '.' ||
        !slice_eq_case(slice_from_at(name, host.len + 1), domain))
        return SLICE("");
    return host;
}

static enum dns_answer canonical_from_file(struct resolver *r, struct slice name, struct arena *in,
                                           struct slice *canonical)
{
    struct slice rest, found, names, host;
    bool there;

    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--; /* compatible: two dots at the end are as good as one */
    pthread_mutex_lock(&r->lock);
    rest = resolver_text(&r->hosts);
    there = hosts_canonical(&rest, name, &found, &names);
    host = without_domain(r, name);
    if (!there && host.len > 0) {
        rest = resolver_text(&r->hosts);
        there = hosts_canonical(&rest, host, &found, &names);
    }
    if (there)
        *canonical = arena_copy(in, found);
    pthread_mutex_unlock(&r->lock);
    return there ? DNS_FOUND : DNS_NO_NAME;
}

bool resolver_asks_dns(struct resolver *r)
{
    struct arena *in = arena_new();
    struct slice order = resolver_services(r, &r->service_switch, "dns files", in), service;
    bool asks = false;

    while (!asks && slice_word(&order, &service))
        asks = resolver_is_dns(service);
    arena_drop(in);
    return asks;
}

/* -d38.20 */
static void show_service(const struct resolver *r, struct slice name, struct slice service)
{
    const struct debug *debug = r->options.debug;

    if (!debug_wants(debug, 38, 20))
        return;
    debug_printf(debug, "getcanonname(%.*s), trying %.*s\n", SLICE_ARG(name), SLICE_ARG(service));
    if (slice_is_case(service, "files"))
        debug_printf(debug, "text_getcanonname(%.*s)\n", SLICE_ARG(name));
}

static void show_canonical(const struct resolver *r, struct slice name, enum dns_answer answer)
{
    const struct debug *debug = r->options.debug;

    if (!debug_wants(debug, 38, 20))
        return;
    if (answer == DNS_FOUND)
        debug_printf(debug, "getcanonname(%.*s), found, ad=0\n", SLICE_ARG(name));
    else
        debug_printf(debug, "getcanonname(%.*s), failed, status=%d\n", SLICE_ARG(name),
                     answer == DNS_FAILED ? EX_TEMPFAIL : EX_NOHOST);
}

enum dns_answer resolver_canonical(struct resolver *r, struct slice name, struct arena *in,
                                   struct slice *canonical, unsigned *ttl, struct err *err)
{
    struct slice order = resolver_services(r, &r->service_switch, "dns files", in), service;
    enum dns_answer answer = DNS_NO_NAME;
    struct err failure = {0};

    if (ttl != NULL)
        *ttl = 0;
    while (answer != DNS_FOUND && slice_word(&order, &service)) {
        show_service(r, name, service);
        if (slice_is_case(service, "files"))
            answer = resolver_stronger(answer, canonical_from_file(r, name, in, canonical));
        else if (resolver_is_dns(service))
            answer = resolver_stronger(answer,
                                       canonical_from_dns(r, name, in, canonical, ttl, &failure));
    }
    resolver_tell_failure(answer, &failure, err);
    show_canonical(r, name, answer);
    return answer;
}
