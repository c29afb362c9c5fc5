/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proto/queue -- what everybody else may ask of the queue.
 *
 * smtpd and submission talk to a `struct queue_port`. Whether a function of this process stands
 * behind it (one-process modes) or frames to the queue process (the daemon) cannot be seen.
 *
 * The order is: new_id when a transaction begins, commit when the message is complete and its
 * recipients are resolved and split, then the reply to the client, then start. After commit
 * returned true the message survives a crash; a 250 may be sent. After false nothing was kept.
 */
#ifndef SENDMAIL_PROTO_QUEUE_H
#define SENDMAIL_PROTO_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "mail/envelope.h"
#include "os/body.h"

/* DeliveryMode. */
enum delivery_mode {
    DELIVER_INTERACTIVE = 'i', /* now, before start returns */
    DELIVER_BACKGROUND = 'b',  /* now, while the caller goes on */
    DELIVER_QUEUE = 'q',       /* at the next queue run */
    DELIVER_DEFER = 'd',       /* likewise, and no map was asked */
};

/* What happens to a sender who can be told on the spot (ErrorMode). */
enum error_mode {
    ERRORS_MAIL = 'm',    /* a bounce */
    ERRORS_PRINT = 'p',   /* printed; no bounce */
    ERRORS_QUIET = 'q',   /* exit status only */
    ERRORS_WRITE = 'w',   /* to the terminal, else a bounce */
    ERRORS_BERKNET = 'e', /* a bounce, and exit status 0 */
};

struct queue_port {
    void *ctx;
    /* A queue id that nobody else has or will get. Never fails. */
    void (*new_id)(void *ctx, char id[QUEUE_ID_MAX]);
    /* Is there room for a message of that many bytes (MinFreeBlocks)? EX_TEMPFAIL if not. */
    bool (*room)(void *ctx, int64_t bytes, struct err *err);
    /*
     * Keep these envelopes, which share one body. Envelopes without id get one. All or none. The
     * body may be changed or closed afterwards. err: EX_TEMPFAIL and the like for "452 try later".
     */
    bool (*commit)(void *ctx, struct envelope *const *envs, size_t count, const struct body *body,
                   enum delivery_mode mode, struct err *err);
    /*
     * Deliver what was just committed, according to its mode. With DELIVER_INTERACTIVE in one
     * process the recipients' outcomes stand in `envs` afterwards, and what had to be said to the
     * sender was said (bounce, or see error_mode of the local queue). Elsewhere it returns at once.
     */
    void (*start)(void *ctx, struct envelope *const *envs, size_t count);
    /* ETRN and "run the queue now": jobs with a recipient whose host ends in that text, a queue
     * group ("#name"), or all (""). False when the queue cannot be asked. */
    bool (*run)(void *ctx, struct slice what, struct err *err);
};

/*
 * Frames between processes. Types are unique in the house: queue's are 0x01xx. Payloads use
 * ipc/pack.h; envelopes are disk/wire.h. A body travels inside the frame when it is small, else as
 * a descriptor.
 */
enum queue_frame {
    /* smtpd -> queue: u32 mode, u32 count, count times slice envelope, u32 in_frame, slice body (or
     * i64 length and a descriptor). Answer QUEUE_COMMITTED. */
    QUEUE_COMMIT = 0x0101,
    /* queue -> smtpd: u32 status (EX_OK: kept), slice text */
    QUEUE_COMMITTED = 0x0102,
    /* smtpd -> queue: i64 bytes. Answer QUEUE_COMMITTED with the status. */
    QUEUE_ROOM = 0x0103,
    /* smtpd, tools -> queue: slice what. Answer QUEUE_COMMITTED. */
    QUEUE_RUN = 0x0104,
    /* queue -> deliver: slice envelope, u32 in_frame, slice body (or i64 start, i64 length and a
     * descriptor). The frame's tag names the job. */
    QUEUE_JOB = 0x0110,
    /* deliver -> queue: slice envelope with outcomes, slice transcript; same tag. */
    QUEUE_RESULT = 0x0111,
    /* master -> queue: stop taking work, leave only qf and df files behind, exit. */
    QUEUE_STOP = 0x0120,
};

enum { QUEUE_BODY_IN_FRAME = 64 * 1024 };

#endif
