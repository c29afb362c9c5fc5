/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * house -- the modules of a one-process mode, put together: users' files, delivery, the queue.
 */
#ifndef SENDMAIL_HOUSE_H
#define SENDMAIL_HOUSE_H

#include "route/expand_world.h"
#include "sendmail/deliver/deliver.h"
#include "sendmail/program.h"
#include "sendmail/queue/queue.h"

struct house {
    struct expand_files files;
    struct expand_world world;
    struct master_port master;
    struct deliverer *deliverer;
    struct queue *queue;
    struct queue_port port;
};

/* Only what expanding recipients needs. */
void house_users(struct house *h, const struct program *p);
/* All of it; `error_mode` as in struct queue_options. False after the reason was said. */
bool house_open(struct house *h, struct program *p, char error_mode, bool submission);
void house_close(struct house *h);

#endif
