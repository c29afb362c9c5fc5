/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lmdb -- a database of one file, FILE.lmdb. Our own class.
 *
 * Read as lmdb_file.h does, without the library and without its lock file, which we may have no
 * right to write: the file may be replaced by rename or changed by transactions. A lookup sees what
 * was committed last. A file shorter than it says is refused at once.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "map/internal.h"
#include "map/lmdb_file.h"
#include "os/clock.h"

enum { RECHECK_MS = 1000 };

struct state {
    char *path;
    int fd; /* -1: not open */
    struct stat seen;
    int64_t checked_ms;
};

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct state *s = ARENA_NEW(m->all->in, struct state);
    bool suffixed;

    s->fd = -1;
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
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

static bool connect_to(struct map *m, struct state *s, struct err *err)
{
    struct err why = {0};

    s->fd = map_open_file(m, s->path, err);
    if (s->fd < 0)
        return false;
    if (fstat(s->fd, &s->seen) == 0 && lmdb_check(s->fd, &why))
        return true;
    map_cannot_open(m, err, EX_SOFTWARE, "Cannot open lmdb database %s: %s", s->path, why.text);
    disconnect(s);
    return false;
}

static bool stay_connected(struct map *m, struct state *s, struct err *err)
{
    int64_t now = clock_monotonic_ms();
    struct stat st;

    if (s->fd >= 0 && now - s->checked_ms < RECHECK_MS)
        return true;
    s->checked_ms = now;
    if (s->fd >= 0 && stat(s->path, &st) == 0 &&
        (st.st_ino != s->seen.st_ino || st.st_dev != s->seen.st_dev ||
         st.st_size < s->seen.st_size))
        disconnect(s);
    return s->fd >= 0 || connect_to(m, s, err);
}

static enum map_answer ask(struct map *m, struct state *s, struct slice key, struct arena *in,
                           struct slice *value, struct err *err)
{
    enum lmdb_get got = LMDB_ABSENT;

    if ((m->bits & BIT_WITH_NUL) == 0)
        got = lmdb_get(s->fd, key, in, value, err);
    if (got == LMDB_ABSENT && (m->bits & BIT_WITHOUT_NUL) == 0)
        got = lmdb_get(s->fd, slice_of(key.p, key.len + 1), in, value, err);
    if (got == LMDB_ABSENT)
        return map_absent(err, EX_OK);
    if (got == LMDB_FAILED) {
        struct err why = *err;

        return map_failed(err, "%s: %s", s->path, why.text);
    }
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
