/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire -- the frames behind proto/master.h, known to remote.c and requests.c only.
 *
 * Every answer starts with u32 EX_* and a slice of error text (empty when EX_OK).
 */
#ifndef SENDMAIL_MASTER_WIRE_H
#define SENDMAIL_MASTER_WIRE_H

enum master_request {
    MASTER_OPEN = 100, /* identity, slice path, u32 flags, u32 timeout_ms -> one descriptor */
    MASTER_START,      /* spawn -> i64 handle; 3 descriptors */
    MASTER_WAIT,       /* i64 handle, i64 timeout_ms (-1: for ever) -> i64 wait status */
    MASTER_STOP,       /* i64 handle -> nothing more */
    MASTER_OPEN_MAP,   /* slice path -> one descriptor */
    MASTER_ANSWER,
};

enum {
    MASTER_MAX_ARGS = 10000, /* arguments and environment of one program */
    MASTER_MAX_JOBS = 1000,  /* programs and openings under way, all workers together */
};

#endif
