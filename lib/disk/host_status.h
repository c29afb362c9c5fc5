/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_status -- what was last heard of other hosts, one small file each under HostStatusDirectory,
 * shared by all processes: a host that was down a minute ago is not called again by the next one.
 *
 * The file of mx.example.com is com./example./mx below the directory; an address literal keeps its
 * brackets and is one file. Names are folded to lower case and checked, so that no name a peer made
 * up leaves the directory.
 */
#ifndef DISK_HOST_STATUS_H
#define DISK_HOST_STATUS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct host_status {
    int error;          /* E: errno of the last attempt */
    int resolver_error; /* H: h_errno */
    int status;         /* S: EX_* */
    struct slice dsn;   /* D: "4.4.1", at most 80 bytes are kept */
    struct slice reply; /* R: last reply of the host, at most 80 bytes are kept */
    int64_t updated_at; /* U: seconds since the epoch */
    bool locked;        /* somebody talks to it now (hoststat shows "*") */
};

enum host_status_answer { HOST_STATUS_FOUND, HOST_STATUS_ABSENT, HOST_STATUS_FAILED };

/* Slices live in `in`. A damaged file counts as absent. */
enum host_status_answer host_status_read(const char *directory, struct slice host, struct arena *in,
                                         struct host_status *status, struct err *err);
/* In two steps, for two processes: the file, -1 with EX_NOINPUT when nothing is known of the host;
 * and what it holds, which closes it. */
int host_status_open(const char *directory, struct slice host, struct err *err);
enum host_status_answer host_status_read_fd(int fd, struct arena *in, struct host_status *status,
                                            struct err *err);
/* Makes directories as needed; the old file stays whole until the new one is complete. */
bool host_status_write(const char *directory, struct slice host, const struct host_status *status,
                       struct err *err);

/* SingleThreadDelivery: the descriptor to close when the talk is over; -1 with EX_TEMPFAIL while
 * another process has it. */
int host_status_lock(const char *directory, struct slice host, struct err *err);

/* Every host, in directory order. `path` names its file. */
typedef void host_status_visit(void *ctx, const char *path, struct slice host,
                               const struct host_status *status);
bool host_status_walk(const char *directory, host_status_visit *visit, void *ctx, struct err *err);

#endif
