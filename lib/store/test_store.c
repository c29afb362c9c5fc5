/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "store/mbox.h"
#include "store/mbox_text.h"

Test(mbox_text, separators_need_a_time_and_a_year)
{
    static const struct {
        const char *line;
        bool is;
    } rows[] = {
        {"From a@b Sat Nov 21 20:24:08 2026", true},
        {"From a@b  Sat Nov 21 20:24 2026", true},
        {"From a@b Sat Nov 21 20:24:08 CET 2026 remote from x", true},
        {"From me", false},
        {"From here on 2026 is quiet", false},
        {"From ", false},
        {">From a@b Sat Nov 21 20:24:08 2026", false},
        {"from a@b Sat Nov 21 20:24:08 2026", false},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        cr_expect_eq(mbox_is_separator(slice_from(rows[i].line)), rows[i].is, "%s", rows[i].line);
}

Test(mbox_text, a_sender_cannot_write_a_second_word)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);

    mbox_separator(&out, SLICE("a b\nFrom x"), SLICE("Sat Nov 21 20:24:08 2026"));
    cr_expect_str_eq(out.p, "From a_b_From_x Sat Nov 21 20:24:08 2026\n");
    str_clear(&out);
    mbox_separator(&out, SLICE("<>"), SLICE("D"));
    cr_expect_str_eq(out.p, "From MAILER-DAEMON D\n");
    arena_drop(in);
}

static bool collect(void *ctx, struct slice bytes, struct err *err UNUSED)
{
    str_add(ctx, bytes);
    return true;
}

Test(mbox_text, what_is_written_behind_the_separator)
{
    static const struct {
        const char *message, *written;
    } rows[] = {
        {"Subject: x\n\nFrom me\nbody\n", "Subject: x\nContent-Length: 13\n\nFrom me\nbody\n\n"},
        {"Subject: x\n\nno end", "Subject: x\nContent-Length: 7\n\nno end\n\n"},
        {"Subject: x\n", "Subject: x\nContent-Length: 0\n\n\n"},
        {"\nonly body\n", "Content-Length: 10\n\nonly body\n\n"},
        {"Status: RO\nX-UID: 7\n\tfolded\nA: b\ncontent-length: 999\n\nx\n",
         "A: b\nContent-Length: 2\n\nx\n\n"},
        {"A: b\n\n\nFrom a@b Sat Nov 21 20:24:08 2026\nx\nFrom a@b Sat Nov 21 20:24:08 2026\n",
         "A: b\nContent-Length: 73\n\n\n>From a@b Sat Nov 21 20:24:08 2026\nx\n"
         ">From a@b Sat Nov 21 20:24:08 2026\n\n"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *in = arena_new();
        struct str out = str_new(in);
        struct mbox_parts parts;

        mbox_split(slice_from(rows[i].message), &parts);
        cr_assert(mbox_write(&parts, collect, &out, NULL));
        cr_expect_str_eq(out.p, rows[i].written);
        arena_drop(in);
    }
}

struct box {
    char dir[64], path[80], lock[96];
    int fd, text;
};

static void box_make(struct box *b)
{
    struct err err = {0};

    snprintf(b->dir, sizeof b->dir, "/tmp/test-mbox-XXXXXX");
    cr_assert_not_null(mkdtemp(b->dir));
    snprintf(b->path, sizeof b->path, "%s/box", b->dir);
    snprintf(b->lock, sizeof b->lock, "%s.lock", b->path);
    b->fd = mbox_open(b->path, 0600, geteuid(), &err);
    cr_assert_geq(b->fd, 0, "%s", err.text);
    b->text = memfd_create("text", 0);
    cr_assert(file_write_all(b->text, SLICE("A: b\n\nx\n\n"), NULL));
}

static void box_drop(struct box *b)
{
    close(b->fd);
    close(b->text);
    unlink(b->path);
    unlink(b->lock);
    rmdir(b->dir);
}

static void expect_content(struct box *b, const char *text)
{
    struct arena *in = arena_new();
    struct slice all;

    cr_assert(file_read(b->path, 1 << 20, in, &all, NULL));
    cr_expect(slice_is(all, text), "%.*s", SLICE_ARG(all));
    arena_drop(in);
}

Test(mbox, appends_and_mends_a_missing_empty_line)
{
    struct mbox_lock lock;
    struct err err = {0};
    struct box b;
    struct stat st;

    box_make(&b);
    cr_assert(file_write_all(b.fd, SLICE("From z D\n\nold"), NULL));
    cr_assert(mbox_lock(&lock, b.fd, b.path, false, 1000, &err), "%s", err.text);
    cr_expect_eq(access(b.lock, F_OK), 0);
    cr_assert(mbox_append(b.fd, SLICE("From y D\n"), b.text, &err), "%s", err.text);
    mbox_unlock(&lock);
    cr_expect_neq(access(b.lock, F_OK), 0);
    cr_assert_eq(fstat(b.fd, &st), 0);
    cr_expect(st.st_mtim.tv_sec > st.st_atim.tv_sec);
    expect_content(&b, "From z D\n\nold\n\nFrom y D\nA: b\n\nx\n\n");
    box_drop(&b);
}

Test(mbox, a_held_lock_of_either_kind_makes_us_wait_and_keep_neither)
{
    struct err err = {0};
    struct mbox_lock lock;
    struct box b;
    int ready[2], status;
    char byte;
    pid_t child;

    box_make(&b);
    cr_assert(file_replace(b.lock, SLICE("1 other.example 0\n"), 0600, NULL));
    cr_expect_not(mbox_lock(&lock, b.fd, b.path, false, 60, &err));
    cr_expect_eq(err.status, EX_TEMPFAIL);
    unlink(b.lock);

    cr_assert_eq(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = open(b.path, O_RDWR);

        fcntl(fd, F_SETLK, &all);
        (void)!write(ready[1], "x", 1);
        pause();
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_expect_not(mbox_lock(&lock, b.fd, b.path, false, 60, &err));
    cr_expect_neq(access(b.lock, F_OK), 0, "the dotlock was given back");
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    cr_expect(mbox_lock(&lock, b.fd, b.path, false, 1000, &err));
    mbox_unlock(&lock);
    box_drop(&b);
}

Test(mbox, a_writer_killed_in_the_middle_leaves_no_message)
{
    struct err err = {0};
    struct mbox_lock lock;
    char note[300], host[200] = "";
    struct box b;
    pid_t gone;

    box_make(&b);
    cr_assert(file_write_all(b.fd, SLICE("From z D\n\nold\n\n"), NULL));
    /* What is on the disk before the last step: the rest of a message behind five NULs. */
    cr_assert(file_write_at(b.fd, SLICE("\0\0\0\0\0y D\nA: b\n\nx\n"), 15, NULL));
    gone = fork();
    if (gone == 0)
        _exit(0);
    waitpid(gone, NULL, 0);
    gethostname(host, sizeof host - 1);
    snprintf(note, sizeof note, "%d %s 15\n", (int)gone, host);
    cr_assert(file_replace(b.lock, slice_from(note), 0600, NULL));
    cr_assert(mbox_lock(&lock, b.fd, b.path, false, 1000, &err), "%s", err.text);
    cr_assert(mbox_append(b.fd, SLICE("From y D\n"), b.text, &err));
    mbox_unlock(&lock);
    expect_content(&b, "From z D\n\nold\n\nFrom y D\nA: b\n\nx\n\n");
    box_drop(&b);
}

Test(mbox, links_and_foreign_owners_are_refused)
{
    struct err err = {0};
    char other[100];
    struct box b;

    box_make(&b);
    snprintf(other, sizeof other, "%s/other", b.dir);
    cr_assert_eq(symlink(b.path, other), 0);
    cr_expect_lt(mbox_open(other, 0600, geteuid(), &err), 0);
    cr_expect_eq(err.status, EX_CANTCREAT);
    unlink(other);
    cr_assert_eq(link(b.path, other), 0);
    cr_expect_lt(mbox_open(b.path, 0600, geteuid(), &err), 0);
    unlink(other);
    cr_expect_lt(mbox_open(b.path, 0600, geteuid() + 1, &err), 0);
    cr_expect_lt(mbox_open(b.dir, 0600, geteuid(), &err), 0);
    box_drop(&b);
}
