/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/xtext.h"

#include "base/str.h"

static bool is_plain(char c)
{
    return c > ' ' && c <= '~' && c != '+' && c != '=';
}

struct slice xtext_encode(struct arena *in, struct slice text, const char *taboo)
{
    struct str s = str_new(in);

    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (is_plain(c) && (taboo == NULL || strchr(taboo, c) == NULL))
            str_add_char(&s, c);
        else
            str_printf(&s, "+%02X", (unsigned char)c);
    }
    return str_slice(&s);
}

/* Upper case only: RFC 3461, 4. */
static int hex_digit(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool take_byte(struct slice *in, char *c)
{
    *c = in->p[0];
    if (is_plain(*c)) {
        *in = slice_from_at(*in, 1);
        return true;
    }
    if (*c != '+' || in->len < 3 || hex_digit(in->p[1]) < 0 || hex_digit(in->p[2]) < 0)
        return false;
    *c = (char)(hex_digit(in->p[1]) * 16 + hex_digit(in->p[2]));
    *in = slice_from_at(*in, 3);
    return true;
}

bool xtext_decode(struct arena *in, struct slice text, struct slice *decoded)
{
    struct str s = str_new(in);
    char c;

    while (text.len > 0) {
        if (!take_byte(&text, &c))
            return false;
        str_add_char(&s, c);
    }
    *decoded = str_slice(&s);
    return true;
}

bool xtext_is_valid(struct slice text)
{
    char c;

    while (text.len > 0)
        if (!take_byte(&text, &c))
            return false;
    return true;
}
