/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/str.h"
#include "cfcompile/finding.h"
#include "cfcompile/screen.h"

enum { LEAST_WIDTH = 40 };

static const struct {
    const char *word, *colour;
} severities[] = {
    [SEVERITY_ERROR] = {"error", "\033[1;31m"},
    [SEVERITY_WARNING] = {"warning", "\033[1;35m"},
    [SEVERITY_ADVICE] = {"advice", "\033[1;36m"},
};

struct finding_style finding_style_of(FILE *out)
{
    const char *term = getenv("TERM"), *columns = getenv("COLUMNS");
    struct finding_style style = {0};
    struct winsize size = {0};
    int64_t width;

    if (!isatty(fileno(out)))
        return style;
    style.width = 80;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= LEAST_WIDTH)
        style.width = size.ws_col;
    else if (slice_to_i64(slice_from(columns), &width) && width >= LEAST_WIDTH && width < 10000)
        style.width = (int)width;
    style.colour = getenv("NO_COLOR") == NULL && term != NULL && strcmp(term, "dumb") != 0;
    return style;
}

static const char *paint(const struct finding_style *style, const char *sequence)
{
    return style->colour ? sequence : "";
}

/* Words up to the width, the following lines indented. */
static void print_wrapped(struct slice text, int column, const struct finding_style *style,
                          FILE *out)
{
    struct slice word;
    bool first = true;

    while (slice_word(&text, &word)) {
        if (!first && style->width > 0 && column + 1 + (int)word.len > style->width) {
            fputs("\n   ", out);
            column = 3;
        }
        if (!first) {
            putc(' ', out);
            column++;
        }
        screen_plain(word, out);
        column += (int)word.len;
        first = false;
    }
}

/* The line, and a caret below the place; a tab stays a tab in both. */
static void print_source(const struct finding *f, const struct finding_style *style, FILE *out)
{
    size_t shown = f->source.len;

    if (style->width == 0 || f->source.len == 0 || f->column == 0)
        return;
    if (shown > (size_t)style->width - 4)
        shown = (size_t)style->width - 4;
    if ((size_t)f->column > shown)
        return;
    fputs("    ", out);
    screen_plain(slice_part(f->source, 0, shown), out);
    fputs("\n    ", out);
    for (size_t i = 0, column = 1; i < f->source.len && column < (size_t)f->column; i++) {
        if (((unsigned char)f->source.p[i] & 0xc0) == 0x80)
            continue;
        putc(f->source.p[i] == '\t' ? '\t' : ' ', out);
        column++;
    }
    fprintf(out, "%s^%s\n", paint(style, "\033[1;32m"), paint(style, "\033[0m"));
}

static void print_one(const struct finding *f, const struct finding_style *style, FILE *out)
{
    struct slice rest = f->instead, line;
    int column = 0;

    fputs(paint(style, "\033[1m"), out);
    if (f->file.len > 0)
        column += fprintf(out, "%.*s:", SLICE_ARG(f->file));
    if (f->line > 0)
        column += fprintf(out, "%d:", f->line);
    if (f->line > 0 && f->column > 0)
        column += fprintf(out, "%d:", f->column);
    fprintf(out, "%s%s%s%s: ", column > 0 ? " " : "", paint(style, severities[f->severity].colour),
            severities[f->severity].word, paint(style, "\033[0m"));
    column += (int)strlen(severities[f->severity].word) + 3;
    print_wrapped(f->what, column, style, out);
    fprintf(out, " %s[%s]%s\n", paint(style, "\033[2m"), f->id, paint(style, "\033[0m"));
    print_source(f, style, out);
    for (const char *label = f->command ? "run:" : "write:"; slice_line(&rest, &line);
         label = f->command ? "    " : "      ") {
        fprintf(out, "    %s ", label);
        screen_plain(line, out);
        putc('\n', out);
    }
}

static void json_text(const char *name, struct slice text, struct str *piece, FILE *out)
{
    str_clear(piece);
    screen_json(piece, text);
    fprintf(out, "\"%s\":%s", name, piece->p);
}

static void print_json(const struct findings *all, const struct finding_style *style, FILE *out)
{
    const char *between = "";
    struct str piece = str_new(all->in);

    putc('[', out);
    for (size_t i = 0; i < all->list.len; i++) {
        const struct finding *f = &all->list.p[i];
        if (f->severity == SEVERITY_ADVICE && !style->advice)
            continue;
        fprintf(out, "%s\n {", between);
        json_text("id", slice_from(f->id), &piece, out);
        fprintf(out, ",\"severity\":\"%s\",", severities[f->severity].word);
        json_text("file", f->file, &piece, out);
        fprintf(out, ",\"line\":%d,\"column\":%d,", f->line, f->column);
        json_text("message", f->what, &piece, out);
        putc(',', out);
        json_text("instead", f->instead, &piece, out);
        fprintf(out, ",\"command\":%s,\"fixable\":%s}", f->command ? "true" : "false",
                f->edits.len > 0 ? "true" : "false");
        between = ",";
    }
    fprintf(out, "%s]\n", *between != '\0' ? "\n" : "");
}

void findings_print(const struct findings *all, const struct finding_style *style, FILE *out)
{
    if (style->json) {
        print_json(all, style, out);
        return;
    }
    for (size_t i = 0; i < all->list.len; i++) {
        enum severity severity = all->list.p[i].severity;
        if (severity == SEVERITY_ERROR || (severity == SEVERITY_WARNING && !style->quiet) ||
            (severity == SEVERITY_ADVICE && style->advice && !style->quiet))
            print_one(&all->list.p[i], style, out);
    }
}
