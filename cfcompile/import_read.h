/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_read -- a .cf as lines of what they are, whoever made it: nothing is opened or checked.
 */
#ifndef CFCOMPILE_IMPORT_READ_H
#define CFCOMPILE_IMPORT_READ_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

struct import_line {
    char letter;       /* R S D C F K M H O P T Q X E V; '#': a comment */
    struct slice text; /* behind the letter, continuation lines with their line ends */
    struct slice set; /* R: the name of its rule set; C, F, D: the class or macro, without braces */
    struct slice rest; /* R: as text; C, F, D: behind the name; K, M, O: behind the first word */
    int number;
};

struct import_file {
    struct import_line *p;
    size_t len, cap;
};

void import_read(struct slice text, struct arena *in, struct import_file *out);

/* A version or a mailer: of any other text no .mc can be made. */
bool import_is_cf(const struct import_file *f);

/* The first line of that letter whose text begins with the word `name` (K, M, O: up to blank, comma
 * or "="); NULL: none. */
const struct import_line *import_find(const struct import_file *f, char letter, struct slice name);
/* "RHS" of a rule, and its left side: cut at tabs. */
struct slice import_left(const struct import_line *rule);
struct slice import_right(const struct import_line *rule);
/* The first rule of rule set `set` (empty: of any) that has `needle`, whatever the blanks, which
 * libraries set in different ways; NULL: none. */
const struct import_line *import_rule(const struct import_file *f, const char *set,
                                      const char *needle);
/* A text without its blanks and tabs. */
struct slice import_squeezed(struct slice text, struct arena *in);
/* Name and value of an O line. */
struct slice import_option(const struct import_line *o, struct slice *value);

#endif
