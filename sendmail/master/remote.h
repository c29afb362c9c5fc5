/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * remote -- a worker's side of proto/master.h: each request is a frame to the master.
 */
#ifndef SENDMAIL_MASTER_REMOTE_H
#define SENDMAIL_MASTER_REMOTE_H

#include "ipc/caller.h"
#include "sendmail/proto/master.h"

/* The port is used by any thread and lives as long as the caller. */
struct master_port master_port_remote(struct caller *to_master);

#endif
