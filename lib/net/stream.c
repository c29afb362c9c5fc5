/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * On sockets a wait is the blocking call itself under SO_RCVTIMEO or SO_SNDTIMEO: one system call
 * where poll and read would be two. Everything else (pipes, files, terminals) is polled first, and
 * written PIPE_BUF bytes at a time, because a pipe that polls writable takes that much without
 * blocking.
 */
#include "net/stream.h"
#include "os/quiet_pipe.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    IN_BYTES = 16 * 1024,  /* first size of the input buffer; longer lines make it grow */
    OUT_BYTES = 32 * 1024, /* a message of usual size leaves in one write */
};

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

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Milliseconds this call may still wait: -1 for ever, 0 none. */
static int64_t time_left(const struct stream *s, struct clock *clock)
{
    int64_t now;

    if (s->timeout_ms < 0)
        return -1;
    now = now_ms();
    if (clock->end_ms == 0)
        clock->end_ms = now + s->timeout_ms;
    return clock->end_ms > now ? clock->end_ms - now : 0;
}

static bool is_socket(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

struct stream *stream_new(struct arena *in, int read_fd, int write_fd)
{
    struct stream *s = ARENA_NEW(in, struct stream);
    int on = 1;

    s->in = in;
    s->read_fd = read_fd;
    s->write_fd = write_fd;
    s->read_socket = is_socket(read_fd);
    s->write_socket = write_fd == read_fd ? s->read_socket : is_socket(write_fd);
    s->input.p = arena_bytes(in, IN_BYTES);
    s->input.cap = IN_BYTES;
    s->timeout_ms = STREAM_WAIT_FOREVER;
    s->read_set_ms = s->write_set_ms = -2;
    if (s->write_socket) /* Fails on Unix sockets, which do not hold small writes back. */
        (void)setsockopt(write_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return s;
}

void stream_record(struct stream *s, const struct traffic *traffic)
{
    s->heard = traffic_pieces(traffic, "<<<", s->in);
    s->said = traffic_pieces(traffic, ">>>", s->in);
}

void stream_close(struct stream *s)
{
    traffic_pieces_end(&s->heard, false);
    traffic_pieces_end(&s->said, false);
    if (s->read_fd >= 0)
        close(s->read_fd);
    if (s->write_fd >= 0 && s->write_fd != s->read_fd)
        close(s->write_fd);
    s->read_fd = s->write_fd = -1;
}

int stream_fd(const struct stream *s)
{
    return s->read_fd;
}

void stream_set_timeout(struct stream *s, int64_t timeout_ms)
{
    s->timeout_ms = timeout_ms;
}

static enum stream_answer failed(struct stream *s, int errnum)
{
    s->error = errnum;
    return errnum == ETIMEDOUT ? STREAM_TIMEOUT : STREAM_FAILED;
}

/* Poll one descriptor: 1 ready, 0 time is over, -1 error. */
static int poll_fd(int fd, short events, int64_t ms)
{
    struct pollfd p = {.fd = fd, .events = events};
    int64_t end = ms < 0 ? 0 : now_ms() + ms;

    for (;;) {
        int n = poll(&p, 1, ms < 0 ? -1 : ms > INT_MAX ? INT_MAX : (int)ms);

        if (n >= 0 || errno != EINTR)
            return n;
        if (ms >= 0 && (ms = end - now_ms()) < 0)
            ms = 0;
    }
}

/* Make a blocking call on this socket give up after `ms`. A value of 0 would mean for ever. */
static void set_socket_timeout(int fd, int which, int64_t *set, int64_t ms)
{
    struct timeval tv = {0};

    if (*set == ms)
        return;
    if (ms >= 0) {
        int64_t at_least = ms == 0 ? 1 : ms;

        tv.tv_sec = at_least / 1000;
        tv.tv_usec = at_least % 1000 * 1000;
    }
    *set = setsockopt(fd, SOL_SOCKET, which, &tv, sizeof tv) == 0 ? ms : -2;
}

/* ---- reading ---- */

static size_t buffered(const struct stream *s)
{
    return s->input.end - s->input.start;
}

/* The caller has `len` bytes. */
static void take(struct stream *s, size_t len)
{
    if (s->heard.traffic != NULL)
        traffic_piece(&s->heard, slice_of(s->input.p + s->input.start, len));
    s->input.start += len;
}

/* Space for at least one byte more, and for `want` bytes in a row from the start of what is there.
 * Moving is put off until the rest of the buffer is too small, so it costs little per byte. */
static void make_room(struct stream *s, size_t want)
{
    struct buffer *b = &s->input;

    if (b->start == b->end)
        b->start = b->end = 0;
    if (b->cap < want) {
        b->p = arena_grow(s->in, b->p, b->cap, want);
        b->cap = want;
    }
    if (b->start > 0 && (b->start + want > b->cap || b->end == b->cap)) {
        memmove(b->p, b->p + b->start, buffered(s));
        b->end -= b->start;
        b->start = 0;
    }
}

/* One read into the buffer behind what is there. The caller made room. */
static enum stream_answer fill(struct stream *s, struct clock *clock)
{
    struct buffer *b = &s->input;
    int64_t left;
    ssize_t n;

    if (s->at_end)
        return STREAM_EOF;
    for (;;) {
        left = time_left(s, clock);
        if (left == 0 && s->timeout_ms != 0)
            return failed(s, ETIMEDOUT);
        if (s->read_socket) {
            set_socket_timeout(s->read_fd, SO_RCVTIMEO, &s->read_set_ms, left);
            n = recv(s->read_fd, b->p + b->end, b->cap - b->end, 0);
        } else {
            int ready = poll_fd(s->read_fd, POLLIN, left);

            if (ready == 0)
                return failed(s, ETIMEDOUT);
            n = ready < 0 ? -1 : read(s->read_fd, b->p + b->end, b->cap - b->end);
        }
        if (n >= 0)
            break;
        if (errno == EAGAIN && s->read_socket && left >= 0)
            return failed(s, ETIMEDOUT);
        if (errno == EAGAIN) { /* Somebody made the descriptor non-blocking. */
            if (poll_fd(s->read_fd, POLLIN, left) == 0)
                return failed(s, ETIMEDOUT);
        } else if (errno != EINTR) {
            return failed(s, errno);
        }
    }
    if (n == 0) {
        s->at_end = true;
        traffic_pieces_end(&s->heard, true);
        return STREAM_EOF;
    }
    b->end += (size_t)n;
    s->bytes_read += (uint64_t)n;
    return STREAM_OK;
}

static void finish_line(struct stream *s, struct line *line, size_t len, size_t taken)
{
    const char *p = s->input.p + s->input.start;

    line->text = slice_of(p, len);
    if (memchr(p, '\r', len) != NULL)
        line->flags |= LINE_BARE_CR;
    if (memchr(p, '\0', len) != NULL)
        line->flags |= LINE_NUL;
    take(s, taken);
}

enum stream_answer stream_read_line(struct stream *s, size_t max, struct line *line)
{
    struct clock clock = {0};
    size_t seen = 0;

    *line = (struct line){0};
    for (;;) {
        const char *p = s->input.p + s->input.start;
        size_t have = buffered(s);
        const char *lf = have > seen ? memchr(p + seen, '\n', have - seen) : NULL;
        enum stream_answer answer;

        if (lf != NULL) {
            size_t with_lf = (size_t)(lf - p) + 1;
            bool crlf = with_lf >= 2 && lf[-1] == '\r';
            size_t len = with_lf - (crlf ? 2 : 1);

            if (len <= max) {
                if (!crlf)
                    line->flags |= LINE_BARE_LF;
                finish_line(s, line, len, with_lf);
                return STREAM_OK;
            }
        }
        /* max + 1 bytes without a line end, the last of which is not the CR of a CRLF to come. */
        if (have > max + 1 || (have == max + 1 && p[max] != '\r')) {
            line->flags |= LINE_LONG;
            finish_line(s, line, max, max);
            return STREAM_OK;
        }
        seen = have;
        make_room(s, max + 2);
        answer = fill(s, &clock);
        if (answer == STREAM_EOF && have > 0) {
            size_t len = have > max ? max : have;

            line->flags |= LINE_CUT;
            finish_line(s, line, len, have);
            return STREAM_OK;
        }
        if (answer != STREAM_OK)
            return answer;
    }
}

enum stream_answer stream_drop_line(struct stream *s, size_t max_bytes)
{
    struct clock clock = {0};
    size_t dropped = 0;

    for (;;) {
        const char *p = s->input.p + s->input.start;
        size_t have = buffered(s);
        const char *lf = have > 0 ? memchr(p, '\n', have) : NULL;
        enum stream_answer answer;

        if (lf != NULL) {
            take(s, (size_t)(lf - p) + 1);
            return STREAM_OK;
        }
        dropped += have;
        take(s, have);
        if (dropped > max_bytes)
            return failed(s, EMSGSIZE);
        make_room(s, 1);
        if ((answer = fill(s, &clock)) != STREAM_OK)
            return answer;
    }
}

enum stream_answer stream_read(struct stream *s, void *to, size_t len, size_t *got)
{
    struct clock clock = {0};
    char *out = to;

    for (*got = 0; *got < len;) {
        size_t part = buffered(s);

        if (part == 0) {
            enum stream_answer answer;

            make_room(s, 1);
            if ((answer = fill(s, &clock)) != STREAM_OK)
                return answer;
            continue;
        }
        if (part > len - *got)
            part = len - *got;
        memcpy(out + *got, s->input.p + s->input.start, part);
        take(s, part);
        *got += part;
    }
    return STREAM_OK;
}

enum stream_answer stream_peek(struct stream *s, struct slice *bytes)
{
    return stream_peek_more(s, 0, bytes);
}

enum stream_answer stream_peek_more(struct stream *s, size_t have, struct slice *bytes)
{
    struct clock clock = {0};
    enum stream_answer answer = STREAM_OK;

    while (buffered(s) <= have && answer == STREAM_OK) {
        make_room(s, have + 1);
        answer = fill(s, &clock);
    }
    *bytes = slice_of(s->input.p + s->input.start, buffered(s));
    return answer;
}

void stream_skip(struct stream *s, size_t len)
{
    size_t have = buffered(s);

    take(s, len < have ? len : have);
}

bool stream_has_input(struct stream *s)
{
    return buffered(s) > 0 || (!s->at_end && poll_fd(s->read_fd, POLLIN, 0) > 0);
}

void stream_drop_input(struct stream *s)
{
    char waste[4096];

    s->input.start = s->input.end = 0;
    if (s->read_socket)
        while (recv(s->read_fd, waste, sizeof waste, MSG_DONTWAIT) > 0)
            ;
}

enum stream_answer stream_wait_input(struct stream *s, int64_t ms)
{
    int n = buffered(s) > 0 || s->at_end ? 1 : poll_fd(s->read_fd, POLLIN, ms);

    return n > 0 ? STREAM_OK : n == 0 ? STREAM_TIMEOUT : failed(s, errno);
}

bool stream_pause(struct stream *s, int64_t ms)
{
    /* Only hang-up and error end this poll. A pipe's reader sees POLLHUP, a socket POLLRDHUP. */
    int n = poll_fd(s->read_fd, s->read_socket ? POLLRDHUP : 0, ms);

    return n == 0;
}

/* ---- writing ---- */

static ssize_t write_quiet(int fd, const char *p, size_t len)
{
    struct quiet_pipe quiet;
    ssize_t n;

    quiet_pipe_begin(&quiet);
    n = write(fd, p, len);
    quiet_pipe_end(&quiet, n < 0 && errno == EPIPE);
    return n;
}

static ssize_t send_some(struct stream *s, struct iovec *parts, size_t count, int64_t left)
{
    size_t len = parts[0].iov_len;

    if (s->write_socket) {
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = count > IOV_MAX ? IOV_MAX : count};

        set_socket_timeout(s->write_fd, SO_SNDTIMEO, &s->write_set_ms, left);
        return sendmsg(s->write_fd, &message, MSG_NOSIGNAL);
    }
    switch (poll_fd(s->write_fd, POLLOUT, left)) {
    case 0:
        errno = ETIMEDOUT;
        return -1;
    case 1:
        return write_quiet(s->write_fd, parts[0].iov_base, len > PIPE_BUF ? PIPE_BUF : len);
    default:
        return -1;
    }
}

static enum stream_answer send_all(struct stream *s, struct iovec *parts, size_t count)
{
    struct clock clock = {0};

    for (size_t i = 0; s->said.traffic != NULL && i < count; i++)
        traffic_piece(&s->said, slice_of(parts[i].iov_base, parts[i].iov_len));
    while (count > 0) {
        int64_t left;
        ssize_t n;

        if (parts->iov_len == 0) {
            parts++;
            count--;
            continue;
        }
        left = time_left(s, &clock);
        if (left == 0 && s->timeout_ms != 0)
            return failed(s, ETIMEDOUT);
        n = send_some(s, parts, count, left);
        if (n < 0 && errno == EAGAIN && s->write_socket && left >= 0)
            return failed(s, ETIMEDOUT);
        if (n < 0 && errno == EAGAIN) {
            if (poll_fd(s->write_fd, POLLOUT, left) == 0)
                return failed(s, ETIMEDOUT);
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(s, errno);
        s->bytes_written += (uint64_t)n;
        for (size_t took = (size_t)n; took > 0;) {
            size_t part = took < parts->iov_len ? took : parts->iov_len;

            parts->iov_base = (char *)parts->iov_base + part;
            parts->iov_len -= part;
            took -= part;
            if (parts->iov_len == 0 && count > 0) {
                parts++;
                count--;
            }
        }
    }
    return STREAM_OK;
}

enum stream_answer stream_flush(struct stream *s)
{
    struct iovec part = {.iov_base = s->output.p, .iov_len = s->output.end};

    s->output.end = 0;
    return part.iov_len == 0 ? STREAM_OK : send_all(s, &part, 1);
}

enum stream_answer stream_write(struct stream *s, struct slice bytes)
{
    struct buffer *b = &s->output;

    if (b->p == NULL) {
        b->p = arena_bytes(s->in, OUT_BYTES);
        b->cap = OUT_BYTES;
    }
    if (bytes.len > b->cap - b->end) {
        struct iovec parts[2] = {
            {.iov_base = b->p, .iov_len = b->end},
            /* sendmsg does not write through it. */
            {.iov_base = (void *)(uintptr_t)bytes.p, .iov_len = bytes.len},
        };

        b->end = 0;
        return send_all(s, parts, 2);
    }
    if (bytes.len > 0)
        memcpy(b->p + b->end, bytes.p, bytes.len);
    b->end += bytes.len;
    return STREAM_OK;
}

enum stream_answer stream_write_text(struct stream *s, const char *text)
{
    return stream_write(s, slice_from(text));
}

enum stream_answer stream_write_vector(struct stream *s, const struct iovec *parts, size_t count)
{
    enum { AT_ONCE = 64 };
    struct iovec copy[AT_ONCE + 1];
    size_t n = 0;

    copy[n++] = (struct iovec){.iov_base = s->output.p, .iov_len = s->output.end};
    s->output.end = 0;
    for (size_t i = 0; i < count; i++) {
        copy[n++] = parts[i];
        if (n == COUNT(copy)) {
            enum stream_answer answer = send_all(s, copy, n);

            if (answer != STREAM_OK)
                return answer;
            n = 0;
        }
    }
    return send_all(s, copy, n);
}

void stream_shutdown_write(struct stream *s)
{
    if (s->write_socket) {
        shutdown(s->write_fd, SHUT_WR);
    } else if (s->write_fd != s->read_fd && s->write_fd >= 0) {
        close(s->write_fd);
        s->write_fd = -1;
    }
}

/* ---- what happened ---- */

int stream_error(const struct stream *s)
{
    return s->error;
}

bool stream_err(const struct stream *s, enum stream_answer answer, struct err *err)
{
    switch (answer) {
    case STREAM_OK:
        return true;
    case STREAM_EOF:
        return err_set(err, EX_TEMPFAIL, "connection closed by the peer");
    case STREAM_TIMEOUT:
        return err_set(err, EX_TEMPFAIL, "timeout");
    case STREAM_FAILED:
        break;
    }
    return err_set(err, EX_TEMPFAIL, "%s", strerror(s->error));
}

uint64_t stream_bytes_read(const struct stream *s)
{
    return s->bytes_read;
}

uint64_t stream_bytes_written(const struct stream *s)
{
    return s->bytes_written;
}
