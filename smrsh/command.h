/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * command -- what smrsh lets a mail recipient run.
 *
 * A command line is one or more simple commands joined by && and ||. Each begins with a word whose
 * last path component names a program in one directory (whatever path was written before it), or
 * with a builtin of the shell that can do no harm: exec, exit, echo. Characters that would give the
 * shell more to do are refused. The result is handed to the shell.
 *
 * Only base is used here: this program stands between anybody's mail and a shell.
 */
#ifndef SMRSH_COMMAND_H
#define SMRSH_COMMAND_H

#include "base/str.h"

enum command_verdict {
    COMMAND_FINE,
    COMMAND_EMPTY,       /* nothing but blanks */
    COMMAND_BAD_CHAR,    /* *bad is the character */
    COMMAND_NOT_ALLOWED, /* `name` is not in the directory */
    COMMAND_NO_EXEC,     /* nothing behind exec */
    COMMAND_NOT_FILE,    /* it is there, but no executable regular file */
};

/* Looks for a program in the directory. */
enum command_found { COMMAND_FOUND, COMMAND_ABSENT, COMMAND_IRREGULAR };
typedef enum command_found command_find(void *ctx, const char *path);

struct command {
    struct slice dir; /* without a last slash */
    command_find *find;
    void *ctx;

    char bad;          /* COMMAND_BAD_CHAR */
    struct slice name; /* COMMAND_NOT_ALLOWED, COMMAND_NOT_FILE */
};

/* Where systems keep permitted programs: the first of these that is a directory, else the first. */
struct slice command_directory(bool (*is_directory)(void *ctx, const char *path), void *ctx);

/* Appends to `out` what the shell is to run. */
enum command_verdict command_check(struct command *c, struct slice text, struct str *out);

#endif
