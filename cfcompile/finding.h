/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * finding -- what a check says about one place: where, what is wrong, what to write instead, and,
 * when that is mechanical, the change of the text itself.
 *
 * Findings are collected in any order and shown in the order of files and lines. On a terminal the
 * line stands below with a mark; in a pipe there is one line for each, in the form
 * "file:line:column: error: sentence [id]", and "    write: ..." below. --json has all fields.
 */
#ifndef CFCOMPILE_FINDING_H
#define CFCOMPILE_FINDING_H

#include <stdio.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/vec.h"

enum severity {
    SEVERITY_ERROR,   /* the configuration does not do what it says */
    SEVERITY_WARNING, /* it works, but hardly as meant */
    SEVERITY_ADVICE,  /* shown with --advice only */
};

/* A kind of mistake: what `cfcompile checks` lists. */
struct check_row {
    const char *id;
    enum severity severity;
    const char *title;
};

struct edit {
    size_t at, len; /* of the .mc */
    struct slice text;
};

struct finding {
    const char *id; /* row of the table of checks, "m4", "cf" */
    enum severity severity;
    struct slice file; /* empty: the configuration as a whole */
    int line, column;  /* 0: none */
    struct slice what;
    struct slice instead; /* a line to write; empty: none */
    bool command;         /* ... to run */
    struct slice source;  /* the line itself; empty: not at hand */
    struct VEC(struct edit) edits;
};

struct findings {
    struct arena *in;
    struct VEC(struct finding) list;
};

struct findings findings_new(struct arena *in);
struct finding *findings_add(struct findings *all, struct finding finding);
/* By file (in the order first seen), line, column; the same id twice at one place stays once. */
void findings_sort(struct findings *all);
unsigned findings_count(const struct findings *all, enum severity severity);
/* Is something at least that bad already said about this line? */
bool findings_has_line(const struct findings *all, struct slice file, int line,
                       enum severity least);

struct finding_style {
    bool quiet;  /* errors only */
    bool advice; /* SEVERITY_ADVICE too */
    bool json;
    bool colour;
    int width; /* of the terminal; 0: no terminal */
};

struct finding_style finding_style_of(FILE *out);
void findings_print(const struct findings *all, const struct finding_style *style, FILE *out);

#endif
