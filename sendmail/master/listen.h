/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listen -- the sockets of DaemonPortOptions, opened while we may still bind low ports.
 */
#ifndef SENDMAIL_MASTER_LISTEN_H
#define SENDMAIL_MASTER_LISTEN_H

#include "conf/config.h"
#include "sendmail/proto/worker.h"

struct listeners {
    struct listener *all;
    size_t len;
};

/* Opens every DaemonPortOptions line of cfg (one for port smtp when there is none); sockets that
 * `old` (may be NULL) has for the same address are taken over, so that a reload refuses nobody; the
 * rest of old's stay open for its own workers and are the caller's to close. A line with modifier O
 * that cannot be opened is logged and left out; any other failure is *err and opens nothing. */
bool listeners_open(const struct config *cfg, const struct listeners *old, struct arena *in,
                    struct listeners *out, struct err *err);
void listeners_close(struct listeners *l);

#endif
