/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counters -- how many connections there are, from whom, and how fast they come.
 *
 * The limits of the configuration hold for all workers together, so the numbers lie in memory they
 * share: each worker writes only its own part, and whoever asks adds the parts up. No locks cross a
 * process, and a worker that dies takes its numbers along when its successor clears the part. The
 * sums may be a moment old; limits of this kind need no more.
 */
#ifndef SENDMAIL_SMTPD_COUNTERS_H
#define SENDMAIL_SMTPD_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/address.h"

enum { COUNTERS_WORKERS = 32, COUNTERS_LISTENERS = 32 };

struct counters;

/* Bytes to be shared between workers (zeroed, MAP_SHARED before they are forked). */
size_t counters_bytes(void);
/* This worker's view; index below COUNTERS_WORKERS. Clears the worker's own part. `memory` NULL:
 * memory of this process alone. */
struct counters *counters_open(void *memory, int index);
void counters_close(struct counters *c);

struct connection_counts {
    int listener;                /* open on this listener, this one included */
    int client;                  /* open from this client, likewise */
    int client_rate, total_rate; /* begun within the window */
};

/* A connection begins, at `now` seconds; `window` is ConnectionRateWindowSize. */
struct connection_counts counters_begin(struct counters *c, int listener,
                                        const struct net_address *client, int64_t now, int window);
void counters_end(struct counters *c, int listener, const struct net_address *client);
int counters_open_on(const struct counters *c, int listener);

#endif
