/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/sink.h"

static bool put_line_end(struct sink *s, struct err *err)
{
    s->in_line = false;
    return s->put(s->ctx, s->eol, err);
}

static bool take(void *ctx, struct slice bytes, struct err *err)
{
    struct sink *s = ctx;

    s->bytes += bytes.len;
    /* Nothing to change: the bytes go through in one piece. */
    if (!s->hide_dots && slice_is(s->eol, "\n") && bytes.len > 0) {
        s->in_line = bytes.p[bytes.len - 1] != '\n';
        return s->put(s->ctx, bytes, err);
    }
    while (bytes.len > 0) {
        size_t len = slice_find(bytes, '\n');
        bool ends = len != SIZE_MAX;
        struct slice part = slice_part(bytes, 0, ends ? len : bytes.len);

        if (!s->in_line && s->hide_dots && part.len > 0 && part.p[0] == '.' &&
            !s->put(s->ctx, SLICE("."), err))
            return false;
        if (part.len > 0) {
            s->in_line = true;
            if (!s->put(s->ctx, part, err))
                return false;
        }
        if (ends && !put_line_end(s, err))
            return false;
        bytes = slice_from_at(bytes, part.len + ends);
    }
    return true;
}

struct message_sink sink_of(struct sink *s)
{
    return (struct message_sink){.ctx = s, .write = take};
}

bool sink_finish(struct sink *s, struct err *err)
{
    return !s->in_line || put_line_end(s, err);
}
