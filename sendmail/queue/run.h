/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run -- going through the queue once: -q, -qf, -qp, ETRN, and the quarantine changes of -Q.
 */
#ifndef SENDMAIL_QUEUE_RUN_H
#define SENDMAIL_QUEUE_RUN_H

#include "sendmail/queue/queue.h"

struct queue_run {
    struct queue *queue;
    struct queue_select select;
};

/* Every job that `select` fits and that is not too young is tried. A job that cannot be worked on
 * is left, set aside or logged, and never stops the others. False when nothing could be run at all:
 * the load is too high. */
bool queue_run(const struct queue_run *run, struct err *err);
/* The commands of an ordinary user: restrictqrun. */
bool queue_may_run(const struct config *cfg, const struct spool *spool);

/* Lock a job and read it, for trying it. A file that may not be used is dealt with (set aside,
 * left, renamed to hf) and SPOOL_GONE. Any thread. */
enum spool_lock queue_take(const struct config *cfg, const struct spool *spool,
                           const struct spool_dir *dir, enum spool_kind kind, const char *id,
                           struct spool_job *job, struct envelope *e);
/* Its body; a body that is missing is replaced by words that say so. False: it cannot be read now.
 */
bool queue_take_body(const struct spool_job *job, const struct envelope *e, struct body *body);

/* -Qreason: selected jobs become quarantined (empty reason: quarantined ones are released). */
void queue_quarantine(struct queue *q, const struct queue_select *select, struct slice reason);

#endif
