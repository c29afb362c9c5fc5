/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Map lookups of a right side: $(map key $@ argument $: default $) and $[host$: default$].
 *
 * They are found in the list of tokens that substitution made, not in the rule as written, because
 * a substituted "$@" or "$:" (from a rule set's result) counts as one written there. What a lookup
 * returns is not searched again.
 */
#include "rule/rule_private.h"

struct lookup {
    struct slice map;
    enum meta end;
    struct token *key;
    size_t key_len;
    struct tokens fallback; /* p == NULL: no "$:" */
    struct slice args[RULE_ARGS_MAX];
    size_t nargs; /* args[0] is the key */
};

/* compatible: a key, an argument or a default that is longer has always been cut without a word. */
enum { JOINED_MAX = 1021 };

static struct slice join(const struct rule_run *run, const struct token *p, size_t len, char space)
{
    struct str text;

    if (len == 0)
        return SLICE("");
    if (len == 1)
        return arena_copy(run->scratch, token_text(p));
    text = str_new(run->scratch);

    token_join_cut(p, len, run->syntax, space, JOINED_MAX, &text);
    return str_slice(&text);
}

static void add_arg(struct lookup *l, const struct rule_run *run, const struct token *p, size_t len)
{
    if (l->nargs < RULE_ARGS_MAX)
        l->args[l->nargs++] = join(run, p, len, run->blank);
}

/* Takes the lookup apart; `at` stands behind its name. Returns where it ends. */
static size_t read_lookup(struct lookup *l, const struct rule_run *run, struct tokens *tokens,
                          size_t at)
{
    size_t part = at;
    enum { KEY, ARGUMENT, FALLBACK } kind = KEY;

    l->key = &tokens->p[at];
    l->nargs = 1;
    for (;; at++) {
        bool ends = at >= tokens->len || token_is(&tokens->p[at], l->end);
        bool marks =
            ends || token_is(&tokens->p[at], META_HOST) || token_is(&tokens->p[at], META_USER);

        if (!marks)
            continue;
        if (kind == KEY)
            l->key_len = at - part;
        else if (kind == ARGUMENT)
            add_arg(l, run, &tokens->p[part], at - part);
        else
            l->fallback = (struct tokens){&tokens->p[part], at - part};
        if (ends)
            return at < tokens->len ? at + 1 : at;
        kind = token_is(&tokens->p[at], META_HOST) ? ARGUMENT : FALLBACK;
        part = at + 1;
    }
}

/* compatible: backslashes too, but what they protect stays. */
static struct slice without_quotes(const struct rule_run *run, struct slice text)
{
    struct str out;

    size_t plain = 0;

    while (plain < text.len && text.p[plain] != '"' && text.p[plain] != '\\')
        plain++;
    if (plain == text.len)
        return text;
    out = str_new(run->scratch);
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\\' && i + 1 < text.len)
            i++;
        else if (text.p[i] == '"' || text.p[i] == '\\')
            continue;
        str_add_char(&out, text.p[i]);
    }
    return str_slice(&out);
}

/* An operator may stand where the name should: what is said keeps to seven bits. */
static void complain_of_map(struct rule_run *run, struct slice name)
{
    struct str shown = str_new(run->scratch);

    for (size_t i = 0; i < name.len; i++)
        str_add_char(&shown, (char)(name.p[i] & 0x7f));
    rule_complain(run, "554 5.3.0", "rewrite: map %.*s not found", SLICE_ARG(str_slice(&shown)));
}

/* Operators that rules left in the key, and no byte of anybody else that looks like one. */
static bool key_has_operators(const struct lookup *l)
{
    bool found = false;

    for (size_t i = 0; i < l->key_len; i++)
        found |= l->key[i].id != 0 && l->key[i].id < SYMBOL_FIRST_WORD;
    for (size_t i = 0; found && i < l->key_len; i++) {
        struct slice text = token_text(&l->key[i]);

        if (l->key[i].id != 0 && l->key[i].id < SYMBOL_FIRST_WORD)
            continue;
        for (size_t k = 0; k < text.len; k++)
            found &= !meta_is_range((unsigned char)text.p[k]);
    }
    return found;
}

/* compatible: operators in a key (a lookup within another) that a map gives back are operators
 * again. */
static void know_operators(struct rule_run *run, struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->len; i++) {
        struct token *token = &tokens->p[i];
        unsigned char c = (unsigned char)token->p[0];

        if (!meta_is_range(c) || meta_letter(c) == NULL)
            continue;
        token->id = c;
        token->plain = false;
        token->operand = 0;
    }
    run->loose |= rule_loose(tokens->p, tokens->len);
}

/* What stands for the lookup: in *result. */
static int look_up(struct lookup *l, struct rule_run *run, struct tokens *result)
{
    struct rule_key key = {0};
    void *map = run->maps != NULL ? run->maps->find(run->maps->ctx, l->map, &key) : NULL;
    enum rule_answer answer = RULE_ABSENT;
    enum token_mode mode = TOKEN_COMMENTS;
    struct slice value = {NULL, 0};
    struct err err = {0};
    int status = EX_OK;

    l->args[0] = join(run, l->key, l->key_len, key.space);
    if (!key.keep_quotes)
        l->args[0] = without_quotes(run, l->args[0]);
    if (map != NULL)
        rule_trace_ask(run, l->map, l->args, l->nargs);
    if (map == NULL)
        complain_of_map(run, l->map);
    else
        answer = run->maps->lookup(run->maps->ctx, map, run->macros, l->args, l->nargs,
                                   run->scratch, &value, &err);
    /* A map with -T has an answer even then; the rule set's status tells. */
    if (answer == RULE_FAILED || (answer == RULE_FOUND && err.status == EX_TEMPFAIL))
        status = EX_TEMPFAIL;
    if (map != NULL)
        rule_trace_lookup(run, l->map, l->args[0], answer, value,
                          status != EX_OK        ? status
                          : answer == RULE_FOUND ? EX_OK
                                                 : err.status);
    if (answer != RULE_FOUND) {
        if (l->fallback.p == NULL) {
            *result = (struct tokens){l->key, l->key_len};
            return status;
        }
        value = slice_part(join(run, l->fallback.p, l->fallback.len, run->blank), 0, JOINED_MAX);
        mode = TOKEN_REJOINED;
    }
    if (value.len == 0) {
        *result = (struct tokens){NULL, 0};
        return status;
    }
    if (!rule_tokens(run, value, mode, '\0', result, NULL) || result->len == 0)
        return EX_DATAERR;
    if (answer == RULE_FOUND && key_has_operators(l))
        know_operators(run, result);
    return status;
}

/* Where the next lookup begins, from `at` on. */
static size_t next_lookup(const struct tokens *tokens, size_t at)
{
    while (at < tokens->len && !token_is(&tokens->p[at], META_CANON_BEGIN) &&
           !token_is(&tokens->p[at], META_MAP_BEGIN))
        at++;
    return at;
}

int rule_lookups(struct rule_run *run, struct tokens tokens, struct token_list *out)
{
    int status = EX_OK;
    size_t from = 0, at;

    token_list_room(out, tokens.len);
    while ((at = next_lookup(&tokens, from)) < tokens.len) {
        struct lookup l = {.end = META_MAP_END, .map = SLICE("host")};
        struct tokens result;
        int one;

        token_list_add(out, &tokens.p[from], at - from);
        if (token_is(&tokens.p[at], META_CANON_BEGIN)) {
            l.end = META_CANON_END;
        } else if (++at < tokens.len) {
            l.map = token_text(&tokens.p[at]);
        } else {
            /* The original ends itself here. */
            rule_complain(run, "554 5.3.0", "rewrite: missing mapname");
            out->len = 0;
            return EX_DATAERR;
        }
        from = read_lookup(&l, run, &tokens, at + 1);
        one = look_up(&l, run, &result);
        if (one == EX_DATAERR) {
            out->len = 0;
            token_list_add(out, result.p, result.len);
            return one;
        }
        if (one != EX_OK)
            status = one;
        token_list_add(out, result.p, result.len);
        if (out->len > TOKENS_MAX) {
            rule_complain(run, "554 5.3.0", "rewrite: expansion too long");
            out->len = 0;
            return EX_DATAERR;
        }
    }
    token_list_add(out, &tokens.p[from], tokens.len - from);
    return status;
}
