/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * program -- the first line a program prints when it is given the key as its last argument.
 *
 * The words of the K line are the program and its first arguments; no shell sees them. It belongs
 * to DefaultUser when we are root, starts in /tmp with nothing to read and an environment that
 * names us, and what it says on standard error is ours. An exit status other than 0 means no value;
 * EX_TEMPFAIL, a signal, and what could not be run mean "ask again".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/vec.h"
#include "map/internal.h"
#include "os/clock.h"
#include "os/spawn.h"

enum { LINE_MAX_BYTES = 2047, PATIENCE_MS = 60000 };

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    m->rest = spec;
    if (slice_word(&spec, &m->file))
        return true;
    return err_set(err, EX_CONFIG, "No file name for program map %.*s", SLICE_ARG(m->name));
}

static char **arguments(const struct map *m, struct slice key, struct arena *in)
{
    struct VEC(char *) argv = {0};
    struct slice spec = m->rest, word;

    while (slice_word(&spec, &word))
        *VEC_ADD(&argv, in) = arena_cstr(in, word);
    *VEC_ADD(&argv, in) = arena_cstr(in, key);
    *VEC_ADD(&argv, in) = NULL;
    return argv.p;
}

static struct identity owner(const struct map *m)
{
    const struct map_settings *s = &m->all->settings;

    return geteuid() == 0 ? identity_of(s->default_uid, s->default_gid) : identity_current();
}

static bool start(const struct map *m, char **argv, int out, pid_t *pid, struct err *err)
{
    static const char *const cwd[] = {"/tmp", "/", NULL};
    char agent[] = "AGENT=sendmail", path[] = "PATH=/usr/bin:/bin";
    char *envp[] = {agent, path, NULL};
    struct spawn what = {.path = argv[0],
                         .argv = argv,
                         .envp = envp,
                         .cwd = cwd,
                         .as = owner(m),
                         .fds = {-1, out, STDERR_FILENO}};

    if (argv[0][0] != '/')
        return err_set(err, EX_CONFIG, "%s is no absolute path", argv[0]);
    return spawn_start(&what, pid, err);
}

/* Up to LINE_MAX_BYTES; what comes later is read and thrown away, so that the program can end.
 * False when it has not closed its output by the deadline. */
static bool read_output(int fd, int64_t deadline_ms, char *line, size_t *len)
{
    char more[512];

    *len = 0;
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        bool room = *len < LINE_MAX_BYTES;
        int64_t left = deadline_ms - clock_monotonic_ms();
        ssize_t n;

        if (left <= 0 || poll(&p, 1, (int)left) == 0)
            return false;
        n = room ? read(fd, line + *len, LINE_MAX_BYTES - *len) : read(fd, more, sizeof more);
        if (n == 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0 && room)
            *len += (size_t)n;
    }
}

static enum map_answer judge(const struct map *m, const struct map_query *q, int status,
                             struct slice out, struct slice *value, struct err *err)
{
    if (!WIFEXITED(status))
        return map_bad_answer(q, err, EX_SOFTWARE, "prog_map_lookup(%.*s): child died on signal %d",
                              SLICE_ARG(m->name), WTERMSIG(status));
    if (WEXITSTATUS(status) == EX_TEMPFAIL)
        return map_failed(err, "program map %.*s: asks to try later", SLICE_ARG(m->name));
    if (WEXITSTATUS(status) != 0)
        return map_absent(err, WEXITSTATUS(status));
    if (!slice_line(&out, value))
        return map_absent(err, EX_OK);
    *value = slice_part(*value, 0, slice_find(*value, '\0')); /* a NUL ends it too */
    return MAP_FOUND;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    char **argv, *line = arena_bytes(in, LINE_MAX_BYTES);
    int ends[2], status = 0;
    int64_t deadline, left;
    size_t len;
    pid_t pid;
    bool ok;

    if (slice_find(q->key, '\0') != SIZE_MAX)
        return map_absent(err, EX_DATAERR);
    argv = arguments(m, q->key, in);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return map_failed(err, "program map %.*s: no pipe", SLICE_ARG(m->name));
    ok = start(m, argv, ends[1], &pid, err);
    close(ends[1]);
    if (!ok) {
        close(ends[0]);
        err_wrap(err, "program map %.*s", SLICE_ARG(m->name));
        err->status = EX_TEMPFAIL;
        return MAP_FAILED;
    }
    deadline = clock_monotonic_ms() + (m->timeout_ms > 0 ? m->timeout_ms : PATIENCE_MS);
    ok = read_output(ends[0], deadline, line, &len);
    close(ends[0]);
    left = deadline - clock_monotonic_ms();
    ok = ok && spawn_wait(pid, left > 0 ? (int)left : 0, &status, err);
    if (!ok) {
        kill(pid, SIGKILL);
        (void)spawn_wait(pid, -1, &status, NULL);
        return map_failed(err, "program map %.*s: no answer in time", SLICE_ARG(m->name));
    }
    return judge(m, q, status, slice_of(line, len), value, err);
}

const struct map_class map_class_program = {
    .name = "program", .can_alias = true, .declare = declare, .lookup = lookup};
