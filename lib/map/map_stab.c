/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stab -- an alias file as text, read into memory at the first lookup; implicit -- what an alias
 * file without a class means: the database beside it, or the text for as long as there is none.
 *
 * A text that changed is read again at the next second's lookup. Lines that are no aliases are the
 * business of newaliases and passed over here.
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

struct stab {
    struct arena *in; /* of the entries; NULL: not read */
    struct table entries;
    struct stat seen;
    time_t checked_at;
    const char *path, *database; /* NULL: nobody cares */
    size_t count, longest, bytes;
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

static void fill(struct stab *s, struct slice text)
{
    struct alias_scan scan = alias_scan_of(text, s->in);
    struct alias_entry entry;
    enum alias_step step;

    s->entries = table_new_case(s->in);
    s->count = s->longest = s->bytes = 0;
    while ((step = alias_scan_next(&scan, &entry)) != ALIAS_END) {
        struct slice *value;

        if (step != ALIAS_ENTRY || table_get(&s->entries, entry.key) != NULL)
            continue;
        value = ARENA_NEW(s->in, struct slice);
        *value = entry.value;
        table_set(&s->entries, entry.key, value);
        s->count++;
        s->bytes += entry.key.len + entry.value.len;
        s->longest = entry.value.len > s->longest ? entry.value.len : s->longest;
    }
}

static bool read_text(struct map *m, struct stab *s, struct err *err)
{
    struct arena *fresh = arena_new();
    struct slice text;
    int fd = map_open_file(m, s->path, err);
    bool ok = fd >= 0 && (fstat(fd, &s->seen) == 0 || err_errno(err, "%s", s->path)) &&
              file_read_fd(fd, ALIAS_MAX_BYTES, fresh, &text, err);

    if (fd >= 0)
        close(fd);
    if (!ok) {
        arena_drop(fresh);
        return false;
    }
    arena_drop(s->in);
    s->in = fresh;
    fill(s, text);
    return true;
}

static bool is_fresh(struct stab *s)
{
    struct timespec now;
    struct stat st;

    if (s->in == NULL)
        return false;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (now.tv_sec - s->checked_at < RECHECK_SECONDS)
        return true;
    s->checked_at = now.tv_sec;
    /* A text that is gone or out of our sight: what was read still answers. */
    return stat(s->path, &st) != 0 ||
           (st.st_ino == s->seen.st_ino && st.st_size == s->seen.st_size &&
            st.st_mtim.tv_sec == s->seen.st_mtim.tv_sec &&
            st.st_mtim.tv_nsec == s->seen.st_mtim.tv_nsec);
}

static enum map_answer lookup_stab(struct map *m, const struct map_query *q, struct arena *in,
                                   struct slice *value, struct err *err)
{
    struct stab *s = m->state;
    enum map_answer answer = MAP_FOUND;
    const struct slice *found;

    pthread_mutex_lock(&m->lock);
    if (!is_fresh(s) && !read_text(m, s, err)) {
        answer = err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0 ? map_absent(err, EX_OK)
                                                                            : MAP_FAILED;
        err->status = answer == MAP_FAILED ? EX_TEMPFAIL : EX_OK;
    } else if ((found = table_get(&s->entries, q->key)) != NULL) {
        *value = arena_copy(in, *found);
    } else {
        answer = map_absent(err, EX_OK);
    }
    pthread_mutex_unlock(&m->lock);
    return answer;
}

static bool open_stab(struct map *m, struct err *err)
{
    struct stab *s = m->state;
    bool ok;

    pthread_mutex_lock(&m->lock);
    ok = is_fresh(s) || read_text(m, s, err);
    pthread_mutex_unlock(&m->lock);
    return ok;
}

static void close_stab(struct map *m)
{
    struct stab *s = m->state;

    arena_drop(s->in);
    s->in = NULL;
}

const struct map_class map_class_stab = {.name = "stab",
                                         .can_alias = true,
                                         .declare = declare_stab,
                                         .lookup = lookup_stab,
                                         .open = open_stab,
                                         .close = close_stab};

/* ---- implicit */

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
static void tell_text(struct map *m, bool was_read)
{
    const struct stab *s = m->text->state;
    struct arena *in;
    struct str out;

    if (atomic_load(&m->unopened) != NEVER_UNOPENED)
        return;
    log_line(3, LOG_WARNING, SLICE(""), "alias database %s is not there; reading %s instead",
             s->database, s->path);
    in = arena_new();
    out = str_new(in);
    str_printf(&out, "WARNING: cannot open alias database %s; reading text version", s->path);
    if (was_read)
        str_printf(&out, "\n%s: %zu aliases, longest %zu bytes, %zu bytes total", s->path, s->count,
                   s->longest, s->bytes);
    map_tell_unopened(m, str_slice(&out), EX_OK);
    arena_drop(in);
}

static enum map_answer lookup_implicit(struct map *m, const struct map_query *q, struct arena *in,
                                       struct slice *value, struct err *err)
{
    enum map_answer answer = map_class_hash.lookup(m, q, in, value, err);

    if (answer != MAP_FAILED || !is_text_for_now(m))
        return answer;
    *err = (struct err){0};
    answer = map_class_stab.lookup(m->text, q, in, value, err);
    tell_text(m, answer != MAP_FAILED);
    return answer;
}

static bool open_implicit(struct map *m, struct err *err)
{
    bool ok;

    if (map_class_hash.open(m, err))
        return true;
    if (!is_text_for_now(m))
        return false;
    *err = (struct err){0};
    ok = open_stab(m->text, err);
    tell_text(m, ok);
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
