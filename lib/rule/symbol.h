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

/* A hash over folded bytes that can be continued over the next token: class members are looked up
 * by the hash of several tokens taken together. */
#define FOLD_HASH_START 0x811c9dc5u
uint32_t fold_hash(uint32_t hash, struct slice text);

struct symbols;
struct symbols *symbols_new(struct arena *in);
uint32_t symbols_intern(struct symbols *symbols, struct slice word);
/* `hash` is fold_hash(FOLD_HASH_START, word). */
uint32_t symbols_find(const struct symbols *symbols, struct slice word, uint32_t hash);

/* Operator tokens ($#, $@ ...) have their operator byte as number; words begin behind them. */
enum { SYMBOL_FIRST_WORD = 0x100 };

#endif
