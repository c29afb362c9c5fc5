/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * S and R lines: handed on to lib/rule, which compiles them.
 */
#include "rule/rule.h"

#include "conf/reader.h"

/* A fault of the rule compiler: the words, then the text with a caret under the place. */
static void say(void *ctx, struct slice text, size_t at, const char *words)
{
    struct reader *r = ctx;
    struct str shown = str_new(r->scratch);

    macro_decode(text, &shown);
    if (at == SIZE_MAX || at > text.len) {
        reader_error(r, EX_CONFIG, "%s", words);
        return;
    }
    struct str before = str_new(r->scratch);
    macro_decode(slice_part(text, 0, at), &before);
    struct str caret = str_new(r->scratch);
    for (size_t i = 0; i < before.len; i++)
        str_add_char(&caret, before.p[i] == '\t' ? '\t' : ' ');
    reader_error(r, EX_CONFIG, "%s\n\t%s\n\t%s^", words, shown.p, caret.p);
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

    if (r->c->syntax != NULL && memcmp(r->c->syntax, &now, sizeof now) == 0)
        return;
    syntax = ARENA_NEW(r->in, struct token_syntax);
    *syntax = now;
    r->c->syntax = syntax;
}

void line_rule_set(struct reader *r, struct slice text)
{
    fix_syntax(r);
    r->set = reader_rule_set(r, slice_trim(reader_expand(r, text)));
    if (r->set >= 0 && r->request->warn_more && rules_count(r->c->rules, r->set) > 0)
        reader_warn(r, "Ruleset %.*s redefined", SLICE_ARG(rules_name(r->c->rules, r->set)));
}

void line_rule(struct reader *r, struct slice text)
{
    size_t tab = slice_find(text, '\t');
    struct rule_faults faults = faults_of(r);

    if (r->set < 0) {
        reader_error(r, EX_CONFIG, "missing valid ruleset for \"R%.*s\"", SLICE_ARG(text));
        return;
    }
    if (tab == SIZE_MAX) {
        reader_error(r, EX_CONFIG, "invalid rewrite line \"R%.*s\" (tab expected)",
                     SLICE_ARG(text));
        return;
    }
    struct slice lhs = slice_part(text, 0, tab), rhs = slice_from_at(text, tab);
    while (slice_skip(&rhs, '\t'))
        ;
    rhs = slice_part(rhs, 0, slice_find(rhs, '\t'));
    rules_add(r->c->rules, r->set, lhs, rhs, r->line, r->c->macros, r->c->syntax, &faults);
}
