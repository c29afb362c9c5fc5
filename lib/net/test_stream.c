/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/stream.h"

struct pair {
    struct arena *in;
    struct stream *s;
    int peer;
};

static struct pair pair_new(void)
{
    struct pair p = {.in = arena_new()};
    int fds[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    p.s = stream_new(p.in, fds[0], fds[0]);
    p.peer = fds[1];
    stream_set_timeout(p.s, 2000);
    return p;
}

static void pair_drop(struct pair *p)
{
    stream_close(p->s);
    if (p->peer >= 0)
        close(p->peer);
    arena_drop(p->in);
}

static void peer_says(struct pair *p, const char *text, size_t len)
{
    cr_assert_eq(write(p->peer, text, len), (ssize_t)len);
}

static void peer_hangs_up(struct pair *p)
{
    close(p->peer);
    p->peer = -1;
}

static const struct {
    const char *input, *text;
    size_t len;
    unsigned flags;
} lines[] = {
    {"hello\r\n", "hello", 7, 0},
    {"hello\n", "hello", 6, LINE_BARE_LF},
    {"\r\n", "", 2, 0},
    {"\n", "", 1, LINE_BARE_LF},
    {"a\rb\r\n", "a\rb", 5, LINE_BARE_CR},
    {"a\r\r\n", "a\r", 4, LINE_BARE_CR},
    {"a\0b\r\n", "a", 5, LINE_NUL},
    {"1234567890\r\n", "1234567890", 12, 0},
    {"12345678901\r\n", "1234567890", 13, LINE_LONG},
    {"1234567890\rx\r\n", "1234567890", 14, LINE_LONG},
    {"hello", "hello", 5, LINE_CUT},
    {"1234567890\r", "1234567890", 11, LINE_CUT},
};

Test(stream, lines_end_as_they_came_whole_and_in_single_bytes)
{
    for (size_t i = 0; i < COUNT(lines); i++) {
        for (int bytewise = 0; bytewise <= 1; bytewise++) {
            struct pair p = pair_new();
            struct line line;

            for (size_t at = 0; at < lines[i].len; at += bytewise ? 1 : lines[i].len)
                peer_says(&p, lines[i].input + at, bytewise ? 1 : lines[i].len);
            if (lines[i].flags & LINE_CUT)
                peer_hangs_up(&p);
            cr_assert_eq(stream_read_line(p.s, 10, &line), STREAM_OK, "%s", lines[i].input);
            cr_expect_eq(line.flags, lines[i].flags, "%s: %x", lines[i].input, line.flags);
            if (!(line.flags & LINE_NUL))
                cr_expect(slice_is(line.text, lines[i].text), "%s", lines[i].input);
            pair_drop(&p);
        }
    }
}

Test(stream, the_tail_of_a_long_line_can_be_read_or_dropped)
{
    struct pair p = pair_new();
    struct line line;

    peer_says(&p, "abcdef\r\nabcdef\r\nok\r\n", 20);
    cr_assert_eq(stream_read_line(p.s, 4, &line), STREAM_OK);
    cr_expect(slice_is(line.text, "abcd") && line.flags == LINE_LONG);
    cr_assert_eq(stream_read_line(p.s, 4, &line), STREAM_OK);
    cr_expect(slice_is(line.text, "ef") && line.flags == 0);
    cr_assert_eq(stream_read_line(p.s, 4, &line), STREAM_OK);
    cr_expect_eq(line.flags, LINE_LONG);
    cr_assert_eq(stream_drop_line(p.s, 100), STREAM_OK);
    cr_assert_eq(stream_read_line(p.s, 4, &line), STREAM_OK);
    cr_expect(slice_is(line.text, "ok"));
    pair_drop(&p);
}

Test(stream, a_part_of_a_long_line_is_not_cut_inside_a_line_end)
{
    struct pair p = pair_new();
    struct line line;

    peer_says(&p, "abcd\r", 5);
    peer_says(&p, "\n", 1);
    cr_assert_eq(stream_read_line(p.s, 4, &line), STREAM_OK);
    cr_expect(slice_is(line.text, "abcd") && line.flags == 0);
    pair_drop(&p);
}

Test(stream, silence_is_a_timeout_and_so_are_dribbled_bytes)
{
    struct pair p = pair_new();
    struct line line;

    stream_set_timeout(p.s, 50);
    cr_expect_eq(stream_read_line(p.s, 100, &line), STREAM_TIMEOUT);
    peer_says(&p, "no end", 6);
    cr_expect_eq(stream_read_line(p.s, 100, &line), STREAM_TIMEOUT);
    cr_expect_eq(stream_error(p.s), ETIMEDOUT);
    pair_drop(&p);
}

Test(stream, an_end_without_bytes_is_eof)
{
    struct pair p = pair_new();
    struct line line;

    peer_hangs_up(&p);
    cr_expect_eq(stream_read_line(p.s, 100, &line), STREAM_EOF);
    cr_expect_eq(stream_read_line(p.s, 100, &line), STREAM_EOF);
    pair_drop(&p);
}

Test(stream, counted_reads_cross_the_buffer)
{
    struct pair p = pair_new();
    struct slice seen;
    char to[8];
    size_t got;

    peer_says(&p, "12345", 5);
    cr_assert_eq(stream_peek(p.s, &seen), STREAM_OK);
    cr_expect(slice_is(seen, "12345"));
    stream_skip(p.s, 2);
    peer_says(&p, "6789", 4);
    cr_assert_eq(stream_read(p.s, to, 6, &got), STREAM_OK);
    cr_expect(got == 6 && memcmp(to, "345678", 6) == 0);
    cr_assert_eq(stream_peek_more(p.s, 0, &seen), STREAM_OK);
    cr_expect(slice_is(seen, "9"));
    peer_hangs_up(&p);
    cr_expect_eq(stream_peek_more(p.s, 1, &seen), STREAM_EOF);
    cr_expect(slice_is(seen, "9"));
    pair_drop(&p);
}

Test(stream, a_line_longer_than_the_buffer_makes_it_grow)
{
    enum { LEN = 100000 };
    struct pair p = pair_new();
    struct line line;
    char *text = calloc(1, LEN + 2);

    memset(text, 'x', LEN);
    memcpy(text + LEN, "\r\n", 2);
    peer_says(&p, "short\r\n", 7);
    peer_says(&p, text, LEN + 2);
    cr_assert_eq(stream_read_line(p.s, 10, &line), STREAM_OK);
    cr_assert_eq(stream_read_line(p.s, LEN, &line), STREAM_OK);
    cr_expect_eq(line.text.len, LEN);
    cr_expect_eq(line.flags, 0);
    free(text);
    pair_drop(&p);
}

Test(stream, input_is_seen_before_it_is_read)
{
    struct pair p = pair_new();
    struct line line;

    cr_expect_not(stream_has_input(p.s));
    cr_expect_eq(stream_wait_input(p.s, 10), STREAM_TIMEOUT);
    peer_says(&p, "a\r\nb\r\n", 6);
    cr_expect(stream_has_input(p.s));
    cr_assert_eq(stream_read_line(p.s, 10, &line), STREAM_OK);
    cr_expect(stream_has_input(p.s));
    stream_drop_input(p.s);
    cr_expect_not(stream_has_input(p.s));
    pair_drop(&p);
}

Test(stream, a_pause_ends_when_the_peer_goes_away)
{
    struct pair p = pair_new();

    peer_says(&p, "talk", 4);
    cr_expect(stream_pause(p.s, 20));
    peer_hangs_up(&p);
    cr_expect_not(stream_pause(p.s, 5000));
    pair_drop(&p);
}

Test(stream, output_waits_for_the_flush)
{
    struct pair p = pair_new();
    char seen[16];

    cr_assert_eq(stream_write_text(p.s, "220 "), STREAM_OK);
    cr_assert_eq(stream_write_text(p.s, "hi\r\n"), STREAM_OK);
    cr_expect_eq(recv(p.peer, seen, sizeof seen, MSG_DONTWAIT), -1);
    cr_assert_eq(stream_flush(p.s), STREAM_OK);
    cr_expect_eq(recv(p.peer, seen, sizeof seen, MSG_DONTWAIT), 8);
    cr_expect_eq(stream_bytes_written(p.s), 8);
    pair_drop(&p);
}

Test(stream, writing_to_nobody_fails_without_a_signal)
{
    struct pair p = pair_new();
    struct arena *in = arena_new();
    struct stream *pipe_end;
    int fds[2];

    peer_hangs_up(&p);
    cr_assert_eq(stream_write_text(p.s, "x"), STREAM_OK);
    cr_expect_eq(stream_flush(p.s), STREAM_FAILED);
    cr_expect_eq(stream_error(p.s), EPIPE);
    pair_drop(&p);

    cr_assert_eq(pipe(fds), 0);
    close(fds[0]);
    pipe_end = stream_new(in, dup(fds[1]), fds[1]);
    cr_assert_eq(stream_write_text(pipe_end, "x"), STREAM_OK);
    cr_expect_eq(stream_flush(pipe_end), STREAM_FAILED);
    cr_expect_eq(stream_error(pipe_end), EPIPE);
    stream_close(pipe_end);
    arena_drop(in);
}

Test(stream, a_reader_that_stalls_is_a_timeout_for_the_writer)
{
    enum { LEN = 1 << 22 };
    struct arena *in = arena_new();
    struct pair p = pair_new();
    struct stream *s;
    struct slice much = {arena_alloc(in, LEN), LEN};
    int fds[2];

    stream_set_timeout(p.s, 50);
    cr_expect_eq(stream_write(p.s, much), STREAM_TIMEOUT);
    pair_drop(&p);

    cr_assert_eq(pipe(fds), 0);
    s = stream_new(in, fds[0], fds[1]);
    stream_set_timeout(s, 50);
    cr_expect_eq(stream_write(s, much), STREAM_TIMEOUT);
    stream_close(s);
    arena_drop(in);
}
