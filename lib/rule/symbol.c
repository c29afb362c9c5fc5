/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/symbol.h"

struct entry {
    struct slice word; /* p == NULL: free */
    uint32_t hash;
    uint32_t id;
};

struct symbols {
    struct arena *in;
    struct entry *entries;
    uint32_t mask; /* size of entries - 1 */
    uint32_t len;
};

enum { FIRST_SIZE = 256 };

uint32_t fold_hash(uint32_t hash, struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)ascii_lower(text.p[i])) * 0x01000193u;
    return hash;
}

struct symbols *symbols_new(struct arena *in)
{
    struct symbols *symbols = ARENA_NEW(in, struct symbols);

    *symbols = (struct symbols){
        .in = in, .entries = ARENA_ARRAY(in, FIRST_SIZE, struct entry), .mask = FIRST_SIZE - 1};
    return symbols;
}

/* FNV's low bits are its weakest. */
static uint32_t place(uint32_t hash)
{
    return hash ^ (hash >> 15);
}

static struct entry *find(const struct symbols *symbols, struct slice word, uint32_t hash)
{
    for (uint32_t i = place(hash);; i++) {
        struct entry *e = &symbols->entries[i & symbols->mask];

        if (e->word.p == NULL || (e->hash == hash && slice_eq_case(e->word, word)))
            return e;
    }
}

static void grow(struct symbols *symbols)
{
    struct symbols bigger = *symbols;

    bigger.mask = symbols->mask * 2 + 1;
    bigger.entries = ARENA_ARRAY(symbols->in, (size_t)bigger.mask + 1, struct entry);
    for (uint32_t i = 0; i <= symbols->mask; i++) {
        const struct entry *e = &symbols->entries[i];

        if (e->word.p != NULL)
            *find(&bigger, e->word, e->hash) = *e;
    }
    *symbols = bigger;
}

uint32_t symbols_intern(struct symbols *symbols, struct slice word)
{
    uint32_t hash = fold_hash(FOLD_HASH_START, word);
    struct entry *e = find(symbols, word, hash);

    if (e->word.p != NULL)
        return e->id;
    *e = (struct entry){arena_copy(symbols->in, word), hash, SYMBOL_FIRST_WORD + symbols->len};
    if (e->word.p == NULL)
        e->word.p = "";
    symbols->len++;
    uint32_t id = e->id;
    if (symbols->len * 2 > symbols->mask)
        grow(symbols);
    return id;
}

uint32_t symbols_find(const struct symbols *symbols, struct slice word, uint32_t hash)
{
    const struct entry *e = find(symbols, word, hash);

    return e->word.p != NULL ? e->id : 0;
}
