/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/proto/queue_frames.h"

#include <unistd.h>

#include "disk/wire.h"
#include "ipc/pack.h"

bool queue_pack_body(const struct body *body, struct str *out, struct frame *f, struct err *err)
{
    struct slice bytes;

    if (body->fd >= 0 && body->len > QUEUE_BODY_IN_FRAME) {
        if (f->nfds >= FRAME_MAX_FDS)
            return err_set(err, EX_SOFTWARE, "too many descriptors for one frame");
        pack_u32(out, 0);
        pack_i64(out, body->start);
        pack_i64(out, body->len);
        f->fds[f->nfds++] = body->fd;
        return true;
    }
    if (!body_slice(body, out->in, &bytes, err))
        return false;
    pack_u32(out, 1);
    pack_slice(out, bytes);
    return true;
}

bool queue_unpack_body(struct slice *in, struct frame *f, struct body *body)
{
    uint32_t in_frame;
    struct slice bytes;

    *body = (struct body){.fd = -1};
    if (!unpack_u32(in, &in_frame))
        return false;
    if (in_frame != 0) {
        if (!unpack_slice(in, &bytes))
            return false;
        *body = body_in_memory(bytes);
        return true;
    }
    if (!unpack_i64(in, &body->start) || !unpack_i64(in, &body->len) || body->start < 0 ||
        body->len < 0 || f->nfds < 1)
        return false;
    body->fd = f->fds[--f->nfds];
    return true;
}

bool queue_pack_commit(struct envelope *const *envs, size_t count, const struct body *body,
                       enum delivery_mode mode, struct str *out, struct frame *f, struct err *err)
{
    f->type = QUEUE_COMMIT;
    pack_u32(out, (uint32_t)mode);
    pack_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        struct str one = str_new(out->in);

        envelope_pack(envs[i], &one);
        pack_slice(out, str_slice(&one));
    }
    if (!queue_pack_body(body, out, f, err))
        return false;
    f->payload = str_slice(out);
    return true;
}

bool queue_unpack_commit(struct frame *f, struct arena *in, struct queue_commit_request *r)
{
    struct slice p = f->payload;
    uint32_t mode, count;

    *r = (struct queue_commit_request){.body = {.fd = -1}};
    if (!unpack_u32(&p, &mode) || !unpack_u32(&p, &count) || count == 0 ||
        count > QUEUE_MAX_ENVELOPES)
        return false;
    r->mode = (char)mode;
    r->count = count;
    r->envelopes = ARENA_ARRAY(in, count, struct slice);
    for (uint32_t i = 0; i < count; i++) {
        if (!unpack_slice(&p, &r->envelopes[i]))
            return false;
    }
    return queue_unpack_body(&p, f, &r->body);
}

bool queue_pack_job(struct slice packed, const struct body *body, struct str *out, struct frame *f,
                    struct err *err)
{
    f->type = QUEUE_JOB;
    pack_slice(out, packed);
    if (!queue_pack_body(body, out, f, err))
        return false;
    f->payload = str_slice(out);
    return true;
}

bool queue_unpack_job(struct frame *f, struct envelope *e, struct body *body, struct err *err)
{
    struct slice p = f->payload, packed;

    if (!unpack_slice(&p, &packed) || !queue_unpack_body(&p, f, body))
        return err_set(err, EX_PROTOCOL, "a broken job");
    if (envelope_unpack(packed, e, err))
        return true;
    if (body->fd >= 0)
        close(body->fd);
    body->fd = -1;
    return false;
}

void queue_pack_result(const struct envelope *e, struct slice transcript, uint32_t tag,
                       struct str *out, struct frame *f)
{
    struct str one = str_new(out->in);

    envelope_pack(e, &one);
    pack_slice(out, str_slice(&one));
    pack_slice(out, transcript);
    *f = (struct frame){.type = QUEUE_RESULT, .tag = tag, .payload = str_slice(out)};
}

bool queue_unpack_result(const struct frame *f, struct slice *packed, struct slice *transcript)
{
    struct slice p = f->payload;

    return unpack_slice(&p, packed) && unpack_slice(&p, transcript);
}
