/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/symbol.h"

#include "base/err.h"

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

#define F FOLD_HASH_FACTOR
#define POWERS4(p) (p), (p)*F, (p)*F *F, (p)*F *F *F
#define POWERS16(p) POWERS4(p), POWERS4((p)*F4), POWERS4((p)*F4 *F4), POWERS4((p)*F4 *F4 *F4)
#define POWERS64(p)                                                                                \
    POWERS16(p), POWERS16((p)*F16), POWERS16((p)*F16 *F16), POWERS16((p)*F16 *F16 *F16)
#define F4 (F * F * F * F)
#define F16 (F4 * F4 * F4 * F4)
#define F64 (F16 * F16 * F16 * F16)
const uint32_t fold_powers[FOLD_JOIN_MAX + 1] = {POWERS64(1u), POWERS64(F64), POWERS64(F64 *F64),
                                                 POWERS64(F64 *F64 *F64), F64 *F64 *F64 *F64};

#define SAME4(c) (c), (c) + 1, (c) + 2, (c) + 3
#define SAME16(c) SAME4(c), SAME4((c) + 4), SAME4((c) + 8), SAME4((c) + 12)
#define SAME64(c) SAME16(c), SAME16((c) + 16), SAME16((c) + 32), SAME16((c) + 48)
/* clang-format off */
const unsigned char fold_bytes[256] = {
    SAME64(0), '@',
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    '[', SAME4(0x5c), SAME16(0x60), SAME16(0x70), SAME64(0x80), SAME64(0xc0),
};
/* clang-format on */

uint32_t fold_hash(uint32_t hash, struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = hash * FOLD_HASH_FACTOR + fold_bytes[(unsigned char)text.p[i]];
    return hash;
}

struct symbols *symbols_new(struct arena *in)
{
    struct symbols *symbols = ARENA_NEW(in, struct symbols);

    *symbols = (struct symbols){
        .in = in, .entries = ARENA_ARRAY(in, FIRST_SIZE, struct entry), .mask = FIRST_SIZE - 1};
    return symbols;
}

static struct entry *find(const struct symbols *symbols, struct slice word, uint32_t hash)
{
    for (uint32_t i = fold_hash_place(hash);; i++) {
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
    if (symbols->len >= SYMBOL_END - SYMBOL_FIRST_WORD)
        die("rules name more than %d words", SYMBOL_END - SYMBOL_FIRST_WORD);
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
