/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/map_trace.h"

#include <stdatomic.h>
#include <string.h>

#include "base/debug.h"
#include "base/str.h"

enum { MAPS = 38, VALUES = 39 };
enum { AT_OPEN = 2, AT_OPENED = 4, AT_CLOSE = 5, AT_LOOKUP = 20 };

/* Of map.traced. */
enum { NOT_TRACED, OPENING, VALID, INVALID };

/* What a line shows behind the function's name. */
enum shows { SHOWS_NOTHING, SHOWS_NAME, SHOWS_FILE };

/* compatible: each class has words of its own, and some say nothing at all. */
static const struct {
    const char *class;
    const char *open;
    enum shows open_shows;
    const char *lookup; /* (map, key) */
    const char *key;    /* 'key', at AT_OPEN, and its arguments */
} words[] = {
    {"hash", "hash_map_open", SHOWS_FILE, "db_map_lookup", NULL},
    {"btree", "bt_map_open", SHOWS_FILE, "db_map_lookup", NULL},
    {"cdb", "cdb_map_open", SHOWS_FILE, "cdb_map_lookup", NULL},
    {"lmdb", "lmdb_map_open", SHOWS_FILE, "lmdb_map_lookup", NULL},
    {"implicit", "impl_map_open", SHOWS_FILE, "impl_map_lookup", NULL},
    {"text", "text_map_open", SHOWS_FILE, "text_map_lookup", NULL},
    {"stab", "stab_map_open", SHOWS_FILE, "stab_lookup", NULL},
    {"user", "user_map_open", SHOWS_NAME, "user_map_lookup", NULL},
    {"userdb", NULL, SHOWS_NOTHING, "udb_map_lookup", NULL},
    {"dns", "dns_map_open", SHOWS_NAME, "dns_map_lookup", NULL},
    {"switch", "switch_map_open", SHOWS_FILE, "seq_map_lookup", NULL},
    {"sequence", NULL, SHOWS_NOTHING, "seq_map_lookup", NULL},
    {"socket", "socket_map_open", SHOWS_FILE, "socket_map_lookup", NULL},
    {"ldap", "ldapmap_open", SHOWS_NAME, "ldapmap_lookup", NULL},
    {"macro", NULL, SHOWS_NOTHING, "macro_map_lookup", NULL},
    {"program", NULL, SHOWS_NOTHING, "prog_map_lookup", NULL},
    {"arith", NULL, SHOWS_NOTHING, NULL, "arith_map_lookup"},
    {"arpa", NULL, SHOWS_NOTHING, NULL, "arpa_map_lookup"},
    {"sqlite", "sqlite_map_open", SHOWS_FILE, "sqlite_map_lookup", NULL},
    {"pgsql", "pgsql_map_open", SHOWS_NAME, "pgsql_map_lookup", NULL},
    {"redis", "redis_map_open", SHOWS_FILE, "redis_map_lookup", NULL},
    {"nis", "nis_map_open", SHOWS_FILE, "nis_map_lookup", NULL},
};

static size_t words_of(const struct map *m)
{
    size_t i = 0;

    while (i < COUNT(words) && strcmp(words[i].class, m->class->name) != 0)
        i++;
    return i;
}

static struct slice file_of(const struct map *m)
{
    if (m->file.len > 0)
        return m->file;
    return m->class == &map_class_switch ? m->rest : SLICE("NULL");
}

static void tell_open(const struct map *m)
{
    const struct debug *debug = m->all->debug;
    size_t i = words_of(m);

    if (i == COUNT(words) || words[i].open == NULL)
        return;
    if (words[i].open_shows == SHOWS_FILE)
        debug_printf(debug, "%s(%.*s, %.*s, 0)\n", words[i].open, SLICE_ARG(m->name),
                     SLICE_ARG(file_of(m)));
    else
        debug_printf(debug, "%s(%.*s, 0)\n", words[i].open, SLICE_ARG(m->name));
    if (m->class == &map_class_implicit)
        debug_printf(debug, "hash_map_open(%.*s, %.*s, 0)\n", SLICE_ARG(m->name),
                     SLICE_ARG(m->file));
}

static void trace_open(struct map *m)
{
    const struct debug *debug = m->all->debug;
    struct err err = {0};
    bool ok;

    tell_open(m);
    ok = m->class->open == NULL || m->class->open(m, &err);
    atomic_store(&m->traced, ok ? VALID : INVALID);
    if (debug_wants(debug, MAPS, AT_OPENED))
        debug_printf(debug, "openmap()\t%s:%.*s %.*s: %s%s\n", m->class->name, SLICE_ARG(m->name),
                     SLICE_ARG(file_of(m)), ok ? "valid" : "invalid",
                     !ok && err.status == EX_NOINPUT && m->class != &map_class_text
                         ? ": No such file or directory"
                         : "");
}

void map_trace_open(struct map *m)
{
    int never = NOT_TRACED;

    if (debug_wants(m->all->debug, MAPS, AT_OPEN) &&
        atomic_compare_exchange_strong(&m->traced, &never, OPENING))
        trace_open(m);
}

void map_trace_no_file(struct map *m, const char *what, const struct err *err)
{
    if (atomic_load(&m->traced) == OPENING)
        debug_printf(m->all->debug, "\t%s map file: %s\n", what, err->text);
}

/* compatible: these show each argument in a line of its own, the key first. */
static void tell_arguments(const struct map *m, const char *what, const struct map_query *q)
{
    const struct debug *debug = m->all->debug;

    debug_printf(debug, "%s: arg '%.*s'\n", what, SLICE_ARG(q->key));
    for (size_t i = 0; i < q->nargs; i++)
        debug_printf(debug, "%s: arg '%.*s'\n", what, SLICE_ARG(q->args[i]));
}

static void tell_lookup(const struct map *m, const char *what, const struct map_query *q)
{
    const struct debug *debug = m->all->debug;

    debug_printf(debug, "%s(%.*s, %.*s)", what, SLICE_ARG(m->name), SLICE_ARG(q->key));
    if (m->class == &map_class_program)
        debug_printf(debug, " %.*s", SLICE_ARG(m->file));
    debug_text(debug, SLICE("\n"));
    if (m->class == &map_class_implicit)
        tell_lookup(&(struct map){.all = m->all, .name = m->name, .class = &map_class_hash},
                    "db_map_lookup", q);
}

void map_trace_question(struct map *m, const struct map_query *q)
{
    const struct debug *debug = m->all->debug;
    size_t i;

    if (!debug_wants(debug, MAPS, AT_OPEN) ||
        atomic_load(&m->traced) == INVALID) /* nothing is looked up then */
        return;
    i = words_of(m);
    if (m->class == &map_class_regex && debug_wants(debug, MAPS, AT_LOOKUP)) {
        debug_printf(debug, "regex_map_lookup: name=%.*s, key='%.*s'\n", SLICE_ARG(m->name),
                     SLICE_ARG(q->key));
        tell_arguments(m, "regex_map_lookup", q);
    }
    if (i == COUNT(words))
        return;
    if (words[i].key != NULL && debug_wants(debug, MAPS, AT_OPEN)) {
        debug_printf(debug, "%s: key '%.*s'\n", words[i].key, SLICE_ARG(q->key));
        if (m->class == &map_class_arith)
            tell_arguments(m, words[i].key, q);
    }
    if (words[i].lookup != NULL && debug_wants(debug, MAPS, AT_LOOKUP))
        tell_lookup(m, words[i].lookup, q);
}

void map_trace_rewrite(const struct map *m, const struct map_query *q, struct slice value,
                       struct slice answer)
{
    const struct debug *debug = m->all->debug;

    if (!debug_wants(debug, VALUES, 1))
        return;
    debug_printf(debug, "map_rewrite(%.*s), av =", SLICE_ARG(value));
    if (q->args == NULL || (m->bits & BIT_MATCH_ONLY) != 0) {
        debug_text(debug, SLICE(" (nullv)\n"));
    } else {
        debug_printf(debug, "\n\t%.*s\n", SLICE_ARG(q->key));
        for (size_t i = 0; i < q->nargs; i++)
            debug_printf(debug, "\t%.*s\n", SLICE_ARG(q->args[i]));
    }
    debug_printf(debug, "map_rewrite => %.*s\n", SLICE_ARG(answer));
}

void map_trace_close(struct map *m)
{
    if (debug_wants(m->all->debug, MAPS, AT_CLOSE) && atomic_load(&m->traced) != NOT_TRACED)
        debug_printf(m->all->debug, "closemaps: closing %.*s (%.*s)\n", SLICE_ARG(m->name),
                     SLICE_ARG(file_of(m)));
}
