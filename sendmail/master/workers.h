/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * workers -- the processes the master has forked: who they are, how they are connected, and when
 * one that died is started again.
 *
 * A worker that dies soon after its start is started again with a growing delay, so that a broken
 * one costs a log line a minute and not a core. Generations tell workers of a configuration that
 * was replaced from those of the present one: the former are drained and not started again.
 */
#ifndef SENDMAIL_MASTER_WORKERS_H
#define SENDMAIL_MASTER_WORKERS_H

#include <sys/types.h>

#include "conf/config.h"
#include "sendmail/master/listen.h"
#include "sendmail/proto/worker.h"

enum { WORKERS_MAX = 64 };

enum worker_state {
    WORKER_FREE,    /* an unused row */
    WORKER_WAITING, /* to be started at `start_at` */
    WORKER_RUNNING,
    WORKER_LEAVING, /* was told to drain or stop: not started again */
};

struct worker {
    enum worker_state state;
    enum worker_kind kind;
    int index;
    unsigned generation;
    const struct config *cfg;
    pid_t pid;
    bool ready;         /* it said so */
    int control;        /* our end; -1 when closed */
    int request;        /* our end of its request socket; -1 when closed */
    int64_t started_at; /* monotonic ms */
    int64_t start_at;
    int failures; /* deaths soon after a start, in a row */
};

struct workers {
    struct worker all[WORKERS_MAX];
    const struct listeners *listeners;
    int64_t queue_interval;
    void *smtpd_counters; /* worker.h; NULL when it could not be had: then workers count alone */
    int signals;          /* the master's signalfd, closed in children */
};

/* An empty table. */
void workers_init(struct workers *w);
/* A row for one more worker, to be started at once; NULL when the table is full. */
struct worker *workers_add(struct workers *w, enum worker_kind kind, int index, unsigned generation,
                           const struct config *cfg);
/* Starts everything whose time has come; returns ms until the next start, -1 when there is none. */
int workers_start_due(struct workers *w, int64_t now_ms);
/* The row of a running or leaving worker; NULL: that pid is none of ours. */
struct worker *workers_of_pid(struct workers *w, pid_t pid);
/* It ended: its sockets are closed; unless it was leaving, its row waits for the restart. */
void workers_ended(struct worker *worker, int wait_status, int64_t now_ms);
/* Sends CONTROL_DRAIN or CONTROL_STOP to every running worker of that kind and generation or older.
 */
void workers_tell_to_leave(struct workers *w, enum worker_kind kind, unsigned generation,
                           enum control_type how);
/* Running or leaving workers of the kind. */
size_t workers_alive(const struct workers *w, enum worker_kind kind);
/* Closes our end of its request socket: the worker broke the rules and is killed. */
void workers_cut_off(struct worker *w);

const char *worker_kind_name(enum worker_kind kind);

#endif
