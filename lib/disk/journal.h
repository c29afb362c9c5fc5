/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal -- accepted messages as checksummed records in preallocated segments, many to one sync.
 *
 * A segment is a file journal/NNNN of fixed size, filled from its start; records lie back to back.
 * Appending copies into memory; journal_sync writes what was appended and makes it durable with
 * one fdatasync. A record is accepted when the sync that covers it returned. Every record has an id
 * and is closed by one "done" or "moved" note for that id, which needs no sync of its own: it goes
 * with whatever comes next, and a lost note means a message that is delivered again, never one
 * that is lost. A segment whose records are all closed is deleted.
 *
 * What a crash leaves is read by journal_replay: records up to the first that is not whole (a torn
 * tail was never acknowledged), minus those that are closed. Segments with a newer number are read
 * all the same, because closing notes may lie there.
 *
 * One thread appends and closes (the event loop), one syncs (the commit thread); the two may work
 * at the same time. A failed write or sync poisons the journal: nothing after it can be believed,
 * so the owner must stop accepting, put what it knows into qf files, and start a new journal.
 */
#ifndef DISK_JOURNAL_H
#define DISK_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct journal;

struct journal_options {
    const char *directory;  /* made if missing */
    int64_t segment_bytes;  /* 0: 64 MiB */
    bool sync;              /* false: SuperSafe=False, writes only */
};

enum journal_note { JOURNAL_DONE = 'D', JOURNAL_MOVED = 'M' };

/* Opens a fresh segment behind all that are there; replay and clear the old ones first. */
bool journal_open(const struct journal_options *options, struct journal **journal, struct err *err);
/* Deletes every segment (all records must be closed) or keeps them when records are open. */
void journal_close(struct journal *journal);

/* Append one accepted message: its envelope (wire.h) and its body. *ticket grows with every append;
 * the record is durable once journal_synced() reached it. False when the disk is full. */
bool journal_append(struct journal *journal, struct slice id, struct slice envelope,
                    struct slice body, uint64_t *ticket, struct err *err);
/* Close a record. Never fails: at worst the message comes again after a crash. */
void journal_note(struct journal *journal, struct slice id, enum journal_note note);

/* Is anything appended that journal_sync has not made durable? Notes alone do not count. */
bool journal_pending(const struct journal *journal);
/* Write and sync everything appended so far; *synced is the last ticket covered. */
bool journal_sync(struct journal *journal, uint64_t *synced, struct err *err);

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
