/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that a configuration names, each looked at in its own way.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/lint.h"
#include "conf/peek.h"
#include "os/file.h"
#include "rule/macro.h"

static bool is_database(struct slice map_class)
{
    static const char *const classes[] = {"hash", "btree", "dbm", "implicit"};

    for (size_t i = 0; i < COUNT(classes); i++)
        if (slice_is_case(map_class, classes[i]))
            return true;
    return false;
}

/* The text's path is the map's without ".db". */
static void map_paths(struct lint *l, struct slice file, const char **text, const char **db)
{
    if (slice_ends_case(file, SLICE(".db")))
        file.len -= strlen(".db");
    *text = arena_cstr(l->in, file);
    *db = arena_cstr(l->in, arena_printf(l->in, "%.*s.db", SLICE_ARG(file)));
}

static void lint_maps(struct lint *l, const struct peek *cf)
{
    for (size_t i = 0; i < cf->map_count; i++) {
        const struct peek_map *m = &cf->maps[i];
        struct map *map = maps_find(l->config->maps, m->name);
        const char *text, *db;
        if (!is_database(m->map_class) || m->file.len == 0 || m->file.p[0] != '/')
            continue;
        map_paths(l, m->file, &text, &db);
        lint_map_text(l, m->name, text);
        lint_database(l, m->name, text, db, map != NULL && map_is_optional(map), false);
    }
}

static void lint_alias_files(struct lint *l, const struct peek *cf)
{
    struct slice rest = cf->alias_files, word;

    while (rest.len > 0) {
        const char *text, *db;
        if (!slice_until(&rest, ',', &word)) {
            word = rest;
            rest = (struct slice){0};
        }
        size_t slash = slice_find(word, '/'), colon = slice_find(word, ':');
        bool other = colon != SIZE_MAX && colon < slash &&
                     !is_database(slice_trim(slice_part(word, 0, colon)));
        if (slash == SIZE_MAX || other)
            continue;
        map_paths(l, slice_trim(slice_from_at(word, slash)), &text, &db);
        lint_aliases(l, text);
        lint_database(l, SLICE("aliases"), text, db, false, true);
    }
}

/* F line: "Fx/path", "F{name}-o /path format"; false for programs and maps. */
static bool take_class_line(struct slice line, struct slice *name, struct slice *path,
                            bool *optional)
{
    struct slice rest = slice_from_at(line, 1), word;

    *optional = false;
    if (line.len < 3 || line.p[0] != 'F')
        return false;
    if (rest.p[0] == '{') {
        rest = slice_from_at(rest, 1);
        if (!slice_until(&rest, '}', name))
            return false;
    } else {
        *name = slice_part(rest, 0, 1);
        rest = slice_from_at(rest, 1);
    }
    while (slice_word(&rest, &word)) {
        if (word.p[0] != '-') {
            *path = word;
            return word.p[0] == '/';
        }
        *optional = *optional || slice_is(word, "-o");
    }
    return false;
}

bool lint_newer_than_daemon(struct lint *l, const char *path)
{
    struct slice pid_file = lint_expanded(l, l->config->opt.pid_file);
    struct stat of_pid, of_file;

    return pid_file.len > 0 && stat(arena_cstr(l->in, pid_file), &of_pid) == 0 &&
           stat(path, &of_file) == 0 && of_file.st_mtim.tv_sec > of_pid.st_mtim.tv_sec;
}

/* Read at the start only: what was changed since counts after a SIGHUP. */
static void lint_class_age(struct lint *l, const char *path)
{
    if (lint_newer_than_daemon(l, path))
        lint_run(l,
                 lint_say(l, "map-17", SEVERITY_WARNING, arena_copy(l->in, slice_from(path)), 0,
                          "changed after the daemon has read it"),
                 "systemctl reload sendmail");
}

/* -o lets a class be empty without a word. relay-domains is named so by the library itself. */
static void lint_missing_class(struct lint *l, struct slice name, const char *path, int line)
{
    struct stat st;

    if (stat(path, &st) == 0 || errno != ENOENT)
        return;
    lint_run(l,
             lint_say(l, "class-02", slice_is(name, "R") ? SEVERITY_ADVICE : SEVERITY_WARNING,
                      l->cf, line,
                      "%s is not there, and the -o before it means that nobody is told: class %.*s "
                      "has nothing of it",
                      path, SLICE_ARG(name)),
             "touch %s", path);
}

static void lint_classes(struct lint *l)
{
    struct slice rest = l->cf_text, line, name, path;
    bool optional;

    for (int number = 1; slice_line(&rest, &line); number++)
        if (take_class_line(line, &name, &path, &optional)) {
            const char *file = arena_cstr(l->in, path);
            lint_class_file(l, name, file);
            lint_class_age(l, file);
            if (optional)
                lint_missing_class(l, name, file, number);
        }
}

/* A table with entries that no K line reads. */
static void lint_unused(struct lint *l, const struct peek *cf, const char *dir)
{
    static const struct {
        const char *file, *map, *feature;
    } tables[] = {{"access", "access", "access_db"},
                  {"mailertable", "mailertable", "mailertable"},
                  {"virtusertable", "virtuser", "virtusertable"},
                  {"genericstable", "generics", "genericstable"},
                  {"domaintable", "domaintable", "domaintable"}};

    for (size_t i = 0; i < COUNT(tables); i++) {
        struct slice text, line, path = arena_printf(l->in, "%s/%s", dir, tables[i].file);
        unsigned entries = 0;
        bool used = false;
        for (size_t k = 0; k < cf->map_count; k++)
            used = used || slice_is(cf->maps[k].name, tables[i].map);
        if (used || !file_read(path.p, 64 << 20, l->in, &text, NULL))
            continue;
        while (slice_line(&text, &line))
            entries += slice_trim(line).len > 0 && line.p[0] != '#';
        if (entries > 0)
            lint_instead(l,
                         lint_say(l, "feature-09", SEVERITY_WARNING, path, 0,
                                  "%u entr%s that nothing reads: FEATURE(%s) is off", entries,
                                  entries == 1 ? "y" : "ies", tables[i].feature),
                         "FEATURE(`%s')dnl", tables[i].feature);
    }
}

/* $j is what others hear in HELO. */
static void lint_own_name(struct lint *l)
{
    struct slice name = macros_expanded(l->config->macros, 'j', l->in);

    if (slice_starts_case(name, SLICE("localhost")))
        lint_instead(l,
                     lint_say(l, "host-03", SEVERITY_WARNING, l->cf, 0,
                              "this host calls itself %.*s: others refuse mail from there",
                              SLICE_ARG(name)),
                     "define(`confDOMAIN_NAME', `mail.example.com')dnl   with your domain");
    else if (slice_find(name, '.') == SIZE_MAX)
        lint_instead(l,
                     lint_say(l, "host-01", SEVERITY_WARNING, l->cf, 0,
                              "the host name %.*s has no domain: in /etc/hosts the long name comes "
                              "first, or confDOMAIN_NAME gives it",
                              SLICE_ARG(name)),
                     "127.0.1.1\t%.*s.example.com %.*s", SLICE_ARG(name), SLICE_ARG(name));
}

/* A smart host that is this host: mail goes round until the hops are counted. */
static void lint_smart_host(struct lint *l)
{
    struct slice text = l->cf_text, line, host, mailer, which;

    for (int number = 1; slice_line(&text, &line); number++) {
        if (!slice_starts(line, SLICE("DS")))
            continue;
        host = slice_trim(slice_from_at(line, 2));
        if (host.len > 0 && host.p[0] != '[' && slice_until(&host, ':', &mailer) &&
            slice_is_case(mailer, "local"))
            continue;
        if (lint_is_this_host(l, host, &which))
            lint_say(l, "map-15", SEVERITY_WARNING, l->cf, number,
                     "the smart host %.*s is this host: mail for others would come back here "
                     "without end",
                     SLICE_ARG(which));
    }
}

/* Maps of a class that does not exist are the reader's to tell; "cfcompile check" of a .mc tells
 * the rest. */
void lint_config(struct lint *l)
{
    struct peek cf;
    size_t slash = slice_find_last(l->cf, '/');

    if (l->config == NULL || !peek_read(arena_cstr(l->in, l->cf), l->in, &cf, NULL))
        return;
    lint_own_name(l);
    lint_smart_host(l);
    lint_maps(l, &cf);
    lint_alias_files(l, &cf);
    lint_classes(l);
    if (slash != SIZE_MAX && !l->config->opt.use_msp)
        lint_unused(l, &cf, arena_cstr(l->in, slice_part(l->cf, 0, slash)));
    lint_tls(l);
    if (!l->config->opt.use_msp)
        lint_sasl(l, "");
    lint_rights(l);
    lint_queue(l);
}
