/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * S and R lines: handed on to lib/rule, which compiles them.
 */
#include "rule/rule.h"

#include "conf/reader.h"

/* A fault of the rule compiler. The text it blames is a piece of the line, or was made from one. */
static void say(void *ctx, struct slice text, size_t at, const char *words)
{
    struct reader *r = ctx;
    bool here = text.p >= r->text.p && text.p + text.len <= r->text.p + r->text.len;

    if (here && at <= text.len)
        reader_blame(r, text.p + at, "%s", words);
    else
        reader_error(r, EX_CONFIG, "%s", words);
}

static struct rule_faults faults_of(struct reader *r)
{
    return (struct rule_faults){.ctx = r, .say = say};
}

int reader_rule_set(struct reader *r, struct slice text)
{
    struct rule_faults faults = faults_of(r);

    return rules_define(r->c->rules, text, &faults);
}

/* OperatorChars counts from where it stands; a stray S line may come before it. */
static void fix_syntax(struct reader *r)
{
    struct token_syntax now = token_syntax_of(r->c->opt.operator_chars), *syntax;

    now.old_rules = r->c->level < 9;
    if (r->c->syntax != NULL && memcmp(r->c->syntax, &now, sizeof now) == 0)
        return;
    syntax = ARENA_NEW(r->in, struct token_syntax);
    *syntax = now;
    r->c->syntax = syntax;
}

/* How rules themselves are cut is a matter of the level where they stand. */
static const struct token_syntax *syntax_of_rules(struct reader *r)
{
    struct token_syntax *syntax;

    if (r->c->syntax->old_rules == (r->c->level < 9))
        return r->c->syntax;
    syntax = ARENA_NEW(r->in, struct token_syntax);
    *syntax = *r->c->syntax;
    syntax->old_rules = r->c->level < 9;
    r->c->syntax = syntax;
    return syntax;
}

void line_rule_set(struct reader *r, struct slice text)
{
    struct slice name;

    fix_syntax(r);
    name = slice_trim(reader_expand(r, text));
    text = slice_trim(reader_marked(r, text));
    r->set = reader_rule_set(r, name);
    if (r->set >= 0 && r->request->warn_more && rules_count(r->c->rules, r->set) > 0)
        reader_notice(r, "WARNING: Ruleset %.*s has multiple definitions", SLICE_ARG(text));
}

/* Where a tab was probably meant: the widest run of blanks, or the end. */
static const char *sides_meet(struct slice text)
{
    const char *place = text.p + text.len;
    size_t widest = 1, run = 0;

    for (size_t i = 0; i < text.len; i++) {
        run = text.p[i] == ' ' ? run + 1 : 0;
        if (run > widest) {
            widest = run;
            place = text.p + i + 1 - run;
        }
    }
    return place;
}

void line_rule(struct reader *r, struct slice text)
{
    size_t tab = slice_find(text, '\t');
    struct rule_faults faults = faults_of(r);

    if (r->set < 0) {
        reader_blame(r, r->text.p, "missing valid ruleset for \"R%.*s\"",
                     SLICE_ARG(reader_marked(r, text)));
        return;
    }
    if (tab == SIZE_MAX) {
        reader_blame(r, sides_meet(text), "invalid rewrite line \"R%.*s\" (tab expected)",
                     SLICE_ARG(reader_marked(r, text)));
        return;
    }
    struct slice lhs = slice_part(text, 0, tab), rhs = slice_from_at(text, tab);
    while (slice_skip(&rhs, '\t'))
        ;
    rhs = slice_part(rhs, 0, slice_find(rhs, '\t'));
    rules_add(r->c->rules, r->set, lhs, rhs, r->line, r->c->macros, syntax_of_rules(r), &faults);
}
