/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stab -- an alias file as text, read into memory at the first lookup; implicit -- what an alias
 * file without a class means: the database beside it, or the text for as long as there is none.
 *
 * A text that changed is read again at the next second's lookup. Names are keys as they stand and
 * lines that are no aliases are passed over, unless AliasFile names the file and somebody judges it
 * who knows addresses. That may run rule sets, so no lock is held while a text is read.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "map/alias_file.h"
#include "map/internal.h"
#include "os/file.h"

enum { ALIAS_MAX_BYTES = 256 << 20, RECHECK_SECONDS = 1 };

struct contents {
    struct arena *in; /* of the entries; NULL: not read */
    struct table entries;
    struct stat seen;
    size_t count, longest, bytes;
};

struct stab {
    struct contents has;
    time_t checked_at;
    const char *path, *database; /* NULL: nobody cares */
};

static bool declare_stab(struct map *m, struct slice spec, struct err *err)
{
    struct stab *s = ARENA_NEW(m->all->in, struct stab);

    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for stab map %.*s", SLICE_ARG(m->name));
    s->path = arena_cstr(m->all->in, m->file);
    return true;
}

static bool next_entry(const struct map *m, const struct stab *s, struct alias_scan *scan,
                       struct alias_entry *entry, bool *good)
{
    const struct map_alias_judge *judge = &m->all->alias_judge;
    enum alias_step step;

    if (judge->take == NULL || (m->bits & BIT_ALIASES) == 0) {
        step = alias_scan_next(scan, entry);
        *good = step == ALIAS_ENTRY;
        return step != ALIAS_END;
    }
    if (alias_scan_line(scan, entry) == ALIAS_END)
        return false;
    *good = judge->take(judge->ctx, s->path, entry, scan->in);
    return true;
}

/* compatible: of several aliases of one name the last one holds. */
static void fill(const struct map *m, const struct stab *s, struct contents *c, struct slice text)
{
    struct alias_scan scan = alias_scan_of(text, c->in);
    struct alias_entry entry;
    bool good;

    c->entries = table_new_case(c->in);
    while (next_entry(m, s, &scan, &entry, &good)) {
        struct slice *value;

        if (!good)
            continue;
        value = ARENA_NEW(c->in, struct slice);
        *value = entry.value;
        table_set(&c->entries, entry.key, value);
        c->count++;
        c->bytes += entry.key.len + entry.value.len;
        c->longest = entry.value.len > c->longest ? entry.value.len : c->longest;
    }
}

static bool read_text(struct map *m, struct stab *s, struct err *err)
{
    struct contents fresh = {.in = arena_new()};
    struct slice text;
    int fd = map_open_file(m, s->path, err);
    bool ok = fd >= 0 && (fstat(fd, &fresh.seen) == 0 || err_errno(err, "%s", s->path)) &&
              file_read_fd(fd, ALIAS_MAX_BYTES, fresh.in, &text, err);

    if (fd >= 0)
        close(fd);
    if (!ok) {
        arena_drop(fresh.in);
        return false;
    }
    fill(m, s, &fresh, text);
    pthread_mutex_lock(&m->lock);
    arena_drop(s->has.in);
    s->has = fresh;
    pthread_mutex_unlock(&m->lock);
    return true;
}

static bool looks_fresh(struct stab *s)
{
    struct timespec now;
    struct stat st;

    if (s->has.in == NULL)
        return false;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (now.tv_sec - s->checked_at < RECHECK_SECONDS)
        return true;
    s->checked_at = now.tv_sec;
    /* A text that is gone or out of our sight: what was read still answers. */
    return stat(s->path, &st) != 0 ||
           (st.st_ino == s->has.seen.st_ino && st.st_size == s->has.seen.st_size &&
            st.st_mtim.tv_sec == s->has.seen.st_mtim.tv_sec &&
            st.st_mtim.tv_nsec == s->has.seen.st_mtim.tv_nsec);
}

static bool is_fresh(struct map *m)
{
    bool fresh;

    pthread_mutex_lock(&m->lock);
    fresh = looks_fresh(m->state);
    pthread_mutex_unlock(&m->lock);
    return fresh;
}

static enum map_answer lookup_stab(struct map *m, const struct map_query *q, struct arena *in,
                                   struct slice *value, struct err *err)
{
    struct stab *s = m->state;
    const struct slice *found;

    if (!is_fresh(m) && !read_text(m, s, err)) {
        if (err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0)
            return map_absent(err, EX_OK);
        err->status = EX_TEMPFAIL;
        return MAP_FAILED;
    }
    pthread_mutex_lock(&m->lock);
    found = table_get(&s->has.entries, q->key);
    if (found != NULL)
        *value = arena_copy(in, *found);
    pthread_mutex_unlock(&m->lock);
    return found != NULL ? MAP_FOUND : map_absent(err, EX_OK);
}

static bool open_stab(struct map *m, struct err *err)
{
    return is_fresh(m) || read_text(m, m->state, err);
}

static void close_stab(struct map *m)
{
    struct stab *s = m->state;

    arena_drop(s->has.in);
    s->has.in = NULL;
}

const struct map_class map_class_stab = {.name = "stab",
                                         .can_alias = true,
                                         .declare = declare_stab,
                                         .lookup = lookup_stab,
                                         .open = open_stab,
                                         .close = close_stab};

/* ---- implicit */

#define CANNOT_OPEN "WARNING: cannot open alias database %s"

static bool declare_implicit(struct map *m, struct slice spec, struct err *err)
{
    struct map *text = ARENA_NEW(m->all->in, struct map);
    struct stab *s;

    text->all = m->all;
    text->name = m->name;
    text->class = &map_class_stab;
    text->bits = m->bits;
    pthread_mutex_init(&text->lock, NULL);
    if (!map_class_hash.declare(m, spec, err) || !declare_stab(text, spec, err))
        return false;
    s = text->state;
    s->database = arena_printf(m->all->in, "%s.db", s->path).p;
    m->text = text;
    return true;
}

/* Only what was looked for and is not there: a database that cannot be reached may hold answers.
 * compatible: a K line's map is asked in its database alone. */
static bool is_text_for_now(const struct map *m)
{
    const struct stab *s = m->text->state;
    struct stat st;

    return (m->bits & BIT_ALIASES) != 0 && stat(s->database, &st) != 0 && errno == ENOENT;
}

/* Once, to the log and to whoever watches test mode. */
static void tell_before(struct map *m, struct arena *in)
{
    const struct map_alias_judge *judge = &m->all->alias_judge;
    const struct stab *s = m->text->state;

    if (atomic_load(&m->unopened) != NEVER_UNOPENED)
        return;
    log_line(3, LOG_WARNING, SLICE(""), "alias database %s is not there; reading %s instead",
             s->database, s->path);
    if (judge->begin != NULL)
        judge->begin(judge->ctx, arena_printf(in, CANNOT_OPEN "; reading text version", s->path));
}

static void tell_behind(struct map *m, bool was_read, struct arena *in)
{
    const struct stab *s = m->text->state;
    const struct contents *c = &s->has;
    struct str out;

    if (atomic_load(&m->unopened) != NEVER_UNOPENED)
        return;
    out = str_new(in);
    if (m->all->alias_judge.begin == NULL)
        str_printf(&out, CANNOT_OPEN "; reading text version\n", s->path);
    if (was_read)
        str_printf(&out, "%s: %zu aliases, longest %zu bytes, %zu bytes total\n", s->path, c->count,
                   c->longest, c->bytes);
    map_tell_unopened(m, str_slice(&out), EX_OK);
}

static enum map_answer lookup_implicit(struct map *m, const struct map_query *q, struct arena *in,
                                       struct slice *value, struct err *err)
{
    enum map_answer answer = map_class_hash.lookup(m, q, in, value, err);

    if (answer != MAP_FAILED || !is_text_for_now(m))
        return answer;
    *err = (struct err){0};
    tell_before(m, in);
    answer = map_class_stab.lookup(m->text, q, in, value, err);
    tell_behind(m, answer != MAP_FAILED, in);
    return answer;
}

static bool open_implicit(struct map *m, struct err *err)
{
    struct arena *in;
    bool ok;

    if (map_class_hash.open(m, err))
        return true;
    if (!is_text_for_now(m))
        return false;
    *err = (struct err){0};
    in = arena_new();
    tell_before(m, in);
    ok = open_stab(m->text, err);
    tell_behind(m, ok, in);
    arena_drop(in);
    return ok;
}

static void close_implicit(struct map *m)
{
    map_class_hash.close(m);
    if (m->text != NULL)
        close_stab(m->text);
}

const struct map_class map_class_implicit = {.name = "implicit",
                                             .can_alias = true,
                                             .declare = declare_implicit,
                                             .lookup = lookup_implicit,
                                             .close = close_implicit,
                                             .open = open_implicit};
