/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * body_sink -- a body being written: in memory while it is small, then in a memfd, then in a file.
 *
 * Where it lies is decided by size alone: most bodies never leave memory, a big one must not fill
 * it. Writing never fails at once; the first error is kept, what follows is dropped, and
 * body_sink_end tells. One thread.
 */
#ifndef OS_BODY_SINK_H
#define OS_BODY_SINK_H

#include "base/arena.h"
#include "os/body.h"

struct body_limits {
    size_t memory_bytes; /* more than this goes to a memfd */
    int64_t memfd_bytes; /* more than this goes to a file, if there is an opener */
    /* An unlinked, writable, close-on-exec file on the spool's disk; -1 with *err. NULL: none, a
     * memfd takes everything. */
    int (*open_file)(void *ctx, struct err *err);
    void *ctx;
};

struct body_sink;

/* `limits` is copied. The bytes of a small body live in `in`. */
struct body_sink *body_sink_new(struct arena *in, const struct body_limits *limits);
void body_sink_write(struct body_sink *sink, struct slice bytes);
int64_t body_sink_len(const struct body_sink *sink);
/* Forget everything after the first `len` bytes. */
void body_sink_cut(struct body_sink *sink, int64_t len);
/* The complete body; its descriptor (if it has one) is the caller's to close. False with what went
 * wrong while writing; then there is nothing to close. */
NODISCARD bool body_sink_end(struct body_sink *sink, struct body *body, struct err *err);
/* Instead of _end: nothing is wanted. */
void body_sink_drop(struct body_sink *sink);

#endif
