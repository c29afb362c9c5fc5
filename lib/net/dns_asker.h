/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_asker -- libunbound at work: one question, asked and waited for. Private to lib/net.
 *
 * Loading the library, making its context and starting its worker thread are left to the first
 * question. Any thread may ask; each waits no longer than its deadline.
 */
#ifndef NET_DNS_ASKER_H
#define NET_DNS_ASKER_H

#include <unbound.h>

#include "net/dns.h"
#include "net/resolv_conf.h"

struct dns_asker;
/* Both pointers must live as long as the asker; *conf may be filled in until the first question. */
struct dns_asker *dns_asker_new(struct arena *in, const struct dns_options *options,
                                const struct resolv_conf *conf);
void dns_asker_close(struct dns_asker *asker);

enum dns_asked {
    DNS_ASKED_ANSWERED, /* *result is the caller's, for dns_asker_free */
    DNS_ASKED_NO_NAME,  /* this cannot be a name */
    DNS_ASKED_SILENCE,  /* nobody answered in time; err is set */
    DNS_ASKED_FAILED,   /* err is set */
};
/* deadline_ms: the caller's, by clock_monotonic_ms; the options' own holds all the same. */
NODISCARD enum dns_asked dns_asker_ask(struct dns_asker *asker, const char *name,
                                       enum dns_type type, int64_t deadline_ms,
                                       struct ub_result **result, struct err *err);
void dns_asker_free(struct dns_asker *asker, struct ub_result *result);

#endif
