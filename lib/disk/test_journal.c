/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "disk/journal.h"
#include "os/file.h"

static char directory[64];

static void make_directory(void)
{
    snprintf(directory, sizeof directory, "/tmp/test-journal.XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
}

static void remove_directory(void)
{
    struct err err;

    cr_expect(journal_clear(directory, &err), "%s", err.text);
    rmdir(directory);
}

static struct journal *opened(int64_t segment)
{
    const struct journal_options o = {directory, segment, true};
    struct journal *j = NULL;
    struct err err = {0};

    cr_assert(journal_open(&o, &j, &err), "%s", err.text);
    return j;
}

static struct journal_mark add(struct journal *j, const char *id, const char *body)
{
    struct journal_mark mark = {0};
    struct err err = {0};

    cr_assert(journal_append(j, slice_from(id), SLICE("envelope"), slice_from(body), &mark, &err),
              "%s", err.text);
    return mark;
}

static uint64_t synced(struct journal *j)
{
    struct err err = {0};
    uint64_t n = 0;

    cr_assert(journal_sync(j, &n, &err), "%s", err.text);
    return n;
}

static bool list_id(void *ctx, struct slice id, struct slice envelope, struct slice body UNUSED,
                    struct err *err UNUSED)
{
    struct str *list = ctx;

    cr_expect(slice_is(envelope, "envelope"));
    str_add(list, id);
    str_add_char(list, ' ');
    return true;
}

/* Ids of open records as one word list. */
static struct str replayed(struct arena *in)
{
    struct str list = str_new(in);
    struct err err = {0};

    cr_expect(journal_replay(directory, list_id, &list, &err), "%s", err.text);
    return list;
}

Test(journal, a_synced_record_comes_back_until_it_is_closed, .init = make_directory,
     .fini = remove_directory)
{
    struct arena *in = arena_new();
    struct journal *j = opened(1 << 20);
    struct journal_mark a = add(j, "a", "one"), b = add(j, "b", ""), c;

    cr_expect_str_eq(replayed(in).p, "", "nothing is there before the sync");
    cr_expect_eq(synced(j), b.ticket);
    cr_expect_str_eq(replayed(in).p, "a b ");
    journal_note(j, &a, SLICE("a"), JOURNAL_DONE);
    c = add(j, "c", "three");
    cr_expect_eq(synced(j), c.ticket);
    cr_expect_str_eq(replayed(in).p, "b c ");
    journal_note(j, &b, SLICE("b"), JOURNAL_MOVED);
    cr_expect_eq(synced(j), c.ticket);
    cr_expect_str_eq(replayed(in).p, "c ", "notes alone are written too");
    journal_close(j);
    cr_expect_str_eq(replayed(in).p, "c ", "what is open stays");
    arena_drop(in);
}

Test(journal, segments_die_oldest_first_and_serve_again, .init = make_directory,
     .fini = remove_directory)
{
    struct arena *in = arena_new();
    struct journal *j = opened(4096);
    struct journal_mark marks[100];
    char body[1000] = {0};
    uint32_t count, first = journal_oldest(j, &count);

    memset(body, 'x', sizeof body - 1);
    for (int i = 0; i < 100; i++) {
        char id[16];

        snprintf(id, sizeof id, "id%d", i);
        marks[i] = add(j, id, body);
        (void)synced(j);
        if (i > 0)
            journal_note(j, &marks[i], slice_from(id), JOURNAL_DONE);
    }
    cr_expect_eq(journal_oldest(j, &count), first, "id0 is open");
    cr_expect_gt(count, 20);
    (void)synced(j);
    cr_expect_str_eq(replayed(in).p, "id0 ");
    journal_note(j, &marks[0], SLICE("id0"), JOURNAL_DONE);
    (void)synced(j);
    (void)journal_oldest(j, &count);
    cr_expect_leq(count, 2);
    cr_expect_str_eq(replayed(in).p, "");
    for (int i = 0; i < 6; i++)
        marks[i] = add(j, "new", body);
    (void)synced(j);
    cr_expect_str_eq(replayed(in).p, "new new new new new new ",
                     "a used file holds its new records only");
    for (int i = 0; i < 6; i++)
        journal_note(j, &marks[i], SLICE("new"), JOURNAL_DONE);
    journal_close(j);
    cr_expect_str_eq(replayed(in).p, "");
    arena_drop(in);
}

static char *segment_name(char *path, size_t size)
{
    snprintf(path, size, "%s/0001", directory);
    return path;
}

/* Three records, then the file cut or flipped at every byte: a prefix of them comes back. */
static void check_prefix(struct arena *in, size_t at)
{
    struct str got = replayed(in);

    cr_expect(strncmp("a b c ", got.p, got.len) == 0, "damage at %zu gives \"%s\"", at, got.p);
}

Test(journal, a_torn_tail_costs_only_what_was_not_acknowledged, .init = make_directory,
     .fini = remove_directory)
{
    struct arena *in = arena_new();
    struct journal *j = opened(2048);
    struct slice whole;
    char path[128];

    add(j, "a", "first body");
    add(j, "b", "second body, not of the same length");
    add(j, "c", "");
    (void)synced(j);
    journal_close(j);
    cr_assert(file_read(segment_name(path, sizeof path), 1 << 20, in, &whole, NULL));
    for (size_t i = 0; i < 512; i++) {
        char byte = (char)(whole.p[i] ^ 0x10);
        int fd = open(path, O_WRONLY);

        cr_assert(file_write_at(fd, slice_of(&byte, 1), (int64_t)i, NULL));
        check_prefix(in, i);
        cr_assert(file_write_at(fd, slice_of(&whole.p[i], 1), (int64_t)i, NULL));
        close(fd);
    }
    for (size_t i = whole.len; i-- > 0;) {
        cr_assert_eq(truncate(path, (off_t)i), 0);
        check_prefix(in, i);
    }
    arena_drop(in);
}

Test(journal, a_full_disk_poisons_nothing_that_was_synced, .init = make_directory,
     .fini = remove_directory)
{
    struct arena *in = arena_new();
    struct journal *j = opened(4096);
    struct journal_mark mark;
    struct err err = {0};

    add(j, "a", "x");
    (void)synced(j);
    cr_assert_eq(chmod(directory, 0500), 0);
    if (geteuid() != 0) {
        static char big[8192];

        cr_expect_not(journal_append(j, SLICE("b"), SLICE("envelope"), slice_of(big, sizeof big),
                                     &mark, &err));
        cr_expect(err_is_temporary(&err) || err.status == EX_NOPERM);
    }
    cr_assert_eq(chmod(directory, 0700), 0);
    cr_expect_str_eq(replayed(in).p, "a ");
    journal_close(j);
    (void)mark;
    arena_drop(in);
}
