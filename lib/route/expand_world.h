/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expand_world -- struct expand_world over the password file and somebody who can open files as a
 * user: this process itself, or the privileged one behind a function of the same shape.
 */
#ifndef ROUTE_EXPAND_WORLD_H
#define ROUTE_EXPAND_WORLD_H

#include "os/as_user.h"
#include "route/expand.h"

/* The signature of struct master_port's open_as. */
typedef int expand_open_as(void *ctx, const struct identity *who, const char *path, unsigned flags,
                           int timeout_ms, struct err *err);

struct expand_files {
    const struct config *cfg;
    expand_open_as *open_as; /* NULL: with as_user_open in this process */
    void *ctx;
    /* open_as is served by root: the rights that count are its, not those this process has left. */
    bool by_root;
};

/* `files` must outlive the world. Any thread may use it if open_as allows that. */
struct expand_world expand_world_of(struct expand_files *files);

/* Opens for reading with safe_path's checks named by `flags` (enum safe_flags): what a child that
 * became the user runs. */
int expand_safe_opener(const char *path, unsigned flags, const struct identity *who,
                       struct err *err);

#endif
