/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire -- the frames behind proto/master.h, known to remote.c and requests.c only.
 *
 * Every answer starts with u32 EX_* and a slice of error text (empty when EX_OK).
 */
#ifndef SENDMAIL_MASTER_WIRE_H
#define SENDMAIL_MASTER_WIRE_H

enum master_request {
    MASTER_LIST = 100, /* slice user, list chain, u32 timeout_ms -> one descriptor */
    MASTER_MAILBOX,    /* u32 mailer, owner, slice path, u32 timeout_ms -> one descriptor */
    MASTER_OWN,        /* u32 enum master_own -> one descriptor */
    MASTER_HOST,       /* slice host, u32 lock -> one descriptor */
    MASTER_NOTE_HOST,  /* slice host, 3 u32 of it, slice dsn, slice reply, i64 time -> nothing more
                        */
    MASTER_MAP,        /* slice path -> one descriptor */
    MASTER_START,      /* u32 mailer, owner, slice root, u32 which of 3 descriptors, list argv, list
                          cwd -> i64 handle */
    MASTER_WAIT,       /* i64 handle, i64 timeout_ms (-1: for ever) -> i64 wait status */
    MASTER_STOP,       /* i64 handle -> nothing more */
    MASTER_ANSWER,
}; /* owner: slice user, u32 uid, u32 gid; list: u32 count, slices */

enum {
    MASTER_MAX_ARGS = 10000, /* arguments of one program */
    MASTER_MAX_JOBS = 1000,  /* programs and openings under way, all workers together */
};

#endif
