/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/cli.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/attr.h"
#include "base/slice.h"

enum { MAX_OPTIONS = 48, MAX_SECONDS = 3600, FIRST_LONG = 256, HELP_COLUMN = 26 };

const struct cli_option cli_common[] = {
    {'C', "cf-dir", "DIR", CLI_TEXT, offsetof(struct cli, m4.cf_dir),
     "the configuration library, else $MAILWRIGHT_CF_DIR, else the installed one"},
    {'q', "quiet", NULL, CLI_FLAG, offsetof(struct cli, quiet), "no warnings"},
    {0, "m4", "PROGRAM", CLI_TEXT, offsetof(struct cli, m4.m4), "instead of m4 or gm4 on the PATH"},
    {0, "time-limit", "SECONDS", CLI_SECONDS, offsetof(struct cli, m4.timeout_ms), "for m4 (10)"},
    {0},
};

/* The options one command knows, in the form getopt wants them. */
struct parser {
    const struct cli_option *rows[MAX_OPTIONS];
    struct option longs[MAX_OPTIONS + 2];
    char letters[2 * MAX_OPTIONS + 3];
    size_t count;
};

static void add_rows(struct parser *p, const struct cli_option *rows)
{
    for (size_t n = strlen(p->letters); rows != NULL && rows->name != NULL; rows++) {
        if (p->count == MAX_OPTIONS)
            return;
        p->rows[p->count] = rows;
        p->longs[p->count] =
            (struct option){rows->name, rows->value != NULL ? required_argument : no_argument, NULL,
                            rows->letter != 0 ? rows->letter : FIRST_LONG + (int)p->count};
        if (rows->letter != 0) {
            p->letters[n++] = rows->letter;
            if (rows->value != NULL)
                p->letters[n++] = ':';
        }
        p->count++;
    }
}

static void parser_init(struct parser *p, const struct cli_command *command)
{
    *p = (struct parser){.letters = ":h"};
    add_rows(p, cli_common);
    add_rows(p, command->options);
    p->longs[p->count] = (struct option){"help", no_argument, NULL, 'h'};
}

static const struct cli_option *row_of(const struct parser *p, int c)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->longs[i].val == c)
            return p->rows[i];
    return NULL;
}

static int usage(const char *problem, const char *about)
{
    fprintf(stderr, "cfcompile: %s%s; cfcompile --help tells more\n", about, problem);
    return EX_USAGE;
}

static bool take(struct cli *cli, const struct cli_option *row, const char *value)
{
    char *field = (char *)cli + row->at;
    int64_t seconds;
    bool yes = true;

    switch (row->kind) {
    case CLI_FLAG:
        memcpy(field, &yes, sizeof yes);
        return true;
    case CLI_TEXT:
        memcpy(field, &value, sizeof value);
        return true;
    case CLI_SECONDS:
        if (!slice_to_i64(slice_from(value), &seconds) || seconds < 1 || seconds > MAX_SECONDS)
            return false;
        memcpy(field, &(int){(int)seconds * 1000}, sizeof(int));
        return true;
    }
    return false;
}

static void print_options(const struct cli_option *rows)
{
    char left[64];

    for (; rows != NULL && rows->name != NULL; rows++) {
        snprintf(left, sizeof left, "%c%c%s--%s%s%s", rows->letter != 0 ? '-' : ' ',
                 rows->letter != 0 ? rows->letter : ' ', rows->letter != 0 ? ", " : "  ",
                 rows->name, rows->value != NULL ? " " : "",
                 rows->value != NULL ? rows->value : "");
        printf("  %-*s %s\n", HELP_COLUMN, left, rows->help);
    }
}

/* One command, or all of them. */
static void print_command(const struct cli_command *c)
{
    printf("Usage: cfcompile %s [options]%s%s\n\n    %s\n", c->name,
           c->operands[0] != '\0' ? " " : "", c->operands, c->help);
    if (c->options != NULL)
        printf("\n");
    print_options(c->options);
    printf("\nOptions of all commands:\n");
    print_options(cli_common);
    printf("\ncfcompile --help tells of the other commands.\n");
}

static void print_help(const struct cli_command *commands)
{
    const char *before = "Usage:";

    for (const struct cli_command *c = commands; c->name != NULL; c++, before = "      ")
        printf("%s cfcompile %s%s%s [options]%s%s\n", before, c == commands ? "[" : "", c->name,
               c == commands ? "]" : "", c->operands[0] != '\0' ? " " : "", c->operands);
    putchar('\n');
    for (const struct cli_command *c = commands; c->name != NULL; c++) {
        printf("%s: %s\n", c->name, c->help);
        print_options(c->options);
    }
    printf("\nOptions of all:\n");
    print_options(cli_common);
    printf("  %-*s %s\n", HELP_COLUMN, "-h, --help", "this text");
    printf("\nExit status: 0 done; 78 the configuration is wrong; 64 usage; 66 no such file; 69 no "
           "m4.\n");
}

/* Where the command's word stands: before its operands, maybe behind options of all. */
static int find_word(int argc, char **argv)
{
    struct parser p;
    int i = 1;

    parser_init(&p, &(struct cli_command){0});
    while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0') {
        bool takes = false;

        for (size_t n = 0; n < p.count; n++) {
            const struct cli_option *row = p.rows[n];
            bool is_long = argv[i][1] == '-' && strcmp(argv[i] + 2, row->name) == 0;
            bool is_short = argv[i][1] == row->letter && argv[i][2] == '\0';
            if (row->value != NULL && (is_long || (row->letter != 0 && is_short)))
                takes = true;
        }
        i += takes ? 2 : 1;
    }
    return i;
}

static const struct cli_command *find_command(const struct cli_command *commands, int *argc,
                                              char **argv, bool *named)
{
    int at = find_word(*argc, argv);

    for (const struct cli_command *c = commands; at < *argc && c->name != NULL; c++)
        if (strcmp(c->name, argv[at]) == 0) {
            memmove(argv + at, argv + at + 1, (size_t)(*argc - at) * sizeof *argv);
            --*argc;
            *named = true;
            return c;
        }
    return commands;
}

int cli_main(const struct cli_command *commands, struct cli *cli, int argc, char **argv)
{
    bool named = false;
    const struct cli_command *command = find_command(commands, &argc, argv, &named);
    struct parser p;
    int c;

    parser_init(&p, command);
    opterr = 0; /* its own words begin with the path of the program */
    while ((c = getopt_long(argc, argv, p.letters, p.longs, NULL)) != -1) {
        const struct cli_option *row = row_of(&p, c);

        if (c == 'h') {
            if (named)
                print_command(command);
            else
                print_help(commands);
            return EX_OK;
        }
        if (row == NULL) {
            char letter[] = {'-', (char)optopt, '\0'};
            bool is_letter = optopt > ' ' && optopt < FIRST_LONG;
            return usage(c == ':' ? " wants a value" : " is no option of this command",
                         is_letter ? letter : argv[optind - 1]);
        }
        if (!take(cli, row, optarg))
            return usage(" wants seconds, 1 to 3600", row->name);
    }
    if (argc - optind < command->least) {
        fprintf(stderr,
                "cfcompile: it is: cfcompile %s [options] %s; cfcompile %s%s--help tells more\n",
                command->name, command->operands, named ? command->name : "", named ? " " : "");
        return EX_USAGE;
    }
    if (argc - optind > command->most)
        return usage(" does not want that many files or names", command->name);
    return command->run(cli, argc - optind, argv + optind);
}
