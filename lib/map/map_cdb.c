/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cdb -- a constant database, FILE.cdb (FILE.db where only that is there).
 *
 * Such files are replaced whole, by rename. The open one answers; once a second the path is looked
 * at again, and "absent" is believed only of a file that is still the one there.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map/cdb_file.h"
#include "map/internal.h"
#include "os/clock.h"

enum { RECHECK_MS = 1000 };

struct state {
    pthread_rwlock_t in_use; /* readers look up, a writer opens */
    char *path, *other_path;
    int fd; /* -1: not open */
    bool missing;
    uint64_t size;
    struct stat seen;
    _Atomic int64_t checked_ms;
    atomic_int style; /* 0: not known, 1: without, 2: with NUL */
};

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct state *s = ARENA_NEW(m->all->in, struct state);
    struct arena *in = m->all->in;
    bool suffixed;

    s->fd = -1;
    pthread_rwlock_init(&s->in_use, NULL);
    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for cdb map %.*s", SLICE_ARG(m->name));
    suffixed = slice_ends_case(m->file, SLICE(".cdb")) || slice_ends_case(m->file, SLICE(".db"));
    s->path =
        arena_cstr(in, arena_printf(in, "%.*s%s", SLICE_ARG(m->file), suffixed ? "" : ".cdb"));
    s->other_path =
        suffixed ? NULL : arena_cstr(in, arena_printf(in, "%.*s.db", SLICE_ARG(m->file)));
    atomic_store(&s->style, (m->bits & BIT_WITH_NUL) != 0      ? 2
                            : (m->bits & BIT_WITHOUT_NUL) != 0 ? 1
                                                               : 0);
    return true;
}

static const char *path_of(const struct state *s)
{
    struct stat st;

    return s->other_path != NULL && stat(s->path, &st) != 0 && stat(s->other_path, &st) == 0
               ? s->other_path
               : s->path;
}

static bool is_same(const struct state *s)
{
    struct stat st;

    if (stat(path_of(s), &st) != 0)
        return s->fd >= 0; /* gone for a moment, or out of our sight: what is open answers */
    return s->fd >= 0 && st.st_ino == s->seen.st_ino && st.st_dev == s->seen.st_dev &&
           st.st_size == s->seen.st_size && st.st_mtim.tv_sec == s->seen.st_mtim.tv_sec &&
           st.st_mtim.tv_nsec == s->seen.st_mtim.tv_nsec;
}

static bool reopen(struct map *m, struct state *s, struct err *err)
{
    const char *path = path_of(s);
    uint64_t size;
    int fd = map_open_file(m, path, err);

    if (fd < 0) {
        s->missing = err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0;
        err->status = EX_TEMPFAIL;
        return s->missing;
    }
    if (!cdb_check(fd, &size, err)) {
        struct err why = *err;

        close(fd);
        map_cannot_open(m, err, EX_SOFTWARE, "Cannot open cdb database %s: %s", path, why.text);
        return false;
    }
    if (s->fd >= 0)
        close(s->fd);
    s->fd = fd;
    s->size = size;
    s->missing = false;
    return fstat(fd, &s->seen) == 0 || err_errno(err, "%s", path);
}

/* Leaves with the reader's lock held, or without and false. */
static bool hold(struct map *m, struct state *s, bool recheck, struct err *err)
{
    int64_t now = clock_monotonic_ms();
    bool ok = true;

    pthread_rwlock_rdlock(&s->in_use);
    if (!recheck && s->fd >= 0 && now - atomic_load(&s->checked_ms) < RECHECK_MS)
        return true;
    atomic_store(&s->checked_ms, now);
    if (is_same(s))
        return true;
    pthread_rwlock_unlock(&s->in_use);
    pthread_rwlock_wrlock(&s->in_use);
    if (!is_same(s))
        ok = reopen(m, s, err);
    pthread_rwlock_unlock(&s->in_use);
    if (!ok)
        return false;
    pthread_rwlock_rdlock(&s->in_use);
    return true;
}

/* key.p[key.len] is a NUL. */
static enum cdb_get get_styled(struct state *s, struct slice key, struct arena *in,
                               struct slice *value, struct err *err)
{
    struct slice with = slice_of(key.p, key.len + 1);
    int style = atomic_load(&s->style);
    enum cdb_get got = CDB_ABSENT;

    if (style != 2) {
        got = cdb_get(s->fd, s->size, key, in, value, err);
        if (got == CDB_FOUND)
            atomic_store(&s->style, 1);
    }
    if (got == CDB_ABSENT && style != 1) {
        got = cdb_get(s->fd, s->size, with, in, value, err);
        if (got == CDB_FOUND)
            atomic_store(&s->style, 2);
        if (got == CDB_FOUND && value->len > 0 && value->p[value->len - 1] == '\0')
            value->len--;
    }
    return got;
}

static enum map_answer ask(struct map *m, struct slice key, bool recheck, struct arena *in,
                           struct slice *value, struct err *err)
{
    struct state *s = m->state;
    enum cdb_get got = CDB_ABSENT;

    if (!hold(m, s, recheck, err))
        return MAP_FAILED;
    if (s->fd >= 0 && !s->missing)
        got = get_styled(s, key, in, value, err);
    pthread_rwlock_unlock(&s->in_use);
    if (got == CDB_FAILED) {
        err_wrap(err, "%s", s->path);
        err->status = EX_TEMPFAIL;
        return MAP_FAILED;
    }
    return got == CDB_FOUND ? MAP_FOUND : map_absent(err, EX_OK);
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const unsigned both = BIT_WITH_NUL | BIT_WITHOUT_NUL;
    struct slice key = slice_part(q->key, 0, MAP_KEY_MAX);
    struct state *s = m->state;
    enum map_answer answer;
    bool same;

    if ((m->bits & both) == both)
        return map_absent(err, EX_OK);
    key = (m->bits & BIT_KEEP_CASE) != 0 ? arena_copy(in, key) : arena_copy_lower(in, key);
    answer = ask(m, key, false, in, value, err);
    if (answer == MAP_FOUND)
        return answer;
    pthread_rwlock_rdlock(&s->in_use);
    same = answer == MAP_ABSENT && is_same(s);
    pthread_rwlock_unlock(&s->in_use);
    return same ? answer : ask(m, key, true, in, value, err);
}

static bool open_map(struct map *m, struct err *err)
{
    struct state *s = m->state;
    bool missing;

    if (!hold(m, s, false, err))
        return false;
    missing = s->missing;
    pthread_rwlock_unlock(&s->in_use);
    if (missing && err != NULL)
        err->status = EX_NOINPUT;
    return !missing;
}

static void close_map(struct map *m)
{
    struct state *s = m->state;

    if (s->fd >= 0)
        close(s->fd);
    pthread_rwlock_destroy(&s->in_use);
}

const struct map_class map_class_cdb = {.name = "cdb",
                                        .can_alias = true,
                                        .declare = declare,
                                        .lookup = lookup,
                                        .close = close_map,
                                        .open = open_map};
