/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * status -- exit codes, SMTP reply codes and enhanced status codes, and the way from one to
 * another.
 *
 * The exit codes are those of <sysexits.h>: what mailers return, what rule sets name, what
 * recipients keep. All pure.
 */
#ifndef MAIL_STATUS_H
#define MAIL_STATUS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

struct status {
    int code;            /* EX_* */
    int reply;           /* SMTP reply code: 550 */
    const char *dsn;     /* enhanced status code of the reply: "5.1.1" */
    const char *report;  /* Status: of a recipient whose mailer ended so: "5.1.1" */
    const char *text;    /* "User unknown" */
    const char *keyword; /* after $#error $@; NULL: none */
    bool adds_errno;     /* the text may be followed by what the system said */
    bool temporary;
};

/* The row of an exit code; NULL for a code that is none of them. */
const struct status *status_find(int code);
/* True for what trying again may mend: EX_TEMPFAIL, EX_OSERR, EX_IOERR. */
bool status_is_temporary(int code);
/* What stands behind $#error $@: a keyword, an exit code in digits, or x.y.z (then also in *dsn,
 * which is otherwise set from the row's). Unknown words count as "unavailable". */
int status_from_word(struct slice word, struct slice *dsn);
/* The exit code an enhanced status code stands for. */
int status_from_dsn(struct slice dsn);
/* The exit code of an SMTP reply code: EX_OK for 2xx and 3xx, EX_TEMPFAIL for 4xx, 55x by its
 * meaning. */
int status_from_reply(int reply);
/* "y.0.0" for a reply that brought no enhanced code. */
struct slice status_dsn_of_reply(int reply);

/* "x.y.z" at the start: class 2, 4 or 5, then two numbers of one to three digits. */
bool status_skip_dsn(struct slice *in, struct slice *dsn);
bool status_is_dsn(struct slice text);

/* A reply line: "550 5.1.1 text", "250-text", "550". */
struct status_line {
    int code;          /* 100-599 */
    bool more;         /* "-" behind the code: another line follows */
    struct slice dsn;  /* empty: none */
    struct slice text; /* what follows code and enhanced code */
};
bool status_line_parse(struct slice line, struct status_line *parsed);

#endif
