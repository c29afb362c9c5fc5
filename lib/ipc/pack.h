/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pack -- numbers and text in a frame's payload.
 *
 * Both ends are processes of one build on one machine: host byte order, no versions. The reader
 * still trusts nothing: a worker that was taken over may send anything, so every unpack checks its
 * bounds and says false, after which the reader drops the peer.
 */
#ifndef IPC_PACK_H
#define IPC_PACK_H

#include <stdint.h>
#include <string.h>

#include "base/slice.h"
#include "base/str.h"

static inline void pack_u32(struct str *to, uint32_t v)
{
    str_add(to, slice_of((const char *)&v, sizeof v));
}

static inline void pack_i64(struct str *to, int64_t v)
{
    str_add(to, slice_of((const char *)&v, sizeof v));
}

/* Length in front; any byte allowed. */
static inline void pack_slice(struct str *to, struct slice s)
{
    pack_u32(to, (uint32_t)s.len);
    str_add(to, s);
}

static inline bool unpack_u32(struct slice *from, uint32_t *v)
{
    if (from->len < sizeof *v)
        return false;
    memcpy(v, from->p, sizeof *v);
    *from = slice_from_at(*from, sizeof *v);
    return true;
}

static inline bool unpack_i64(struct slice *from, int64_t *v)
{
    if (from->len < sizeof *v)
        return false;
    memcpy(v, from->p, sizeof *v);
    *from = slice_from_at(*from, sizeof *v);
    return true;
}

/* Borrowed from the payload. */
static inline bool unpack_slice(struct slice *from, struct slice *s)
{
    struct slice rest = *from;
    uint32_t len;

    if (!unpack_u32(&rest, &len) || rest.len < len)
        return false;
    *s = slice_part(rest, 0, len);
    *from = slice_from_at(rest, len);
    return true;
}

#endif
