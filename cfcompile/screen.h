/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * screen -- what a person sees: colours and tables that fit on a terminal, plain text in a pipe,
 * and JSON for programs.
 */
#ifndef CFCOMPILE_SCREEN_H
#define CFCOMPILE_SCREEN_H

#include <stdio.h>

#include "base/str.h"
#include "base/vec.h"

enum paint { PAINT_PLAIN, PAINT_GOOD, PAINT_BAD, PAINT_LATER, PAINT_FAINT, PAINT_STRONG };

/* Standard output is a terminal, and NO_COLOR is not set. */
bool screen_has_colour(void);
/* Columns of the terminal; 0: not one, nothing is cut. */
size_t screen_width(void);
/* The text with the escapes that paint it, when there is colour. */
void screen_paint(struct str *out, enum paint paint, struct slice text);
/* The colour that goes with an answer of probe.h. */
enum paint screen_paint_of(struct slice answer);

/* Bytes a terminal would obey become '?'; tabs and UTF-8 pass. */
void screen_plain(struct slice text, FILE *out);

/* "text" with quotes and escapes, as JSON wants it; bytes that are no UTF-8 become \u00xx. */
void screen_json(struct str *out, struct slice text);
/* "name": "value" with a comma before it unless *first. */
void screen_json_field(struct str *out, bool *first, const char *name, struct slice value);
void screen_json_number(struct str *out, bool *first, const char *name, int64_t value);

/* A table is collected and printed at once, so that its columns fit what is in them. */
enum { SCREEN_COLUMNS = 6 };
struct screen_table {
    struct arena *in;
    size_t columns;
    struct VEC(struct slice) cells; /* rows one after the other; the first row is the head */
};
void screen_row(struct screen_table *t, const struct slice *cells);
/* On standard output: aligned, or the cells of each row below one another where the terminal is too
 * narrow; with tabs in a pipe. Nothing is cut. */
void screen_print(const struct screen_table *t);

#endif
