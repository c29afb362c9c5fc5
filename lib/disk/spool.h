/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spool -- the queue directories: names, locks, and the order of writes that survives a crash.
 *
 * A queue group has one or more directories; in each, control files (qf, hf when quarantined, Qf
 * when set aside), bodies (df), images of control files being rewritten (tf) and transcripts (xf)
 * lie side by side, or in its subdirectories qf, df and xf where these exist. Other programs may
 * work in the same directories: a job is used only under an exclusive flock on its control file,
 * exactly as classic sendmail takes it, and a lock counts only if the name still means the file
 * that was locked.
 *
 * A job becomes real when its qf has its final line; the body is on disk before that. Order, with
 * SuperSafe: df written, df synced; tf written, tf synced, renamed to qf, directory synced. A crash
 * in between leaves a df without qf or a tf, and the sender was not told that the mail was taken.
 *
 * A struct spool is immutable after spool_open; any thread may call, on different jobs.
 */
#ifndef DISK_SPOOL_H
#define DISK_SPOOL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "disk/qf.h"
#include "mail/envelope.h"
#include "os/body.h"

/* One directory of a group. Paths have no trailing slash. */
struct spool_dir {
    struct slice group;       /* name of its queue group */
    const char *path;         /* as configured */
    const char *qf, *df, *xf; /* path, or path/qf ... where that subdirectory exists */
    uid_t owner;              /* of the directory: files are to be his, whoever makes them */
};

/* What the configuration says of one group; a path that ends in "*" stands for every directory that
 * matches. */
struct spool_group {
    struct slice name;
    struct slice path; /* empty: the queue directory; not absolute: beneath it */
};

struct spool_options {
    struct slice directory; /* QueueDirectory */
    const struct spool_group *groups;
    size_t group_count; /* 0: the one group "mqueue" */
    mode_t file_mode;   /* QueueFileMode */
    bool sync;          /* SuperSafe: anything but False */
};

struct spool {
    struct spool_dir *dirs;
    size_t dir_count;
    mode_t file_mode;
    bool sync;
};

/* Everything lives in `in`. EX_CONFIG for a group outside the queue directory; EX_OSFILE or the
 * error's own status when a directory cannot be used. */
bool spool_open(const struct spool_options *options, struct arena *in, struct spool **spool,
                struct err *err);
/* The directory all of a QueueDirectory lies in: without a last component "x*". */
struct slice spool_base(struct slice directory);
/* The directory of the group where that job goes: ids spread over the group's directories, a full
 * one is left out. For an unknown group the first directory of all. */
const struct spool_dir *spool_choose(const struct spool *spool, struct slice group,
                                     struct slice id);
/* Free bytes where bodies of that directory go; -1 unknown. */
int64_t spool_free_bytes(const struct spool_dir *dir);

/* Control file kinds: first letter of the name. */
enum spool_kind { SPOOL_QUEUED = 'q', SPOOL_HELD = 'h', SPOOL_LOST = 'Q' };

/* A job that this process holds locked. */
struct spool_job {
    const struct spool *spool;
    const struct spool_dir *dir;
    char id[QUEUE_ID_MAX];
    enum spool_kind kind;
    int lock; /* descriptor of the control file; -1: not (or no longer) locked */
};

/* ---- accepting */

/*
 * Write df and qf for every envelope, so that all of them are real when this returns true and none
 * is when it returns false. The first envelope's df is written, the others' are links to it (or
 * copies in another directory). jobs[i] stays locked until spool_unlock or spool_remove. An
 * envelope with ENV_QUARANTINED becomes hf. An id that exists already is EX_SOFTWARE.
 */
bool spool_create(const struct spool *spool, struct envelope *const *envs, size_t count,
                  const struct body *body, struct spool_job *jobs, struct err *err);

/* A df of its own, synced, for a body that is kept before its envelope is (large bodies). */
bool spool_write_body(const struct spool *spool, const struct spool_dir *dir, const char *id,
                      const struct body *body, struct err *err);
/* For many at once: df and tf are written and nothing is synced. The job is not locked, and not
 * real until spool_publish gave the tf its name, which is for whoever has synced both files and the
 * directory they are in; he syncs the directory of the qf afterwards. */
bool spool_prepare(const struct spool *spool, const struct envelope *e, const struct body *body,
                   struct spool_job *job, struct err *err);
bool spool_publish(struct spool_job *job, struct err *err);
/* Only the qf, for a df that is there already; the job is real afterwards. */
bool spool_create_control(const struct spool *spool, const struct spool_dir *dir,
                          const struct envelope *e, struct spool_job *job, struct err *err);

/* ---- working on a job */

enum spool_lock {
    SPOOL_LOCKED,
    SPOOL_BUSY, /* another process has it */
    SPOOL_GONE, /* no such job (any more) */
    SPOOL_FAILED,
};

enum spool_lock spool_lock(const struct spool *spool, const struct spool_dir *dir,
                           enum spool_kind kind, const char *id, struct spool_job *job,
                           struct err *err);
void spool_unlock(struct spool_job *job);

/* Is the locked file one that may be trusted: regular, owned by us, root or whose directory it is,
 * not writable by others (by the group neither, unless `group_may`)? */
bool spool_check_file(const struct spool_job *job, bool group_may, struct err *err);
/* Reads the locked control file; also fills e->id, flags and body_bytes (-1: df is missing). */
enum qf_verdict spool_read(const struct spool_job *job, struct envelope *e, struct err *err);
/* Without a lock, for listings: as much as can be understood; no sender: nothing could. A file that
 * just vanished is SPOOL_GONE. */
enum spool_lock spool_peek(const struct spool_dir *dir, enum spool_kind kind, const char *id,
                           struct envelope *e, int64_t *modified_at, struct err *err);
/* Open the job's df. A missing df gives false with EX_NOINPUT. Close body->fd. */
bool spool_open_body(const struct spool_job *job, const struct envelope *e, struct body *body,
                     struct err *err);
/* Replace the control file by the envelope as it is now; the lock moves to the new file. The kind
 * follows ENV_QUARANTINED; e->data_inode is brought up to date. */
bool spool_rewrite(struct spool_job *job, struct envelope *e, struct err *err);
/* The job is finished: qf first (so that a crash between leaves a df, never a second delivery). */
bool spool_remove(struct spool_job *job, struct err *err);
/* Set aside for an administrator: becomes Qf, whatever it holds. */
bool spool_set_aside(struct spool_job *job, struct err *err);

/* ---- walking */

/* Every id of that kind in the directory, in directory order. False when it cannot be read. */
typedef void spool_visit(void *ctx, const struct spool_dir *dir, const char *id);
bool spool_walk(const struct spool_dir *dir, enum spool_kind kind, spool_visit *visit, void *ctx,
                struct err *err);

/* "qf" + id in the right directory: for messages and tests. */
struct slice spool_path(const struct spool_dir *dir, char kind, const char *id, struct arena *in);

#endif
