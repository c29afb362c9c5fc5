/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps made of maps: sequence (named maps in order) and switch (for map M of service S the maps
 * M.files, M.nis ... that the service switch file lists for S).
 *
 * The first that has the key answers. One that fails is passed over, so that a second server can
 * stand in for the first; when none has the key, the group has failed: it might have been there.
 */

#include "base/str.h"
#include "base/vec.h"
#include "map/internal.h"
#include "os/file.h"

enum { MOST_DEPTH = 12, SWITCH_MAX_BYTES = 1 << 20 };

struct group {
    struct arena *in; /* of what a switch looked up; NULL: a sequence */
    struct VEC(struct slice) names;
};

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '.';
}

/* compatible: anything else stands between names, also what would be a flag's minus. */
static bool take_member(struct slice *in, struct slice *word)
{
    size_t from = 0, to;

    while (from < in->len && (!is_name_char(in->p[from]) || in->p[from] == '.'))
        from++;
    for (to = from; to < in->len && is_name_char(in->p[to]);)
        to++;
    *word = slice_part(*in, from, to - from);
    *in = slice_from_at(*in, to);
    return word->len > 0;
}

/* Members that nobody knows are all named; the others are asked as if those were not there. */
static bool declare_sequence(struct map *m, struct slice spec, struct err *err)
{
    struct group *g = ARENA_NEW(m->all->in, struct group);
    struct slice word;
    struct err one = {0};

    m->state = g;
    while (take_member(&spec, &word)) {
        if (maps_find(m->all, word) == NULL) {
            err_set(&one, EX_CONFIG, "Sequence map %.*s: unknown member map %.*s",
                    SLICE_ARG(m->name), SLICE_ARG(word));
            map_add_mistake(m, err, &one);
        } else {
            *VEC_ADD(&g->names, m->all->in) = word;
        }
    }
    return true;
}

static enum map_answer ask_group(const struct map *m, const struct group *g,
                                 const struct map_query *q, struct arena *in, struct slice *value,
                                 struct err *err)
{
    struct map_query deeper = *q;
    struct err failure = {0};
    int absent = EX_NOHOST;

    if (deeper.depth++ == MOST_DEPTH)
        return map_failed(err, "map %.*s: groups in groups too deep; is it a member of itself?",
                          SLICE_ARG(m->name));
    for (size_t i = 0; i < g->names.len; i++) {
        struct map *inner = maps_find(m->all, g->names.p[i]);
        enum map_answer answer;

        if (inner == NULL || inner == m || inner->broken)
            continue; /* a service that has no map here, such as "dns" in a switch */
        answer = map_ask(inner, &deeper, in, value, err);
        if (answer == MAP_FOUND) {
            (void)map_absent(err, EX_OK); /* what a member before it said no longer counts */
            return MAP_FOUND;
        }
        if (answer == MAP_FAILED && failure.status == EX_OK)
            failure = *err;
        if (answer == MAP_ABSENT)
            absent = err->status != EX_OK ? err->status : EX_NOHOST;
    }
    if (failure.status == EX_OK)
        return map_absent(err, absent);
    *err = failure;
    return MAP_FAILED;
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
    return err_set(err, EX_CONFIG, "No file name for switch map %.*s", SLICE_ARG(m->name));
}

static void add_service(const struct map *m, struct group *g, struct slice how)
{
    *VEC_ADD(&g->names, g->in) =
        arena_printf(g->in, "%.*s.%.*s", SLICE_ARG(m->name), SLICE_ARG(how));
}

/* Without a service switch file, or when it names nothing: where these two have always been. */
static const struct {
    const char *service, *hows;
} usual[] = {{"aliases", "files"}, {"hosts", "dns files"}};

static void add_usual(const struct map *m, struct group *g)
{
    for (size_t i = 0; i < COUNT(usual); i++) {
        struct slice hows = slice_from(usual[i].hows), word;

        while (slice_is(m->rest, usual[i].service) && slice_word(&hows, &word))
            add_service(m, g, word);
    }
}

/* "aliases files nis": false when the file does not say. The last line that does counts. */
static bool add_named(const struct map *m, struct group *g, struct slice text)
{
    struct slice line, before, word;

    while (slice_line(&text, &line)) {
        if (slice_until(&line, '#', &before))
            line = before;
        if (!slice_word(&line, &word))
            continue;
        if (word.len > 1 && word.p[word.len - 1] == ':') /* nsswitch.conf in its place */
            word.len--;
        if (!slice_eq(word, m->rest))
            continue;
        if (slice_trim(line).len > 0)
            g->names.len = 0;
        while (slice_word(&line, &word))
            if (word.p[0] != '[')
                add_service(m, g, word);
    }
    return g->names.len > 0;
}

static struct group *read_switch(const struct map *m)
{
    struct arena *in = arena_new();
    struct group *g = ARENA_NEW(in, struct group);
    struct slice text, path = m->all->settings.service_switch_file;
    struct arena *scratch = arena_new();
    bool has_file = path.len > 0 &&
                    file_read(arena_cstr(scratch, path), SWITCH_MAX_BYTES, scratch, &text, NULL);

    g->in = in;
    if (!has_file || !add_named(m, g, text))
        add_usual(m, g);
    arena_drop(scratch);
    return g;
}

static void name_unknown(struct map *m, const struct group *g)
{
    struct str said = str_new(g->in);

    for (size_t i = 0; i < g->names.len; i++) {
        if (maps_find(m->all, g->names.p[i]) == NULL)
            str_printf(&said, "%sSwitch map %.*s: unknown member map %.*s",
                       str_slice(&said).len > 0 ? "\n" : "", SLICE_ARG(m->name),
                       SLICE_ARG(g->names.p[i]));
    }
    if (str_slice(&said).len > 0)
        map_tell_unopened(m, str_slice(&said), EX_SOFTWARE);
}

/* NULL, with *err (EX_NOINPUT, as if a file were not there): the service is one that nobody knows.
 */
static const struct group *open_members(struct map *m, struct err *err)
{
    const struct group *g;

    pthread_mutex_lock(&m->lock);
    if (m->state == NULL) {
        m->state = read_switch(m);
        name_unknown(m, m->state);
    }
    g = m->state;
    pthread_mutex_unlock(&m->lock);
    if (g->names.len > 0)
        return g;
    err_set(err, EX_NOINPUT, "switch map %.*s: no service %.*s in %.*s", SLICE_ARG(m->name),
            SLICE_ARG(m->rest), SLICE_ARG(m->all->settings.service_switch_file));
    return NULL;
}

static bool open_switch(struct map *m, struct err *err)
{
    return open_members(m, err) != NULL;
}

static enum map_answer lookup_switch(struct map *m, const struct map_query *q, struct arena *in,
                                     struct slice *value, struct err *err)
{
    const struct group *g = open_members(m, err);

    map_tell_news(m, q); /* before what its members have to tell */
    if (g != NULL)
        return ask_group(m, g, q, in, value, err);
    if ((m->bits & BIT_OPTIONAL) != 0)
        return map_absent(err, EX_OK);
    err->status = EX_TEMPFAIL;
    return MAP_FAILED;
}

static void close_switch(struct map *m)
{
    const struct group *g = m->state;

    arena_drop(g->in);
}

const struct map_class map_class_sequence = {.name = "sequence",
                                             .can_alias = true,
                                             .plain = true, /* members put %n in */
                                             .declare = declare_sequence,
                                             .lookup = lookup_sequence,
                                             .reads_flags = true,
                                             .lenient = true};
const struct map_class map_class_switch = {.name = "switch",
                                           .can_alias = true,
                                           .plain = true,
                                           .declare = declare_switch,
                                           .lookup = lookup_switch,
                                           .close = close_switch,
                                           .open = open_switch};
