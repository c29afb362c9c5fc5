/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file: two pages that describe it, written in turn, of which the one of the later transaction
 * counts; then pages of nodes. On a page a table of offsets stands in front, in the order of the
 * keys. A node above the leaves has the page for keys from its own on; the first one's key does not
 * count. A value that is too long for a leaf has pages of its own, one behind the other.
 */
#include "map/lmdb_file.h"
#include "map/page.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER = 16,
    AT_NUMBER = 0,
    AT_PAGE_FLAGS = 10,
    AT_LOWER = 12, /* where the table of offsets ends */
    AT_PAGES = 12, /* of a long value, instead */
    PAGE_BRANCH = 1,
    PAGE_LEAF = 2,
    PAGE_OVERFLOW = 4,
    PAGE_META = 8,
    PAGE_KINDS = PAGE_BRANCH | PAGE_LEAF | PAGE_OVERFLOW | PAGE_META,
    /* Of the first two pages. */
    AT_MAGIC = HEADER,
    AT_VERSION = HEADER + 4,
    AT_PAGE_SIZE = HEADER + 24,
    AT_MAIN_FLAGS = HEADER + 76,
    AT_MAIN_DEPTH = HEADER + 78,
    AT_ROOT = HEADER + 112,
    AT_LAST_PAGE = HEADER + 120,
    AT_TRANSACTION = HEADER + 128,
    META_BYTES = HEADER + 136,
    VERSION = 1,
    PAGE_MIN = 512,
    PAGE_MAX = 32768,
    /* Of a node. */
    NODE_HEAD = 8,
    AT_NODE_FLAGS = 4,
    AT_KEY_LEN = 6,
    NODE_ELSEWHERE = 1,
    VALUE_MAX = 64 << 20,
    TRIES = 8, /* while a writer is at work */
};

static const uint32_t magic = 0xbeefc0deu;
static const uint64_t no_page = UINT64_MAX;

struct lmdb {
    int fd;
    size_t page_size;
    uint64_t root, last_page, transaction;
    unsigned depth;
};

static bool read_whole(int fd, void *to, size_t len, uint64_t at)
{
    return at <= INT64_MAX - len && pread(fd, to, len, (off_t)at) == (ssize_t)len;
}

/* One of the two; false: it says nothing. */
static bool read_meta(int fd, uint64_t at, struct lmdb *f)
{
    unsigned char p[META_BYTES];
    size_t size;

    if (!read_whole(fd, p, sizeof p, at) || (u16_at(p, AT_PAGE_FLAGS) & PAGE_META) == 0 ||
        u32_at(p, AT_MAGIC) != magic || u32_at(p, AT_VERSION) != VERSION)
        return false;
    size = u32_at(p, AT_PAGE_SIZE);
    if (size < PAGE_MIN || size > PAGE_MAX || (size & (size - 1)) != 0)
        return false;
    *f = (struct lmdb){.fd = fd,
                       .page_size = size,
                       .root = u64_at(p, AT_ROOT),
                       .last_page = u64_at(p, AT_LAST_PAGE),
                       .transaction = u64_at(p, AT_TRANSACTION),
                       .depth = u16_at(p, AT_MAIN_DEPTH)};
    /* Keys in another order than ours, or several values of a key. */
    return u16_at(p, AT_MAIN_FLAGS) == 0 && f->depth <= LMDB_DEPTH_MAX &&
           f->last_page < INT64_MAX / PAGE_MAX;
}

static bool read_metas(int fd, struct lmdb *f)
{
    struct lmdb first, second;

    if (!read_meta(fd, 0, &first))
        return false;
    *f = first;
    if (read_meta(fd, first.page_size, &second) && second.page_size == first.page_size &&
        second.transaction > first.transaction)
        *f = second;
    return true;
}

static bool corrupt(struct err *err)
{
    return err_set(err, EX_TEMPFAIL, "this is no LMDB file, or a damaged one");
}

bool lmdb_check(int fd, struct err *err)
{
    struct lmdb f;
    struct stat st;

    if (fstat(fd, &st) != 0 || !read_metas(fd, &f) ||
        (uint64_t)st.st_size / f.page_size < f.last_page + 1)
        return corrupt(err);
    return true;
}

static bool read_page(const struct lmdb *f, uint64_t number, unsigned kind, unsigned char *page)
{
    return number >= 2 && number <= f->last_page &&
           read_whole(f->fd, page, f->page_size, number * f->page_size) &&
           u64_at(page, AT_NUMBER) == number &&
           (u16_at(page, AT_PAGE_FLAGS) & PAGE_KINDS) == kind &&
           (kind == PAGE_OVERFLOW ||
            (u16_at(page, AT_LOWER) >= HEADER && u16_at(page, AT_LOWER) <= f->page_size));
}

static size_t count_nodes(const unsigned char *page)
{
    return (u16_at(page, AT_LOWER) - (size_t)HEADER) / 2;
}

/* Node `i` up to the page's end, its key within it; NULL: its place is impossible. */
static const unsigned char *node_at(const struct lmdb *f, const unsigned char *page, size_t i,
                                    size_t *room, struct slice *key)
{
    size_t at = u16_at(page, HEADER + 2 * i), len;

    if (at < HEADER || at > f->page_size - NODE_HEAD)
        return NULL;
    *room = f->page_size - at - NODE_HEAD;
    len = u16_at(page, at + AT_KEY_LEN);
    if (len > *room)
        return NULL;
    *key = slice_of((const char *)page + at + NODE_HEAD, len);
    return page + at;
}

/* The last node whose key is not behind `key`; *equal: it is that key. False: the page is wrong.
 * Above the leaves the first node takes what is before all others. */
static bool search(const struct lmdb *f, const unsigned char *page, bool leaf, struct slice key,
                   size_t *found, bool *equal)
{
    size_t low = leaf ? 0 : 1, high = count_nodes(page);

    *equal = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2, room;
        struct slice there;
        int order;

        if (node_at(f, page, middle, &room, &there) == NULL)
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
    *found = low > 0 ? low - 1 : 0;
    return true;
}

static bool long_value(const struct lmdb *f, uint64_t number, size_t len, unsigned char *page,
                       struct arena *in, struct slice *value)
{
    uint64_t pages = (HEADER + (uint64_t)len + f->page_size - 1) / f->page_size;
    char *text;

    if (len > VALUE_MAX || !read_page(f, number, PAGE_OVERFLOW, page) ||
        u32_at(page, AT_PAGES) < pages || pages > f->last_page - number + 1)
        return false;
    text = arena_bytes(in, len + 1);
    *value = slice_of(text, len);
    return read_whole(f->fd, text, len, number * f->page_size + HEADER);
}

static bool take_value(const struct lmdb *f, unsigned char *page, size_t i, struct arena *in,
                       struct slice *value)
{
    size_t room, len;
    struct slice key;
    const unsigned char *node = node_at(f, page, i, &room, &key);
    uint64_t number;

    if (node == NULL)
        return false;
    len = u16_at(node, 0) | (size_t)u16_at(node, 2) << 16;
    room -= key.len;
    switch (u16_at(node, AT_NODE_FLAGS)) {
    case 0:
        *value = slice_of(key.p + key.len, len);
        if (len > room)
            return false;
        *value = arena_copy(in, *value);
        return true;
    case NODE_ELSEWHERE:
        if (room < sizeof number)
            return false;
        number = u64_at((const unsigned char *)key.p, key.len);
        return long_value(f, number, len, page, in, value);
    default: /* a database inside this one */
        return false;
    }
}

static uint64_t child_of(const unsigned char *node)
{
    return u16_at(node, 0) | (uint64_t)u16_at(node, 2) << 16 |
           (uint64_t)u16_at(node, AT_NODE_FLAGS) << 32;
}

static enum lmdb_get get(const struct lmdb *f, struct slice key, struct arena *in,
                         struct slice *value)
{
    unsigned char page[PAGE_MAX];
    uint64_t number = f->root;

    if (number == no_page)
        return LMDB_ABSENT;
    for (unsigned level = 1; level <= f->depth; level++) {
        bool leaf = level == f->depth, equal;
        const unsigned char *node;
        struct slice there;
        size_t i, room;

        if (!read_page(f, number, leaf ? PAGE_LEAF : PAGE_BRANCH, page) ||
            !search(f, page, leaf, key, &i, &equal))
            return LMDB_FAILED;
        if (leaf && !equal)
            return LMDB_ABSENT;
        if (leaf)
            return take_value(f, page, i, in, value) ? LMDB_FOUND : LMDB_FAILED;
        node = count_nodes(page) > 0 ? node_at(f, page, i, &room, &there) : NULL;
        if (node == NULL)
            return LMDB_FAILED;
        number = child_of(node);
    }
    return LMDB_FAILED;
}

/* The walk's path ends at a page with a node left; LMDB_FOUND when that is a leaf. */
static enum lmdb_get step(const struct lmdb *f, struct lmdb_walk *walk, struct arena *in,
                          struct slice *key, struct slice *value)
{
    unsigned char page[PAGE_MAX];
    unsigned at = walk->depth - 1;
    bool leaf = walk->depth == f->depth;
    const unsigned char *node;
    size_t room, i = walk->next[at];

    if (!read_page(f, walk->page[at], leaf ? PAGE_LEAF : PAGE_BRANCH, page))
        return LMDB_FAILED;
    if (i >= count_nodes(page)) {
        walk->depth--;
        return walk->depth == 0 ? LMDB_FAILED : LMDB_ABSENT;
    }
    walk->next[at]++;
    node = node_at(f, page, i, &room, key);
    if (node == NULL)
        return LMDB_FAILED;
    if (leaf) {
        *key = arena_copy(in, *key);
        return take_value(f, page, i, in, value) ? LMDB_FOUND : LMDB_FAILED;
    }
    walk->page[walk->depth] = child_of(node);
    walk->next[walk->depth++] = 0;
    return LMDB_ABSENT;
}

enum lmdb_get lmdb_next(int fd, struct lmdb_walk *walk, struct arena *in, struct slice *key,
                        struct slice *value, struct err *err)
{
    struct lmdb f;
    enum lmdb_get got;

    if (!read_metas(fd, &f)) {
        corrupt(err);
        return LMDB_FAILED;
    }
    if (walk->depth == 0) {
        if (f.root == no_page || f.depth == 0)
            return LMDB_ABSENT;
        walk->page[0] = f.root;
        walk->depth = 1;
    }
    for (;;) {
        bool last = walk->depth == 1;

        got = step(&f, walk, in, key, value);
        if (got == LMDB_FAILED && last && walk->depth == 0) {
            walk->depth = 1; /* the root has no more: asked again, it says so again */
            return LMDB_ABSENT;
        }
        if (got == LMDB_FAILED)
            corrupt(err);
        if (got != LMDB_ABSENT)
            return got;
    }
}

enum lmdb_get lmdb_get(int fd, struct slice key, struct arena *in, struct slice *value,
                       struct err *err)
{
    struct lmdb before, after;

    for (int i = 0; i < TRIES; i++) {
        enum lmdb_get got;

        if (!read_metas(fd, &before)) {
            corrupt(err);
            return LMDB_FAILED;
        }
        got = get(&before, key, in, value);
        if (!read_metas(fd, &after) || after.transaction != before.transaction)
            continue;
        if (got == LMDB_FAILED)
            corrupt(err);
        return got;
    }
    err_set(err, EX_TEMPFAIL, "changing");
    return LMDB_FAILED;
}
