/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens and coded text as test mode shows them.
 */
#include "rule/meta.h"
#include "rule/token.h"

static void bright(enum token_look look, struct str *out)
{
    if (look == TOKEN_LOOK_BRIGHT)
        str_add_text(out, "\033[7m");
}

static void dark(enum token_look look, struct str *out)
{
    if (look == TOKEN_LOOK_BRIGHT)
        str_add_text(out, "\033[0m");
}

/* A byte that is not shown as it is; of other controls than these only the look is seen. */
static void show_byte(unsigned char c, enum token_look look, struct str *out)
{
    if (ascii_is_print((char)c)) {
        str_add_char(out, (char)c);
        return;
    }
    bright(look, out);
    if (c >= 0x80)
        str_add_text(out, "M-");
    c &= 0x7f;
    if (ascii_is_print((char)c))
        str_add_char(out, (char)c);
    else if (c == '\n' || c == '\r' || c == '\t')
        str_printf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    dark(look, out);
}

/* Bytes behind the operator that belong to it: "x" or "{name}" or a digit. */
static size_t operand_len(unsigned char c, struct slice rest)
{
    if (meta_operand(c) == META_ALONE || rest.len == 0)
        return 0;
    if (rest.p[0] == '{' && slice_find(rest, '}') != SIZE_MAX)
        return slice_find(rest, '}') + 1;
    /* compatible: the macro "&" and its like have a name behind their own. */
    if (c == META_MACRO && rest.len > 1 && strchr("&=~?", rest.p[0]) != NULL &&
        ascii_is_print(rest.p[1]))
        return 1 + operand_len(c, slice_from_at(rest, 1));
    return 1;
}

/* The same where only what is no printable ASCII has to be known for a name. */
static size_t odd_name_len(unsigned char c, struct slice rest)
{
    size_t len = c == META_MACRO && rest.len > 0 && strchr("&=~?", rest.p[0]) != NULL ? 2 : 1;

    return meta_operand(c) == META_NAMED && rest.len >= len && !ascii_is_print(rest.p[len - 1])
               ? len
               : 0;
}

static void show_meta(const char *letter, struct slice operand, enum token_look look,
                      struct str *out)
{
    bright(look, out);
    str_add_char(out, '$');
    str_add_text(out, letter);
    /* compatible: a name of one byte that is no ASCII is none there. */
    if (operand.len > 0 && operand.len <= 2 && (unsigned char)operand.p[operand.len - 1] >= 0x80) {
        str_add(out, slice_part(operand, 0, operand.len - 1));
        str_add_text(out, "{***UNDEFINED MACRO***}");
    } else {
        str_add(out, operand);
    }
    dark(look, out);
}

/* marks: what protects the byte behind it shows as well, and is no name. */
static void show_text(struct slice text, enum token_look look, bool marks, struct str *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];
        const char *letter = meta_letter(c);

        if (letter != NULL) {
            struct slice rest = slice_from_at(text, i + 1);
            size_t operand =
                look == TOKEN_LOOK_PLAIN ? odd_name_len(c, rest) : operand_len(c, rest);

            show_meta(letter, slice_part(text, i + 1, operand), look, out);
            i += operand;
        } else if (c != META_QUOTE) {
            show_byte(c, look, out);
        } else {
            bright(look, out);
            str_add_text(out, marks ? "M-" : "");
            dark(look, out);
        }
    }
}

void token_show_text(struct slice text, enum token_look look, struct str *out)
{
    show_text(text, look, false, out);
}

void token_show_kept(struct slice text, enum token_look look, struct str *out)
{
    show_text(text, look, true, out);
}

static void show_odd(const struct token *token, enum token_look look, struct str *out)
{
    const char *letter =
        token->id < SYMBOL_FIRST_WORD ? meta_letter((unsigned char)token->id) : NULL;
    struct slice operand = slice_from_at(token_text(token), 1);

    /* What a map gave back may hold an operator and more. */
    if (letter != NULL && operand.len == operand_len((unsigned char)token->id, operand))
        show_meta(letter, operand, look, out);
    else
        token_show_text(token_text(token), look, out);
}

void token_show(const struct token *token, enum token_look look, struct str *out)
{
    if (token->plain)
        str_add(out, token_text(token));
    else
        show_odd(token, look, out);
}

/* Most tokens are too short for a call to pay. `to` has room. */
static inline void copy_short(char *to, const char *from, size_t len)
{
    uint64_t head8, tail8;
    uint32_t head4, tail4;

    if (len > 16) {
        memcpy(to, from, len);
    } else if (len >= 8) {
        memcpy(&head8, from, 8);
        memcpy(&tail8, from + len - 8, 8);
        memcpy(to, &head8, 8);
        memcpy(to + len - 8, &tail8, 8);
    } else if (len >= 4) {
        memcpy(&head4, from, 4);
        memcpy(&tail4, from + len - 4, 4);
        memcpy(to, &head4, 4);
        memcpy(to + len - 4, &tail4, 4);
    } else if (len > 0) {
        to[len >> 1] = from[len >> 1];
        to[len - 1] = from[len - 1];
        to[0] = from[0];
    }
}

void tokens_show(const struct token *p, size_t len, enum token_look look, struct str *out)
{
    char *to;

    str_reserve(out, len * (TOKEN_TEXT_MAX + 1));
    to = out->p + out->len;
    for (const struct token *t = p; t < p + len; t++) {
        *to++ = ' ';
        if (t->plain && t->len == 1) {
            *to++ = t->p[0];
        } else if (t->plain) {
            copy_short(to, t->p, t->len);
            to += t->len;
        } else {
            out->len = (size_t)(to - out->p);
            show_odd(t, look, out); /* may take more room than it was given */
            str_reserve(out, (size_t)(p + len - t) * (TOKEN_TEXT_MAX + 1));
            to = out->p + out->len;
        }
    }
    *to = '\0';
    out->len = (size_t)(to - out->p);
}
