/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source -- the text a map is made from, cut into keys and values line by line.
 */
#ifndef MAKEMAP_SOURCE_H
#define MAKEMAP_SOURCE_H

#include <stdio.h>

#include "base/slice.h"

enum { SOURCE_LINE_MAX = 1024 }; /* bytes with the line end; a longer line is cut and reported */

struct source_options {
    char separator;   /* -t; 0: white space */
    char comment;     /* -D: '#' */
    bool allow_empty; /* -e */
    bool keep_case;   /* -f */
};

struct source {
    const struct source_options *options;
    FILE *from;
    long line; /* number of the line last read, from 1 */
    char text[SOURCE_LINE_MAX];
};

enum source_next {
    SOURCE_PAIR,
    SOURCE_END,
    SOURCE_TOO_LONG,
    SOURCE_LEADING_SPACE,
    SOURCE_NO_VALUE, /* *key is set */
    SOURCE_IO_ERROR, /* errno says why */
};

/* Key and value point into the source and are valid until the next call. Comments and empty lines
 * are skipped. */
enum source_next source_next(struct source *s, struct slice *key, struct slice *value);

#endif
