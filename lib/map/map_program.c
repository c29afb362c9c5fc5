/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * program -- the first line a program prints when it is given the key as its last argument.
 *
 * The words of the K line are the program and its first arguments; no shell sees them. An exit
 * status other than 0 means no value; EX_TEMPFAIL and what could not be run mean "ask again".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/vec.h"
#include "map/internal.h"

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

static bool start(char **argv, int out, pid_t *pid, struct err *err)
{
    char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
    char *envp[] = {path, locale, NULL};
    posix_spawn_file_actions_t fa;
    int rc;

    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&fa, out, 1);
    rc = posix_spawn(pid, argv[0], &fa, NULL, argv, envp);
    posix_spawn_file_actions_destroy(&fa);
    if (rc == 0)
        return true;
    errno = rc;
    err_errno(err, "Cannot execute %s", argv[0]);
    return false;
}

/* Up to LINE_MAX_BYTES; what comes later is read and thrown away, so that the program can end. */
static bool read_output(int fd, char *line, size_t *len)
{
    char more[512];

    *len = 0;
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        bool room = *len < LINE_MAX_BYTES;
        ssize_t n;

        if (poll(&p, 1, PATIENCE_MS) == 0)
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

static enum map_answer judge(const struct map *m, int status, struct slice out, struct slice *value,
                             struct err *err)
{
    if (!WIFEXITED(status))
        return map_failed(err, "program map %.*s: killed by signal %d", SLICE_ARG(m->name),
                          WTERMSIG(status));
    if (WEXITSTATUS(status) == EX_TEMPFAIL)
        return map_failed(err, "program map %.*s: asks to try later", SLICE_ARG(m->name));
    if (WEXITSTATUS(status) != 0)
        return map_absent(err, WEXITSTATUS(status));
    if (!slice_line(&out, value))
        return map_absent(err, EX_NOHOST);
    return MAP_FOUND;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    char **argv, *line = arena_bytes(in, LINE_MAX_BYTES);
    int ends[2], status = 0;
    size_t len;
    pid_t pid;
    bool ok;

    if (slice_find(q->key, '\0') != SIZE_MAX)
        return map_absent(err, EX_DATAERR);
    argv = arguments(m, q->key, in);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return map_failed(err, "program map %.*s: no pipe", SLICE_ARG(m->name));
    ok = start(argv, ends[1], &pid, err);
    close(ends[1]);
    if (!ok) {
        close(ends[0]);
        err->status = EX_TEMPFAIL;
        return MAP_FAILED;
    }
    ok = read_output(ends[0], line, &len);
    close(ends[0]);
    if (!ok)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!ok)
        return map_failed(err, "program map %.*s: no answer in time", SLICE_ARG(m->name));
    return judge(m, status, slice_of(line, len), value, err);
}

const struct map_class map_class_program = {
    .name = "program", .can_alias = true, .declare = declare, .lookup = lookup};
