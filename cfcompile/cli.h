/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli -- the command line as tables: what every command may be told, and what each command adds.
 *
 * A command is one row of commands[] in main.c: its word, its operands, its options, its function.
 * --help, usage errors and shell completion come from the same rows. A new command is a new file
 * and a new row; an option of its own is a field of struct cli and a row of its option table.
 */
#ifndef CFCOMPILE_CLI_H
#define CFCOMPILE_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "cfcompile/run_m4.h"

/* What options say. Fields that a command has no option for keep their initial value. */
struct cli {
    struct m4_request m4; /* cf_dir, program and limits; `mc` is a command's business */
    bool quiet;           /* warnings are not shown */
    bool json;
    /* compile, check */
    const char *out; /* NULL: the source's name with .cf for .mc; "-": standard output */
    bool unchecked;  /* do not read the result back */
    bool fix;
    bool yes;    /* do not ask */
    bool advice; /* also what is merely doubtful */
    bool online; /* check: what only the network can tell, too */
    /* explain, diff, test */
    const char *host;   /* instead of this host's name */
    const char *client; /* "192.0.2.1", "name [192.0.2.1]" */
    const char *from, *to;
    const char *list, *log; /* diff: files of questions */
};

enum cli_kind {
    CLI_FLAG,    /* bool */
    CLI_TEXT,    /* const char * */
    CLI_SECONDS, /* int, milliseconds: the option takes seconds */
};

struct cli_option {
    char letter; /* 0: none */
    const char *name;
    const char *value; /* what it takes, as --help shows it; NULL: nothing */
    enum cli_kind kind;
    size_t at; /* offset in struct cli */
    const char *help;
};

struct cli_command {
    const char *name;
    const char *operands;             /* as --help shows them */
    int least, most;                  /* how many */
    const struct cli_option *options; /* its own, ended by a row without a name; NULL: none */
    const char *help;
    /* Returns the exit status; what went wrong was printed. */
    int (*run)(const struct cli *cli, int count, char **operands);
};

/* The options of every command. */
extern const struct cli_option cli_common[];

/* Takes the command line apart and runs the command; commands end with a row without a name, and
 * the first one is meant when none is named. Returns the exit status. */
int cli_main(const struct cli_command *commands, struct cli *cli, int argc, char **argv);

#endif
