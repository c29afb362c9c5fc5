/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run says: complaints, and the lines test mode shows. The words and levels are those that
 * administrators know from -d21 and -d60.
 */
#include <stdarg.h>

#include "rule/rule_private.h"

enum {
    NAME_WIDTH = RULE_NAME_SHOWN,
    WORD_WIDTH = 9,
    SHOWN_MAX = 64 /* tokens that are remembered */
};

void rule_complain(struct rule_run *run, const char *code, const char *fmt, ...)
{
    struct str text;
    va_list args;

    if (run->complaints == NULL)
        return;
    /* A log gets no line for each round of a loop; test mode shows all, as the original. */
    if (run->trace == NULL && run->complained++ >= RULE_COMPLAINTS_MAX)
        return;
    text = str_new(run->scratch);
    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    run->complaints->say(run->complaints->ctx, code, str_slice(&text));
}

void rule_show_tokens(const struct tokens *tokens, enum token_look look, struct str *out)
{
    tokens_show(tokens->p, tokens->len, look, out);
    str_add_char(out, '\n');
}

struct str *rule_trace_shown(const struct rule_run *run)
{
    return run->trace->levels != NULL ? run->trace->levels : run->trace->out;
}

static bool shows_calls(const struct rule_run *run)
{
    return run->trace->out != NULL || rule_traces(run, 1);
}

void rule_trace_pass_on(const struct rule_run *run)
{
    const struct rule_trace *trace = run->trace;

    if (trace == NULL || trace->debug == NULL || trace->levels == NULL)
        return;
    debug_text(trace->debug, str_slice(trace->levels));
    str_clear(trace->levels);
}

/*
 * What a rule set returns is what its caller goes on with, so every other line shows the same
 * tokens as the line before it: their text is copied then. Within one outermost call nothing that
 * tokens point to goes away; beyond it the same pointer may mean another text.
 */
struct rule_shown {
    size_t at, bytes; /* in the output */
    size_t len;
    struct token tokens[SHOWN_MAX];
};

static void forget_shown(struct rule_run *run)
{
    run->shown = arena_grow(run->scratch, NULL, 0, sizeof *run->shown);
    run->shown->len = SIZE_MAX;
}

static void show_workspace(struct rule_shown *shown, const struct tokens *tokens,
                           enum token_look look, struct str *out)
{
    bool small = tokens->len > 0 && tokens->len <= SHOWN_MAX;
    size_t at = out->len;

    if (small && shown->len == tokens->len && shown->at + shown->bytes <= at &&
        memcmp(shown->tokens, tokens->p, tokens->len * sizeof *tokens->p) == 0) {
        str_reserve(out, shown->bytes);
        str_add(out, slice_of(out->p + shown->at, shown->bytes));
    } else {
        rule_show_tokens(tokens, look, out);
        if (small)
            memcpy(shown->tokens, tokens->p, tokens->len * sizeof *tokens->p);
        shown->len = small ? tokens->len : SIZE_MAX;
        shown->bytes = out->len - at;
    }
    shown->at = at;
}

/* "canonify           input: user @ host": the name is cut or filled to its width. */
static void show_line(const struct rule_run *run, int set, const char word[WORD_WIDTH],
                      const struct tokens *tokens)
{
    bool answers = run->trace->out != NULL;
    struct str *out = answers ? run->trace->out : rule_trace_shown(run);
    char *to;

    if (!answers)
        str_add_text(out, "rewrite: ruleset ");
    str_reserve(out, NAME_WIDTH + WORD_WIDTH);
    to = out->p + out->len;
    memcpy(to, run->rules->sets[set].shown, NAME_WIDTH);
    memcpy(to + NAME_WIDTH, word, WORD_WIDTH);
    out->len += NAME_WIDTH + WORD_WIDTH;
    if (answers)
        show_workspace(run->shown, tokens, run->trace->look, out);
    else
        rule_show_tokens(tokens, run->trace->look, out);
}

void rule_trace_enter(struct rule_run *run, int set, const struct tokens *tokens)
{
    if (run->trace == NULL)
        return;
    if (run->depth == 0)
        forget_shown(run);
    if (shows_calls(run))
        show_line(run, set, "   input:", tokens);
    if (run->trace->watch != NULL)
        run->trace->watch->enter(run->trace->watch->ctx, set, run->depth, tokens);
}

void rule_trace_leave(const struct rule_run *run, int set, const struct tokens *tokens)
{
    if (run->trace == NULL)
        return;
    if (shows_calls(run))
        show_line(run, set, " returns:", tokens);
    if (run->trace->watch != NULL)
        run->trace->watch->leave(run->trace->watch->ctx, set, tokens);
}

/* --- -d21.2 and up */

static void say_tokens(const struct rule_run *run, const char *what, const struct tokens *tokens)
{
    str_add_text(rule_trace_shown(run), what);
    rule_show_tokens(tokens, run->trace->look, rule_trace_shown(run));
}

void rule_trace_try(const struct rule_run *run, const struct rule *rule)
{
    if (rule_traces(run, 15))
        str_printf(rule_trace_shown(run), "-----trying rule (line %d):", rule->line);
    else if (rule_traces(run, 12))
        str_add_text(rule_trace_shown(run), "-----trying rule:");
    if (rule_traces(run, 12))
        rule_show_tokens(&rule->lhs, run->trace->look, rule_trace_shown(run));
}

void rule_trace_tried(const struct rule_run *run, bool matches)
{
    if (!matches && rule_traces(run, 10))
        str_add_text(rule_trace_shown(run), "----- rule fails\n");
}

static void show_right(const struct rule_run *run, const struct tokens *rhs)
{
    struct str *out = rule_trace_shown(run);

    str_add_text(out, "-----rule matches:");
    for (size_t i = 0; i < rhs->len; i++) {
        const struct token *token = &rhs->p[i];

        str_add_char(out, ' ');
        if (rule_is_unquoted(run->trace->unquoted, token))
            str_add(out, rule_called_name(token, run->scratch));
        else
            token_show(token, run->trace->look, out);
    }
    str_add_char(out, '\n');
}

void rule_trace_match(const struct rule_run *run, const struct rule *rule)
{
    if (rule_traces(run, 12))
        show_right(run, &rule->rhs_shown);
    if (run->trace != NULL && run->trace->watch != NULL)
        run->trace->watch->match(run->trace->watch->ctx, rule->line);
}

/* A token's text as it is, but for the mark of a quoted byte. */
static void add_raw(struct str *out, const struct token *token)
{
    for (size_t i = 0; i < token->len; i++)
        str_add_char(out, (unsigned char)token->p[i] == META_QUOTE ? 0x7f : token->p[i]);
}

void rule_trace_bound(const struct rule_run *run, unsigned number, const struct token *p,
                      size_t len)
{
    struct str *out = rule_trace_shown(run);

    str_printf(out, "$%u:", number);
    for (size_t i = 0; i < len; i++) {
        str_printf(out, " %p=\"", (const void *)p[i].p);
        add_raw(out, &p[i]);
        str_add_char(out, '"');
    }
    str_add_char(out, '\n');
}

/* compatible: one-character names that are no printable ASCII have no name there. */
static struct slice shown_name(const struct rule_run *run, macro_id id)
{
    if (id <= ' ' || (id >= 0x80 && id < 256))
        return SLICE("***UNDEFINED MACRO***");
    return macro_names_text(macros_names(run->macros), id);
}

void rule_trace_macro(const struct rule_run *run, char side, macro_id id, struct slice value)
{
    struct slice name;

    if (!rule_traces(run, 2))
        return;
    name = shown_name(run, id);
    if (value.p == NULL)
        value = SLICE("(NULL)");
    str_printf(rule_trace_shown(run), "rewrite: %cHS $&{%.*s} => \"%.*s\"\n", side, SLICE_ARG(name),
               SLICE_ARG(value));
}

void rule_trace_words(const struct rule_run *run, const struct tokens *tokens, size_t room)
{
    if (!rule_traces(run, 35))
        return;
    for (size_t i = 0; i < tokens->len && i < room; i++) {
        str_add_text(rule_trace_shown(run), " ... ");
        add_raw(rule_trace_shown(run), &tokens->p[i]);
        str_add_char(rule_trace_shown(run), '\n');
    }
    if (tokens->len < room) /* compatible: what is filled up is too long */
        str_add_text(rule_trace_shown(run), " ... DONE\n");
}

void rule_trace_skip(const struct rule_run *run, const struct token *name, int set)
{
    if (rule_traces(run, 3))
        str_printf(rule_trace_shown(run), "-----skip subr %.*s (%d)\n",
                   SLICE_ARG(rule_called_name(name, run->scratch)), set);
}

void rule_trace_rewritten(const struct rule_run *run, const struct tokens *tokens)
{
    if (rule_traces(run, 4))
        say_tokens(run, "rewritten as:", tokens);
    if (run->trace != NULL && run->trace->watch != NULL)
        run->trace->watch->rewritten(run->trace->watch->ctx, tokens);
}

void rule_trace_endless(const struct rule_run *run, const struct tokens *tokens)
{
    if (rule_traces(run, 1))
        say_tokens(run, "workspace: ", tokens);
}

void rule_trace_step(const struct rule_run *run, const char *what, const struct token *pattern,
                     const struct token *token)
{
    struct str *out = rule_trace_shown(run);

    str_printf(out, "%s rp=", what);
    if (pattern != NULL)
        token_show(pattern, run->trace->look, out);
    else
        str_add_text(out, "<null>");
    str_add_text(out, ", ap=");
    if (token != NULL)
        token_show(token, run->trace->look, out);
    else
        str_add_text(out, "<null>");
    str_add_char(out, '\n');
}

static bool has_quotes(struct slice name)
{
    return slice_find(name, '"') != SIZE_MAX || slice_find(name, '\\') != SIZE_MAX;
}

/* Called under a name in quotes: see struct rule_unquoted. */
void rule_trace_called(const struct rule_run *run, const struct token *name)
{
    struct rule_unquoted *to = run->trace == NULL ? NULL : run->trace->unquoted;

    if (to == NULL || !has_quotes(token_text(name)) || rule_is_unquoted(to, name))
        return;
    *VEC_ADD(&to->names, to->in) = name->p;
}

bool rule_is_unquoted(const struct rule_unquoted *of, const struct token *token)
{
    for (size_t i = 0; of != NULL && i < of->names.len; i++) {
        if (of->names.p[i] == token->p)
            return true;
    }
    return false;
}

/* --- -d60 */

void rule_trace_ask(const struct rule_run *run, struct slice map, const struct slice *args,
                    size_t nargs)
{
    struct str *out;

    if (run->trace != NULL && run->trace->lookup >= 1) {
        out = rule_trace_shown(run);
        str_printf(out, "map_lookup(%.*s, %.*s", SLICE_ARG(map), SLICE_ARG(args[0]));
        for (size_t i = 0; i < nargs && run->trace->lookup >= 5; i++)
            str_printf(out, ", %%%zu=%.*s", i, SLICE_ARG(args[i]));
        str_add_text(out, ") => ");
    }
    rule_trace_pass_on(run);
}

void rule_trace_lookup(const struct rule_run *run, struct slice map, struct slice key,
                       enum rule_answer answer, struct slice value, int status)
{
    const struct rule_trace *trace = run->trace;
    struct str *out;

    if (trace == NULL)
        return;
    if (trace->watch != NULL)
        trace->watch->looked_up(trace->watch->ctx, map, key,
                                answer == RULE_FOUND    ? RULE_FOUND
                                : status == EX_TEMPFAIL ? RULE_FAILED
                                                        : RULE_ABSENT,
                                value);
    if (trace->lookup < 1)
        return;
    out = rule_trace_shown(run);
    if (answer != RULE_FOUND)
        value = SLICE("NOT FOUND");
    str_printf(out, "%.*s (%d), ad=0\n", SLICE_ARG(value), status);
    if (status == EX_TEMPFAIL)
        str_printf(out, "map_lookup(%.*s, %.*s) tempfail: errno=0\n", SLICE_ARG(map),
                   SLICE_ARG(key));
}

void token_list_reserve(struct token_list *list, size_t more)
{
    size_t cap = list->cap == 0 ? 32 : list->cap;

    while (cap < list->len + more)
        cap *= 2;
    list->p = arena_grow(list->in, list->p, list->cap * sizeof *list->p, cap * sizeof *list->p);
    list->cap = cap;
}
