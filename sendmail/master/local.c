/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>

#include "os/spawn.h"
#include "sendmail/master/rules.h"

static int open_list(void *ctx, const struct list_request *request, struct err *err)
{
    return list_open(ctx, request, err);
}

static int open_mailbox(void *ctx, const struct mailer *mailer, const struct master_owner *who,
                        const char *path, int timeout_ms, struct err *err)
{
    return rules_open_mailbox(ctx, mailer, who, path, timeout_ms, err);
}

static int open_own(void *ctx, enum master_own which, struct err *err)
{
    return rules_open_own(ctx, which, err);
}

static int open_host(void *ctx, struct slice host, bool lock, struct err *err)
{
    return rules_open_host(ctx, host, lock, err);
}

static bool note_host(void *ctx, struct slice host, const struct host_status *status,
                      struct err *err)
{
    return rules_note_host(ctx, host, status, err);
}

static bool start(void *ctx, const struct master_program *what, int64_t *handle, struct err *err)
{
    const struct config *cfg = ctx;
    struct arena *in = arena_new();
    struct spawn s = {.path = arena_cstr(in, what->mailer->path),
                      .argv = what->argv,
                      .envp = rules_environment(cfg, in),
                      .cwd = what->cwd,
                      .root = what->root,
                      .nice = what->mailer->nice,
                      .fds = {what->fds[0], what->fds[1], what->fds[2]}};
    pid_t pid = -1;
    bool ok =
        rules_owner(cfg, what->mailer, &what->owner, &s.as, err) && spawn_start(&s, &pid, err);

    *handle = pid;
    arena_drop(in);
    return ok;
}

static bool wait_for(void *ctx UNUSED, int64_t handle, int timeout_ms, int *wait_status,
                     struct err *err)
{
    return spawn_wait((pid_t)handle, timeout_ms, wait_status, err);
}

static void stop(void *ctx UNUSED, int64_t handle)
{
    int status;

    kill((pid_t)handle, SIGKILL);
    (void)spawn_wait((pid_t)handle, -1, &status, NULL);
}

struct master_port master_port_local(const struct config *cfg)
{
    return (struct master_port){.ctx = (void *)cfg,
                                .open_list = open_list,
                                .open_mailbox = open_mailbox,
                                .open_own = open_own,
                                .open_host = open_host,
                                .note_host = note_host,
                                .start = start,
                                .wait = wait_for,
                                .stop = stop};
}
