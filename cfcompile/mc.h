/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mc -- a .mc file as m4 will read it, without running m4: calls with their arguments and where
 * each of them stands, words, what dnl deletes, text that goes to the .cf, quotes and parentheses
 * that do not end.
 *
 * This is m4's lexical level only: quotes (changequote too), dnl, argument collection, divert with
 * a number. Macros are not expanded; a call inside an unquoted argument is an item of its own, and
 * the branches of ifdef and ifelse are read as if they were taken. Pure: included files come from a
 * function the caller gives. Items borrow from the texts; everything else lives in mc->in.
 */
#ifndef CFCOMPILE_MC_H
#define CFCOMPILE_MC_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/vec.h"

struct mc_file {
    struct slice name;
    struct slice text;
    struct VEC(size_t) lines; /* where each begins */
    int includer;             /* index, -1: the .mc itself */
    size_t included_at;       /* where, in that file */
    bool of_library;          /* what OSTYPE or DOMAIN names */
};

enum mc_kind {
    MC_CALL,    /* NAME(arguments) of a macro */
    MC_WORD,    /* a macro's name without arguments */
    MC_DNL,     /* `text` is what it deletes, without the line end */
    MC_TEXT,    /* goes to the .cf (or nowhere after divert(-1)); never longer than its line */
    MC_UNKNOWN, /* part of a text: a name before a parenthesis that is no macro, or dnlsomething */
    MC_QUOTED,  /* `text` is a quoted string outside of calls that goes over a line end */
};

struct mc_arg {
    size_t at;          /* where its text begins, blanks before it skipped */
    struct slice raw;   /* as written */
    struct slice value; /* without the outer quotes; calls in it are left as written */
    bool quoted;        /* it is one quoted string */
    bool has_quotes;
    bool has_calls; /* its value is known to m4 only */
    size_t stray;   /* the first ' outside of quotes; SIZE_MAX: none */
};

struct mc_args VEC(struct mc_arg);

struct mc_item {
    enum mc_kind kind;
    int file;
    size_t at, end;
    struct slice name;    /* of a call, word or unknown */
    struct slice text;    /* of dnl and text */
    struct mc_args args;  /* of a call */
    size_t paren;         /* of a word: a parenthesis behind blanks; SIZE_MAX: none */
    int divert;           /* where output goes; INT_MAX when only m4 can tell */
    struct slice section; /* LOCAL_CONFIG and the like; empty: none */
    int depth;            /* 0: at the top; else inside an argument */
    bool conditional;     /* in a branch of ifdef or ifelse */
    bool after_hash;      /* behind a # at the start of its line */
};

enum mc_problem_kind {
    MC_OPEN_QUOTE,
    MC_OPEN_PAREN, /* `name` has the macro's */
    MC_INCLUDE_LOOP,
    MC_TOO_DEEP,
};

struct mc_problem {
    enum mc_problem_kind kind;
    int file;
    size_t at;
    struct slice name;
};

/* Text of an included file in `in`; false when it cannot be read, which is m4's business to say. */
typedef bool mc_reader(void *ctx, struct slice path, struct arena *in, struct slice *text);

/* The library's file for OSTYPE or DOMAIN of that name, in the same way, and its path. */
typedef bool mc_part_reader(void *ctx, struct slice word, struct slice name, struct arena *in,
                            struct slice *path, struct slice *text);

struct mc_request {
    struct slice name, text;
    /* Is this a macro before the .mc says anything? Names that it defines are added by the scan. */
    bool (*is_macro)(void *ctx, struct slice name);
    mc_reader *read; /* NULL: nothing is included */
    mc_part_reader *read_part;
    void *ctx;
};

struct mc {
    struct arena *in;
    struct VEC(struct mc_file) files;
    struct VEC(struct mc_item) items; /* in m4's order; a call stands before what is inside it */
    struct VEC(struct mc_problem) problems;
    struct table defined; /* names that define and pushdef gave */
    unsigned unread;      /* included files that could not be looked at */
};

void mc_scan(struct mc *mc, const struct mc_request *request, struct arena *in);

/* Fills file->lines: for the scan. */
void mc_count_lines(struct mc_file *file, struct arena *in);

/* 1-based; a column counts characters of UTF-8. */
struct mc_place {
    int line, column;
};
struct mc_place mc_place_of(const struct mc *mc, int file, size_t at);
/* The whole line a position stands in, without its end, LF or CR LF. */
struct slice mc_line_at(const struct mc *mc, int file, size_t at);
size_t mc_line_start(const struct mc *mc, int file, size_t at);
/* The n-th argument, from 1; a null slice when there are fewer. */
struct slice mc_value(const struct mc_item *call, size_t n);
static inline bool mc_is(const struct mc_item *item, enum mc_kind kind, const char *name)
{
    return item->kind == kind && slice_is(item->name, name);
}

#endif
