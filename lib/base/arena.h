/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arena -- memory with a lifetime instead of an owner.
 *
 * There are five lifetimes (process, configuration, session, transaction, scratch); each has an
 * arena, and a function that returns memory takes the arena it must live in as `in`. Nothing is
 * freed alone; the owner of the lifetime drops or resets the arena. Running out of memory ends the
 * process (its master starts another, and the queue on disk is whole), so nothing here fails.
 * An arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/slice.h"

struct arena;

struct arena *arena_new(void);
/* As arena_new, but every byte is overwritten when the arena is dropped or reset: for secrets. */
struct arena *arena_new_wiped(void);
void arena_drop(struct arena *arena); /* NULL is allowed */
/* Forget everything, keep one chunk for the next round. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *in, size_t size);
void *arena_alloc_array(struct arena *in, size_t count, size_t size);
/* Uninitialised bytes, unaligned: for text. */
char *arena_bytes(struct arena *in, size_t size);
/* Grow the block `p` of `old` bytes to `size` bytes; in place when it is the last one given out. */
void *arena_grow(struct arena *in, void *p, size_t old, size_t size);

#define ARENA_NEW(in, type) ((type *)arena_alloc((in), sizeof(type)))
#define ARENA_ARRAY(in, count, type) ((type *)arena_alloc_array((in), (count), sizeof(type)))

/* Copies. The C string ends in NUL; a NUL inside the slice stays in it. */
struct slice arena_copy(struct arena *in, struct slice s);
struct slice arena_copy_lower(struct arena *in, struct slice s);
char *arena_cstr(struct arena *in, struct slice s);
struct slice arena_printf(struct arena *in, const char *fmt, ...) PRINTF(2, 3);

/* Everything allocated after the mark is forgotten by arena_release: for loops over scratch. */
struct arena_mark {
    void *chunk;
    size_t used;
};
struct arena_mark arena_mark(struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

/* Bytes obtained from the system at present. */
size_t arena_footprint(const struct arena *arena);

#endif
