/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * program -- what main hands to the mode that was asked for, and the modes themselves. A mode only
 * puts modules together; its return value is the exit status.
 */
#ifndef SENDMAIL_PROGRAM_H
#define SENDMAIL_PROGRAM_H

#include <sys/types.h>

#include "base/debug.h"
#include "sendmail/cmdline.h"

struct program {
    struct arena *in; /* the process's */
    uid_t caller;     /* who ran us, whatever rights were given up since */
    const struct cmdline *cl;
    struct config *cfg;
    const char *config_path;
    const struct traffic *traffic; /* -X; NULL: no record */
    struct debug debug;            /* -d, all levels 0 without */
    bool debug_has_file;           /* -D */
    struct slice warnings[2];      /* of program_warn() */
    size_t warning_count;
    int status;        /* of complaints that did not end the program; EX_OK */
    size_t told;       /* events of the command line */
    bool config_wrong; /* an error was told of an option or the file */
    char *const *argv;
    int argc;
};

typedef int program_mode(struct program *p);

program_mode mode_submit;      /* mode_submit.c: -bm, -t, -ba */
program_mode mode_verify;      /* -bv */
program_mode mode_smtp;        /* -bs */
program_mode mode_queue_run;   /* mode_queue.c: -q */
program_mode mode_print_queue; /* -bp */
program_mode mode_queue_count; /* -bP */
program_mode mode_test;        /* mode_tools.c: -bt */
program_mode mode_aliases;     /* -bi */
program_mode mode_check;       /* -bC */
program_mode mode_options;     /* -bO */
program_mode mode_host_status; /* -bh, -bH */
program_mode mode_daemon;      /* mode_daemon.c: -bd, -bD */

/* ready.c: is there all that the mode cannot do without? What is not is said; the exit status. */
int program_ready(const struct program *p, bool takes_smtp);

/* caller.c: the name of who called us, for the log. */
const char *program_caller(const struct program *p);
/* LogLevel. compatible: who is not root can make the log say more than it would by itself, not
 * less. */
int program_log_level(const struct program *p);
/* For root and TrustedUser, or class t too. Who else tries is told, and stands in the log. */
bool program_may(const struct program *p, bool class_will_do, const char *what);
/* Logs and keeps what is to be said of a caller's own configuration and queue. */
void program_warn(struct program *p);

bool program_speaks_smtp(const struct program *p);
/* An error message for who called us: plain, or as an SMTP reply in the modes that speak SMTP. */
void program_say(const struct program *p, int code, const char *fmt, ...) PRINTF(3, 4);

/* The configuration read again, for the daemon. */
struct config *program_reread(void *program, struct err *err);

#endif
