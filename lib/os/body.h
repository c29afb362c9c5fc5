/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * body -- a message's body (the part behind the header), wherever it lies.
 *
 * Small bodies lie in memory, larger ones in a memfd or a file; whoever reads need not know. Lines
 * end in LF alone, as in df files. A body that is complete is never changed, so any thread may
 * read; reading keeps no position in it.
 */
#ifndef OS_BODY_H
#define OS_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct body {
    int fd;        /* -1: the bytes are in `memory` */
    int64_t start; /* offset of the first byte in fd */
    int64_t len;   /* bytes */
    const char *memory;
};

static inline struct body body_in_memory(struct slice bytes)
{
    return (struct body){.fd = -1, .len = (int64_t)bytes.len, .memory = bytes.p};
}

/* Up to `size` bytes from `at` (relative to the body's start) into `to`: bytes read, 0 at the end,
 * -1 with *err on failure. */
int64_t body_read(const struct body *body, int64_t at, char *to, size_t size, struct err *err);
/* The whole body, in memory that lives as long as `in` (no copy when it is in memory already). */
struct arena;
bool body_slice(const struct body *body, struct arena *in, struct slice *bytes, struct err *err);

#endif
