/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/cache.h"

#include <pthread.h>

#include "os/clock.h"

struct cache {
    pthread_mutex_t lock;
    struct session *idle; /* latest used first: the oldest die of age at the end */
    size_t count, max_sessions;
    int64_t max_idle_ms;
};

struct cache *cache_new(struct arena *in, size_t max_sessions, int64_t max_idle_ms)
{
    struct cache *c = ARENA_NEW(in, struct cache);

    pthread_mutex_init(&c->lock, NULL);
    c->max_sessions = max_sessions;
    c->max_idle_ms = max_idle_ms;
    return c;
}

struct session *cache_take(struct cache *c, struct slice key)
{
    struct session *found = NULL;

    pthread_mutex_lock(&c->lock);
    for (struct session **at = &c->idle; *at != NULL; at = &(*at)->next) {
        if (slice_eq_case((*at)->key, key)) {
            found = *at;
            *at = found->next;
            c->count--;
            break;
        }
    }
    pthread_mutex_unlock(&c->lock);
    if (found == NULL)
        return NULL;
    /* Input on an idle session is a farewell, or the peer is gone: no use. */
    if (clock_monotonic_ms() - found->used_at_ms > c->max_idle_ms ||
        stream_has_input(found->stream)) {
        session_close(found, false);
        return cache_take(c, key);
    }
    found->from_cache = true;
    found->heard = false;
    return found;
}

/* Unlinks sessions idle since before `limit_ms` (or the last one, when the cache is too full). */
static struct session *unlink_old(struct cache *c, int64_t limit_ms)
{
    struct session *old = NULL;

    for (struct session **at = &c->idle; *at != NULL;) {
        struct session *s = *at;

        if (s->used_at_ms > limit_ms && !(s->next == NULL && c->count > c->max_sessions)) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        s->next = old;
        old = s;
        c->count--;
    }
    return old;
}

static void close_all(struct session *list)
{
    while (list != NULL) {
        struct session *s = list;

        list = s->next;
        session_close(s, true);
    }
}

void cache_keep(struct cache *c, struct session *session)
{
    struct session *old;

    session->used_at_ms = clock_monotonic_ms();
    pthread_mutex_lock(&c->lock);
    session->next = c->idle;
    c->idle = session;
    c->count++;
    old = unlink_old(c, session->used_at_ms - c->max_idle_ms);
    pthread_mutex_unlock(&c->lock);
    /* QUIT waits for its answer: never under the lock. */
    close_all(old);
}

void cache_sweep(struct cache *c, bool all)
{
    struct session *old;

    pthread_mutex_lock(&c->lock);
    old = unlink_old(c, all ? INT64_MAX : clock_monotonic_ms() - c->max_idle_ms);
    pthread_mutex_unlock(&c->lock);
    close_all(old);
}
