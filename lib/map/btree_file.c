/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file is told of in btree_writer.c. What is too long for a page stands on pages of its own,
 * one naming the next; the item says which is the first, and the length of all.
 */
#include "map/btree_file.h"
#include "map/page.h"

#include <unistd.h>

enum {
    AT_MAGIC = 12,
    AT_VERSION = 16,
    AT_PAGE_SIZE = 20,
    AT_CIPHER = 24,
    AT_KIND = 25,
    AT_META_FLAGS = 26,
    AT_LAST_PAGE = 32,
    AT_PARTITIONS = 36,
    AT_FLAGS = 48,
    AT_ROOT = 88,
    META_BYTES = 92,
    MAGIC = 0x053162,
    VERSION_MIN = 9,
    VERSION_MAX = 10,
    KIND_BTREE_META = 9,
    PAGE_MIN = 512,
    PAGE_MAX = 65536,
    AT_NUMBER = 8,
    AT_NEXT = 16,
    AT_ENTRIES = 20,
    AT_OVERFLOW_LEN = 22, /* where others have their lowest item */
    AT_PAGE_KIND = 25,
    AT_OFFSETS = 26,
    HEADER = 26,
    KIND_INNER = 3,
    KIND_LEAF = 5,
    KIND_OVERFLOW = 7,
    AT_ITEM_KIND = 2,
    AT_LEAF_BYTES = 3,
    AT_CHILD = 4,
    AT_INNER_BYTES = 12,
    AT_LONG_PAGE = 4, /* of an item whose bytes are elsewhere */
    AT_LONG_LEN = 8,
    LONG_BYTES = 12,
    ITEM_DATA = 1,
    ITEM_ELSEWHERE = 3,
    ITEM_DELETED = 0x80,
    DEPTH_MAX = 32,
    LONG_MAX = 64 << 20,
};

bool btree_file_open(struct btree_file *f, int fd, uint64_t size)
{
    unsigned char meta[META_BYTES];
    uint32_t page, version;

    if (pread(fd, meta, sizeof meta, 0) != (ssize_t)sizeof meta)
        return false;
    page = u32_at(meta, AT_PAGE_SIZE);
    version = u32_at(meta, AT_VERSION);
    *f = (struct btree_file){.fd = fd,
                             .page_size = page,
                             .last_page = u32_at(meta, AT_LAST_PAGE),
                             .root = u32_at(meta, AT_ROOT)};
    return u32_at(meta, AT_MAGIC) == MAGIC && version >= VERSION_MIN && version <= VERSION_MAX &&
           page >= PAGE_MIN && page <= PAGE_MAX && (page & (page - 1)) == 0 &&
           meta[AT_CIPHER] == 0 && meta[AT_KIND] == KIND_BTREE_META && meta[AT_META_FLAGS] == 0 &&
           u32_at(meta, AT_PARTITIONS) == 0 && u32_at(meta, AT_FLAGS) == 0 &&
           ((uint64_t)f->last_page + 1) * page <= size;
}

static bool read_page(const struct btree_file *f, uint32_t number, unsigned char *page)
{
    return number > 0 && number <= f->last_page &&
           pread(f->fd, page, f->page_size, (off_t)number * f->page_size) ==
               (ssize_t)f->page_size &&
           u32_at(page, AT_NUMBER) == number;
}

static bool has_items(const struct btree_file *f, const unsigned char *page, unsigned kind)
{
    size_t entries = u16_at(page, AT_ENTRIES);

    return page[AT_PAGE_KIND] == kind && HEADER + 2 * entries <= f->page_size &&
           (kind == KIND_INNER || entries % 2 == 0);
}

/* Item `i` with room for `head` bytes; NULL: its place is impossible. */
static const unsigned char *item_at(const struct btree_file *f, const unsigned char *page, size_t i,
                                    size_t head)
{
    size_t at = u16_at(page, AT_OFFSETS + 2 * i);

    return at >= HEADER && at + head <= f->page_size ? page + at : NULL;
}

static bool read_long(const struct btree_file *f, uint32_t number, uint32_t len, struct arena *in,
                      struct slice *out)
{
    unsigned char *page;
    char *text;
    size_t got = 0;

    /* So many bytes cannot be in the file. */
    if (len > LONG_MAX || len > (uint64_t)f->last_page * f->page_size)
        return false;
    page = arena_alloc(in, f->page_size);
    text = arena_bytes(in, (size_t)len + 1);
    while (got < len) {
        size_t here;

        if (!read_page(f, number, page) || page[AT_PAGE_KIND] != KIND_OVERFLOW)
            return false;
        here = u16_at(page, AT_OVERFLOW_LEN);
        if (here == 0 || here > f->page_size - HEADER || here > len - got)
            return false;
        memcpy(text + got, page + HEADER, here);
        got += here;
        number = u32_at(page, AT_NEXT);
    }
    *out = slice_of(text, len);
    return true;
}

/* The bytes of an item, on the page or elsewhere. `head`: where they begin. */
static bool bytes_of(const struct btree_file *f, const unsigned char *page,
                     const unsigned char *item, size_t head, struct arena *in, struct slice *out)
{
    size_t len = u16_at(item, 0), at = (size_t)(item - page);

    if ((item[AT_ITEM_KIND] & ~ITEM_DELETED) == ITEM_DATA) {
        *out = slice_of((const char *)item + head, len);
        return at + head + len <= f->page_size;
    }
    if ((item[AT_ITEM_KIND] & ~ITEM_DELETED) != ITEM_ELSEWHERE)
        return false;
    /* Above the leaves a key that is elsewhere is told of where its bytes would be. */
    if (head == AT_INNER_BYTES)
        item += head;
    if ((size_t)(item - page) + LONG_BYTES > f->page_size)
        return false;
    return read_long(f, u32_at(item, AT_LONG_PAGE), u32_at(item, AT_LONG_LEN), in, out);
}

/* The last of `count` items, `step` apart and from `first` on, whose key is not behind `key`;
 * *found == SIZE_MAX: none. */
static bool search(const struct btree_file *f, const unsigned char *page, size_t first,
                   size_t count, size_t step, size_t head, struct slice key, struct arena *in,
                   size_t *found, bool *equal)
{
    size_t low = first, high = count;

    *equal = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const unsigned char *item = item_at(f, page, middle * step, head);
        struct slice there;
        int order;

        if (item == NULL || !bytes_of(f, page, item, head, in, &there))
            return false;
        order = slice_cmp(key, there);
        if (order == 0) {
            *found = middle;
            *equal = true;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *found = low - 1; /* SIZE_MAX for 0 */
    return true;
}

static enum btree_answer search_leaf(const struct btree_file *f, const unsigned char *page,
                                     struct slice key, struct arena *scratch, struct arena *in,
                                     struct slice *value)
{
    const unsigned char *item;
    bool equal;
    size_t i;

    if (!has_items(f, page, KIND_LEAF) || !search(f, page, 0, u16_at(page, AT_ENTRIES) / 2, 2,
                                                  AT_LEAF_BYTES, key, scratch, &i, &equal))
        return BTREE_DAMAGED;
    if (!equal)
        return BTREE_ABSENT;
    item = item_at(f, page, 2 * i + 1, AT_LEAF_BYTES);
    if (item != NULL && (item[AT_ITEM_KIND] & ITEM_DELETED) != 0)
        return BTREE_ABSENT;
    if (item == NULL || !bytes_of(f, page, item, AT_LEAF_BYTES, scratch, value))
        return BTREE_DAMAGED;
    *value = arena_copy(in, *value);
    return BTREE_FOUND;
}

static enum btree_answer get(const struct btree_file *f, struct slice key, struct arena *scratch,
                             struct arena *in, struct slice *value)
{
    unsigned char *page = arena_alloc(scratch, f->page_size);
    uint32_t number = f->root;

    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        const unsigned char *item;
        bool equal;
        size_t i;

        if (!read_page(f, number, page))
            return BTREE_DAMAGED;
        if (page[AT_PAGE_KIND] == KIND_LEAF)
            return search_leaf(f, page, key, scratch, in, value);
        /* The first key of a page above the leaves does not count. */
        if (!has_items(f, page, KIND_INNER) || u16_at(page, AT_ENTRIES) == 0 ||
            !search(f, page, 1, u16_at(page, AT_ENTRIES), 1, AT_INNER_BYTES, key, scratch, &i,
                    &equal))
            return BTREE_DAMAGED;
        item = item_at(f, page, i, AT_INNER_BYTES);
        if (item == NULL)
            return BTREE_DAMAGED;
        number = u32_at(item, AT_CHILD);
    }
    return BTREE_DAMAGED; /* a ring */
}

enum btree_answer btree_file_get(const struct btree_file *f, struct slice key, struct arena *in,
                                 struct slice *value)
{
    struct arena *scratch = arena_new();
    enum btree_answer answer = get(f, key, scratch, in, value);

    arena_drop(scratch);
    return answer;
}
