/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal -- accepted messages as checksummed records in preallocated segments, many to one sync.
 *
 * A segment is a file journal/NNNN of fixed size, filled from its start; records lie back to back.
 * Appending copies into memory; journal_sync writes what was appended and makes it durable with one
 * fdatasync. A record is accepted when the sync that covers it returned. It is closed by one "done"
 * or "moved" note, which needs no sync of its own: it goes with whatever comes next, and
 * a lost note means a message that is delivered again, never one that is lost.
 *
 * Segments die oldest first, once all their records are closed: notes lie in the record's segment
 * or a later one, so no note goes before its record. Their files serve again, because writing over
 * blocks that exist costs less than new ones; each life of a file has a number of its own, which
 * every record carries, so that bytes of an earlier life are never taken for records.
 *
 * What a crash leaves is read by journal_replay: records up to the first that is not whole (a torn
 * tail was never acknowledged), minus those that are closed.
 *
 * Any thread may append and note; one thread syncs. A failed write or sync poisons the journal:
 * nothing after it can be believed, so every later call fails and its owner must go on without.
 */
#ifndef DISK_JOURNAL_H
#define DISK_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct journal;

struct journal_options {
    const char *directory; /* made if missing */
    int64_t segment_bytes; /* 0: 64 MiB */
    bool sync;             /* false: SuperSafe=False, writes only */
};

enum journal_note { JOURNAL_DONE = 'D', JOURNAL_MOVED = 'M' };

/* Opens a fresh segment behind all that are there; replay and clear the old ones first. */
bool journal_open(const struct journal_options *options, struct journal **journal, struct err *err);
/* Deletes every segment (all records must be closed) or keeps them when records are open. */
void journal_close(struct journal *journal);

/* Where a record lies, for its closing note. */
struct journal_mark {
    uint32_t segment; /* 0: nowhere */
    uint64_t ticket;  /* grows with every append */
};

/* Append one accepted message: its envelope (wire.h) and its body; durable once journal_sync
 * covered the ticket. False when the disk is full or the journal poisoned. */
bool journal_append(struct journal *journal, struct slice id, struct slice envelope,
                    struct slice body, struct journal_mark *mark, struct err *err);
/* Close a record. Never fails: at worst the message comes again after a crash. */
void journal_note(struct journal *journal, const struct journal_mark *mark, struct slice id,
                  enum journal_note note);

/* Write everything appended so far, and make it durable if a record is among it (notes alone are
 * only written: that survives the death of the process). *synced: the last ticket that is durable.
 */
bool journal_sync(struct journal *journal, uint64_t *synced, struct err *err);

/* Number of the oldest segment that is still needed, and how many there are: when they become too
 * many, its owner moves what is open in the oldest elsewhere. */
uint32_t journal_oldest(struct journal *journal, uint32_t *count);

struct journal_figures {
    uint64_t records, syncs, bytes, segments;
};
void journal_figures(struct journal *journal, struct journal_figures *f);

/* One record that was accepted and not closed; slices live until it returns. False stops. */
typedef bool journal_visit(void *ctx, struct slice id, struct slice envelope, struct slice body,
                           struct err *err);
/* Every open record of every segment in the directory, oldest first. */
bool journal_replay(const char *directory, journal_visit *visit, void *ctx, struct err *err);
/* Delete the segments that journal_replay read, once their records are safe elsewhere. */
bool journal_clear(const char *directory, struct err *err);

#endif
