/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/map_hooks.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/str.h"

static enum map_answer map_answer_of(enum dns_answer answer)
{
    switch (answer) {
    case DNS_FOUND:
        return MAP_FOUND;
    case DNS_NO_NAME:
    case DNS_NO_DATA:
        return MAP_ABSENT;
    case DNS_FAILED:
        break;
    }
    return MAP_FAILED;
}

static struct slice address_text(int family, struct slice bytes, struct arena *in)
{
    char text[INET6_ADDRSTRLEN];

    return arena_copy(in, slice_from(inet_ntop(family, bytes.p, text, sizeof text)));
}

/* Presentation form, as zone files have it. */
static struct slice record_text(enum dns_type type, const struct dns_record *r, struct arena *in)
{
    switch (type) {
    case DNS_A:
        return address_text(AF_INET, r->data, in);
    case DNS_AAAA:
        return address_text(AF_INET6, r->data, in);
    case DNS_MX:
    case DNS_AFSDB:
        return arena_printf(in, "%u %.*s.", r->preference, SLICE_ARG(r->data));
    case DNS_SRV:
        return arena_printf(in, "%u %u %u %.*s.", r->preference, r->weight, r->port,
                            SLICE_ARG(r->data));
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        return arena_printf(in, "%.*s.", SLICE_ARG(r->data));
    case DNS_TLSA: {
        struct str out = str_new(in);
        for (size_t i = 0; i < r->data.len; i++)
            str_printf(&out, i < 3 ? "%u " : "%02X", (unsigned char)r->data.p[i]);
        return str_slice(&out);
    }
    default:
        return arena_copy(in, r->data);
    }
}

static int by_preference(const void *a, const void *b)
{
    const struct dns_record *x = a, *y = b;

    return (x->preference > y->preference) - (x->preference < y->preference);
}

static enum map_answer ask(void *ctx, struct slice name, unsigned type, struct arena *in,
                           struct slice **records, size_t *count, struct err *err)
{
    struct dns_reply reply = {0};
    enum map_answer answer =
        map_answer_of(dns_lookup(resolver_dns(ctx), name, (enum dns_type)type, in, &reply, err));

    *count = 0;
    if (answer != MAP_FOUND)
        return answer;
    if (reply.count == 0)
        return MAP_ABSENT;
    if (type == DNS_MX || type == DNS_SRV)
        qsort(reply.records, reply.count, sizeof reply.records[0], by_preference);
    *records = ARENA_ARRAY(in, reply.count, struct slice);
    for (size_t i = 0; i < reply.count; i++)
        (*records)[(*count)++] = record_text((enum dns_type)type, &reply.records[i], in);
    return MAP_FOUND;
}

static enum map_answer canonical(void *ctx, struct slice name, struct arena *in,
                                 struct slice *value, struct err *err)
{
    return map_answer_of(resolver_canonical(ctx, name, in, value, NULL, err));
}

/* compatible: "127.1" and "0x7f.1" are addresses too. */
static bool read_address(struct slice text, struct net_address *address, struct arena *in)
{
    struct in_addr ip;

    if (net_address_parse(text, 0, address))
        return true;
    if (slice_find(text, ':') != SIZE_MAX || inet_aton(arena_cstr(in, text), &ip) == 0)
        return false;
    return net_address_parse(address_text(AF_INET, slice_of((const char *)&ip, sizeof ip), in), 0,
                             address);
}

static enum map_answer reverse(void *ctx, struct slice text, struct arena *in, struct slice *name,
                               struct err *err)
{
    struct net_address address;

    if (!read_address(text, &address, in)) {
        *err = (struct err){.status = EX_UNAVAILABLE};
        return MAP_ABSENT;
    }
    return map_answer_of(resolver_name(ctx, &address, in, name, err));
}

static enum map_answer server(void *ctx, struct slice host, int family, int64_t deadline_ms,
                              struct arena *in, struct net_addresses *addresses, struct err *err)
{
    return map_answer_of(
        resolver_server_addresses(ctx, host, family, deadline_ms, in, addresses, err));
}

const struct map_hooks *map_hooks_over(struct resolver *resolver, struct arena *in)
{
    struct map_hooks *hooks = ARENA_NEW(in, struct map_hooks);

    *hooks = (struct map_hooks){
        .ctx = resolver, .dns = ask, .canonical = canonical, .reverse = reverse, .server = server};
    return hooks;
}
