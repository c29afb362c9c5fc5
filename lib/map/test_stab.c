/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Alias files without a database: read as text, by themselves or by who knows addresses.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "map/alias_file.h"
#include "map/map.h"
#include "os/file.h"
#include "os/safe_path.h"

static struct arena *in;
static struct maps *all;
static struct str told, news;
static char path[] = "/tmp/mw-stab-XXXXXX";

static void note_words(void *ctx UNUSED, struct slice words, int status)
{
    cr_expect_eq(status, EX_OK);
    str_printf(&news, "%.*s\n", SLICE_ARG(words));
}

static void set_up(void)
{
    struct map_settings s = {.trusted_uid = geteuid(),
                             .run_as_uid = geteuid(),
                             .dont_blame = (uint64_t)1 << ALLOW_MAP_IN_UNSAFE_DIR_PATH};
    int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    in = arena_new();
    told = str_new(in);
    news = str_new(in);
    all = maps_new(in);
    maps_configure(all, &s);
}

static void tear_down(void)
{
    maps_close(all);
    arena_drop(in);
    unlink(path);
}

TestSuite(stab, .init = set_up, .fini = tear_down);

static void write_file(const char *text)
{
    cr_assert(file_replace(path, slice_from(text), 0644, NULL));
}

static struct map *declare(const char *name, const char *file)
{
    struct map *m;
    struct err err = {0};

    cr_assert(maps_declare(all, slice_from(name), SLICE("implicit"), slice_from(file), &m, &err),
              "%s", err.text);
    return m;
}

static const char *ask(struct map *m, const char *key)
{
    struct map_query q = {.key = slice_from(key), .say = note_words};
    struct err err = {0};
    struct slice value;

    switch (map_lookup(m, &q, in, &value, &err)) {
    case MAP_FOUND:
        return arena_printf(in, "=%.*s", SLICE_ARG(value)).p;
    case MAP_ABSENT:
        return "absent";
    case MAP_FAILED:
        break;
    }
    return "failed";
}

#define WARNING "WARNING: cannot open alias database %s; reading text version\n"

Test(stab, an_alias_file_is_read_as_text_and_that_is_said_once)
{
    struct map *m = declare("m", path);

    write_file("a: b\nlist: c,\n d\n");
    cr_expect_str_eq(ask(m, "A"), "failed", "AliasFile does not name it");
    news = str_new(in);
    m = declare("aliases", path);
    map_serve_aliases(m);
    cr_expect_str_eq(ask(m, "A"), "=b");
    cr_expect_str_eq(ask(m, "list"), "=c, d");
    cr_expect_str_eq(ask(m, "x"), "absent");
    cr_expect_str_eq(
        news.p,
        arena_printf(in, WARNING "%s: 2 aliases, longest 4 bytes, 10 bytes total\n", path, path).p,
        "said once");
}

Test(stab, a_text_that_is_not_there_is_no_absence)
{
    struct map *m = declare("aliases", "/nonexistent/aliases");

    map_serve_aliases(m);
    cr_expect_str_eq(ask(m, "a"), "failed");
}

Test(stab, the_last_alias_of_a_name_holds)
{
    struct map *m = declare("aliases", path);

    write_file("a: b\nA: c\n");
    map_serve_aliases(m);
    cr_expect_str_eq(ask(m, "a"), "=c");
}

static void note_begin(void *ctx UNUSED, struct slice words)
{
    str_printf(&told, "%.*s\n", SLICE_ARG(words));
}

/* The rule sets that judge may ask the very map that is read. */
static bool take(void *ctx, const char *file, struct alias_entry *entry, struct arena *to)
{
    bool *busy = ctx, nested = *busy;

    cr_expect_str_eq(file, path);
    if (entry->words != NULL)
        str_printf(&told, "%d %s\n", entry->line, entry->words);
    if (nested || entry->words != NULL)
        return false;
    *busy = true;
    cr_expect_str_eq(ask(maps_find(all, SLICE("aliases")), "b"), "absent");
    *busy = false;
    entry->key = arena_printf(to, "my-%c", entry->whole.p[0]);
    return true;
}

Test(stab, names_are_judged_by_who_knows_addresses)
{
    struct map *m = declare("aliases", path);
    bool busy = false;

    write_file("b: c\nd: e\n");
    map_serve_aliases(m);
    maps_set_alias_judge(all, &(struct map_alias_judge){&busy, note_begin, take});
    cr_expect_str_eq(ask(m, "my-d"), "=e");
    cr_expect_str_eq(ask(m, "d"), "absent");
    cr_expect(slice_starts(str_slice(&told), arena_printf(in, WARNING, path)), "%s", told.p);
}

Test(stab, names_of_a_k_line_are_keys_as_they_stand)
{
    struct map *m;
    bool busy = false;

    write_file("b: c\n");
    cr_assert(maps_declare(all, SLICE("k"), SLICE("stab"), slice_from(path), &m, NULL));
    maps_set_alias_judge(all, &(struct map_alias_judge){&busy, note_begin, take});
    cr_expect_str_eq(ask(m, "b"), "=c");
}

Test(stab, lines_that_are_no_aliases_are_judged_too)
{
    struct map *m = declare("aliases", path);
    bool busy = true; /* nothing is asked meanwhile */

    write_file("no colon\n# x\na: b\n");
    map_serve_aliases(m);
    maps_set_alias_judge(all, &(struct map_alias_judge){&busy, note_begin, take});
    cr_expect_str_eq(ask(m, "a"), "absent");
    cr_expect_str_eq(told.p, arena_printf(in, WARNING "1 missing colon\n", path).p);
}
