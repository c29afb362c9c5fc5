/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Constant databases (cdb): made once, then only read.
 */
#include <unistd.h>

#include "map/cdb_file.h"
#include "map/db_kind.h"

struct constant {
    int fd; /* -1: not open */
    uint64_t size, at;
    struct cdb_writer *writer; /* NULL: reading */
    struct arena *record;      /* of the last one read */
};

static bool constant_open(struct db_file *f, struct err *err)
{
    struct constant *c = ARENA_NEW(f->in, struct constant);

    c->fd = -1;
    f->state = c;
    if (f->options.mode == DB_FILE_CHANGE)
        return err_set(err, EX_CANTCREAT, "a constant database cannot be changed: make it anew");
    c->fd = db_file_descriptor(f, err);
    if (c->fd < 0)
        return false;
    if (f->options.mode == DB_FILE_CREATE) {
        c->writer = cdb_writer_new(c->fd, f->in);
        return true;
    }
    c->record = arena_new();
    return cdb_check(c->fd, &c->size, err);
}

/* The first value of a key is the one that counts: what comes later cannot replace it. */
static enum db_put put_one(struct db_file *f, struct slice key, struct slice value, bool replace,
                           struct err *err)
{
    struct constant *c = f->state;
    enum cdb_get has = f->options.duplicates ? CDB_ABSENT : cdb_writer_has(c->writer, key, err);

    if (has == CDB_FAILED)
        return DB_PUT_FAILED;
    if (has == CDB_FOUND && replace)
        return err_set(err, EX_DATAERR, "a constant database cannot replace a value"),
               DB_PUT_FAILED;
    if (has == CDB_FOUND)
        return DB_PUT_DUPLICATE;
    return cdb_writer_put(c->writer, key, value, err) ? DB_PUT_STORED : DB_PUT_FAILED;
}

static struct slice with_nul(struct arena *in, struct slice s)
{
    return slice_of(arena_cstr(in, s), s.len + 1);
}

static enum db_put constant_put(struct db_file *f, struct slice key, struct slice value, bool nul,
                                bool replace, struct err *err)
{
    struct arena *scratch;
    enum db_put put;

    if (!nul)
        return put_one(f, key, value, replace, err);
    scratch = arena_new();
    put = put_one(f, with_nul(scratch, key), with_nul(scratch, value), replace, err);
    arena_drop(scratch);
    return put;
}

static enum db_get got(enum cdb_get got)
{
    return got == CDB_FOUND ? DB_GET_FOUND : got == CDB_ABSENT ? DB_GET_ABSENT : DB_GET_FAILED;
}

static enum db_get constant_get(struct db_file *f, struct slice key, struct arena *in,
                                struct slice *value, struct err *err)
{
    struct constant *c = f->state;

    return c->writer != NULL ? DB_GET_ABSENT : got(cdb_get(c->fd, c->size, key, in, value, err));
}

static enum db_get constant_next(struct db_file *f, struct slice *key, struct slice *value,
                                 struct err *err)
{
    struct constant *c = f->state;

    arena_drop(c->record);
    c->record = arena_new();
    return got(cdb_next(c->fd, c->size, &c->at, c->record, key, value, err));
}

static bool constant_finish(struct db_file *f, struct err *err)
{
    struct constant *c = f->state;

    return c->writer == NULL || cdb_writer_finish(c->writer, err);
}

static void constant_close(struct db_file *f)
{
    struct constant *c = f->state;

    if (c->writer != NULL)
        cdb_writer_drop(c->writer);
    c->writer = NULL;
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    arena_drop(c->record);
    c->record = NULL;
}

const struct db_kind db_constant = {
    .suffix = ".cdb",
    .open = constant_open,
    .put = constant_put,
    .get = constant_get,
    .next = constant_next,
    .finish = constant_finish,
    .close = constant_close,
};
