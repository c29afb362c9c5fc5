/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vec -- an array that grows in an arena. Elements move when it grows: keep indexes, not pointers.
 *
 *     struct vec_of_rcpt VEC(struct rcpt) v = {0};
 *     *VEC_ADD(&v, in) = rcpt;
 *     for (size_t i = 0; i < v.len; i++) use(v.p[i]);
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                                                                  \
    {                                                                                              \
        type *p;                                                                                   \
        size_t len, cap;                                                                           \
    }

/* A pointer to a new last element; its bytes are not initialised. */
#define VEC_ADD(v, in)                                                                             \
    ((v)->len < (v)->cap                                                                           \
         ? &(v)->p[(v)->len++]                                                                     \
         : ((v)->p = vec_grow((in), (v)->p, &(v)->cap, sizeof *(v)->p), &(v)->p[(v)->len++]))

static inline void *vec_grow(struct arena *in, void *p, size_t *cap, size_t size)
{
    size_t old = *cap;

    *cap = old == 0 ? 8 : old * 2;
    return arena_grow(in, p, old * size, *cap * size);
}

#endif
