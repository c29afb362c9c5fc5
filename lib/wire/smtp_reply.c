/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies are where foreign text (rule sets, maps, filters, the client's own words) meets the
 * protocol, so this is the one place that writes them: one line a line, no control characters, no
 * byte that could become one.
 */
#include "wire/smtp_verbs.h"

enum { ECHO_MAX = 203, ECHO_HALF = (ECHO_MAX - 3) / 2 };

static void add_clean(struct str *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (ascii_is_print(c) || c == '\t')
            str_add_char(out, c);
        else if ((unsigned char)c >= 0x80)
            str_add_char(out, '?');
    }
}

static void add_line(struct str *reply, const struct smtp_answer *a, struct slice text, bool last)
{
    str_printf(reply, "%03d%c", a->code, last ? ' ' : '-');
    if (!a->bare && a->dsn.len > 0) {
        add_clean(reply, a->dsn);
        str_add_char(reply, ' ');
    } else if (!a->bare) {
        str_printf(reply, "%d.0.0 ", a->code / 100);
    }
    add_clean(reply, text);
    str_add_text(reply, "\r\n");
}

void smtp_reply(struct str *reply, const struct smtp_answer *answer)
{
    struct slice rest = answer->text, line;

    if (rest.len == 0)
        add_line(reply, answer, rest, true);
    while (slice_line(&rest, &line))
        add_line(reply, answer, line, rest.len == 0);
}

void smtp_soften(struct str *replies)
{
    bool begins = true;

    for (size_t i = 0; i + 6 <= replies->len; i++) {
        char *line = replies->p + i;

        if (begins && line[0] == '5') {
            line[0] = '4';
            if (line[4] == '5' && line[5] == '.')
                line[4] = '4';
        }
        begins = line[0] == '\n';
    }
}

enum smtp_next smtp_say(struct str *reply, int code, const char *dsn, const char *fmt, ...)
{
    struct str text = str_new(reply->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    smtp_reply(reply, &(struct smtp_answer){code, slice_from(dsn), str_slice(&text), dsn == NULL});
    return code == 421 ? SMTP_CLOSE : SMTP_COMMAND;
}

enum smtp_next smtp_say_answer(struct str *reply, const struct smtp_answer *answer)
{
    smtp_reply(reply, answer);
    return SMTP_COMMAND;
}

void smtp_echo(struct str *out, struct slice text)
{
    if (text.len <= ECHO_MAX) {
        add_clean(out, text);
        return;
    }
    add_clean(out, slice_part(text, 0, ECHO_HALF));
    str_add_text(out, "...");
    add_clean(out, slice_from_at(text, text.len - ECHO_HALF));
}
