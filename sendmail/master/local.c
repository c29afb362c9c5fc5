/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>

#include "sendmail/proto/master.h"

static int open_as(void *ctx, const struct identity *who, const char *path, unsigned flags,
                   int timeout_ms, struct err *err)
{
    struct master_local *self = ctx;

    return as_user_open(who, path, self->opener, flags, timeout_ms, err);
}

static bool start(void *ctx UNUSED, const struct spawn *what, int64_t *handle, struct err *err)
{
    pid_t pid;

    if (!spawn_start(what, &pid, err))
        return false;
    *handle = pid;
    return true;
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

struct master_port master_port_local(struct master_local *self)
{
    return (struct master_port){
        .ctx = self, .open_as = open_as, .start = start, .wait = wait_for, .stop = stop};
}
