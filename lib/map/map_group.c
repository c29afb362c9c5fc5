/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps made of maps: sequence (named maps in order), switch (the maps NAME.files, NAME.nis ... that
 * the service switch file lists), implicit (what an alias file without a class means: the database
 * beside it, else the text), stab (entries held in memory).
 *
 * The first that has the key answers. One that fails ends the search: the key might be there.
 */
#include <unistd.h>

#include "base/str.h"
#include "map/internal.h"
#include "os/file.h"

enum { MOST_MAPS = 12, SWITCH_MAX_BYTES = 1 << 20 };

struct group {
    struct slice names[MOST_MAPS];
    size_t len;
};

static bool declare_sequence(struct map *m, struct slice spec, struct err *err)
{
    struct group *g = ARENA_NEW(m->all->in, struct group);
    struct slice word;

    m->state = g;
    while (slice_word(&spec, &word)) {
        if (maps_find(m->all, word) == NULL)
            return err_set(err, EX_CONFIG, "Sequence map %.*s: unknown member map %.*s",
                           SLICE_ARG(m->name), SLICE_ARG(word));
        if (g->len == MOST_MAPS)
            return err_set(err, EX_CONFIG, "Sequence map %.*s: too many member maps (%d max)",
                           SLICE_ARG(m->name), MOST_MAPS);
        g->names[g->len++] = word;
    }
    return true;
}

static enum map_answer ask_group(const struct map *m, const struct group *g,
                                 const struct map_query *q, struct arena *in, struct slice *value,
                                 struct err *err)
{
    enum map_answer answer = map_absent(err, EX_NOHOST);

    for (size_t i = 0; i < g->len && answer == MAP_ABSENT; i++) {
        struct map *inner = maps_find(m->all, g->names[i]);

        if (inner == NULL || inner == m)
            continue; /* a service that has no map here, such as "dns" in a switch */
        answer = map_ask(inner, q, in, value, err);
    }
    return answer;
}

static enum map_answer lookup_sequence(struct map *m, const struct map_query *q, struct arena *in,
                                       struct slice *value, struct err *err)
{
    return ask_group(m, m->state, q, in, value, err);
}

static bool declare_switch(struct map *m, struct slice spec, struct err *err)
{
    if (slice_word(&spec, &m->rest))
        return true;
    return err_set(err, EX_CONFIG, "switch map %.*s: no service named", SLICE_ARG(m->name));
}

static void add_service(struct map *m, struct group *g, struct slice how)
{
    if (g->len < MOST_MAPS)
        g->names[g->len++] =
            arena_printf(m->all->in, "%.*s.%.*s", SLICE_ARG(m->rest), SLICE_ARG(how));
}

/* "aliases files nis" in the service switch file; "files" when nothing is said. */
static struct group *read_switch(struct map *m)
{
    struct group *g = ARENA_NEW(m->all->in, struct group);
    struct slice text, line, word, path = m->all->settings.service_switch_file;
    struct arena *scratch = arena_new();

    if (path.len > 0 &&
        file_read(arena_cstr(scratch, path), SWITCH_MAX_BYTES, scratch, &text, NULL)) {
        while (g->len == 0 && slice_line(&text, &line)) {
            (void)slice_until(&line, '#', &line);
            if (!slice_word(&line, &word) || !slice_eq(word, m->rest))
                continue;
            while (slice_word(&line, &word))
                add_service(m, g, word);
        }
    }
    if (g->len == 0)
        add_service(m, g, SLICE("files"));
    arena_drop(scratch);
    return g;
}

static enum map_answer lookup_switch(struct map *m, const struct map_query *q, struct arena *in,
                                     struct slice *value, struct err *err)
{
    struct group *g;

    pthread_mutex_lock(&m->lock);
    if (m->state == NULL)
        m->state = read_switch(m);
    g = m->state;
    pthread_mutex_unlock(&m->lock);
    return ask_group(m, g, q, in, value, err);
}

static enum map_answer lookup_implicit(struct map *m, const struct map_query *q, struct arena *in,
                                       struct slice *value, struct err *err)
{
    return map_class_hash.lookup(m, q, in, value, err);
}

/* Entries are put in by whoever declared the map; without any it is empty. */
static enum map_answer lookup_stab(struct map *m, const struct map_query *q, struct arena *in,
                                   struct slice *value, struct err *err)
{
    const struct table *t = m->state;
    const struct slice *found = t == NULL ? NULL : table_get(t, q->key);

    if (found == NULL)
        return map_absent(err, EX_NOHOST);
    *value = arena_copy(in, *found);
    return MAP_FOUND;
}

static bool declare_implicit(struct map *m, struct slice spec, struct err *err)
{
    return map_class_hash.declare(m, spec, err);
}

static void close_implicit(struct map *m)
{
    map_class_hash.close(m);
}

const struct map_class map_class_sequence = {
    "sequence", true, false, NULL, NULL, declare_sequence, lookup_sequence, NULL};
const struct map_class map_class_switch = {"switch", true,           false,         NULL,
                                           NULL,     declare_switch, lookup_switch, NULL};
const struct map_class map_class_implicit = {
    "implicit", true, false, NULL, NULL, declare_implicit, lookup_implicit, close_implicit};
const struct map_class map_class_stab = {"stab", true, false, NULL, NULL, NULL, lookup_stab, NULL};
