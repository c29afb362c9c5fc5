/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worker -- the queue process, between its own files only.
 *
 * One event loop owns everything here. Messages come as QUEUE_COMMIT frames and become jobs; a job
 * is appended to the journal (or written as files), answered when it is durable, sent to a deliver
 * worker, and settled when its result comes back. What takes long runs in the pool, on one job that
 * nobody else touches meanwhile.
 *
 *     COMMITTING -> READY -> RUNNING -> SETTLING -> gone, or an entry of the schedule
 *                     ^                                          |
 *                     +------------------ LOADING <--------------+
 */
#ifndef SENDMAIL_QUEUE_WORKER_H
#define SENDMAIL_QUEUE_WORKER_H

#include "disk/journal.h"
#include "ipc/frame.h"
#include "sendmail/proto/queue_frames.h"
#include "sendmail/proto/worker.h"
#include "sendmail/queue/committer.h"
#include "sendmail/queue/conclude.h"
#include "sendmail/queue/pool.h"
#include "sendmail/queue/queue.h"
#include "sendmail/queue/schedule.h"

enum {
    WORKER_MEMORY_BYTES = 64 * 1024 * 1024, /* messages kept in memory; beyond it files at once */
    WORKER_SEGMENTS = 8,     /* journal segments; beyond it the oldest jobs move to files */
    WORKER_JOBS = 500,       /* under way at all deliver workers together */
    WORKER_DESTINATION = 20, /* under way to one destination */
    WORKER_LOADS = 20,       /* jobs being read back from files */
    SPARE_ARENAS = 128,
    JOB_BUCKETS = 4096,
    DESTINATIONS = 1024,
};

struct peer {
    struct peer *next;
    enum worker_kind kind;
    int sock; /* -1: gone; the struct stays, others may point to it */
    size_t running;
};

struct born; /* settle.c */

enum job_state { JOB_COMMITTING, JOB_READY, JOB_RUNNING, JOB_SETTLING, JOB_LOADING };

struct job_list {
    struct job *first, **last;
};

/* Where a job's first recipient lives: jobs of one destination wait in one line. Destinations share
 * DESTINATIONS lines by hash. */
struct destination {
    struct destination *next; /* among those with jobs that may go */
    size_t running;
    bool waiting;
    struct job_list jobs;
};

struct job {
    struct task task; /* first: the pool gives it back */
    struct worker *w;
    struct job *next_id; /* in its bucket */
    struct job *next;    /* in the list of its state */
    struct arena *in;
    char id[QUEUE_ID_MAX];
    enum job_state state;
    struct slice packed; /* envelope, disk/wire.h */
    struct body body;
    struct slice wire;        /* payload of its QUEUE_JOB frame, if it lies ready; else empty */
    size_t bytes;             /* counted against WORKER_MEMORY_BYTES */
    struct journal_mark mark; /* segment 0: not in the journal (any more) */
    struct spool_job file;
    bool has_file;
    uint32_t tag;
    uint64_t to;       /* hash of mailer and host */
    struct peer *peer; /* who runs it */
    int64_t retry_at;  /* set by settling */

    bool pinned; /* a file is being made of it while it is ready or running */
    enum spool_lock loaded;

    /* settling */
    struct arena *result_in;
    struct slice result; /* envelope with outcomes, packed */
    struct slice transcript;
    enum conclusion conclusion;
    bool settled;      /* false: the spool could not be changed; try again later */
    struct born *born; /* notifications made */
};

/* A QUEUE_COMMIT that waits for its answer. */
struct commit {
    struct task task; /* for the ones that become files */
    struct commit *next;
    struct worker *w;
    struct peer *peer;
    uint32_t tag;
    uint64_t ticket;
    char mode;
    struct arena *in; /* its frame's memory; NULL: the only job has it */
    struct body body;
    struct job **jobs;
    size_t count;
    bool ok;
    struct err err;
};

struct worker {
    const struct worker_setup *setup;
    const struct config *cfg;
    struct arena *arena; /* the process's */
    struct spool *spool;
    struct queue_id_maker ids;
    struct journal *journal; /* NULL: broken, everything becomes files */
    struct committer *committer;
    struct pool *pool;
    struct schedule *schedule;
    int epoll, synced_event, pool_event;
    struct peer *peers;

    struct job *buckets[JOB_BUCKETS];
    struct job **slots; /* by tag */
    uint32_t *free_slots;
    uint32_t slot_count, free_count;
    size_t jobs, running, loading, spilling, memory;
    bool scanning;
    struct commit *committing, **committing_last;
    struct destination *destinations; /* DESTINATIONS of them */
    struct destination *waiting, **waiting_last;
    struct job *troubled; /* results that the spool would not take yet */
    struct statistics_counter counter;
    bool appended; /* since the last kick */

    int load;
    int64_t now, house_at, scan_at, scanned_at;
    bool stopping;
    int64_t stop_at;
    struct arena *spares[SPARE_ARENAS];
    size_t spare_count;
    struct arena *scratch;
};

/* jobs.c */
struct job *job_new(struct worker *w, struct arena *in, const char *id);
struct job *job_find(const struct worker *w, const char *id);
struct job *job_by_tag(const struct worker *w, uint32_t tag);
void job_free(struct job *job);
/* Counts the memory it holds. */
void job_account(struct job *job);
/* An empty arena, new or used before; giving it back keeps its memory for the next message. */
struct arena *worker_arena(struct worker *w);
void worker_arena_back(struct worker *w, struct arena *in);

/* accept.c */
void accept_frame(struct worker *w, struct peer *peer, struct frame *f, struct arena *in);
/* Answers what has become durable and makes those jobs ready. */
void accept_synced(struct worker *w);
void answer(struct peer *peer, uint32_t tag, const struct err *err);

/* dispatch.c */
void dispatch_init(struct worker *w);
/* Which destination an envelope is for. */
uint64_t dispatch_hash(const struct envelope *e);
void dispatch_ready(struct job *job);
void dispatch_some(struct worker *w);
bool dispatch_is_possible(struct worker *w);
void dispatch_peer_gone(struct worker *w, struct peer *peer);
void dispatch_done(struct job *job);

/* settle.c */
void settle_result(struct worker *w, struct peer *peer, struct frame *f, struct arena *in);
void settle_received(struct job *job);
/* Tries again what the disk refused. */
void settle_troubled(struct worker *w);
/* Writes qf and df of a job that has none. */
bool settle_to_file(struct job *job, struct err *err);
int64_t settle_retry_at(const struct worker *w, const struct envelope *e);

/* reload.c: jobs that come back from the spool. */
bool load_is_possible(const struct worker *w);
void load_due(struct worker *w);
void load_scan(struct worker *w);
void load_run(struct worker *w, struct slice what);

/* recover.c */
bool recover_journal(struct worker *w, struct err *err);
/* Everything in memory becomes files. */
void recover_flush(struct worker *w);
void recover_spill(struct worker *w);

uint32_t worker_dir_index(const struct worker *w, const struct spool_dir *dir);

#endif
