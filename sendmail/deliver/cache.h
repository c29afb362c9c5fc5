/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cache -- idle sessions kept for the next message to the same host. Any thread may call.
 *
 * Option ConnectionCacheSize counts sessions for each thread that delivers (classic sendmail keeps
 * that many in each of its processes); ConnectionCacheTimeout is how long one may lie idle.
 */
#ifndef SENDMAIL_DELIVER_CACHE_H
#define SENDMAIL_DELIVER_CACHE_H

#include "sendmail/deliver/session.h"

struct cache;

struct cache *cache_new(struct arena *in, size_t max_sessions, int64_t max_idle_ms);
/* A session with that key, now the caller's; NULL: none. */
struct session *cache_take(struct cache *cache, struct slice key);
/* The session is the cache's from here on; it may be closed at once. */
void cache_keep(struct cache *cache, struct session *session);
/* Close those that were idle for long; with `all` every one. */
void cache_sweep(struct cache *cache, bool all);

#endif
