/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/run_m4.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/spawn.h"

extern char **environ;

/* GNU m4 would nest until its stack is gone; our library needs less than a hundred levels. Memory:
 * an argument that doubles with each call would take all of the host's within the time. */
enum { NESTING_LIMIT = 4096, MEMORY_LIMIT = 512 << 20 };

/* Where a source is that sent m4 past a limit is asked of m4 itself, by a second run with a trace:
 * it comes to the same place in a fraction of a second. */
enum { TRACE_MS = 2000, TRACE_TAIL = 64 << 10 };

/* One end of m4 that we read, or the one we write. */
struct pipe_end {
    int fd; /* -1: done */
    struct str text;
    size_t max_bytes;
    bool tail; /* beyond that the oldest half is forgotten; else it is an error */
};

static const char *find_m4(const char *wanted, struct arena *in)
{
    static const char *const names[] = {"m4", "gm4"};
    const char *path = getenv("PATH");

    if (wanted != NULL)
        return wanted;
    if (path == NULL)
        path = "/usr/bin:/bin";
    for (size_t i = 0; i < COUNT(names); i++) {
        struct slice rest = slice_from(path), dir;

        while (rest.len > 0) {
            if (!slice_until(&rest, ':', &dir)) {
                dir = rest;
                rest.len = 0;
            }
            const char *file = arena_printf(in, "%.*s/%s", SLICE_ARG(dir), names[i]).p;
            if (dir.len > 0 && access(file, X_OK) == 0)
                return file;
        }
    }
    return NULL;
}

/* The line of the .mc that reads the library itself: include(`.../m4/cf.m4'). */
static bool line_includes_library(struct slice line, struct slice *file)
{
    struct slice rest = slice_trim(line);
    size_t at;

    if (!slice_skip_text_case(&rest, SLICE("include(")))
        return false;
    at = slice_search(rest, SLICE("cf.m4"));
    if (at == SIZE_MAX)
        return false;
    rest.len = at + strlen("cf.m4");
    slice_skip(&rest, '`');
    *file = rest;
    return true;
}

/*
 * A .mc may read the library in its first line, from where another host keeps it. When it is not
 * there, ours is read first and that line is emptied; line numbers stay.
 */
static bool needs_our_library(struct slice source, struct arena *in, struct str *text,
                              bool *has_line)
{
    struct slice rest = source, line, file;

    *has_line = false;
    while (slice_line(&rest, &line)) {
        if (!*has_line && line_includes_library(line, &file)) {
            *has_line = true;
            if (access(arena_cstr(in, file), R_OK) == 0)
                return false;
            str_add_text(text, "dnl\n");
            continue;
        }
        str_add(text, line);
        str_add_char(text, '\n');
    }
    return true;
}

static void close_end(struct pipe_end *end)
{
    if (end->fd >= 0)
        close(end->fd);
    end->fd = -1;
}

static bool read_some(struct pipe_end *end, struct err *err)
{
    char buf[65536];
    ssize_t n = read(end->fd, buf, sizeof buf);

    if (n < 0)
        return errno == EINTR || errno == EAGAIN || err_errno(err, "reading from m4");
    if (n == 0) {
        close_end(end);
        return true;
    }
    if (end->text.len + (size_t)n > end->max_bytes) {
        if (!end->tail)
            return err_set(err, EX_CONFIG,
                           "m4 writes more than %zu bytes: does a macro call itself?",
                           end->max_bytes);
        memmove(end->text.p, end->text.p + end->text.len / 2, end->text.len - end->text.len / 2);
        str_cut(&end->text, end->text.len - end->text.len / 2);
    }
    str_add(&end->text, slice_of(buf, (size_t)n));
    return true;
}

/* What a pipe takes; a reader that went away is m4's business, its exit status tells. */
static void write_some(struct pipe_end *end, struct slice *rest)
{
    ssize_t n = rest->len == 0 ? 0 : write(end->fd, rest->p, rest->len);

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n > 0)
        *rest = slice_from_at(*rest, (size_t)n);
    if (n < 0 || rest->len == 0)
        close_end(end);
}

/* Feed standard input, collect the other two, until both have ended. */
static bool converse(struct pipe_end *to, struct slice input, struct pipe_end *out,
                     struct pipe_end *said, int timeout_ms, struct err *err)
{
    int64_t deadline = clock_monotonic_ms() + timeout_ms;

    while (out->fd >= 0 || said->fd >= 0) {
        struct pollfd fds[] = {
            {.fd = to->fd, .events = POLLOUT},
            {.fd = out->fd, .events = POLLIN},
            {.fd = said->fd, .events = POLLIN},
        };
        int64_t left = deadline - clock_monotonic_ms();
        int n = left > 0 ? poll(fds, COUNT(fds), (int)left) : 0;

        if (n < 0 && errno != EINTR)
            return err_errno(err, "waiting for m4");
        if (n == 0)
            return err_set(err, EX_CONFIG,
                           "m4 has not finished after %d second%s: does a macro call "
                           "itself, or a file include itself?",
                           timeout_ms / 1000, timeout_ms < 2000 ? "" : "s");
        if (n < 0)
            continue;
        if (to->fd >= 0 && fds[0].revents != 0)
            write_some(to, &input);
        if (out->fd >= 0 && fds[1].revents != 0 && !read_some(out, err))
            return false;
        if (said->fd >= 0 && fds[2].revents != 0 && !read_some(said, err))
            return false;
    }
    return true;
}

static bool make_pipes(int pipes[3][2], struct err *err)
{
    for (int i = 0; i < 3; i++)
        if (pipe2(pipes[i], O_CLOEXEC) != 0)
            return err_errno(err, "pipe for m4");
    /* Ours must not block: m4 may stop reading while it writes. */
    return fcntl(pipes[0][1], F_SETFL, O_NONBLOCK) == 0 || err_errno(err, "pipe for m4");
}

/* What m4 is run on: the .mc, or the library with the .mc behind it or on standard input. */
struct command {
    const char *program;
    char *argv[10]; /* the first is m4's own name, the second free for an option */
    struct slice input;
    int timeout_ms;
};

/* The pipes' ends; false: nothing was started. */
static bool start(const struct command *c, struct pipe_end *to, struct pipe_end *out,
                  struct pipe_end *said, pid_t *pid, struct err *err)
{
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    struct rlimit memory = {MEMORY_LIMIT, MEMORY_LIMIT};
    bool ok = make_pipes(pipes, err);

    if (ok) {
        struct spawn what = {.path = c->program,
                             .argv = (char *const *)c->argv,
                             .envp = environ,
                             .as = identity_current(),
                             .fds = {pipes[0][0], pipes[1][1], pipes[2][1]}};
        ok = spawn_start(&what, pid, err);
    }
    if (ok)
        (void)prlimit(*pid, RLIMIT_AS, &memory, NULL);
    to->fd = pipes[0][1];
    out->fd = pipes[1][0];
    said->fd = pipes[2][0];
    for (int i = 0; i < 3; i++) {
        int theirs = pipes[i][i == 0 ? 0 : 1];
        if (theirs >= 0)
            close(theirs);
    }
    return ok;
}

/* Killed when it passes a limit. */
static bool run(const struct command *c, struct pipe_end *out, struct pipe_end *said, int *status,
                struct err *err)
{
    struct pipe_end to = {.fd = -1};
    pid_t pid = -1;
    bool ok = start(c, &to, out, said, &pid, err) &&
              converse(&to, c->input, out, said, c->timeout_ms, err);

    close_end(&to);
    close_end(out);
    close_end(said);
    if (pid <= 0)
        return false;
    if (!ok)
        kill(pid, SIGKILL);
    return spawn_wait(pid, -1, status, ok ? err : NULL) && ok;
}

static struct m4_where find_place(const struct command *original, struct arena *in)
{
    struct command c = *original;
    struct pipe_end out = {.fd = -1, .text = str_new(in), .max_bytes = TRACE_TAIL, .tail = true};
    struct pipe_end said = {.fd = -1, .text = str_new(in), .max_bytes = TRACE_TAIL, .tail = true};
    struct err err = {0};
    int status;

    c.timeout_ms = TRACE_MS;
    c.argv[1] = (char[]){M4_WHERE_OPTION};
    (void)run(&c, &out, &said, &status, &err);
    return m4_where(str_slice(&said.text), in);
}

static bool run_or_tell(const struct command *c, const struct m4_request *request, struct arena *in,
                        struct m4_result *result, struct err *err)
{
    struct pipe_end out = {.fd = -1, .text = str_new(in), .max_bytes = request->max_bytes};
    struct pipe_end said = {.fd = -1, .text = str_new(in), .max_bytes = request->max_bytes};
    int status = 0;

    *result = (struct m4_result){0};
    if (!run(c, &out, &said, &status, err)) {
        if (err->status == EX_CONFIG)
            result->where = find_place(c, in);
        return err_wrap(err, "%s", request->mc);
    }
    if (WIFSIGNALED(status)) {
        err_set(err, EX_CONFIG, "m4 died of signal %d", WTERMSIG(status));
        return err_wrap(err, "%s", request->mc);
    }
    result->output = str_slice(&out.text);
    result->messages = str_slice(&said.text);
    result->exit_status = WEXITSTATUS(status);
    /* It was our limit on memory, and m4 says so in words that sound like the host's. */
    if (result->exit_status != 0 &&
        slice_search(result->messages, SLICE("memory exhausted")) != SIZE_MAX) {
        result->where = find_place(c, in);
        err_set(err, EX_CONFIG, "m4 takes more than %d MB of memory: does a macro call itself?",
                MEMORY_LIMIT >> 20);
        return err_wrap(err, "%s", request->mc);
    }
    return true;
}

bool run_m4(const struct m4_request *request, struct arena *in, struct m4_result *result,
            struct err *err)
{
    struct command c = {.program = find_m4(request->m4, in), .timeout_ms = request->timeout_ms};
    const char *library = arena_printf(in, "%s/m4/cf.m4", request->cf_dir).p;
    struct str text = str_new(in);
    struct slice source;
    bool has_line;
    size_t n = 0;

    *result = (struct m4_result){0};
    if (!file_read(request->mc, request->max_bytes, in, &source, err))
        return false;
    if (c.program == NULL)
        return err_set(err, EX_UNAVAILABLE, "m4 is not installed (package m4)");
    if (access(c.program, X_OK) != 0)
        return err_set(err, EX_UNAVAILABLE, "m4 cannot be run: %s: %s", c.program, strerror(errno));
    c.argv[n++] = arena_cstr(in, SLICE("m4"));
    c.argv[n++] = arena_cstr(in, SLICE("-s"));
    c.argv[n++] = arena_cstr(in, arena_printf(in, "-L%d", NESTING_LIMIT));
    if (!needs_our_library(source, in, &text, &has_line)) {
        c.argv[n++] = arena_cstr(in, slice_from(request->mc));
        return run_or_tell(&c, request, in, result, err);
    }
    if (access(library, R_OK) != 0)
        return err_set(err, EX_NOINPUT, "the configuration library is not there: %s", library);
    c.argv[n++] = arena_cstr(in, arena_printf(in, "-D_CF_DIR_=%s/", request->cf_dir));
    c.argv[n++] = arena_cstr(in, arena_printf(in, "-D_MC_=%s", request->mc));
    c.argv[n++] = arena_cstr(in, slice_from(library));
    c.argv[n++] = arena_cstr(in, has_line ? SLICE("-") : slice_from(request->mc));
    c.input = has_line ? str_slice(&text) : (struct slice){0};
    return run_or_tell(&c, request, in, result, err);
}
