/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list_open -- open a .forward or an :include: list, if it may be one.
 *
 * Whoever asks says how the list was reached: a chain of files, each named in the one before, that
 * begins with a user's .forward or with a list that an alias names. The chain is walked again here,
 * so that nobody can have a file opened by calling it a list: a .forward must be what ForwardPath
 * makes for that user, and every further file must stand in a list as ":include:".
 *
 * Each is opened as somebody, never as root: a .forward and what it includes as its user, a list
 * that an alias names as DefaultUser, what a list includes as the owner of that list (root's:
 * DefaultUser). compatible: so does the original.
 */
#ifndef ROUTE_LIST_OPEN_H
#define ROUTE_LIST_OPEN_H

#include "conf/config.h"

enum { LIST_MAX_BYTES = 16 * 1024 * 1024, LIST_MAX_CHAIN = 32 };

struct list_request {
    struct slice user; /* whose .forward is the first of the chain; empty: an alias names it */
    const char *const *chain; /* absolute paths */
    size_t len;               /* at least 1; the last one is wanted */
    int timeout_ms;           /* for each file */
};

/* A descriptor for reading, the caller's to close, or -1: EX_NOINPUT when the file is not there,
 * EX_NOPERM when it is refused, EX_TEMPFAIL when asking again may help. As root it forks children
 * that become the users; as anybody else it opens with what rights there are. */
int list_open(const struct config *cfg, const struct list_request *request, struct err *err);

/* Is `path` one that ForwardPath makes for this user? Rule sets' macros have the configuration's
 * values here, and $h, which the sender chooses, may be anything without a slash. */
bool list_is_forward(const struct config *cfg, struct slice user, struct slice home,
                     struct slice path);

#endif
