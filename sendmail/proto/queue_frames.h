/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proto/queue_frames -- packing and unpacking the queue's frames, so that both ends agree.
 *
 * Unpacking trusts nothing: false means the peer is broken and should be dropped. Unpacked slices
 * are borrowed from the frame's payload; a body with a descriptor takes it over from the frame (the
 * frame's count of descriptors goes down), so close body.fd.
 */
#ifndef SENDMAIL_PROTO_QUEUE_FRAMES_H
#define SENDMAIL_PROTO_QUEUE_FRAMES_H

#include "base/str.h"
#include "ipc/frame.h"
#include "mail/envelope.h"
#include "os/body.h"
#include "sendmail/proto/queue.h"

enum { QUEUE_MAX_ENVELOPES = 10000 };

/* A body small enough goes inside, whatever it lies in (a descriptor is read: that can fail,
 * false); any other leaves its descriptor in the frame. */
bool queue_pack_body(const struct body *body, struct str *out, struct frame *f, struct err *err);
bool queue_unpack_body(struct slice *in, struct frame *f, struct body *body);

/* QUEUE_COMMIT. */
bool queue_pack_commit(struct envelope *const *envs, size_t count, const struct body *body,
                       enum delivery_mode mode, struct str *out, struct frame *f, struct err *err);
struct queue_commit_request {
    char mode;
    struct slice *envelopes; /* packed: disk/wire.h */
    size_t count;
    struct body body;
};
bool queue_unpack_commit(struct frame *f, struct arena *in, struct queue_commit_request *r);

/* QUEUE_JOB: `packed` is the envelope in disk/wire.h's form. */
bool queue_pack_job(struct slice packed, const struct body *body, struct str *out, struct frame *f,
                    struct err *err);
/* For deliver: *e holds only `in`; its slices live as long as the payload. */
bool queue_unpack_job(struct frame *f, struct envelope *e, struct body *body, struct err *err);

/* QUEUE_RESULT; `tag` is the job's. */
void queue_pack_result(const struct envelope *e, struct slice transcript, uint32_t tag,
                       struct str *out, struct frame *f);
bool queue_unpack_result(const struct frame *f, struct slice *packed, struct slice *transcript);

#endif
