/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

/* Ends in "..." when it did not fit, and stays one line whatever a peer put into the arguments. */
static void finish(char *text, size_t size, size_t wanted)
{
    if (wanted >= size)
        memcpy(text + size - 4, "...", 4);
    for (char *p = text; *p != '\0'; p++) {
        if (*p == '\n' || *p == '\r')
            *p = ' ';
    }
}

bool err_vset(struct err *err, int status, const char *fmt, va_list args)
{
    int n;

    if (err == NULL)
        return false;
    err->status = status;
    n = vsnprintf(err->text, sizeof err->text, fmt, args);
    finish(err->text, sizeof err->text, n < 0 ? 0 : (size_t)n);
    return false;
}

bool err_set(struct err *err, int status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err_vset(err, status, fmt, args);
    va_end(args);
    return false;
}

int err_status(int errnum)
{
    switch (errnum) {
    case 0:
        return EX_OK;
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return EX_NOINPUT;
    case EACCES:
    case EPERM:
        return EX_NOPERM;
    case EINVAL:
        return EX_SOFTWARE;
    case EIO:
    case EROFS:
        return EX_IOERR;
    default:
        return EX_TEMPFAIL;
    }
}

bool err_errno(struct err *err, const char *fmt, ...)
{
    int saved = errno;
    va_list args;
    size_t len;
    int n;

    if (err == NULL)
        return false;
    va_start(args, fmt);
    err_vset(err, err_status(saved), fmt, args);
    va_end(args);
    len = strlen(err->text);
    n = snprintf(err->text + len, sizeof err->text - len, ": %s", strerror(saved));
    finish(err->text, sizeof err->text, len + (n < 0 ? 0 : (size_t)n));
    errno = saved;
    return false;
}

bool err_wrap(struct err *err, const char *fmt, ...)
{
    struct err inner;
    va_list args;
    size_t len;
    int n;

    if (err == NULL)
        return false;
    inner = *err;
    va_start(args, fmt);
    err_vset(err, inner.status, fmt, args);
    va_end(args);
    len = strlen(err->text);
    n = snprintf(err->text + len, sizeof err->text - len, ": %s", inner.text);
    finish(err->text, sizeof err->text, len + (n < 0 ? 0 : (size_t)n));
    return false;
}

bool err_is_temporary(const struct err *err)
{
    return err->status == EX_TEMPFAIL || err->status == EX_OSERR || err->status == EX_IOERR;
}

void die(const char *fmt, ...)
{
    char text[400];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(stderr, "%s\n", text);
    syslog(LOG_MAIL | LOG_ALERT, "%s", text);
    abort();
}
