/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mx -- which hosts take mail for a destination, best first.
 *
 * A destination is the host part of a mailer: a domain, "[host]", "[192.0.2.1]", "[IPv6:...]", or
 * several of them separated by colons. Any thread may ask.
 */
#ifndef SENDMAIL_DELIVER_MX_H
#define SENDMAIL_DELIVER_MX_H

#include "base/err.h"
#include "net/resolver.h"

struct mx_options {
    struct resolver *resolver;
    const struct debug *debug;   /* -d8, -d17 */
    bool no_mx;                  /* mailer flag 0 */
    bool keep_ours;              /* test mode: we are shown where we stand in the list */
    bool try_null_list;          /* TryNullMXList: best MX ourselves means our own A record */
    struct slice fallback_mx;    /* FallbackMXhost */
    struct slice fallback_smart; /* FallbackSmartHost */
    struct slice our_name;       /* $j, for words */
    /* Is this host name one of ours ($=w)? */
    bool (*is_local)(void *ctx, struct slice host);
    void *ctx;
};

/* One host to try. */
struct mx_host {
    struct slice name; /* with a last dot when it came from the DNS; "[...]" as given */
    unsigned preference;
};

enum mx_answer {
    MX_HOSTS,   /* at least one */
    MX_NONE,    /* no such host */
    MX_REFUSES, /* null MX: the domain takes no mail */
    MX_LOOPS,   /* we are the best of them */
    MX_LATER,   /* the DNS could not say */
};

struct mx_list {
    struct mx_host *hosts;
    size_t count;
};

/* The MX records of a name that a person typed: the domains of the search list are tried, too.
 * *is_alias: an alias of a host that has none. */
NODISCARD enum dns_answer mx_search(const struct mx_options *options, struct slice name,
                                    struct arena *in, bool *is_alias, struct dns_reply *reply,
                                    struct err *err);
/* What they say. There is at least one. */
NODISCARD enum mx_answer mx_judge(const struct mx_options *options, struct slice domain,
                                  const struct dns_reply *reply, struct arena *in,
                                  struct mx_list *list, struct err *err);

NODISCARD enum mx_answer mx_hosts(const struct mx_options *options, struct slice destination,
                                  struct arena *in, struct mx_list *list, struct err *err);

/* The addresses of one of these hosts. */
NODISCARD enum dns_answer mx_addresses(const struct mx_options *options, struct slice host,
                                       uint16_t port, int family, struct arena *in,
                                       struct net_addresses *addresses, struct err *err);

/* The first colon outside brackets and its rest: "a:b" -> "a". */
struct slice mx_next_destination(struct slice *list);

#endif
