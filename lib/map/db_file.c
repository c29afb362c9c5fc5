/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/db_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "map/db_kind.h"
#include "os/file.h"

enum { NEW_MODE = 0640 };

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

static const struct db_kind *kind_of(enum db_file_type type)
{
    return type == DB_FILE_LMDB ? &db_lmdb : type == DB_FILE_CDB ? &db_constant : &db_berkeley;
}

/* Whoever may put a link or another file in this place could make us write where they cannot. */
static bool check_safety(struct db_file *f, struct err *err)
{
    struct safe_rules rules = {.flags = SAFE_NO_SYMLINK | SAFE_NO_HARDLINK | SAFE_DIRECTORIES |
                                        SAFE_NO_WORLD_WRITE | SAFE_OWNER,
                               .uid = geteuid(),
                               .trusted_uid = f->options.owner,
                               .allow = f->options.allow};
    struct err why = {0};

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
    if (safe_check(f->path, &rules, &f->old, &why))
        return true;
    if (why.status == EX_NOINPUT) {
        f->old.st_mode = 0;
        return true;
    }
    return err_set(err, why.status, "%s", why.text);
}

/* While we waited for the lock, another may have put a new file in place: that one counts. */
static bool lock_is_of_path(struct db_file *f)
{
    struct stat held, there;

    if (fstat(f->lock, &held) != 0)
        return true;
    f->begin = f->options.make_missing && held.st_size == 0;
    return stat(f->path, &there) == 0 && held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

static bool makes_missing(const struct db_file *f)
{
    return f->options.make_missing && f->options.mode == DB_FILE_CHANGE && f->kind == &db_berkeley;
}

/* A file that is to be begun is made empty first, so that two who begin it wait for each other. */
static bool take_lock(struct db_file *f, struct err *err)
{
    bool exclusive = f->options.mode != DB_FILE_READ;
    int flags = (exclusive ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK |
                (makes_missing(f) ? O_CREAT : 0);

    do {
        if (f->lock >= 0)
            close(f->lock);
        f->lock = open(f->path, flags, NEW_MODE);
        if (f->lock < 0)
            return !makes_missing(f) || err_set(err, err_status(errno), "%s", strerror(errno));
        while (flock(f->lock, exclusive ? LOCK_EX : LOCK_SH) != 0 && errno == EINTR)
            ;
    } while (!lock_is_of_path(f));
    return true;
}

static bool make_beside(struct db_file *f, struct err *err)
{
    int fd;

    f->building = arena_cstr(f->in, arena_printf(f->in, "%s.XXXXXX", f->path));
    fd = mkostemp(f->building, O_CLOEXEC);
    if (fd < 0) {
        f->building = NULL;
        /* The path is in front of it already. */
        return err_set(err, errno == ENOENT ? EX_NOINPUT : EX_CANTCREAT, "%s", strerror(errno));
    }
    close(fd);
    return true;
}

struct db_file *db_file_open(struct slice path, const struct db_file_options *options,
                             struct arena *in, struct err *err)
{
    struct db_file *f = ARENA_NEW(in, struct db_file);
    bool named;

    f->kind = kind_of(options->type);
    f->in = in;
    f->options = *options;
    f->lock = -1;
    named = slice_ends_case(path, slice_from(f->kind->suffix));
    f->path =
        arena_cstr(in, arena_printf(in, "%.*s%s", SLICE_ARG(path), named ? "" : f->kind->suffix));
    if (!check_safety(f, err))
        return NULL;
    if (take_lock(f, err) && (options->mode != DB_FILE_CREATE || make_beside(f, err)) &&
        f->kind->open(f, err))
        return f;
    db_file_abandon(f);
    return NULL;
}

enum db_put db_file_put(struct db_file *f, struct slice key, struct slice value, bool nul,
                        bool replace, struct err *err)
{
    return f->kind->put(f, key, value, nul, replace, err);
}

enum db_get db_file_get(struct db_file *f, struct slice key, struct arena *in, struct slice *value,
                        struct err *err)
{
    return f->kind->get(f, key, in, value, err);
}

struct slice db_file_without_nul(struct slice stored)
{
    if (stored.len > 0 && stored.p[stored.len - 1] == '\0')
        stored.len--;
    return stored;
}

enum db_get db_file_delete(struct db_file *f, struct slice key, struct err *err)
{
    return f->kind->remove(f, key, err);
}

enum db_get db_file_next(struct db_file *f, struct slice *key, struct slice *value, struct err *err)
{
    return f->kind->next(f, key, value, err);
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
    bool ok = f->kind->finish(f, err);
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
    struct stat st;

    if (f->state != NULL)
        f->kind->close(f);
    f->state = NULL;
    if (f->building != NULL)
        unlink(f->building);
    f->building = NULL;
    if (f->begin && f->old.st_mode == 0 && fstat(f->lock, &st) == 0 && st.st_size == 0)
        unlink(f->path);
    if (f->lock >= 0)
        close(f->lock);
    f->lock = -1;
}
