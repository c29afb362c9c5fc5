/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ids are made on this side: they hold the process id, so two processes never make the same one,
 * and nobody has to ask for one.
 */
#include "sendmail/proto/queue_remote.h"

#include <sys/random.h>
#include <unistd.h>

#include "ipc/pack.h"
#include "os/clock.h"
#include "sendmail/proto/queue_frames.h"

/* Send and turn the answer into true or *err. */
static bool ask(struct queue_remote *q, struct frame *request, struct arena *in, struct err *err)
{
    struct frame answer = {0};
    struct slice p, text;
    uint32_t status;

    if (!caller_call(q->caller, request, in, &answer, err))
        return false;
    frame_close_fds(&answer);
    p = answer.payload;
    if (answer.type != QUEUE_COMMITTED || !unpack_u32(&p, &status) || !unpack_slice(&p, &text))
        return err_set(err, EX_TEMPFAIL, "the queue gave a broken answer");
    return status == EX_OK || err_set(err, (int)status, "%.*s", SLICE_ARG(text));
}

static void remote_new_id(void *ctx, char id[QUEUE_ID_MAX])
{
    struct queue_remote *q = ctx;

    queue_id_next(&q->ids, clock_now(), id);
}

static bool remote_room(void *ctx, int64_t bytes, struct err *err)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);
    struct frame f = {.type = QUEUE_ROOM};
    bool ok;

    pack_i64(&out, bytes);
    f.payload = str_slice(&out);
    ok = ask(ctx, &f, in, err);
    arena_drop(in);
    return ok;
}

static bool remote_commit(void *ctx, struct envelope *const *envs, size_t count,
                          const struct body *body, enum delivery_mode mode, struct err *err)
{
    struct arena *in;
    struct str out;
    struct frame f = {0};
    bool ok;

    if (count == 0)
        return true;
    in = arena_new();
    out = str_new(in);
    for (size_t i = 0; i < count; i++) {
        if (envs[i]->id[0] == '\0')
            remote_new_id(ctx, envs[i]->id);
        if (envs[i]->created_at == 0)
            envs[i]->created_at = clock_now();
    }
    ok = queue_pack_commit(envs, count, body, mode, &out, &f, err) && ask(ctx, &f, in, err);
    arena_drop(in);
    return ok;
}

/* The queue began when it committed. */
static void remote_start(void *ctx UNUSED, struct envelope *const *envs UNUSED, size_t n UNUSED)
{
}

static bool remote_run(void *ctx, struct slice what, struct err *err)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);
    struct frame f = {.type = QUEUE_RUN};
    bool ok;

    pack_slice(&out, what);
    f.payload = str_slice(&out);
    ok = ask(ctx, &f, in, err);
    arena_drop(in);
    return ok;
}

struct queue_port queue_port_remote(struct queue_remote *remote, struct caller *caller)
{
    unsigned start = 0;

    if (getrandom(&start, sizeof start, GRND_NONBLOCK) != (ssize_t)sizeof start)
        start = (unsigned)clock_monotonic_ms();
    remote->caller = caller;
    queue_id_init(&remote->ids, (unsigned long)getpid(), start);
    return (struct queue_port){
        .ctx = remote,
        .new_id = remote_new_id,
        .room = remote_room,
        .commit = remote_commit,
        .start = remote_start,
        .run = remote_run,
    };
}
