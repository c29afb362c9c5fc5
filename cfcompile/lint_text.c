/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts of maps: what makemap would refuse, and what each table would never find.
 */
#include <stdarg.h>
#include <sysexits.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/table.h"
#include "cfcompile/lint.h"
#include "os/file.h"
#include "rule/class.h"

enum { TEXT_MAX = 256 << 20, LINE_MAX_BYTES = 1024, TOLD_MAX = 50 };

struct finding *lint_say(struct lint *l, const char *id, enum severity severity, struct slice file,
                         int line, const char *fmt, ...)
{
    struct str what = str_new(l->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&what, fmt, args);
    va_end(args);
    return findings_add(
        l->findings,
        (struct finding){
            .id = id, .severity = severity, .file = file, .line = line, .what = str_slice(&what)});
}

void lint_instead(struct lint *l, struct finding *f, const char *fmt, ...)
{
    struct str text = str_new(l->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    f->instead = str_slice(&text);
}

void lint_run(struct lint *l, struct finding *f, const char *fmt, ...)
{
    struct str text = str_new(l->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    f->instead = str_slice(&text);
    f->command = true;
}

bool lint_in_class(const struct lint *l, const char *class_name, struct slice word)
{
    macro_id id =
        l->config == NULL ? 0 : macro_names_find(l->config->names, slice_from(class_name));

    return id != 0 && class_has(l->config->classes, id, word);
}

struct slice lint_expanded(struct lint *l, struct slice coded)
{
    struct str out = str_new(l->in);

    macro_expand(l->config->macros, coded, &out);
    return str_slice(&out);
}

static const struct {
    const char *map;
    map_line_check *check;
} entry_checks[] = {
    {"access", lint_access_entry},          {"mailertable", lint_mailertable_entry},
    {"virtuser", lint_virtusertable_entry}, {"virtusertable", lint_virtusertable_entry},
    {"generics", lint_genericstable_entry}, {"genericstable", lint_genericstable_entry},
    {"authinfo", lint_authinfo_entry},      {"domaintable", lint_domaintable_entry},
};

map_line_check *lint_entry_check(struct slice map)
{
    for (size_t i = 0; i < COUNT(entry_checks); i++)
        if (slice_is(map, entry_checks[i].map))
            return entry_checks[i].check;
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* False when makemap would not take the line; it is told then. */
static bool take_line(struct lint *l, struct slice file, int number, struct slice line,
                      struct map_line *entry)
{
    struct finding *f;

    *entry = (struct map_line){.line = number};
    if (is_blank(line.p[0])) {
        f = lint_say(l, "map-03", SEVERITY_ERROR, file, number,
                     "a line must not begin with a blank: makemap refuses it");
        lint_instead(l, f, "%.*s", SLICE_ARG(slice_trim(line)));
        return false;
    }
    if (line.len >= LINE_MAX_BYTES) {
        lint_say(l, "map-03", SEVERITY_ERROR, file, number, "the line is longer than %d bytes",
                 LINE_MAX_BYTES);
        return false;
    }
    (void)slice_word(&line, &entry->key);
    entry->value = slice_trim(line);
    if (entry->value.len > 0)
        return true;
    lint_say(l, "map-03", SEVERITY_ERROR, file, number, "%.*s has no value", SLICE_ARG(entry->key));
    return false;
}

static void take_key(struct lint *l, struct table *seen, struct slice file,
                     const struct map_line *entry)
{
    int *first = table_get(seen, entry->key);

    if (first == NULL) {
        first = ARENA_NEW(l->in, int);
        *first = entry->line;
        table_set(seen, entry->key, first);
        return;
    }
    lint_say(l, "map-03", SEVERITY_ERROR, file, entry->line,
             "the key %.*s is already that of line %d", SLICE_ARG(entry->key), *first);
}

void lint_map_text(struct lint *l, struct slice map, const char *path)
{
    struct slice text, line, file = arena_copy(l->in, slice_from(path));
    struct table seen = table_new_case(l->in);
    map_line_check *check = lint_entry_check(map);
    struct map_line entry;
    struct err err = {0};
    size_t before = l->findings->list.len;

    if (!file_read(path, TEXT_MAX, l->in, &text, &err)) {
        if (err.status != EX_NOINPUT)
            lint_say(l, "map-03", SEVERITY_WARNING, file, 0, "cannot be read: %s", err.text);
        return;
    }
    for (int number = 1; slice_line(&text, &line); number++) {
        if (slice_trim(line).len == 0 || line.p[0] == '#')
            continue;
        if (l->findings->list.len - before > TOLD_MAX) {
            lint_say(l, "map-03", SEVERITY_WARNING, file, number, "no more of this file is told");
            return;
        }
        if (!take_line(l, file, number, line, &entry))
            continue;
        take_key(l, &seen, file, &entry);
        if (check != NULL)
            check(l, file, &entry);
    }
}

/* ---- files of classes ----------------------------------------------------------------------- */

static void lint_class_word(struct lint *l, struct slice class_name, struct slice file, int line,
                            struct slice word)
{
    bool relay = slice_is(class_name, "R");
    size_t comma = slice_find(word, ',');
    struct finding *f;

    if (comma != SIZE_MAX) {
        f = lint_say(l, "class-03", SEVERITY_WARNING, file, line,
                     "the comma becomes part of %.*s: blanks or line ends stand between words",
                     SLICE_ARG(word));
        lint_instead(l, f, "%.*s", SLICE_ARG(slice_part(word, 0, comma)));
    } else if (slice_starts(word, SLICE("*."))) {
        f = lint_say(l, "class-03", SEVERITY_WARNING, file, line,
                     "a class knows no wildcards: %.*s matches nothing", SLICE_ARG(word));
        lint_instead(l, f, "%.*s", SLICE_ARG(slice_from_at(word, 2)));
    } else if (word.len > 1 && word.p[word.len - 1] == '.') {
        f = lint_say(l, "map-09", SEVERITY_ERROR, file, line,
                     "%.*s has a dot at its end: it matches nothing", SLICE_ARG(word));
        lint_instead(l, f, "%.*s", SLICE_ARG(slice_part(word, 0, word.len - 1)));
    } else if (relay && slice_find(word, '/') != SIZE_MAX) {
        f = lint_say(l, "map-09", SEVERITY_ERROR, file, line,
                     "%.*s: networks are written by their first octets (192.0.2), not with a mask",
                     SLICE_ARG(word));
        struct slice octets = lint_octets(word);
        if (octets.len > 0)
            lint_instead(l, f, "%.*s", SLICE_ARG(octets));
    } else if (slice_find(word, '@') != SIZE_MAX &&
               (relay || slice_is(class_name, "w") || slice_is(class_name, "VirtHost"))) {
        lint_say(l, "class-03", SEVERITY_WARNING, file, line,
                 "%.*s is an address; this is a list of domains", SLICE_ARG(word));
    }
}

void lint_class_file(struct lint *l, struct slice class_name, const char *path)
{
    struct slice text, line, word, file = arena_copy(l->in, slice_from(path));

    if (!file_read(path, TEXT_MAX, l->in, &text, NULL))
        return; /* the reader of the configuration says so */
    for (int number = 1; slice_line(&text, &line); number++) {
        if (line.len == 0 || line.p[0] == '#')
            continue;
        if (slice_word(&line, &word))
            lint_class_word(l, class_name, file, number, word);
    }
}
