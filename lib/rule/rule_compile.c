/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the text of an R line to a struct rule.
 */
#include <stdio.h>

#include "rule/rule_private.h"

/* Left sides may not contain these; "what" as sites know it. */
static const struct {
    enum meta meta;
    const char *what;
} not_left[] =
    {
        {META_BOUND, "$1-$9"},  {META_USER, "$:"},      {META_CALL, "$>"},
        {META_IF, "$?"},        {META_FI, "$."},        {META_CANON_BEGIN, "$["},
        {META_CANON_END, "$]"}, {META_MAP_BEGIN, "$("}, {META_MAP_END, "$)"},
},
  not_right[] = {
      {META_ANY, "$*"},   {META_SOME, "$+"},      {META_ONE, "$-"},
      {META_CLASS, "$="}, {META_NOT_CLASS, "$~"},
};

struct compiling {
    struct rules *rules;
    struct rule *rule;
    struct slice lhs, rhs; /* as in the file, for complaints */
    const struct macros *macros;
    const struct token_syntax *syntax;
    const struct rule_faults *faults;
    struct arena *scratch; /* of this rule's compilation */
    size_t wildcards;
    bool cut; /* macros of the side at hand are nested too deep */
    bool ok;
};

/* A side as tokens, as it is read when its macros have their values. */
static struct tokens scan_side(struct compiling *c, struct slice side, size_t *text_len)
{
    struct token_scan scan = {.syntax = c->syntax,
                              .mode = c->syntax->old_rules ? TOKEN_OLD_RULE : TOKEN_CODED,
                              .debug = macro_names_watcher(c->rules->names)};
    struct str text = str_new(c->scratch);
    struct tokens tokens;

    c->cut |= !macro_expand_rule(c->macros, macro_encode(c->scratch, c->rules->names, side), &text);
    *text_len = text.len;
    if (!token_scan(&scan, str_slice(&text), c->scratch, &tokens, NULL))
        tokens.len = 0;
    return tokens;
}

/*
 * Where in the file's text of a side a token begins. Macros may have made it or stand before it, so
 * the text is asked itself: the shortest piece of it that gives so many tokens ends in that place.
 */
static size_t place_of(struct compiling *c, struct slice side, size_t token)
{
    size_t low = 0, high = side.len, at = 0, len; /* `high` gives enough, `low` does not */

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (scan_side(c, slice_part(side, 0, middle), &len).len > token)
            high = middle;
        else
            low = middle;
    }
    /* An operator counts from its dollar. */
    while (at < low) {
        size_t next = at + macro_operator_len(slice_from_at(side, at));

        if (next > low)
            break;
        at = next;
    }
    return at;
}

/* `token`: number of the one to blame; SIZE_MAX: there is none at all. */
static void PRINTF(4, 5)
    blame(struct compiling *c, struct slice side, size_t token, const char *fmt, ...)
{
    char words[200];
    va_list args;

    c->ok = false;
    if (c->faults == NULL)
        return;
    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    c->faults->say(c->faults->ctx, side, token == SIZE_MAX ? 0 : place_of(c, side, token), words);
}

/* Tokens and their text, from scratch memory to the configuration's, where they take what they need
 * and no more: a start pays for every page. */
static struct tokens keep(struct compiling *c, struct tokens tokens, size_t text_len)
{
    struct token *kept = ARENA_ARRAY(c->rules->in, tokens.len, struct token);
    char *text = arena_bytes(c->rules->in, text_len + 1);

    for (size_t i = 0; i < tokens.len; i++) {
        kept[i] = tokens.p[i];
        kept[i].p = memcpy(text, tokens.p[i].p, tokens.p[i].len);
        text += tokens.p[i].len;
    }
    return (struct tokens){kept, tokens.len};
}

/* A side as tokens of the configuration's. */
static struct tokens read_side(struct compiling *c, struct slice side)
{
    size_t text_len;
    struct tokens tokens;

    c->cut = false;
    tokens = scan_side(c, side, &text_len);
    if (c->cut)
        blame(c, side, SIZE_MAX, "%s", MACRO_TOO_DEEP);
    tokens = keep(c, tokens, text_len);
    for (size_t i = 0; i < tokens.len; i++) {
        struct token *t = &tokens.p[i];
        struct slice operand = slice_from_at(token_text(t), 1), name;

        if (t->id == 0)
            t->id = symbols_intern(c->rules->symbols, token_text(t));
        else if (t->id == META_BOUND)
            t->operand = operand.len > 0 ? (uint32_t)(operand.p[0] - '0') : 0;
        else if (operand.len > 0 && macro_parse_name(&operand, &name) == MACRO_FINE)
            t->operand = macro_names_intern(c->rules->names, name);
    }
    return tokens;
}

static void check_left(struct compiling *c)
{
    const struct tokens *lhs = &c->rule->lhs;

    if (lhs->len == 0)
        blame(c, c->lhs, SIZE_MAX, "R line: null LHS");
    for (size_t i = 0; i < lhs->len; i++) {
        uint32_t id = lhs->p[i].id;

        if (id >= SYMBOL_FIRST_WORD)
            continue;
        for (size_t k = 0; k < COUNT(not_left); k++) {
            if (id == (uint32_t)not_left[k].meta)
                blame(c, c->lhs, i, "Inappropriate use of %s on LHS", not_left[k].what);
        }
        if (id >= META_ANY && id <= META_NOT_CLASS && ++c->wildcards > RULE_BOUND_MAX) {
            blame(c, c->lhs, i, "R line: too many wildcards");
            c->rule->lhs.len = 0;
            return;
        }
    }
}

struct lookups {
    enum meta end; /* of the one that is open; META_NONE: there is none */
    size_t begun, args;
};

/* Token `i` as a part of a lookup. */
static void check_lookup(struct compiling *c, struct lookups *l, size_t i)
{
    uint32_t id = c->rule->rhs_shown.p[i].id;

    if (id == META_CANON_BEGIN || id == META_MAP_BEGIN) {
        c->rule->work |= WORK_LOOKUPS;
        if (l->end != META_NONE) {
            blame(c, c->rhs, i, "cannot nest map lookups");
            c->rule->work |= WORK_NESTED;
        }
        *l = (struct lookups){id == META_MAP_BEGIN ? META_MAP_END : META_CANON_END, i, 1};
    } else if (id == META_HOST && l->end != META_NONE && ++l->args > RULE_ARGS_MAX) {
        blame(c, c->rhs, i, "too many arguments for map lookup");
    } else if (id == (uint32_t)l->end) {
        l->end = META_NONE;
    }
}

static void check_right(struct compiling *c)
{
    const struct tokens *rhs = &c->rule->rhs_shown;
    struct lookups lookups = {.end = META_NONE};

    if (rhs->len == 0)
        blame(c, c->rhs, SIZE_MAX, "R line: null RHS");
    for (size_t i = 0; i < rhs->len; i++) {
        const struct token *t = &rhs->p[i];

        if (t->id >= SYMBOL_FIRST_WORD)
            continue;
        for (size_t k = 0; k < COUNT(not_right); k++) {
            if (t->id == (uint32_t)not_right[k].meta)
                blame(c, c->rhs, i, "Inappropriate use of %s on RHS", not_right[k].what);
        }
        if (t->id == META_BOUND && (t->operand == 0 || t->operand > c->wildcards))
            blame(c, c->rhs, i, "replacement $%u out of bounds", t->operand);
        if (t->id == META_CALL)
            c->rule->work |= WORK_CALLS;
        if (t->id == META_DEFERRED && (t->operand == '(' || t->operand == '['))
            c->rule->work |= WORK_LOOKUPS; /* see macros_operator */
        check_lookup(c, &lookups, i);
    }
    if (lookups.end != META_NONE)
        blame(c, c->rhs, lookups.begun, "missing map closing token");
}

static void note_mode(struct rule *rule)
{
    rule->rhs = rule->rhs_shown;
    if (rule->rhs.len == 0)
        return;
    switch (rule->rhs.p[0].id) {
    case META_USER:
        rule->mode = MODE_ONCE;
        break;
    case META_HOST:
        rule->mode = MODE_RETURN;
        break;
    case META_MAILER:
        rule->mode = MODE_RESOLVE;
        return;
    default:
        return;
    }
    rule->rhs.p++;
    rule->rhs.len--;
}

bool rules_add(struct rules *rules, int set, struct slice lhs, struct slice rhs, int line,
               const struct macros *macros, const struct token_syntax *syntax,
               const struct rule_faults *faults, struct arena *scratch)
{
    struct compiling c = {.rules = rules,
                          .lhs = lhs,
                          .rhs = rhs,
                          .macros = macros,
                          .syntax = syntax,
                          .faults = faults,
                          .scratch = scratch,
                          .ok = true};

    c.rule = VEC_ADD(&rules->sets[set].rules, rules->in);
    *c.rule = (struct rule){.line = line};
    c.rule->lhs = read_side(&c, lhs);
    check_left(&c);
    c.rule->rhs_shown = read_side(&c, rhs);
    check_right(&c);
    if (c.rule->lhs.len == 0)
        c.rule->line = 0; /* compatible: traces show it so */
    note_mode(c.rule);
    rule_plan(rules->in, c.rule, VEC_ADD(&rules->sets[set].chances, rules->in));
    return c.ok;
}

static void show_side(const struct tokens *tokens, const struct rule_trace *trace, struct str *out)
{
    for (size_t i = 0; i < tokens->len; i++) {
        const struct token *token = &tokens->p[i];

        if (trace != NULL && rule_is_unquoted(trace->unquoted, token))
            str_add(out, rule_called_name(token, out->in));
        else
            token_show(token, trace == NULL ? TOKEN_LOOK_PLAIN : trace->look, out);
        str_add_char(out, ' ');
    }
}

void rules_show(const struct rules *rules, int set, const struct rule_trace *trace, struct str *out)
{
    for (size_t i = 0; i < rules_count(rules, set); i++) {
        const struct rule *rule = &rules->sets[set].rules.p[i];

        str_add_char(out, 'R');
        show_side(&rule->lhs, trace, out);
        str_add_text(out, "\t\t");
        show_side(&rule->rhs_shown, trace, out);
        str_add_char(out, '\n');
    }
}
