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

struct words words_of(const struct token *tokens, size_t len)
{
    struct words words = {0, 0};
    uint32_t before = 0;

    for (size_t i = 0; i < len; i++) {
        uint32_t id = tokens[i].id;

        /* Number 0 is no rule's word: its bits may be set without harm. */
        words.words |= word_bit(id);
        words.pairs |= pair_bit(before, id);
        before = id;
    }
    return words;
}

static void note_chance(const struct element *e, size_t count, struct chance *chance)
{
    size_t least = 0, most = 0;
    bool endless = false;

    for (size_t i = 0; i < count; i++) {
        least += least_of(e[i].id);
        most++;
        endless |= is_growing(e[i].id) || e[i].id == META_CLASS || e[i].id == META_DEFERRED;
        if (!is_word(e[i].id))
            continue;
        chance->words |= word_bit(e[i].id);
        if (i > 0 && is_word(e[i - 1].id))
            chance->pairs |= pair_bit(e[i - 1].id, e[i].id);
    }
    if (count > 0 && is_word(e[0].id))
        chance->first = e[0].id;
    if (count > 0 && is_word(e[count - 1].id))
        chance->last = e[count - 1].id;
    chance->least = least > UINT16_MAX - 1 ? UINT16_MAX - 1 : (uint16_t)least;
    chance->most = endless || most >= UINT16_MAX ? UINT16_MAX : (uint16_t)most;
}

/* The piece that begins at element *at; *at and *bound move behind it and the operator there. */
static struct piece take_piece(const struct element *e, size_t count, size_t *at, unsigned *bound)
{
    struct piece piece = {.at = (uint16_t)*at, .bound = (uint8_t)*bound, .fixed = true};
    size_t i = *at;

    for (; i < count && !is_growing(e[i].id); i++) {
        *bound += binds(e[i].id);
        piece.fixed = piece.fixed && e[i].id != META_CLASS && e[i].id != META_DEFERRED;
        piece.rest += (uint16_t)least_of(e[i].id);
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
        n += is_growing(e[i].id);
    pieces = ARENA_ARRAY(in, n, struct piece);
    for (size_t i = 0; i < n; i++) {
        bool some = at > 0 && e[at - 1].id == META_SOME;

        pieces[i] = take_piece(e, count, &at, &bound);
        pieces[i].some = some;
    }
    for (size_t i = n - 1; i-- > 0;)
        pieces[i].rest += (uint16_t)(pieces[i + 1].rest + pieces[i + 1].some);
    plan->pieces = pieces;
    plan->npieces = (uint16_t)n;
    plan->nbound = (uint8_t)bound;
}

static enum part_kind kind_of(const struct token *token)
{
    return token_is(token, META_BOUND)      ? PART_BOUND
           : token_is(token, META_DEFERRED) ? PART_MACRO
                                            : PART_TEXT;
}

static void note_parts(struct arena *in, struct rule *rule)
{
    struct part *parts = ARENA_ARRAY(in, rule->rhs.len, struct part);
    size_t n = 0;

    for (size_t i = 0; i < rule->rhs.len; i++) {
        enum part_kind kind = kind_of(&rule->rhs.p[i]);

        if (kind == PART_TEXT && n > 0 && parts[n - 1].kind == PART_TEXT)
            parts[n - 1].len++;
        else
            parts[n++] = (struct part){kind, (uint16_t)i, 1};
    }
    rule->parts = parts;
    rule->nparts = (uint16_t)n;
}

void rule_plan(struct arena *in, struct rule *rule, struct chance *chance)
{
    struct element *e = ARENA_ARRAY(in, rule->lhs.len, struct element);
    size_t count = 0;

    for (size_t i = 0; i < rule->lhs.len; i++) {
        const struct token *t = &rule->lhs.p[i];

        if (!token_is(t, META_HOST)) /* "$@" takes nothing, wherever it stands */
            e[count++] = (struct element){t->id, is_word(t->id) ? 0 : t->operand};
    }
    *chance = (struct chance){0};
    note_chance(e, count, chance);
    rule->plan.elements = e;
    cut_in_pieces(in, count, &rule->plan);
    note_parts(in, rule);
}
