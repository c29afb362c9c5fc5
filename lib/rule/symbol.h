/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * symbol -- numbers for the words that rules name, so that matching compares integers.
 *
 * Words compare without (ASCII) case. Numbers are given out while rules are compiled; afterwards
 * any thread may look up. A word no rule names has number 0 and can match no literal.
 */
#ifndef RULE_SYMBOL_H
#define RULE_SYMBOL_H

#include "base/arena.h"

/*
 * A hash over folded bytes. The hash of two texts, one behind the other, follows from their hashes:
 * class members are looked up by several tokens taken together.
 */
enum { FOLD_HASH_START = 0, FOLD_JOIN_MAX = 256 };
#define FOLD_HASH_FACTOR 0x01000193u
extern const unsigned char fold_bytes[256];           /* lower case, ASCII */
extern const uint32_t fold_powers[FOLD_JOIN_MAX + 1]; /* of FOLD_HASH_FACTOR */
uint32_t fold_hash(uint32_t hash, struct slice text);
/* `len` is that of the right text, FOLD_JOIN_MAX at most. */
static inline uint32_t fold_hash_join(uint32_t left, uint32_t right, size_t len)
{
    return left * fold_powers[len] + right;
}
/* Where to look first in a table: the low bits of such a hash are its weakest. */
static inline uint32_t fold_hash_place(uint32_t hash)
{
    hash *= 0x9e3779b1u;
    return hash ^ (hash >> 16);
}

struct symbols;
struct symbols *symbols_new(struct arena *in);
uint32_t symbols_intern(struct symbols *symbols, struct slice word);
/* `hash` is fold_hash(FOLD_HASH_START, word). */
uint32_t symbols_find(const struct symbols *symbols, struct slice word, uint32_t hash);

/* Operator tokens ($#, $@ ...) have their operator byte as number; words begin behind them. */
enum { SYMBOL_FIRST_WORD = 0x100, SYMBOL_END = 1 << 21 };

#endif
