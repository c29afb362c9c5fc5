/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worker -- how the master starts the other processes and what it tells them afterwards.
 *
 * The master forks; the child calls the entry function of its kind with a setup and exits with what
 * that returns (EX_OK after an orderly end). The configuration was read before the fork and is
 * shared, read only. Every worker has one control socket to the master, on which the master sends
 * the frames below; requests to the master (proto/master.h) go over a socket of their own.
 *
 * Who is connected to whom comes as CONTROL_PEER frames with a descriptor each, so a worker that
 * died and was started again is simply one more peer; a peer is gone when its socket says so.
 */
#ifndef SENDMAIL_PROTO_WORKER_H
#define SENDMAIL_PROTO_WORKER_H

#include "conf/config.h"
#include "sendmail/proto/master.h"

enum worker_kind { WORKER_SMTPD, WORKER_QUEUE, WORKER_DELIVER, WORKER_KINDS };

/* Frames from the master on the control socket. A closed control socket means CONTROL_STOP. */
enum control_type {
    CONTROL_PEER =
        1,         /* payload: u32 enum worker_kind of the peer; one descriptor: a frame socket */
    CONTROL_READY, /* worker to master, once: set up, privileges given up, at work */
    CONTROL_DRAIN, /* take nothing new, finish what is under way, then exit with EX_OK */
    CONTROL_STOP,  /* as DRAIN, but in a hurry: sessions get their 421, the queue flushes */
    CONTROL_RUN_QUEUE, /* queue only: try everything that waits now (SIGALRM of old; -q) */
};

/* A socket the daemon listens on, with the DaemonPortOptions line it was opened for. */
struct listener {
    int fd;
    const struct daemon_port *port; /* in the configuration */
};

/* Connection counters: mapped by the master before it forks (MAP_SHARED, MAP_NORESERVE). */
enum { SMTPD_COUNTERS_BYTES = 16 << 20 };

struct worker_setup {
    const struct config *cfg;
    int control;                      /* frames from the master; the worker's to close */
    struct master_port master;        /* act as a user, run a mailer */
    const struct listener *listeners; /* smtpd only */
    size_t listener_count;
    void *smtpd_counters;   /* SMTPD_COUNTERS_BYTES that all smtpd workers share, zeroed at first;
                               NULL: this worker is alone */
    int64_t queue_interval; /* -q's seconds; 0: no regular runs (queue only) */
    int index;              /* of its kind: 0, 1, ... */
};

/* Entry functions, one a process folder. smtpd: waits for its peer WORKER_QUEUE before it accepts.
 * deliver: takes jobs from its peer WORKER_QUEUE. queue: peers of both other kinds. */
int smtpd_worker(const struct worker_setup *setup);
int queue_worker(const struct worker_setup *setup);
int deliver_worker(const struct worker_setup *setup);

#endif
