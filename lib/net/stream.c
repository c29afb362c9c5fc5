/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/stream_inner.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <time.h>

enum { IN_BYTES = 16 * 1024 }; /* first size of the input buffer; longer lines make it grow */

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t stream_time_left(const struct stream *s, struct clock *clock)
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

enum stream_answer stream_failed(struct stream *s, int errnum)
{
    s->error = errnum;
    return errnum == ETIMEDOUT ? STREAM_TIMEOUT : STREAM_FAILED;
}

int stream_poll(int fd, short events, int64_t ms)
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

/* A value of 0 would mean for ever. */
void stream_socket_timeout(int fd, int which, int64_t *set, int64_t ms)
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
