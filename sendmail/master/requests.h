/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * requests -- the master's side of proto/master.h: a table of what a worker may ask, and the
 * children that do it.
 *
 * The master itself opens nothing and runs nothing: it forks a child, which becomes the user first.
 * An opening child answers the worker itself, so a home directory on a dead file server holds up
 * one message and not the master. What may be opened and run, and as whom, is said in rules.h and
 * route/list_open.h; whom and what cannot be had is answered. A worker that asks for something not
 * in the table, or with words that its configuration does not make, is cut off: its socket is
 * closed and it is killed.
 */
#ifndef SENDMAIL_MASTER_REQUESTS_H
#define SENDMAIL_MASTER_REQUESTS_H

#include <sys/types.h>

#include "conf/config.h"
#include "ipc/frame.h"

struct jobs; /* children under way */

struct jobs *jobs_new(struct arena *in);

/* Serve one frame from a worker's request socket. False: the worker broke the rules (*err says
 * how). */
bool jobs_serve(struct jobs *jobs, const struct config *cfg, int sock, struct frame *f,
                struct err *err);
/* A child ended: true when it was one of these. Answers whoever waits for it. */
bool jobs_child_ended(struct jobs *jobs, pid_t pid, int wait_status);
/* Answer waits whose time is over; returns ms until the next such moment, -1 when there is none. */
int jobs_expire(struct jobs *jobs, int64_t now_ms);
/* The worker behind that socket is gone: what it started is killed. */
void jobs_forget(struct jobs *jobs, int sock);

#endif
