/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk/host_status.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "os/file.h"

enum { TEXT_MAX = 80, FILE_MAX = 1024, PATH_ROOM = 4096, DEPTH_MAX = 64 };

static bool is_host_byte(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '_';
}

/* "[1.2.3.4]", "[IPv6:::1]": one component. */
static bool add_literal(struct str *out, struct slice host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.p[i];

        if (!is_host_byte(c) && c != '.' && c != ':' && c != '[' && c != ']')
            return false;
    }
    str_add_char(out, '/');
    str_add(out, arena_copy_lower(out->in, host));
    return true;
}

/* Labels from the right, each but the first of the name with a dot behind. */
static bool add_labels(struct str *out, struct slice host)
{
    while (host.len > 0) {
        size_t dot = slice_find_last(host, '.');
        struct slice label = dot == SIZE_MAX ? host : slice_from_at(host, dot + 1);

        if (label.len == 0 || label.len > 63)
            return false;
        for (size_t i = 0; i < label.len; i++) {
            if (!is_host_byte(label.p[i]))
                return false;
        }
        str_add_char(out, '/');
        str_add(out, arena_copy_lower(out->in, label));
        if (dot == SIZE_MAX)
            break;
        str_add_char(out, '.');
        host.len = dot;
    }
    return true;
}

static bool make_path(const char *directory, struct slice host, struct str *out, struct err *err)
{
    while (host.len > 0 && host.p[host.len - 1] == '.')
        host.len--;
    str_add_text(out, directory);
    if (host.len == 0 || host.len > 255 ||
        !(host.p[0] == '[' ? add_literal(out, host) : add_labels(out, host)))
        return err_set(err, EX_DATAERR, "no host status is kept for such a name");
    return true;
}

static bool number(struct slice text, int64_t *n)
{
    return slice_to_i64(slice_trim(text), n);
}

static bool parse(struct slice text, struct host_status *s)
{
    struct slice line;
    bool end = false;

    *s = (struct host_status){0};
    while (!end && slice_line(&text, &line)) {
        struct slice value = slice_from_at(line, 1);
        int64_t n = 0;

        if (line.len == 0)
            continue;
        if (strchr("VEHSU", line.p[0]) != NULL && !number(value, &n))
            return false;
        switch (line.p[0]) {
        case 'V':
            if (n > 0)
                return false;
            break;
        case 'E':
            s->error = (int)n;
            break;
        case 'H':
            s->resolver_error = (int)n;
            break;
        case 'S':
            s->status = (int)n;
            break;
        case 'U':
            s->updated_at = n;
            break;
        case 'D':
            s->dsn = slice_part(value, 0, TEXT_MAX);
            break;
        case 'R':
            s->reply = slice_part(value, 0, TEXT_MAX);
            break;
        case '.':
            end = true;
            break;
        default:
            return false;
        }
    }
    return end;
}

static int open_path(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    bool absent = fd < 0 && (errno == ENOENT || errno == ENOTDIR);

    if (fd < 0)
        err_errno(err, "%s", path);
    if (absent && err != NULL)
        err->status = EX_NOINPUT;
    return fd;
}

enum host_status_answer host_status_read_fd(int fd, struct arena *in, struct host_status *status,
                                            struct err *err)
{
    enum host_status_answer answer = HOST_STATUS_FOUND;
    struct slice text;

    if (!file_read_fd(fd, FILE_MAX, in, &text, err))
        answer = HOST_STATUS_FAILED;
    else if (!parse(text, status))
        answer = HOST_STATUS_ABSENT;
    else if (flock(fd, LOCK_SH | LOCK_NB) != 0)
        status->locked = true;
    close(fd);
    return answer;
}

static enum host_status_answer read_path(const char *path, struct arena *in,
                                         struct host_status *status, struct err *err)
{
    struct err why = {0};
    int fd = open_path(path, &why);

    if (fd >= 0)
        return host_status_read_fd(fd, in, status, err);
    if (err != NULL)
        *err = why;
    return why.status == EX_NOINPUT ? HOST_STATUS_ABSENT : HOST_STATUS_FAILED;
}

int host_status_open(const char *directory, struct slice host, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str path = str_new(scratch);
    int fd = -1;

    if (!make_path(directory, host, &path, err)) {
        if (err != NULL)
            err->status = EX_NOINPUT;
    } else {
        fd = open_path(path.p, err);
    }
    arena_drop(scratch);
    return fd;
}

enum host_status_answer host_status_read(const char *directory, struct slice host, struct arena *in,
                                         struct host_status *status, struct err *err)
{
    struct str path = str_new(in);

    if (!make_path(directory, host, &path, err))
        return HOST_STATUS_ABSENT;
    return read_path(path.p, in, status, err);
}

static void add_text(struct str *out, char letter, struct slice text)
{
    text = slice_part(text, 0, TEXT_MAX);
    if (text.len == 0)
        return;
    str_add_char(out, letter);
    for (size_t i = 0; i < text.len; i++)
        str_add_char(out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
    str_add_char(out, '\n');
}

static bool make_parents(struct str *path, struct err *err)
{
    size_t slash = slice_find_last(str_slice(path), '/');
    bool ok;

    path->p[slash] = '\0';
    ok = file_make_dirs(path->p, 0755, err);
    path->p[slash] = '/';
    return ok;
}

bool host_status_write(const char *directory, struct slice host, const struct host_status *s,
                       struct err *err)
{
    struct arena *scratch = arena_new();
    struct str path = str_new(scratch), temp = str_new(scratch), text = str_new(scratch);
    bool ok = make_path(directory, host, &path, err) && make_parents(&path, err);
    int fd = -1;

    if (ok) {
        str_printf(&text, "V0\nE%d\nH%d\nS%d\n", s->error, s->resolver_error, s->status);
        add_text(&text, 'D', s->dsn);
        add_text(&text, 'R', s->reply);
        str_printf(&text, "U%lld\n.\n", (long long)s->updated_at);
        str_printf(&temp, "%s.%ld", path.p, (long)getpid());
        fd = open(temp.p, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
        ok = fd >= 0 || err_errno(err, "%s", temp.p);
    }
    if (ok)
        ok = file_write_all(fd, str_slice(&text), err);
    if (fd >= 0)
        close(fd);
    if (ok)
        ok = rename(temp.p, path.p) == 0 || err_errno(err, "%s", path.p);
    if (!ok && fd >= 0)
        unlink(temp.p);
    arena_drop(scratch);
    return ok;
}

int host_status_lock(const char *directory, struct slice host, struct err *err)
{
    struct arena *scratch = arena_new();
    struct str path = str_new(scratch);
    int fd = -1;

    if (make_path(directory, host, &path, err) && make_parents(&path, err)) {
        fd = open(path.p, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd < 0)
            err_errno(err, "%s", path.p);
    }
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        fd = -1;
        err_set(err, EX_TEMPFAIL, "another process talks to that host");
    }
    arena_drop(scratch);
    return fd;
}

struct walk {
    host_status_visit *visit;
    void *ctx;
    struct arena *scratch;
};

static void walk_file(struct walk *w, const char *path, struct slice host)
{
    struct host_status status;

    if (read_path(path, w->scratch, &status, NULL) == HOST_STATUS_FOUND)
        w->visit(w->ctx, path, host, &status);
    arena_reset(w->scratch);
}

/* `suffix` is the part of the name that the directories above stand for: ".example.com". */
static bool walk_directory(struct walk *w, const char *directory, const char *suffix, int depth,
                           struct err *err)
{
    DIR *d = opendir(directory);
    struct dirent *entry;

    if (d == NULL)
        return err_errno(err, "%s", directory);
    while ((entry = readdir(d)) != NULL) {
        char path[PATH_ROOM], name[PATH_ROOM];
        size_t len = strlen(entry->d_name);
        struct stat st;

        if (entry->d_name[0] == '.' ||
            snprintf(path, sizeof path, "%s/%s", directory, entry->d_name) >= (int)sizeof path ||
            snprintf(name, sizeof name, "%s%s", entry->d_name, suffix) >= (int)sizeof name ||
            lstat(path, &st) != 0)
            continue;
        if (S_ISREG(st.st_mode)) {
            walk_file(w, path, slice_from(name));
        } else if (S_ISDIR(st.st_mode) && entry->d_name[len - 1] == '.' && depth < DEPTH_MAX) {
            snprintf(name, sizeof name, ".%.*s%s", (int)len - 1, entry->d_name, suffix);
            (void)walk_directory(w, path, name, depth + 1, NULL);
        }
    }
    closedir(d);
    return true;
}

bool host_status_walk(const char *directory, host_status_visit *visit, void *ctx, struct err *err)
{
    struct walk w = {visit, ctx, arena_new()};
    bool ok = walk_directory(&w, directory, "", 0, err);

    arena_drop(w.scratch);
    return ok;
}
