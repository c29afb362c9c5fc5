/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cfcompile -- makes a .cf from a .mc and the configuration library, and refuses what would not
 * work.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cfcompile/check.h"
#include "cfcompile/checks.h"
#include "cfcompile/cli.h"
#include "cfcompile/compile.h"
#include "cfcompile/diff.h"
#include "cfcompile/doc.h"
#include "cfcompile/expect.h"
#include "cfcompile/explain.h"
#include "cfcompile/import.h"
#include "cfcompile/keep.h"

#ifndef CF_DIR
#define CF_DIR "/usr/share/sendmail-cf"
#endif

/* The build's own place, then where systems keep it. */
static const char *const libraries[] = {CF_DIR, "/usr/share/sendmail-cf", "/usr/share/sendmail/cf",
                                        "/usr/local/share/sendmail-cf"};

enum { DEFAULT_SECONDS = 10, MAX_BYTES = 8 << 20 };

static int run_compile(const struct cli *cli, int count, char **operands)
{
    struct compile_request request = {
        .m4 = cli->m4, .out = cli->out, .unchecked = cli->unchecked, .quiet = cli->quiet};

    (void)count;
    if (strpbrk(operands[0], "./") == NULL && access(operands[0], F_OK) != 0) {
        fprintf(stderr,
                "cfcompile: %s is neither a command nor a file; cfcompile --help lists the "
                "commands\n",
                operands[0]);
        return EX_USAGE;
    }
    request.m4.mc = operands[0];
    return compile(&request);
}

static int run_doc(const struct cli *cli, int count, char **operands)
{
    (void)count;
    return doc_print(cli->m4.cf_dir, operands[0]);
}

static int run_checks(const struct cli *cli, int count, char **operands)
{
    (void)cli;
    if (count == 0)
        return checks_list();
    if (checks_print(operands[0]))
        return EX_OK;
    fprintf(stderr, "cfcompile: no check is called %s\n", operands[0]);
    return EX_NOINPUT;
}

static int run_features(const struct cli *cli, int count, char **operands)
{
    (void)count;
    (void)operands;
    return doc_list_features(cli->m4.cf_dir);
}

#define UNCHECKED                                                                                  \
    {                                                                                              \
        'u', "unchecked", NULL, CLI_FLAG, offsetof(struct cli, unchecked),                         \
            "do not read the result as the daemon would"                                           \
    }

static const struct cli_option compile_options[] = {
    {'o', "output", "FILE", CLI_TEXT, offsetof(struct cli, out),
     "write FILE instead; - is standard output"},
    UNCHECKED,
    {0},
};

#define HOST                                                                                       \
    {                                                                                              \
        0, "host", "NAME", CLI_TEXT, offsetof(struct cli, host), "as if this host had that name"   \
    }
#define JSON                                                                                       \
    {                                                                                              \
        0, "json", NULL, CLI_FLAG, offsetof(struct cli, json), "for programs"                      \
    }

static const struct cli_option check_options[] = {
    {'a', "advice", NULL, CLI_FLAG, offsetof(struct cli, advice), "also what is merely doubtful"},
    {0, "online", NULL, CLI_FLAG, offsetof(struct cli, online),
     "also what only the network tells: hosts, ports, MX records, lists, LDAP"},
    {0, "fix", NULL, CLI_FLAG, offsetof(struct cli, fix),
     "show the mechanical repairs of a .mc, ask, and write them; FILE.bak is the old one"},
    {'y', "yes", NULL, CLI_FLAG, offsetof(struct cli, yes), "do not ask"},
    JSON,
    UNCHECKED,
    {0},
};

static const struct cli_option explain_options[] = {
    {0, "client", "CLIENT", CLI_TEXT, offsetof(struct cli, client),
     "who connects: ADDRESS or \"NAME [ADDRESS]\""},
    {0, "from", "ADDRESS", CLI_TEXT, offsetof(struct cli, from), "the sender"},
    {0, "to", "ADDRESS", CLI_TEXT, offsetof(struct cli, to), "the recipient"},
    HOST,
    JSON,
    {0},
};

static const struct cli_option diff_options[] = {
    {0, "list", "FILE", CLI_TEXT, offsetof(struct cli, list),
     "a question a line: an address, or client, from, to"},
    {0, "log", "FILE", CLI_TEXT, offsetof(struct cli, log), "what this mail log tells of"},
    HOST,
    JSON,
    {0},
};

static const struct cli_option import_options[] = {
    {'o', "output", "FILE", CLI_TEXT, offsetof(struct cli, out), "write FILE, not standard output"},
    HOST,
    {0},
};

static const struct cli_option test_options[] = {
    HOST,
    {0},
};

static const struct cli_command commands[] = {
    {"compile", "FILE.mc", 1, 1, compile_options,
     "make FILE.cf; the one that was there becomes FILE.cf.bak. When anything is wrong,\n"
     "    it is said with file and line, and nothing changes",
     run_compile},
    {"check", "FILE|DIRECTORY...", 1, 1000, check_options,
     "what is wrong with a .mc, a .cf or a whole /etc/mail: file, line, column, and the line\n"
     "    to write or the command to run instead",
     check},
    {"explain", "FILE [ADDRESS]", 1, 2, explain_options,
     "why mail is taken, refused or sent where it is: rule set, key of the map with its line,\n"
     "    line of the .mc",
     explain},
    {"diff", "OLD NEW [ADDRESS ...]", 2, 1000, diff_options,
     "what two configurations would route, rewrite or refuse differently", diff},
    {"test", "FILE [FILE.test]", 1, 2, test_options,
     "the answers that FILE.test expects, before make puts anything in place", expect},
    {"import", "FILE.cf", 1, 1, import_options,
     "a .mc for a .cf whose .mc is lost; what is not recognised stays in LOCAL_ sections", import},
    {"undo", "[DIRECTORY | FILE]", 0, 1, NULL,
     "back to the .cf files and maps before the last make that succeeded; again: forward", undo},
    {"keep", "[DIRECTORY]", 0, 1, NULL, "for make: remember what it has made, for undo", keep},
    {"doc", "NAME", 1, 1, NULL,
     "what the library says about a FEATURE, MAILER, OSTYPE, DOMAIN or HACK", run_doc},
    {"checks", "[ID]", 0, 1, NULL, "every mistake that check knows", run_checks},
    {"features", "", 0, 0, NULL, "every FEATURE in a line", run_features},
    {0},
};

static const char *installed_library(void)
{
    char path[256];

    for (size_t i = 0; i < COUNT(libraries); i++) {
        snprintf(path, sizeof path, "%s/m4/cf.m4", libraries[i]);
        if (access(path, R_OK) == 0)
            return libraries[i];
    }
    return CF_DIR;
}

int main(int argc, char **argv)
{
    const char *cf_dir = getenv("MAILWRIGHT_CF_DIR");
    struct cli cli = {
        .m4 = {.cf_dir = cf_dir != NULL ? cf_dir : installed_library(),
               .timeout_ms = DEFAULT_SECONDS * 1000,
               .max_bytes = MAX_BYTES},
    };

    /* m4 may end before it has read its input: that is an exit status, not a reason to die. */
    signal(SIGPIPE, SIG_IGN);
    return cli_main(commands, &cli, argc, argv);
}
