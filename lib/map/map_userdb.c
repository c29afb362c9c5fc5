/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * userdb -- a field of the user database: btree files named by option UserDatabaseSpec, with keys
 * NAME:FIELD. The word behind the flags is the field.
 *
 * The files are optional maps of class btree of their own, asked in order. compatible: without
 * files there are no users; names are folded unless -f says no, fields never are; keys with a
 * colon never match.
 */
#include "base/str.h"
#include "map/internal.h"

enum { MOST_FILES = 20 };

struct userdb {
    struct maps *files; /* NULL: not yet looked at */
    struct arena *in;
};

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    m->state = ARENA_NEW(m->all->in, struct userdb);
    if (slice_word(&spec, &m->file))
        return true;
    return err_set(err, EX_CONFIG, "No file name for userdb map %.*s", SLICE_ARG(m->name));
}

static struct slice without_suffix(struct slice path)
{
    return slice_ends_case(path, SLICE(".db")) ? slice_part(path, 0, path.len - 3) : path;
}

static void declare_files(struct map *m, struct userdb *u)
{
    struct slice rest = m->all->settings.user_database_spec, one;

    u->in = arena_new();
    u->files = maps_new(u->in);
    maps_configure(u->files, &m->all->settings);
    if (m->all->opener != NULL)
        maps_set_opener(u->files, m->all->opener, m->all->opener_ctx);
    for (int n = 0; n < MOST_FILES && rest.len > 0; n++) {
        struct map *file;

        while (rest.len > 0 && (rest.p[0] == ',' || ascii_is_space(rest.p[0])))
            rest = slice_from_at(rest, 1);
        if (!slice_until(&rest, ',', &one)) {
            one = rest;
            rest = SLICE("");
        }
        one = without_suffix(slice_trim(one));
        /* "@host" takes all others: delivery's business. */
        if (one.len > 0 && one.p[0] == '/')
            (void)!maps_declare(u->files, arena_printf(u->in, "%d", n), SLICE("btree"),
                                arena_printf(u->in, "-o -f %.*s", SLICE_ARG(one)), &file, NULL);
    }
}

static enum map_answer ask_file(struct map *file, struct slice name, struct slice field, bool all,
                                struct arena *in, struct slice *value, struct err *err)
{
    struct map_query question = {.all = all};
    struct str key = str_new(in);

    str_add(&key, name);
    str_add_char(&key, ':');
    str_add(&key, field);
    question.key = str_slice(&key);
    return file->class->lookup(file, &question, in, value, err); /* %0 is for m to put in */
}

/* Who has no name for outgoing mail but gets mail by this file has its default domain. */
static enum map_answer add_default(struct map *file, struct slice name, struct arena *in,
                                   struct slice *value, struct err *err)
{
    struct slice maildrop, domain;
    enum map_answer answer = ask_file(file, name, SLICE("maildrop"), false, in, &maildrop, err);
    struct str full = str_new(in);

    if (answer == MAP_FOUND)
        answer = ask_file(file, SLICE(":default"), SLICE("mailname"), false, in, &domain, err);
    if (answer != MAP_FOUND)
        return answer;
    str_add(&full, name);
    str_add_char(&full, '@');
    str_add(&full, domain);
    *value = str_slice(&full);
    return MAP_FOUND;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct slice name = (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
    enum map_answer answer = map_absent(err, EX_OK);
    bool mailname = slice_is(m->file, "mailname");
    struct userdb *u = m->state;
    struct map *file;
    size_t at = 0;

    if (name.len == 0 || slice_find(name, ':') != SIZE_MAX)
        return answer;
    pthread_mutex_lock(&m->lock);
    if (u->files == NULL)
        declare_files(m, u);
    pthread_mutex_unlock(&m->lock);
    while (answer == MAP_ABSENT && (file = maps_next(u->files, &at)) != NULL) {
        answer = ask_file(file, name, m->file, q->all, in, value, err);
        if (answer == MAP_ABSENT && mailname)
            answer = add_default(file, name, in, value, err);
    }
    return answer;
}

static void close_map(struct map *m)
{
    struct userdb *u = m->state;

    if (u->files != NULL)
        maps_close(u->files);
    arena_drop(u->in);
}

const struct map_class map_class_userdb = {
    .name = "userdb", .declare = declare, .lookup = lookup, .close = close_map};
