/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/mx.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/debug.h"
#include "base/vec.h"

struct host_vec VEC(struct mx_host);

struct slice mx_next_destination(struct slice *list)
{
    struct slice all = *list;
    bool inside = false;
    size_t i;

    for (i = 0; i < all.len; i++) {
        if (all.p[i] == '[')
            inside = true;
        else if (all.p[i] == ']')
            inside = false;
        else if (all.p[i] == ':' && !inside)
            break;
    }
    *list = slice_from_at(all, i + 1);
    return slice_part(all, 0, i);
}

static int by_preference(const void *a, const void *b)
{
    const struct mx_host *first = a, *second = b;

    return first->preference < second->preference ? -1 : first->preference > second->preference;
}

/* Hosts of one preference share the load: any order will do, so a random one. */
static void shuffle(struct mx_host *hosts, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        uint32_t dice = 0;
        struct mx_host kept = hosts[i - 1];

        if (getrandom(&dice, sizeof dice, GRND_NONBLOCK) != (ssize_t)sizeof dice)
            return;
        hosts[i - 1] = hosts[dice % i];
        hosts[dice % i] = kept;
    }
}

static void add(struct host_vec *list, struct slice name, unsigned preference, struct arena *in)
{
    *VEC_ADD(list, in) = (struct mx_host){.name = name, .preference = preference};
}

static bool is_ours(const struct mx_options *o, const struct mx_host *host)
{
    struct slice bare = slice_part(host->name, 0, host->name.len - 1);

    if (!o->is_local(o->ctx, bare))
        return false;
    if (debug_wants(o->debug, 8, 3))
        debug_printf(o->debug, "found localhost (%.*s) in MX list, pref=%u\n", SLICE_ARG(bare),
                     host->preference);
    return true;
}

static enum mx_answer judge_records(const struct mx_options *o, struct slice domain,
                                    const struct dns_reply *reply, struct host_vec *list,
                                    struct arena *in, struct err *err)
{
    struct mx_host *found = ARENA_ARRAY(in, reply->count, struct mx_host);
    size_t count = 0, usable;
    bool ours = false;

    for (size_t i = 0; i < reply->count; i++) {
        const struct dns_record *r = &reply->records[i];

        if (r->data.len == 0) /* "MX 0 ." (RFC 7505) */
            continue;
        found[count++] = (struct mx_host){.name = arena_printf(in, "%.*s.", SLICE_ARG(r->data)),
                                          .preference = r->preference};
    }
    if (count == 0) {
        if (debug_wants(o->debug, 8, 4))
            debug_text(o->debug, SLICE("getmxrr: Null MX record found, domain doesn't accept mail "
                                       "(RFC7505)\n"));
        (void)err_set(err, EX_UNAVAILABLE, "556 Host does not accept mail: MX 0 .");
        return MX_REFUSES;
    }
    shuffle(found, count);
    qsort(found, count, sizeof found[0], by_preference);
    for (usable = 0; usable < count && !ours; usable++)
        ours = is_ours(o, &found[usable]) && !o->keep_ours;
    if (ours) {
        /* Only hosts better than ourselves may be tried, or mail would go round in a circle. */
        unsigned own = found[--usable].preference;

        while (usable > 0 && found[usable - 1].preference >= own)
            usable--;
    }
    for (size_t i = 0; i < usable; i++)
        add(list, found[i].name, found[i].preference, in);
    if (usable > 0)
        return MX_HOSTS;
    if (o->try_null_list) {
        add(list, domain, 0, in);
        return MX_HOSTS;
    }
    (void)err_set(err, EX_CONFIG, "MX list for %.*s points back to %.*s", SLICE_ARG(domain),
                  SLICE_ARG(o->our_name));
    return MX_LOOPS;
}

/* No MX record: the domain is its own mail host, if it has an address at all. */
static enum mx_answer host_itself(const struct mx_options *o, struct slice domain,
                                  struct host_vec *list, struct arena *in, struct err *err)
{
    struct net_addresses addresses;

    switch (resolver_addresses(o->resolver, domain, AF_UNSPEC, in, &addresses, err)) {
    case DNS_FOUND:
        add(list, domain, 0, in);
        return MX_HOSTS;
    case DNS_FAILED:
        (void)err_set(err, EX_TEMPFAIL, "Name server: %.*s: host name lookup failure",
                      SLICE_ARG(domain));
        return MX_LATER;
    case DNS_NO_NAME:
    case DNS_NO_DATA:
        break;
    }
    if (o->fallback_smart.len > 0) {
        add(list, o->fallback_smart, 0, in);
        return MX_HOSTS;
    }
    (void)err_set(err, EX_NOHOST, "Name server: %.*s: host not found", SLICE_ARG(domain));
    return MX_NONE;
}

/* -d8 */
static void show_asking(const struct mx_options *o, struct slice domain)
{
    if (debug_wants(o->debug, 8, 2))
        debug_printf(o->debug, "getmxrr(%.*s, droplocalhost=%d, flags=2, port=-1)\n",
                     SLICE_ARG(domain), !o->keep_ours);
}

static void show_failure(const struct mx_options *o, struct slice domain, enum dns_answer answer)
{
    static const int h_errno_of[] = {[DNS_NO_NAME] = 1, [DNS_NO_DATA] = 4, [DNS_FAILED] = 2};

    if (answer != DNS_FOUND && debug_wants(o->debug, 8, 1))
        debug_printf(o->debug, "getmxrr: res_search(%.*s) failed, h_errno=%d\n", SLICE_ARG(domain),
                     h_errno_of[answer]);
}

enum mx_answer mx_judge(const struct mx_options *o, struct slice domain,
                        const struct dns_reply *reply, struct arena *in, struct mx_list *list,
                        struct err *err)
{
    struct host_vec all = {0};
    enum mx_answer answer = judge_records(o, domain, reply, &all, in, err);

    *list = (struct mx_list){all.p, all.len};
    return answer;
}

/* The C library stops its search at any records, also where an alias leads to a host without MX. */
static enum dns_answer look_for(const struct mx_options *o, struct slice name, struct arena *in,
                                struct dns_reply *reply, bool *final, struct err *err)
{
    struct dns *dns = resolver_dns(o->resolver);
    enum dns_answer answer = dns_lookup(dns, name, DNS_MX, in, reply, err);
    struct dns_reply link;

    *final =
        answer == DNS_FOUND || answer == DNS_FAILED ||
        (answer == DNS_NO_DATA && dns_lookup(dns, name, DNS_CNAME, in, &link, NULL) == DNS_FOUND);
    return answer;
}

enum dns_answer mx_search(const struct mx_options *o, struct slice name, struct arena *in,
                          bool *is_alias, struct dns_reply *reply, struct err *err)
{
    struct dns_search search = dns_search(resolver_dns(o->resolver));
    bool absolute = slice_ends_case(name, SLICE(".")), has_data = false, final = false;
    bool as_is_first = absolute || slice_find(name, '.') != SIZE_MAX;
    enum dns_answer answer = DNS_NO_NAME;

    show_asking(o, name);
    if (as_is_first)
        answer = look_for(o, name, in, reply, &final, err);
    for (size_t i = 0; !final && !absolute && i < search.count; i++) {
        has_data |= answer == DNS_NO_DATA;
        answer = look_for(
            o, arena_printf(in, "%.*s.%.*s", SLICE_ARG(name), SLICE_ARG(search.domains[i])), in,
            reply, &final, err);
    }
    if (!final && !as_is_first) {
        has_data |= answer == DNS_NO_DATA;
        answer = look_for(o, name, in, reply, &final, err);
    }
    *is_alias = final && answer == DNS_NO_DATA;
    if (answer == DNS_NO_NAME && has_data)
        answer = DNS_NO_DATA;
    if (!*is_alias)
        show_failure(o, name, answer);
    return answer;
}

static enum mx_answer one_destination(const struct mx_options *o, struct slice domain,
                                      struct host_vec *list, struct arena *in, struct err *err)
{
    struct dns_reply reply;
    enum dns_answer found;
    enum mx_answer answer;

    show_asking(o, domain);
    if (domain.len > 0 && domain.p[0] == '[') {
        add(list, domain, 0, in);
        return MX_HOSTS;
    }
    if (o->no_mx) {
        add(list, domain, 0, in);
        return MX_HOSTS;
    }
    found = dns_lookup(resolver_dns(o->resolver), domain, DNS_MX, in, &reply, err);
    show_failure(o, domain, found);
    switch (found) {
    case DNS_FOUND:
        answer = judge_records(o, domain, &reply, list, in, err);
        break;
    case DNS_NO_NAME: /* may stand in the hosts file */
    case DNS_NO_DATA:
        answer = host_itself(o, domain, list, in, err);
        break;
    default:
        (void)err_set(err, EX_TEMPFAIL, "Name server: %.*s: host name lookup failure",
                      SLICE_ARG(domain));
        answer = MX_LATER;
    }
    if (o->fallback_mx.len > 0 && (answer == MX_HOSTS || answer == MX_LATER)) {
        add(list, o->fallback_mx, UINT32_MAX, in);
        answer = MX_HOSTS;
    }
    return answer;
}

/* -d17.1 */
static void show_list(const struct mx_options *o, struct slice destination,
                      const struct mx_list *list)
{
    if (!debug_wants(o->debug, 17, 1))
        return;
    debug_printf(o->debug, "hostsignature(%.*s) = ", SLICE_ARG(destination));
    for (size_t i = 0; i < list->count; i++)
        debug_printf(o->debug, "%s%.*s", i > 0 ? ":" : "", SLICE_ARG(list->hosts[i].name));
    debug_text(o->debug, SLICE("\n"));
}

enum mx_answer mx_hosts(const struct mx_options *o, struct slice destination, struct arena *in,
                        struct mx_list *list, struct err *err)
{
    struct host_vec all = {0};
    enum mx_answer first_bad = MX_HOSTS;
    struct slice whole = destination;
    struct err bad = {0};

    /* The first destination that has no hosts decides what is said if no other has any. */
    while (destination.len > 0) {
        struct err one = {0};
        enum mx_answer answer =
            one_destination(o, mx_next_destination(&destination), &all, in, &one);

        if (answer != MX_HOSTS && (first_bad == MX_HOSTS || answer == MX_LATER)) {
            first_bad = answer;
            bad = one;
        }
    }
    list->hosts = all.p;
    list->count = all.len;
    show_list(o, whole, list);
    if (all.len > 0)
        return MX_HOSTS;
    if (first_bad == MX_HOSTS) {
        (void)err_set(&bad, EX_NOHOST, "no host given");
        first_bad = MX_NONE;
    }
    *err = bad;
    return first_bad;
}

enum dns_answer mx_addresses(const struct mx_options *o, struct slice host, uint16_t port,
                             int family, struct arena *in, struct net_addresses *addresses,
                             struct err *err)
{
    struct net_address literal;
    enum dns_answer answer;
    struct slice name = host;

    if (slice_skip(&name, '[') && name.len > 0 && name.p[name.len - 1] == ']') {
        name.len--;
        if (net_address_parse(name, port, &literal)) {
            *addresses = (struct net_addresses){.p = ARENA_NEW(in, struct net_address), .count = 1};
            addresses->p[0] = literal;
            return DNS_FOUND;
        }
    } else {
        name = host;
    }
    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--;
    answer = resolver_addresses(o->resolver, name, family, in, addresses, err);
    for (size_t i = 0; i < addresses->count; i++)
        net_address_set_port(&addresses->p[i], port);
    return answer;
}
