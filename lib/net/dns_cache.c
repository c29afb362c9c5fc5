/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libunbound has a cache, but behind its worker: two switches between threads for each question. A
 * session asks the same few names for every recipient, so the answers are also kept here.
 *
 * Memory is bounded by two generations. The young one takes everything new; when it is full, the
 * old one is dropped whole and the young one becomes old. No list of ages, and nothing is freed
 * alone.
 */
#include "net/dns_cache.h"

#include <pthread.h>

#include "base/table.h"

enum {
    GENERATION_ENTRIES = 4096,
    GENERATION_BYTES = 1024 * 1024,
    KEEP_MAX_S = 300, /* libunbound behind us keeps longer; a changed record is seen soon */
};

struct entry {
    int64_t until_ms;
    enum dns_answer answer;
    struct dns_reply reply;
};

struct generation {
    struct arena *in; /* NULL: nothing kept yet */
    struct table entries;
};

struct dns_cache {
    pthread_mutex_t lock;
    struct generation young, old;
};

struct dns_cache *dns_cache_new(struct arena *in)
{
    struct dns_cache *c = ARENA_NEW(in, struct dns_cache);

    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void dns_cache_close(struct dns_cache *c)
{
    arena_drop(c->young.in);
    arena_drop(c->old.in);
    c->young = c->old = (struct generation){0};
}

static struct slice key_of(struct slice name, enum dns_type type, struct arena *in)
{
    return arena_printf(in, "%d %.*s", (int)type, SLICE_ARG(name));
}

static struct dns_reply copy_of(const struct dns_reply *reply, struct arena *in)
{
    struct dns_reply copy = *reply;

    copy.records = ARENA_ARRAY(in, reply->count, struct dns_record);
    for (size_t i = 0; i < reply->count; i++) {
        copy.records[i] = reply->records[i];
        copy.records[i].data = arena_copy(in, reply->records[i].data);
    }
    copy.canonical = arena_copy(in, reply->canonical);
    return copy;
}

static const struct entry *find(const struct generation *g, struct slice key)
{
    return g->in != NULL ? table_get(&g->entries, key) : NULL;
}

bool dns_cache_get(struct dns_cache *c, struct slice name, enum dns_type type, int64_t now_ms,
                   struct arena *in, enum dns_answer *answer, struct dns_reply *reply)
{
    struct slice key = key_of(name, type, in);
    const struct entry *e;
    bool good;

    pthread_mutex_lock(&c->lock);
    e = find(&c->young, key);
    if (e == NULL)
        e = find(&c->old, key);
    good = e != NULL && e->until_ms > now_ms;
    if (good) {
        *answer = e->answer;
        *reply = copy_of(&e->reply, in);
        reply->ttl = (unsigned)((e->until_ms - now_ms + 999) / 1000);
    }
    pthread_mutex_unlock(&c->lock);
    return good;
}

static void make_room(struct dns_cache *c)
{
    if (c->young.in != NULL && c->young.entries.len < GENERATION_ENTRIES &&
        arena_footprint(c->young.in) < GENERATION_BYTES)
        return;
    arena_drop(c->old.in);
    c->old = c->young;
    c->young.in = arena_new();
    c->young.entries = table_new_case(c->young.in);
}

void dns_cache_put(struct dns_cache *c, struct slice name, enum dns_type type, int64_t now_ms,
                   enum dns_answer answer, const struct dns_reply *reply)
{
    struct entry *e;
    unsigned keep_s = reply->ttl < KEEP_MAX_S ? reply->ttl : KEEP_MAX_S;

    if (answer == DNS_FAILED || keep_s == 0)
        return;
    pthread_mutex_lock(&c->lock);
    make_room(c);
    e = ARENA_NEW(c->young.in, struct entry);
    e->until_ms = now_ms + (int64_t)keep_s * 1000;
    e->answer = answer;
    e->reply = copy_of(reply, c->young.in);
    (void)table_set(&c->young.entries, key_of(name, type, c->young.in), e);
    pthread_mutex_unlock(&c->lock);
}
