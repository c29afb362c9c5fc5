/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file: page 0 describes it, page 1 is the root. Leaves hold keys and values and are chained;
 * each page above holds, for the pages of the level below, where they are and a text that stands
 * between their keys and those before. All begin with the same header, then a table of offsets
 * grows up and the items grow down from the end.
 *
 * Leaves are written as records come, the levels above after them, from what was remembered of each
 * page: its number and its text. The last page, which has nothing beside it, is the root.
 */
#include "map/btree_writer.h"

#include <unistd.h>

#include "base/arena.h"
#include "map/page.h"
#include "map/tree_level.h"
#include "os/file.h"

enum {
    /* Of page 0: where a number stands and what it must be. */
    AT_MAGIC = 12,
    AT_VERSION = 16,
    AT_PAGE_SIZE = 20,
    AT_CIPHER = 24,
    AT_KIND = 25,
    AT_META_FLAGS = 26,
    AT_FREE = 28,
    AT_LAST_PAGE = 32,
    AT_PARTITIONS = 36,
    AT_FLAGS = 48,
    AT_MIN_KEYS = 76,
    AT_ROOT = 88,
    META_BYTES = 92,
    MAGIC = 0x053162,
    VERSION_MIN = 9,
    VERSION_MAX = 10,
    KIND_BTREE_META = 9,
    ROOT = 1,
    MIN_KEYS = 2,
    PAGE_MIN = 512,
    PAGE_MAX = 32768,
    /* Of the others. */
    AT_LOG_OFFSET = 4, /* 1: changes of this page are in no log */
    AT_NUMBER = 8,
    AT_PREVIOUS = 12,
    AT_NEXT = 16,
    AT_ENTRIES = 20,
    AT_LOWEST_ITEM = 22,
    AT_LEVEL = 24,
    AT_PAGE_KIND = 25,
    HEADER = 26,
    OFFSET = 2,
    KIND_INNER = 3,
    KIND_LEAF = 5,
    LEAF_LEVEL = 1,
    LEVEL_MAX = 255,
    /* An item of a leaf: length, kind, bytes; of the others: length, kind, page, count, bytes. */
    AT_ITEM_KIND = 2,
    AT_LEAF_BYTES = 3,
    AT_CHILD = 4,
    AT_INNER_BYTES = 12,
    ITEM_DATA = 1,
    ITEM_ALIGN = 4,
    BATCH = 1 << 20, /* bytes written at once */
};

struct writer {
    int fd;
    size_t page_size;
    uint32_t number; /* of the page being filled */
    unsigned char *batch, *page;
    size_t batch_pages, batch_used;
    uint32_t batch_first; /* number of its first page */
    size_t entries, lowest;
    unsigned level;
    struct arena *in;
    struct tree_level up; /* of what has been written on this level */
    struct err *err;
};

static bool is_ours(const unsigned char *meta)
{
    uint32_t version = u32_at(meta, AT_VERSION), size = u32_at(meta, AT_PAGE_SIZE);

    return u32_at(meta, AT_MAGIC) == MAGIC && version >= VERSION_MIN && version <= VERSION_MAX &&
           size >= PAGE_MIN && size <= PAGE_MAX && (size & (size - 1)) == 0 &&
           meta[AT_CIPHER] == 0 && meta[AT_KIND] == KIND_BTREE_META && meta[AT_META_FLAGS] == 0 &&
           u32_at(meta, AT_FREE) == 0 && u32_at(meta, AT_LAST_PAGE) == ROOT &&
           u32_at(meta, AT_PARTITIONS) == 0 && u32_at(meta, AT_FLAGS) == 0 &&
           u32_at(meta, AT_MIN_KEYS) == MIN_KEYS && u32_at(meta, AT_ROOT) == ROOT;
}

/* A page has room for two keys with their values, whatever their length. */
static size_t item_max(size_t page_size)
{
    return (page_size - HEADER) / (MIN_KEYS * (size_t)OFFSET) - ITEM_ALIGN - ITEM_ALIGN - OFFSET;
}

size_t btree_item_max(int fd)
{
    unsigned char meta[META_BYTES];

    if (pread(fd, meta, sizeof meta, 0) != (ssize_t)sizeof meta || !is_ours(meta))
        return 0;
    return item_max(u32_at(meta, AT_PAGE_SIZE));
}

static bool flush(struct writer *w)
{
    struct slice bytes = slice_of((const char *)w->batch, w->batch_used * w->page_size);
    int64_t at = (int64_t)w->batch_first * (int64_t)w->page_size;

    w->batch_first += (uint32_t)w->batch_used;
    w->batch_used = 0;
    return bytes.len == 0 || file_write_at(w->fd, bytes, at, w->err);
}

static void begin_page(struct writer *w)
{
    w->page = w->batch + w->batch_used * w->page_size;
    memset(w->page, 0, w->page_size);
    w->entries = 0;
    w->lowest = w->page_size;
}

static void set_header(struct writer *w, uint32_t number, uint32_t previous, uint32_t next)
{
    put32(w->page, AT_LOG_OFFSET, 1);
    put32(w->page, AT_NUMBER, number);
    put32(w->page, AT_PREVIOUS, previous);
    put32(w->page, AT_NEXT, next);
    put16(w->page, AT_ENTRIES, w->entries);
    put16(w->page, AT_LOWEST_ITEM, w->lowest);
    w->page[AT_LEVEL] = (unsigned char)w->level;
    w->page[AT_PAGE_KIND] = w->level == LEAF_LEVEL ? KIND_LEAF : KIND_INNER;
}

/* `is_last`: of its level. The root goes where the root must be. */
static bool end_page(struct writer *w, bool is_last)
{
    bool leaf = w->level == LEAF_LEVEL, is_first = w->up.count == 1;

    if (is_first && is_last) {
        set_header(w, ROOT, 0, 0);
        return file_write_at(w->fd, slice_of((const char *)w->page, w->page_size),
                             (int64_t)w->page_size * ROOT, w->err) &&
               flush(w);
    }
    set_header(w, w->number, leaf && !is_first ? w->number - 1 : 0,
               leaf && !is_last ? w->number + 1 : 0);
    w->number++;
    if (++w->batch_used == w->batch_pages && !flush(w))
        return false;
    begin_page(w);
    return true;
}

static size_t item_size(size_t head, size_t len)
{
    return (head + len + ITEM_ALIGN - 1) & ~(size_t)(ITEM_ALIGN - 1);
}

static bool has_room(const struct writer *w, size_t entries, size_t bytes)
{
    return HEADER + OFFSET * (w->entries + entries) + bytes <= w->lowest;
}

static unsigned char *add_item(struct writer *w, size_t head, struct slice bytes)
{
    unsigned char *item;

    w->lowest -= item_size(head, bytes.len);
    put16(w->page, HEADER + OFFSET * w->entries++, w->lowest);
    item = w->page + w->lowest;
    put16(item, 0, bytes.len);
    item[AT_ITEM_KIND] = ITEM_DATA;
    if (bytes.len > 0)
        memcpy(item + head, bytes.p, bytes.len);
    return item;
}

static void remember(struct writer *w, struct slice from)
{
    tree_level_add(&w->up, w->number, from, w->in);
}

static bool write_leaves(struct writer *w, const struct records *r)
{
    struct slice before = {NULL, 0}, key, value;

    w->level = LEAF_LEVEL;
    begin_page(w);
    remember(w, before);
    for (size_t i = 0; i < records_count(r); i++) {
        records_get(r, i, &key, &value);
        if (!has_room(w, 2,
                      item_size(AT_LEAF_BYTES, key.len) + item_size(AT_LEAF_BYTES, value.len))) {
            if (!end_page(w, false))
                return false;
            remember(w, tree_between(before, key));
        }
        (void)add_item(w, AT_LEAF_BYTES, key);
        (void)add_item(w, AT_LEAF_BYTES, value);
        before = key;
    }
    return end_page(w, true);
}

static bool write_level_above(struct writer *w)
{
    struct tree_level below = w->up;

    w->up = (struct tree_level){0};
    w->level++;
    begin_page(w);
    for (size_t i = 0; i < below.count; i++) {
        const struct tree_child *c = &below.children[i];

        if (i > 0 && !has_room(w, 1, item_size(AT_INNER_BYTES, c->from.len))) {
            if (!end_page(w, false))
                return false;
            remember(w, c->from);
        } else if (i == 0) {
            remember(w, c->from);
        }
        put32(add_item(w, AT_INNER_BYTES, c->from), AT_CHILD, (uint32_t)c->number);
    }
    return end_page(w, true);
}

static bool set_last_page(struct writer *w, uint32_t last)
{
    struct slice bytes = slice_of((const char *)&last, sizeof last);

    return file_write_at(w->fd, bytes, AT_LAST_PAGE, w->err);
}

bool btree_write(int fd, struct records *r, struct err *err)
{
    unsigned char meta[META_BYTES];
    struct writer w = {.fd = fd, .number = ROOT + 1, .batch_first = ROOT + 1, .err = err};
    bool ok;

    if (pread(fd, meta, sizeof meta, 0) != (ssize_t)sizeof meta || !is_ours(meta))
        return err_set(err, EX_IOERR, "the new file is not what it was");
    w.in = arena_new();
    w.page_size = u32_at(meta, AT_PAGE_SIZE);
    w.batch_pages = BATCH / w.page_size;
    w.batch = arena_alloc(w.in, BATCH);
    records_sort(r);
    ok = write_leaves(&w, r);
    while (ok && w.up.count > 1)
        ok = write_level_above(&w);
    ok = ok && set_last_page(&w, w.number - 1);
    arena_drop(w.in);
    return ok;
}
