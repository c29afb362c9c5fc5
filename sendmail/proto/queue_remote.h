/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proto/queue_remote -- the queue_port of a process that is not the queue: frames to the one that
 * is.
 */
#ifndef SENDMAIL_PROTO_QUEUE_REMOTE_H
#define SENDMAIL_PROTO_QUEUE_REMOTE_H

#include "ipc/caller.h"
#include "mail/queue_id.h"
#include "sendmail/proto/queue.h"

/* The caller's memory; outlives the port. Any number of threads may use the port. */
struct queue_remote {
    struct caller *caller; /* of the CONTROL_PEER socket to the queue */
    struct queue_id_maker ids;
};

struct queue_port queue_port_remote(struct queue_remote *remote, struct caller *caller);

#endif
