/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * accept -- the loop on one or more listening sockets: limits, then a thread for each client.
 *
 * A connection that a limit forbids is told 421 and closed, so that a client knows at once.
 * Sessions under way are known, so that an end in a hurry can wake those that wait for input.
 */
#ifndef SENDMAIL_SMTPD_ACCEPT_H
#define SENDMAIL_SMTPD_ACCEPT_H

#include "sendmail/proto/worker.h"
#include "sendmail/smtpd/counters.h"
#include "sendmail/smtpd/smtpd.h"

struct acceptor;

struct acceptor_options {
    struct smtpd shared;
    const struct listener *listeners;
    size_t listener_count;
    void *counters; /* counters_bytes() shared by all workers; NULL: this one is alone */
    int index;
};

/* Starts accepting in a thread of its own. Copies *options. */
struct acceptor *acceptor_start(const struct acceptor_options *options, struct err *err);
/* No new connections from now on. */
void acceptor_drain(struct acceptor *a);
/* And the sessions under way end at their next command, or now if they wait for one. */
void acceptor_hurry(struct acceptor *a);
/* Sessions under way. */
int acceptor_sessions(struct acceptor *a);
/* After acceptor_drain: waits up to `ms` for the sessions to end; true when none is left, and then
 * everything is freed. */
bool acceptor_finish(struct acceptor *a, int64_t ms);

#endif
