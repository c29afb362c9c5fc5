/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mbox -- append a message to an mbox file that others read and write too.
 *
 * The caller has become the mailbox's owner. Two locks are held while writing, a dotlock and fcntl:
 * programs take them in opposite orders, so ours tries each without waiting, gives both back when
 * the second is busy, and tries again. The separator's first bytes are written last, after all else
 * is on the disk: a process killed in the middle leaves no message that anybody would count, and
 * its dotlock (which remembers the old size) lets the next writer cut the remains off.
 */
#ifndef STORE_MBOX_H
#define STORE_MBOX_H

#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

/* Opens (makes, with `mode`) the mailbox for appending. Refused with EX_CANTCREAT: anything but a
 * regular file of one link that belongs to `owner`; symbolic links. */
NODISCARD int mbox_open(const char *path, mode_t mode, uid_t owner, struct err *err);

struct mbox_lock {
    int fd;             /* of the mailbox, the caller's */
    char dotlock[4096]; /* its path; "": there is none */
};

/* Both locks, within wait_ms; EX_TEMPFAIL "mailbox busy" after that. A dotlock that cannot be made
 * because the directory is not ours to write in is done without. Remains of a writer that died are
 * cut off. With `no_dotlock` only the kernel's lock is taken. */
NODISCARD bool mbox_lock(struct mbox_lock *lock, int fd, const char *path, bool no_dotlock,
                         int64_t wait_ms, struct err *err);
void mbox_unlock(struct mbox_lock *lock);

/* Under the lock: separator line (empty: the text begins with it) and the rest of the message, read
 * from `text_fd` from its start.
 * Synced when true is returned; on failure the file is as long as before, and errno says why.
 * EX_TEMPFAIL for a full disk or an exceeded quota. */
NODISCARD bool mbox_append(int fd, struct slice separator, int text_fd, struct err *err);

#endif
