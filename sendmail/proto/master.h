/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * master -- what the unprivileged processes ask of the privileged one: act as a user.
 *
 * Three requests, each a plain function that works on either side of the border: with the daemon
 * the functions send a frame to the master; in one-process modes (master_port_local) they act
 * directly. The master itself parses nothing that came from a peer: paths and argument vectors
 * arrive here finished, and it forks a child that has become the user before it touches anything of
 * the user's.
 */
#ifndef SENDMAIL_PROTO_MASTER_H
#define SENDMAIL_PROTO_MASTER_H

#include "os/as_user.h"
#include "os/spawn.h"

struct master_port {
    void *ctx;

    /* A descriptor of `path`, opened for reading as that user and found safe by safe_path's rules
     * (`flags` are its), or -1 with why: EX_NOINPUT when there is no such file, EX_NOPERM when it
     * is unsafe or not readable, EX_TEMPFAIL when asking again may help. */
    int (*open_as)(void *ctx, const struct identity *who, const char *path, unsigned flags,
                   int timeout_ms, struct err *err);

    /* A descriptor for reading of a file that a map of the configuration names, found safe by the
     * map's own rules; errors as above. NULL in one-process modes: there is nobody with more
     * rights. */
    int (*open_map)(void *ctx, const char *path, struct err *err);

    /* Start a mailer as spawn.h says; *handle names it for the other two. */
    bool (*start)(void *ctx, const struct spawn *what, int64_t *handle, struct err *err);
    /* Wait for it, as spawn_wait; after success the handle is gone. */
    bool (*wait)(void *ctx, int64_t handle, int timeout_ms, int *wait_status, struct err *err);
    /* SIGKILL it and forget it. */
    void (*stop)(void *ctx, int64_t handle);
};

/* The direct implementation, for one-process modes. The opener opens and checks in the child; the
 * caller brings safe_path's, so that this needs no floor above os. `self` outlives the port. */
struct master_local {
    as_user_opener *opener;
};
struct master_port master_port_local(struct master_local *self);

#endif
