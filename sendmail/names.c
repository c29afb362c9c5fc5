/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/names.h"

#include <arpa/inet.h>

/* One record as a zone file would have it. */
static struct slice record_text(const struct dns_record *r, unsigned type, struct arena *in)
{
    char text[INET6_ADDRSTRLEN];

    switch (type) {
    case DNS_A:
    case DNS_AAAA:
        if (r->data.len != (type == DNS_A ? 4 : 16) ||
            inet_ntop(type == DNS_A ? AF_INET : AF_INET6, r->data.p, text, sizeof text) == NULL)
            return slice_of(NULL, 0);
        return arena_copy(in, slice_from(text));
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
    default:
        return arena_copy(in, r->data);
    }
}

static void sort_by_preference(struct dns_record *r, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct dns_record moved = r[i];
        size_t k = i;

        for (; k > 0 && r[k - 1].preference > moved.preference; k--)
            r[k] = r[k - 1];
        r[k] = moved;
    }
}

static enum map_answer ask_dns(void *ctx, struct slice name, unsigned type, struct arena *in,
                               struct slice **records, size_t *count, struct err *err)
{
    struct names *names = ctx;
    struct dns_reply reply = {0};

    *count = 0;
    if (names->resolver == NULL) {
        err_set(err, EX_TEMPFAIL, "no resolver");
        return MAP_FAILED;
    }
    switch (dns_lookup(resolver_dns(names->resolver), name, (enum dns_type)type, in, &reply, err)) {
    case DNS_FAILED:
        return MAP_FAILED;
    case DNS_NO_NAME:
    case DNS_NO_DATA:
        return MAP_ABSENT;
    case DNS_FOUND:
        break;
    }
    sort_by_preference(reply.records, reply.count);
    *records = ARENA_ARRAY(in, reply.count + 1, struct slice);
    for (size_t i = 0; i < reply.count; i++) {
        struct slice text = record_text(&reply.records[i], type, in);

        if (text.len > 0)
            (*records)[(*count)++] = text;
    }
    return *count > 0 ? MAP_FOUND : MAP_ABSENT;
}

static enum map_answer ask_canonical(void *ctx, struct slice name, struct arena *in,
                                     struct slice *canonical, struct err *err)
{
    struct names *names = ctx;

    if (names->resolver == NULL) {
        err_set(err, EX_TEMPFAIL, "no resolver");
        return MAP_FAILED;
    }
    switch (resolver_canonical(names->resolver, name, in, canonical, NULL, err)) {
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

void names_init(struct names *names)
{
    *names = (struct names){.hooks = {.ctx = names, .dns = ask_dns, .canonical = ask_canonical}};
}
