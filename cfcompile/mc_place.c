/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where in its file a position is.
 */
#include "cfcompile/mc.h"

void mc_count_lines(struct mc_file *file, struct arena *in)
{
    *VEC_ADD(&file->lines, in) = 0;
    for (size_t i = 0; i < file->text.len; i++)
        if (file->text.p[i] == '\n')
            *VEC_ADD(&file->lines, in) = i + 1;
}

static size_t line_index(const struct mc_file *file, size_t at)
{
    size_t low = 0, high = file->lines.len;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (file->lines.p[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t mc_line_start(const struct mc *mc, int file, size_t at)
{
    const struct mc_file *f = &mc->files.p[file];

    return f->lines.p[line_index(f, at)];
}

struct mc_place mc_place_of(const struct mc *mc, int file, size_t at)
{
    const struct mc_file *f = &mc->files.p[file];
    size_t line = line_index(f, at);
    int column = 1;

    /* A byte of 0x80 to 0xbf behind one of ASCII is a character of Latin-1. */
    for (size_t i = f->lines.p[line]; i < at && i < f->text.len; i++)
        column += ((unsigned char)f->text.p[i] & 0xc0) != 0x80 || i == 0 ||
                  (unsigned char)f->text.p[i - 1] < 0x80;
    return (struct mc_place){(int)line + 1, column};
}

struct slice mc_line_at(const struct mc *mc, int file, size_t at)
{
    struct slice text = mc->files.p[file].text;
    size_t start = mc_line_start(mc, file, at);

    struct slice line = slice_from_at(text, start);

    line = slice_part(line, 0, slice_find(line, '\n'));
    if (line.len > 0 && line.p[line.len - 1] == '\r')
        line.len--;
    return line;
}

struct slice mc_value(const struct mc_item *call, size_t n)
{
    return n >= 1 && n <= call->args.len ? call->args.p[n - 1].value : (struct slice){0};
}
