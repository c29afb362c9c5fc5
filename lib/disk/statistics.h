/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * statistics -- the StatusFile: how many messages and kilobytes each mailer has seen.
 *
 * The file is the native image of a struct, the same as classic sendmail's, so that its mailstats
 * reads ours and ours reads its. It is written only where it exists already; an empty file is a
 * fresh start. Counting is cheap and in memory: a process keeps a struct statistics_counter, which
 * any thread may add to, and adds it to the file now and then and at its end.
 */
#ifndef DISK_STATISTICS_H
#define DISK_STATISTICS_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"

enum { STATISTICS_MAILERS = 25, STATISTICS_MAGIC = 0x1B1DE, STATISTICS_VERSION = 4 };

/* The file's bytes. */
struct statistics {
    int magic;
    int version;
    time_t since; /* when counting began */
    short size;   /* of this struct */
    long connections_from;
    long connections_to;
    long connections_rejected;
    long from[STATISTICS_MAILERS];    /* messages accepted, by the sender's mailer */
    long from_kb[STATISTICS_MAILERS]; /* their kilobytes, each message rounded up */
    long to[STATISTICS_MAILERS];      /* messages delivered, by recipient */
    long to_kb[STATISTICS_MAILERS];
    long rejected[STATISTICS_MAILERS];
    long discarded[STATISTICS_MAILERS];
    long quarantined[STATISTICS_MAILERS];
};

/* EX_NOINPUT: there is no such file; EX_DATAERR: it is no statistics file; EX_OSERR: it was cut. An
 * empty file reads as zeros that begin now. */
bool statistics_read(const char *path, struct statistics *s, struct err *err);
/* For reading and writing, when it exists; -1 with EX_NOINPUT: it does not. */
int statistics_open(const char *path, struct err *err);
/* Adds the counts of `delta` to the file, under a lock. */
bool statistics_add(const char *path, const struct statistics *delta, struct err *err);
/* Empties the file. */
bool statistics_clear(const char *path, struct err *err);

enum statistics_event {
    STATISTICS_FROM,
    STATISTICS_TO,
    STATISTICS_REJECTED,
    STATISTICS_DISCARDED,
    STATISTICS_QUARANTINED,
    STATISTICS_CONNECTION_FROM,
    STATISTICS_CONNECTION_TO,
    STATISTICS_CONNECTION_REJECTED,
};

struct statistics_counter {
    pthread_mutex_t lock;
    struct statistics counts;
    bool changed;
};

void statistics_counter_init(struct statistics_counter *c);
/* `mailer`: index in the configuration; one that does not fit is not counted. `bytes` matters for
 * FROM and TO only. */
void statistics_count(struct statistics_counter *c, enum statistics_event event, int mailer,
                      int64_t bytes);
/* Adds what was counted since the last time to the file; nothing happens when nothing was, or when
 * there is no file. Counts that cannot be written are kept for the next time. */
bool statistics_flush(struct statistics_counter *c, const char *path, struct err *err);
/* The same with somebody else to open it; asked only when something was counted. */
typedef int statistics_opener(void *ctx, struct err *err);
bool statistics_flush_with(struct statistics_counter *c, statistics_opener *opener, void *ctx,
                           struct err *err);

#endif
