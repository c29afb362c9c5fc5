/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schedule -- the jobs that wait in the spool, by the time of their next try.
 *
 * An entry is an id, a directory and a time: about a hundred bytes, so a hundred thousand deferred
 * messages cost ten megabytes and no directory is read to find the next one. A heap gives the next,
 * a hash finds one by its id. One thread.
 */
#ifndef SENDMAIL_QUEUE_SCHEDULE_H
#define SENDMAIL_QUEUE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/envelope.h"

struct schedule;

struct schedule_item {
    char id[QUEUE_ID_MAX];
    uint32_t dir; /* index into the spool's directories */
    int64_t at;   /* seconds since the epoch */
};

struct schedule *schedule_new(void);
void schedule_drop(struct schedule *s);
/* False when the id is there already; then nothing changes. */
bool schedule_add(struct schedule *s, const char *id, uint32_t dir, int64_t at);
bool schedule_has(const struct schedule *s, const char *id);
/* Make an entry due at that time, if it is there and would come later. */
void schedule_hurry(struct schedule *s, const char *id, int64_t at);
/* Everything (of that directory; SIZE_MAX: of all) becomes due. */
void schedule_hurry_all(struct schedule *s, size_t dir, int64_t at);
/* Takes out the first entry if its time has come. */
bool schedule_take(struct schedule *s, int64_t now, struct schedule_item *item);
/* When the first one is due; INT64_MAX: never. */
int64_t schedule_next(const struct schedule *s);
size_t schedule_count(const struct schedule *s);

#endif
