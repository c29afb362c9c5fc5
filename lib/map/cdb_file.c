/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file: 256 pairs (position, slots) of 32-bit little-endian numbers, one for each hash table;
 * the records (length of key, length of value, key, value); the tables, each of pairs (hash,
 * position of record), twice as many as it has records, filled from slot (hash / 256) mod slots on.
 */
#include "map/cdb_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TABLES = 256, PAIR = 8, HEADER = TABLES * PAIR, BUFFER = 1 << 16 };

static uint32_t hash_of(struct slice key)
{
    uint32_t h = 5381;

    for (size_t i = 0; i < key.len; i++)
        h = (h * 33) ^ (unsigned char)key.p[i];
    return h;
}

static uint32_t get32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(unsigned char *p, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(n >> 8 * i);
}

static bool damaged(struct err *err)
{
    return err_set(err, EX_TEMPFAIL, "damaged constant database: make it anew");
}

/* All of it, or false: nothing may lie behind the end. */
static bool read_at(int fd, uint64_t size, uint64_t at, void *to, size_t len, struct err *err)
{
    if (at > size || len > size - at)
        return damaged(err);
    for (char *p = to; len > 0;) {
        ssize_t n = pread(fd, p, len, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "read");
        if (n == 0)
            return damaged(err);
        p += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return true;
}

static bool read_pair(int fd, uint64_t size, uint64_t at, uint32_t pair[2], struct err *err)
{
    unsigned char b[PAIR];

    if (!read_at(fd, size, at, b, sizeof b, err))
        return false;
    pair[0] = get32(b);
    pair[1] = get32(b + 4);
    return true;
}

bool cdb_check(int fd, uint64_t *size, struct err *err)
{
    unsigned char header[HEADER];
    uint64_t slots = 0, first = UINT64_MAX;
    struct stat st;

    if (fstat(fd, &st) != 0)
        return err_errno(err, "stat");
    *size = (uint64_t)st.st_size;
    if (!read_at(fd, *size, 0, header, sizeof header, err))
        return false;
    for (size_t i = 0; i < TABLES; i++) {
        uint64_t at = get32(header + i * PAIR), n = get32(header + i * PAIR + 4);

        if (at < HEADER || at > *size || n > (*size - at) / PAIR)
            return damaged(err);
        slots += n;
        first = at < first ? at : first;
    }
    /* The tables stand behind the records, without anything between or behind them. */
    return first + slots * PAIR == *size || damaged(err);
}

static enum cdb_get read_value(int fd, uint64_t size, uint64_t at, struct slice key,
                               struct arena *in, struct slice *value, struct err *err)
{
    uint32_t lens[2];
    char *p;

    if (!read_pair(fd, size, at, lens, err))
        return CDB_FAILED;
    if (lens[0] != key.len)
        return CDB_ABSENT;
    at += PAIR;
    if (lens[0] > size - at || lens[1] > size - at - lens[0])
        return damaged(err), CDB_FAILED;
    p = arena_bytes(in, (size_t)lens[0] + lens[1] + 1);
    if (!read_at(fd, size, at, p, (size_t)lens[0] + lens[1], err))
        return CDB_FAILED;
    *value = slice_of(p + lens[0], lens[1]);
    return slice_eq(slice_of(p, lens[0]), key) ? CDB_FOUND : CDB_ABSENT;
}

enum cdb_get cdb_get(int fd, uint64_t size, struct slice key, struct arena *in, struct slice *value,
                     struct err *err)
{
    uint32_t hash = hash_of(key), table[2], slot[2];

    if (!read_pair(fd, size, (uint64_t)(hash % TABLES) * PAIR, table, err))
        return CDB_FAILED;
    for (uint32_t i = 0; i < table[1]; i++) {
        uint64_t n = (hash / TABLES + (uint64_t)i) % table[1];
        enum cdb_get got;

        if (!read_pair(fd, size, table[0] + n * PAIR, slot, err))
            return CDB_FAILED;
        if (slot[1] == 0)
            return CDB_ABSENT;
        if (slot[0] != hash)
            continue;
        got = read_value(fd, size, slot[1], key, in, value, err);
        if (got != CDB_ABSENT)
            return got;
    }
    return CDB_ABSENT;
}

enum cdb_get cdb_next(int fd, uint64_t size, uint64_t *at, struct arena *in, struct slice *key,
                      struct slice *value, struct err *err)
{
    uint32_t lens[2], table[2];
    uint64_t end = size;
    char *p;

    for (size_t i = 0; i < TABLES; i++) {
        if (!read_pair(fd, size, i * PAIR, table, err))
            return CDB_FAILED;
        end = table[0] < end ? table[0] : end;
    }
    if (*at == 0)
        *at = HEADER;
    if (*at >= end)
        return CDB_ABSENT;
    if (!read_pair(fd, end, *at, lens, err))
        return CDB_FAILED;
    *at += PAIR;
    if (lens[0] > end - *at || lens[1] > end - *at - lens[0])
        return damaged(err), CDB_FAILED;
    p = arena_bytes(in, (size_t)lens[0] + lens[1] + 1);
    if (!read_at(fd, end, *at, p, (size_t)lens[0] + lens[1], err))
        return CDB_FAILED;
    *key = slice_of(p, lens[0]);
    *value = slice_of(p + lens[0], lens[1]);
    *at += (uint64_t)lens[0] + lens[1];
    return CDB_FOUND;
}

/* ---- writing ---- */

struct entry {
    uint32_t hash, at;
    uint32_t next; /* of the same table; index + 1, 0: the last */
};

struct cdb_writer {
    int fd;
    uint64_t at; /* where the next byte goes */
    struct entry *entries;
    size_t len, room;
    uint32_t last[1 << 16]; /* by low bits of the hash: index + 1 of the newest entry */
    size_t used;
    unsigned char buffer[BUFFER];
};

struct cdb_writer *cdb_writer_new(int fd, struct arena *in)
{
    struct cdb_writer *w = ARENA_NEW(in, struct cdb_writer);

    w->fd = fd;
    w->at = HEADER;
    return w;
}

static bool write_at(int fd, uint64_t at, const void *from, size_t len, struct err *err)
{
    for (const char *p = from; len > 0;) {
        ssize_t n = pwrite(fd, p, len, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_errno(err, "write");
        p += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return true;
}

static bool flush(struct cdb_writer *w, struct err *err)
{
    size_t len = w->used;

    w->used = 0;
    return write_at(w->fd, w->at - len, w->buffer, len, err);
}

static bool add(struct cdb_writer *w, const void *from, size_t len, struct err *err)
{
    if (w->at + len > UINT32_MAX)
        return err_set(err, EX_DATAERR, "a constant database cannot be larger than 4 GiB");
    if (w->used + len > BUFFER && !flush(w, err))
        return false;
    if (len > BUFFER) {
        w->at += len;
        return write_at(w->fd, w->at - len, from, len, err);
    }
    memcpy(w->buffer + w->used, from, len);
    w->used += len;
    w->at += len;
    return true;
}

static bool add_pair(struct cdb_writer *w, uint32_t a, uint32_t b, struct err *err)
{
    unsigned char pair[PAIR];

    put32(pair, a);
    put32(pair + 4, b);
    return add(w, pair, sizeof pair, err);
}

enum cdb_get cdb_writer_has(struct cdb_writer *w, struct slice key, struct err *err)
{
    uint32_t hash = hash_of(key);
    struct arena *in = NULL;
    struct slice value;
    enum cdb_get got = CDB_ABSENT;

    for (uint32_t i = w->last[hash & 0xffff]; i != 0 && got == CDB_ABSENT;
         i = w->entries[i - 1].next) {
        if (w->entries[i - 1].hash != hash)
            continue;
        if (in == NULL)
            in = arena_new();
        got = flush(w, err) ? read_value(w->fd, w->at, w->entries[i - 1].at, key, in, &value, err)
                            : CDB_FAILED;
    }
    arena_drop(in);
    return got;
}

bool cdb_writer_put(struct cdb_writer *w, struct slice key, struct slice value, struct err *err)
{
    uint32_t hash = hash_of(key), *last = &w->last[hash & 0xffff];

    if (w->len == w->room) {
        size_t room = w->room == 0 ? 1024 : w->room * 2;
        struct entry *more = realloc(w->entries, room * sizeof *more);

        if (more == NULL)
            return err_set(err, EX_OSERR, "out of memory");
        w->entries = more;
        w->room = room;
    }
    w->entries[w->len] = (struct entry){.hash = hash, .at = (uint32_t)w->at, .next = *last};
    if (!add_pair(w, (uint32_t)key.len, (uint32_t)value.len, err) || !add(w, key.p, key.len, err) ||
        !add(w, value.p, value.len, err))
        return false;
    *last = (uint32_t)++w->len;
    return true;
}

/* One table: `members` of it in the order they were put. */
static bool add_table(struct cdb_writer *w, const uint32_t *members, size_t count,
                      struct entry *slots, struct err *err)
{
    size_t n = count * 2;

    memset(slots, 0, n * sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &w->entries[members[i]];
        size_t at = e->hash / TABLES % n;

        while (slots[at].at != 0)
            at = (at + 1) % n;
        slots[at] = *e;
    }
    for (size_t i = 0; i < n; i++) {
        if (!add_pair(w, slots[i].hash, slots[i].at, err))
            return false;
    }
    return true;
}

bool cdb_writer_finish(struct cdb_writer *w, struct err *err)
{
    unsigned char header[HEADER];
    size_t counts[TABLES + 1] = {0}, most = 0, at[TABLES];
    uint32_t *sorted = calloc(w->len + 1, sizeof *sorted);
    struct entry *slots = NULL;
    bool ok;

    for (size_t i = 0; i < w->len; i++)
        counts[w->entries[i].hash % TABLES + 1]++;
    for (size_t t = 0; t < TABLES; t++) {
        most = counts[t + 1] > most ? counts[t + 1] : most;
        counts[t + 1] += counts[t];
        at[t] = counts[t];
    }
    slots = calloc(2 * most + 1, sizeof *slots);
    ok = (sorted != NULL && slots != NULL) || err_set(err, EX_OSERR, "out of memory");
    for (size_t i = 0; ok && i < w->len; i++)
        sorted[at[w->entries[i].hash % TABLES]++] = (uint32_t)i;
    for (size_t t = 0; ok && t < TABLES; t++) {
        size_t count = counts[t + 1] - counts[t];

        put32(header + t * PAIR, (uint32_t)w->at);
        put32(header + t * PAIR + 4, (uint32_t)(count * 2));
        ok = add_table(w, sorted + counts[t], count, slots, err);
    }
    free(slots);
    free(sorted);
    return ok && flush(w, err) && write_at(w->fd, 0, header, sizeof header, err);
}

void cdb_writer_drop(struct cdb_writer *w)
{
    free(w->entries);
    w->entries = NULL;
}
