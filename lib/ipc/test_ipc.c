/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ipc/caller.h"
#include "ipc/frame.h"
#include "ipc/pack.h"

Test(pack, what_goes_in_comes_out_and_a_cut_payload_is_refused)
{
    struct arena *a = arena_new();
    struct str s = str_new(a);
    struct slice in, text;
    uint32_t u;
    int64_t i;

    pack_u32(&s, 7);
    pack_slice(&s, SLICE("a\0b"));
    pack_i64(&s, -5);
    in = str_slice(&s);
    cr_assert(unpack_u32(&in, &u) && u == 7);
    cr_assert(unpack_slice(&in, &text) && slice_eq(text, SLICE("a\0b")));
    cr_assert(unpack_i64(&in, &i) && i == -5 && in.len == 0);
    for (size_t cut = 4; cut < 11; cut++) {
        in = slice_part(str_slice(&s), 4, cut - 4);
        cr_expect_not(unpack_slice(&in, &text));
        cr_expect_eq(in.len, cut - 4, "left alone on failure");
    }
    arena_drop(a);
}

static void exchange(size_t bytes, int nfds)
{
    struct arena *a = arena_new();
    struct frame f = {.type = 3, .tag = 9, .nfds = nfds}, g;
    char *p = arena_bytes(a, bytes + 1);
    struct err err = {0};
    int pair[2];

    memset(p, 'x', bytes);
    f.payload = slice_of(p, bytes);
    for (int i = 0; i < nfds; i++)
        f.fds[i] = 0;
    cr_assert(frame_pair(pair, &err));
    cr_assert(frame_send(pair[0], &f, &err), "%s", err.text);
    cr_assert_eq(frame_receive(pair[1], false, a, &g, &err), FRAME_OK, "%s", err.text);
    cr_expect_eq(g.type, 3);
    cr_expect_eq(g.tag, 9);
    cr_expect_eq(g.nfds, nfds);
    cr_expect(slice_eq(g.payload, f.payload));
    frame_close_fds(&g);
    cr_expect_eq(frame_receive(pair[1], true, a, &g, &err), FRAME_AGAIN);
    close(pair[0]);
    cr_expect_eq(frame_receive(pair[1], false, a, &g, &err), FRAME_CLOSED);
    close(pair[1]);
    arena_drop(a);
}

Test(frame, small_and_large_payloads_and_descriptors_arrive_whole)
{
    exchange(0, 0);
    exchange(1, FRAME_MAX_FDS);
    exchange(FRAME_INLINE_BYTES, 1);
    exchange(FRAME_INLINE_BYTES + 1, FRAME_MAX_FDS);
    exchange(5000000, 0);
}

Test(frame, what_is_no_frame_is_broken)
{
    struct arena *a = arena_new();
    struct err err = {0};
    struct frame f;
    int pair[2];
    uint32_t lies[4] = {1, 2, 100, 0}, no_fd[4] = {1, 2, 100, 1};

    cr_assert(frame_pair(pair, &err));
    cr_assert_eq(send(pair[0], "x", 1, 0), 1);
    cr_expect_eq(frame_receive(pair[1], false, a, &f, &err), FRAME_BROKEN);
    cr_assert_eq(send(pair[0], lies, sizeof lies, 0), (ssize_t)sizeof lies);
    cr_expect_eq(frame_receive(pair[1], false, a, &f, &err), FRAME_BROKEN);
    cr_assert_eq(send(pair[0], no_fd, sizeof no_fd, 0), (ssize_t)sizeof no_fd);
    cr_expect_eq(frame_receive(pair[1], false, a, &f, &err), FRAME_BROKEN);
    arena_drop(a);
}

enum { THREADS = 8, ROUNDS = 200 };

/* Answers in pairs, the later first, so that order cannot be what matches calls and answers. */
static void *echo_backwards(void *arg)
{
    int sock = *(int *)arg;
    struct arena *a = arena_new();
    struct frame held = {0}, f;
    bool holding = false;

    while (frame_receive(sock, false, a, &f, NULL) == FRAME_OK) {
        if (!holding && f.type == 1) {
            held = f;
            holding = true;
            continue;
        }
        frame_send(sock, &f, NULL);
        if (holding)
            frame_send(sock, &held, NULL);
        holding = false;
        arena_reset(a);
    }
    arena_drop(a);
    return NULL;
}

static void *call_many(void *arg)
{
    struct caller *c = arg;
    struct arena *a = arena_new();

    for (int i = 0; i < ROUNDS; i++) {
        char text[32];
        struct frame q = {.type = 2}, r;
        struct err err = {0};

        snprintf(text, sizeof text, "%d %p", i, (void *)a);
        q.payload = slice_from(text);
        cr_assert(caller_call(c, &q, a, &r, &err), "%s", err.text);
        cr_assert(slice_eq(r.payload, q.payload));
        arena_reset(a);
    }
    arena_drop(a);
    return NULL;
}

Test(caller, every_thread_gets_its_own_answer)
{
    pthread_t server, clients[THREADS];
    struct caller *c;
    int pair[2];

    cr_assert(frame_pair(pair, NULL));
    c = caller_new(pair[0]);
    pthread_create(&server, NULL, echo_backwards, &pair[1]);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&clients[i], NULL, call_many, c);
    for (int i = 0; i < THREADS; i++)
        pthread_join(clients[i], NULL);
    caller_drop(c);
    pthread_join(server, NULL);
    close(pair[1]);
}

Test(caller, a_peer_that_goes_away_fails_the_call_as_temporary)
{
    struct arena *a = arena_new();
    struct frame q = {.type = 2}, r;
    struct err err = {0};
    struct caller *c;
    int pair[2];

    cr_assert(frame_pair(pair, NULL));
    c = caller_new(pair[0]);
    close(pair[1]);
    cr_expect_not(caller_call(c, &q, a, &r, &err));
    cr_expect_not(caller_call(c, &q, a, &r, &err));
    cr_expect_eq(err.status, EX_TEMPFAIL, "%d %s", err.status, err.text);
    caller_drop(c);
    arena_drop(a);
}
