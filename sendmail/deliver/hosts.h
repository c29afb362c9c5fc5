/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hosts -- which hosts did not talk to us a short while ago, so that the next message does not wait
 * for the same silence.
 *
 * Kept in memory for a minute at most (the process lives long, and a host that is back must get its
 * mail soon), and with HostStatusDirectory in files that all processes share for
 * Timeout.hoststatus. Any thread may call.
 */
#ifndef SENDMAIL_DELIVER_HOSTS_H
#define SENDMAIL_DELIVER_HOSTS_H

#include "sendmail/proto/master.h"

struct hosts;

/* What a host did the last time. */
struct host_word {
    int status;         /* EX_OK: it talked */
    int errnum;         /* of a connection that failed */
    bool connecting;    /* it never stood */
    struct slice reply; /* first line of its last word: a refusal, or that it took a message */
};

/* `master` reads and writes the files of HostStatusDirectory. */
struct hosts *hosts_new(const struct config *cfg, const struct master_port *master);
void hosts_drop(struct hosts *hosts);

/* True when the host failed lately; *word lives in `in`. */
bool hosts_is_down(struct hosts *hosts, struct slice host, struct arena *in,
                   struct host_word *word);
void hosts_note(struct hosts *hosts, struct slice host, const struct host_word *word);

#endif
