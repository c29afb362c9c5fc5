/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be known of a left side beforehand: which workspaces it has a chance with, and the
 * pieces it is made of, cut at the operators that take any number of tokens.
 */
#include "rule/rule_private.h"

static bool is_growing(uint32_t id)
{
    return id == META_ANY || id == META_SOME;
}

static bool is_word(uint32_t id)
{
    switch (id) {
    case META_ANY:
    case META_SOME:
    case META_ONE:
    case META_CLASS:
    case META_NOT_CLASS:
    case META_DEFERRED:
        return false;
    default:
        return true; /* operators that have no business on a left side are matched as words */
    }
}

static bool binds(uint32_t id)
{
    return id >= META_ANY && id <= META_NOT_CLASS;
}

/* Fewest tokens one element takes. */
static size_t least_of(uint32_t id)
{
    return id != META_ANY && id != META_DEFERRED;
}

/* Of tokens that are no "$@". */
static void note_chance(const struct token *t, size_t count, struct chance *chance)
{
    size_t least = 0;
    bool endless = false;

    for (size_t i = 0; i < count; i++) {
        uint32_t id = t[i].id;

        least += least_of(id);
        endless |= is_growing(id) || id == META_CLASS || id == META_DEFERRED;
        if (!is_word(id))
            continue;
        chance->words |= word_bit(id);
        if (i > 0 && is_word(t[i - 1].id))
            chance->pairs |= pair_bit(t[i - 1].id, id);
    }
    if (count > 0 && t[0].id >= SYMBOL_FIRST_WORD)
        chance->first = t[0].tag;
    if (count > 0 && t[count - 1].id >= SYMBOL_FIRST_WORD)
        chance->last = t[count - 1].tag;
    chance->least = (uint16_t)least;
    chance->more = endless ? UINT16_MAX : 0;
}

/* The piece that begins at element *at; *at and *bound move behind it and the operator there. */
static struct piece take_piece(const struct element *e, size_t count, size_t *at, unsigned *bound)
{
    struct piece piece = {.at = (uint16_t)*at, .bound = (uint8_t)*bound, .fixed = true};
    size_t i = *at;

    for (; i < count && !is_growing(e[i].tag); i++) {
        *bound += binds(e[i].tag);
        piece.fixed = piece.fixed && e[i].tag != META_CLASS && e[i].tag != META_DEFERRED;
        piece.rest += (uint16_t)least_of(e[i].tag);
    }
    piece.len = (uint16_t)(i - *at);
    *bound += i < count;
    *at = i + 1;
    return piece;
}

static void cut_in_pieces(struct arena *in, size_t count, struct plan *plan)
{
    const struct element *e = plan->elements;
    struct piece *pieces;
    size_t n = 1, at = 0;
    unsigned bound = 0;

    for (size_t i = 0; i < count; i++)
        n += is_growing(e[i].tag);
    pieces = ARENA_ARRAY(in, n, struct piece);
    for (size_t i = 0; i < n; i++) {
        bool some = at > 0 && e[at - 1].tag == META_SOME;

        pieces[i] = take_piece(e, count, &at, &bound);
        pieces[i].some = some;
    }
    for (size_t i = n - 1; i-- > 0;)
        pieces[i].rest += (uint16_t)(pieces[i + 1].rest + pieces[i + 1].some);
    plan->all = n == 2 && count == 1;
    plan->pieces = pieces;
    plan->npieces = (uint16_t)n;
    plan->nbound = (uint8_t)bound;
}

static enum part_kind kind_of(const struct token *token)
{
    switch (token->id) {
    case META_BOUND:
        return PART_BOUND;
    case META_DEFERRED:
        return PART_MACRO;
    case META_CALL:
        return PART_CALL;
    default:
        return PART_TEXT;
    }
}

static void note_parts(struct arena *in, struct rule *rule)
{
    struct part *parts = ARENA_ARRAY(in, rule->rhs.len, struct part);
    size_t n = 0;

    for (size_t i = 0; i < rule->rhs.len; i++) {
        const struct token *t = &rule->rhs.p[i];
        enum part_kind kind = kind_of(t);

        rule->nbounds += kind == PART_BOUND;
        rule->ncalls += kind == PART_CALL;
        rule->ntext += kind != PART_BOUND;
        if (kind == PART_TEXT && n > 0 && parts[n - 1].kind == PART_TEXT)
            parts[n - 1].len++;
        else
            parts[n++] = (struct part){t, kind, 1, kind == PART_BOUND ? (uint16_t)t->operand : 0};
    }
    rule->parts = parts;
    rule->nparts = (uint16_t)n;
}

void rule_plan(struct arena *in, struct rule *rule, struct chance *chance)
{
    struct token *taking = ARENA_ARRAY(in, rule->lhs.len, struct token);
    struct element *e = ARENA_ARRAY(in, rule->lhs.len, struct element);
    size_t count = 0;

    for (size_t i = 0; i < rule->lhs.len; i++) {
        const struct token *t = &rule->lhs.p[i];

        if (token_is(t, META_HOST)) /* "$@" takes nothing, wherever it stands */
            continue;
        e[count] = t->id >= SYMBOL_FIRST_WORD ? (struct element){t->tag, 0}
                                              : (struct element){t->id, t->operand};
        taking[count++] = *t;
    }
    *chance = (struct chance){0};
    note_chance(taking, count, chance);
    rule->plan.elements = e;
    cut_in_pieces(in, count, &rule->plan);
    note_parts(in, rule);
}
