/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hash and btree files, through Berkeley DB. A new btree's records are sorted first and written in
 * one go.
 */
#include <stdlib.h>
#include <unistd.h>

#include "map/btree_writer.h"
#include "map/db_kind.h"
#include "map/db_library.h"

enum { DEFAULT_CACHE = 64 << 20, NEW_MODE = 0640 };

struct berkeley {
    struct db_library lib;
    DB *db;
    DBC *cursor;
    struct records *sorting; /* of a new btree file, all there is; NULL: `db` has them */
    size_t item_max;         /* that may go there */
};

static DBTYPE type_of(enum db_file_type type)
{
    return type == DB_FILE_HASH ? DB_HASH : type == DB_FILE_BTREE ? DB_BTREE : DB_UNKNOWN;
}

static bool said(const struct berkeley *b, struct err *err, int status, int rc)
{
    return err_set(err, status, "%s", b->lib.strerror(rc));
}

static bool open_db(struct db_file *f, u_int32_t flags, struct err *err)
{
    const struct db_file_options *o = &f->options;
    struct berkeley *b = f->state;
    uint64_t cache = o->cache_bytes > 0 ? o->cache_bytes : DEFAULT_CACHE;
    int rc = b->lib.create(&b->db, NULL, 0);

    if (rc != 0)
        return said(b, err, EX_CANTCREAT, rc);
    b->db->set_errfile(b->db, NULL);
    if (o->mode != DB_FILE_READ)
        (void)b->db->set_cachesize(b->db, (u_int32_t)(cache >> 30),
                                   (u_int32_t)(cache & ((1u << 30) - 1)), 1);
    if (o->duplicates && o->mode != DB_FILE_READ)
        rc = b->db->set_flags(b->db, DB_DUP);
    if (rc == 0)
        rc = b->db->open(b->db, NULL, db_file_now(f), NULL,
                         o->any_type && f->building == NULL && !f->begin ? DB_UNKNOWN
                                                                         : type_of(o->type),
                         flags, NEW_MODE);
    if (rc != 0)
        return said(b, err, rc == ENOENT ? EX_NOINPUT : EX_CANTCREAT, rc);
    return true;
}

static bool close_db(struct berkeley *b, struct err *err)
{
    int rc = 0;

    if (b->cursor != NULL)
        (void)b->cursor->close(b->cursor);
    b->cursor = NULL;
    if (b->db != NULL)
        rc = b->db->close(b->db, 0);
    b->db = NULL;
    return rc == 0 || said(b, err, EX_IOERR, rc);
}

static bool open_asked(struct db_file *f, struct err *err)
{
    static const u_int32_t flags[] = {[DB_FILE_READ] = DB_RDONLY,
                                      [DB_FILE_CHANGE] = 0,
                                      [DB_FILE_CREATE] = DB_CREATE | DB_TRUNCATE};

    return open_db(f, flags[f->options.mode] | (f->begin ? DB_CREATE : 0), err);
}

/* A new btree file is written when all its records are sorted: the library only makes the empty
 * one. What this cannot do goes its usual way. */
static bool sort_first(struct db_file *f, struct err *err)
{
    struct berkeley *b = f->state;
    int fd;

    if (f->options.type != DB_FILE_BTREE || f->options.mode != DB_FILE_CREATE ||
        f->options.duplicates)
        return true;
    if (!close_db(b, err))
        return false;
    fd = open(f->building, O_RDONLY | O_CLOEXEC);
    b->item_max = fd >= 0 ? btree_item_max(fd) : 0;
    if (fd >= 0)
        close(fd);
    b->sorting = b->item_max > 0 ? records_new() : NULL;
    return b->sorting != NULL || open_db(f, 0, err);
}

static bool write_sorted(struct db_file *f, struct err *err)
{
    struct berkeley *b = f->state;
    int fd = open(f->building, O_RDWR | O_CLOEXEC);
    bool ok = fd < 0 ? err_errno(err, "%s", f->building) : btree_write(fd, b->sorting, err);

    if (fd >= 0)
        close(fd);
    records_drop(b->sorting);
    b->sorting = NULL;
    return ok;
}

/* From here on the library has the file. */
static bool settle(struct db_file *f, struct err *err)
{
    const struct berkeley *b = f->state;

    return b->sorting == NULL || (write_sorted(f, err) && open_db(f, 0, err));
}

static bool berkeley_open(struct db_file *f, struct err *err)
{
    struct berkeley *b = ARENA_NEW(f->in, struct berkeley);

    f->state = b;
    return db_library_load(&b->lib, err) && open_asked(f, err) && sort_first(f, err);
}

static enum db_put put_sorting(struct berkeley *b, struct slice key, struct slice value, bool nul,
                               bool replace)
{
    enum records_put put = key.len + nul > b->item_max || value.len + nul > b->item_max
                               ? RECORDS_FULL
                               : records_put(b->sorting, key, value, nul, replace);

    return db_put_of(put);
}

static DBT dbt_of(struct slice s, bool nul, char *room)
{
    DBT d = {.data = (void *)s.p, .size = (u_int32_t)s.len};

    if (nul) {
        if (s.len > 0)
            memcpy(room, s.p, s.len);
        room[s.len] = '\0';
        d.data = room;
        d.size++;
    }
    return d;
}

static enum db_put berkeley_put(struct db_file *f, struct slice key, struct slice value, bool nul,
                                bool replace, struct err *err)
{
    struct berkeley *b = f->state;
    u_int32_t flags = f->options.duplicates || replace ? 0 : DB_NOOVERWRITE;
    struct arena *scratch;
    DBT k, v;
    int rc;

    if (b->sorting != NULL) {
        enum db_put put = put_sorting(b, key, value, nul, replace);

        if (put != DB_PUT_FAILED)
            return put;
        if (!settle(f, err))
            return DB_PUT_FAILED;
    }
    scratch = nul ? arena_new() : NULL;
    k = dbt_of(key, nul, nul ? arena_bytes(scratch, key.len + 1) : NULL);
    v = dbt_of(value, nul, nul ? arena_bytes(scratch, value.len + 1) : NULL);
    rc = b->db->put(b->db, NULL, &k, &v, flags);
    arena_drop(scratch);
    if (rc == 0)
        return DB_PUT_STORED;
    if (rc == DB_KEYEXIST)
        return DB_PUT_DUPLICATE;
    said(b, err, EX_IOERR, rc);
    return DB_PUT_FAILED;
}

static enum db_get got(const struct berkeley *b, int rc, struct err *err)
{
    if (rc == 0)
        return DB_GET_FOUND;
    if (rc == DB_NOTFOUND)
        return DB_GET_ABSENT;
    said(b, err, EX_IOERR, rc);
    return DB_GET_FAILED;
}

static enum db_get berkeley_get(struct db_file *f, struct slice key, struct arena *in,
                                struct slice *value, struct err *err)
{
    struct berkeley *b = f->state;
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len}, v = {0};
    int rc;

    if (!settle(f, err))
        return DB_GET_FAILED;
    rc = b->db->get(b->db, NULL, &k, &v, 0);
    if (rc == 0)
        *value = arena_copy(in, slice_of(v.data, v.size));
    return got(b, rc, err);
}

static enum db_get berkeley_remove(struct db_file *f, struct slice key, struct err *err)
{
    struct berkeley *b = f->state;
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len};

    return settle(f, err) ? got(b, b->db->del(b->db, NULL, &k, 0), err) : DB_GET_FAILED;
}

static enum db_get berkeley_next(struct db_file *f, struct slice *key, struct slice *value,
                                 struct err *err)
{
    struct berkeley *b = f->state;
    DBT k = {0}, v = {0};
    int rc = 0;

    if (!settle(f, err))
        return DB_GET_FAILED;
    if (b->cursor == NULL)
        rc = b->db->cursor(b->db, NULL, &b->cursor, 0);
    if (rc == 0)
        rc = b->cursor->get(b->cursor, &k, &v, DB_NEXT);
    if (rc == 0) {
        *key = slice_of(k.data, k.size);
        *value = slice_of(v.data, v.size);
    }
    return got(b, rc, err);
}

static bool berkeley_finish(struct db_file *f, struct err *err)
{
    struct berkeley *b = f->state;

    return (b->sorting == NULL || write_sorted(f, err)) && close_db(b, err);
}

static void berkeley_close(struct db_file *f)
{
    struct berkeley *b = f->state;

    (void)close_db(b, NULL);
    records_drop(b->sorting);
    b->sorting = NULL;
}

const struct db_kind db_berkeley = {
    .suffix = ".db",
    .open = berkeley_open,
    .put = berkeley_put,
    .get = berkeley_get,
    .remove = berkeley_remove,
    .next = berkeley_next,
    .finish = berkeley_finish,
    .close = berkeley_close,
};
