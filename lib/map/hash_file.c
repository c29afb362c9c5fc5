/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file: a first page that describes it, then pages of keys and values. A key's hash gives its
 * bucket, the table "spares" the bucket's first page; more pages follow by number. On a page a
 * table of offsets stands in front, the items are stored from the end backwards, so an item ends
 * where the one before it begins. Items come in pairs, key and value; the first byte is the item's
 * kind.
 */
#include "map/hash_file.h"
#include "map/page.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum {
    /* Where numbers stand on the first page, and what must stand there. */
    AT_MAGIC = 12,
    AT_VERSION = 16,
    AT_PAGE_SIZE = 20,
    AT_CIPHER = 24,
    AT_KIND = 25,
    AT_META_FLAGS = 26,
    AT_LAST_PAGE = 32,
    AT_PARTITIONS = 36,
    AT_FLAGS = 48,
    AT_MAX_BUCKET = 72,
    AT_HIGH_MASK = 76,
    AT_LOW_MASK = 80,
    AT_HASH_CHECK = 92,
    AT_SPARES = 96,
    SPARES = 32,
    META_BYTES = AT_SPARES + 4 * SPARES,
    MAGIC = 0x061561,
    VERSION_MIN = 8,
    VERSION_MAX = 9,
    KIND_HASH_META = 8,
    /* The same of a page of items. */
    AT_SORTED = 0,  /* ours */
    AT_ENDINGS = 1, /* ours: what keys end in */
    AT_NEXT = 16,
    AT_ENTRIES = 20,
    AT_PAGE_KIND = 25,
    AT_OFFSETS = 26,
    KIND_HASH_UNSORTED = 2,
    KIND_HASH = 13,
    ITEM_DATA = 1,
    ITEM_ELSEWHERE = 3, /* kind, 3 bytes, page, length */
    AT_ELSEWHERE_LEN = 8,
    PAGE_MIN = 512,
    PAGE_MAX = 65536,
    KEEP_MAX = 64 << 20, /* bytes of pages; more are read again each time */
};

struct hash_file {
    int fd;
    struct stat seen;
    uint32_t page_size, last_page;
    uint32_t max_bucket, high_mask, low_mask;
    uint32_t spares[SPARES];
    pthread_mutex_t reading; /* guards `in`, `kept` and entering pages */
    struct arena *in;
    size_t kept;
    _Atomic(const unsigned char *) *pages; /* by number; NULL: not read yet */
};

/* The library's default since version 5: FNV with the other order of steps. */
static uint32_t hash_of(const char *p, size_t len)
{
    uint32_t hash = 0;

    for (size_t i = 0; i < len; i++)
        hash = (hash * 16777619u) ^ (unsigned char)p[i];
    return hash;
}

/* A file says by this word's hash which function it was made with. */
static bool hashes_as_we_do(const unsigned char *meta)
{
    static const char word[] = "%$sniglet^&";

    return u32_at(meta, AT_HASH_CHECK) == hash_of(word, sizeof word);
}

static bool is_ours(const unsigned char *meta)
{
    uint32_t size = u32_at(meta, AT_PAGE_SIZE), version = u32_at(meta, AT_VERSION);

    return u32_at(meta, AT_MAGIC) == MAGIC && version >= VERSION_MIN && version <= VERSION_MAX &&
           size >= PAGE_MIN && size <= PAGE_MAX && (size & (size - 1)) == 0 &&
           meta[AT_CIPHER] == 0 && meta[AT_KIND] == KIND_HASH_META && meta[AT_META_FLAGS] == 0 &&
           u32_at(meta, AT_PARTITIONS) == 0 && u32_at(meta, AT_FLAGS) == 0 && hashes_as_we_do(meta);
}

static bool is_unchanged(const struct hash_file *f)
{
    struct stat now;

    return fstat(f->fd, &now) == 0 && now.st_size == f->seen.st_size &&
           now.st_mtim.tv_sec == f->seen.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == f->seen.st_mtim.tv_nsec;
}

struct hash_file *hash_file_open(int fd, const struct stat *seen)
{
    unsigned char meta[META_BYTES];
    struct hash_file *f;
    struct arena *in;

    if (pread(fd, meta, sizeof meta, 0) != (ssize_t)sizeof meta || !is_ours(meta))
        return NULL;
    in = arena_new();
    f = ARENA_NEW(in, struct hash_file);
    *f = (struct hash_file){.fd = fd,
                            .seen = *seen,
                            .page_size = u32_at(meta, AT_PAGE_SIZE),
                            .last_page = u32_at(meta, AT_LAST_PAGE),
                            .max_bucket = u32_at(meta, AT_MAX_BUCKET),
                            .high_mask = u32_at(meta, AT_HIGH_MASK),
                            .low_mask = u32_at(meta, AT_LOW_MASK),
                            .in = in};
    memcpy(f->spares, meta + AT_SPARES, sizeof f->spares);
    pthread_mutex_init(&f->reading, NULL);
    /* What it says of its size must be true: memory is set aside for it. */
    if ((uint64_t)f->last_page * f->page_size > (uint64_t)seen->st_size || !is_unchanged(f)) {
        hash_file_close(f);
        return NULL;
    }
    f->pages = arena_alloc_array(in, (size_t)f->last_page + 1, sizeof *f->pages);
    return f;
}

void hash_file_close(struct hash_file *f)
{
    if (f == NULL)
        return;
    pthread_mutex_destroy(&f->reading);
    arena_drop(f->in);
}

/* Item `i`, which begins with its kind. p == NULL: its place is impossible. */
static inline struct slice item_at(const struct hash_file *f, const unsigned char *page, unsigned i)
{
    size_t from = u16_at(page, AT_OFFSETS + 2 * (size_t)i);
    size_t to = i == 0 ? f->page_size : u16_at(page, AT_OFFSETS + 2 * (size_t)(i - 1));

    if (from >= to || to > f->page_size)
        return slice_of(NULL, 0);
    return slice_of((const char *)page + from, to - from);
}

static bool has_items(const struct hash_file *f, const unsigned char *page)
{
    unsigned entries = u16_at(page, AT_ENTRIES);

    return (page[AT_PAGE_KIND] == KIND_HASH || page[AT_PAGE_KIND] == KIND_HASH_UNSORTED) &&
           AT_OFFSETS + 2 * (size_t)entries <= f->page_size && entries % 2 == 0;
}

/* Every key is here and in order: a page of today's library, but it is looked at, not believed. */
static bool is_sorted(const struct hash_file *f, const unsigned char *page)
{
    unsigned entries = u16_at(page, AT_ENTRIES);
    struct slice before = {NULL, 0};

    for (unsigned i = 0; i < entries; i += 2) {
        struct slice item = item_at(f, page, i);

        if (item.len == 0 || item.p[0] != ITEM_DATA || (i > 0 && slice_cmp(before, item) >= 0))
            return false;
        before = item;
    }
    return true;
}

enum ending { ENDS_IN_NUL = 1 << 0, ENDS_IN_TEXT = 1 << 1 };

static enum ending ending_of(struct slice key)
{
    return key.len > 0 && key.p[key.len - 1] == '\0' ? ENDS_IN_NUL : ENDS_IN_TEXT;
}

/* Of all keys of a sorted page. Who does not know yet whether keys end in NUL asks for both. */
static unsigned char endings_of(const struct hash_file *f, const unsigned char *page)
{
    unsigned entries = u16_at(page, AT_ENTRIES), endings = 0;

    for (unsigned i = 0; i < entries; i += 2)
        endings |= ending_of(slice_from_at(item_at(f, page, i), 1));
    return (unsigned char)endings;
}

/* Reads a page; NULL with *answer. */
static const unsigned char *read_page(struct hash_file *f, uint32_t number, struct arena *in,
                                      enum hash_answer *answer)
{
    unsigned char *page = arena_grow(in, NULL, 0, f->page_size);
    ssize_t n = pread(f->fd, page, f->page_size, (off_t)number * f->page_size);

    *answer = is_unchanged(f) ? HASH_ODD : HASH_CHANGED;
    if (*answer == HASH_CHANGED || n != (ssize_t)f->page_size || !has_items(f, page))
        return NULL;
    /* Nobody reads the log position that the page begins with. */
    page[AT_SORTED] = is_sorted(f, page);
    page[AT_ENDINGS] = page[AT_SORTED] ? endings_of(f, page) : 0;
    return page;
}

static const unsigned char *get_page(struct hash_file *f, uint32_t number, struct arena *scratch,
                                     enum hash_answer *answer)
{
    const unsigned char *page;

    *answer = HASH_ODD;
    if (number == 0 || number > f->last_page)
        return NULL;
    page = atomic_load_explicit(&f->pages[number], memory_order_acquire);
    if (page != NULL)
        return page;
    pthread_mutex_lock(&f->reading);
    page = atomic_load_explicit(&f->pages[number], memory_order_relaxed);
    if (page == NULL && f->kept >= KEEP_MAX) {
        page = read_page(f, number, scratch, answer);
    } else if (page == NULL && (page = read_page(f, number, f->in, answer)) != NULL) {
        f->kept += f->page_size;
        atomic_store_explicit(&f->pages[number], page, memory_order_release);
    }
    pthread_mutex_unlock(&f->reading);
    return page;
}

static uint32_t first_page(const struct hash_file *f, struct slice key)
{
    uint32_t hash = hash_of(key.p, key.len), bucket = hash & f->high_mask;
    unsigned power = 0;

    if (bucket > f->max_bucket)
        bucket &= f->low_mask;
    while (power < SPARES - 1 && ((uint64_t)1 << power) < (uint64_t)bucket + 1)
        power++;
    return bucket + f->spares[power];
}

static enum hash_answer take_value(const struct hash_file *f, const unsigned char *page, unsigned i,
                                   struct arena *in, struct slice *value)
{
    struct slice item = item_at(f, page, i);

    if (item.len == 0 || item.p[0] != ITEM_DATA)
        return HASH_ODD;
    *value = arena_copy(in, slice_from_at(item, 1));
    return HASH_FOUND;
}

static enum hash_answer search_sorted(const struct hash_file *f, const unsigned char *page,
                                      struct slice key, struct arena *in, struct slice *value)
{
    unsigned low = 0, high = u16_at(page, AT_ENTRIES) / 2;

    if ((page[AT_ENDINGS] & ending_of(key)) == 0)
        return HASH_ABSENT;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        int order = slice_cmp(key, slice_from_at(item_at(f, page, 2 * middle), 1));

        if (order == 0)
            return take_value(f, page, 2 * middle + 1, in, value);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return HASH_ABSENT;
}

static enum hash_answer search(const struct hash_file *f, const unsigned char *page,
                               struct slice key, struct arena *in, struct slice *value)
{
    unsigned entries = u16_at(page, AT_ENTRIES);

    for (unsigned i = 0; i < entries; i += 2) {
        struct slice item = item_at(f, page, i);

        if (item.len == 0)
            return HASH_ODD;
        if (item.p[0] == ITEM_DATA) {
            if (slice_eq(slice_from_at(item, 1), key))
                return take_value(f, page, i + 1, in, value);
        } else if (item.p[0] != ITEM_ELSEWHERE || item.len < AT_ELSEWHERE_LEN + 4 ||
                   u32_at((const unsigned char *)item.p, AT_ELSEWHERE_LEN) == key.len) {
            return HASH_ODD;
        }
    }
    return HASH_ABSENT;
}

enum hash_answer hash_file_get(struct hash_file *f, struct slice key, struct arena *in,
                               struct slice *value)
{
    uint32_t number = first_page(f, key);

    for (uint32_t steps = 0; steps <= f->last_page; steps++) {
        enum hash_answer answer;
        const unsigned char *page = get_page(f, number, in, &answer);

        if (page == NULL)
            return answer;
        answer = page[AT_SORTED] ? search_sorted(f, page, key, in, value)
                                 : search(f, page, key, in, value);
        number = u32_at(page, AT_NEXT);
        if (answer != HASH_ABSENT || number == 0)
            return answer;
    }
    return HASH_ODD; /* a ring */
}
