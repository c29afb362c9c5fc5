/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * master -- what the unprivileged processes ask of the privileged one: act as a user, or as the
 * administrator with a file that the configuration names.
 *
 * Requests are plain functions that work on either side of the border: with the daemon they send a
 * frame to the master; in one-process modes (master_port_local) they act directly. What can be
 * derived from the configuration is not asked for but derived, on the far side: a mailer goes by
 * its number, a map or statistics file by being named there, and the checks of a path, the groups
 * of a user and the environment of a program are nobody's to choose. What is left to say is judged
 * by the same rules (master/rules.h, route/list_open.h) on either side.
 */
#ifndef SENDMAIL_PROTO_MASTER_H
#define SENDMAIL_PROTO_MASTER_H

#include "conf/config.h"
#include "disk/host_status.h"
#include "route/list_open.h"

/* On whose behalf a mailbox file is written or a program runs: DefaultUser, the user of an M line,
 * or an account of this host. */
struct master_owner {
    struct slice user; /* empty: whoever has the uid */
    uid_t uid;
    gid_t gid;
};

enum master_own {
    MASTER_OWN_STATISTICS,  /* StatusFile, if it is there */
    MASTER_OWN_DEAD_LETTER, /* DeadLetterDrop, for appending; made if it is not there */
};

struct master_program {
    const struct mailer *mailer;
    struct master_owner owner;
    const char *root;       /* R= expanded; NULL: none */
    char *const *argv;      /* A= expanded; NULL-terminated */
    const char *const *cwd; /* D= expanded; NULL-terminated candidates; NULL: stay */
    int fds[3];             /* become 0, 1, 2; -1: /dev/null. Stay open in the caller. */
};

/* Descriptors are the caller's to close; -1 with why: EX_NOINPUT when there is no such file,
 * EX_NOPERM when it is unsafe, not readable or none of ours, EX_TEMPFAIL when asking again may
 * help. */
struct master_port {
    void *ctx;

    /* As list_open. */
    int (*open_list)(void *ctx, const struct list_request *request, struct err *err);

    /* For reading and appending, made with mode 0600 if it is not there; EX_CANTCREAT for what no
     * mail may be written to. */
    int (*open_mailbox)(void *ctx, const struct mailer *mailer, const struct master_owner *who,
                        const char *path, int timeout_ms, struct err *err);

    /* A file that an option names, for reading and writing. */
    int (*open_own)(void *ctx, enum master_own which, struct err *err);

    /* What HostStatusDirectory has of that host: for reading, or locked for a conversation with it
     * (EX_TEMPFAIL: another process has it). */
    int (*open_host)(void *ctx, struct slice host, bool lock, struct err *err);
    bool (*note_host)(void *ctx, struct slice host, const struct host_status *status,
                      struct err *err);

    /* For reading, a file that a map of the configuration names, found safe by the map's own rules.
     * NULL in one-process modes: there is nobody with more rights. */
    int (*open_map)(void *ctx, const char *path, struct err *err);

    /* Start a mailer's program; *handle names it for the other two. */
    bool (*start)(void *ctx, const struct master_program *what, int64_t *handle, struct err *err);
    /* Wait for it, as spawn_wait; after success the handle is gone. */
    bool (*wait)(void *ctx, int64_t handle, int timeout_ms, int *wait_status, struct err *err);
    /* SIGKILL it and forget it. */
    void (*stop)(void *ctx, int64_t handle);
};

/* The direct implementation, for one-process modes. `cfg` outlives the port. */
struct master_port master_port_local(const struct config *cfg);

#endif
