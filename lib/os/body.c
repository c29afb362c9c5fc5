/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/body.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

int64_t body_read(const struct body *body, int64_t at, char *to, size_t size, struct err *err)
{
    int64_t left = body->len - at;
    ssize_t n;

    if (left <= 0 || at < 0)
        return 0;
    if ((int64_t)size > left)
        size = (size_t)left;
    if (body->fd < 0) {
        memcpy(to, body->memory + at, size);
        return (int64_t)size;
    }
    do {
        n = pread(body->fd, to, size, (off_t)(body->start + at));
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return err_errno(err, "reading the message body"), -1;
    if (n == 0)
        return err_set(err, EX_IOERR, "the message body ends %lld bytes too early",
                       (long long)left),
               -1;
    return n;
}

bool body_slice(const struct body *body, struct arena *in, struct slice *bytes, struct err *err)
{
    char *p;

    if (body->fd < 0) {
        *bytes = slice_of(body->memory, (size_t)body->len);
        return true;
    }
    p = arena_bytes(in, (size_t)body->len + 1);
    for (int64_t at = 0; at < body->len;) {
        int64_t n = body_read(body, at, p + at, (size_t)(body->len - at), err);

        if (n < 0)
            return false;
        at += n;
    }
    *bytes = slice_of(p, (size_t)body->len);
    return true;
}
