/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of a stream share: its parts, and how each call waits. stream.c has a stream's
 * life and its waits, stream_read.c and stream_write.c the two directions.
 *
 * On sockets a wait is the blocking call itself under SO_RCVTIMEO or SO_SNDTIMEO: one system call
 * where poll and read would be two. Everything else (pipes, files, terminals) is polled first, and
 * written PIPE_BUF bytes at a time, because a pipe that polls writable takes that much without
 * blocking.
 */
#ifndef NET_STREAM_INNER_H
#define NET_STREAM_INNER_H

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/stream.h"

struct buffer {
    char *p;
    size_t start, end, cap;
};

struct stream {
    struct arena *in;
    int read_fd, write_fd;
    bool read_socket, write_socket;
    int error;
    int64_t timeout_ms;
    int64_t read_set_ms, write_set_ms; /* what the sockets' own timeouts are at; -2: not known */
    struct buffer input, output;
    bool at_end;
    uint64_t bytes_read, bytes_written;
    struct traffic_pieces heard, said; /* the record of -X */
};

/* A call's share of time: starts at its first wait. */
struct clock {
    int64_t end_ms; /* 0: not started */
};

/* Milliseconds this call may still wait: -1 for ever, 0 none. */
int64_t stream_time_left(const struct stream *s, struct clock *clock);
/* Keep the error; the answer that goes with it. */
enum stream_answer stream_failed(struct stream *s, int errnum);
/* Poll one descriptor: 1 ready, 0 time is over, -1 error. `ms` of -1: for ever. */
int stream_poll(int fd, short events, int64_t ms);
/* Make a blocking call on this socket give up after `ms`, of which `*set` remembers the last; -1:
 * never. `which` is SO_RCVTIMEO or SO_SNDTIMEO. */
void stream_socket_timeout(int fd, int which, int64_t *set, int64_t ms);

#endif
