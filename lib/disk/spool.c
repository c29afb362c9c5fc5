/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk/spool.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/vec.h"
#include "disk/spool_path.h"
#include "mail/queue_id.h"

struct dir_list VEC(struct spool_dir);

bool spool_make_path(const struct spool_dir *dir, char kind, const char *id, char *to, size_t size,
                     struct err *err)
{
    const char *in = kind == 'd' ? dir->df : kind == 'x' ? dir->xf : dir->qf;

    if (!queue_id_is_valid(slice_from(id)))
        return err_set(err, EX_SOFTWARE, "\"%.40s\" is no queue id", id);
    if (snprintf(to, size, "%s/%cf%s", in, kind, id) >= (int)size)
        return err_set(err, EX_CONFIG, "%s: path too long", in);
    return true;
}

struct slice spool_path(const struct spool_dir *dir, char kind, const char *id, struct arena *in)
{
    const char *at = kind == 'd' ? dir->df : kind == 'x' ? dir->xf : dir->qf;

    return arena_printf(in, "%s/%cf%s", at, kind, id);
}

/* "path/qf" where that is a directory, else "path". */
static const char *subdirectory(struct arena *in, const char *path, const char *name)
{
    struct slice sub = arena_printf(in, "%s/%s", path, name);
    struct stat st;

    if (lstat(sub.p, &st) == 0 && S_ISDIR(st.st_mode))
        return sub.p;
    return path;
}

static bool add_dir(struct dir_list *list, struct arena *in, struct slice group, const char *path,
                    struct err *err)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return err_errno(err, "can not opendir(%s)", path);
    if (!S_ISDIR(st.st_mode))
        return err_set(err, EX_OSFILE, "can not opendir(%s): Not a directory", path);
    *VEC_ADD(list, in) = (struct spool_dir){
        .group = arena_copy(in, group),
        .path = path,
        .qf = subdirectory(in, path, "qf"),
        .df = subdirectory(in, path, "df"),
        .xf = subdirectory(in, path, "xf"),
        .owner = st.st_uid,
    };
    return true;
}

static struct slice without_slashes(struct slice path)
{
    while (path.len > 1 && path.p[path.len - 1] == '/')
        path.len--;
    return path;
}

/* The queue process's own directory is none of the queue's. */
static bool is_journal(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strcmp(slash != NULL ? slash + 1 : path, "journal") == 0;
}

/* "dir/q*": every directory that matches, in name order. compatible: where none does, what stands
 * before the star is the directory. */
static bool add_matching(struct dir_list *list, struct arena *in, struct slice group,
                         const char *pattern, struct err *err)
{
    struct slice plain = slice_part(slice_from(pattern), 0, strlen(pattern) - 1);
    size_t before = list->len;
    glob_t found;
    bool ok = true;
    int rc = glob(pattern, GLOB_ONLYDIR, NULL, &found);

    for (size_t i = 0; rc == 0 && i < found.gl_pathc && ok; i++) {
        const char *path = found.gl_pathv[i];
        struct stat st;

        if (!is_journal(path) && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            ok = add_dir(list, in, group, arena_cstr(in, slice_from(path)), err);
    }
    globfree(&found);
    if (rc != 0 && rc != GLOB_NOMATCH)
        return err_set(err, EX_OSERR, "can not opendir(%s)", pattern);
    if (ok && list->len == before)
        ok = add_dir(list, in, group, arena_cstr(in, without_slashes(plain)), err);
    return ok;
}

struct slice spool_base(struct slice directory)
{
    struct slice base = without_slashes(directory);

    if (base.len > 0 && base.p[base.len - 1] == '*') {
        size_t slash = slice_find_last(base, '/');

        base = slash == SIZE_MAX ? SLICE(".") : slice_part(base, 0, slash == 0 ? 1 : slash);
    }
    return base;
}

static bool lies_in(struct slice path, struct slice base)
{
    return slice_starts(path, base) &&
           (path.len == base.len || path.p[base.len] == '/' || slice_is(base, "/")) &&
           slice_search(path, SLICE("/../")) == SIZE_MAX;
}

static bool add_group(struct dir_list *list, struct arena *in, const struct spool_options *o,
                      const struct spool_group *g, struct err *err)
{
    struct slice base = spool_base(o->directory);
    struct slice path = without_slashes(g->path.len > 0 ? g->path : o->directory);

    if (path.len == 0)
        return err_set(err, EX_CONFIG, "queue group %.*s has no directory", SLICE_ARG(g->name));
    if (g->path.len > 0 && path.p[0] != '/')
        path = arena_printf(in, "%.*s/%.*s", SLICE_ARG(base), SLICE_ARG(path));
    if (g->path.len > 0 && !lies_in(path, base))
        return err_set(err, EX_CONFIG, "queue group %.*s: %.*s is not in queue directory %.*s",
                       SLICE_ARG(g->name), SLICE_ARG(path), SLICE_ARG(base));
    if (path.p[path.len - 1] == '*')
        return add_matching(list, in, g->name, arena_cstr(in, path), err);
    return add_dir(list, in, g->name, arena_cstr(in, path), err);
}

bool spool_open(const struct spool_options *options, struct arena *in, struct spool **spool,
                struct err *err)
{
    const struct spool_group only = {.name = SLICE("mqueue")};
    struct dir_list list = {0};
    struct spool *s;

    if (options->group_count == 0 && !add_group(&list, in, options, &only, err))
        return false;
    for (size_t i = 0; i < options->group_count; i++) {
        if (!add_group(&list, in, options, &options->groups[i], err))
            return false;
    }
    s = ARENA_NEW(in, struct spool);
    s->dirs = list.p;
    s->dir_count = list.len;
    s->file_mode = options->file_mode != 0 ? options->file_mode : 0600;
    s->sync = options->sync;
    *spool = s;
    return true;
}

int64_t spool_free_bytes(const struct spool_dir *dir)
{
    struct statvfs st;

    if (statvfs(dir->df, &st) != 0)
        return -1;
    return (int64_t)st.f_bavail * (int64_t)st.f_frsize;
}

/* Jobs spread over a group's directories by their ids; one that is nearly full is left out. */
const struct spool_dir *spool_choose(const struct spool *spool, struct slice group, struct slice id)
{
    enum { NEARLY_FULL = 16 * 1024 * 1024 };
    size_t first = 0, n = 0;

    for (size_t i = 0; i < spool->dir_count; i++) {
        if (slice_eq_case(spool->dirs[i].group, group) && n++ == 0)
            first = i;
    }
    if (n == 0)
        return &spool->dirs[0];
    for (size_t i = 0; i < n && n > 1; i++) {
        const struct spool_dir *dir = &spool->dirs[first + (slice_hash(id) + i) % n];
        int64_t room = spool_free_bytes(dir);

        if (room < 0 || room > NEARLY_FULL)
            return dir;
    }
    return &spool->dirs[first];
}

bool spool_walk(const struct spool_dir *dir, enum spool_kind kind, spool_visit *visit, void *ctx,
                struct err *err)
{
    DIR *d = opendir(dir->qf);
    struct dirent *entry;

    if (d == NULL)
        return err_errno(err, "%s", dir->qf);
    while (errno = 0, (entry = readdir(d)) != NULL) {
        const char *name = entry->d_name;

        if (name[0] == (char)kind && name[1] == 'f' && queue_id_is_valid(slice_from(name + 2)))
            visit(ctx, dir, name + 2);
    }
    if (errno != 0) {
        err_errno(err, "%s", dir->qf);
        closedir(d);
        return false;
    }
    closedir(d);
    return true;
}
