/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * token -- an address, cut into the pieces rules work on, and joined again.
 *
 * Operators (option OperatorChars, and always "()<>,;" CR LF) are tokens of their own, blanks part
 * tokens and vanish, a quoted string stays one token with its quotes, a backslash protects one
 * character. What the two ends of an address lack (a quote, an angle bracket) is complained about
 * and supplied, so that the text can be shown and worked on; a token's text is borrowed from the
 * input wherever it stands there unbroken.
 */
#ifndef RULE_TOKEN_H
#define RULE_TOKEN_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"
#include "rule/meta.h"
#include "rule/symbol.h"

/* Copied by the dozen for each rule that applies, hence small. */
struct debug;
struct token {
    const char *p;
    union {
        struct {
            uint32_t len : 10;
            uint32_t plain : 1; /* shown as it is: no operator, printable throughout */
            uint32_t id : 21;   /* operator byte, symbol, or 0 for a word no rule names */
        };
        uint32_t tag; /* all three: the same for a word wherever it stands */
    };
    union {
        uint32_t hash;    /* fold_hash of the text */
        uint32_t operand; /* of an operator in a rule: macro id of $&x $=x $~x, number of $1, set
                             that $> calls and one (0: not known yet) */
    };
};

struct tokens {
    struct token *p;
    size_t len;
};

enum {
    TOKENS_MAX = 1000,
    TOKEN_TEXT_MAX = 256,
    TOKEN_SCAN_MAX = 1250, /* bytes of one address, counting one more for each token but the last */
};

enum { TOKEN_TYPE_WORD = 0 }; /* the others are token.c's own */

/* How characters divide text; immutable. */
struct token_syntax {
    unsigned char type[256];
    unsigned char easy[256]; /* characters that mean the same in any mode; see token.c */
    bool old_rules;          /* rules are read as TOKEN_OLD_RULE */
};
struct token_syntax token_syntax_of(struct slice operator_chars);

enum token_mode {
    TOKEN_PLAIN,    /* parentheses are tokens: -bt, headers kept whole, map values */
    TOKEN_COMMENTS, /* (comments) are dropped: addresses in headers and envelopes */
    TOKEN_CODED, /* rule text: operator bytes of meta.h are tokens; parentheses too; as it stands */
    TOKEN_OLD_RULE, /* rule text before configuration level 9: as TOKEN_COMMENTS with operators */
    TOKEN_REJOINED, /* tokens of a rule that were joined: as TOKEN_COMMENTS, but lone operator bytes
                       count */
};

/* Who hears what is wrong with a text: the text, an SMTP reply code ("553 5.1.1") and the words. */
struct token_complaints {
    void *ctx;
    void (*say)(void *ctx, struct slice address, const char *code, const char *words);
};

struct token_scan {
    const struct token_syntax *syntax;
    const struct symbols *symbols; /* NULL: every word gets number 0 */
    enum token_mode mode;
    char stop; /* outside of quotes and brackets this ends the address; '\0': nothing does */
    const struct token_complaints *complaints; /* NULL: nobody listens */
    const struct debug *debug;                 /* NULL: nobody watches (-d22) */
};

/* False when the text cannot be an address at all (too many or too long tokens, an illegal
 * character); a complaint said so, and *out is empty, but for TOKEN_REJOINED what was cut by then.
 * *used: bytes taken, without the stop character. */
bool token_scan(const struct token_scan *scan, struct slice text, struct arena *in,
                struct tokens *out, size_t *used);

/* A blank parts two of these. compatible: what begins with a byte that rules have for an operator
 * is none, wherever it came from, and what begins with the mark of a quoted byte is one. */
static inline bool token_is_word(const struct token *token, const struct token_syntax *syntax)
{
    unsigned char c = token->len > 0 ? (unsigned char)token->p[0] : 0;

    if (token->len == 0 || (token->id != 0 && token->id < SYMBOL_FIRST_WORD))
        return false;
    return c == META_QUOTE || (syntax->type[c] == TOKEN_TYPE_WORD && !meta_is_range(c));
}

/* What follows from the text of a word: its hash, how it is shown and the number it has among
 * `symbols` (NULL: 0). */
void token_know(struct token *token, const struct symbols *symbols);

/* Joined again: no blank but `space` where two words meet ('\0': none there either). */
void token_join(const struct token *p, size_t len, const struct token_syntax *syntax, char space,
                struct str *out);

/* The same, cut. compatible: a blank that would part the next word is still there. */
void token_join_cut(const struct token *p, size_t len, const struct token_syntax *syntax,
                    char space, size_t max, struct str *out);

/* How -bt sets off what stands for something else: not at all, or in reverse video (-dANSI). */
enum token_look { TOKEN_LOOK_PLAIN, TOKEN_LOOK_BRIGHT };

/* One token as -bt shows it: operators as "$#", bytes above 0x9f as M-x, controls as ^X. */
void token_show(const struct token *token, enum token_look look, struct str *out);
/* All of them, a blank in front of each. */
void tokens_show(const struct token *p, size_t len, enum token_look look, struct str *out);
/* Bytes as -bt shows them. */
void token_show_text(struct slice text, enum token_look look, struct str *out);
/* The same of a value as it is kept: what protects the byte behind it is M- there. */
void token_show_kept(struct slice text, enum token_look look, struct str *out);

static inline bool token_is(const struct token *token, enum meta meta)
{
    return token->id == (uint32_t)meta;
}

static inline struct slice token_text(const struct token *token)
{
    return slice_of(token->p, token->len);
}

/* The token for an operator without operand. */
struct token token_of_meta(enum meta meta);

#endif
