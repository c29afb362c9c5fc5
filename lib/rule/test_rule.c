/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "rule/rule.h"

static struct arena *in;
static struct macro_names *names;
static struct macros *macros;
static struct classes *classes;
static struct rules *rules;
static struct token_syntax syntax;
static struct str said;

static void start(void)
{
    in = arena_new();
    names = macro_names_new(in);
    macros = macros_new(in, names, NULL);
    classes = classes_new(in, NULL);
    rules = rules_new(in, names);
    syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
    said = str_new(in);
    class_add(classes, 'w', SLICE("mail.example.com"));
    class_add(classes, 'w', SLICE("localhost"));
    macros_set_coded(macros, 'j', SLICE("mail.example.com"));
}

static void stop(void)
{
    arena_drop(in);
}

TestSuite(rule, .init = start, .fini = stop);

static void hear_fault(void *ctx, struct slice text, size_t at, const char *words)
{
    (void)ctx;
    (void)text;
    (void)at;
    str_printf(&said, "%s\n", words);
}

static void hear(void *ctx, const char *code, struct slice text)
{
    (void)ctx;
    (void)code;
    str_printf(&said, "%.*s\n", SLICE_ARG(text));
}

static void add(const char *set, const char *lhs, const char *rhs)
{
    const struct rule_faults faults = {NULL, hear_fault};

    rules_add(rules, rules_define(rules, slice_from(set), &faults), slice_from(lhs),
              slice_from(rhs), 1, macros, &syntax, &faults, in);
}

/* One map: "m" has the key "key" with value "a.value", fails for "later". */
static void *find(void *ctx, struct slice name, struct rule_key *key)
{
    *key = (struct rule_key){.space = ' '};
    return slice_is(name, "m") ? (void *)ctx : NULL;
}

static enum rule_answer lookup(void *ctx, void *map, struct macros *scope, const struct slice *args,
                               size_t nargs, struct arena *to, struct slice *value, struct err *err)
{
    (void)ctx;
    (void)map;
    (void)scope;
    if (slice_is(args[0], "later"))
        return err_set(err, EX_TEMPFAIL, "away") ? RULE_FOUND : RULE_FAILED;
    if (slice_starts(args[0], SLICE("echo")))
        return *value = arena_copy(to, slice_from_at(args[0], 4)), RULE_FOUND;
    if (!slice_is(args[0], "key"))
        return RULE_ABSENT;
    *value = nargs > 1 ? arena_copy(to, args[1]) : SLICE("a.value");
    return RULE_FOUND;
}

/* The workspace after `set`, tokens parted by blanks. */
static const char *run(const char *set, const char *address, int *status)
{
    const struct rule_complaints ear = {NULL, hear};
    const struct rule_maps maps = {.ctx = &syntax, .find = find, .lookup = lookup};
    struct rule_run r = {.rules = rules,
                         .macros = macros,
                         .classes = classes,
                         .syntax = &syntax,
                         .maps = &maps,
                         .complaints = &ear,
                         .scratch = in,
                         .blank = ' ',
                         .max_recursion = 50};
    struct str out = str_new(in);
    struct tokens tokens;

    cr_assert(rule_tokens(&r, slice_from(address), TOKEN_PLAIN, '\0', &tokens, NULL));
    *status = rule_run(&r, rules_find(rules, slice_from(set), NULL), &tokens);
    for (size_t i = 0; i < tokens.len; i++) {
        str_add_text(&out, i > 0 ? " " : "");
        token_show(&tokens.p[i], TOKEN_LOOK_PLAIN, &out);
    }
    return out.p;
}

static const struct {
    const char *lhs, *rhs, *address, *result;
} one_rule[] = {
    {"$* < $+ > $*", "$: $2", "a < b @ c > d", "b @ c"},
    {"$* @ $+", "$: $1 | $2", "a@b@c", "a | b @ c"},
    {"$* $* $*", "$: $1 | $2 | $3", "a b", "| | a b"},
    {"$+ @ $=w", "$: $1 local", "u@mail.example.com", "u local"},
    {"$+ @ $=w", "$: $1 local", "u@MAIL.Example.COM", "u local"},
    {"$+ @ $=w", "$: $1 local", "u@mail.example.org", "u @ mail . example . org"},
    {"$+ @ $~w", "$: $1 far", "u@other", "u far"},
    {"$+ @ $~w", "$: $1 far", "u@localhost", "u @ localhost"},
    {"FOO $-", "$: $1 bar", "foo x", "x bar"},
    {"$@", "$: was empty", "", "was empty"},
    {"$~", "$: any $1", "u", "any u"},
    {"$+", "$: $>\"empty\" $1", "u", "u"},
    {"$+", "$: $>\\empty $1", "u", "u"},
    {"$- $*", "$2 $1", "a", "Infinite"},
    {"$+ @ $j", "$: $1", "u@mail.example.com", "u"},
    {"$+", "$: $&j", "u", "mail . example . com"},
    {"$- un $&{undef} $*", "$: $1", "a un b", "a"},
    {"$*", "$: $(m key $)", "x", "a . value"},
    {"$*", "$: $(m key $@ x y $) $1", "z", "x y z"},
    {"$*", "$: $(m none $: dflt $)", "z", "dflt"},
    {"$*", "$: $(m none $:  $) $1", "z", "z"},
    {"$*", "$: $(m none $) $1", "z", "none z"},
    {"$*", "$: $(m \"key\" $)", "z", "a . value"},
    {"$*", "$# mailer $@ host $: $1", "u", "$# mailer $@ host $: u"},
    {"$+", "$@ $>empty $1 x", "u", "u x"},
    {"$+", "$: x $&* $&9", "u", "x $* $9"},
    {"$+", "$: $&(m key $)", "u", "a . value"},
    {"$+", "$: $&# mailer", "u", "$# mailer"},
    {"$+", "$: x $&>empty $1", "u", "x u"},
};

Test(rule, operators_do_what_administrators_know)
{
    for (size_t i = 0; i < COUNT(one_rule); i++) {
        struct str set = str_new(in);
        const char *got;
        int status;

        str_printf(&set, "T%zu", i);
        rules_define(rules, SLICE("empty"), NULL);
        add(set.p, one_rule[i].lhs, one_rule[i].rhs);
        if (strcmp(one_rule[i].result, "Infinite") == 0)
            continue;
        got = run(set.p, one_rule[i].address, &status);
        cr_expect_str_eq(got, one_rule[i].result, "R%s  %s: %s", one_rule[i].lhs, one_rule[i].rhs,
                         got);
        cr_expect_eq(status, EX_OK);
    }
}

Test(rule, a_rule_that_always_applies_is_stopped)
{
    int status;

    add("L", "$+", "$1 a");
    run("L", "x", &status);
    cr_expect_str_eq(said.p, "Infinite loop in ruleset L, rule 1\n");
    cr_expect_eq(status, EX_OK);
}

Test(rule, calls_run_from_right_to_left)
{
    int status;

    add("sub", "$+ up $*", "$: $1 UP $2");
    add("C", "$*", "$: $>sub $1 up $>sub b up x");
    cr_expect_str_eq(run("C", "1", &status), "1 UP b UP x");
}

/* "$1" stands for ten tokens. */
static void add_long(const char *set, int copies, int words, const char *end)
{
    struct str rhs = str_new(in);

    str_add_text(&rhs, "$@");
    for (int i = 0; i < copies; i++)
        str_add_text(&rhs, " $1");
    for (int i = 0; i < words; i++)
        str_add_text(&rhs, " x");
    str_add_text(&rhs, end);
    add(set, "$+", rhs.p);
}

Test(rule, a_thousand_tokens_are_as_many_as_a_rule_may_make)
{
    int status;

    macros_set_coded(macros, 'q', SLICE("q"));
    add_long("text", 99, 10, "");
    add_long("more", 99, 11, "");
    add_long("bound", 89, 100, " $1");
    add_long("macro", 99, 8, " $&q");
    add_long("late", 99, 9, " $&q");
    add_long("unset", 99, 10, " $&z");
    run("text", "a b c d e f g h i j", &status);
    cr_expect_eq(status, EX_OK);
    run("bound", "a b c d e f g h i j", &status);
    cr_expect_eq(status, EX_OK);
    run("macro", "a b c d e f g h i j", &status);
    cr_expect_eq(status, EX_OK);
    cr_expect_str_eq(said.p, "");
    run("more", "a b c d e f g h i j", &status);
    cr_expect_eq(status, EX_DATAERR);
    run("late", "a b c d e f g h i j", &status);
    cr_expect_eq(status, EX_DATAERR);
    run("unset", "a b c d e f g h i j", &status);
    cr_expect_eq(status, EX_DATAERR);
}

Test(rule, endless_recursion_is_stopped)
{
    int status;

    add("R", "$*", "$@ $>R $1");
    cr_expect_str_eq(run("R", "x", &status), "x");
    cr_expect_str_eq(said.p, "rewrite: excessive recursion (max 50), ruleset R\n");
    cr_expect_eq(status, EX_CONFIG);
}

Test(rule, an_unknown_rule_set_leaves_the_calls_as_text)
{
    int status;

    add("U", "$+", "$: $>nosuch $1");
    cr_expect_str_eq(run("U", "x", &status), "$> nosuch x");
    cr_expect_str_eq(said.p, "Unknown ruleset nosuch\n");
    cr_expect_eq(status, EX_CONFIG);
    str_clear(&said);
    add("V", "$+", "$: $&> nosuch $1");
    cr_expect_str_eq(run("V", "x", &status), "$> nosuch x");
    cr_expect_str_eq(said.p, "Unknown ruleset nosuch\n");
}

Test(rule, a_lookup_left_as_text_is_made_by_the_next_rule)
{
    int status;

    add("X", "a", "$: b $(m none $( m key $)");
    add("X", "b $*", "$1");
    cr_expect_str_eq(run("X", "a", &status), "none a . value");
    add("Y", "$-", "$: x $(m none $&[ key");
    add("Y", "x $*", "$1");
    cr_expect_str_eq(run("Y", "a", &status), "none key");
}

Test(rule, only_operators_of_rules_come_back_from_a_map)
{
    int status;

    add("O", "a", "$: b $(m echo $[ $)");
    add("O", "c $-", "$: b $(m echo $1 $[ $)");
    add("O", "b $*", "$@ $1 key");
    cr_expect_str_eq(run("O", "a", &status), "key");
    cr_expect_str_eq(run("O", "c \x9d", &status), "$[$[ key");
}

Test(rule, the_name_of_an_unknown_rule_set_loses_its_quotes)
{
    int status;

    add("Q", "$- $-", "$: $>$2 $1");
    cr_expect_str_eq(run("Q", "x \"no such\"", &status), "$> no x");
    cr_expect_str_eq(said.p, "Unknown ruleset no\n");
    cr_expect_eq(status, EX_CONFIG);
    cr_expect_str_eq(run("Q", "x \" no  such\"", &status), "$>  no x");
    cr_expect_str_eq(run("Q", "x \"a@b c\"", &status), "$> a@b c x");
}

Test(rule, a_byte_that_looks_like_an_operator_is_text_in_a_rule)
{
    int status;

    add("K", "x \x90", "$: hit \x99 one\x97");
    cr_expect_str_eq(run("K", "x \x90", &status), "hit $> one $@");
    cr_expect_str_eq(run("K", "x y", &status), "x y");
    cr_expect_eq(status, EX_OK);
    cr_expect_str_eq(said.p, "");
}

Test(rule, a_rule_that_fails_behind_a_macro_leaves_the_rest_of_its_value)
{
    static const struct {
        const char *rhs, *address, *left;
    } rows[] = {{"$&v $2", "x", "x . b"},
                {"$&v $2", "x y z", "x y z"},
                {"$&v $&q $2", "x", "x"},
                {"$&v $&q $2", "x y", "x y b"},
                {"$2 $&v", "x", "x"}};
    int status;

    macros_set(macros, 'v', SLICE("a.b"));
    macros_set(macros, 'q', SLICE("q"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *set = arena_printf(in, "B%zu", i).p;

        add(set, "$*", rows[i].rhs);
        cr_expect_str_eq(run(set, rows[i].address, &status), rows[i].left, "%zu", i);
        cr_expect_eq(status, EX_CONFIG);
    }
}

Test(rule, operators_that_a_map_gave_back_in_one_word_are_shown_each)
{
    int status;

    add("V", "$*", "$: $(m echo$( m $>$> x $)");
    cr_expect_str_eq(run("V", "x", &status), "$(m$>$>x");
}

Test(rule, a_blank_ends_a_quoted_name)
{
    int status;

    add("sub", "$+", "$: $1 up");
    add("B", "$-", "$: $>\"sub x\" $1");
    cr_expect_str_eq(run("B", "a", &status), "a up");
}

Test(rule, a_default_that_is_too_long_leaves_what_was_cut)
{
    struct str many = str_new(in);
    int status;

    for (int i = 0; i < 200; i++)
        str_add_text(&many, "@ ");
    add("D", "$*", "$: $(m none $: $1 $1 $1 $1 $)");
    cr_expect_eq(strlen(run("D", many.p, &status)), 2 * 625 - 1);
    cr_expect_eq(status, EX_DATAERR);
}

Test(rule, the_name_loses_its_quotes_wherever_it_was_put)
{
    int status;

    add("N", "$- $-", "$2 $>$2 $1");
    cr_expect_str_eq(run("N", "x \\b", &status), "b $> b x");
    cr_expect_str_eq(run("N", "x \\\\", &status), "\\ $> \\ x");
}

Test(rule, a_call_that_stayed_as_text_calls_whom_the_next_rule_names)
{
    int status;

    add("known", "$*", "was called");
    add("W", "$-", "$: $>known $>unknown $1");
    add("W", "$~X $+", "$: $1 other");
    cr_expect_str_eq(run("W", "x", &status), "$> other");
    cr_expect_eq(status, EX_CONFIG);
}

Test(rule, a_name_that_calls_nothing_loses_its_quotes_where_it_is_once_more)
{
    int status;

    add("Y", "$+", "$: $>$1 $1");
    cr_expect_str_eq(run("Y", "\"10\"", &status), "10");
}

Test(rule, an_unknown_name_is_a_word_like_any_other)
{
    int status;

    add("V", "$- $-", "$1 $>$2");
    add("V", "$- $~X gone", "found $1");
    cr_expect_str_eq(run("V", "x gone", &status), "found x");
    cr_expect_str_eq(run("V", "x \"gone\"", &status), "found x");
    cr_expect_eq(status, EX_CONFIG);
}

Test(rule, a_call_that_names_a_call_stays_unknown)
{
    int status;

    add("P", "$- $- $-", "$2 $>$3");
    cr_expect_str_eq(run("P", "a x b", &status), "$> $> b");
    cr_expect_str_eq(run("P", "a x \\b", &status), "$> $> b");
    cr_expect_eq(status, EX_CONFIG);
}

Test(rule, the_default_of_a_lookup_is_cut)
{
    struct str many = str_new(in);
    const char *got;
    int status;

    for (int i = 0; i < 200; i++)
        str_add_text(&many, "foo ");
    add("J", "$+", "$: $(m none $: $1 $1 $)");
    got = run("J", many.p, &status);
    cr_expect_eq(strlen(got), 1021);
    cr_expect_str_eq(got + 1015, " foo f");
    cr_expect_eq(status, EX_OK);
}

Test(rule, a_lookup_that_fails_is_temporary_and_never_absent)
{
    int status;

    add("F", "$*", "$: $(m later $: gone $)");
    run("F", "x", &status);
    cr_expect_eq(status, EX_TEMPFAIL);
}

static const struct {
    const char *lhs, *rhs, *words;
} wrong[] = {
    {"$1", "x", "Inappropriate use of $1-$9 on LHS\n"},
    {"$:", "x", "Inappropriate use of $: on LHS\n"},
    {"", "x", "R line: null LHS\n"},
    {"a", "", "R line: null RHS\n"},
    {"a", "$*", "Inappropriate use of $* on RHS\n"},
    {"a", "$1", "replacement $1 out of bounds\n"},
    {"a", "$~", "Inappropriate use of $~ on RHS\n"},
    {"a", "$?", "R line: null RHS\n"},
    {"a", "$( m k $1 ", "replacement $1 out of bounds\nmissing map closing token\n"},
    {"a", "$( m k", "missing map closing token\n"},
    {"a", "$( m $( m k $) $)", "cannot nest map lookups\n"},
    {"$*$*$*$*$*$*$*$*$*$*", "x", "R line: too many wildcards\n"},
};

Test(rule, faults_are_named_when_rules_are_read)
{
    for (size_t i = 0; i < COUNT(wrong); i++) {
        str_clear(&said);
        add("W", wrong[i].lhs, wrong[i].rhs);
        cr_expect_str_eq(said.p, wrong[i].words, "%s: %s", wrong[i].lhs, said.p);
    }
}

Test(rule, a_name_that_was_defined_badly_gets_its_number_last)
{
    const struct rule_faults faults = {NULL, hear_fault};

    cr_expect_eq(rules_define(rules, SLICE("x="), &faults), -1);
    cr_expect_eq(rules_define(rules, SLICE("y=z"), &faults), -1);
    cr_expect_eq(rules_define(rules, SLICE("one"), &faults), RULE_SETS - 1);
    cr_expect_eq(rules_define(rules, SLICE("y=7"), &faults), 7, "%s", said.p);
    cr_expect_eq(rules_find(rules, SLICE("x"), NULL), -1);
    rules_seal(rules);
    cr_expect_eq(rules_find(rules, SLICE("x"), NULL), RULE_SETS - 2);
    cr_expect(slice_is(rules_name(rules, RULE_SETS - 2), "198"));
    cr_expect(slice_is(rules_name(rules, 7), "y"));
}

Test(rule, a_rule_is_shown_as_it_was_written)
{
    struct str out = str_new(in);

    add("S", "$* < $={long} >", "$@ $>final $1 $(m $2 $: $&{xy} $)");
    rules_show(rules, rules_find(rules, SLICE("S"), NULL), NULL, &out);
    cr_expect_str_eq(out.p, "R$* < $={long} > \t\t$@ $> final $1 $( m $2 $: $&{xy} $) \n");
}

Test(rule, a_trace_shows_a_called_name_without_its_quotes)
{
    struct str text = str_new(in);
    struct rule_unquoted unquoted = {.in = in};
    const struct rule_trace trace = {.out = &text, .level = 12, .unquoted = &unquoted};
    struct rule_run r = {.rules = rules,
                         .macros = macros,
                         .classes = classes,
                         .syntax = &syntax,
                         .trace = &trace,
                         .scratch = in,
                         .max_recursion = 9};
    struct tokens ws;

    add("again", "a", "b");
    add("twice", "$+", "$: $>\"again\" $1");
    for (int i = 0; i < 2; i++) {
        cr_assert(rule_tokens(&r, SLICE("x"), TOKEN_COMMENTS, '\0', &ws, NULL));
        str_clear(&text);
        rule_run(&r, rules_find(rules, SLICE("twice"), NULL), &ws);
        cr_expect(slice_search(str_slice(&text),
                               i == 0 ? SLICE("rule matches: $: $> \"again\" $1\n")
                                      : SLICE("rule matches: $: $> again $1\n")) != SIZE_MAX,
                  "%s", text.p);
    }
}

Test(rule, a_name_called_before_has_lost_its_quotes_behind_an_unknown_one_too)
{
    struct str text = str_new(in);
    struct rule_unquoted unquoted = {.in = in};
    const struct rule_trace trace = {.out = &text, .unquoted = &unquoted};
    struct rule_run r = {.rules = rules,
                         .macros = macros,
                         .classes = classes,
                         .syntax = &syntax,
                         .trace = &trace,
                         .scratch = in,
                         .max_recursion = 9};
    struct tokens ws;

    add("calls", "$+", "$: $1 $> \"no set\"");
    cr_assert(rule_tokens(&r, SLICE("x"), TOKEN_COMMENTS, '\0', &ws, NULL));
    cr_expect_eq(rule_run(&r, rules_find(rules, SLICE("calls"), NULL), &ws), EX_CONFIG);
    cr_expect_eq(rule_run(&r, rules_find(rules, SLICE("calls"), NULL), &ws), EX_CONFIG);
    cr_expect(slice_search(str_slice(&text), SLICE("returns: x $> no $> no\n")) != SIZE_MAX, "%s",
              text.p);
}

static void saw_enter(void *ctx, int set, int depth, const struct tokens *ws)
{
    (void)ctx;
    str_printf(&said, "%d>%.*s/%zu ", depth, SLICE_ARG(rules_name(rules, set)), ws->len);
}
static void saw_match(void *ctx, int line)
{
    (void)ctx;
    str_printf(&said, "line %d ", line);
}
static void saw_rewritten(void *ctx, const struct tokens *ws)
{
    (void)ctx;
    str_printf(&said, "=%zu ", ws->len);
}
static void saw_lookup(void *ctx, struct slice map, struct slice key, enum rule_answer answer,
                       struct slice value)
{
    (void)ctx;
    str_printf(&said, "%.*s(%.*s)%d%.*s ", SLICE_ARG(map), SLICE_ARG(key), answer,
               SLICE_ARG(value));
}
static void saw_leave(void *ctx, int set, const struct tokens *ws)
{
    (void)ctx;
    str_printf(&said, "<%.*s/%zu ", SLICE_ARG(rules_name(rules, set)), ws->len);
}

Test(rule, who_watches_hears_each_step_as_data)
{
    const struct rule_watch watch = {NULL,          saw_enter,  saw_match,
                                     saw_rewritten, saw_lookup, saw_leave};
    struct str text = str_new(in);
    const struct rule_trace trace = {.out = &text, .watch = &watch};
    const struct rule_maps maps = {&said, find, lookup};
    struct rule_run r = {.rules = rules,
                         .macros = macros,
                         .classes = classes,
                         .syntax = &syntax,
                         .maps = &maps,
                         .trace = &trace,
                         .scratch = in,
                         .max_recursion = 9};
    struct tokens ws;
    size_t used;

    add("outer", "no match", "$: never");
    add("outer", "$+", "$: $>inner $(m $1 $)");
    add("inner", "$+", "$@ found $1");
    cr_assert(rule_tokens(&r, SLICE("key"), TOKEN_COMMENTS, '\0', &ws, &used));
    str_clear(&said);
    cr_assert_eq(rule_run(&r, rules_find(rules, SLICE("outer"), NULL), &ws), EX_OK);
    cr_expect_str_eq(said.p, "0>outer/1 line 1 m(key)0a.value 1>inner/3 line 1 =4 <inner/4 =4 "
                             "<outer/4 ");
}
