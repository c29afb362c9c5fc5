/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lmdb -- a memory-mapped database of one file, FILE.lmdb. Our own class.
 *
 * Opened for reading only and without its lock file, which we may have no right to write; so the
 * file must be replaced by rename or changed by transactions, and never written over in place. Each
 * lookup is a transaction of its own and sees what was committed last. A file shorter than it says
 * is refused at once: the map reaches behind its end otherwise. Inside the file the library trusts
 * what it reads: whoever may write it may stop us.
 */
#include <errno.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map/internal.h"
#include "map/library.h"
#include "os/clock.h"

enum { RECHECK_MS = 1000 };

struct library {
    __typeof__(mdb_env_create) *env_create;
    __typeof__(mdb_env_open) *env_open;
    __typeof__(mdb_env_close) *env_close;
    __typeof__(mdb_env_stat) *env_stat;
    __typeof__(mdb_env_info) *env_info;
    __typeof__(mdb_txn_begin) *txn_begin;
    __typeof__(mdb_txn_abort) *txn_abort;
    __typeof__(mdb_dbi_open) *dbi_open;
    __typeof__(mdb_get) *get;
    __typeof__(mdb_strerror) *strerror;
};

#define SYMBOL(name)                                                                               \
    {                                                                                              \
        "mdb_" #name, offsetof(struct library, name)                                               \
    }
static const struct library_symbol symbols[] = {
    SYMBOL(env_create), SYMBOL(env_open),  SYMBOL(env_close), SYMBOL(env_stat), SYMBOL(env_info),
    SYMBOL(txn_begin),  SYMBOL(txn_abort), SYMBOL(dbi_open),  SYMBOL(get),      SYMBOL(strerror),
};

struct state {
    struct library lib;
    bool loaded;
    char *path;
    MDB_env *env; /* NULL: not open */
    struct stat seen;
    int64_t checked_ms;
};

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct state *s = ARENA_NEW(m->all->in, struct state);
    bool suffixed;

    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for lmdb map %.*s", SLICE_ARG(m->name));
    suffixed = slice_ends_case(m->file, SLICE(".lmdb"));
    s->path = arena_cstr(m->all->in, arena_printf(m->all->in, "%.*s%s", SLICE_ARG(m->file),
                                                  suffixed ? "" : ".lmdb"));
    return true;
}

static void disconnect(struct state *s)
{
    if (s->env != NULL)
        s->lib.env_close(s->env);
    s->env = NULL;
}

/* 0, an errno, or the library's number. */
static int open_env(struct state *s)
{
    int rc = s->lib.env_create(&s->env);
    MDB_envinfo info;
    MDB_stat pages;

    if (rc != 0)
        return rc;
    rc = s->lib.env_open(s->env, s->path, MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0);
    if (rc == 0)
        rc = s->lib.env_info(s->env, &info);
    if (rc == 0)
        rc = s->lib.env_stat(s->env, &pages);
    if (rc == 0 && (uint64_t)s->seen.st_size / pages.ms_psize < info.me_last_pgno + 1)
        rc = MDB_CORRUPTED;
    return rc;
}

static bool connect_to(struct map *m, struct state *s, struct err *err)
{
    int fd = map_open_file(m, s->path, err), rc;

    if (fd < 0)
        return false;
    rc = fstat(fd, &s->seen);
    close(fd);
    if (!s->loaded &&
        !library_load("liblmdb.so.0", "liblmdb0", symbols, COUNT(symbols), &s->lib, err)) {
        map_tell_unopened(m, slice_from(err->text));
        return false;
    }
    s->loaded = true;
    rc = rc == 0 ? open_env(s) : errno;
    if (rc == 0)
        return true;
    map_cannot_open(m, err, "Cannot open lmdb database %s: %s", s->path, s->lib.strerror(rc));
    disconnect(s);
    return false;
}

static bool stay_connected(struct map *m, struct state *s, struct err *err)
{
    int64_t now = clock_monotonic_ms();
    struct stat st;

    if (s->env != NULL && now - s->checked_ms < RECHECK_MS)
        return true;
    s->checked_ms = now;
    if (s->env != NULL && stat(s->path, &st) == 0 &&
        (st.st_ino != s->seen.st_ino || st.st_dev != s->seen.st_dev ||
         st.st_size < s->seen.st_size))
        disconnect(s);
    return s->env != NULL || connect_to(m, s, err);
}

static int get(struct state *s, struct slice key, struct arena *in, struct slice *value)
{
    MDB_val k = {key.len, (void *)key.p}, v;
    MDB_txn *txn;
    MDB_dbi dbi;
    int rc = s->lib.txn_begin(s->env, NULL, MDB_RDONLY, &txn);

    if (rc != 0)
        return rc;
    rc = s->lib.dbi_open(txn, NULL, 0, &dbi);
    if (rc == 0)
        rc = s->lib.get(txn, dbi, &k, &v);
    if (rc == 0)
        *value = arena_copy(in, slice_of(v.mv_data, v.mv_size));
    s->lib.txn_abort(txn);
    return rc == MDB_BAD_VALSIZE ? MDB_NOTFOUND : rc; /* no key there can be as long, or empty */
}

static enum map_answer ask(struct map *m, struct state *s, struct slice key, struct arena *in,
                           struct slice *value, struct err *err)
{
    int rc = MDB_NOTFOUND;

    if ((m->bits & BIT_WITH_NUL) == 0)
        rc = get(s, key, in, value);
    if (rc == MDB_NOTFOUND && (m->bits & BIT_WITHOUT_NUL) == 0)
        rc = get(s, slice_of(key.p, key.len + 1), in, value);
    if (rc == MDB_NOTFOUND)
        return map_absent(err, EX_OK);
    if (rc != 0)
        return map_failed(err, "%s: %s", s->path, s->lib.strerror(rc));
    if (value->len > 0 && value->p[value->len - 1] == '\0')
        value->len--;
    return MAP_FOUND;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct slice key =
        (m->bits & BIT_KEEP_CASE) != 0 ? arena_copy(in, q->key) : arena_copy_lower(in, q->key);
    struct state *s = m->state;
    enum map_answer answer = MAP_FAILED;

    pthread_mutex_lock(&m->lock);
    if (stay_connected(m, s, err))
        answer = ask(m, s, key, in, value, err);
    else if (err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0)
        answer = map_absent(err, EX_OK);
    else
        err->status = EX_TEMPFAIL;
    pthread_mutex_unlock(&m->lock);
    return answer;
}

static bool open_map(struct map *m, struct err *err)
{
    bool ok;

    pthread_mutex_lock(&m->lock);
    ok = stay_connected(m, m->state, err);
    pthread_mutex_unlock(&m->lock);
    return ok;
}

static void close_map(struct map *m)
{
    disconnect(m->state);
}

const struct map_class map_class_lmdb = {.name = "lmdb",
                                         .can_alias = true,
                                         .declare = declare,
                                         .lookup = lookup,
                                         .close = close_map,
                                         .open = open_map};
