/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/remote.h"

#include <unistd.h>

#include "base/str.h"
#include "ipc/pack.h"
#include "sendmail/master/wire.h"

static void pack_owner(struct str *to, const struct master_owner *who)
{
    pack_slice(to, who->user);
    pack_u32(to, (uint32_t)who->uid);
    pack_u32(to, (uint32_t)who->gid);
}

static void pack_list(struct str *to, const char *const *list)
{
    uint32_t n = 0;

    while (list != NULL && list[n] != NULL)
        n++;
    pack_u32(to, n);
    for (uint32_t i = 0; i < n; i++)
        pack_slice(to, slice_from(list[i]));
}

/* Sends, waits, and takes status and text off the answer's front; `rest` is what stands behind. */
static bool ask(struct caller *c, struct frame *request, struct arena *in, struct frame *answer,
                struct slice *rest, struct err *err)
{
    uint32_t status;
    struct slice text;

    if (!caller_call(c, request, in, answer, err))
        return false;
    *rest = answer->payload;
    if (!unpack_u32(rest, &status) || !unpack_slice(rest, &text)) {
        frame_close_fds(answer);
        return err_set(err, EX_TEMPFAIL, "the master's answer was not understood");
    }
    if (status != EX_OK) {
        frame_close_fds(answer);
        return err_set(err, (int)status, "%.*s", SLICE_ARG(text));
    }
    return true;
}

/* The answer is one descriptor; `scratch` is dropped. */
static int ask_for_file(struct caller *c, struct frame *request, const char *path,
                        struct arena *scratch, struct err *err)
{
    struct frame answer;
    struct slice rest;
    int fd = -1;

    if (ask(c, request, scratch, &answer, &rest, err)) {
        if (answer.nfds == 1) {
            fd = answer.fds[0];
        } else {
            frame_close_fds(&answer);
            err_set(err, EX_TEMPFAIL, "%s: the master sent %d descriptors", path, answer.nfds);
        }
    }
    arena_drop(scratch);
    return fd;
}

static int open_list(void *ctx, const struct list_request *r, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_LIST};

    pack_slice(&s, r->user);
    pack_u32(&s, (uint32_t)r->len);
    for (size_t i = 0; i < r->len; i++)
        pack_slice(&s, slice_from(r->chain[i]));
    pack_u32(&s, (uint32_t)r->timeout_ms);
    request.payload = str_slice(&s);
    return ask_for_file(ctx, &request, r->chain[r->len - 1], scratch, err);
}

static int open_mailbox(void *ctx, const struct mailer *mailer, const struct master_owner *who,
                        const char *path, int timeout_ms, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_MAILBOX};

    pack_u32(&s, (uint32_t)mailer->index);
    pack_owner(&s, who);
    pack_slice(&s, slice_from(path));
    pack_u32(&s, (uint32_t)timeout_ms);
    request.payload = str_slice(&s);
    return ask_for_file(ctx, &request, path, scratch, err);
}

static int open_own(void *ctx, enum master_own which, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_OWN};

    pack_u32(&s, which);
    request.payload = str_slice(&s);
    return ask_for_file(ctx, &request, "own file", scratch, err);
}

static int open_host(void *ctx, struct slice host, bool lock, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_HOST};

    pack_slice(&s, host);
    pack_u32(&s, lock);
    request.payload = str_slice(&s);
    return ask_for_file(ctx, &request, "host status", scratch, err);
}

static bool note_host(void *ctx, struct slice host, const struct host_status *status,
                      struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_NOTE_HOST}, answer;
    struct slice rest;
    bool ok;

    pack_slice(&s, host);
    pack_u32(&s, (uint32_t)status->error);
    pack_u32(&s, (uint32_t)status->resolver_error);
    pack_u32(&s, (uint32_t)status->status);
    pack_slice(&s, status->dsn);
    pack_slice(&s, status->reply);
    pack_i64(&s, status->updated_at);
    request.payload = str_slice(&s);
    ok = ask(ctx, &request, scratch, &answer, &rest, err);
    if (ok)
        frame_close_fds(&answer);
    arena_drop(scratch);
    return ok;
}

static int open_map(void *ctx, const char *path, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_MAP};

    pack_slice(&s, slice_from(path));
    request.payload = str_slice(&s);
    return ask_for_file(ctx, &request, path, scratch, err);
}

static bool start(void *ctx, const struct master_program *what, int64_t *handle, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_START}, answer;
    struct slice rest;
    uint32_t present = 0;
    bool ok;

    for (int i = 0; i < 3; i++) {
        if (what->fds[i] >= 0) {
            present |= 1u << i;
            request.fds[request.nfds++] = what->fds[i];
        }
    }
    pack_u32(&s, (uint32_t)what->mailer->index);
    pack_owner(&s, &what->owner);
    pack_slice(&s, slice_from(what->root ? what->root : ""));
    pack_u32(&s, present);
    pack_list(&s, (const char *const *)what->argv);
    pack_list(&s, what->cwd);
    request.payload = str_slice(&s);
    ok = ask(ctx, &request, scratch, &answer, &rest, err);
    if (ok)
        frame_close_fds(&answer);
    if (ok && !unpack_i64(&rest, handle))
        ok = err_set(err, EX_TEMPFAIL, "the master sent no handle");
    arena_drop(scratch);
    return ok;
}

static bool wait_for(void *ctx, int64_t handle, int timeout_ms, int *wait_status, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_WAIT}, answer;
    struct slice rest;
    int64_t status = 0;
    bool ok;

    pack_i64(&s, handle);
    pack_i64(&s, timeout_ms);
    request.payload = str_slice(&s);
    ok = ask(ctx, &request, scratch, &answer, &rest, err);
    if (ok)
        frame_close_fds(&answer);
    if (ok && !unpack_i64(&rest, &status))
        ok = err_set(err, EX_TEMPFAIL, "the master sent no exit status");
    *wait_status = (int)status;
    arena_drop(scratch);
    return ok;
}

static void stop(void *ctx, int64_t handle)
{
    struct arena *scratch = arena_new();
    struct str s = str_new(scratch);
    struct frame request = {.type = MASTER_STOP}, answer;
    struct slice rest;

    pack_i64(&s, handle);
    request.payload = str_slice(&s);
    if (ask(ctx, &request, scratch, &answer, &rest, NULL))
        frame_close_fds(&answer);
    arena_drop(scratch);
}

struct master_port master_port_remote(struct caller *to_master)
{
    return (struct master_port){.ctx = to_master,
                                .open_list = open_list,
                                .open_mailbox = open_mailbox,
                                .open_own = open_own,
                                .open_host = open_host,
                                .note_host = note_host,
                                .open_map = open_map,
                                .start = start,
                                .wait = wait_for,
                                .stop = stop};
}
