/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <db.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "map/hash_file.h"

enum { KEYS = 3000, LARGE_EVERY = 97, LARGE = 5000 };

static struct arena *in;
static char path[] = "/tmp/hash-file-XXXXXX";
static int fd;

static void start(void)
{
    in = arena_new();
    fd = mkstemp(path);
    cr_assert(fd >= 0);
}

static void stop(void)
{
    close(fd);
    unlink(path);
    arena_drop(in);
}

TestSuite(hash_file, .init = start, .fini = stop);

static struct slice key_of(int i)
{
    return arena_printf(in, "%s:user%d@host%d.example", i % 3 ? "To" : "From", i, i % 41);
}

static struct slice value_of(int i)
{
    char *p;

    if (i % LARGE_EVERY != 0)
        return arena_printf(in, "value %d", i * 7);
    p = arena_bytes(in, LARGE);
    memset(p, 'a' + i % 26, LARGE);
    return slice_of(p, LARGE);
}

static void build(u_int32_t page_size, u_int32_t flags, int first)
{
    DB *db;

    unlink(path);
    cr_assert_eq(db_create(&db, NULL, 0), 0);
    cr_assert_eq(db->set_pagesize(db, page_size), 0);
    cr_assert_eq(db->set_flags(db, flags), 0);
    cr_assert_eq(db->open(db, NULL, path, NULL, DB_HASH, DB_CREATE, 0600), 0);
    for (int i = first; i < KEYS; i++) {
        struct slice key = key_of(i), value = value_of(i);
        DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len};
        DBT v = {.data = (void *)value.p, .size = (u_int32_t)value.len};

        cr_assert_eq(db->put(db, NULL, &k, &v, 0), 0);
    }
    cr_assert_eq(db->close(db, 0), 0);
}

static struct hash_file *reopen(void)
{
    struct stat seen;

    close(fd);
    fd = open(path, O_RDWR);
    cr_assert_eq(fstat(fd, &seen), 0);
    return hash_file_open(fd, &seen);
}

Test(hash_file, finds_what_the_library_stored)
{
    static const u_int32_t page_sizes[] = {512, 4096, 65536};

    for (size_t s = 0; s < COUNT(page_sizes); s++) {
        struct hash_file *f;
        struct slice value;
        int odd = 0;

        build(page_sizes[s], 0, 0);
        f = reopen();
        cr_assert(f != NULL);
        for (int i = 0; i < KEYS; i++) {
            enum hash_answer answer = hash_file_get(f, key_of(i), in, &value);

            odd += answer == HASH_ODD;
            cr_expect(answer == HASH_FOUND ? slice_eq(value, value_of(i))
                                           : answer == HASH_ODD && i % LARGE_EVERY == 0,
                      "key %d, pages of %u: %d", i, page_sizes[s], answer);
            cr_expect_eq(hash_file_get(f, arena_printf(in, "nobody%d", i), in, &value),
                         HASH_ABSENT);
        }
        cr_expect(odd == 0 || page_sizes[s] < 65536, "values that fit are on their pages");
        cr_expect_eq(hash_file_get(f, SLICE(""), in, &value), HASH_ABSENT);
        hash_file_close(f);
    }
}

Test(hash_file, what_is_special_is_left_to_the_library)
{
    build(4096, DB_DUP, 0);
    cr_expect(reopen() == NULL);
    build(4096, DB_CHKSUM, 0);
    cr_expect(reopen() == NULL);
    cr_assert_eq(ftruncate(fd, 0), 0);
    cr_expect(reopen() == NULL);
}

Test(hash_file, a_file_that_changes_under_us_never_loses_a_key)
{
    struct hash_file *f;
    struct slice value;
    int gone = 0;

    build(4096, 0, 0);
    f = reopen();
    for (int i = 1; i < KEYS / 20; i++)
        (void)hash_file_get(f, key_of(i), in, &value);
    cr_assert_eq(ftruncate(fd, 8192), 0);
    for (int i = 1; i < KEYS; i++) {
        enum hash_answer answer = hash_file_get(f, key_of(i), in, &value);

        cr_expect(answer != HASH_ABSENT, "key %d", i);
        gone += answer == HASH_CHANGED;
    }
    cr_expect(gone < KEYS - 1, "pages that were read answer");
    hash_file_close(f);
}

Test(hash_file, broken_files_do_no_harm)
{
    unsigned seed = 4;

    for (int round = 0; round < 400; round++) {
        struct hash_file *f;
        struct slice value;

        if (round % 8 == 0)
            build(512, 0, KEYS - 300);
        close(fd);
        fd = open(path, O_RDWR);
        for (int i = 0; i < 20; i++) {
            unsigned char byte = (unsigned char)rand_r(&seed);
            off_t size = lseek(fd, 0, SEEK_END);

            cr_assert_eq(pwrite(fd, &byte, 1, (off_t)(rand_r(&seed) % (unsigned)size)), 1);
        }
        f = reopen();
        for (int i = KEYS - 300; f != NULL && i < KEYS; i++)
            (void)hash_file_get(f, key_of(i), in, &value);
        hash_file_close(f);
        arena_reset(in);
    }
}
