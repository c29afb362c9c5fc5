/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nis -- a map of the Network Information Service, "MAP" or "MAP@DOMAIN"; nisplus and hesiod beside
 * it: what is left of the directories of their time.
 *
 * libnsl and libhesiod are loaded when such a map is first asked; their functions are few and their
 * types plain, so no headers are needed. NIS+ has no server any more: its maps fail, and say so.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "map/internal.h"
#include "map/library.h"

enum { NO_SUCH_KEY = 5 }; /* YPERR_KEY */

struct nis {
    int (*get_default_domain)(char **domain);
    int (*match)(const char *domain, const char *map, const char *key, int key_len, char **value,
                 int *value_len);
    const char *(*err_string)(int code);
    bool loaded, bound;
    char *map, *domain; /* domain NULL: the default one, once known */
};

static const struct library_symbol nis_symbols[] = {
    {"yp_get_default_domain", offsetof(struct nis, get_default_domain)},
    {"yp_match", offsetof(struct nis, match)},
    {"yperr_string", offsetof(struct nis, err_string)},
};

static bool declare_nis(struct map *m, struct slice spec, struct err *err)
{
    struct nis *s = ARENA_NEW(m->all->in, struct nis);
    struct slice name, rest;

    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for %s map %.*s", m->class->name,
                       SLICE_ARG(m->name));
    rest = m->file;
    if (!slice_until(&rest, '@', &name))
        name = m->file;
    else if (rest.len > 0)
        s->domain = arena_cstr(m->all->in, rest);
    s->map = arena_cstr(m->all->in, name.len > 0 ? name : SLICE("mail.aliases"));
    return true;
}

static int match(struct nis *s, const char *key, size_t len, struct arena *in, struct slice *value)
{
    char *found = NULL;
    int found_len = 0, rc = s->match(s->domain, s->map, key, (int)len, &found, &found_len);

    if (rc == 0)
        *value = arena_copy(in, slice_of(found, (size_t)found_len));
    free(found);
    return rc;
}

/* Is there anybody who has the map? No map has such a key, or says what "@" is. */
static bool try_map(struct map *m, struct nis *s, struct err *err)
{
    struct arena *scratch = arena_new();
    struct slice value;
    int rc = match(s, "@", 1, scratch, &value);

    arena_drop(scratch);
    s->bound = rc == 0 || rc == NO_SUCH_KEY;
    if (!s->bound && (m->bits & BIT_OPTIONAL) == 0)
        map_cannot_open(m, err, EX_SOFTWARE, "Cannot bind to map %s in domain %s: %s", s->map,
                        s->domain, s->err_string(rc));
    return s->bound;
}

/* With the lock held. */
static bool bind_nis(struct map *m, struct nis *s, struct err *err)
{
    if (!s->loaded &&
        !library_load("libnsl.so.2", "libnsl2", nis_symbols, COUNT(nis_symbols), s, err)) {
        map_tell_unopened(m, slice_from(err->text), EX_SOFTWARE);
        return false;
    }
    s->loaded = true;
    if (s->domain == NULL && (s->get_default_domain(&s->domain) != 0 || s->domain == NULL ||
                              s->domain[0] == '\0' || strcmp(s->domain, "(none)") == 0)) {
        s->domain = NULL;
        if ((m->bits & BIT_OPTIONAL) == 0)
            map_cannot_open(m, err, EX_SOFTWARE, "NIS map %s specified, but NIS not running",
                            s->map);
        return false;
    }
    return s->bound || try_map(m, s, err);
}

static enum map_answer lookup_nis(struct map *m, const struct map_query *q, struct arena *in,
                                  struct slice *value, struct err *err)
{
    struct slice key =
        (m->bits & BIT_KEEP_CASE) != 0 ? arena_copy(in, q->key) : arena_copy_lower(in, q->key);
    struct nis *s = m->state;
    int rc = NO_SUCH_KEY;
    bool bound;

    pthread_mutex_lock(&m->lock);
    bound = bind_nis(m, s, err);
    if (bound && (m->bits & BIT_WITH_NUL) == 0)
        rc = match(s, key.p, key.len, in, value);
    if (bound && rc == NO_SUCH_KEY && (m->bits & BIT_WITHOUT_NUL) == 0)
        rc = match(s, key.p, key.len + 1, in, value);
    pthread_mutex_unlock(&m->lock);
    if (!bound)
        return (m->bits & BIT_OPTIONAL) != 0 ? map_absent(err, EX_OK) : MAP_FAILED;
    if (rc == NO_SUCH_KEY)
        return map_absent(err, EX_NOHOST);
    if (rc != 0)
        return map_failed(err, "NIS map %.*s: %s", SLICE_ARG(m->name), s->err_string(rc));
    if (value->len > 0 && value->p[value->len - 1] == '\0')
        value->len--;
    return MAP_FOUND;
}

static bool open_nis(struct map *m, struct err *err)
{
    bool ok;

    pthread_mutex_lock(&m->lock);
    ok = bind_nis(m, m->state, err);
    pthread_mutex_unlock(&m->lock);
    if (!ok)
        err->status = EX_NOINPUT;
    return ok;
}

/* compatible: for -o that is a map that is not there. */
static bool open_nisplus(struct map *m, struct err *err)
{
    err->status = EX_NOINPUT;
    return (m->bits & BIT_OPTIONAL) == 0;
}

static enum map_answer lookup_nisplus(struct map *m, const struct map_query *q UNUSED,
                                      struct arena *in UNUSED, struct slice *value UNUSED,
                                      struct err *err)
{
    if (!open_nisplus(m, err))
        return map_absent(err, EX_OK);
    return map_failed(err, "map %.*s: no system has NIS+ any more; use another class",
                      SLICE_ARG(m->name));
}

/* ---- hesiod ---- */

struct hesiod {
    int (*init)(void **context);
    void (*end)(void *context);
    char **(*resolve)(void *context, const char *name, const char *type);
    void (*free_list)(void *context, char **list);
    bool loaded;
    char *type;
};

static const struct library_symbol hesiod_symbols[] = {
    {"hesiod_init", offsetof(struct hesiod, init)},
    {"hesiod_end", offsetof(struct hesiod, end)},
    {"hesiod_resolve", offsetof(struct hesiod, resolve)},
    {"hesiod_free_list", offsetof(struct hesiod, free_list)},
};

static bool declare_hesiod(struct map *m, struct slice spec, struct err *err)
{
    struct hesiod *s = ARENA_NEW(m->all->in, struct hesiod);

    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for hesiod map %.*s", SLICE_ARG(m->name));
    s->type = arena_cstr(m->all->in, m->file);
    return true;
}

/* A context a question: a library of 1996 keeps its state in there. */
static enum map_answer ask_hesiod(struct map *m, const struct hesiod *s, const char *key,
                                  struct arena *in, struct slice *value, struct err *err)
{
    void *context;
    char **found;
    int why;

    if (s->init(&context) != 0)
        return map_cannot_open(m, err, EX_SOFTWARE, "hesiod map %.*s: no hesiod.conf",
                               SLICE_ARG(m->name));
    found = s->resolve(context, key, s->type);
    why = errno;
    if (found != NULL && found[0] != NULL)
        *value = arena_copy(in, slice_from(found[0]));
    if (found != NULL)
        s->free_list(context, found);
    s->end(context);
    if (found != NULL)
        return MAP_FOUND;
    return why == ENOENT
               ? map_absent(err, EX_NOHOST)
               : map_failed(err, "hesiod map %.*s: %s", SLICE_ARG(m->name), strerror(why));
}

static enum map_answer lookup_hesiod(struct map *m, const struct map_query *q, struct arena *in,
                                     struct slice *value, struct err *err)
{
    struct hesiod *s = m->state;
    struct slice key = (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
    enum map_answer answer = MAP_FAILED;

    if (slice_find(key, '\0') != SIZE_MAX || key.len == 0)
        return map_absent(err, EX_NOHOST);
    pthread_mutex_lock(&m->lock);
    s->loaded = s->loaded || library_load("libhesiod.so.0", "libhesiod0", hesiod_symbols,
                                          COUNT(hesiod_symbols), s, err);
    if (s->loaded)
        answer = ask_hesiod(m, s, arena_cstr(in, key), in, value, err);
    else
        map_tell_unopened(m, slice_from(err->text), EX_SOFTWARE);
    pthread_mutex_unlock(&m->lock);
    return answer;
}

const struct map_class map_class_nis = {.name = "nis",
                                        .can_alias = true,
                                        .declare = declare_nis,
                                        .lookup = lookup_nis,
                                        .open = open_nis};
const struct map_class map_class_nisplus = {.name = "nisplus",
                                            .can_alias = true,
                                            .declare = declare_nis,
                                            .lookup = lookup_nisplus,
                                            .open = open_nisplus};
const struct map_class map_class_hesiod = {
    .name = "hesiod", .can_alias = true, .declare = declare_hesiod, .lookup = lookup_hesiod};
