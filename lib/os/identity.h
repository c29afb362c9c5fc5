/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * identity -- who a piece of work is done as.
 *
 * Becoming somebody is for good: identity_become gives up every way back, checks that there is
 * none, and is therefore called only in a child that was forked for this work (or in a worker's
 * first lines). May be called from a freshly forked child of a threaded process: it takes no locks
 * once the groups were looked up by identity_fill.
 */
#ifndef OS_IDENTITY_H
#define OS_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

enum { IDENTITY_MAX_GROUPS = 64 };

struct identity {
    uid_t uid;
    gid_t gid;
    int ngroups; /* supplementary groups, gid included */
    gid_t groups[IDENTITY_MAX_GROUPS];
};

/* Just these ids and the one group. */
struct identity identity_of(uid_t uid, gid_t gid);
/* The process's present effective ids. */
struct identity identity_current(void);
/* Adds the supplementary groups of that user name; a failing group database leaves gid alone. */
void identity_fill(struct identity *who, const char *user);
/* True when identity_become would change nothing. */
bool identity_is_current(const struct identity *who);
/* Real, effective and saved ids and groups, for good. Only root can become another. */
bool identity_become(const struct identity *who, struct err *err);

#endif
