/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/table.h"

struct table table_new(struct arena *in)
{
    return (struct table){.in = in};
}

struct table table_new_case(struct arena *in)
{
    return (struct table){.in = in, .fold = true};
}

static uint64_t hash_of(const struct table *t, struct slice key)
{
    return t->fold ? slice_hash_case(key) : slice_hash(key);
}

/* The entry that holds the key, or the free one where it belongs. cap is a power of two. */
static struct table_entry *seek(const struct table *t, struct slice key, uint64_t hash)
{
    size_t at = hash & (t->cap - 1);

    for (;;) {
        struct table_entry *e = &t->entries[at];

        if (e->key.p == NULL)
            return e;
        if (e->hash == hash && (t->fold ? slice_eq_case(e->key, key) : slice_eq(e->key, key)))
            return e;
        at = (at + 1) & (t->cap - 1);
    }
}

static void grow(struct table *t)
{
    struct table_entry *old = t->entries;
    size_t old_cap = t->cap;

    t->cap = old_cap == 0 ? 16 : old_cap * 2;
    t->entries = ARENA_ARRAY(t->in, t->cap, struct table_entry);
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].key.p != NULL)
            *seek(t, old[i].key, old[i].hash) = old[i];
    }
}

static const struct table_entry *find(const struct table *t, struct slice key)
{
    const struct table_entry *e;

    if (t->cap == 0)
        return NULL;
    e = seek(t, key, hash_of(t, key));
    return e->key.p == NULL ? NULL : e;
}

void *table_get(const struct table *t, struct slice key)
{
    const struct table_entry *e = find(t, key);

    return e == NULL ? NULL : e->value;
}

bool table_has(const struct table *t, struct slice key)
{
    return find(t, key) != NULL;
}

bool table_set(struct table *t, struct slice key, void *value)
{
    uint64_t hash = hash_of(t, key);
    struct table_entry *e;

    if ((t->len + 1) * 4 > t->cap * 3)
        grow(t);
    e = seek(t, key, hash);
    if (e->key.p != NULL) {
        e->value = value;
        return false;
    }
    e->key = key.p == NULL ? slice_of("", 0) : key;
    e->hash = hash;
    e->value = value;
    t->len++;
    return true;
}

const struct table_entry *table_next(const struct table *t, size_t *at)
{
    while (*at < t->cap) {
        const struct table_entry *e = &t->entries[(*at)++];

        if (e->key.p != NULL)
            return e;
    }
    return NULL;
}
