/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frame -- typed messages with descriptors between our processes, over SOCK_SEQPACKET pairs.
 *
 * One frame is one packet, so several threads may send on a socket without a lock, and a reader
 * never sees half a frame. A payload too large for a packet travels as a memfd and is read back
 * into memory by the receiver; nobody above notices. Nothing here trusts the peer: what does not
 * look like a frame is FRAME_BROKEN, and the peer should be dropped.
 */
#ifndef IPC_FRAME_H
#define IPC_FRAME_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

enum {
    FRAME_MAX_FDS = 8,
    FRAME_INLINE_BYTES = 96 * 1024,     /* larger payloads go as a memfd */
    FRAME_MAX_BYTES = 256 * 1024 * 1024 /* a payload above this is refused by both ends */
};

struct frame {
    uint32_t type; /* of the protocol in sendmail/proto */
    uint32_t tag;  /* a reply carries its request's tag */
    struct slice payload;
    int nfds;
    int fds[FRAME_MAX_FDS]; /* sending: stay the caller's. received: close-on-exec, the receiver's
                             */
};

enum frame_result { FRAME_OK, FRAME_CLOSED, FRAME_AGAIN, FRAME_BROKEN };

/* A connected pair, close-on-exec, with room for many frames in flight. */
bool frame_pair(int pair[2], struct err *err);
/* Blocks until the packet is queued. False when the peer is gone or descriptors ran out. */
bool frame_send(int sock, const struct frame *f, struct err *err);
/* The next frame; its payload lives in `in`. Blocks unless `dont_wait`, then FRAME_AGAIN. */
enum frame_result frame_receive(int sock, bool dont_wait, struct arena *in, struct frame *f,
                                struct err *err);
void frame_close_fds(struct frame *f);

#endif
