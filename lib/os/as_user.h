/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * as_user -- open a file with a user's rights and nothing more.
 *
 * `.forward`, `:include:` and mailbox files lie where a user may play with links and directories.
 * So the process that opens them is a child that has become that user before its first look; only
 * the open descriptor comes back. When we are that user already, no child is needed.
 */
#ifndef OS_AS_USER_H
#define OS_AS_USER_H

#include "base/err.h"
#include "os/identity.h"

/* How the child opens: a descriptor, or -1 with *err. Runs in the child, after it became the user.
 */
typedef int as_user_opener(const char *path, unsigned flags, const struct identity *who,
                           struct err *err);

/* A descriptor (close-on-exec, the caller's to close), or -1 with what the opener said. At most
 * timeout_ms for the whole (a home on a dead file server must not hold mail up): EX_TEMPFAIL. */
int as_user_open(const struct identity *who, const char *path, as_user_opener *open_fn,
                 unsigned flags, int timeout_ms, struct err *err);

#endif
