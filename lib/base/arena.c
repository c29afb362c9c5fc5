/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chunks in a list, newest first; each is twice as large as the one before, up to a limit. A
 * request larger than a chunk gets a chunk of its own size. Under AddressSanitizer what is not
 * given out is poisoned, so that a read past a block is found although the block came from no
 * malloc of its own.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>

/* Programs leave their arenas to exit(); and our tests run them with environments of their own. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0:abort_on_error=1";
}
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20, ALIGNMENT = 16 };

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) char data[];
};

struct arena {
    struct chunk *top;
    size_t footprint;
    bool wiped;
};

static struct chunk *chunk_new(struct arena *a, size_t size)
{
    struct chunk *c = malloc(sizeof *c + size);

    if (c == NULL)
        die("out of memory (%zu bytes)", size);
    c->next = a->top;
    c->size = size;
    c->used = 0;
    ASAN_POISON_MEMORY_REGION(c->data, size);
    a->top = c;
    a->footprint += sizeof *c + size;
    return c;
}

static void wipe(struct arena *a, struct chunk *c, size_t from)
{
    if (a->wiped && c->used > from) {
        ASAN_UNPOISON_MEMORY_REGION(c->data, c->size);
        explicit_bzero(c->data + from, c->used - from);
    }
    ASAN_POISON_MEMORY_REGION(c->data + from, c->size - from);
}

static void chunk_drop(struct arena *a)
{
    struct chunk *c = a->top;

    wipe(a, c, 0);
    ASAN_UNPOISON_MEMORY_REGION(c->data, c->size);
    a->top = c->next;
    a->footprint -= sizeof *c + c->size;
    free(c);
}

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);

    if (a == NULL)
        die("out of memory");
    return a;
}

struct arena *arena_new_wiped(void)
{
    struct arena *a = arena_new();

    a->wiped = true;
    return a;
}

void arena_drop(struct arena *a)
{
    if (a == NULL)
        return;
    while (a->top != NULL)
        chunk_drop(a);
    free(a);
}

void arena_reset(struct arena *a)
{
    /* The newest chunk is the largest: keeping it means a steady state without malloc. */
    while (a->top != NULL && a->top->next != NULL) {
        struct chunk *keep = a->top;

        a->top = keep->next;
        chunk_drop(a);
        keep->next = a->top;
        a->top = keep;
    }
    if (a->top != NULL) {
        wipe(a, a->top, 0);
        a->top->used = 0;
        if (a->top->size > LARGEST_CHUNK)
            chunk_drop(a);
    }
}

static struct chunk *__attribute__((noinline, cold)) larger_chunk(struct arena *a, size_t size)
{
    size_t next = a->top == NULL ? FIRST_CHUNK : a->top->size * 2;

    if (size > SIZE_MAX / 2)
        die("allocation of %zu bytes refused", size);
    if (next > LARGEST_CHUNK)
        next = LARGEST_CHUNK;
    return chunk_new(a, size > next ? size : next);
}

static inline char *take(struct arena *a, size_t size, size_t align)
{
    struct chunk *c = a->top;
    size_t at = c == NULL ? 0 : (c->used + align - 1) & ~(align - 1);

    if (c == NULL || at > c->size || size > c->size - at) {
        c = larger_chunk(a, size);
        at = 0;
    }
    c->used = at + size;
    ASAN_UNPOISON_MEMORY_REGION(c->data + at, size);
    return c->data + at;
}

void *arena_alloc(struct arena *in, size_t size)
{
    char *p = take(in, size, ALIGNMENT);

    memset(p, 0, size);
    return p;
}

void *arena_alloc_array(struct arena *in, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        die("allocation of %zu x %zu bytes refused", count, size);
    return arena_alloc(in, total);
}

char *arena_bytes(struct arena *in, size_t size)
{
    return take(in, size, 1);
}

void *arena_grow(struct arena *in, void *p, size_t old, size_t size)
{
    struct chunk *c = in->top;
    char *end = p == NULL ? NULL : (char *)p + old;
    char *moved;

    if (p != NULL && c != NULL && end == c->data + c->used && size >= old &&
        size - old <= c->size - c->used) {
        ASAN_UNPOISON_MEMORY_REGION(end, size - old);
        c->used += size - old;
        return p;
    }
    moved = take(in, size, ALIGNMENT);
    if (old > 0)
        memcpy(moved, p, old < size ? old : size);
    return moved;
}

struct slice arena_copy(struct arena *in, struct slice s)
{
    char *p = arena_bytes(in, s.len + 1);

    if (s.len > 0)
        memcpy(p, s.p, s.len);
    p[s.len] = '\0';
    return slice_of(p, s.len);
}

struct slice arena_copy_lower(struct arena *in, struct slice s)
{
    char *p = arena_bytes(in, s.len + 1);

    for (size_t i = 0; i < s.len; i++)
        p[i] = ascii_lower(s.p[i]);
    p[s.len] = '\0';
    return slice_of(p, s.len);
}

char *arena_cstr(struct arena *in, struct slice s)
{
    char *p = arena_bytes(in, s.len + 1);

    if (s.len > 0)
        memcpy(p, s.p, s.len);
    p[s.len] = '\0';
    return p;
}

struct slice arena_printf(struct arena *in, const char *fmt, ...)
{
    va_list args, again;
    char *p;
    int n;

    va_start(args, fmt);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0)
        die("unprintable format %s", fmt);
    p = arena_bytes(in, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return slice_of(p, (size_t)n);
}

struct arena_mark arena_mark(struct arena *a)
{
    return (struct arena_mark){a->top, a->top == NULL ? 0 : a->top->used};
}

void arena_release(struct arena *a, struct arena_mark mark)
{
    while (a->top != NULL && a->top != mark.chunk)
        chunk_drop(a);
    if (a->top != NULL) {
        wipe(a, a->top, mark.used);
        a->top->used = mark.used;
    }
}

size_t arena_footprint(const struct arena *a)
{
    return a->footprint;
}
