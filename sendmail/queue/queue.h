/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue -- the spool's owner: keeps accepted messages, tries them, and decides what comes after an
 * attempt.
 *
 * This header is the queue of one process: qf and df files as classic sendmail makes them, delivery
 * through a deliver_port. The queue process of the daemon (worker.h) uses the same functions for
 * everything that is a file, and the same conclude.
 *
 * A struct queue is used by one thread, except for queue_commit_notice and the id maker.
 */
#ifndef SENDMAIL_QUEUE_QUEUE_H
#define SENDMAIL_QUEUE_QUEUE_H

#include "conf/config.h"
#include "disk/spool.h"
#include "disk/statistics.h"
#include "mail/queue_id.h"
#include "sendmail/proto/deliver.h"
#include "sendmail/proto/master.h"
#include "sendmail/proto/queue.h"
#include "sendmail/queue/select.h"

struct queue_options {
    const struct config *cfg;
    const struct master_port *master;
    struct deliver_port deliver;
    char error_mode; /* enum error_mode; 0: the configuration's */
    bool verbose;    /* -v: say what is tried */
    bool submission; /* a user waits: with ERRORS_PRINT and ERRORS_QUIET no bounce is made */
};

/* A message committed and not yet started. */
struct queue_waiting {
    struct queue_waiting *next;
    const struct envelope *env;
    struct spool_job job;
    char mode;
};

struct queue {
    struct queue_options o;
    const struct config *cfg;
    struct arena *in;
    struct spool *spool;
    struct queue_id_maker ids;
    struct queue_waiting *waiting;
    struct statistics_counter counter;
};

bool queue_open(const struct queue_options *options, struct arena *in, struct queue **queue,
                struct err *err);
/* The port of this process, for smtpd and submission. The queue outlives it. */
struct queue_port queue_port_local(struct queue *q);

/*
 * Try a job once and settle it: its file is rewritten, removed or set aside, notifications are made
 * and tried as well. The job is unlocked afterwards. `e` has every recipient's outcome.
 */
void queue_try(struct queue *q, struct spool_job *job, struct envelope *e, const struct body *body);

#endif
