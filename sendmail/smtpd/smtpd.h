/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smtpd -- SMTP sessions: one on standard input (-bs), or as a worker with a thread for each
 * client.
 *
 * A session reads commands, asks the rule sets, collects messages and commits them to a queue port.
 * It knows nothing of delivery. What all sessions of a process share is immutable.
 */
#ifndef SENDMAIL_SMTPD_SMTPD_H
#define SENDMAIL_SMTPD_SMTPD_H

#include <stdbool.h>

#include "conf/config.h"
#include "disk/statistics.h"
#include "net/resolver.h"
#include "route/expand.h"
#include "sendmail/proto/queue.h"

struct smtpd {
    const struct config *cfg;
    const struct queue_port *queue;     /* any thread may call it */
    const struct expand_world *world;   /* likewise */
    struct resolver *resolver;          /* names of clients; NULL: smtpd_stdin makes one */
    struct statistics_counter *counter; /* of connections and refusals; NULL: nobody counts */
    uid_t caller;                       /* of smtpd_stdin: who talks through the pipe */
};

/* -bs: one session on descriptors 0 and 1, to its end. An exit status: of the first refusal by a
 * check_* rule set. */
int smtpd_stdin(const struct smtpd *shared);

/* One accepted connection, to its end; closes fd. `port` is the line it was accepted on. Fills the
 * connection's counters as rule sets see them. For accept loops and tests. */
struct smtpd_connection {
    int fd;
    const struct daemon_port *port;
    int client_connections;      /* open ones from this client, this one included */
    int client_rate, total_rate; /* in the last window */
    const int *stop;             /* not NULL: *stop set means 421 at the next command */
    /* Called once, right before fd is closed; NULL: nobody wants to know. */
    void (*closing)(void *ctx);
    void *ctx;
};
void smtpd_serve(const struct smtpd *shared, const struct smtpd_connection *connection);

#endif
