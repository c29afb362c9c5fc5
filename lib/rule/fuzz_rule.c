/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver for the rule compiler and the runs of what it made. The input is a little
 * configuration: S, R, C and D lines as in a .cf, and lines "=set address" that are run. The first
 * byte is the level of the trace. Calls are limited, as what loops and recurs may take for ever.
 */
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 2048, RUNS_MAX = 4, CALLS_MAX = 60 };

struct machine {
    struct arena *in;
    struct macro_names *names;
    struct macros *macros;
    struct classes *classes;
    struct rules *rules;
    struct token_syntax syntax;
    int set, line, runs, level;
};

/* ---- what rules ask ------------------------------------------------------------------------- */

static void *find(void *ctx, struct slice name, struct rule_key *key)
{
    *key = (struct rule_key){.space = ' ', .keep_quotes = slice_is(name, "q")};
    return name.len == 1 ? ctx : NULL;
}

/* The key's first letter decides. */
static enum rule_answer lookup(void *ctx UNUSED, void *map UNUSED, struct macros *macros,
                               const struct slice *args, size_t nargs, struct arena *in,
                               struct slice *value, struct err *err)
{
    if (slice_starts(args[0], SLICE("t")))
        return err_set(err, EX_TEMPFAIL, "away") ? RULE_FOUND : RULE_FAILED;
    if (slice_starts(args[0], SLICE("n")))
        return RULE_ABSENT;
    if (nargs > 1)
        macros_set(macros, 'm', args[1]);
    *value = arena_copy(in, args[nargs - 1]);
    return RULE_FOUND;
}

/* What is said is read, so that a sanitizer sees every byte of it. */
static void hear_fault(void *ctx UNUSED, struct slice text, size_t at, const char *words)
{
    if (at > text.len || strlen(words) == 0 || slice_hash(text) == 1)
        die("a fault without place or words");
}

static void hear(void *ctx UNUSED, const char *code, struct slice text)
{
    if (strlen(code) == 0 || slice_hash(text) == 1)
        die("a complaint without code");
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void run(struct machine *m, struct slice text)
{
    const struct rule_maps maps = {.ctx = m, .find = find, .lookup = lookup};
    const struct rule_complaints ear = {NULL, hear};
    struct arena *scratch = arena_new();
    struct str out = str_new(scratch);
    const struct rule_trace trace = {.out = &out, .level = m->level, .lookup = m->level};
    struct rule_run r = {.rules = m->rules,
                         .macros = m->macros,
                         .classes = m->classes,
                         .syntax = &m->syntax,
                         .maps = &maps,
                         .complaints = &ear,
                         .trace = m->level > 0 ? &trace : NULL,
                         .scratch = scratch,
                         .blank = ' ',
                         .max_calls = CALLS_MAX,
                         .max_recursion = 5};
    struct slice set;
    struct tokens tokens;

    if (m->runs++ < RUNS_MAX && slice_word(&text, &set) &&
        rule_tokens(&r, text, TOKEN_PLAIN, '\0', &tokens, NULL))
        rule_run(&r, rules_find(m->rules, set, NULL), &tokens);
    arena_drop(scratch);
}

static void define(struct machine *m, struct slice text)
{
    struct slice name;

    if (macro_parse_name(&text, &name) == MACRO_FINE)
        macros_set_coded(m->macros, macro_names_intern(m->names, name),
                         macro_encode(m->in, m->names, text));
}

static void add_class(struct machine *m, struct slice text)
{
    struct slice name, word;

    if (macro_parse_name(&text, &name) != MACRO_FINE)
        return;
    while (slice_word(&text, &word))
        class_add(m->classes, macro_names_intern(m->names, name), word);
}

static void add_rule(struct machine *m, struct slice text)
{
    const struct rule_faults faults = {NULL, hear_fault};
    struct slice lhs;

    if (m->set >= 0 && slice_until(&text, '\t', &lhs))
        rules_add(m->rules, m->set, lhs, text, m->line, m->macros, &m->syntax, &faults, m->in);
}

static void read_line(struct machine *m, struct slice line)
{
    const struct rule_faults faults = {NULL, hear_fault};
    struct slice text = slice_from_at(line, 1);

    m->line++;
    switch (line.len > 0 ? line.p[0] : '\0') {
    case 'S':
        m->set = rules_define(m->rules, text, &faults);
        break;
    case 'R':
        add_rule(m, text);
        break;
    case 'C':
        add_class(m, text);
        break;
    case 'D':
        define(m, text);
        break;
    case '=':
        run(m, text);
        break;
    default:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct machine m = {.in = arena_new(), .set = -1};
    struct slice text = slice_of((const char *)data, size), line;

    if (size > 0 && size <= INPUT_MAX) {
        m.names = macro_names_new(m.in);
        m.macros = macros_new(m.in, m.names, NULL);
        m.classes = classes_new(m.in, NULL);
        m.rules = rules_new(m.in, m.names);
        m.syntax = token_syntax_of(SLICE(".:%@!^/[]+"));
        m.level = data[0] % 40;
        text = slice_from_at(text, 1);
        while (slice_line(&text, &line))
            read_line(&m, line);
        for (int set = 0; set < RULE_SETS; set++) {
            struct str shown = str_new(m.in);

            rules_show(m.rules, set, NULL, &shown);
        }
    }
    arena_drop(m.in);
    return 0;
}
