/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * err -- how a function says that the outside failed it.
 *
 * Mail has three outcomes: done, try again later, never. The status says which, in the words of
 * <sysexits.h>: EX_OK, EX_TEMPFAIL (and EX_OSERR, EX_IOERR: also try later), anything else never.
 * The text is one line for a log or a reply. Each level adds what only it knows; the level that
 * decides logs, once.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <sysexits.h>

#include "base/attr.h"

struct err {
    int status;     /* EX_* of <sysexits.h>; EX_OK when nothing was set */
    char text[400]; /* one line; a cut shows as "..." */
};

/* Fill *err (NULL is allowed: nobody wants to know) and return false, for `return err_set(...)`. */
bool err_set(struct err *err, int status, const char *fmt, ...) PRINTF(3, 4);
bool err_vset(struct err *err, int status, const char *fmt, va_list args);
/* The same with ": strerror(errno)" behind it; the status is chosen from errno (see err_status). */
bool err_errno(struct err *err, const char *fmt, ...) PRINTF(2, 3);
/* Put "context: " before the text already there; also returns false. */
bool err_wrap(struct err *err, const char *fmt, ...) PRINTF(2, 3);
/* Which EX_* an errno stands for: what may pass is EX_TEMPFAIL or EX_IOERR, the rest says why
 * never. */
int err_status(int errnum);
/* True when trying again later can help: EX_TEMPFAIL, EX_OSERR, EX_IOERR. */
bool err_is_temporary(const struct err *err);

/* We are wrong, or memory is gone: say so on standard error and the log, then abort. */
NORETURN void die(const char *fmt, ...) PRINTF(1, 2);

#endif
