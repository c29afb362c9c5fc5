/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/vec.h"
#include "os/file.h"

static const char default_dir[] = "/etc/mail";

/* What is made and not written by hand. */
static const char *const made[] = {".cf", ".db", ".cdb", ".mdb", ".pag", ".dir"};

enum { SMALL = 1 << 20, COPY_STEP = 1 << 26 };

struct names {
    const char **p;
    size_t len, cap;
};

/* ---- files ---------------------------------------------------------------------------------- */

static const char *path_of(struct arena *in, const char *dir, const char *name)
{
    return arena_printf(in, "%s/%s", dir, name).p;
}

static bool is_made(const char *name)
{
    for (size_t i = 0; i < COUNT(made); i++)
        if (name[0] != '.' && slice_ends_case(slice_from(name), slice_from(made[i])))
            return true;
    return false;
}

/* The made files of a directory, by name. A directory that is not there has none. */
static bool list_made(const char *dir, struct arena *in, struct names *out, struct err *err)
{
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, NULL, alphasort);

    *out = (struct names){0};
    if (n < 0)
        return errno == ENOENT || err_errno(err, "%s", dir);
    for (int i = 0; i < n; i++) {
        struct stat st;

        if (is_made(entries[i]->d_name) && lstat(path_of(in, dir, entries[i]->d_name), &st) == 0 &&
            S_ISREG(st.st_mode))
            *VEC_ADD(out, in) = arena_cstr(in, slice_from(entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return true;
}

/* All bytes; shared with the original where the file system can. */
static bool copy_bytes(int from, int to, int64_t size, const char *path, struct err *err)
{
    int64_t left = size;

    if (ioctl(to, FICLONE, from) == 0)
        return true;
    while (left > 0) {
        ssize_t n = sendfile(to, from, NULL, left < COPY_STEP ? (size_t)left : COPY_STEP);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_errno(err, "%s", path);
        left -= n;
    }
    return true;
}

/* A copy with owner, mode and, if `same_time`, time of the original. */
static bool copy_file(const char *from, const char *to, bool same_time, struct err *err)
{
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out;
    bool ok;

    if (in < 0)
        return err_errno(err, "%s", from);
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0) {
        close(in);
        return err_errno(err, "%s", to);
    }
    ok = fstat(in, &st) == 0 || err_errno(err, "%s", from);
    ok = ok && copy_bytes(in, out, st.st_size, to, err);
    if (ok && geteuid() == 0)
        ok = fchown(out, st.st_uid, st.st_gid) == 0 || err_errno(err, "%s", to);
    ok = ok && (fchmod(out, st.st_mode & 07777) == 0 || err_errno(err, "%s", to));
    if (ok && same_time)
        ok = futimens(out, (const struct timespec[]){st.st_atim, st.st_mtim}) == 0 ||
             err_errno(err, "%s", to);
    ok = ok && (fsync(out) == 0 || err_errno(err, "%s", to));
    close(in);
    close(out);
    return ok;
}

static bool remove_tree(const char *dir, struct arena *in)
{
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, NULL, NULL);

    for (int i = 0; i < n; i++) {
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0)
            unlink(path_of(in, dir, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return rmdir(dir) == 0 || errno == ENOENT;
}

static bool same_file(const char *a, const char *b, struct arena *in)
{
    struct arena_mark mark = arena_mark(in);
    struct stat x, y;
    struct slice p, q;
    bool same;

    if (stat(a, &x) != 0 || stat(b, &y) != 0 || x.st_size != y.st_size)
        return false;
    if (x.st_mtim.tv_sec == y.st_mtim.tv_sec && x.st_mtim.tv_nsec == y.st_mtim.tv_nsec)
        return true;
    if (x.st_size > SMALL)
        return false;
    same = file_read(a, SMALL, in, &p, NULL) && file_read(b, SMALL, in, &q, NULL) && slice_eq(p, q);
    arena_release(in, mark);
    return same;
}

static bool same_set(const char *dir, const struct names *names, const char *other,
                     struct arena *in)
{
    struct names others;

    if (!list_made(other, in, &others, NULL) || others.len != names->len)
        return false;
    for (size_t i = 0; i < names->len; i++)
        if (strcmp(names->p[i], others.p[i]) != 0 ||
            !same_file(path_of(in, dir, names->p[i]), path_of(in, other, names->p[i]), in))
            return false;
    return true;
}

static bool touch(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    bool ok = fd >= 0 && futimens(fd, NULL) == 0;

    if (fd >= 0)
        close(fd);
    return ok || err_errno(err, "%s", path);
}

/* ---- keep ----------------------------------------------------------------------------------- */

struct kept {
    const char *dir;                  /* what is kept */
    const char *home;                 /* dir/.made */
    const char *now, *before, *stamp; /* in home */
};

static struct kept kept_in(const char *dir, struct arena *in)
{
    struct kept k = {.dir = dir, .home = path_of(in, dir, ".made")};

    k.now = path_of(in, k.home, "now");
    k.before = path_of(in, k.home, "before");
    k.stamp = path_of(in, k.home, "stamp");
    return k;
}

static bool copy_set(const char *from, const struct names *names, const char *to, struct arena *in,
                     struct err *err)
{
    for (size_t i = 0; i < names->len; i++)
        if (!copy_file(path_of(in, from, names->p[i]), path_of(in, to, names->p[i]), true, err))
            return false;
    return file_sync_dir(to, err);
}

static bool move(const char *from, const char *to, struct err *err)
{
    return rename(from, to) == 0 || errno == ENOENT || err_errno(err, "%s", from);
}

static bool keep_in(const struct kept *k, struct arena *in, struct err *err)
{
    char *fresh = arena_cstr(in, arena_printf(in, "%s/new.XXXXXX", k->home));
    const char *old = path_of(in, k->home, "old");
    struct names names;

    if (!list_made(k->dir, in, &names, err))
        return false;
    if (mkdir(k->home, 0700) != 0 && errno != EEXIST)
        return err_errno(err, "%s", k->home);
    if (same_set(k->dir, &names, k->now, in))
        return touch(k->stamp, err);
    if (mkdtemp(fresh) == NULL)
        return err_errno(err, "%s", fresh);
    if (!copy_set(k->dir, &names, fresh, in, err)) {
        remove_tree(fresh, in);
        return false;
    }
    remove_tree(old, in);
    return move(k->before, old, err) && move(k->now, k->before, err) && move(fresh, k->now, err) &&
           file_sync_dir(k->home, err) && (remove_tree(old, in), touch(k->stamp, err));
}

/* ---- undo ----------------------------------------------------------------------------------- */

static const char *time_of(const char *path, struct arena *in)
{
    char text[40] = "?";
    struct stat st;
    struct tm tm;

    if (stat(path, &st) == 0 && localtime_r(&st.st_mtim.tv_sec, &tm) != NULL)
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    return arena_cstr(in, slice_from(text));
}

/* What stood where the old files go, in a directory of its own until all are in place. */
struct swap {
    const struct kept *kept;
    const struct names *names;
    char *aside;
    size_t done;
};

static const char *beside(const struct swap *s, size_t i, struct arena *in)
{
    return arena_printf(in, "%s/new.%s", s->aside, s->names->p[i]).p;
}

static bool place_one(const struct swap *s, size_t i, struct arena *in, struct err *err)
{
    const char *live = path_of(in, s->kept->dir, s->names->p[i]);
    const char *saved = path_of(in, s->aside, s->names->p[i]);

    if (link(live, saved) != 0 && errno != ENOENT)
        return err_errno(err, "%s", saved);
    return rename(beside(s, i, in), live) == 0 || err_errno(err, "%s", live);
}

static void put_back(const struct swap *s, struct arena *in)
{
    for (size_t i = 0; i < s->done; i++)
        if (rename(path_of(in, s->aside, s->names->p[i]),
                   path_of(in, s->kept->dir, s->names->p[i])) != 0)
            unlink(path_of(in, s->kept->dir, s->names->p[i]));
}

static bool place_all(struct swap *s, struct arena *in, struct err *err)
{
    for (size_t i = 0; i < s->names->len; i++)
        if (!copy_file(path_of(in, s->kept->before, s->names->p[i]), beside(s, i, in), false, err))
            return false;
    for (; s->done < s->names->len; s->done++)
        if (!place_one(s, s->done, in, err)) {
            put_back(s, in);
            return false;
        }
    return true;
}

static bool has_name(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->len; i++)
        if (strcmp(names->p[i], name) == 0)
            return true;
    return false;
}

/* What the newer set added goes; it is kept in `now`. */
static void remove_added(const struct kept *k, const struct names *old, struct arena *in)
{
    struct names now;

    if (!list_made(k->now, in, &now, NULL))
        return;
    for (size_t i = 0; i < now.len; i++)
        if (!has_name(old, now.p[i]) && unlink(path_of(in, k->dir, now.p[i])) == 0)
            printf("%s: was not there before: removed\n", now.p[i]);
}

/* Those that differ from what is in place. */
static void only_changed(const struct kept *k, struct names *names, struct arena *in)
{
    size_t kept = 0;

    for (size_t i = 0; i < names->len; i++)
        if (!same_file(path_of(in, k->dir, names->p[i]), path_of(in, k->before, names->p[i]), in))
            names->p[kept++] = names->p[i];
    names->len = kept;
}

static bool undo_in(const struct kept *k, struct arena *in, struct err *err)
{
    struct names old, changed;
    struct swap s = {.kept = k, .names = &changed};
    bool ok;

    if (!list_made(k->before, in, &old, err))
        return false;
    if (old.len == 0)
        return err_set(err, EX_NOINPUT, "%s: nothing is kept from before the last make", k->dir);
    if (!list_made(k->before, in, &changed, err))
        return false;
    only_changed(k, &changed, in);
    s.aside = arena_cstr(in, arena_printf(in, "%s/swap.XXXXXX", k->home));
    if (mkdtemp(s.aside) == NULL)
        return err_errno(err, "%s", s.aside);
    ok = place_all(&s, in, err);
    remove_tree(s.aside, in);
    if (!ok)
        return false;
    for (size_t i = 0; i < changed.len; i++)
        printf("%s: as made %s\n", changed.p[i], time_of(path_of(in, k->before, changed.p[i]), in));
    remove_added(k, &old, in);
    if (renameat2(AT_FDCWD, k->now, AT_FDCWD, k->before, RENAME_EXCHANGE) != 0)
        return err_errno(err, "%s", k->before);
    return file_sync_dir(k->dir, err) && touch(k->stamp, err);
}

/* One file and its backup. */
static bool undo_file(const char *path, struct arena *in, struct err *err)
{
    struct slice stem = slice_from(path);
    const char *cf, *backup;

    if (slice_ends_case(stem, SLICE(".mc")) || slice_ends_case(stem, SLICE(".cf")))
        stem.len -= strlen(".cf");
    cf = arena_printf(in, "%.*s.cf", SLICE_ARG(stem)).p;
    backup = arena_printf(in, "%s.bak", cf).p;
    if (access(path, F_OK) != 0 && access(backup, F_OK) != 0)
        return err_errno(err, "%s", path);
    if (access(backup, F_OK) != 0)
        return err_set(err, EX_NOINPUT, "nothing to undo: %s is not there", backup);
    printf("%s: as made %s\n", cf, time_of(backup, in));
    if (renameat2(AT_FDCWD, cf, AT_FDCWD, backup, RENAME_EXCHANGE) != 0 &&
        (errno != ENOENT || rename(backup, cf) != 0))
        return err_errno(err, "%s", cf);
    return utimensat(AT_FDCWD, cf, NULL, 0) == 0 || err_errno(err, "%s", cf);
}

/* ---- commands ------------------------------------------------------------------------------- */

static bool is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int end(struct arena *in, bool ok, const struct err *err)
{
    if (!ok)
        fprintf(stderr, "cfcompile: %s\n", err->text);
    arena_drop(in);
    return ok ? EX_OK : err->status;
}

int keep(const struct cli *cli UNUSED, int count, char **operands)
{
    struct arena *in = arena_new();
    struct kept k = kept_in(count > 0 ? operands[0] : default_dir, in);
    struct err err = {0};

    return end(in, keep_in(&k, in, &err), &err);
}

int undo(const struct cli *cli, int count, char **operands)
{
    const char *what = count > 0 ? operands[0] : default_dir;
    struct arena *in = arena_new();
    struct kept k = kept_in(what, in);
    struct err err = {0};
    bool ok = is_dir(what) ? undo_in(&k, in, &err) : undo_file(what, in, &err);

    if (ok && !cli->quiet)
        printf(
            "The sources are as you left them; undo again brings back what was undone. The daemon "
            "uses it after a reload.\n");
    return end(in, ok, &err);
}
