/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/db_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map/btree_writer.h"
#include "map/cdb_file.h"
#include "map/db_library.h"
#include "map/lmdb_file.h"
#include "map/lmdb_writer.h"
#include "os/file.h"

enum { DEFAULT_CACHE = 64 << 20, NEW_MODE = 0640 };

struct db_file {
    struct db_file_options options;
    struct db_library lib;
    DB *db;
    DBC *cursor;
    char *path;              /* with ".db" */
    char *building;          /* beside it, while creating; NULL otherwise */
    struct records *sorting; /* of a new btree file, all there is; NULL: `db` has them */
    size_t item_max;         /* that may go there */
    int lock;                /* of the file that is there already; -1: none is */
    struct stat old;         /* st_mode 0: there was none */
    /* A cdb, instead of `db`. */
    int cdb; /* -1: it is none */
    uint64_t cdb_size, cdb_at;
    struct cdb_writer *writer;
    struct arena *record; /* of the last one read */
    /* An lmdb, instead of both: `cdb` is its descriptor. */
    bool is_lmdb;
    struct lmdb_walk walk;
};

enum db_file_type db_file_type_named(struct slice name)
{
    if (slice_is(name, "hash") || slice_is(name, "implicit"))
        return DB_FILE_HASH;
    if (slice_is(name, "cdb"))
        return DB_FILE_CDB;
    if (slice_is(name, "lmdb"))
        return DB_FILE_LMDB;
    return slice_is(name, "btree") ? DB_FILE_BTREE : DB_FILE_UNKNOWN;
}

const char *db_file_path(const struct db_file *f)
{
    return f->path;
}

static DBTYPE type_of(enum db_file_type type)
{
    return type == DB_FILE_HASH ? DB_HASH : type == DB_FILE_BTREE ? DB_BTREE : DB_UNKNOWN;
}

static bool said(const struct db_file *f, struct err *err, int status, int rc)
{
    return err_set(err, status, "%s", f->lib.strerror(rc));
}

/* Whoever may put a link or another file in this place could make us write where they cannot. */
static bool check_safety(struct db_file *f, struct err *err)
{
    struct safe_rules rules = {.flags = SAFE_NO_SYMLINK | SAFE_NO_HARDLINK | SAFE_DIRECTORIES |
                                        SAFE_NO_WORLD_WRITE | SAFE_OWNER,
                               .uid = geteuid(),
                               .trusted_uid = f->options.owner,
                               .allow = f->options.allow};

    if (f->options.unsafe || f->options.mode == DB_FILE_READ) {
        if (stat(f->path, &f->old) != 0)
            f->old.st_mode = 0;
        return true;
    }
    if (allowed(rules.allow, ALLOW_WRITE_MAP_TO_SYMLINK))
        rules.flags &= ~(unsigned)SAFE_NO_SYMLINK;
    if (allowed(rules.allow, ALLOW_WRITE_MAP_TO_HARD_LINK))
        rules.flags &= ~(unsigned)SAFE_NO_HARDLINK;
    if (allowed(rules.allow, ALLOW_MAP_IN_UNSAFE_DIR_PATH))
        rules.flags &= ~(unsigned)SAFE_DIRECTORIES;
    if (safe_check(f->path, &rules, &f->old, err))
        return true;
    if (err->status == EX_NOINPUT) {
        f->old.st_mode = 0;
        return true;
    }
    return false;
}

static void take_lock(struct db_file *f)
{
    bool exclusive = f->options.mode != DB_FILE_READ;

    f->lock = open(f->path, (exclusive ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (f->lock < 0)
        return;
    while (flock(f->lock, exclusive ? LOCK_EX : LOCK_SH) != 0 && errno == EINTR)
        ;
}

static bool make_beside(struct db_file *f, struct arena *in, struct err *err)
{
    int fd;

    f->building = arena_cstr(in, arena_printf(in, "%s.XXXXXX", f->path));
    fd = mkostemp(f->building, O_CLOEXEC);
    if (fd < 0) {
        f->building = NULL;
        /* The path is in front of it already. */
        return err_set(err, errno == ENOENT ? EX_NOINPUT : EX_CANTCREAT, "%s", strerror(errno));
    }
    close(fd);
    return true;
}

static bool open_db(struct db_file *f, u_int32_t flags, struct err *err)
{
    const struct db_file_options *o = &f->options;
    uint64_t cache = o->cache_bytes > 0 ? o->cache_bytes : DEFAULT_CACHE;
    int rc = f->lib.create(&f->db, NULL, 0);

    if (rc != 0)
        return said(f, err, EX_CANTCREAT, rc);
    f->db->set_errfile(f->db, NULL);
    if (o->mode != DB_FILE_READ)
        (void)f->db->set_cachesize(f->db, (u_int32_t)(cache >> 30),
                                   (u_int32_t)(cache & ((1u << 30) - 1)), 1);
    if (o->duplicates && o->mode != DB_FILE_READ)
        rc = f->db->set_flags(f->db, DB_DUP);
    if (rc == 0)
        rc = f->db->open(f->db, NULL, f->building ? f->building : f->path, NULL,
                         o->any_type && f->building == NULL && f->old.st_mode != 0
                             ? DB_UNKNOWN
                             : type_of(o->type),
                         flags, NEW_MODE);
    if (rc != 0)
        return said(f, err, rc == ENOENT ? EX_NOINPUT : EX_CANTCREAT, rc);
    return true;
}

static bool close_db(struct db_file *f, struct err *err)
{
    int rc = 0;

    if (f->cursor != NULL)
        (void)f->cursor->close(f->cursor);
    f->cursor = NULL;
    if (f->db != NULL)
        rc = f->db->close(f->db, 0);
    f->db = NULL;
    return rc == 0 || said(f, err, EX_IOERR, rc);
}

static bool open_asked(struct db_file *f, struct err *err)
{
    static const u_int32_t flags[] = {[DB_FILE_READ] = DB_RDONLY,
                                      [DB_FILE_CHANGE] = 0,
                                      [DB_FILE_CREATE] = DB_CREATE | DB_TRUNCATE};

    bool create = f->options.make_missing && f->old.st_mode == 0;

    return open_db(f, flags[f->options.mode] | (create ? DB_CREATE : 0), err);
}

/* A new btree file is written when all its records are sorted: the library only makes the empty
 * one. What this cannot do goes its usual way. */
static bool sort_first(struct db_file *f, struct err *err)
{
    int fd;

    if (f->options.type != DB_FILE_BTREE || f->options.mode != DB_FILE_CREATE ||
        f->options.duplicates)
        return true;
    if (!close_db(f, err))
        return false;
    fd = open(f->building, O_RDONLY | O_CLOEXEC);
    f->item_max = fd >= 0 ? btree_item_max(fd) : 0;
    if (fd >= 0)
        close(fd);
    f->sorting = f->item_max > 0 ? records_new() : NULL;
    return f->sorting != NULL || open_db(f, 0, err);
}

static bool write_sorted(struct db_file *f, struct err *err)
{
    int fd = open(f->building, O_RDWR | O_CLOEXEC);
    bool ok = fd < 0       ? err_errno(err, "%s", f->building)
              : f->is_lmdb ? lmdb_write(fd, f->sorting, err)
                           : btree_write(fd, f->sorting, err);

    if (fd >= 0)
        close(fd);
    records_drop(f->sorting);
    f->sorting = NULL;
    return ok;
}

/* From here on the library has the file. */
static bool settle(struct db_file *f, struct err *err)
{
    return f->sorting == NULL || (write_sorted(f, err) && open_db(f, 0, err));
}

static bool open_cdb(struct db_file *f, struct arena *in, struct err *err)
{
    bool creating = f->options.mode == DB_FILE_CREATE;

    if (f->options.mode == DB_FILE_CHANGE)
        return err_set(err, EX_CANTCREAT, "a constant database cannot be changed: make it anew");
    f->cdb = open(creating ? f->building : f->path,
                  (creating ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (f->cdb < 0)
        return err_set(err, errno == ENOENT ? EX_NOINPUT : EX_CANTCREAT, "%s", strerror(errno));
    if (creating) {
        f->writer = cdb_writer_new(f->cdb, in);
        return true;
    }
    f->record = arena_new();
    return cdb_check(f->cdb, &f->cdb_size, err);
}

static bool open_lmdb(struct db_file *f, struct err *err)
{
    bool creating = f->options.mode == DB_FILE_CREATE;

    f->is_lmdb = true;
    if (f->options.mode == DB_FILE_CHANGE)
        return err_set(err, EX_CANTCREAT, "an lmdb database is not changed here: make it anew");
    if (creating && f->options.duplicates)
        return err_set(err, EX_CANTCREAT, "an lmdb map has one value for a key");
    f->cdb = open(creating ? f->building : f->path,
                  (creating ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (f->cdb < 0)
        return err_set(err, errno == ENOENT ? EX_NOINPUT : EX_CANTCREAT, "%s", strerror(errno));
    if (creating) {
        f->sorting = records_new();
        return f->sorting != NULL || err_set(err, EX_CANTCREAT, "%s", strerror(ENOMEM));
    }
    f->record = arena_new();
    return lmdb_check(f->cdb, err);
}

static bool is_kind(struct slice path, const char *suffix)
{
    return slice_ends_case(path, slice_from(suffix));
}

struct db_file *db_file_open(struct slice path, const struct db_file_options *options,
                             struct arena *in, struct err *err)
{
    struct db_file *f = ARENA_NEW(in, struct db_file);
    bool lmdb = options->type == DB_FILE_LMDB, constant = options->type == DB_FILE_CDB;
    const char *suffix = lmdb ? ".lmdb" : constant ? ".cdb" : ".db";

    f->options = *options;
    f->lock = f->cdb = -1;
    if (is_kind(path, suffix))
        suffix = "";
    f->path = arena_cstr(in, arena_printf(in, "%.*s%s", SLICE_ARG(path), suffix));
    if ((!constant && !lmdb && !db_library_load(&f->lib, err)) || !check_safety(f, err))
        return NULL;
    take_lock(f);
    if ((options->mode != DB_FILE_CREATE || make_beside(f, in, err)) &&
        (lmdb       ? open_lmdb(f, err)
         : constant ? open_cdb(f, in, err)
                    : open_asked(f, err) && sort_first(f, err)))
        return f;
    db_file_abandon(f);
    return NULL;
}

/* A constant database has the first value of a key first: what comes later cannot replace it. */
static enum db_put put_constant(struct db_file *f, struct slice key, struct slice value,
                                bool replace, struct err *err)
{
    enum cdb_get has = f->options.duplicates ? CDB_ABSENT : cdb_writer_has(f->writer, key, err);

    if (has == CDB_FAILED)
        return DB_PUT_FAILED;
    if (has == CDB_FOUND && replace)
        return err_set(err, EX_DATAERR, "a constant database cannot replace a value"),
               DB_PUT_FAILED;
    if (has == CDB_FOUND)
        return DB_PUT_DUPLICATE;
    return cdb_writer_put(f->writer, key, value, err) ? DB_PUT_STORED : DB_PUT_FAILED;
}

static enum db_put put_sorting(struct db_file *f, struct slice key, struct slice value, bool nul,
                               bool replace)
{
    enum records_put put = key.len + nul > f->item_max || value.len + nul > f->item_max
                               ? RECORDS_FULL
                               : records_put(f->sorting, key, value, nul, replace);

    return put == RECORDS_STORED      ? DB_PUT_STORED
           : put == RECORDS_DUPLICATE ? DB_PUT_DUPLICATE
                                      : DB_PUT_FAILED;
}

static enum db_put put_lmdb(struct db_file *f, struct slice key, struct slice value, bool nul,
                            bool replace, struct err *err)
{
    enum records_put put = RECORDS_FULL;

    if (key.len + nul == 0 || key.len + nul > LMDB_KEY_MAX ||
        key.len + value.len + 2 * (size_t)nul > LMDB_PAIR_MAX) {
        err_set(err, EX_DATAERR, "an lmdb key has 1 to %d bytes, and with its value %d at most",
                LMDB_KEY_MAX, LMDB_PAIR_MAX);
        return DB_PUT_FAILED;
    }
    put = records_put(f->sorting, key, value, nul, replace);
    if (put == RECORDS_FULL)
        err_set(err, EX_IOERR, "too many records");
    return put == RECORDS_STORED      ? DB_PUT_STORED
           : put == RECORDS_DUPLICATE ? DB_PUT_DUPLICATE
                                      : DB_PUT_FAILED;
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

enum db_put db_file_put(struct db_file *f, struct slice key, struct slice value, bool nul,
                        bool replace, struct err *err)
{
    u_int32_t flags = f->options.duplicates || replace ? 0 : DB_NOOVERWRITE;
    enum db_put put = DB_PUT_FAILED;
    struct arena *scratch;
    DBT k, v;
    int rc = 0;

    if (f->is_lmdb)
        return put_lmdb(f, key, value, nul, replace, err);
    if (f->sorting != NULL) {
        put = put_sorting(f, key, value, nul, replace);
        if (put != DB_PUT_FAILED)
            return put;
        if (!settle(f, err))
            return DB_PUT_FAILED;
    }
    scratch = nul ? arena_new() : NULL;
    k = dbt_of(key, nul, nul ? arena_bytes(scratch, key.len + 1) : NULL);
    v = dbt_of(value, nul, nul ? arena_bytes(scratch, value.len + 1) : NULL);
    if (f->writer != NULL)
        put = put_constant(f, slice_of(k.data, k.size), slice_of(v.data, v.size), replace, err);
    else
        rc = f->db->put(f->db, NULL, &k, &v, flags);
    arena_drop(scratch);
    if (f->writer != NULL)
        return put;
    if (rc == 0)
        return DB_PUT_STORED;
    if (rc == DB_KEYEXIST)
        return DB_PUT_DUPLICATE;
    said(f, err, EX_IOERR, rc);
    return DB_PUT_FAILED;
}

static enum db_get got(const struct db_file *f, int rc, struct err *err)
{
    if (rc == 0)
        return DB_GET_FOUND;
    if (rc == DB_NOTFOUND)
        return DB_GET_ABSENT;
    said(f, err, EX_IOERR, rc);
    return DB_GET_FAILED;
}

static enum db_get got_lmdb(enum lmdb_get got)
{
    return got == LMDB_FOUND ? DB_GET_FOUND : got == LMDB_ABSENT ? DB_GET_ABSENT : DB_GET_FAILED;
}

static enum db_get got_constant(enum cdb_get got)
{
    return got == CDB_FOUND ? DB_GET_FOUND : got == CDB_ABSENT ? DB_GET_ABSENT : DB_GET_FAILED;
}

enum db_get db_file_get(struct db_file *f, struct slice key, struct arena *in, struct slice *value,
                        struct err *err)
{
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len}, v = {0};
    int rc;

    if (f->is_lmdb)
        return f->sorting != NULL ? DB_GET_ABSENT : got_lmdb(lmdb_get(f->cdb, key, in, value, err));
    if (f->cdb >= 0)
        return f->writer != NULL ? DB_GET_ABSENT
                                 : got_constant(cdb_get(f->cdb, f->cdb_size, key, in, value, err));
    if (!settle(f, err))
        return DB_GET_FAILED;
    rc = f->db->get(f->db, NULL, &k, &v, 0);
    if (rc == 0)
        *value = arena_copy(in, slice_of(v.data, v.size));
    return got(f, rc, err);
}

struct slice db_file_without_nul(struct slice stored)
{
    if (stored.len > 0 && stored.p[stored.len - 1] == '\0')
        stored.len--;
    return stored;
}

enum db_get db_file_delete(struct db_file *f, struct slice key, struct err *err)
{
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len};

    return settle(f, err) ? got(f, f->db->del(f->db, NULL, &k, 0), err) : DB_GET_FAILED;
}

enum db_get db_file_next(struct db_file *f, struct slice *key, struct slice *value, struct err *err)
{
    DBT k = {0}, v = {0};
    int rc = 0;

    if (f->cdb >= 0) {
        arena_drop(f->record);
        f->record = arena_new();
        if (f->is_lmdb)
            return got_lmdb(lmdb_next(f->cdb, &f->walk, f->record, key, value, err));
        return got_constant(cdb_next(f->cdb, f->cdb_size, &f->cdb_at, f->record, key, value, err));
    }
    if (!settle(f, err))
        return DB_GET_FAILED;
    if (f->cursor == NULL)
        rc = f->db->cursor(f->db, NULL, &f->cursor, 0);
    if (rc == 0)
        rc = f->cursor->get(f->cursor, &k, &v, DB_NEXT);
    if (rc == 0) {
        *key = slice_of(k.data, k.size);
        *value = slice_of(v.data, v.size);
    }
    return got(f, rc, err);
}

/* The new file gets what the old one had; root's new one belongs to the trusted user. */
static bool dress(const struct db_file *f, int fd, struct err *err)
{
    mode_t mode = f->old.st_mode != 0 ? f->old.st_mode & 07777 : NEW_MODE;

    if (f->old.st_mode != 0 && geteuid() == 0 && fchown(fd, f->old.st_uid, f->old.st_gid) != 0)
        return err_errno(err, "chown");
    if (f->old.st_mode == 0 && geteuid() == 0 && f->options.owner != 0 &&
        fchown(fd, f->options.owner, (gid_t)-1) != 0)
        return err_errno(err, "chown");
    return fchmod(fd, mode) == 0 || err_errno(err, "chmod");
}

static bool put_in_place(struct db_file *f, struct err *err)
{
    char dir[4096];
    char *slash;
    int fd = open(f->building, O_RDWR | O_CLOEXEC);
    bool ok = fd >= 0 || err_errno(err, "%s", f->building);

    ok = ok && dress(f, fd, err);
    if (ok && fsync(fd) != 0)
        ok = err_errno(err, "fsync %s", f->building);
    if (fd >= 0)
        close(fd);
    if (ok && rename(f->building, f->path) != 0)
        ok = err_errno(err, "rename %s", f->path);
    if (!ok)
        return false;
    f->building = NULL;
    snprintf(dir, sizeof dir, "%s", f->path);
    slash = strrchr(dir, '/');
    if (slash == NULL)
        return file_sync_dir(".", err);
    *(slash == dir ? slash + 1 : slash) = '\0';
    return file_sync_dir(dir, err);
}

bool db_file_commit(struct db_file *f, struct err *err)
{
    bool ok = (f->writer == NULL || cdb_writer_finish(f->writer, err)) &&
              (f->sorting == NULL || write_sorted(f, err)) && close_db(f, err);
    bool made = f->options.make_missing && f->old.st_mode == 0;

    if (ok && made && geteuid() == 0 && f->options.owner != 0 &&
        chown(f->path, f->options.owner, (gid_t)-1) != 0)
        ok = err_errno(err, "chown %s", f->path);

    if (ok && f->building != NULL)
        ok = put_in_place(f, err);
    db_file_abandon(f);
    return ok;
}

void db_file_abandon(struct db_file *f)
{
    (void)close_db(f, NULL);
    if (f->writer != NULL)
        cdb_writer_drop(f->writer);
    if (f->cdb >= 0)
        close(f->cdb);
    records_drop(f->sorting);
    f->sorting = NULL;
    arena_drop(f->record);
    f->record = NULL;
    f->writer = NULL;
    f->cdb = -1;
    if (f->building != NULL)
        unlink(f->building);
    f->building = NULL;
    if (f->lock >= 0)
        close(f->lock);
    f->lock = -1;
}
