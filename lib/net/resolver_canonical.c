/* SPDX-License-Identifier: BSD-2-Clause */
/* Canonical names, as $[ $] and the host map want them. */
#include "base/str.h"
#include "net/hosts.h"
#include "net/resolver_inner.h"

enum { CNAMES_MAX = 10, CNAMES_SHOWN = 12 };

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

/* A name as it is asked for: with the dot that says it is whole, or in a domain of the search. */
struct asked {
    struct slice name;
    const char *dot; /* "." for a name that was not searched for */
    bool try_mx;
};

/* -d8.5 and .7; the number is what <netdb.h> calls it. */
static void show_question(const struct resolver *r, const struct asked *asked, const char *type,
                          enum dns_answer answer)
{
    const struct debug *debug = r->options.debug;
    int h_errno_shown = answer == DNS_NO_NAME ? 1 : answer == DNS_NO_DATA ? 4 : 2;

    if (debug_wants(debug, 8, 5))
        debug_printf(debug, "dns_getcanonname: trying %.*s%s (%s)\n", SLICE_ARG(asked->name),
                     asked->dot, type);
    if (!debug_wants(debug, 8, 7))
        return;
    if (answer == DNS_FOUND)
        debug_text(debug, SLICE("\tYES\n"));
    else
        debug_printf(debug, "\tNO: errno=0, h_errno=%d\n", h_errno_shown);
}

/* compatible: an alias answers the first question, whatever its host has, and is shown link by
 * link. What is shown from then on is the host. */
static void show_links(struct resolver *r, struct asked *shown, const char *type, struct arena *in)
{
    struct dns_reply link;

    if (!debug_wants(r->options.debug, 8, 5) || r->options.keep_cnames)
        return;
    for (size_t i = 0; i < CNAMES_SHOWN &&
                       dns_lookup(r->dns, shown->name, DNS_CNAME, in, &link, NULL) == DNS_FOUND;
         i++) {
        show_question(r, shown, type, DNS_FOUND);
        *shown = (struct asked){.name = link.records[0].data, .dot = "."};
    }
}

static const struct {
    enum dns_type type;
    const char *name;
} questions[] = {{DNS_AAAA, "AAAA"}, {DNS_A, "A"}, {DNS_MX, "MX"}};

/* One full name: does it exist with an address or an MX, and where does its CNAME chain end? */
static enum dns_answer canonical_one(struct resolver *r, const struct asked *asked,
                                     struct arena *in, struct slice *canonical, unsigned *ttl,
                                     struct err *err)
{
    size_t first = r->options.no_inet6 ? 1 : 0;
    enum dns_answer answer = DNS_NO_NAME;
    struct asked shown = *asked;
    struct dns_reply reply;

    show_links(r, &shown, questions[first].name, in);
    for (size_t i = first; i < COUNT(questions); i++) {
        enum dns_type type = questions[i].type;
        enum dns_answer one;

        if (type == DNS_MX && !asked->try_mx)
            continue;
        one = dns_lookup(r->dns, asked->name, type, in, &reply, err);
        if (one == DNS_FAILED && !reply.silence && cnames_loop(r, asked->name, in, err))
            return DNS_NO_NAME;
        show_question(r, &shown, questions[i].name, one);
        if (one == DNS_FAILED && type == DNS_AAAA && r->options.broken_aaaa)
            continue;
        if (one == DNS_FAILED)
            return DNS_FAILED;
        if (one == DNS_FOUND) {
            *canonical = reply.canonical.len > 0 && !r->options.keep_cnames
                             ? reply.canonical
                             : arena_copy(in, asked->name);
            if (ttl != NULL)
                *ttl = reply.ttl;
            if (debug_wants(r->options.debug, 8, 5))
                debug_printf(r->options.debug, "dns_getcanonname: %.*s\n", SLICE_ARG(*canonical));
            return DNS_FOUND;
        }
        if (one == DNS_NO_NAME)
            return DNS_NO_NAME;
        answer = resolver_stronger(answer, one);
    }
    return answer;
}

static enum dns_answer canonical_from_dns(struct resolver *r, struct slice name, bool try_mx,
                                          struct arena *in, struct slice *canonical, unsigned *ttl,
                                          struct err *err)
{
    struct dns_search search = dns_search(r->dns);
    bool absolute = name.len > 0 && name.p[name.len - 1] == '.';
    bool searched = !absolute && !r->options.no_search && search.count > 0;
    bool as_is_first = absolute || resolver_dots(name) >= search.ndots;
    enum dns_answer answer = DNS_NO_NAME;
    struct asked as_is = {.name = name, .dot = ".", .try_mx = try_mx};

    if (debug_wants(r->options.debug, 8, 2))
        debug_printf(r->options.debug, "dns_getcanonname(%.*s, trymx=%d)\n", SLICE_ARG(name),
                     try_mx && !r->options.has_wildcard_mx);
    if (absolute)
        as_is.name.len--;
    if (as_is_first)
        answer = canonical_one(r, &as_is, in, canonical, ttl, err);
    /* A failing server ends the search: a longer name might match the wrong thing. */
    for (size_t i = 0; searched && i < search.count; i++) {
        /* A wildcard MX in the search domain would make every name exist there. */
        struct asked longer = {.dot = "", .try_mx = try_mx && !r->options.has_wildcard_mx};

        if (answer == DNS_FOUND || answer == DNS_FAILED)
            return answer;
        longer.name = arena_printf(in, "%.*s.%.*s", SLICE_ARG(name), SLICE_ARG(search.domains[i]));
        answer = resolver_stronger(answer, canonical_one(r, &longer, in, canonical, ttl, err));
    }
    /* compatible: a word without a dot is no full name. */
    if (searched && resolver_dots(name) == 0)
        return answer;
    if (!as_is_first && answer != DNS_FOUND && answer != DNS_FAILED)
        answer = resolver_stronger(answer, canonical_one(r, &as_is, in, canonical, ttl, err));
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

static enum dns_answer canonical_name(struct resolver *r, struct slice name, bool try_mx,
                                      struct arena *in, struct slice *canonical, unsigned *ttl,
                                      struct err *err)
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
            answer = resolver_stronger(
                answer, canonical_from_dns(r, name, try_mx, in, canonical, ttl, &failure));
    }
    resolver_tell_failure(answer, &failure, err);
    show_canonical(r, name, answer);
    return answer;
}

enum dns_answer resolver_canonical(struct resolver *r, struct slice name, struct arena *in,
                                   struct slice *canonical, unsigned *ttl, struct err *err)
{
    return canonical_name(r, name, true, in, canonical, ttl, err);
}

enum dns_answer resolver_canonical_host(struct resolver *r, struct slice name, struct arena *in,
                                        struct slice *canonical, struct err *err)
{
    return canonical_name(r, name, false, in, canonical, NULL, err);
}
