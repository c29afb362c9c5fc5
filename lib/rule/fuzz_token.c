/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver for the tokeniser and the rule compiler: the first byte chooses what the rest
 * is. Build with clang -std=c17 -D_GNU_SOURCE -g -fsanitize=fuzzer,address,undefined -Ilib from
 * this file, the other sources of lib/rule (no tests) and those of lib/base.
 */
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void cut(struct arena *in, struct slice text, enum token_mode mode, char stop)
{
    const struct token_syntax syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
    const struct token_scan scan = {.syntax = &syntax, .mode = mode, .stop = stop};
    struct str joined = str_new(in);
    struct tokens tokens;
    size_t used;

    if (!token_scan(&scan, text, in, &tokens, &used))
        return;
    if (used > text.len)
        die("more was used than there is");
    token_join(tokens.p, tokens.len, &syntax, ' ', &joined);
}

/* "lhs TAB rhs TAB address": compiled, then run. */
static void compile(struct arena *in, struct slice text)
{
    const struct token_syntax syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
    struct macro_names *names = macro_names_new(in);
    struct macros *macros = macros_new(in, names, NULL);
    struct rules *rules = rules_new(in, names);
    struct slice lhs, rhs;
    struct rule_run run = {.rules = rules,
                           .macros = macros,
                           .classes = classes_new(in, NULL),
                           .syntax = &syntax,
                           .scratch = in,
                           .max_recursion = 3};
    struct tokens tokens;

    if (!slice_until(&text, '\t', &lhs) || !slice_until(&text, '\t', &rhs))
        return;
    rules_add(rules, rules_define(rules, SLICE("a"), NULL), lhs, rhs, 1, macros, &syntax, NULL, in);
    if (rule_tokens(&run, text, TOKEN_PLAIN, '\0', &tokens, NULL))
        rule_run(&run, rules_find(rules, SLICE("a"), NULL), &tokens);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice text = slice_of((const char *)data, size);

    if (size > 0 && size < 4096) {
        text = slice_from_at(text, 1);
        if (data[0] == 4)
            compile(in, text);
        else
            cut(in, text, (enum token_mode)(data[0] & 3), data[0] & 8 ? ',' : '\0');
    }
    arena_drop(in);
    return 0;
}
