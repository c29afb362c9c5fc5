/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LMDB files: made from sorted records in one go, read page by page, without the library.
 */
#include <unistd.h>

#include "map/db_kind.h"
#include "map/lmdb_file.h"
#include "map/lmdb_writer.h"

struct lmdb {
    int fd;                  /* -1: not open */
    struct records *sorting; /* of a new file; NULL: reading */
    struct lmdb_walk walk;
    struct arena *record; /* of the last one read */
};

static bool lmdb_open(struct db_file *f, struct err *err)
{
    struct lmdb *l = ARENA_NEW(f->in, struct lmdb);
    bool creating = f->options.mode == DB_FILE_CREATE;

    l->fd = -1;
    f->state = l;
    if (f->options.mode == DB_FILE_CHANGE)
        return err_set(err, EX_CANTCREAT, "an lmdb database is not changed here: make it anew");
    if (creating && f->options.duplicates)
        return err_set(err, EX_CANTCREAT, "an lmdb map has one value for a key");
    l->fd = db_file_descriptor(f, err);
    if (l->fd < 0)
        return false;
    if (creating) {
        l->sorting = records_new();
        return l->sorting != NULL || err_set(err, EX_CANTCREAT, "%s", strerror(ENOMEM));
    }
    l->record = arena_new();
    return lmdb_check(l->fd, err);
}

static enum db_put lmdb_put(struct db_file *f, struct slice key, struct slice value, bool nul,
                            bool replace, struct err *err)
{
    struct lmdb *l = f->state;
    enum records_put put;

    if (key.len + nul == 0 || key.len + nul > LMDB_KEY_MAX ||
        key.len + value.len + 2 * (size_t)nul > LMDB_PAIR_MAX) {
        err_set(err, EX_DATAERR, "an lmdb key has 1 to %d bytes, and with its value %d at most",
                LMDB_KEY_MAX, LMDB_PAIR_MAX);
        return DB_PUT_FAILED;
    }
    put = records_put(l->sorting, key, value, nul, replace);
    if (put == RECORDS_FULL)
        err_set(err, EX_IOERR, "too many records");
    return db_put_of(put);
}

static enum db_get got(enum lmdb_get got)
{
    return got == LMDB_FOUND ? DB_GET_FOUND : got == LMDB_ABSENT ? DB_GET_ABSENT : DB_GET_FAILED;
}

static enum db_get lmdb_look_up(struct db_file *f, struct slice key, struct arena *in,
                                struct slice *value, struct err *err)
{
    const struct lmdb *l = f->state;

    return l->sorting != NULL ? DB_GET_ABSENT : got(lmdb_get(l->fd, key, in, value, err));
}

static enum db_get lmdb_step(struct db_file *f, struct slice *key, struct slice *value,
                             struct err *err)
{
    struct lmdb *l = f->state;

    arena_drop(l->record);
    l->record = arena_new();
    return got(lmdb_next(l->fd, &l->walk, l->record, key, value, err));
}

static bool lmdb_finish(struct db_file *f, struct err *err)
{
    struct lmdb *l = f->state;

    return l->sorting == NULL || lmdb_write(l->fd, l->sorting, err);
}

static void lmdb_close(struct db_file *f)
{
    struct lmdb *l = f->state;

    records_drop(l->sorting);
    l->sorting = NULL;
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
    arena_drop(l->record);
    l->record = NULL;
}

const struct db_kind db_lmdb = {
    .suffix = ".lmdb",
    .open = lmdb_open,
    .put = lmdb_put,
    .get = lmdb_look_up,
    .next = lmdb_step,
    .finish = lmdb_finish,
    .close = lmdb_close,
};
