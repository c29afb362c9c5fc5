/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sql -- what the classes that ask databases in SQL share: flags, and how a query names its values.
 *
 * -Q is the query; %0 in it is the key, %1 to %9 are the arguments, %% is a percent sign. They
 * become parameters that the database gets apart from the text, so a key is never read as SQL. The
 * first column of the first row is the value; with -z text the rows are joined by it, at most -Z of
 * them.
 */
#ifndef MAP_SQL_H
#define MAP_SQL_H

#include "base/str.h"
#include "map/internal.h"

enum { SQL_PARAMETERS = 10, SQL_VALUE_MAX = 1000000 };

struct sql_query {
    const char *text;          /* with the database's own marks */
    int which[SQL_PARAMETERS]; /* parameter n (from 0) is %which[n] */
    int count;
};

struct sql_flags {
    struct slice query;
    char separator; /* 0: only the first row */
    int64_t limit;  /* 0: none */
};

#define SQL_FLAGS "QzZ"
NODISCARD bool sql_flag(struct map *m, struct sql_flags *f, char letter, struct slice text,
                        struct err *err);
/* `mark` is what a parameter begins with: '?' or '$'. False with *err: no query, or a parameter
 * inside quotes, where it would be text. */
NODISCARD bool sql_translate(struct map *m, const struct sql_flags *f, char mark,
                             struct sql_query *query, struct err *err);
/* The value of that parameter; a missing argument is empty. */
struct slice sql_parameter(const struct sql_query *query, int n, const struct map *m,
                           const struct map_query *q, struct arena *in);
/* What the rows of an answer make: the value. */
struct sql_answer {
    const struct sql_flags *flags;
    struct str value;
    int64_t rows;
    bool full;     /* no more rows are wanted */
    bool too_long; /* more than SQL_VALUE_MAX bytes: a part of them is no answer */
};
void sql_add_row(struct sql_answer *answer, struct slice value);
/* FOUND, ABSENT, or FAILED when it was too long. */
enum map_answer sql_conclude(const struct map *m, struct sql_answer *answer, struct slice *value,
                             struct err *err);

#endif
