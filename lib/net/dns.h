/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns -- typed questions to the Domain Name System, through libunbound.
 *
 * The library is loaded by the first question, not at start-up: `sendmail -bt` without a lookup
 * never pays for it. Questions block, for no longer than the options say; any thread may ask, and
 * all share one cache.
 *
 * "No such name" and "no record of this type" are answers. A server that does not answer, answers
 * SERVFAIL, or sends what fails validation is DNS_FAILED: that must become "try again later".
 */
#ifndef NET_DNS_H
#define NET_DNS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

enum dns_type {
    DNS_A = 1,
    DNS_NS = 2,
    DNS_CNAME = 5,
    DNS_SOA = 6,
    DNS_PTR = 12,
    DNS_MX = 15,
    DNS_TXT = 16,
    DNS_AFSDB = 18,
    DNS_AAAA = 28,
    DNS_SRV = 33,
    DNS_NAPTR = 35,
    DNS_TLSA = 52,
};

enum dns_answer {
    DNS_FOUND,
    DNS_NO_NAME, /* NXDOMAIN */
    DNS_NO_DATA, /* the name exists, with other records */
    DNS_FAILED,  /* err says why; EX_TEMPFAIL */
};

struct dns_record {
    unsigned preference; /* MX, AFSDB; SRV's priority */
    unsigned weight;     /* SRV */
    unsigned port;       /* SRV */
    /* Names without the last dot ("." itself is empty: null MX); A and AAAA as 4 and 16 bytes; TXT
     * with its strings joined; everything else as raw record data. */
    struct slice data;
};

struct dns_reply {
    struct dns_record *records;
    size_t count;
    struct slice canonical; /* end of the CNAME chain; empty: the name asked was no alias */
    bool secure;            /* validated by DNSSEC */
    bool silence;           /* DNS_FAILED because nobody answered in time */
    unsigned ttl;           /* seconds */
};

struct dns_options {
    const char *resolv_conf;   /* NULL: /etc/resolv.conf; "nameserver ADDRESS@PORT" is understood */
    bool use_tcp;              /* ResolverOptions +USEVC */
    const char *trust_anchors; /* file of DNSKEY or DS records; NULL: no validation */
    /* Timeout.resolver.retrans and .retry: a question may take their product, for each server; 0: 5
     * seconds and 2 tries. */
    int retrans_s;
    int retry;
};

/* Opens nothing; the strings must live as long as the dns. `dns_close` frees what lookups made. */
struct dns;
struct dns *dns_new(struct arena *in, const struct dns_options *options);
void dns_close(struct dns *dns);

/* `name` is taken as absolute, whether or not it ends in a dot. */
NODISCARD enum dns_answer dns_lookup(struct dns *dns, struct slice name, enum dns_type type,
                                     struct arena *in, struct dns_reply *reply, struct err *err);
/* The same for somebody whose own time is over at deadline_ms of clock_monotonic_ms. */
NODISCARD enum dns_answer dns_lookup_by(struct dns *dns, struct slice name, enum dns_type type,
                                        int64_t deadline_ms, struct arena *in,
                                        struct dns_reply *reply, struct err *err);

/* The domains of resolv.conf's search or domain line. */
struct dns_search {
    const struct slice *domains;
    size_t count;
    unsigned ndots;
};
struct dns_search dns_search(struct dns *dns);
/* Whom it asks, for people: "192.0.2.53, 192.0.2.54". */
struct slice dns_servers(struct dns *dns, struct arena *in);

/* "MX", "aaaa" -> type; false for types not in enum dns_type. */
bool dns_type_named(struct slice name, enum dns_type *type);

#endif
