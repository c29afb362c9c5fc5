/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mail.local -- put mail into the mailboxes of users of this host.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "mail.local/local.h"
#include "os/account.h"
#include "os/file.h"

#ifndef MAIL_DIR
#error "the build names the mail directory"
#endif

enum {
    LOCK_WAIT_MS = 60 * 1000,
    MESSAGE_MAX = 1024 * 1024 * 1024,
};

static void complain(const char *what, const char *why)
{
    fprintf(stderr, "mail.local: %s%s%s\n", what, why[0] != '\0' ? ": " : "", why);
    log_line(3, 3, SLICE(""), "%s%s%s", what, why[0] != '\0' ? ": " : "", why);
}

static int usage(void)
{
    complain("usage: mail.local [-7] [-b] [-l] [-f from] [-r from] [-h filename] user ...", "");
    return EX_USAGE;
}

static int help(void)
{
    puts("Usage: mail.local [-7] [-b] [-f from] [-h file] user ...\n"
         "       mail.local [-7] [-b] -l\n"
         "Puts a message from standard input into the users' mailboxes, or speaks LMTP (-l).\n"
         "  -f, -r from  sender for the From line\n"
         "  -h file      deliver to that file below each user's home\n"
         "  -b           an exceeded quota is for good\n"
         "  -7           do not offer 8BITMIME\n"
         "  -d, -D type  ignored\n"
         "See mail.local(8).");
    return EX_OK;
}

static struct slice invoker(struct arena *in)
{
    struct account self;

    return account_of_uid(getuid(), in, &self, NULL) == ACCOUNT_FOUND ? self.name
                                                                      : SLICE("unknown");
}

/* The worst wins: what may be tried again, then what may not. */
static int worse(int before, const struct err *err)
{
    int now = err_is_temporary(err) ? EX_TEMPFAIL : EX_UNAVAILABLE;

    if (before == EX_OK || (before == EX_UNAVAILABLE && now == EX_TEMPFAIL))
        return now;
    return before;
}

/* `from`: NULL or empty for the user who runs us. */
static int deliver_all(const struct local *local, const char *from, char *const *users, int count)
{
    struct arena *in = arena_new();
    struct slice message, separator;
    struct err err = {0};
    int status = EX_OK, text = -1;

    if (file_read_fd(STDIN_FILENO, MESSAGE_MAX, in, &message, &err))
        text = local_prepare(message, &err);
    if (text < 0) {
        complain(err.text, "");
        arena_drop(in);
        return EX_TEMPFAIL;
    }
    separator =
        local_separator(from != NULL && from[0] != '\0' ? slice_from(from) : invoker(in), in);
    for (int i = 0; i < count; i++) {
        if (mailbox_deliver(&local->box, users[i], separator, text, &err))
            continue;
        complain(users[i], err.text);
        status = worse(status, &err);
    }
    close(text);
    arena_drop(in);
    return status;
}

/* For private mail hosts, whose mailboxes are not in the system's directory. */
enum { OPTION_MAILBOXES = 256 };

int main(int argc, char **argv)
{
    static const struct option long_options[] = {
        {"mailboxes", required_argument, NULL, OPTION_MAILBOXES}, {0}};
    struct local local = {.box = {.directory = MAIL_DIR, .lock_wait_ms = LOCK_WAIT_MS}};
    struct log_options log = {.ident = "mail.local", .level = 9, .fd = -1};
    const char *from = NULL;
    bool lmtp = false;
    int option;

    log_open(&log);
    (void)umask(077);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return help();
    while ((option = getopt_long(argc, argv, "7bdD:f:h:lr:", long_options, NULL)) != -1) {
        switch (option) {
        case OPTION_MAILBOXES:
            local.box.directory = optarg;
            break;
        case '7':
            local.no_8bit = true;
            break;
        case 'b':
            local.box.full_is_final = true;
            break;
        case 'd':
        case 'D':
            break; /* compatible: they meant something once */
        case 'f':
        case 'r':
            if (from != NULL)
                return usage();
            from = optarg;
            break;
        case 'h':
            local.box.home_file = optarg;
            break;
        case 'l':
            lmtp = true;
            break;
        default:
            return EX_UNAVAILABLE; /* compatible: not EX_USAGE */
        }
    }
    if (lmtp)
        return optind < argc ? usage() : lmtp_run(&local);
    if (optind >= argc)
        return usage();
    return deliver_all(&local, from, argv + optind, argc - optind);
}
