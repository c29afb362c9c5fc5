/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words -- the vocabulary of a .mc: m4's own words and those of the library, with what they take.
 * A test compares the table with the library.
 */
#ifndef CFCOMPILE_WORDS_H
#define CFCOMPILE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

enum word_kind {
    WORD_M4,
    WORD_PART,    /* reads a file of the library: FEATURE, MAILER ... */
    WORD_LIST,    /* names for a class */
    WORD_LINE,    /* one line of the .cf each: DAEMON_OPTIONS ... */
    WORD_SINGLE,  /* the last one counts */
    WORD_SECTION, /* text follows */
    WORD_HELPER,
};

struct word {
    const char *name;
    enum word_kind kind;
    int most; /* arguments that are used */
};

extern const struct word word_table[];
extern const size_t word_count;

/* NULL when it is none. */
const struct word *word_find(struct slice name);

#endif
