/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spool_owner -- whose the queue directories are.
 *
 * A process that keeps the queue need be nobody but their owner. Files that root left there, before
 * or beside that process, are handed to the owner first.
 */
#ifndef DISK_SPOOL_OWNER_H
#define DISK_SPOOL_OWNER_H

#include "disk/spool.h"

/* The one who owns all directories and `base` above them, and the group of `base`. False: there is
 * no such one. */
bool spool_owner(const struct spool *spool, const char *base, uid_t *uid, gid_t *gid);

/* As root: gives him root's files in the directories and the journal. Files with further links are
 * left: where the others are, nobody knows. Returns how many could not be given. */
size_t spool_hand_over(const struct spool *spool, const char *journal, uid_t uid);

#endif
