/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hash and btree -- Berkeley DB files, shared with the original's makemap and postmap-like tools.
 *
 * A handle stays open and serves all threads; once a second the path is looked at again. A builder
 * that truncates in place (the original's makemap does, under an exclusive flock) must not make
 * keys vanish for the time it takes. Hash files are read as hash_file.h does, whose answers are
 * those of the file as it was opened. Btree files are read as btree_file.h does, and what it
 * answers counts when the file has not changed. What the library answers (odd files) is less sure:
 * its "absent" is believed only after the open file was seen not to have changed.
 *
 * The library gets the descriptor that was checked, not the path: a process that gave up its rights
 * may have it from somebody else (map_opener), and nobody can put another file there in between.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "map/btree_file.h"
#include "map/db_library.h"
#include "map/hash_file.h"
#include "map/internal.h"

#define OWN_FDS "/proc/self/fd/"

enum { RECHECK_SECONDS = 1, CHECKED_MAX = 256 * 1024 };

/* Which keys the file has; the first hit decides. */
enum style { STYLE_UNKNOWN, STYLE_WITHOUT_NUL, STYLE_WITH_NUL };

struct db_state {
    pthread_rwlock_t in_use; /* readers look up, a writer opens */
    struct hash_file *hash;  /* one of these three, or none when not open */
    struct btree_file tree;  /* while `is_tree` */
    DB *db;
    bool is_tree;
    struct db_library lib;   /* while `db` is open */
    atomic_bool use_library; /* the file has what hash_file does not read */
    int fd;                  /* its file; -1 when not open */
    bool missing;            /* -o and there is no file: empty */
    struct stat seen;        /* of the file when it was opened */
    atomic_long checked_at;  /* seconds, monotonic */
    atomic_int style;
    char *path;
    DBTYPE type;
};

static long now_seconds(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
    return (long)ts.tv_sec;
}

/* What the library calls instead of open. Opening such a name anew would ask for rights on the file
 * again; the descriptor has them. The library reads its first page from where the descriptor is. */
static int open_or_dup(const char *path, int flags, ...)
{
    struct slice name = slice_from(path), own = SLICE(OWN_FDS);
    int64_t fd;
    mode_t mode;
    va_list args;

    if (slice_starts(name, own) && slice_to_i64(slice_from_at(name, own.len), &fd)) {
        (void)lseek((int)fd, 0, SEEK_SET);
        return fcntl((int)fd, F_DUPFD_CLOEXEC, 0);
    }
    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    return open(path, flags, mode);
}

static bool declare_as(struct map *m, struct slice spec, DBTYPE type, struct err *err)
{
    struct db_state *s = ARENA_NEW(m->all->in, struct db_state);
    struct slice suffix = SLICE(".db");

    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for %s map %.*s", m->class->name,
                       SLICE_ARG(m->name));
    m->rest = slice_trim(spec);
    s->type = type;
    s->fd = -1;
    s->path = arena_cstr(m->all->in, arena_printf(m->all->in, "%.*s%s", SLICE_ARG(m->file),
                                                  slice_ends_case(m->file, suffix) ? "" : ".db"));
    pthread_rwlock_init(&s->in_use, NULL);
    if ((m->bits & BIT_WITH_NUL) != 0)
        atomic_store(&s->style, STYLE_WITH_NUL);
    else if ((m->bits & BIT_WITHOUT_NUL) != 0)
        atomic_store(&s->style, STYLE_WITHOUT_NUL);
    m->state = s;
    return true;
}

static bool declare_hash(struct map *m, struct slice spec, struct err *err)
{
    return declare_as(m, spec, DB_HASH, err);
}

static bool declare_btree(struct map *m, struct slice spec, struct err *err)
{
    return declare_as(m, spec, DB_BTREE, err);
}

static bool is_open(const struct db_state *s)
{
    return s->db != NULL || s->hash != NULL || s->is_tree;
}

static void close_db(struct db_state *s)
{
    hash_file_close(s->hash);
    s->hash = NULL;
    s->is_tree = false;
    if (s->db != NULL)
        s->db->close(s->db, DB_NOSYNC);
    if (s->fd >= 0)
        close(s->fd);
    s->db = NULL;
    s->fd = -1;
    s->missing = false;
}

/* The library trusts what stands in the file and may crash over a damaged one. So a small file is
 * looked through before it is opened; a large one would take too long. */
static int check_small(const struct db_state *s, const char *path)
{
    DB *db;
    int rc = 0;

    if (s->seen.st_size == 0 || s->seen.st_size > CHECKED_MAX)
        return 0;
    rc = s->lib.create(&db, NULL, 0);
    if (rc == 0) {
        db->set_errfile(db, NULL);
        rc = db->verify(db, path, NULL, NULL, DB_NOORDERCHK);
    }
    return rc;
}

/* compatible: an alias file without a class is one that may be of any. */
static void tell_unreadable(struct map *m, struct err *err)
{
    if (m->class != &map_class_implicit)
        map_tell_unopened(m, slice_from(err->text), EX_OSERR);
}

static const char *what_to_do(int rc)
{
    return rc == DB_VERIFY_BAD || rc == EINVAL ? "; make it anew with makemap" : "";
}

static bool open_db(struct map *m, struct db_state *s, struct err *err)
{
    char path[sizeof OWN_FDS + 12];
    DB *db;
    int rc;

    if (s->type == DB_HASH && !atomic_load(&s->use_library)) {
        s->hash = hash_file_open(s->fd, &s->seen);
        if (s->hash != NULL)
            return true;
    }
    if (s->type == DB_BTREE && btree_file_open(&s->tree, s->fd, (uint64_t)s->seen.st_size)) {
        s->is_tree = true;
        return true;
    }
    if (!db_library_load(&s->lib, err))
        return false;
    s->lib.set_open(open_or_dup);
    snprintf(path, sizeof path, OWN_FDS "%d", s->fd);
    rc = check_small(s, path);
    if (rc == 0)
        rc = s->lib.create(&db, NULL, 0);
    if (rc == 0) {
        db->set_errfile(db, NULL);
        rc = db->open(db, NULL, path, NULL, s->type, DB_RDONLY | DB_THREAD, 0);
        if (rc != 0)
            db->close(db, DB_NOSYNC);
    }
    if (rc != 0) {
        map_failed(err, "Cannot open %s database %s: %s%s", m->class->name, s->path,
                   s->lib.strerror(rc == DB_VERIFY_BAD ? EINVAL : rc), what_to_do(rc));
        tell_unreadable(m, err);
        return false;
    }
    s->db = db;
    return true;
}

/* With the writer's lock held. A builder at work holds an exclusive flock: wait for its end, so
 * that no half-built file is read. */
static bool reopen(struct map *m, struct db_state *s, struct err *err)
{
    bool ok;

    close_db(s);
    s->fd = map_open_file(m, s->path, err);
    if (s->fd < 0) {
        s->missing = err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0;
        s->seen = (struct stat){0};
        err->status = EX_TEMPFAIL;
        return s->missing;
    }
    while (flock(s->fd, LOCK_SH) != 0 && errno == EINTR)
        ;
    ok = fstat(s->fd, &s->seen) == 0 ? open_db(m, s, err) : err_errno(err, "%s", s->path);
    (void)flock(s->fd, LOCK_UN); /* the library's descriptors share it */
    return ok;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static bool path_changed(const struct db_state *s)
{
    struct stat now = {0};

    if (stat(s->path, &now) == 0)
        return !same_file(&now, &s->seen);
    /* In a directory we may not look into, the open file tells what became of it. */
    if (errno == EACCES && is_open(s))
        return fstat(s->fd, &now) != 0 || now.st_nlink == 0 || !same_file(&now, &s->seen);
    /* A file that is being replaced may be gone for a moment: what is open still answers. */
    return !is_open(s) && !s->missing;
}

/* An optional file that was not there, where we cannot see whether it has come. */
static bool is_out_of_sight(const struct db_state *s)
{
    return s->missing && access(s->path, F_OK) != 0 && errno == EACCES;
}

/* Leaves with the reader's lock held and something to ask, or without and false. */
static bool hold_open(struct map *m, struct db_state *s, bool recheck, struct err *err)
{
    long now = now_seconds();
    bool ok = true;

    pthread_rwlock_rdlock(&s->in_use);
    if (!recheck && (is_open(s) || s->missing) &&
        now - atomic_load_explicit(&s->checked_at, memory_order_relaxed) < RECHECK_SECONDS)
        return true;
    atomic_store_explicit(&s->checked_at, now, memory_order_relaxed);
    if ((is_open(s) || s->missing) && !path_changed(s) && !is_out_of_sight(s))
        return true;
    pthread_rwlock_unlock(&s->in_use);

    pthread_rwlock_wrlock(&s->in_use);
    if ((!is_open(s) && !s->missing) || path_changed(s) || is_out_of_sight(s))
        ok = reopen(m, s, err);
    pthread_rwlock_unlock(&s->in_use);
    if (!ok)
        return false;
    pthread_rwlock_rdlock(&s->in_use);
    if (is_open(s) || s->missing)
        return true;
    pthread_rwlock_unlock(&s->in_use);
    return err_set(err, EX_TEMPFAIL, "%s: changing", s->path);
}

/* What became of one question. */
enum got { GOT, GOT_NONE, GOT_FAULT, GOT_CHANGED, GOT_ODD };

struct question {
    struct slice key; /* a NUL stands behind it */
    bool all;         /* of several values */
};

static enum got get_by_library(const struct db_state *s, struct question q, struct arena *in,
                               struct slice *value, struct err *err)
{
    int rc = (q.all ? db_library_get_all : db_library_get)(s->db, q.key, in, value);

    if (rc == 0)
        return GOT;
    if (rc == DB_NOTFOUND)
        return GOT_NONE;
    map_failed(err, "%s: %s", s->path, s->lib.strerror(rc));
    return GOT_FAULT;
}

/* A file that changed meanwhile may have answered anything. */
static enum got get_from_tree(const struct db_state *s, struct slice key, struct arena *in,
                              struct slice *value, struct err *err)
{
    enum btree_answer answer = btree_file_get(&s->tree, key, in, value);
    struct stat now;

    if (fstat(s->fd, &now) != 0 || !same_file(&now, &s->seen))
        return GOT_CHANGED;
    if (answer != BTREE_DAMAGED)
        return answer == BTREE_FOUND ? GOT : GOT_NONE;
    map_failed(err, "%s: damaged; make it anew with makemap", s->path);
    return GOT_FAULT;
}

static enum got get(const struct db_state *s, struct question q, struct arena *in,
                    struct slice *value, struct err *err)
{
    static const enum got meaning[] = {[HASH_FOUND] = GOT,
                                       [HASH_ABSENT] = GOT_NONE,
                                       [HASH_CHANGED] = GOT_CHANGED,
                                       [HASH_ODD] = GOT_ODD};

    if (s->hash != NULL)
        return meaning[hash_file_get(s->hash, q.key, in, value)];
    if (s->is_tree)
        return get_from_tree(s, q.key, in, value, err);
    return get_by_library(s, q, in, value, err);
}

static enum got get_styled(struct db_state *s, struct question q, bool both, struct arena *in,
                           struct slice *value, struct err *err)
{
    int style = atomic_load_explicit(&s->style, memory_order_relaxed);
    struct question with_nul = {slice_of(q.key.p, q.key.len + 1), q.all};
    enum got got;

    if (!both || style != STYLE_UNKNOWN)
        return get(s, style == STYLE_WITH_NUL ? with_nul : q, in, value, err);
    got = get(s, q, in, value, err);
    if (got == GOT)
        atomic_store(&s->style, STYLE_WITHOUT_NUL);
    if (got != GOT_NONE)
        return got;
    got = get(s, with_nul, in, value, err);
    if (got == GOT)
        atomic_store(&s->style, STYLE_WITH_NUL);
    return got;
}

/* The library takes over a file that hash_file does not read. */
static bool ask_library(struct map *m, struct db_state *s, struct err *err)
{
    bool ok = true;

    atomic_store(&s->use_library, true);
    pthread_rwlock_wrlock(&s->in_use);
    if (s->hash != NULL)
        ok = reopen(m, s, err);
    pthread_rwlock_unlock(&s->in_use);
    return ok;
}

/* *sure: "absent" needs no second look. */
static enum got ask_once(struct map *m, struct db_state *s, struct question q, bool recheck,
                         struct arena *in, struct slice *value, bool *sure, struct err *err)
{
    const unsigned both_bits = BIT_WITH_NUL | BIT_WITHOUT_NUL;
    enum got got = GOT_NONE;

    if (!hold_open(m, s, recheck, err))
        return GOT_FAULT;
    *sure = s->missing || s->hash != NULL;
    if (!s->missing)
        got = get_styled(s, q, (m->bits & both_bits) == 0, in, value, err);
    pthread_rwlock_unlock(&s->in_use);
    if (got == GOT && value->len > 0 && value->p[value->len - 1] == '\0' &&
        atomic_load_explicit(&s->style, memory_order_relaxed) == STYLE_WITH_NUL)
        value->len--;
    return got;
}

static bool still_the_same(struct db_state *s)
{
    bool same;

    pthread_rwlock_rdlock(&s->in_use);
    same = !path_changed(s);
    pthread_rwlock_unlock(&s->in_use);
    return same;
}

static bool open_map(struct map *m, struct err *err)
{
    struct db_state *s = m->state;
    bool missing;

    if (!hold_open(m, s, false, err))
        return false;
    missing = s->missing;
    pthread_rwlock_unlock(&s->in_use);
    if (missing && err != NULL)
        err->status = EX_NOINPUT;
    return !missing;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const unsigned both_bits = BIT_WITH_NUL | BIT_WITHOUT_NUL;
    struct question ask = {slice_part(q->key, 0, MAP_KEY_MAX), q->all};
    struct db_state *s = m->state;
    enum got got;
    bool sure;

    if ((m->bits & both_bits) == both_bits) { /* such a key cannot be, but the file has to */
        bool open = open_map(m, err);

        return open || err->status == EX_NOINPUT ? map_absent(err, EX_OK) : MAP_FAILED;
    }
    ask.key =
        (m->bits & BIT_KEEP_CASE) != 0 ? arena_copy(in, ask.key) : arena_copy_lower(in, ask.key);
    got = ask_once(m, s, ask, false, in, value, &sure, err);
    if (got == GOT_ODD && !ask_library(m, s, err))
        return MAP_FAILED;
    if (got > GOT_NONE || (got == GOT_NONE && !sure && !still_the_same(s)))
        got = ask_once(m, s, ask, true, in, value, &sure, err);
    switch (got) {
    case GOT:
        return MAP_FOUND;
    case GOT_NONE:
        return map_absent(err, EX_OK);
    case GOT_FAULT:
        return MAP_FAILED;
    default:
        return map_failed(err, "%s: changing", s->path);
    }
}

static void close_map(struct map *m)
{
    struct db_state *s = m->state;

    close_db(s);
    pthread_rwlock_destroy(&s->in_use);
}

const struct map_class map_class_hash = {.name = "hash",
                                         .can_alias = true,
                                         .declare = declare_hash,
                                         .lookup = lookup,
                                         .close = close_map,
                                         .open = open_map};
const struct map_class map_class_btree = {.name = "btree",
                                          .can_alias = true,
                                          .declare = declare_btree,
                                          .lookup = lookup,
                                          .close = close_map,
                                          .open = open_map};
