/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does a left side match the whole workspace? Left to right; on a mismatch the most recent operator
 * that can grow ($* $+ $=) takes one more token, and matching goes on behind it. So the match found
 * is the one with the leftmost operators as short as possible.
 *
 * This is the definition, and what -d21.35 and up show step by step. rule_match.c finds the same
 * match without the steps.
 */
#include "rule/rule_private.h"

enum { STEPS = 35, STEPS_ALL = 36 }; /* levels of debug category 21 */

struct matching {
    const struct rule_run *run;
    const struct token *tokens;
    size_t len;
    const struct token *pattern;
    size_t pattern_len;
    struct bound *bound;
    size_t pattern_at[RULE_BOUND_MAX]; /* of the operator that bound it */
    size_t count;
    int traced; /* level of debug category 21 */
};

static void step(const struct matching *m, const char *what, size_t pattern_at, size_t at)
{
    rule_trace_step(m->run, what, pattern_at < m->pattern_len ? &m->pattern[pattern_at] : NULL,
                    at < m->len ? &m->tokens[at] : NULL);
}

static void bind(struct matching *m, size_t pattern_at, size_t at, size_t len)
{
    m->pattern_at[m->count] = pattern_at;
    m->bound[m->count++] = (struct bound){(uint32_t)at, (uint32_t)len};
}

/* As class_match at token `at`; the steps are those of asking for one more token each time. */
static size_t match_class(const struct matching *m, size_t pattern_at, size_t at, size_t least)
{
    size_t left = m->len - at;
    size_t n =
        rule_class_match(m->run, m->pattern[pattern_at].operand, &m->tokens[at], least, left);

    if (m->traced < STEPS_ALL)
        return n;
    for (size_t i = least; i < (n == 0 ? left + 1 : n); i++)
        step(m, "EXTEND ", pattern_at, at + i - 1);
    if (n > 0)
        str_add_text(rule_trace_shown(m->run), "CLMATCH\n");
    return n;
}

/* One element of the pattern at token `at`: tokens it takes, or SIZE_MAX. */
static size_t match_one(struct matching *m, size_t pattern_at, size_t at)
{
    const struct token *want = &m->pattern[pattern_at];
    size_t left = m->len - at, n;

    if (want->id >= SYMBOL_FIRST_WORD)
        return left > 0 && m->tokens[at].id == want->id ? 1 : SIZE_MAX;
    switch (want->id) {
    case META_ANY:
        bind(m, pattern_at, at, 0);
        return 0;
    case META_HOST:
        return 0;
    case META_NOT_CLASS:
        if (left == 0 || rule_class_match(m->run, want->operand, &m->tokens[at], 1, 1) != 0)
            return SIZE_MAX;
        bind(m, pattern_at, at, 1);
        return 1;
    case META_SOME:
    case META_ONE:
        if (left == 0)
            return SIZE_MAX;
        bind(m, pattern_at, at, 1);
        return 1;
    case META_CLASS:
        n = left == 0 ? 0 : match_class(m, pattern_at, at, 1);
        if (n == 0)
            return SIZE_MAX;
        bind(m, pattern_at, at, n);
        return n;
    case META_DEFERRED:
        return left == 0 ? SIZE_MAX : rule_match_macro(m->run, want->operand, &m->tokens[at], left);
    default:
        return left > 0 && m->tokens[at].id == want->id ? 1 : SIZE_MAX;
    }
}

/* The most recent operator that can take one more token does; the others behind it are forgotten.
 * Tokens it now ends at, and where the pattern goes on; false when none can. */
static bool back_up(struct matching *m, size_t *pattern_at, size_t *at)
{
    while (m->count > 0) {
        struct bound *b = &m->bound[m->count - 1];
        const struct token *op = &m->pattern[m->pattern_at[m->count - 1]];
        size_t end = b->at + b->len, n = 0;

        if (m->traced >= STEPS_ALL)
            step(m, "BACKUP ", m->pattern_at[m->count - 1], end);
        if (end < m->len && (op->id == META_ANY || op->id == META_SOME))
            n = b->len + 1;
        else if (end < m->len && op->id == META_CLASS)
            n = match_class(m, m->pattern_at[m->count - 1], b->at, b->len + 1);
        if (n > 0) {
            b->len = (uint32_t)n;
            *at = b->at + n;
            *pattern_at = m->pattern_at[m->count - 1] + 1;
            return true;
        }
        m->count--;
    }
    return false;
}

bool rule_match_steps(const struct rule_run *run, const struct rule *rule,
                      const struct token *tokens, size_t len, struct bound bound[RULE_BOUND_MAX],
                      size_t *count)
{
    struct matching m = {.run = run,
                         .tokens = tokens,
                         .len = len,
                         .pattern = rule->lhs.p,
                         .pattern_len = rule->lhs.len,
                         .bound = bound,
                         .traced = run->trace != NULL ? run->trace->level : 0};
    size_t pattern_at = 0, at = 0;

    while (pattern_at < m.pattern_len || at < len) {
        size_t n;

        if (m.traced >= STEPS)
            step(&m, "ADVANCE", pattern_at, at);
        n = pattern_at < m.pattern_len ? match_one(&m, pattern_at, at) : SIZE_MAX;
        if (n != SIZE_MAX) {
            at += n;
            pattern_at++;
        } else if (!back_up(&m, &pattern_at, &at)) {
            return false;
        }
    }
    *count = m.count;
    return true;
}
