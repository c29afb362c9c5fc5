/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expand_world -- struct expand_world over the password file and somebody who can open files as a
 * user: this process itself, or the privileged one behind a function of the same shape.
 */
#ifndef ROUTE_EXPAND_WORLD_H
#define ROUTE_EXPAND_WORLD_H

#include "route/expand.h"
#include "route/list_open.h"

struct expand_files {
    const struct config *cfg;
    /* list_open on the other side of a border; NULL: in this process. */
    int (*open_list)(void *ctx, const struct list_request *request, struct err *err);
    void *ctx;
};

/* `files` must outlive the world. Any thread may use it if open_list allows that. */
struct expand_world expand_world_of(struct expand_files *files);

/* Does /etc/shells have it (empty: /bin/sh)? */
bool expand_shell_is_listed(struct slice shell);

#endif
