/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/transcript.h"

void transcript_add(struct transcript *t, struct slice line)
{
    if (t == NULL || t->full)
        return;
    if (t->text.len + line.len > TRANSCRIPT_MAX_BYTES) {
        str_add_text(&t->text, "...\n");
        t->full = true;
        return;
    }
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.p[i];
        str_add_char(&t->text, (c < ' ' && c != '\t') || c == 0x7f ? '?' : (char)c);
    }
    str_add_char(&t->text, '\n');
}

void transcript_printf(struct transcript *t, const char *fmt, ...)
{
    va_list args;
    struct str line;

    if (t == NULL)
        return;
    line = str_new(t->text.in);
    va_start(args, fmt);
    str_vprintf(&line, fmt, args);
    va_end(args);
    transcript_add(t, str_slice(&line));
}

void transcript_once(struct transcript *t, struct slice line)
{
    struct slice text, last;

    if (t == NULL)
        return;
    text = slice_part(str_slice(&t->text), 0, t->text.len > 0 ? t->text.len - 1 : 0);
    last = slice_from_at(text, slice_find_last(text, '\n') + 1);
    if (!slice_eq(last, line))
        transcript_add(t, line);
}

void transcript_talking_to(struct transcript *t, struct slice host)
{
    transcript_printf(t, "... while talking to %.*s:", SLICE_ARG(host));
}

void transcript_sent(struct transcript *t, struct slice line)
{
    transcript_printf(t, ">>> %.*s", SLICE_ARG(slice_trim_end(line)));
}

void transcript_got(struct transcript *t, struct slice line)
{
    transcript_printf(t, "<<< %.*s", SLICE_ARG(slice_trim_end(line)));
}
