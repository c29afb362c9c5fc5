/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two passes over all segments: first who is closed, then everybody else. Segments are mapped, so a
 * large journal costs no memory of ours.
 */
#include "disk/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/table.h"
#include "base/vec.h"
#include "disk/journal_format.h"
#include "os/file.h"

struct numbers VEC(uint32_t);

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* Segment files, oldest first. A directory that does not exist holds none. */
static bool list_segments(const char *directory, struct arena *in, struct numbers *list,
                          struct err *err)
{
    DIR *d = opendir(directory);
    struct dirent *entry;

    if (d == NULL)
        return errno == ENOENT || err_errno(err, "%s", directory);
    while ((entry = readdir(d)) != NULL) {
        uint64_t n;

        if (slice_to_u64(slice_from(entry->d_name), &n) && n <= UINT32_MAX)
            *VEC_ADD(list, in) = (uint32_t)n;
    }
    closedir(d);
    if (list->len > 0)
        qsort(list->p, list->len, sizeof *list->p, by_number);
    return true;
}

static bool map_segment(const char *directory, uint32_t number, struct slice *bytes,
                        struct err *err)
{
    char path[JOURNAL_PATH_MAX];
    struct stat st;
    void *p;
    int fd;

    snprintf(path, sizeof path, "%s/%04u", directory, number);
    *bytes = (struct slice){0};
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_errno(err, "%s", path);
        if (fd >= 0)
            close(fd);
        return false;
    }
    if (st.st_size > 0) {
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p == MAP_FAILED) {
            err_errno(err, "%s", path);
            close(fd);
            return false;
        }
        *bytes = slice_of(p, (size_t)st.st_size);
    }
    close(fd);
    return true;
}

static void unmap(struct slice bytes)
{
    if (bytes.len > 0)
        munmap((void *)(uintptr_t)bytes.p, bytes.len);
}

/* Calls `each` for every whole record of a segment until it says false. */
typedef bool each_record(void *ctx, const struct record *r, struct err *err);

static bool walk(struct slice bytes, each_record *each, void *ctx, struct err *err)
{
    struct segment_head head;
    struct record r;

    if (bytes.len < JOURNAL_FIRST)
        return true;
    memcpy(&head, bytes.p, sizeof head);
    if (head.magic != JOURNAL_MAGIC)
        return true;
    bytes = slice_from_at(bytes, JOURNAL_FIRST);
    while (journal_decode(&bytes, head.life, &r)) {
        if (!each(ctx, &r, err))
            return false;
    }
    return true;
}

static bool walk_all(const char *directory, const struct numbers *list, each_record *each,
                     void *ctx, struct err *err)
{
    for (size_t i = 0; i < list->len; i++) {
        struct slice bytes;
        bool ok;

        if (!map_segment(directory, list->p[i], &bytes, err))
            return false;
        ok = walk(bytes, each, ctx, err);
        unmap(bytes);
        if (!ok)
            return false;
    }
    return true;
}

struct replay {
    struct arena *in;
    struct table closed;
    journal_visit *visit;
    void *ctx;
};

/* The key of a record: life and ticket. */
static struct slice key_of(const struct record *r, uint64_t key[2])
{
    key[0] = r->of_life;
    key[1] = r->ticket;
    return slice_of((const char *)key, 2 * sizeof *key);
}

static bool note_closed(void *ctx, const struct record *r, struct err *err UNUSED)
{
    struct replay *replay = ctx;
    uint64_t key[2];

    if (r->kind != JOURNAL_ACCEPTED)
        table_set(&replay->closed, arena_copy(replay->in, key_of(r, key)), replay);
    return true;
}

static bool visit_open(void *ctx, const struct record *r, struct err *err)
{
    struct replay *replay = ctx;
    uint64_t key[2];

    if (r->kind != JOURNAL_ACCEPTED || table_has(&replay->closed, key_of(r, key)))
        return true;
    return replay->visit(replay->ctx, r->id, r->envelope, r->body, err);
}

bool journal_replay(const char *directory, journal_visit *visit, void *ctx, struct err *err)
{
    struct replay replay = {.in = arena_new(), .visit = visit, .ctx = ctx};
    struct numbers list = {0};
    bool ok;

    replay.closed = table_new(replay.in);
    ok = list_segments(directory, replay.in, &list, err) &&
         walk_all(directory, &list, note_closed, &replay, err) &&
         walk_all(directory, &list, visit_open, &replay, err);
    arena_drop(replay.in);
    return ok;
}

bool journal_clear(const char *directory, struct err *err)
{
    struct arena *scratch = arena_new();
    struct numbers list = {0};
    bool ok = list_segments(directory, scratch, &list, err);
    char path[JOURNAL_PATH_MAX];

    for (size_t i = 0; ok && i < list.len; i++) {
        snprintf(path, sizeof path, "%s/%04u", directory, list.p[i]);
        ok = unlink(path) == 0 || err_errno(err, "%s", path);
    }
    for (unsigned i = 0; ok && i < 8; i++) {
        snprintf(path, sizeof path, "%s/spare%u", directory, i);
        unlink(path);
    }
    arena_drop(scratch);
    return ok;
}
