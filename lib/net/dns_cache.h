/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_cache -- answers kept for as long as their TTL says, found and not found alike. Failures are
 * not kept. Any thread may ask. Private to lib/net.
 */
#ifndef NET_DNS_CACHE_H
#define NET_DNS_CACHE_H

#include "net/dns.h"

struct dns_cache;
struct dns_cache *dns_cache_new(struct arena *in);
void dns_cache_close(struct dns_cache *cache);

/* True: *answer and *reply are as they were kept, copied to `in`, the TTL less what has passed. */
bool dns_cache_get(struct dns_cache *cache, struct slice name, enum dns_type type, int64_t now_ms,
                   struct arena *in, enum dns_answer *answer, struct dns_reply *reply);
/* Nothing is kept for a TTL of 0. */
void dns_cache_put(struct dns_cache *cache, struct slice name, enum dns_type type, int64_t now_ms,
                   enum dns_answer answer, const struct dns_reply *reply);

#endif
