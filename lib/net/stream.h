/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream -- buffered bytes to and from a peer, with a deadline on every wait.
 *
 * A stream stands over one socket, or over a pair of descriptors (standard input and output, pipes
 * to a mailer). It is what sessions read commands from and write replies to; TLS goes behind this
 * same type. A stream belongs to one thread at a time, never raises SIGPIPE, and never changes the
 * blocking mode of a descriptor that others may share.
 *
 * Time: each call that waits may take `timeout_ms` altogether, so a peer that sends one byte a
 * minute gains nothing. The clock starts when the call has to wait.
 *
 * Output is collected until stream_flush (or until the buffer is full), so that a reply of several
 * lines, or a command and its neighbours, leave in one packet. Line ends are reported as they came:
 * what a lone CR or LF means is for the protocol to decide.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"
#include "os/traffic.h"

struct stream;

enum stream_answer {
    STREAM_OK,
    STREAM_EOF,     /* the peer closed; reading only */
    STREAM_TIMEOUT, /* nothing (more) came or went within timeout_ms */
    STREAM_FAILED,  /* stream_error has the errno */
};

enum { STREAM_WAIT_FOREVER = -1 };

/* How a line that stream_read_line took ended, and what was odd about it. */
enum line_flags {
    LINE_BARE_LF = 1 << 0, /* ended by LF without CR */
    LINE_BARE_CR = 1 << 1, /* has a CR inside that no LF follows */
    LINE_NUL = 1 << 2,     /* has a NUL inside */
    LINE_LONG = 1 << 3, /* `max` bytes without a line end: text is the first part, the rest waits */
    LINE_CUT = 1 << 4,  /* the peer closed before the line end */
};

struct line {
    struct slice text; /* without its line end; valid until the next call that reads */
    unsigned flags;
};

/* Takes over both descriptors (the same one twice for a socket). Memory comes from `in`. */
struct stream *stream_new(struct arena *in, int read_fd, int write_fd);
/* Closes the descriptors. What was not flushed is lost. */
void stream_close(struct stream *s);
int stream_fd(const struct stream *s); /* the one that is read */
/* From now on what is taken and sent is recorded, line by line; NULL: nothing is. */
void stream_record(struct stream *s, const struct traffic *traffic);

/* For each of the following calls, until changed; STREAM_WAIT_FOREVER is the beginning. */
void stream_set_timeout(struct stream *s, int64_t timeout_ms);

/*
 * One line. STREAM_EOF only when nothing at all came; bytes before an early end are a line with
 * LINE_CUT. After LINE_LONG either go on reading parts or call stream_drop_line. `max` is in bytes
 * without the line end and must be positive; a part is never cut between CR and LF.
 */
NODISCARD enum stream_answer stream_read_line(struct stream *s, size_t max, struct line *line);
/* Throw away everything up to and with the next LF; at most `max_bytes` (then STREAM_FAILED). */
NODISCARD enum stream_answer stream_drop_line(struct stream *s, size_t max_bytes);
/* Exactly `len` bytes; *got says how many came when it is not STREAM_OK. */
NODISCARD enum stream_answer stream_read(struct stream *s, void *to, size_t len, size_t *got);
/* All that is buffered, at least one byte; waits when nothing is. Take it with stream_skip. */
NODISCARD enum stream_answer stream_peek(struct stream *s, struct slice *bytes);
/* As stream_peek, but waits until more than `have` bytes are buffered (they may move). */
NODISCARD enum stream_answer stream_peek_more(struct stream *s, size_t have, struct slice *bytes);
void stream_skip(struct stream *s, size_t len);

/* Input that can be read without waiting: bytes in the buffer, or in the kernel. */
bool stream_has_input(struct stream *s);
/* Forget buffered and waiting input (at a switch to TLS). */
void stream_drop_input(struct stream *s);
/* Wait up to `ms` for input: STREAM_OK when there is some (or an end), else STREAM_TIMEOUT. */
enum stream_answer stream_wait_input(struct stream *s, int64_t ms);
/* Sleep `ms`; input does not end it, but the peer's going away (or its end of output) does: false.
 */
bool stream_pause(struct stream *s, int64_t ms);

/* Into the buffer; what does not fit goes out at once. */
NODISCARD enum stream_answer stream_write(struct stream *s, struct slice bytes);
NODISCARD enum stream_answer stream_write_text(struct stream *s, const char *text);
/* The buffer and all of these, in as few system calls as the kernel allows. */
NODISCARD enum stream_answer stream_write_vector(struct stream *s, const struct iovec *parts,
                                                 size_t count);
NODISCARD enum stream_answer stream_flush(struct stream *s);
/* Nothing more will be written: the peer sees the end of input. */
void stream_shutdown_write(struct stream *s);

/* errno of the last STREAM_FAILED, ETIMEDOUT after STREAM_TIMEOUT, else 0. */
int stream_error(const struct stream *s);
/* Turn an answer into words: "timeout", "connection closed by the peer", strerror. EX_TEMPFAIL. */
bool stream_err(const struct stream *s, enum stream_answer answer, struct err *err);
uint64_t stream_bytes_read(const struct stream *s);
uint64_t stream_bytes_written(const struct stream *s);

#endif
