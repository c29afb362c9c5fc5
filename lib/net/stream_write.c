/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/stream_inner.h"
#include "os/quiet_pipe.h"

#include <limits.h>

enum { OUT_BYTES = 32 * 1024 }; /* a message of usual size leaves in one write */

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

        stream_socket_timeout(s->write_fd, SO_SNDTIMEO, &s->write_set_ms, left);
        return sendmsg(s->write_fd, &message, MSG_NOSIGNAL);
    }
    switch (stream_poll(s->write_fd, POLLOUT, left)) {
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
        left = stream_time_left(s, &clock);
        if (left == 0 && s->timeout_ms != 0)
            return stream_failed(s, ETIMEDOUT);
        n = send_some(s, parts, count, left);
        if (n < 0 && errno == EAGAIN && s->write_socket && left >= 0)
            return stream_failed(s, ETIMEDOUT);
        if (n < 0 && errno == EAGAIN) {
            if (stream_poll(s->write_fd, POLLOUT, left) == 0)
                return stream_failed(s, ETIMEDOUT);
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return stream_failed(s, errno);
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
