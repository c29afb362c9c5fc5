/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/screen.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *const escapes[] = {
    [PAINT_PLAIN] = "",         [PAINT_GOOD] = "\033[32m", [PAINT_BAD] = "\033[31m",
    [PAINT_LATER] = "\033[33m", [PAINT_FAINT] = "\033[2m", [PAINT_STRONG] = "\033[1m",
};

enum { GAP = 2 };

bool screen_has_colour(void)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') && term != NULL &&
           !slice_is(slice_from(term), "dumb");
}

size_t screen_width(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO))
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}

void screen_paint(struct str *out, enum paint paint, struct slice text)
{
    bool painted = paint != PAINT_PLAIN && screen_has_colour();

    if (painted)
        str_add_text(out, escapes[paint]);
    str_add(out, text);
    if (painted)
        str_add_text(out, "\033[0m");
}

enum paint screen_paint_of(struct slice answer)
{
    if (slice_starts(answer, SLICE("accepted")))
        return PAINT_GOOD;
    if (slice_starts(answer, SLICE("refused")))
        return PAINT_BAD;
    if (slice_starts(answer, SLICE("later")) || slice_starts(answer, SLICE("discarded")) ||
        slice_starts(answer, SLICE("quarantined")))
        return PAINT_LATER;
    return PAINT_STRONG;
}

void screen_plain(struct slice text, FILE *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];
        putc(c == '\t' || (c >= ' ' && c != 0x7f) ? c : '?', out);
    }
}

void screen_json(struct str *out, struct slice text)
{
    str_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == '"' || c == '\\')
            str_printf(out, "\\%c", c);
        else if (c < ' ' || c >= 0x7f)
            str_printf(out, "\\u%04x", c);
        else
            str_add_char(out, (char)c);
    }
    str_add_char(out, '"');
}

void screen_json_field(struct str *out, bool *first, const char *name, struct slice value)
{
    str_printf(out, "%s\"%s\": ", *first ? "" : ", ", name);
    screen_json(out, value);
    *first = false;
}

void screen_json_number(struct str *out, bool *first, const char *name, int64_t value)
{
    str_printf(out, "%s\"%s\": %lld", *first ? "" : ", ", name, (long long)value);
    *first = false;
}

/* A terminal obeys no byte of a log, and a tab ends no column. */
static struct slice harmless(struct slice cell, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < cell.len; i++) {
        unsigned char c = (unsigned char)cell.p[i];
        str_add_char(&out, c == '\t' ? ' ' : c < ' ' || c == 0x7f ? '?' : (char)c);
    }
    return str_slice(&out);
}

void screen_row(struct screen_table *t, const struct slice *cells)
{
    for (size_t i = 0; i < t->columns; i++)
        *VEC_ADD(&t->cells, t->in) = harmless(cells[i], t->in);
}

/* What the columns need, and whether that fits. */
static bool fits(const struct screen_table *t, size_t width, size_t *widths)
{
    size_t sum = 0;

    for (size_t i = 0; i < t->cells.len; i++)
        if (t->cells.p[i].len > widths[i % t->columns])
            widths[i % t->columns] = t->cells.p[i].len;
    for (size_t c = 0; c < t->columns; c++)
        sum += widths[c] + (c + 1 < t->columns ? GAP : 0);
    return width == 0 || sum <= width;
}

/* A row below the other: what would be cut off is what somebody wants to read. */
static void print_stacked(const struct screen_table *t, struct str *out)
{
    size_t head = 0;

    for (size_t c = 1; c < t->columns; c++)
        head = t->cells.p[c].len > head ? t->cells.p[c].len : head;
    for (size_t i = t->columns; i < t->cells.len; i++) {
        size_t c = i % t->columns;
        if (c == 0) {
            screen_paint(out, PAINT_STRONG, t->cells.p[i]);
        } else {
            str_printf(out, "  %.*s", SLICE_ARG(t->cells.p[c]));
            for (size_t n = t->cells.p[c].len; n < head + GAP; n++)
                str_add_char(out, ' ');
            str_add(out, t->cells.p[i]);
        }
        str_add_char(out, '\n');
    }
}

static void print_cell(struct str *out, struct slice cell, size_t width, enum paint paint)
{
    struct slice shown = slice_part(cell, 0, width);

    screen_paint(out, paint, shown);
    for (size_t i = shown.len; i < width + GAP; i++)
        str_add_char(out, ' ');
}

void screen_print(const struct screen_table *t)
{
    size_t width = screen_width(), widths[SCREEN_COLUMNS] = {0};
    struct str out = str_new(t->in);

    if (!fits(t, width, widths)) {
        print_stacked(t, &out);
        fputs(out.p, stdout);
        return;
    }
    for (size_t i = 0; i < t->cells.len; i++) {
        bool last = (i + 1) % t->columns == 0;

        if (width == 0)
            str_add(&out, t->cells.p[i]);
        else
            print_cell(&out, t->cells.p[i], widths[i % t->columns],
                       i < t->columns ? PAINT_STRONG : PAINT_PLAIN);
        if (width == 0 && !last)
            str_add_char(&out, '\t');
        if (last) {
            while (out.len > 0 && out.p[out.len - 1] == ' ')
                str_cut(&out, out.len - 1);
            str_add_char(&out, '\n');
        }
    }
    fputs(out.p, stdout);
}
