/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file is told of in lmdb_file.c. Leaves are written as records come, the levels above after
 * them from what was remembered of each page: its number, and a text that stands between its keys
 * and those before. No page above the leaves may have one node alone: the library insists.
 */
#include "map/lmdb_writer.h"

#include "base/arena.h"
#include "map/page.h"
#include "map/tree_level.h"
#include "os/file.h"

enum {
    PAGE = 4096,
    HEADER = 16,
    AT_NUMBER = 0,
    AT_PAGE_FLAGS = 10,
    AT_LOWER = 12,
    AT_UPPER = 14,
    PAGE_BRANCH = 1,
    PAGE_LEAF = 2,
    PAGE_META = 8,
    OFFSET = 2,
    NODE_HEAD = 8,
    AT_NODE_FLAGS = 4,
    AT_KEY_LEN = 6,
    /* Of the first two pages: free pages are a database of their own, with numbers for keys. */
    AT_MAGIC = HEADER,
    AT_VERSION = HEADER + 4,
    AT_MAP_SIZE = HEADER + 16,
    AT_PAGE_SIZE = HEADER + 24,
    AT_FREE_FLAGS = HEADER + 28,
    AT_FREE_ROOT = HEADER + 64,
    AT_MAIN_DEPTH = HEADER + 78,
    AT_BRANCHES = HEADER + 80,
    AT_LEAVES = HEADER + 88,
    AT_ENTRIES = HEADER + 104,
    AT_ROOT = HEADER + 112,
    AT_LAST_PAGE = HEADER + 120,
    AT_TRANSACTION = HEADER + 128,
    FREE_FLAGS = 8,
    VERSION = 1,
    FIRST = 2,
    BATCH = 256, /* pages written at once */
};

static const uint32_t magic = 0xbeefc0deu;

struct writer {
    int fd;
    uint64_t number; /* of the page being filled */
    unsigned char *batch, *page;
    size_t batch_used;
    size_t entries, upper;
    unsigned kind;
    uint64_t counts[PAGE_LEAF + 1]; /* of pages, by kind */
    unsigned depth;
    struct tree_level up; /* of what has been written on this level */
    struct arena *in;
    struct err *err;
};

static bool flush(struct writer *w)
{
    struct slice bytes = slice_of((const char *)w->batch, w->batch_used * PAGE);
    int64_t at = (int64_t)(w->number - w->batch_used) * PAGE;

    w->batch_used = 0;
    return bytes.len == 0 || file_write_at(w->fd, bytes, at, w->err);
}

static void begin_page(struct writer *w)
{
    w->page = w->batch + w->batch_used * PAGE;
    memset(w->page, 0, PAGE);
    w->entries = 0;
    w->upper = PAGE;
}

static bool end_page(struct writer *w)
{
    put64(w->page, AT_NUMBER, w->number);
    put16(w->page, AT_PAGE_FLAGS, w->kind);
    put16(w->page, AT_LOWER, HEADER + OFFSET * w->entries);
    put16(w->page, AT_UPPER, w->upper);
    w->counts[w->kind]++;
    w->number++;
    if (++w->batch_used == BATCH && !flush(w))
        return false;
    begin_page(w);
    return true;
}

static size_t node_size(size_t bytes)
{
    return (NODE_HEAD + bytes + 1) & ~(size_t)1;
}

static bool has_room(const struct writer *w, size_t bytes)
{
    return HEADER + OFFSET * (w->entries + 1) + node_size(bytes) <= w->upper;
}

static unsigned char *add_node(struct writer *w, struct slice key, size_t behind)
{
    unsigned char *node;

    w->upper -= node_size(key.len + behind);
    put16(w->page, HEADER + OFFSET * w->entries++, w->upper);
    node = w->page + w->upper;
    put16(node, AT_KEY_LEN, key.len);
    if (key.len > 0)
        memcpy(node + NODE_HEAD, key.p, key.len);
    return node;
}

static void remember(struct writer *w, struct slice from)
{
    tree_level_add(&w->up, w->number, from, w->in);
}

static bool write_leaves(struct writer *w, const struct records *r)
{
    struct slice before = {NULL, 0}, key, value;

    w->kind = PAGE_LEAF;
    begin_page(w);
    remember(w, before);
    for (size_t i = 0; i < records_count(r); i++) {
        unsigned char *node;

        records_get(r, i, &key, &value);
        if (!has_room(w, key.len + value.len)) {
            if (!end_page(w))
                return false;
            remember(w, tree_between(before, key));
        }
        node = add_node(w, key, value.len);
        put32(node, 0, (uint32_t)value.len);
        if (value.len > 0)
            memcpy(node + NODE_HEAD + key.len, value.p, value.len);
        before = key;
    }
    w->depth = 1;
    return end_page(w);
}

static bool write_level_above(struct writer *w)
{
    struct tree_level below = w->up;
    size_t here = 0; /* of the page's first child */

    w->up = (struct tree_level){0};
    w->kind = PAGE_BRANCH;
    begin_page(w);
    remember(w, below.children[0].from);
    for (size_t i = 0; i < below.count; i++) {
        const struct tree_child *c = &below.children[i];
        struct slice from = i == here ? SLICE("") : c->from;
        unsigned char *node;

        /* One that would be alone takes its neighbour along. */
        if (i > here && (!has_room(w, from.len) || (i + 2 == below.count && i > here + 1 &&
                                                    !has_room(w, from.len + PAGE / 4)))) {
            if (!end_page(w))
                return false;
            remember(w, c->from);
            here = i;
            from = SLICE("");
        }
        node = add_node(w, from, 0);
        put32(node, 0, (uint32_t)c->number);
        put16(node, AT_NODE_FLAGS, (size_t)(c->number >> 32));
    }
    w->depth++;
    return end_page(w);
}

static bool write_metas(struct writer *w, uint64_t entries)
{
    unsigned char p[2 * PAGE] = {0};

    for (uint64_t i = 0; i < 2; i++) {
        unsigned char *m = p + i * PAGE;

        put64(m, AT_NUMBER, i);
        put16(m, AT_PAGE_FLAGS, PAGE_META);
        put32(m, AT_MAGIC, magic);
        put32(m, AT_VERSION, VERSION);
        put64(m, AT_MAP_SIZE, w->number * PAGE);
        put32(m, AT_PAGE_SIZE, PAGE);
        put16(m, AT_FREE_FLAGS, FREE_FLAGS);
        put64(m, AT_FREE_ROOT, UINT64_MAX);
        put16(m, AT_MAIN_DEPTH, entries > 0 ? w->depth : 0);
        put64(m, AT_BRANCHES, w->counts[PAGE_BRANCH]);
        put64(m, AT_LEAVES, entries > 0 ? w->counts[PAGE_LEAF] : 0);
        put64(m, AT_ENTRIES, entries);
        put64(m, AT_ROOT, entries > 0 ? w->number - 1 : UINT64_MAX);
        put64(m, AT_LAST_PAGE, entries > 0 ? w->number - 1 : 1);
        put64(m, AT_TRANSACTION, i);
    }
    return file_write_at(w->fd, slice_of((const char *)p, sizeof p), 0, w->err);
}

bool lmdb_write(int fd, struct records *r, struct err *err)
{
    struct writer w = {.fd = fd, .number = FIRST, .in = arena_new(), .err = err};
    bool ok;

    w.batch = arena_alloc(w.in, (size_t)BATCH * PAGE);
    records_sort(r);
    ok = write_leaves(&w, r);
    while (ok && w.up.count > 1)
        ok = write_level_above(&w);
    ok = ok && flush(&w) && write_metas(&w, records_count(r));
    arena_drop(w.in);
    return ok;
}
