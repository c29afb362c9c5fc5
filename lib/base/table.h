/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table -- slice to pointer, open addressing, grows in an arena.
 *
 * Keys are borrowed: they must live as long as the table. Many threads may read a table that nobody
 * changes any more.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"
#include "base/slice.h"

struct table_entry {
    struct slice key; /* key.p == NULL: free */
    uint64_t hash;
    void *value;
};

struct table {
    struct arena *in;
    struct table_entry *entries;
    size_t len;
    size_t cap;
    bool fold; /* keys compare without case */
};

struct table table_new(struct arena *in);
struct table table_new_case(struct arena *in); /* keys compare without case */
/* NULL when absent (or when NULL was stored: see table_has). */
void *table_get(const struct table *t, struct slice key);
bool table_has(const struct table *t, struct slice key);
/* Adds or replaces; true when the key was not there before. */
bool table_set(struct table *t, struct slice key, void *value);
/* Walk in no particular order: start with *at = 0; NULL at the end. */
const struct table_entry *table_next(const struct table *t, size_t *at);

#endif
