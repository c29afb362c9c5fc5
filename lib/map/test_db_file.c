/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "map/db_file.h"
#include "map/db_library.h"
#include "map/map.h"
#include "os/safe_path.h"

enum { MEGABYTE = 1 << 20, ASKED = 256 };

static struct arena *in;
static char dir[] = "/tmp/db-file-XXXXXX";

static void start(void)
{
    in = arena_new();
    cr_assert(mkdtemp(dir) != NULL);
}

static void stop(void)
{
    unlink(arena_cstr(in, arena_printf(in, "%s/map.db", dir)));
    unlink(arena_cstr(in, arena_printf(in, "%s/map.cdb", dir)));
    cr_expect_eq(rmdir(dir), 0, "nothing is left beside the map");
    arena_drop(in);
}

TestSuite(db_file, .init = start, .fini = stop);

static struct db_file *file_open(enum db_file_type type, enum db_file_mode mode)
{
    struct db_file_options o = {.type = type, .mode = mode, .unsafe = true};
    struct err err = {0};
    struct db_file *f = db_file_open(arena_printf(in, "%s/map", dir), &o, in, &err);

    cr_assert(f != NULL, "%s", err.text);
    return f;
}

static void put(struct db_file *f, struct slice key, struct slice value, bool nul, bool replace,
                enum db_put expected)
{
    struct err err = {0};

    cr_expect_eq(db_file_put(f, key, value, nul, replace, &err), expected, "%.40s: %s", key.p,
                 err.text);
}

static void commit(struct db_file *f)
{
    struct err err = {0};

    cr_assert(db_file_commit(f, &err), "%s", err.text);
}

/* As the library sees it: the structure, the order, the chains. */
static void verify(void)
{
    char *path = arena_cstr(in, arena_printf(in, "%s/map.db", dir));
    struct db_library lib;
    DB *db;

    cr_assert(db_library_load(&lib, NULL));
    cr_assert_eq(lib.create(&db, NULL, 0), 0);
    cr_expect_eq(db->verify(db, path, NULL, NULL, 0), 0);
}

/* Every key, in order, once. */
static void expect_records(size_t expected)
{
    struct db_file *f = file_open(DB_FILE_BTREE, DB_FILE_READ);
    struct slice key, value, before = {NULL, 0};
    size_t n = 0;

    for (; db_file_next(f, &key, &value, NULL) == DB_GET_FOUND; n++) {
        cr_expect(n == 0 || slice_cmp(before, key) < 0, "%.*s", SLICE_ARG(key));
        before = arena_copy(in, key);
    }
    cr_expect_eq(n, expected);
    db_file_abandon(f);
}

static struct slice repeated(char c, size_t len)
{
    char *p = arena_bytes(in, len);

    memset(p, c, len);
    return slice_of(p, len);
}

static struct slice key_of(size_t i)
{
    return i % 7 == 0 ? arena_printf(in, "%.*s%zu", (int)(i % 900), repeated('k', 900).p, i)
                      : arena_printf(in, "user%zu@example.com", i);
}

Test(db_file, sorted_pages_are_what_the_library_takes)
{
    static const size_t counts[] = {0, 1, 2, 5, 60, 500, 20000};

    for (size_t c = 0; c < COUNT(counts); c++) {
        for (int round = 0; round < 2; round++) {
            struct db_file *f = file_open(DB_FILE_BTREE, DB_FILE_CREATE);
            struct slice value;

            for (size_t i = 0; i < counts[c]; i++)
                put(f, key_of(round ? i * 7919 % 20011 : i), repeated('v', i % 1000), false, false,
                    DB_PUT_STORED);
            commit(f);
            verify();
            expect_records(counts[c]);
            f = file_open(DB_FILE_BTREE, DB_FILE_CHANGE);
            for (size_t i = 0; i < counts[c]; i++) {
                struct slice key = key_of(round ? i * 7919 % 20011 : i);

                cr_expect_eq(db_file_get(f, key, in, &value, NULL), DB_GET_FOUND);
                cr_expect_eq(value.len, i % 1000);
                if (i % 3 == 0)
                    cr_expect_eq(db_file_delete(f, key, NULL), DB_GET_FOUND);
                put(f, arena_printf(in, "%.*s+", SLICE_ARG(key)), SLICE("new"), false, false,
                    DB_PUT_STORED);
            }
            commit(f);
            verify();
        }
    }
}

Test(db_file, keys_that_differ_late_or_in_length_only)
{
    struct db_file *f = file_open(DB_FILE_BTREE, DB_FILE_CREATE);

    for (size_t i = 500; i > 0; i--) {
        put(f, repeated('a', i), SLICE("1"), false, false, DB_PUT_STORED);
        put(f, repeated('\0', i), SLICE("2"), false, false, DB_PUT_STORED);
        put(f, arena_printf(in, "%.*s%zu", 300, repeated('b', 300).p, i), SLICE("3"), false, false,
            DB_PUT_STORED);
    }
    put(f, SLICE(""), SLICE("4"), false, false, DB_PUT_STORED);
    commit(f);
    verify();
    expect_records(1501);
}

Test(db_file, duplicates_and_replacing_before_and_after_sorting)
{
    struct db_file *f = file_open(DB_FILE_BTREE, DB_FILE_CREATE);
    struct slice value;

    put(f, SLICE("b"), SLICE("1"), true, false, DB_PUT_STORED);
    put(f, SLICE("b"), SLICE("2"), true, false, DB_PUT_DUPLICATE);
    put(f, SLICE("a"), SLICE("1"), true, false, DB_PUT_STORED);
    put(f, SLICE("a"), SLICE("later"), true, true, DB_PUT_STORED);
    /* The library has the rest. */
    put(f, SLICE("c"), repeated('v', 3000), true, false, DB_PUT_STORED);
    put(f, SLICE("b"), SLICE("3"), true, false, DB_PUT_DUPLICATE);
    put(f, SLICE("d"), SLICE("1"), true, false, DB_PUT_STORED);
    cr_expect_eq(db_file_get(f, slice_of("a", 2), in, &value, NULL), DB_GET_FOUND);
    cr_expect(slice_eq(value, slice_of("later", 6)));
    commit(f);
    verify();
    expect_records(4);
}

static void class_answers(const char *map_class, const struct map_query *query,
                          const char *expected)
{
    struct map_settings s = {.trusted_uid = geteuid(),
                             .run_as_uid = geteuid(),
                             .dont_blame = (uint64_t)1 << ALLOW_MAP_IN_UNSAFE_DIR_PATH};
    struct maps *all = maps_new(in);
    struct slice value = {NULL, 0};
    struct err err = {0};
    struct map *m;

    maps_configure(all, &s);
    cr_assert(maps_declare(all, SLICE("long"), slice_from(map_class),
                           arena_printf(in, "%s/map", dir), &m, &err),
              "%s", err.text);
    cr_expect_eq(map_lookup(m, query, in, &value, &err), MAP_FOUND, "%s: %s", map_class, err.text);
    cr_expect(slice_is(value, expected), "%s: %.*s", map_class, SLICE_ARG(value));
    maps_close(all);
}

/* Lookups of a configuration ask for the beginning of a long key. */
static void class_finds_beginning(const char *map_class, struct slice key)
{
    class_answers(map_class, &(struct map_query){.key = key}, "beginning");
}

/* A user of the user database may have several places for his mail. */
static struct db_file *begin(void)
{
    struct db_file_options o = {.type = DB_FILE_HASH,
                                .mode = DB_FILE_CHANGE,
                                .any_type = true,
                                .make_missing = true,
                                .unsafe = true};

    return db_file_open(arena_printf(in, "%s/map", dir), &o, in, NULL);
}

Test(db_file, an_empty_file_becomes_a_database)
{
    int fd = open(arena_cstr(in, arena_printf(in, "%s/map.db", dir)), O_CREAT | O_WRONLY, 0600);
    struct db_file *f = begin();

    close(fd);
    cr_assert(f != NULL);
    put(f, SLICE("key"), SLICE("value"), false, false, DB_PUT_STORED);
    commit(f);
    verify();
}

Test(db_file, what_could_not_be_begun_leaves_no_file)
{
    struct db_file_options o = {.mode = DB_FILE_CHANGE, .make_missing = true, .unsafe = true};

    cr_expect(db_file_open(arena_printf(in, "%s/map", dir), &o, in, NULL) == NULL, "of no type");
    cr_expect_neq(access(arena_cstr(in, arena_printf(in, "%s/map.db", dir)), F_OK), 0);
}

/* Each opens the file that is not there yet and adds its key. */
Test(db_file, those_who_begin_a_file_at_once_all_have_their_say)
{
    enum { WRITERS = 12 };
    struct slice value;
    struct db_file *f;
    int status;

    for (int i = 0; i < WRITERS; i++) {
        if (fork() != 0)
            continue;
        f = begin();
        _exit(f != NULL &&
                      db_file_put(f, arena_printf(in, "key%d", i), SLICE("v"), false, false,
                                  NULL) == DB_PUT_STORED &&
                      db_file_commit(f, NULL)
                  ? 0
                  : 1);
    }
    for (int i = 0; i < WRITERS; i++) {
        cr_assert(wait(&status) > 0);
        cr_expect_eq(status, 0);
    }
    f = file_open(DB_FILE_HASH, DB_FILE_READ);
    for (int i = 0; i < WRITERS; i++)
        cr_expect_eq(db_file_get(f, arena_printf(in, "key%d", i), in, &value, NULL), DB_GET_FOUND,
                     "%d", i);
    db_file_abandon(f);
}

Test(db_file, a_question_may_ask_for_all_values_of_a_key)
{
    static const struct {
        bool all;
        const char *key, *value;
    } rows[] = {{false, "b", "1"}, {true, "b", "1,22,3"}, {true, "a", "0"}};

    for (int nul = 0; nul < 2; nul++) {
        struct db_file_options o = {
            .type = DB_FILE_BTREE, .mode = DB_FILE_CREATE, .duplicates = true, .unsafe = true};
        struct db_file *f = db_file_open(arena_printf(in, "%s/map", dir), &o, in, NULL);

        cr_assert(f != NULL);
        put(f, SLICE("b"), SLICE("1"), nul, false, DB_PUT_STORED);
        put(f, SLICE("b"), SLICE("22"), nul, false, DB_PUT_STORED);
        put(f, SLICE("a"), SLICE("0"), nul, false, DB_PUT_STORED);
        put(f, SLICE("b"), SLICE("3"), nul, false, DB_PUT_STORED);
        commit(f);
        for (size_t i = 0; i < COUNT(rows); i++)
            class_answers("btree",
                          &(struct map_query){.key = slice_from(rows[i].key), .all = rows[i].all},
                          rows[i].value);
    }
}

/* What was stored is found, whatever its length. */
Test(db_file, keys_of_a_megabyte)
{
    static const struct {
        enum db_file_type type;
        const char *map_class;
    } kinds[] = {{DB_FILE_HASH, "hash"}, {DB_FILE_BTREE, "btree"}, {DB_FILE_CDB, "cdb"}};
    struct slice key = repeated('k', MEGABYTE), other = repeated('k', MEGABYTE - 1);

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct db_file *f = file_open(kinds[i].type, DB_FILE_CREATE);
        struct slice value = {NULL, 0};

        put(f, SLICE("short"), SLICE("1"), false, false, DB_PUT_STORED);
        put(f, repeated('k', ASKED), SLICE("beginning"), false, false, DB_PUT_STORED);
        put(f, key, SLICE("long"), false, false, DB_PUT_STORED);
        put(f, key, SLICE("again"), false, false, DB_PUT_DUPLICATE);
        commit(f);
        f = file_open(kinds[i].type, DB_FILE_READ);
        cr_expect_eq(db_file_get(f, key, in, &value, NULL), DB_GET_FOUND);
        cr_expect(slice_is(value, "long"), "%s", kinds[i].map_class);
        cr_expect_eq(db_file_get(f, other, in, &value, NULL), DB_GET_ABSENT);
        db_file_abandon(f);
        class_finds_beginning(kinds[i].map_class, key);
    }
}
