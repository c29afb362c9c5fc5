/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a line of the configuration is wrong, shown to people and to the log.
 */
#include "conf/config.h"

/* The piece between line ends that holds the byte, and how many lines are before it. */
static struct slice line_of(struct slice source, size_t at, int *before, size_t *column)
{
    size_t begin = 0;

    *before = 0;
    for (size_t i = 0; i < at && i < source.len; i++)
        if (source.p[i] == '\n') {
            begin = i + 1;
            ++*before;
        }
    *column = at - begin;
    source = slice_from_at(source, begin);
    return slice_part(source, 0, slice_find(source, '\n'));
}

/* Nothing in a file may drive a terminal; tabs stay, as rules depend on them. */
static void add_shown(struct str *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        str_add_char(out, (unsigned char)text.p[i] < ' ' && text.p[i] != '\t' ? '?' : text.p[i]);
}

/* As wide as the text: a tab for a tab, and nothing for the further bytes of a character. */
static void add_blanks(struct str *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.p[i] == '\t')
            str_add_char(out, '\t');
        else if (((unsigned char)text.p[i] & 0xc0) != 0x80)
            str_add_char(out, ' ');
}

void config_report_point(const struct config_report *report, struct str *out)
{
    size_t begin = out->len, column;
    struct slice line;
    int before;

    if (report->source.p == NULL)
        return;
    line = line_of(report->source, report->at, &before, &column);
    str_printf(out, "%.*s:%d: ", SLICE_ARG(report->path), report->first_line + before);

    size_t width = out->len - begin;
    add_shown(out, line);
    str_add_char(out, '\n');
    for (size_t i = 0; i < width; i++)
        str_add_char(out, ' ');
    add_blanks(out, slice_part(line, 0, column));
    str_add_text(out, "^ ");
    add_shown(out, slice_from(report->text));
    str_add_char(out, '\n');
}

void config_report_line(const struct config_report *report, struct str *out)
{
    if (report->line > 0)
        str_printf(out, "%.*s: line %d: ", SLICE_ARG(report->path), report->line);
    str_add_text(out, report->text);
    if (report->source.p != NULL) {
        str_printf(out, ", byte %zu of \"", report->at + 1);
        add_shown(out, report->source);
        str_add_char(out, '"');
    }
}
