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

/* The first rule that is cut says for all which characters are operators. compatible: in files of
 * old levels that was a macro. */
static struct token_syntax first_syntax(struct reader *r)
{
    struct slice chars = r->c->opt.operator_chars, o = macros_get(r->c->macros, 'o');

    if (r->c->level < 7 && !r->operator_chars_given && o.len > 0)
        chars = macros_expanded(r->c->macros, 'o', r->scratch);
    return token_syntax_of(chars);
}

/* How rules themselves are cut is a matter of the level where they stand. */
static const struct token_syntax *syntax_of_rules(struct reader *r)
{
    bool old = r->c->level < 9;
    struct token_syntax *syntax;

    if (r->c->syntax != NULL && r->c->syntax->old_rules == old)
        return r->c->syntax;
    syntax = ARENA_NEW(r->in, struct token_syntax);
    *syntax = r->c->syntax != NULL ? *r->c->syntax : first_syntax(r);
    syntax->old_rules = old;
    r->c->syntax = syntax;
    return syntax;
}

void line_rule_set(struct reader *r, struct slice text)
{
    struct slice name;

    name = slice_trim(reader_expand(r, text));
    text = reader_marked(r, text);
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
                     SLICE_ARG(reader_shown(r, text)));
        return;
    }
    if (tab == SIZE_MAX) {
        reader_blame(r, sides_meet(text), "invalid rewrite line \"R%.*s\" (tab expected)",
                     SLICE_ARG(reader_shown(r, text)));
        return;
    }
    struct slice lhs = slice_part(text, 0, tab), rhs = slice_from_at(text, tab);
    while (slice_skip(&rhs, '\t'))
        ;
    rhs = slice_part(rhs, 0, slice_find(rhs, '\t'));
    rules_add(r->c->rules, r->set, lhs, rhs, r->line, r->c->macros, syntax_of_rules(r), &faults,
              r->scratch);
}
