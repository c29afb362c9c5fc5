/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast matcher finds what the one that traces shows finds: random left sides on random
 * addresses, small enough that many match.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "rule/rule.h"

enum { CASES = 60000, SIDE_MAX = 7, ADDRESS_MAX = 9 };

static const char *const elements[] = {"$*",  "$+",  "$-", "$=w", "$~w", "$=v", "$@",
                                       "$&x", "a",   "b",  "@",   ".",   "<",   ">",
                                       "$*",  "$&y", "a",  "$=w", "b",   "$*",  "$&z"};
static const char *const words[] = {"a", "b", "@", ".", "<", ">", "c", "a", "b"};

static void pick(unsigned *seed, const char *const *from, size_t count, size_t max, struct str *out)
{
    size_t n = (size_t)rand_r(seed) % max;

    for (size_t i = 0; i <= n; i++) {
        str_add_text(out, from[(size_t)rand_r(seed) % count]);
        str_add_char(out, ' ');
    }
}

/* All that the left side bound. */
static const char *right_side(struct arena *in, const char *lhs)
{
    struct str rhs = str_new(in);
    int n = 0;

    str_add_text(&rhs, "$: hit");
    for (const char *p = lhs; *p != '\0'; p++) {
        if (*p == '$' && strchr("*+-=~", p[1]) != NULL)
            str_printf(&rhs, " / $%d", ++n);
    }
    return rhs.p;
}

static const char *outcome(struct rule_run *run, struct slice address, int *status)
{
    struct str out = str_new(run->scratch);
    struct tokens tokens;

    if (!rule_tokens(run, address, TOKEN_PLAIN, '\0', &tokens, NULL))
        return "?";
    *status = rule_run(run, rules_find(run->rules, SLICE("s"), NULL), &tokens);
    for (size_t i = 0; i < tokens.len; i++) {
        token_show(&tokens.p[i], TOKEN_LOOK_PLAIN, &out);
        str_add_char(&out, ' ');
    }
    return out.p;
}

static void compare(struct arena *in, unsigned *seed)
{
    struct token_syntax syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
    struct macro_names *names = macro_names_new(in);
    struct macros *macros = macros_new(in, names, NULL);
    struct classes *classes = classes_new(in, NULL);
    struct rules *rules = rules_new(in, names);
    struct str lhs = str_new(in), address = str_new(in), text = str_new(in);
    const struct rule_trace trace = {.out = &text, .level = 2};
    struct rule_run run = {.rules = rules,
                           .macros = macros,
                           .classes = classes,
                           .syntax = &syntax,
                           .scratch = in,
                           .max_recursion = 3};
    const char *fast, *slow;
    int set, fast_status = 0, slow_status = 0;

    class_add(classes, 'w', SLICE("a"));
    class_add(classes, 'w', SLICE("a.b"));
    class_add(classes, 'w', SLICE("b@"));
    class_add(classes, 'v', SLICE("<a"));
    class_add(classes, 'v', SLICE("<"));
    class_add(classes, 'v', SLICE("c.a.b"));
    macros_set(macros, 'x', SLICE("a"));
    macros_set(macros, 'y', SLICE("b.a"));
    pick(seed, elements, COUNT(elements), SIDE_MAX, &lhs);
    pick(seed, words, COUNT(words), ADDRESS_MAX, &address);
    set = rules_define(rules, SLICE("s"), NULL);
    rules_add(rules, set, str_slice(&lhs), slice_from(right_side(in, lhs.p)), 1, macros, &syntax,
              NULL, in);
    fast = outcome(&run, str_slice(&address), &fast_status);
    run.trace = &trace;
    slow = outcome(&run, str_slice(&address), &slow_status);
    cr_assert(strcmp(fast, slow) == 0 && fast_status == slow_status, "R%s on %s: %s, not %s", lhs.p,
              address.p, fast, slow);
}

Test(rule_match, the_fast_matcher_agrees_with_the_traced_one)
{
    unsigned seed = 20;

    for (int i = 0; i < CASES; i++) {
        struct arena *in = arena_new();

        compare(in, &seed);
        arena_drop(in);
    }
}
