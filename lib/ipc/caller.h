/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caller -- many threads, one socket: ask another process and wait for its answer.
 *
 * Each call gets a tag; answers may come in any order. No thread is set aside for reading: of the
 * threads that wait, one reads and hands every answer to whom it belongs, and when its own has come
 * it wakes the next to read. So an answer to a lone caller costs one wake-up, not two.
 */
#ifndef IPC_CALLER_H
#define IPC_CALLER_H

#include "ipc/frame.h"

struct caller;

/* Takes over the socket. */
struct caller *caller_new(int sock);
/* Only when no call is under way. */
void caller_drop(struct caller *c);

/* Send `request` (its tag is set here) and wait for the answer, which lives in `in`. False when the
 * other process is gone or broke the protocol: EX_TEMPFAIL, and every later call fails at once. */
bool caller_call(struct caller *c, struct frame *request, struct arena *in, struct frame *answer,
                 struct err *err);
/* True once the other process is gone or broke the protocol: nothing will be answered any more. */
bool caller_is_dead(struct caller *c);
/* Send without waiting: for notices that have no answer. */
bool caller_tell(struct caller *c, struct frame *notice, struct err *err);

#endif
