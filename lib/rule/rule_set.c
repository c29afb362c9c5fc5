/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names and numbers of rule sets. Numbers 0 to 99 are the administrator's; a name gets the next
 * free number from 199 down, unless the S line gives it one.
 */
#include <stdio.h>

#include "rule/rule_private.h"

enum { SHOWN_MAX = 20 }; /* of a name that is none */

static void note_shown(struct rules *rules, int set)
{
    struct slice name = slice_part(rules_name(rules, set), 0, RULE_NAME_SHOWN);
    char *shown = rules->sets[set].shown;

    memset(shown, ' ', RULE_NAME_SHOWN);
    if (name.len > 0)
        memcpy(shown, name.p, name.len);
}

struct rules *rules_new(struct arena *in, struct macro_names *names)
{
    struct rules *rules = ARENA_NEW(in, struct rules);

    rules->in = in;
    rules->names = names;
    rules->symbols = symbols_new(in);
    rules->by_name = table_new(in);
    rules->next_named = RULE_SETS - 1;
    for (int i = 0; i < RULE_SETS; i++)
        note_shown(rules, i);
    return rules;
}

const struct symbols *rules_symbols(const struct rules *rules)
{
    return rules->symbols;
}

static void PRINTF(3, 4)
    say(const struct rule_faults *faults, struct slice text, const char *fmt, ...)
{
    char words[400];
    va_list args;

    if (faults == NULL)
        return;
    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    faults->say(faults->ctx, text, 0, words);
}

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* Takes the name at the front of *text, blanks around it too. None begins with an underscore. */
static struct slice take_name(struct slice *text)
{
    struct slice name;
    size_t len = 0;

    slice_skip_blanks(text);
    while (len < text->len && is_name_char(text->p[len]) && text->p[0] != '_')
        len++;
    name = slice_part(*text, 0, len);
    *text = slice_from_at(*text, len);
    slice_skip_blanks(text);
    return name;
}

static bool is_number(struct slice name)
{
    return name.len > 0 && ascii_is_digit(name.p[0]);
}

/* Digits at the front, as strtol takes them; large ones stay large. */
static long number_of(struct slice text)
{
    long n = 0;

    for (size_t i = 0; i < text.len && ascii_is_digit(text.p[i]) && n < 100000000; i++)
        n = n * 10 + (text.p[i] - '0');
    return n;
}

static int set_index(const struct rules *rules, const struct rule_set *set)
{
    return (int)(set - rules->sets);
}

static int find_number(struct slice name, const struct rule_faults *faults)
{
    long n = number_of(name);

    if (n < RULE_SETS_NUMBERED)
        return (int)n;
    say(faults, name, "bad ruleset %ld (%d max)", n, RULE_SETS_NUMBERED);
    return -1;
}

int rules_find(const struct rules *rules, struct slice text, const struct rule_faults *faults)
{
    struct slice rest = text, name = take_name(&rest);
    const struct rule_set *set;

    if (name.len == 0) {
        say(faults, text, "invalid ruleset name: \"%.*s\"",
            SLICE_ARG(slice_part(rest, 0, SHOWN_MAX)));
        return -1;
    }
    if (is_number(name))
        return find_number(name, faults);
    set = table_get(&rules->by_name, name);
    return set != NULL && set != &rules->known ? set_index(rules, set) : -1;
}

/* "name=3": the number, or -1 after a fault. */
static int take_given_number(struct slice text, struct slice rest, const struct rule_faults *faults)
{
    long n;

    slice_skip_blanks(&rest);
    if (!is_number(rest)) {
        say(faults, text, "bad ruleset definition \"%.*s\" (number required after `=')",
            SLICE_ARG(text));
        return -1;
    }
    n = number_of(rest);
    if (n >= RULE_SETS_NUMBERED) {
        say(faults, text, "bad ruleset number %ld in \"%.*s\" (%d max)", n, SLICE_ARG(text),
            RULE_SETS_NUMBERED);
        return -1;
    }
    return (int)n;
}

static int name_set(struct rules *rules, struct slice name, int number)
{
    struct rule_set *set = &rules->sets[number];

    name = arena_copy(rules->in, name);
    set->name = name;
    note_shown(rules, set_index(rules, set));
    table_set(&rules->by_name, name, set);
    return number;
}

static int next_number(struct rules *rules, struct slice name, const struct rule_faults *faults)
{
    if (rules->next_named < RULE_SETS_NUMBERED) {
        say(faults, name, "%.*s: too many named rulesets (%d max)", SLICE_ARG(name),
            RULE_SETS - RULE_SETS_NUMBERED);
        return -1;
    }
    return rules->next_named--;
}

/* compatible: a definition that is none makes the name known; it gets its number when it is used,
 * or defined better. */
static void know(struct rules *rules, struct slice name)
{
    name = arena_copy(rules->in, name);
    table_set(&rules->by_name, name, &rules->known);
    *VEC_ADD(&rules->unsettled, rules->in) = name;
}

int rules_define(struct rules *rules, struct slice text, const struct rule_faults *faults)
{
    struct slice rest = text, name = take_name(&rest);
    struct rule_set *set;
    int given = -1;

    if (name.len == 0) {
        say(faults, text, "invalid ruleset name: \"%.*s\"",
            SLICE_ARG(slice_part(text, 0, SHOWN_MAX)));
        return -1;
    }
    if (is_number(name))
        return find_number(name, faults);
    if (rest.p > name.p + name.len) /* compatible: complaints show nothing behind a blank */
        text = name;
    set = table_get(&rules->by_name, name);
    if (slice_skip(&rest, '=')) {
        given = take_given_number(text, rest, faults);
        if (given < 0) {
            if (set == NULL)
                know(rules, name);
            return -1;
        }
    }
    if (set == NULL || set == &rules->known) {
        if (given < 0)
            given = next_number(rules, name, faults);
        return given < 0 ? -1 : name_set(rules, name, given);
    }
    if (given >= 0 && given != set_index(rules, set)) {
        say(faults, text, "%.*s: ruleset changed value (old %d, new %d)", SLICE_ARG(text),
            set_index(rules, set), given);
    }
    return set_index(rules, set);
}

struct slice rules_name(const struct rules *rules, int set)
{
    static const char digits[] = "00010203040506070809101112131415161718192021222324252627282930"
                                 "31323334353637383940414243444546474849505152535455565758596061"
                                 "62636465666768697071727374757677787980818283848586878889909192"
                                 "93949596979899";

    if (set < 0 || set >= RULE_SETS)
        return SLICE("");
    if (rules->sets[set].name.len > 0)
        return rules->sets[set].name;
    if (set >= RULE_SETS_NUMBERED)
        return SLICE("");
    return set < 10 ? slice_of(&digits[2 * set + 1], 1) : slice_of(&digits[2 * set], 2);
}

/* compatible: a blank ends a name that was in quotes. */
static struct slice cut_behind_name(struct slice text)
{
    struct slice rest = text, name;

    slice_skip_blanks(&rest);
    name = slice_part(rest, 0, 0);
    while (name.len < rest.len && is_name_char(rest.p[name.len]))
        name.len++;
    rest = slice_from_at(rest, name.len);
    if (name.len > 0 && rest.len > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'))
        text.len -= rest.len;
    return text;
}

struct slice rule_called_name(const struct token *token, struct arena *in)
{
    struct slice text = token_text(token);
    struct str bare;

    if (slice_find(text, '"') == SIZE_MAX && slice_find(text, '\\') == SIZE_MAX)
        return text;
    bare = str_new(in);
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '"')
            continue;
        i += text.p[i] == '\\';
        if (i < text.len)
            str_add_char(&bare, text.p[i]);
    }
    return cut_behind_name(str_slice(&bare));
}

static void seal_calls(const struct rules *rules, struct tokens *rhs)
{
    for (size_t i = 0; i + 1 < rhs->len; i++) {
        const struct token *name = &rhs->p[i + 1];
        int set;

        if (!token_is(&rhs->p[i], META_CALL) || name->id < SYMBOL_FIRST_WORD)
            continue;
        set = rules_find(rules, rule_called_name(name, rules->in), NULL);
        if (set >= 0)
            rhs->p[i].operand = (uint32_t)set + 1;
    }
}

/* What is still only known is used from now on. It has no name that could be shown. */
static void settle(struct rules *rules)
{
    for (size_t i = 0; i < rules->unsettled.len; i++) {
        struct slice name = rules->unsettled.p[i];
        int number = rules->next_named;

        if (table_get(&rules->by_name, name) != &rules->known || number < RULE_SETS_NUMBERED)
            continue;
        rules->next_named--;
        name_set(rules, arena_printf(rules->in, "%d", number), number);
        table_set(&rules->by_name, name, &rules->sets[number]);
    }
}

void rules_seal(struct rules *rules)
{
    settle(rules);
    for (size_t i = 0; i < COUNT(rules->sets); i++) {
        for (size_t k = 0; k < rules->sets[i].rules.len; k++)
            seal_calls(rules, &rules->sets[i].rules.p[k].rhs);
    }
}

size_t rules_count(const struct rules *rules, int set)
{
    return set >= 0 && set < RULE_SETS ? rules->sets[set].rules.len : 0;
}
