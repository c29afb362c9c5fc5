/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of rule sets on a right side: found from left to right, made from right to left, each on
 * all that stands behind it.
 */
#include "rule/rule_private.h"

enum { CALLS_MAX = 15 }; /* in one rule */

struct call {
    size_t at;
    int set;
};

/* Calls and puts the result in place of the call and all behind it. */
static int run_call(struct rule_run *run, struct token_list *list, const struct call *call)
{
    struct tokens rest = {&list->p[call->at + 2], list->len - call->at - 2};
    int status = rule_run(run, call->set, &rest);

    list->len = call->at;
    if (list->cap - list->len < rest.len)
        token_list_reserve(list, rest.len);
    if (rest.len > 0)
        memmove(&list->p[call->at], rest.p, rest.len * sizeof *rest.p);
    list->len += rest.len;
    return status;
}

static void remove_call(struct token_list *list, size_t at)
{
    size_t behind = at + 2;

    memmove(&list->p[at], &list->p[behind], (list->len - behind) * sizeof *list->p);
    list->len -= 2;
}

static void pass_fault(void *ctx, struct slice text UNUSED, size_t at UNUSED, const char *words)
{
    rule_complain(ctx, "554 5.3.0", "%s", words);
}

/* compatible: the name of a rule set that is called loses its quotes, also where else it was put. */
static void rename_called(const struct rule_run *run, struct token_list *list, const char *from,
                          struct slice name)
{
    for (size_t i = 0; i < list->len; i++) {
        struct token *token = &list->p[i];

        if (token->p != from || (token->id != 0 && token->id < SYMBOL_FIRST_WORD))
            continue;
        token->p = name.p;
        token->len = (uint32_t)name.len & 0x3ff;
        token_know(token, rules_symbols(run->rules));
    }
}

/* The same for the other names of the rule that it has called before. */
static void rename_called_before(const struct rule_run *run, const struct rule *rule,
                                 struct token_list *list)
{
    for (size_t i = 0; i + 1 < rule->rhs.len; i++) {
        const struct token *name = &rule->rhs.p[i + 1];

        if (token_is(&rule->rhs.p[i], META_CALL) && rule_is_unquoted(run->trace->unquoted, name))
            rename_called(run, list, name->p, rule_called_name(name, run->scratch));
    }
}

/* The rule set that a call and the token behind it name; -1 after a complaint. */
static int called(struct rule_run *run, struct token_list *list, struct token *call)
{
    const struct rule_faults faults = {run, pass_fault};
    struct slice name;
    int set;

    rule_trace_called(run, &call[1]);
    if (call->operand != 0)
        return (int)call->operand - 1; /* see rules_seal */
    name = rule_called_name(&call[1], run->scratch);
    rename_called(run, list, call[1].p, name);
    set = rules_find(run->rules, name, &faults);
    if (set < 0)
        rule_complain(run, "554 5.3.5", "Unknown ruleset %.*s", SLICE_ARG(name));
    return set;
}

/* What stays as text may have another name behind it when it is next looked at. */
static void forget_sets(struct token_list *list)
{
    for (size_t i = 0; i < list->len; i++)
        if (token_is(&list->p[i], META_CALL))
            list->p[i].operand = 0;
}

/*
 * Finds `expected` calls, from left to right, beginning at token `at`. Calls of rule sets without
 * rules are taken out; compatible: the token behind such a call is not looked at, so a call that
 * follows at once stays as text. An unknown rule set leaves everything as it is.
 */
static int find_calls(struct rule_run *run, struct token_list *list, size_t at, size_t expected,
                      struct call *calls, size_t *count)
{
    *count = 0;
    for (; at < list->len && expected > 0; at++) {
        int set;

        if (!token_is(&list->p[at], META_CALL))
            continue;
        expected--;
        if (at + 1 == list->len)
            break; /* no name: only text */
        set = called(run, list, &list->p[at]);
        if (set < 0)
            return EX_CONFIG;
        if (rules_count(run->rules, set) == 0) {
            rule_trace_skip(run, &list->p[at + 1], set);
            remove_call(list, at);
            expected -= at < list->len && token_is(&list->p[at], META_CALL);
        } else if (*count < CALLS_MAX) {
            calls[(*count)++] = (struct call){at, set};
        } else {
            rule_complain(run, "554 5.3.0", "Too many subroutine calls (%d max)", CALLS_MAX + 1);
            return EX_CONFIG;
        }
    }
    return EX_OK;
}

unsigned rule_loose(const struct token *tokens, size_t len)
{
    unsigned found = 0;

    for (size_t i = 0; i < len; i++) {
        if (token_is(&tokens[i], META_CALL))
            found |= WORK_CALLS;
        else if (token_is(&tokens[i], META_MAP_BEGIN) || token_is(&tokens[i], META_CANON_BEGIN))
            found |= WORK_LOOKUPS;
    }
    return found;
}

/* From right to left. What fails for good leaves the calls in front of it as text. */
static int make_calls(struct rule_run *run, struct token_list *list, const struct call *calls,
                      size_t count)
{
    int status = EX_OK;

    while (count > 0) {
        int one = run_call(run, list, &calls[--count]);

        if (status == EX_OK || one == EX_TEMPFAIL)
            status = one;
        if (one != EX_OK && one != EX_TEMPFAIL)
            break;
    }
    return status;
}

int rule_calls(struct rule_run *run, const struct rule *rule, struct token_list *list, size_t first)
{
    bool known = run->loose == 0 && (rule->work & WORK_LOOKUPS) == 0;
    struct call calls[CALLS_MAX];
    size_t count;
    int status =
        find_calls(run, list, known ? first : 0, known ? rule->ncalls : SIZE_MAX, calls, &count);

    if (status == EX_OK)
        status = make_calls(run, list, calls, count);
    else if (run->trace != NULL)
        rename_called_before(run, rule, list);
    if (!known || status != EX_OK || count < rule->ncalls) {
        forget_sets(list);
        run->loose |= rule_loose(list->p, list->len);
    }
    return status;
}
