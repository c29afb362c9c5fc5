/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rmail -- takes a message from UUCP: turns its From_ lines into a sender and hands it to sendmail.
 *
 * The exit status is sendmail's, for what it did not take must come back or be tried again by UUCP.
 */
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/spawn.h"
#include "rmail/from.h"

#define SENDMAIL "/usr/sbin/sendmail"

/* A From_ line longer than this is none. */
enum { MAX_LINE = 65536, FIXED_ARGS = 8 };

static int usage(void)
{
    fputs("usage: rmail [-T] [-D domain] user ...\n", stderr);
    return EX_USAGE;
}

static int help(void)
{
    puts("Usage: rmail [-T] [-D domain] user ...\n"
         "Gives a message that came by UUCP, on standard input, to " SENDMAIL ".\n"
         "  -D domain  of the host it came from, instead of UUCP\n"
         "  -T         tell what its From lines say and how sendmail is called\n"
         "See rmail(8).");
    return EX_OK;
}

static int fail(int status, const char *text)
{
    fprintf(stderr, "rmail: %s\n", text);
    return status;
}

/* A line with its LF, or MAX_LINE bytes of a longer one. False at the end of the input. */
static bool read_line(struct str *line)
{
    int c = EOF;

    str_clear(line);
    while (line->len < MAX_LINE && (c = getchar()) != EOF) {
        str_add_char(line, (char)c);
        if (c == '\n')
            break;
    }
    return line->len > 0;
}

/* What a line told, for -T. */
static void tell_line(const struct from *f, bool knew_host)
{
    if (f->added.len > 0)
        fprintf(stderr, "%s: %.*s\n", f->remote ? "remote from" : "bang", SLICE_ARG(f->added));
    if (f->has_host && !knew_host)
        fprintf(stderr, "from_sys: %.*s\n", SLICE_ARG(f->host));
    if (f->path.len > 0)
        fprintf(stderr, "from_path: %s\n", f->path.p);
    fprintf(stderr, "from_user: %.*s\n", SLICE_ARG(f->user));
}

/* Up to the first line of the message, which is left in *line. */
static bool read_from_lines(struct from *f, struct str *line, bool telling, struct err *err)
{
    for (int n = 0; read_line(line); n++) {
        struct slice text = str_slice(line);
        bool knew_host = f->has_host;

        if (!from_is(text)) {
            return n > 0 || err_set(err, EX_DATAERR, "missing or empty From line: %.*s",
                                    SLICE_ARG(slice_trim_end(slice_part(text, 0, 200))));
        }
        if (text.p[text.len - 1] != '\n') {
            return err_set(err, EX_DATAERR,
                           text.len == MAX_LINE ? "From line too long"
                                                : "the message ends in its From line");
        }
        if (!from_add(f, slice_part(text, 0, text.len - 1), err))
            return false;
        if (telling)
            tell_line(f, knew_host);
    }
    if (ferror(stdin))
        return err_errno(err, "stdin");
    return err_set(err, EX_DATAERR, "no data");
}

static char **arguments(const struct from *f, const char *domain, char **users, int count)
{
    static const char *const fixed[] = {SENDMAIL, "-G", "-oee", "-odi", "-oi"};
    char **argv = arena_alloc(f->in, sizeof *argv * ((size_t)count + FIXED_ARGS));
    struct str from = str_new(f->in), peer = str_new(f->in);
    int n = 0;

    str_printf(&peer, "-p%s", domain);
    if (f->has_host)
        str_printf(&peer, ":%.*s.%s", SLICE_ARG(f->host), domain);
    str_printf(&from, "-f%.*s%.*s", SLICE_ARG(str_slice(&f->path)), SLICE_ARG(f->user));
    for (size_t i = 0; i < COUNT(fixed); i++)
        argv[n++] = arena_cstr(f->in, slice_from(fixed[i]));
    argv[n++] = peer.p;
    argv[n++] = from.p;
    for (int i = 0; i < count; i++)
        argv[n++] = arena_cstr(f->in, from_recipient(slice_from(users[i]), f->in));
    argv[n] = NULL;
    return argv;
}

static void tell_arguments(char **argv)
{
    fputs("Sendmail arguments:\n", stderr);
    for (; *argv != NULL; argv++)
        fprintf(stderr, "\t%s\n", *argv);
}

static bool start(char **argv, pid_t *pid, FILE **to, struct err *err)
{
    int ends[2];
    bool ok;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(err, "pipe");
    ok = spawn_start(&(struct spawn){.path = SENDMAIL,
                                     .argv = argv,
                                     .envp = environ,
                                     .as = identity_current(),
                                     .fds = {ends[0], STDOUT_FILENO, STDERR_FILENO}},
                     pid, err);
    close(ends[0]);
    if (!ok) {
        close(ends[1]);
        return false;
    }
    *to = fdopen(ends[1], "w");
    return *to != NULL || err_errno(err, "pipe");
}

/* False when our own input failed: sendmail must not take half a message for a whole one. What
 * sendmail does not read is its own matter, and its exit status tells. */
static bool copy(const struct str *first, FILE *to)
{
    char buf[BUFSIZ];
    size_t n;

    fwrite(first->p, 1, first->len, to);
    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0)
        fwrite(buf, 1, n, to);
    return ferror(stdin) == 0;
}

static int hand_over(char **argv, const struct str *first)
{
    struct err err = {0};
    FILE *to = NULL;
    int status = 0;
    bool whole;
    pid_t pid;

    signal(SIGPIPE, SIG_IGN);
    if (!start(argv, &pid, &to, &err))
        return fail(EX_TEMPFAIL, err.text);
    whole = copy(first, to);
    if (!whole)
        kill(pid, SIGKILL);
    fclose(to);
    if (!spawn_wait(pid, -1, &status, &err))
        return fail(EX_OSERR, err.text);
    if (!whole)
        return fail(EX_TEMPFAIL, "the message could not be read to its end");
    if (!WIFEXITED(status))
        return fail(EX_OSERR, SENDMAIL ": did not terminate normally");
    if (WEXITSTATUS(status) != 0)
        fprintf(stderr, "rmail: %s: terminated with %d (non-zero) status\n", SENDMAIL,
                WEXITSTATUS(status));
    return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    const char *domain = "UUCP";
    struct arena *in = arena_new();
    struct str line = str_new(in);
    struct err err = {0};
    bool telling = false;
    struct from from;
    char **args;
    int c;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return help();
    while ((c = getopt(argc, argv, "D:T")) != -1) {
        if (c == 'D')
            domain = optarg;
        else if (c == 'T')
            telling = true;
        else
            return usage();
    }
    if (optind >= argc)
        return usage();
    from_init(&from, in);
    if (!read_from_lines(&from, &line, telling, &err))
        return fail(err.status, err.text);
    for (int i = optind; i < argc; i++) {
        if (argv[i][0] == '-') {
            fprintf(stderr, "rmail: dash precedes argument: %s\n", argv[i]);
            return EX_USAGE;
        }
    }
    args = arguments(&from, domain, argv + optind, argc - optind);
    if (telling)
        tell_arguments(args);
    return hand_over(args, &line);
}
