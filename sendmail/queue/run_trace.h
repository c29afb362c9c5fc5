/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run_trace -- what -d40 tells of a queue run: the jobs it found, and each as it is read.
 */
#ifndef SENDMAIL_QUEUE_RUN_TRACE_H
#define SENDMAIL_QUEUE_RUN_TRACE_H

#include "base/debug.h"
#include "disk/spool.h"
#include "sendmail/queue/list.h"

void run_trace_list(const struct debug *debug, const struct queue_list *list);
void run_trace_item(const struct debug *debug, const struct queue_item *item);
/* The job is locked; its file is left where it was read. */
void run_trace_file(const struct debug *debug, const struct spool_job *job);

#endif
