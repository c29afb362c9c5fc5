/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Nth system call on the spool fails, for every N: a message is kept whole or not at all. These
 * functions take the place of the C library's in this program.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk/journal.h"
#include "disk/spool.h"

static int fail_at; /* 0: never */
static int calls;
static int error;

static bool fails(void)
{
    if (fail_at == 0 || ++calls != fail_at)
        return false;
    errno = error;
    return true;
}

ssize_t write(int fd, const void *p, size_t n)
{
    return fails() ? -1 : syscall(SYS_write, fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    return fails() ? -1 : syscall(SYS_pwrite64, fd, p, n, at);
}

int fsync(int fd)
{
    return fails() ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return fails() ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int renameat2(int d1, const char *from, int d2, const char *to, unsigned flags)
{
    return fails() ? -1 : (int)syscall(SYS_renameat2, d1, from, d2, to, flags);
}

int rename(const char *from, const char *to)
{
    return fails() ? -1 : (int)syscall(SYS_rename, from, to);
}

int link(const char *from, const char *to)
{
    return fails() ? -1 : (int)syscall(SYS_link, from, to);
}

static char base[64];

static void make_base(void)
{
    snprintf(base, sizeof base, "/tmp/test-faults.XXXXXX");
    cr_assert_not_null(mkdtemp(base));
}

static void remove_base(void)
{
    fail_at = 0;
    if (fork() == 0)
        execlp("rm", "rm", "-rf", base, (char *)NULL);
    wait(NULL);
}

static int count_files(void)
{
    DIR *d = opendir(base);
    struct dirent *entry;
    int n = 0;

    while ((entry = readdir(d)) != NULL)
        n += entry->d_name[0] != '.';
    closedir(d);
    return n;
}

static struct spool *opened(struct arena *in)
{
    struct spool_options o = {.directory = slice_from(base), .sync = true};
    struct spool *s = NULL;

    cr_assert(spool_open(&o, in, &s, NULL));
    return s;
}

static void fill(struct envelope *e, struct arena *in, const char *id)
{
    *e = (struct envelope){.in = in, .created_at = 1, .sender = {.text = SLICE("a@b")}};
    snprintf(e->id, sizeof e->id, "%s", id);
    envelope_add_rcpt(e, SLICE("c@d"));
}

static const int errors[] = {ENOSPC, EIO, EDQUOT};

Test(faults, a_message_is_kept_whole_or_not_at_all, .init = make_base, .fini = remove_base)
{
    struct arena *in = arena_new();
    struct spool *s = opened(in);
    struct body body = body_in_memory(SLICE("body\n"));

    for (size_t k = 0; k < COUNT(errors); k++) {
        bool ok = false;

        error = errors[k];
        for (int n = 1; !ok; n++) {
            struct envelope e[2], *envs[2] = {&e[0], &e[1]};
            struct spool_job jobs[2];
            struct err err = {0};

            fill(&e[0], in, "6AAAAAAA000001");
            fill(&e[1], in, "6AAAAAAA000002");
            calls = 0;
            fail_at = n;
            ok = spool_create(s, envs, 2, &body, jobs, &err);
            fail_at = 0;
            if (ok) {
                cr_expect_gt(n, 10, "many calls may fail");
                cr_expect_eq(count_files(), 4);
                cr_assert(spool_remove(&jobs[0], &err) && spool_remove(&jobs[1], &err));
            } else {
                cr_expect(err_is_temporary(&err), "call %d: %s", n, err.text);
            }
            cr_expect_eq(count_files(), 0, "call %d", n);
        }
    }
    arena_drop(in);
}

Test(faults, a_job_that_cannot_be_rewritten_stays_as_it_was, .init = make_base, .fini = remove_base)
{
    struct arena *in = arena_new();
    struct spool *s = opened(in);
    struct body body = body_in_memory(SLICE("body\n"));
    bool ok = false;

    error = ENOSPC;
    for (int n = 1; !ok; n++) {
        struct envelope e, *one = &e, back = {.in = in};
        struct spool_job job;
        struct err err = {0};

        fill(&e, in, "6AAAAAAA000001");
        cr_assert(spool_create(s, &one, 1, &body, &job, &err), "%s", err.text);
        e.attempts = 5;
        calls = 0;
        fail_at = n;
        ok = spool_rewrite(&job, &e, &err);
        fail_at = 0;
        cr_expect_eq(spool_read(&job, &back, &err), QF_GOOD);
        cr_expect(ok ? back.attempts == 5 : back.attempts == 0 || back.attempts == 5);
        cr_expect_eq(count_files(), 2);
        cr_assert(spool_remove(&job, &err));
    }
    arena_drop(in);
}

static bool count_record(void *ctx, struct slice id, struct slice envelope UNUSED,
                         struct slice body UNUSED, struct err *err UNUSED)
{
    cr_expect(slice_is(id, "a"), "only what was acknowledged");
    ++*(int *)ctx;
    return true;
}

Test(faults, a_journal_that_failed_accepts_nothing_more, .init = make_base, .fini = remove_base)
{
    struct journal_options o = {.directory = base, .segment_bytes = 65536, .sync = true};
    struct journal *j = NULL;
    struct journal_mark mark;
    struct err err = {0};
    uint64_t synced = 0;
    int records = 0;

    cr_assert(journal_open(&o, &j, &err), "%s", err.text);
    cr_assert(journal_append(j, SLICE("a"), SLICE("e"), SLICE("b"), &mark, &err));
    cr_assert(journal_sync(j, &synced, &err));
    cr_assert(journal_append(j, SLICE("z"), SLICE("e"), SLICE("b"), &mark, &err));
    error = EIO;
    calls = 0;
    fail_at = 1;
    cr_expect_not(journal_sync(j, &synced, &err));
    fail_at = 0;
    cr_expect_lt(synced, mark.ticket, "the second was never acknowledged");
    cr_expect_not(journal_append(j, SLICE("y"), SLICE("e"), SLICE("b"), &mark, &err));
    cr_expect_not(journal_sync(j, &synced, &err));
    cr_expect(err_is_temporary(&err));
    journal_close(j);
    cr_expect(journal_replay(base, count_record, &records, &err));
    cr_expect_eq(records, 1);
}
