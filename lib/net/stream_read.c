/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/stream_inner.h"

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
        left = stream_time_left(s, clock);
        if (left == 0 && s->timeout_ms != 0)
            return stream_failed(s, ETIMEDOUT);
        if (s->read_socket) {
            stream_socket_timeout(s->read_fd, SO_RCVTIMEO, &s->read_set_ms, left);
            n = recv(s->read_fd, b->p + b->end, b->cap - b->end, 0);
        } else {
            int ready = stream_poll(s->read_fd, POLLIN, left);

            if (ready == 0)
                return stream_failed(s, ETIMEDOUT);
            n = ready < 0 ? -1 : read(s->read_fd, b->p + b->end, b->cap - b->end);
        }
        if (n >= 0)
            break;
        if (errno == EAGAIN && s->read_socket && left >= 0)
            return stream_failed(s, ETIMEDOUT);
        if (errno == EAGAIN) { /* Somebody made the descriptor non-blocking. */
            if (stream_poll(s->read_fd, POLLIN, left) == 0)
                return stream_failed(s, ETIMEDOUT);
        } else if (errno != EINTR) {
            return stream_failed(s, errno);
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
            return stream_failed(s, EMSGSIZE);
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
    return buffered(s) > 0 || (!s->at_end && stream_poll(s->read_fd, POLLIN, 0) > 0);
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
    int n = buffered(s) > 0 || s->at_end ? 1 : stream_poll(s->read_fd, POLLIN, ms);

    return n > 0 ? STREAM_OK : n == 0 ? STREAM_TIMEOUT : stream_failed(s, errno);
}

bool stream_pause(struct stream *s, int64_t ms)
{
    /* Only hang-up and error end this poll. A pipe's reader sees POLLHUP, a socket POLLRDHUP. */
    int n = stream_poll(s->read_fd, s->read_socket ? POLLRDHUP : 0, ms);

    return n == 0;
}
