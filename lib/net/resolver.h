/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolver -- names to addresses and back, and canonical names, from the hosts file and the DNS in
 * the order the site wants.
 *
 * One per configuration; any thread may ask. All answers have the three outcomes of dns.h: a server
 * that fails is never "no such host". Nothing is opened before the first question.
 */
#ifndef NET_RESOLVER_H
#define NET_RESOLVER_H

#include "base/debug.h"
#include "net/address.h"
#include "net/dns.h"

struct resolver_options {
    struct dns_options dns;
    struct dns *shared_dns;     /* not NULL: asked instead of an own one; its owner closes it */
    const char *hosts_file;     /* option HostsFile; NULL: /etc/hosts */
    struct slice domain;        /* $m: a name in it may stand in the hosts file without it */
    const char *service_switch; /* option ServiceSwitchFile; NULL: none. For canonical names */
    const char *nsswitch;       /* NULL: /etc/nsswitch.conf. For addresses, as the C library does */
    bool no_search;             /* ResolverOptions -DNSRCH -DEFNAMES: names are taken as they are */
    bool has_wildcard_mx;       /* ResolverOptions +HasWildcardMX */
    bool keep_cnames;           /* option DontExpandCnames: a CNAME is a canonical name, too */
    bool broken_aaaa;           /* ResolverOptions +WorkAroundBrokenAAAA */
    const struct debug *debug;  /* -d8: NULL: nobody asks */
    bool no_inet6;              /* this host has no IPv6: do not ask for AAAA */
};

/* Set from the words of option ResolverOptions ("+AAONLY -DNSRCH file=/etc/resolv.test"). Unknown
 * words go to *bad (first one) and false is returned. `in` must live as long as the resolver. */
bool resolver_parse_options(struct slice words, struct arena *in, struct resolver_options *options,
                            struct slice *bad);

struct resolver;
struct resolver *resolver_new(struct arena *in, const struct resolver_options *options);
void resolver_close(struct resolver *resolver);
/* For typed questions: MX, TXT, ... */
struct dns *resolver_dns(struct resolver *resolver);

/* Does the service switch name the DNS for hosts? */
bool resolver_asks_dns(struct resolver *resolver);

struct net_addresses {
    struct net_address *p;
    size_t count;
    struct slice canonical; /* name the addresses belong to; empty: as asked */
};

/* Addresses of a host: IPv6 first, then IPv4. family: AF_UNSPEC, AF_INET or AF_INET6. */
NODISCARD enum dns_answer resolver_addresses(struct resolver *resolver, struct slice name,
                                             int family, struct arena *in,
                                             struct net_addresses *addresses, struct err *err);
/* The same for a host that an administrator named where a server is: domains of resolv.conf's
 * search line are tried, and all of it is over by deadline_ms of clock_monotonic_ms. */
NODISCARD enum dns_answer resolver_server_addresses(struct resolver *resolver, struct slice name,
                                                    int family, int64_t deadline_ms,
                                                    struct arena *in,
                                                    struct net_addresses *addresses,
                                                    struct err *err);
/* The name of an address: hosts file or PTR. Not checked against the name's own addresses. */
NODISCARD enum dns_answer resolver_name(struct resolver *resolver,
                                        const struct net_address *address, struct arena *in,
                                        struct slice *name, struct err *err);
/*
 * The canonical name as $[ $] and the host map want it: search domains are tried, CNAMEs followed,
 * and a name that has only MX records counts. `ttl` may be NULL. A name whose CNAMEs go round in a
 * circle is DNS_NO_NAME, with an err for the log.
 */
NODISCARD enum dns_answer resolver_canonical(struct resolver *resolver, struct slice name,
                                             struct arena *in, struct slice *canonical,
                                             unsigned *ttl, struct err *err);
/* The same of a name with an address of its own; MX records do not count. */
NODISCARD enum dns_answer resolver_canonical_host(struct resolver *resolver, struct slice name,
                                                  struct arena *in, struct slice *canonical,
                                                  struct err *err);

#endif
