/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/account.h"
#include "os/as_user.h"
#include "os/body.h"
#include "os/file.h"
#include "os/sandbox.h"
#include "os/spawn.h"

Test(file, replace_is_whole_or_not_at_all)
{
    char dir[] = "/tmp/mw-test-XXXXXX", path[64], bad[64];
    struct arena *a = arena_new();
    struct slice text;
    struct err err = {0};

    cr_assert_not_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/f", dir);
    snprintf(bad, sizeof bad, "%s/none/f", dir);
    cr_assert(file_replace(path, SLICE("one"), 0600, &err), "%s", err.text);
    cr_assert(file_replace(path, SLICE("two\n"), 0640, &err), "%s", err.text);
    cr_assert(file_read(path, 100, a, &text, &err));
    cr_expect(slice_is(text, "two\n"));
    cr_expect_not(file_replace(bad, SLICE("x"), 0600, &err));
    cr_expect_not(file_read(path, 3, a, &text, &err), "a limit is a limit");
    cr_expect_eq(err.status, EX_DATAERR);
    unlink(path);
    cr_expect_eq(rmdir(dir), 0, "no temporary file is left");
    arena_drop(a);
}

static void *write_late(void *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    return write(fd, "late\n", 5) == 5 && close(fd) == 0 ? path : NULL;
}

Test(file, a_pipe_is_read_when_somebody_writes)
{
    char dir[] = "/tmp/mw-test-XXXXXX", path[64];
    struct arena *a = arena_new();
    struct slice text;
    struct err err = {0};
    pthread_t thread;
    void *written;

    cr_assert_not_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/f", dir);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(pthread_create(&thread, NULL, write_late, path), 0);
    cr_expect(file_read(path, 100, a, &text, &err), "%s", err.text);
    cr_expect(slice_is(text, "late\n"));
    pthread_join(thread, &written);
    cr_expect_not_null(written);
    cr_expect_not(file_read(path, 100, a, &text, &err), "nobody writes");
    cr_expect_eq(err.status, EX_IOERR);
    unlink(path);
    rmdir(dir);
    arena_drop(a);
}

static bool run(const char *script, int timeout_ms, int *status, struct err *err)
{
    char *argv[] = {(char *)"sh", (char *)"-c", (char *)script, NULL};
    char *envp[] = {NULL};
    struct spawn s = {.path = "/bin/sh",
                      .argv = argv,
                      .envp = envp,
                      .as = identity_current(),
                      .fds = {-1, -1, -1}};
    pid_t pid;

    if (!spawn_start(&s, &pid, err))
        return false;
    if (spawn_wait(pid, timeout_ms, status, err))
        return true;
    kill(pid, SIGKILL);
    (void)spawn_wait(pid, -1, status, NULL);
    return false;
}

Test(spawn, exit_codes_come_back_and_slow_programs_time_out)
{
    struct err err = {0};
    int status = 0;

    cr_assert(run("exit 67", 5000, &status, &err), "%s", err.text);
    cr_expect_eq(WEXITSTATUS(status), 67);
    cr_assert(run("kill -9 $$", -1, &status, &err));
    cr_expect(WIFSIGNALED(status));
    cr_expect_not(run("sleep 20", 50, &status, &err));
    cr_expect_eq(err.status, EX_TEMPFAIL);
}

Test(spawn, a_program_that_is_not_there_is_an_error_not_an_exit_code)
{
    char *argv[] = {(char *)"x", NULL};
    struct spawn s = {.path = "/nowhere/x",
                      .argv = argv,
                      .envp = argv + 1,
                      .as = identity_current(),
                      .fds = {-1, -1, -1}};
    struct err err = {0};
    pid_t pid;

    cr_expect_not(spawn_start(&s, &pid, &err));
    cr_expect_str_eq(err.text, "exec /nowhere/x: No such file or directory");
}

static int opener(const char *path, unsigned flags, const struct identity *who, struct err *err)
{
    int fd = open(path, (int)flags);

    if (fd < 0)
        err_errno(err, "%s (uid %d)", path, (int)who->uid);
    return fd;
}

Test(as_user, opens_with_the_users_rights_only)
{
    char path[] = "/tmp/mw-test-XXXXXX";
    struct identity nobody = identity_of(65534, 65534), self = identity_current();
    struct err err = {0};
    int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    fd = as_user_open(&self, path, opener, O_RDONLY, 5000, &err);
    cr_expect_geq(fd, 0, "%s", err.text);
    close(fd);
    if (geteuid() == 0) {
        cr_expect_eq(as_user_open(&nobody, path, opener, O_RDONLY, 5000, &err), -1);
        cr_expect_eq(err.status, EX_NOPERM, "%s", err.text);
    }
    cr_expect_eq(as_user_open(&self, "/nowhere", opener, O_RDONLY, 5000, &err), -1);
    cr_expect_eq(err.status, EX_NOINPUT);
    unlink(path);
}

Test(body, memory_and_file_read_alike)
{
    char path[] = "/tmp/mw-test-XXXXXX", a4[4];
    struct arena *a = arena_new();
    struct body m = body_in_memory(SLICE("hello")), f = {.fd = mkstemp(path), .start = 2, .len = 5};
    struct slice s;

    unlink(path);
    cr_assert(file_write_all(f.fd, SLICE("xxhelloyy"), NULL));
    cr_expect_eq(body_read(&m, 3, a4, 4, NULL), 2);
    cr_expect_eq(body_read(&f, 3, a4, 4, NULL), 2);
    cr_expect_eq(body_read(&f, 5, a4, 4, NULL), 0);
    cr_expect(body_slice(&f, a, &s, NULL) && slice_is(s, "hello"));
    f.len = 50;
    cr_expect_not(body_slice(&f, a, &s, NULL), "a body that is too short is an error");
    close(f.fd);
    arena_drop(a);
}

Test(account, a_name_that_is_nobodys_is_absent_not_failed)
{
    static const char *const names[] = {"", "nobody-has-this-name", "root:x", "ro/ot"};
    struct arena *in = arena_new();
    struct account a;
    struct err err;

    for (size_t i = 0; i < COUNT(names); i++) {
        cr_expect_eq(account_named(slice_from(names[i]), in, &a, &err), ACCOUNT_ABSENT, "%s",
                     names[i]);
        cr_expect_eq(err.status, EX_NOUSER);
    }
    cr_expect_eq(account_named(SLICE("root\0x"), in, &a, &err), ACCOUNT_ABSENT, "a NUL inside");
    arena_drop(in);
}

Test(account, an_ampersand_in_a_full_name_is_the_login_name)
{
    struct arena *in = arena_new();
    static const struct {
        const char *gecos, *login, *name;
    } rows[] = {
        {"Joe Doe,Room 1,555", "joe", "Joe Doe"},
        {"& Doe", "joe", "Joe Doe"},
        {"&", "x", "X"},
        {"a & b & c", "xy", "a Xy b Xy c"},
        {"a&", "", "a"},
        {"", "joe", ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        cr_expect(
            slice_is(account_full_name(slice_from(rows[i].gecos), slice_from(rows[i].login), in),
                     rows[i].name),
            "%s", rows[i].gecos);
    arena_drop(in);
}

Test(account, root_is_found_by_name_and_number)
{
    struct arena *in = arena_new();
    struct account a;
    gid_t gid = 1;

    cr_assert_eq(account_named(SLICE("root"), in, &a, NULL), ACCOUNT_FOUND);
    cr_expect_eq(a.uid, 0);
    cr_assert_eq(account_of_uid(0, in, &a, NULL), ACCOUNT_FOUND);
    cr_expect(slice_is(a.name, "root"));
    cr_expect_eq(account_group_named(SLICE("root"), in, &gid, NULL), ACCOUNT_FOUND);
    cr_expect_eq(gid, 0);
    arena_drop(in);
}

Test(file, reading_stops_at_the_limit_and_not_before)
{
    enum { SIZE = 20000 };
    char path[] = "/tmp/mw-test-XXXXXX", bytes[SIZE];
    int fd = mkstemp(path), ends[2];
    struct arena *in = arena_new();
    struct slice text;
    struct err err;

    memset(bytes, 'x', SIZE);
    cr_assert(file_write_all(fd, slice_of(bytes, SIZE), NULL));
    close(fd);
    cr_expect(file_read(path, SIZE, in, &text, &err));
    cr_expect_eq(text.len, SIZE);
    cr_expect_not(file_read(path, SIZE - 1, in, &text, &err));
    cr_expect_eq(err.status, EX_DATAERR);
    unlink(path);
    /* A pipe does not say how much it has. */
    for (size_t limit = SIZE - 1; limit <= SIZE; limit++) {
        cr_assert_eq(pipe(ends), 0);
        cr_assert(file_write_all(ends[1], slice_of(bytes, SIZE), NULL));
        close(ends[1]);
        cr_expect_eq(file_read_fd(ends[0], limit, in, &text, &err), limit == SIZE);
        close(ends[0]);
    }
    arena_drop(in);
}

static void *nothing(void *arg)
{
    return arg;
}

/* In a child: what is left of it is what its exit status says. */
static int in_the_box(unsigned keep)
{
    struct sandbox box = {.name = "test", .keep = keep};
    char *argv[] = {(char *)"true", NULL}, *envp[] = {NULL};
    struct sandbox_locks locks;
    struct err err = {0};
    pthread_t thread;
    pid_t pid;

    if (!sandbox_enter(&box, &locks, &err))
        return 1;
    if (pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
        return 2;
    if (!locks.filtered)
        return 0;
    if (chroot("/") == 0 || errno != EPERM)
        return 3;
    if (unlink("/nowhere") == 0 || errno != ((keep & SANDBOX_FILES) != 0 ? ENOENT : EPERM))
        return 4;
    pid = fork();
    if (pid == 0) {
        execve("/bin/true", argv, envp);
        _exit(5);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
    if ((pid > 0) != ((keep & SANDBOX_RUN) != 0))
        return 6;
    if ((keep & SANDBOX_RUN) == 0 && (execve("/bin/true", argv, envp) == 0 || errno != EPERM))
        return 7;
    return 0;
}

Test(sandbox, threads_yes_programs_and_files_only_where_kept)
{
    static const unsigned keeps[] = {0, SANDBOX_RUN, SANDBOX_FILES, SANDBOX_RUN | SANDBOX_FILES};

    for (size_t i = 0; i < COUNT(keeps); i++) {
        pid_t pid = fork();
        int status = -1;

        if (pid == 0)
            _exit(in_the_box(keeps[i]));
        waitpid(pid, &status, 0);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "keep %u: status %x", keeps[i],
                  (unsigned)status);
    }
}

static int with_limits(const char *dir)
{
    const char *writable[] = {"/dev/null", arena_printf(arena_new(), "%s/in", dir).p, NULL};
    struct sandbox box = {.name = "test", .writable = writable};
    struct sandbox_locks locks;
    int fd;

    if (chdir(dir) != 0 || !sandbox_enter(&box, &locks, NULL))
        return 1;
    if (!locks.limited)
        return 0;
    fd = open("in/new", O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, "x", 1) != 1 || ftruncate(fd, 0) != 0)
        return 2;
    if (open("out/new", O_WRONLY | O_CREAT, 0600) >= 0 || open("out/old", O_WRONLY) >= 0)
        return 3;
    if (open("out/old", O_RDONLY) < 0 || open("/dev/null", O_RDWR) < 0)
        return 4;
    return rename("in/new", "out/old") == 0 ? 5 : 0;
}

Test(sandbox, files_are_written_only_where_named)
{
    char dir[] = "/tmp/test-limits-XXXXXX";
    struct arena *in = arena_new();
    int status = -1;
    pid_t pid;

    cr_assert_not_null(mkdtemp(dir));
    cr_assert_eq(mkdir(arena_printf(in, "%s/in", dir).p, 0700), 0);
    cr_assert_eq(mkdir(arena_printf(in, "%s/out", dir).p, 0700), 0);
    cr_assert(file_replace(arena_printf(in, "%s/out/old", dir).p, SLICE("x"), 0600, NULL));
    pid = fork();
    if (pid == 0)
        _exit(with_limits(dir));
    waitpid(pid, &status, 0);
    cr_expect_eq(status, 0, "%x", (unsigned)status);
    unlink(arena_printf(in, "%s/in/new", dir).p);
    unlink(arena_printf(in, "%s/out/old", dir).p);
    rmdir(arena_printf(in, "%s/in", dir).p);
    rmdir(arena_printf(in, "%s/out", dir).p);
    rmdir(dir);
    arena_drop(in);
}
