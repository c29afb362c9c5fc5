/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A path is walked from the root, one component at a time, and symbolic links among the directories
 * are walked as well: the directory that holds a link matters as much as the one it points to. The
 * walk is done by name before the open; what the open returned is then compared with what was
 * looked at, so that a file swapped in between is refused.
 */
#include "os/safe_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAX = 16 };

/* Callers name the path themselves. */
static bool path_errno(struct err *err)
{
    return err_set(err, err_status(errno), "%s", strerror(errno));
}

/* May somebody else put files into this directory? */
static bool dir_is_writable(const struct stat *st, const struct safe_rules *rules, const char **who)
{
    bool sticky_is_fine =
        (st->st_mode & S_ISVTX) != 0 &&
        (allowed(rules->allow, ALLOW_TRUST_STICKY_BIT) || (rules->flags & SAFE_TRUST_STICKY) != 0);

    if (sticky_is_fine)
        return false;
    *who = "World";
    if (st->st_mode & S_IWOTH)
        return true;
    *who = "Group";
    return (st->st_mode & S_IWGRP) != 0 && (rules->flags & SAFE_GROUP_DIRECTORIES) == 0 &&
           !allowed(rules->allow, ALLOW_GROUP_WRITABLE_DIR_PATH_SAFE);
}

static bool check_dir(const char *path, const struct stat *st, const struct safe_rules *rules,
                      struct err *err)
{
    const char *who;

    if (dir_is_writable(st, rules, &who))
        return err_set(err, EX_NOPERM, "%s writable directory (%s, mode %04o)", who, path,
                       (unsigned)st->st_mode & 07777);
    return true;
}

/* Checks every directory above the last component of `path`. `links` bounds links to links. */
static bool walk(const char *path, const struct safe_rules *rules, int links, struct err *err)
{
    char dir[PATH_MAX];
    size_t len = strlen(path);
    struct stat st;

    if (len + 2 >= sizeof dir)
        return err_set(err, EX_NOPERM, "%.60s...: path too long", path);
    /* A relative name starts in the current directory, which is checked too, but not what is above:
     * whoever started us chose it. */
    if (path[0] != '/')
        memcpy(dir, "./", 2);
    memcpy(dir + (path[0] == '/' ? 0 : 2), path, len + 1);

    for (char *slash = strchr(dir, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *end = slash == dir ? slash + 1 : slash;
        char keep = *end;

        *end = '\0';
        if (lstat(dir, &st) != 0)
            return path_errno(err);
        if (S_ISLNK(st.st_mode)) {
            char target[PATH_MAX];

            if (links == 0 || realpath(dir, target) == NULL)
                return err_errno(err, "%s: symbolic link", dir);
            strncat(target, "/.", sizeof target - strlen(target) - 1);
            if (!walk(target, rules, links - 1, err))
                return false;
        } else if (!S_ISDIR(st.st_mode)) {
            return err_set(err, EX_NOPERM, "Not a directory (%s)", dir);
        } else if (!check_dir(dir, &st, rules, err)) {
            return false;
        }
        *end = keep;
    }
    return true;
}

bool safe_directories(const char *path, const struct safe_rules *rules, struct err *err)
{
    return walk(path, rules, LINKS_MAX, err);
}

static bool refuse(struct err *err, const char *path, const struct stat *st, const char *why)
{
    return err_set(err, EX_NOPERM, "%s (%s, mode %04o)", why, path, (unsigned)st->st_mode & 07777);
}

static bool check_file(const char *path, const struct stat *st, const struct safe_rules *rules,
                       struct err *err)
{
    if (!(rules->flags & SAFE_ANY_TYPE) && !S_ISREG(st->st_mode))
        return refuse(err, path, st, "Regular files only");
    if ((rules->flags & SAFE_NO_HARDLINK) && S_ISREG(st->st_mode) && st->st_nlink != 1)
        return refuse(err, path, st, "File has multiple hard links");
    if ((rules->flags & SAFE_NO_GROUP_WRITE) && (st->st_mode & S_IWGRP))
        return refuse(err, path, st, "Group writable file");
    if ((rules->flags & SAFE_NO_WORLD_WRITE) && (st->st_mode & S_IWOTH))
        return refuse(err, path, st, "World writable file");
    if ((rules->flags & SAFE_NO_GROUP_READ) && (st->st_mode & (S_IRGRP | S_IROTH)))
        return refuse(err, path, st, "File readable by group or others");
    if ((rules->flags & SAFE_OWNER) && st->st_uid != 0 && st->st_uid != rules->uid &&
        st->st_uid != rules->trusted_uid)
        return err_set(err, EX_NOPERM, "Owned by uid %lu (%s, mode %04o)",
                       (unsigned long)st->st_uid, path, (unsigned)st->st_mode & 07777);
    return true;
}

bool safe_check(const char *path, const struct safe_rules *rules, struct stat *st, struct err *err)
{
    *st = (struct stat){0};
    if ((rules->flags & SAFE_DIRECTORIES) && !safe_directories(path, rules, err))
        return false;

    struct stat link;
    if (lstat(path, &link) != 0)
        return errno == ENOENT ? true : path_errno(err);
    if (S_ISLNK(link.st_mode)) {
        if (rules->flags & SAFE_NO_SYMLINK)
            return refuse(err, path, &link, "Symbolic links are not allowed");
        if ((rules->flags & SAFE_LINK_DIR) && !safe_directories(path, rules, err))
            return err_wrap(err, "Symbolic link");
    }
    if (stat(path, st) != 0)
        return path_errno(err);
    return check_file(path, st, rules, err);
}

int safe_open(const char *path, const struct safe_rules *rules, int open_flags, mode_t mode,
              struct err *err)
{
    struct stat before, after;

    if (!safe_check(path, rules, &before, err))
        return -1;
    if (before.st_mode == 0 && !(open_flags & O_CREAT)) {
        err_set(err, EX_NOINPUT, "%s", strerror(ENOENT));
        return -1;
    }

    /* O_NONBLOCK: a FIFO put in our way must not hang us; it has no effect on regular files. A file
     * that was not there must be made by us alone, or somebody may put a link in between. */
    int extra = O_CLOEXEC | O_NONBLOCK | (rules->flags & SAFE_NO_SYMLINK ? O_NOFOLLOW : 0) |
                (before.st_mode == 0 ? O_EXCL : 0);
    int fd = open(path, (open_flags & ~O_TRUNC) | extra, mode);
    if (fd < 0) {
        path_errno(err);
        return -1;
    }
    if (fstat(fd, &after) != 0 || !check_file(path, &after, rules, err) ||
        (before.st_mode != 0 && (before.st_dev != after.st_dev || before.st_ino != after.st_ino) &&
         !err_set(err, EX_TEMPFAIL, "File changed while it was opened")) ||
        ((open_flags & O_TRUNC) && ftruncate(fd, 0) != 0 && !path_errno(err))) {
        close(fd);
        return -1;
    }
    return fd;
}
