/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text that a message's input leaves, whole and cut at every place.
 */
#include <criterion/criterion.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/body_sink.h"
#include "sendmail/submit/input.h"

static const struct {
    const char *input;
    bool dots, crlf;
    const char *body; /* behind an empty line */
} inputs[] = {
    {"\na\nb\n", true, false, "a\nb\n"},
    {"\na\n.\nb\n", true, false, "a\n"},
    {"\na\n.\nb\n", false, false, "a\n.\nb\n"},
    {"\na\n..\n.b\n", true, false, "a\n..\n.b\n"},
    {"\na\n.", true, false, "a\n"},
    {"\r\na\r\n.\r\nb\r\n", true, true, "a\n"},
    {"\r\na\rb\r\n", true, true, "a\rb\n"},
    {"\na", true, false, "a"},
};

static struct slice no_macro(void *ctx, struct slice name)
{
    (void)ctx;
    (void)name;
    return slice_of(NULL, 0);
}

static void set_nothing(void *ctx, struct slice name, struct slice value)
{
    (void)ctx;
    (void)name;
    (void)value;
}

/* What collecting makes of the input, read in two pieces: a packet is what one read gets. */
static struct slice collected(size_t row, size_t cut, struct arena *in)
{
    static const struct config cfg = {.opt = {.max_hop_count = 25}};
    struct message_rules rules = {.macro = no_macro, .set_macro = set_nothing};
    struct envelope *env = ARENA_NEW(in, struct envelope);
    struct body_limits limits = {.memory_bytes = 4096};
    struct collect_setup setup = {.cfg = &cfg, .env = env, .rules = &rules};
    struct slice text = slice_from(inputs[row].input), bytes;
    struct body body = {.fd = -1};
    struct err err = {0};
    int pipes[2];

    env->in = in;
    setup.body = body_sink_new(in, &limits);
    struct collect *c = collect_new(in, &setup);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pipes), 0);
    if (cut > 0)
        cr_assert_eq(write(pipes[1], text.p, cut), (ssize_t)cut);
    if (cut < text.len)
        cr_assert_eq(write(pipes[1], text.p + cut, text.len - cut), (ssize_t)(text.len - cut));
    close(pipes[1]);
    cr_assert(input_read(pipes[0], inputs[row].dots, inputs[row].crlf, c, NULL, &err), "%s",
              err.text);
    close(pipes[0]);
    (void)collect_end(c, &body);
    cr_assert(body_slice(&body, in, &bytes, &err), "%s", err.text);
    return bytes;
}

Test(input, a_lone_dot_ends_the_message)
{
    for (size_t i = 0; i < COUNT(inputs); i++) {
        for (size_t cut = 0; cut <= strlen(inputs[i].input); cut++) {
            struct arena *in = arena_new();
            struct slice got = collected(i, cut, in);

            cr_expect(slice_is(got, inputs[i].body), "%zu cut at %zu: %.*s", i, cut,
                      SLICE_ARG(got));
            arena_drop(in);
        }
    }
}
