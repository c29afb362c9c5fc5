/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens become text again: with nothing between them but where two words meet.
 */
#include "rule/token.h"

void token_join(const struct token *p, size_t len, const struct token_syntax *syntax, char space,
                struct str *out)
{
    bool after_word = false;

    for (size_t i = 0; i < len; i++) {
        bool word = token_is_word(&p[i], syntax);

        if (word && after_word && space != '\0')
            str_add_char(out, space);
        str_add(out, token_text(&p[i]));
        after_word = word;
    }
}

/* Does a blank that parts two words stand there? The same byte may be part of a token. */
static bool parts_words(const struct token *p, size_t len, const struct token_syntax *syntax,
                        struct slice text, size_t at)
{
    size_t end = 0;
    bool after_word = false;

    for (size_t i = 0; i < len && end <= at; i++) {
        bool word = token_is_word(&p[i], syntax);

        if (word && after_word && end++ == at)
            return at < text.len;
        end += p[i].len;
        after_word = word;
    }
    return false;
}

void token_join_cut(const struct token *p, size_t len, const struct token_syntax *syntax,
                    char space, size_t max, struct str *out)
{
    struct slice text;
    size_t from = out->len;

    token_join(p, len, syntax, space, out);
    text = slice_of(out->p + from, out->len - from);
    if (text.len > max)
        str_cut(out, from + max + (space != '\0' && parts_words(p, len, syntax, text, max)));
}
