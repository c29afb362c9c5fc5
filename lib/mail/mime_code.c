/* SPDX-License-Identifier: BSD-2-Clause */
/* Quoted-printable and base64. */
#include "mail/mime.h"

enum { QP_LINE = 72, BASE64_LINE = 72 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool qp_is_plain(unsigned char c, bool strict)
{
    if (c == '\t' || c == ' ')
        return true;
    if (c < ' ' || c > '~' || c == '=')
        return false;
    return !strict || strchr("!\"#$@[\\]^`{|}~", (char)c) == NULL;
}

/* One line without its LF. */
static void qp_line(struct slice line, bool strict, struct str *out)
{
    size_t column = 0;

    if (slice_is(line, ".")) {
        /* A dot alone ends a message in SMTP; not every relay hides it. */
        str_add_text(out, "=2E");
        return;
    }
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.p[i];
        bool trailing = i + 1 == line.len && (c == ' ' || c == '\t');

        if (column > QP_LINE) {
            str_add_text(out, "=\n");
            column = 0;
        }
        if (qp_is_plain(c, strict) && !trailing) {
            str_add_char(out, (char)c);
            column++;
        } else {
            str_printf(out, "=%02X", c);
            column += 3;
        }
    }
}

void mime_encode_qp(struct slice text, bool strict, struct str *out)
{
    struct slice line;

    while (text.len > 0) {
        size_t end = slice_find(text, '\n');

        line = slice_part(text, 0, end);
        qp_line(line, strict, out);
        if (end == SIZE_MAX) {
            str_add_text(out, "=\n"); /* the text has no last line end: say so */
            return;
        }
        str_add_char(out, '\n');
        text = slice_from_at(text, end + 1);
    }
}

struct base64 {
    unsigned bits;
    int count; /* bytes in bits */
    size_t column;
    struct str *out;
};

static void base64_put(struct base64 *b, int digits)
{
    for (int i = 0; i < 4; i++)
        str_add_char(b->out, i < digits ? alphabet[(b->bits >> (18 - 6 * i)) & 63] : '=');
    b->bits = 0;
    b->count = 0;
    b->column += 4;
    if (b->column >= BASE64_LINE) {
        str_add_char(b->out, '\n');
        b->column = 0;
    }
}

static void base64_byte(struct base64 *b, unsigned char c)
{
    b->bits |= (unsigned)c << (16 - 8 * b->count);
    if (++b->count == 3)
        base64_put(b, 4);
}

void mime_encode_base64(struct slice text, struct str *out)
{
    struct base64 b = {.out = out};

    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
            base64_byte(&b, '\r');
        base64_byte(&b, (unsigned char)text.p[i]);
    }
    if (b.count > 0)
        base64_put(&b, b.count + 1);
    if (b.column > 0)
        str_add_char(out, '\n');
}

static int hex(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void mime_decode_qp(struct slice text, struct str *out)
{
    struct slice line;

    while (text.len > 0) {
        size_t end = slice_find(text, '\n'), i;
        bool soft = false;

        line = slice_trim_end(slice_part(text, 0, end));
        for (i = 0; i < line.len; i++) {
            if (line.p[i] != '=') {
                str_add_char(out, line.p[i]);
            } else if (i + 1 == line.len) {
                soft = true;
            } else if (i + 2 < line.len && hex(line.p[i + 1]) >= 0 && hex(line.p[i + 2]) >= 0) {
                str_add_char(out, (char)(hex(line.p[i + 1]) * 16 + hex(line.p[i + 2])));
                i += 2;
            } else {
                str_add_char(out, '='); /* no code: as it is (RFC 2045, 6.7) */
            }
        }
        if (end == SIZE_MAX)
            return;
        if (!soft)
            str_add_char(out, '\n');
        text = slice_from_at(text, end + 1);
    }
}

static int base64_value(char c)
{
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);

    return at == NULL ? -1 : (int)(at - alphabet);
}

static void add_text_byte(struct str *out, char c)
{
    /* CRLF becomes LF as it completes. */
    if (c == '\n' && out->len > 0 && out->p[out->len - 1] == '\r')
        str_cut(out, out->len - 1);
    str_add_char(out, c);
}

void mime_decode_base64(struct slice text, struct str *out)
{
    unsigned bits = 0;
    int count = 0;

    for (size_t i = 0; i < text.len && text.p[i] != '='; i++) {
        int value = base64_value(text.p[i]);

        if (value < 0)
            continue; /* line ends, and what does not belong there (RFC 2045, 6.8) */
        bits = bits << 6 | (unsigned)value;
        if (++count == 4) {
            add_text_byte(out, (char)(bits >> 16 & 255));
            add_text_byte(out, (char)(bits >> 8 & 255));
            add_text_byte(out, (char)(bits & 255));
            bits = 0;
            count = 0;
        }
    }
    if (count >= 2)
        add_text_byte(out, (char)(bits >> (count == 2 ? 4 : 10) & 255));
    if (count == 3)
        add_text_byte(out, (char)(bits >> 2 & 255));
}
