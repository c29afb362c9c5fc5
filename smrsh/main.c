/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smrsh -- the shell that mailer prog runs: only programs the administrator put into one directory.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "base/path.h"
#include "smrsh/command.h"

static enum command_found find(void *ctx UNUSED, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return COMMAND_ABSENT;
    return S_ISREG(st.st_mode) && access(path, X_OK) == 0 ? COMMAND_FOUND : COMMAND_IRREGULAR;
}

static bool is_directory(void *ctx UNUSED, const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int usage(const char *name)
{
    fprintf(stderr, "Usage: %s -c command\n", name);
    log_line(1, LOG_ERR, SLICE(""), "usage: %s -c command", name);
    return EX_USAGE;
}

static int help(const char *name, struct slice dir)
{
    printf("Usage: %s -c command\n"
           "Runs a command whose programs are in %.*s; see smrsh(8).\n",
           name, SLICE_ARG(dir));
    return EX_OK;
}

/* One line to the sender's bounce, one to the administrator's log. */
static int refuse(const char *program, const char *complaint, const char *command)
{
    fprintf(stderr, "%s: %s\n", program, complaint);
    log_line(1, LOG_CRIT, SLICE(""), "uid %d: %s in \"%s\"", (int)getuid(), complaint, command);
    return EX_UNAVAILABLE;
}

static int run(const char *program, const char *text, struct str *command)
{
    char shell[] = "/bin/sh", option[] = "-c",
         path[] = "PATH=/bin:/usr/bin:/usr/ucb:/usr/local/bin";
    char *const argv[] = {shell, option, command->p, NULL};
    /* Nothing of the environment comes from mail; still nothing of it is passed on. */
    char *const envp[] = {path, NULL};

    execve(argv[0], argv, envp);
    fprintf(stderr, "%s: cannot exec %s: %s\n", program, argv[0], strerror(errno));
    log_line(1, LOG_CRIT, SLICE(""), "cannot exec %s for \"%s\": %s", argv[0], text,
             strerror(errno));
    return EX_OSFILE;
}

int main(int argc, char **argv)
{
    const char *program = argc > 0 ? path_base(argv[0]) : "smrsh";
    struct log_options log = {.ident = "smrsh", .level = 9, .fd = -1};
    struct command check = {.dir = command_directory(is_directory, NULL), .find = find};
    struct arena *in = arena_new();
    struct str command = str_new(in);
    struct slice complaint;

    log_open(&log);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return help(argv[0], check.dir);
    if (argc != 3 || strcmp(argv[1], "-c") != 0)
        return usage(argc > 0 ? argv[0] : program);
    switch (command_check(&check, slice_from(argv[2]), &command)) {
    case COMMAND_FINE:
        return run(program, argv[2], &command);
    case COMMAND_EMPTY:
        return usage(argv[0]);
    case COMMAND_NO_EXEC:
        complaint = SLICE("missing command to exec");
        break;
    case COMMAND_BAD_CHAR:
        complaint = arena_printf(in, "cannot use %c in command", check.bad);
        break;
    case COMMAND_NOT_ALLOWED:
        complaint = arena_printf(in, "\"%.*s\" not available for sendmail programs (stat failed)",
                                 SLICE_ARG(check.name));
        break;
    default:
        complaint = arena_printf(in, "\"%.*s\" not available for sendmail programs (not a program)",
                                 SLICE_ARG(check.name));
    }
    return refuse(program, complaint.p, argv[2]);
}
