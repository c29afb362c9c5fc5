/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run says: complaints, and the lines test mode shows.
 */
#include <stdarg.h>

#include "rule/rule_private.h"

enum { NAME_WIDTH = 16 };

void rule_complain(const struct rule_run *run, const char *code, const char *fmt, ...)
{
    struct str text;
    va_list args;

    if (run->complaints == NULL)
        return;
    text = str_new(run->scratch);
    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    run->complaints->say(run->complaints->ctx, code, str_slice(&text));
}

void rule_show_tokens(const struct tokens *tokens, struct str *out)
{
    for (size_t i = 0; i < tokens->len; i++) {
        str_add_char(out, ' ');
        token_show(&tokens->p[i], out);
    }
    str_add_char(out, '\n');
}

/* "canonify           input: user @ host": cut or filled to its width. */
static void show_line(const struct rule_run *run, int set, struct slice word,
                      const struct tokens *tokens)
{
    struct slice name = slice_part(rules_name(run->rules, set), 0, NAME_WIDTH);
    struct str *out = run->trace->out;

    str_add(out, name);
    str_add(out, slice_part(SLICE("                "), 0, NAME_WIDTH - name.len));
    str_add(out, word);
    rule_show_tokens(tokens, out);
}

void rule_trace_enter(const struct rule_run *run, int set, const struct tokens *tokens)
{
    if (rule_traces(run, 1))
        show_line(run, set, SLICE("   input:"), tokens);
}

void rule_trace_leave(const struct rule_run *run, int set, const struct tokens *tokens)
{
    if (rule_traces(run, 1))
        show_line(run, set, SLICE(" returns:"), tokens);
}

void token_list_reserve(struct token_list *list, size_t more)
{
    size_t cap = list->cap == 0 ? 32 : list->cap;

    while (cap < list->len + more)
        cap *= 2;
    list->p = arena_grow(list->in, list->p, list->cap * sizeof *list->p, cap * sizeof *list->p);
    list->cap = cap;
}
