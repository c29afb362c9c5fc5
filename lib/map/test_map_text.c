/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Class text: what is a column of a line, and which keys are asked for.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "map/map.h"
#include "os/file.h"
#include "os/safe_path.h"

static struct arena *in;
static struct maps *all;
static char path[] = "/tmp/mw-text-XXXXXX";

static void set_up(void)
{
    struct map_settings s = {.trusted_uid = geteuid(),
                             .run_as_uid = geteuid(),
                             .dont_blame = (uint64_t)1 << ALLOW_MAP_IN_UNSAFE_DIR_PATH};
    int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    in = arena_new();
    all = maps_new(in);
    maps_configure(all, &s);
}

static void tear_down(void)
{
    maps_close(all);
    arena_drop(in);
    unlink(path);
}

TestSuite(map_text, .init = set_up, .fini = tear_down);

static const char *ask(const char *flags, struct slice key)
{
    struct map_query q = {.key = key};
    struct slice value;
    static unsigned count;
    struct err err = {0};
    struct map *m;

    /* Another name each time: one that is declared again keeps its flags. */
    cr_assert(maps_declare(all, arena_printf(in, "m%u", count++), SLICE("text"),
                           arena_printf(in, "%s %s", flags, path), &m, &err),
              "%s", err.text);
    if (map_lookup(m, &q, in, &value, &err) == MAP_FOUND)
        return arena_cstr(in, arena_printf(in, "=%.*s", SLICE_ARG(value)));
    return arena_cstr(in, arena_printf(in, "%d", err.status));
}

/* "|" stands for a NUL in a line. */
static const struct {
    const char *line, *flags, *key, *answer;
} rows[] = {
    {"a b c", "-k0 -v1", "a", "=b"},
    {"a \t b", "-k0 -v1", "a", "=b"},
    {"a b", "-k0 -v2", "a", "68"},
    {"a ", "-k0 -v1", "a", "="}, /* something separated it from nothing */
    {"a", "-k0 -v1", "a", "68"},
    {" a b", "-k0 -v1", "a", "=a"},
    {" a b", "-k1 -v2", "a", "=b"},
    {"\ra b", "-k0 -v1", "a", "=b"},
    {"a\rb", "-k0 -v0", "a\rb", "=a\rb"},
    {"a,b", "-z, -k1 -v0", "b", "=a"},
    {"a,,b", "-z, -k0 -v1", "a", "="},
    {",a", "-z, -k1 -v0", "a", "68"},
    {",a", "-z, -k1 -v1", "a", "=a"},
    {"a  b", "-z -k0 -v1", "a", "="}, /* the blank behind the letter is the delimiter */
    {"a\tb", "-z\t-k1 -v0", "b", "=a"},
    {"a\tb", "-z\\t -k1 -v0", "b", "=a"},
    {"a|b c", "-k0 -v1", "a", "68"},
    {"a b|c", "-k0 -v1", "a", "=b"},
    {"a\na b", "-k0 -v1", "a", "68"}, /* the first line of a key is its only one */
};

Test(map_text, columns_are_found_as_observed)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice line = slice_from(rows[i].line);
        char *bytes = arena_bytes(in, line.len);

        for (size_t k = 0; k < line.len; k++)
            bytes[k] = line.p[k] == '|' ? '\0' : line.p[k];
        cr_assert(file_replace(path, slice_of(bytes, line.len), 0644, NULL));
        cr_expect_str_eq(ask(rows[i].flags, slice_from(rows[i].key)), rows[i].answer,
                         "\"%s\" %s: %s", rows[i].line, rows[i].flags, rows[i].key);
    }
}

Test(map_text, a_long_key_is_asked_for_by_its_beginning)
{
    char *bytes = arena_bytes(in, 600);
    struct slice key = slice_of(bytes, 257);

    memset(bytes, 'w', 600);
    bytes[256] = ' ';
    cr_assert(file_replace(path, slice_of(bytes, 600), 0644, NULL));
    bytes[256] = 'w';
    cr_expect_neq(ask("-k0 -v0", key)[0], '6');
}

Test(map_text, a_wrong_declaration_is_a_missing_file_for_an_optional_map)
{
    cr_expect_str_eq(ask("-kx", SLICE("a")), "75");
    cr_expect_str_eq(ask("-o -kx", SLICE("a")), "68");
    cr_expect_str_eq(ask("-o relative", SLICE("a")), "68");
}
