/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scanning is a small state machine over character types. Its oddities are kept on purpose, because
 * rules were written against them: a backslash protects from being an operator, but not from being
 * the stop character; "\!" is a plain "!"; the byte 0xff takes the next character with it.
 */
#include "rule/token.h"

#include "base/debug.h"

enum type { WORD = TOKEN_TYPE_WORD, OPERATOR, QUOTE, BLANK, PAIR };

/* Not a quote, backslash, bracket or operator byte of a rule. */
enum easy { NOT_EASY, EASY_WORD, EASY_OPERATOR, EASY_BLANK };

enum state {
    AT_START, /* nothing in this token yet */
    IN_WORD,  /* more word characters belong to it */
    IN_QUOTE, /* everything does, up to the closing quote */
    IN_PAIR,  /* the next character does, whatever it is */
    AT_END,   /* nothing more does */
};

struct scanner {
    const struct token_scan *scan;
    struct slice text;
    size_t at; /* next character of text */
    char *out; /* text of all tokens, one behind the other */
    size_t out_len;
    size_t token_at; /* where the token being built begins in `out` */
    struct token *tokens;
    size_t count, cap;
    struct arena *in;
    enum state state;
    int parens, angles;
    bool backslash;
    bool stopped; /* at the stop character */
    bool route;   /* inside "<@a,@b:c>": a comma does not stop there */
};

static void note_easy(struct token_syntax *syntax)
{
    for (unsigned c = 1; c < 256; c++) {
        if (syntax->type[c] == WORD && c != '\\' && !meta_is_range((unsigned char)c))
            syntax->easy[c] = EASY_WORD;
        else if (syntax->type[c] == OPERATOR && strchr("()<>,;\\", (int)c) == NULL)
            syntax->easy[c] = EASY_OPERATOR;
        else if (syntax->type[c] == BLANK)
            syntax->easy[c] = EASY_BLANK;
    }
}

struct token_syntax token_syntax_of(struct slice operator_chars)
{
    static const char always[] = "()<>,;";
    struct token_syntax syntax = {{WORD}};

    for (size_t i = 0; i < operator_chars.len; i++)
        syntax.type[(unsigned char)operator_chars.p[i]] = OPERATOR;
    for (const char *p = always; *p != '\0'; p++)
        syntax.type[(unsigned char)*p] = OPERATOR;
    for (const char *p = " \t\n\v\f\r"; *p != '\0'; p++)
        syntax.type[(unsigned char)*p] = BLANK;
    syntax.type['"'] = QUOTE;
    syntax.type[META_QUOTE] = PAIR;
    note_easy(&syntax);
    return syntax;
}

static bool complain(const struct scanner *s, const char *code, const char *words)
{
    const struct token_complaints *to = s->scan->complaints;

    if (to != NULL)
        to->say(to->ctx, s->text, code, words);
    return false;
}

/* The hash of a token's text, and whether it is shown as it is. */
static inline uint32_t hash_plain(struct slice text, bool *plain)
{
    uint32_t hash = FOLD_HASH_START;
    unsigned char odd = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        hash = hash * FOLD_HASH_FACTOR + fold_bytes[c];
        odd |= (unsigned char)(c - ' ') > '~' - ' ';
    }
    *plain = !odd;
    return hash;
}

/* What is built so far as a token, or NULL: too long, or one too many. Its hash is still missing.
 */
static struct token *push(struct scanner *s)
{
    size_t len = s->out_len - s->token_at;
    struct token *token;

    if (len > TOKEN_TEXT_MAX) {
        complain(s, "553 5.1.0", "prescan: token too long");
        return NULL;
    }
    if (s->count >= TOKENS_MAX) {
        complain(s, "553 5.1.0", "prescan: too many tokens");
        return NULL;
    }
    if (s->count == s->cap) {
        size_t cap = s->cap == 0 ? 16 : s->cap * 2;

        s->tokens =
            arena_grow(s->in, s->tokens, s->cap * sizeof *s->tokens, cap * sizeof *s->tokens);
        s->cap = cap;
    }
    token = &s->tokens[s->count++];
    *token = (struct token){.p = s->out + s->token_at, .len = (uint32_t)len & 0x3ff};
    s->token_at = s->out_len;
    return token;
}

void token_know(struct token *token, const struct symbols *symbols)
{
    bool plain;

    token->hash = hash_plain(token_text(token), &plain);
    token->plain = plain;
    token->id = symbols == NULL
                    ? 0
                    : symbols_find(symbols, token_text(token), token->hash) & (SYMBOL_END - 1);
}

static bool end_token(struct scanner *s)
{
    struct token *token;

    s->state = AT_START;
    if (s->out_len == s->token_at)
        return true;
    token = push(s);
    if (token == NULL)
        return false;
    token_know(token, s->scan->symbols);
    return true;
}

static enum type type_of(const struct scanner *s, unsigned char c)
{
    if (c == META_QUOTE && (s->scan->mode == TOKEN_COMMENTS || s->scan->mode == TOKEN_REJOINED))
        return WORD;
    return (enum type)s->scan->syntax->type[c];
}

static bool is_rule_text(const struct scanner *s)
{
    return s->scan->mode == TOKEN_CODED || s->scan->mode == TOKEN_OLD_RULE;
}

/* The character's place among the tokens. False: no token may follow. */
static bool take(struct scanner *s, unsigned char c)
{
    enum type type = type_of(s, c);
    static const enum state begun[] = {
        [WORD] = IN_WORD, [OPERATOR] = AT_END, [QUOTE] = IN_QUOTE, [PAIR] = IN_PAIR};

    if (s->state == IN_QUOTE) {
        if (type == QUOTE)
            s->state = AT_END;
    } else if (s->state == IN_PAIR) {
        s->state = AT_END;
    } else if (s->state != IN_WORD || type != WORD) {
        if (!end_token(s))
            return false;
        if (type == BLANK)
            return true;
        s->state = begun[type];
        if (type == PAIR && is_rule_text(s)) /* what it marks is text without it */
            return true;
    }
    if (c != '\\' || !s->backslash) /* a backslash is written with what it protects */
        s->out[s->out_len++] = (char)c;
    return true;
}

/* "<" that opens a source route. */
static bool route_follows(const struct scanner *s)
{
    size_t i = s->at;

    while (i < s->text.len && ascii_is_space(s->text.p[i]))
        i++;
    return i < s->text.len && s->text.p[i] == '@';
}

/* Comments and brackets. False: this character is not part of any token. A comment parts two tokens
 * as a blank does; a ")" too many does so in rules only. */
static bool note_nesting(struct scanner *s, unsigned char c, bool *fits)
{
    bool comments = s->scan->mode != TOKEN_PLAIN;

    if (s->scan->mode == TOKEN_CODED)
        return true;

    if (comments && c == '(') {
        *fits = end_token(s);
        s->parens++;
        return false;
    }
    if (comments && c == ')') {
        if (s->parens > 0)
            s->parens--;
        else if (s->scan->mode == TOKEN_OLD_RULE)
            *fits = end_token(s);
        else
            complain(s, "553 5.1.3", "Unbalanced ')'");
        return false;
    }
    if (s->parens > 0)
        return false;
    if (s->scan->mode == TOKEN_OLD_RULE)
        return true;
    if (c == '<') {
        s->angles++;
        s->route = s->route || route_follows(s);
    } else if (c == '>') {
        s->route = false;
        if (s->angles == 0) {
            complain(s, "553 5.1.3", "Unbalanced '>'");
            return false;
        }
        s->angles--;
    }
    return true;
}

/* What an unfinished address lacks: complained about once, then supplied. '\0': nothing. */
static unsigned char missing_end(struct scanner *s)
{
    if (s->scan->mode == TOKEN_CODED || s->scan->mode == TOKEN_OLD_RULE)
        return '\0';
    if (s->state == IN_QUOTE) {
        complain(s, "553 5.1.3", "Unbalanced '\"'");
        return '"';
    }
    if (s->parens > 0) {
        complain(s, "553 5.1.3", "Unbalanced '('");
        return ')';
    }
    if (s->angles > 0) {
        complain(s, "553 5.1.3", "Unbalanced '<'");
        return '>';
    }
    return '\0';
}

/* The next character; false at the end of the address. */
static bool next_char(struct scanner *s, unsigned char *c)
{
    char stop = s->scan->stop;

    if (s->at >= s->text.len) {
        *c = missing_end(s);
        return *c != '\0';
    }
    *c = (unsigned char)s->text.p[s->at++];
    if (*c == '\0') {
        s->text.len = --s->at;
        return next_char(s, c);
    }
    if (stop == '\0' || (char)*c != stop || s->parens > 0 || s->state == IN_QUOTE)
        return true;
    if (s->angles == 0) {
        s->stopped = true;
        return false;
    }
    if (stop == ',' && !s->route) {
        complain(s, "553 5.1.3", "Unbalanced '<'");
        *c = '>';
        s->at--;
    }
    return true;
}

/* A character behind a backslash. False when it goes on as an ordinary one. */
static bool take_protected(struct scanner *s, unsigned char c)
{
    s->backslash = false;
    if (s->parens > 0)
        return true;
    if (c == '!' && s->state != IN_QUOTE)
        return false;
    s->out[s->out_len++] = '\\';
    s->out[s->out_len++] = (char)c;
    return true;
}

/* Where the name of an operator is. compatible: in old rules a comment in its place leaves the
 * bracket that ends it as the name. */
static struct slice name_behind(const struct scanner *s, struct slice rest)
{
    size_t len = rest.len == 0 ? 0 : 1;
    int depth = 0;

    if (s->scan->mode == TOKEN_OLD_RULE && len > 0 && rest.p[0] == '(') {
        for (size_t i = 0; i < rest.len; i++) {
            depth += (rest.p[i] == '(') - (rest.p[i] == ')');
            if (depth == 0)
                return slice_part(rest, i, 1);
        }
        return slice_from_at(rest, rest.len);
    }
    if (len > 0 && rest.p[0] == '{')
        len = slice_find(rest, '}') < rest.len ? slice_find(rest, '}') + 1 : rest.len;
    return slice_part(rest, 0, len);
}

/* Operators of rule text: one byte, a name or digit behind some. */
static bool take_operator(struct scanner *s, unsigned char byte)
{
    struct slice rest = slice_from_at(s->text, s->at), name = {NULL, 0};
    struct token *token;

    if (!end_token(s))
        return false;
    s->out[s->out_len++] = (char)byte;
    /* compatible: a macro that was nested too deep is a mark, and its name is text. */
    switch (byte == META_MACRO ? META_ALONE : meta_operand(byte)) {
    case META_NAMED:
        name = name_behind(s, rest);
        break;
    case META_NUMBERED:
        name = slice_part(rest, 0, 1);
        break;
    case META_ALONE:
        break;
    }
    memcpy(s->out + s->out_len, name.p != NULL ? name.p : "", name.len);
    s->out_len += name.len;
    if (name.p != NULL)
        s->at = (size_t)(name.p + name.len - s->text.p);
    token = push(s);
    if (token == NULL)
        return false;
    token->id = byte;
    return true;
}

/*
 * Words and operators that mean nothing but themselves, taken in one go: most of any address. Stops
 * in front of whatever else needs to be looked at, or might be too long. False: too many tokens.
 */
static bool take_easy(struct scanner *s)
{
    const unsigned char *easy = s->scan->syntax->easy;

    while (s->at < s->text.len && s->text.p[s->at] != s->scan->stop) {
        enum easy kind = (enum easy)easy[(unsigned char)s->text.p[s->at]];
        size_t len = 1;

        if (kind == NOT_EASY)
            break;
        if (kind == EASY_BLANK && s->out_len + s->count < TOKEN_SCAN_MAX) {
            if (!end_token(s))
                return false;
            s->at++;
            continue;
        }
        while (kind == EASY_WORD && s->at + len < s->text.len &&
               easy[(unsigned char)s->text.p[s->at + len]] == EASY_WORD &&
               s->text.p[s->at + len] != s->scan->stop)
            len++;
        if (s->out_len + s->count + len >= TOKEN_SCAN_MAX)
            break;
        if ((kind == EASY_OPERATOR || s->state != IN_WORD) && !end_token(s))
            return false;
        memcpy(s->out + s->out_len, s->text.p + s->at, len);
        s->out_len += len;
        s->at += len;
        s->state = kind == EASY_WORD ? IN_WORD : AT_END;
    }
    return true;
}

static bool scan_all(struct scanner *s)
{
    unsigned char c;
    bool fits = true, more;

    for (;;) {
        if (!s->backslash && s->parens == 0 && s->state != IN_QUOTE && s->state != IN_PAIR &&
            !take_easy(s))
            return false;
        more = next_char(s, &c);
        if (s->out_len + s->count > TOKEN_SCAN_MAX && (more || s->state != AT_START))
            return complain(s, "553 5.1.1", "Address too long");
        if (!more)
            return end_token(s);
        if (s->backslash && take_protected(s, c))
            continue;
        if (s->scan->mode >= TOKEN_CODED && s->state != IN_QUOTE && s->state != IN_PAIR &&
            s->parens == 0 && meta_letter(c) != NULL) {
            if (!take_operator(s, c))
                return false;
            continue;
        }
        if (c == '\\')
            s->backslash = true;
        else if (s->state != IN_QUOTE && !note_nesting(s, c, &fits)) {
            if (!fits)
                return false;
            continue;
        }
        if (s->parens > 0 && s->backslash)
            continue;
        if (!take(s, c))
            return false;
    }
}

/* -d22: .11 what is cut, .36 each token, .12 all of them. */
static void trace_scanned(const struct debug *debug, const struct tokens *out)
{
    struct arena *in = arena_new();
    struct str text = str_new(in);

    for (size_t i = 0; i < out->len && debug_wants(debug, 22, 36); i++) {
        str_add_text(&text, "tok=");
        token_show(&out->p[i], TOKEN_LOOK_PLAIN, &text);
        str_add_char(&text, '\n');
    }
    if (debug_wants(debug, 22, 12)) {
        str_add_text(&text, "prescan==>");
        tokens_show(out->p, out->len, TOKEN_LOOK_PLAIN, &text);
        str_add_char(&text, '\n');
    }
    debug_text(debug, str_slice(&text));
    arena_drop(in);
}

static void trace_text(const struct debug *debug, struct slice coded)
{
    struct arena *in = arena_new();
    struct str text = str_new(in);

    str_add_text(&text, "prescan: ");
    token_show_text(coded, TOKEN_LOOK_PLAIN, &text);
    str_add_char(&text, '\n');
    debug_text(debug, str_slice(&text));
    arena_drop(in);
}

bool token_scan(const struct token_scan *scan, struct slice text, struct arena *in,
                struct tokens *out, size_t *used)
{
    struct scanner s = {.scan = scan, .text = text, .in = in};
    bool ok;

    /* What is supplied comes on top: a ">" for each "<", a quote, the backslash in front of it. */
    s.out = arena_bytes(in, 2 * text.len + 16);
    if (debug_wants(scan->debug, 22, 11))
        trace_text(scan->debug, text);
    ok = scan_all(&s);
    if (used != NULL)
        *used = s.stopped ? s.at - 1 : s.at;
    /* compatible: a default that is too long leaves what was cut. */
    *out = (struct tokens){s.tokens, ok || scan->mode == TOKEN_REJOINED ? s.count : 0};
    if (debug_wants(scan->debug, 22, 12))
        trace_scanned(scan->debug, out);
    return ok;
}

struct token token_of_meta(enum meta meta)
{
    static const char bytes[] = "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f"
                                "\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f";
    struct slice text = slice_of(&bytes[(unsigned)meta & 0x1f], 1);

    return (struct token){.p = text.p,
                          .len = 1,
                          .id = (uint32_t)meta & (SYMBOL_END - 1),
                          .hash = fold_hash(FOLD_HASH_START, text)};
}
