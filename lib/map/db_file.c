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

#include "map/db_library.h"
#include "os/file.h"

enum { DEFAULT_CACHE = 64 << 20, NEW_MODE = 0640 };

struct db_file {
    struct db_file_options options;
    struct db_library lib;
    DB *db;
    DBC *cursor;
    char *path;      /* with ".db" */
    char *building;  /* beside it, while creating; NULL otherwise */
    int lock;        /* of the file that is there already; -1: none is */
    struct stat old; /* st_mode 0: there was none */
};

enum db_file_type db_file_type_named(struct slice name)
{
    if (slice_is(name, "hash") || slice_is(name, "implicit"))
        return DB_FILE_HASH;
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
        return err_errno(err, "%s", f->path);
    }
    close(fd);
    return true;
}

static bool open_db(struct db_file *f, struct err *err)
{
    const struct db_file_options *o = &f->options;
    uint64_t cache = o->cache_bytes > 0 ? o->cache_bytes : DEFAULT_CACHE;
    u_int32_t flags = o->mode == DB_FILE_READ     ? DB_RDONLY
                      : o->mode == DB_FILE_CREATE ? DB_CREATE | DB_TRUNCATE
                                                  : 0;
    int rc = f->lib.create(&f->db, NULL, 0);

    if (rc != 0)
        return said(f, err, EX_CANTCREAT, rc);
    f->db->set_errfile(f->db, NULL);
    if (o->mode != DB_FILE_READ)
        (void)f->db->set_cachesize(f->db, (u_int32_t)(cache >> 30),
                                   (u_int32_t)(cache & ((1u << 30) - 1)), 1);
    if (o->duplicates && o->mode == DB_FILE_CREATE)
        rc = f->db->set_flags(f->db, DB_DUP);
    if (rc == 0)
        rc = f->db->open(f->db, NULL, f->building ? f->building : f->path, NULL, type_of(o->type),
                         flags, NEW_MODE);
    if (rc != 0)
        return said(f, err, rc == ENOENT ? EX_NOINPUT : EX_CANTCREAT, rc);
    return true;
}

struct db_file *db_file_open(struct slice path, const struct db_file_options *options,
                             struct arena *in, struct err *err)
{
    struct db_file *f = ARENA_NEW(in, struct db_file);
    bool suffixed = slice_ends_case(path, SLICE(".db"));

    f->options = *options;
    f->lock = -1;
    f->path = arena_cstr(in, arena_printf(in, "%.*s%s", SLICE_ARG(path), suffixed ? "" : ".db"));
    if (!db_library_load(&f->lib, err) || !check_safety(f, err))
        return NULL;
    take_lock(f);
    if ((options->mode != DB_FILE_CREATE || make_beside(f, in, err)) && open_db(f, err))
        return f;
    db_file_abandon(f);
    return NULL;
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
    struct arena *scratch = nul ? arena_new() : NULL;
    DBT k = dbt_of(key, nul, nul ? arena_bytes(scratch, key.len + 1) : NULL);
    DBT v = dbt_of(value, nul, nul ? arena_bytes(scratch, value.len + 1) : NULL);
    u_int32_t flags = f->options.duplicates || replace ? 0 : DB_NOOVERWRITE;
    int rc = f->db->put(f->db, NULL, &k, &v, flags);

    arena_drop(scratch);
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

enum db_get db_file_get(struct db_file *f, struct slice key, struct arena *in, struct slice *value,
                        struct err *err)
{
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len}, v = {0};
    int rc = f->db->get(f->db, NULL, &k, &v, 0);

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

    return got(f, f->db->del(f->db, NULL, &k, 0), err);
}

enum db_get db_file_next(struct db_file *f, struct slice *key, struct slice *value, struct err *err)
{
    DBT k = {0}, v = {0};
    int rc = 0;

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
    bool ok = close_db(f, err);

    if (ok && f->building != NULL)
        ok = put_in_place(f, err);
    db_file_abandon(f);
    return ok;
}

void db_file_abandon(struct db_file *f)
{
    (void)close_db(f, NULL);
    if (f->building != NULL)
        unlink(f->building);
    f->building = NULL;
    if (f->lock >= 0)
        close(f->lock);
    f->lock = -1;
}
