/* SPDX-License-Identifier: BSD-2-Clause */
#include "test/crash/power.h"
#include "test/remove_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char tree[PATH_MAX - 300], kept[PATH_MAX - 300]; /* empty: nobody watches */
static void (*before_place)(void);                      /* NULL: nobody wants to know */

/* Inode numbers are used again; with the time of its birth one means one file. */
static bool key_of(int fd, char key[64], bool *is_dir)
{
    struct statx st;

    if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO | STATX_BTIME, &st) != 0 ||
        !(S_ISREG(st.stx_mode) || S_ISDIR(st.stx_mode)))
        return false;
    *is_dir = S_ISDIR(st.stx_mode);
    snprintf(key, 64, "%c%llu.%lld.%u", *is_dir ? 'd' : 'f', (unsigned long long)st.stx_ino,
             (long long)st.stx_btime.tv_sec, st.stx_btime.tv_nsec);
    return true;
}

/* Only where there are data: journal segments are large and mostly empty. Direct calls, because
 * write() is a step of the process under test. */
static void copy_content(int from, int to)
{
    static const size_t piece = 65536;
    struct stat st;
    char bytes[65536];

    if (fstat(from, &st) != 0 || ftruncate(to, st.st_size) != 0)
        return;
    for (off_t at = lseek(from, 0, SEEK_DATA); at >= 0 && at < st.st_size;) {
        off_t end = lseek(from, at, SEEK_HOLE);

        while (at < end) {
            size_t want = (size_t)(end - at) < piece ? (size_t)(end - at) : piece;
            ssize_t n = pread(from, bytes, want, at);

            if (n <= 0 || syscall(SYS_pwrite64, to, bytes, n, at) != n)
                return;
            at += n;
        }
        at = lseek(from, at, SEEK_DATA);
    }
}

/* A state is put together under a name of its own and then takes the place of the one before: the
 * process may be killed in the middle, and an interrupted sync does not undo an earlier one. Not
 * rename(), which is a step of the process under test. */
static void put_in_place(const char *new, const char *key)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", kept, key);
    if (before_place != NULL)
        before_place();
    if (syscall(SYS_rename, new, path) != 0)
        abort();
}

static void keep_file(int fd, const char *key)
{
    char path[PATH_MAX], from[64];
    int to, again;

    snprintf(path, sizeof path, "%s/new", kept);
    snprintf(from, sizeof from, "/proc/self/fd/%d", fd); /* a position of our own */
    again = open(from, O_RDONLY | O_CLOEXEC);
    to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (again >= 0 && to >= 0)
        copy_content(again, to);
    if (to >= 0)
        close(to), put_in_place(path, key);
    if (again >= 0)
        close(again);
}

/* "name key" a line. */
static void keep_dir(int fd, const char *key)
{
    char path[PATH_MAX], from[64], sub[64];
    DIR *d;
    FILE *out;
    const struct dirent *e;
    bool is_dir;

    snprintf(path, sizeof path, "%s/new", kept);
    snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
    d = opendir(from);
    out = fopen(path, "we");
    while (d != NULL && out != NULL && (e = readdir(d)) != NULL) {
        int at = openat(dirfd(d), e->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

        if (at >= 0 && e->d_name[0] != '.' && key_of(at, sub, &is_dir))
            fprintf(out, "%s %s\n", e->d_name, sub);
        if (at >= 0)
            close(at);
    }
    if (d != NULL)
        closedir(d);
    if (out != NULL)
        fclose(out), put_in_place(path, key);
}

static void keep_fd(int fd)
{
    char key[64];
    bool is_dir;

    if (!key_of(fd, key, &is_dir))
        return;
    if (is_dir)
        keep_dir(fd, key);
    else
        keep_file(fd, key);
}

static void keep_all(const char *path)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    DIR *d;
    const struct dirent *e;
    char sub[PATH_MAX];

    if (fd < 0)
        return;
    keep_fd(fd);
    d = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    while (d != NULL && (e = readdir(d)) != NULL) {
        snprintf(sub, sizeof sub, "%.*s/%s", PATH_MAX - 300, path, e->d_name);
        if (e->d_name[0] != '.')
            keep_all(sub);
    }
    if (d != NULL)
        closedir(d);
    close(fd);
}

static void remove_all(const char *path)
{
    if (access(path, F_OK) == 0 && !remove_tree(path))
        abort();
}

void power_watch(const char *directory, const char *store)
{
    snprintf(tree, sizeof tree, "%s", directory);
    snprintf(kept, sizeof kept, "%s", store);
    remove_all(store);
    if (mkdir(store, 0700) != 0)
        abort();
    keep_all(tree);
}

/* Threads sync the same directory at a time: the later list must win. */
void power_synced(int fd, void (*step)(void))
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

    if (kept[0] == '\0')
        return;
    pthread_mutex_lock(&lock);
    before_place = step;
    if (fd >= 0)
        keep_fd(fd);
    else
        keep_all(tree);
    before_place = NULL;
    pthread_mutex_unlock(&lock);
}

/* ---- after the cut ---- */

static bool survives(int keep)
{
    return rand() % 100 < keep;
}

static void restore_file(const char *key, const char *to)
{
    char path[PATH_MAX];
    int in, out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    snprintf(path, sizeof path, "%s/%s", kept, key);
    in = open(path, O_RDONLY | O_CLOEXEC); /* never synced: a name without content */
    if (in >= 0 && out >= 0)
        copy_content(in, out);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
}

static void restore_dir(const char *key, const char *to)
{
    char path[PATH_MAX], line[600], name[300], sub[64], target[PATH_MAX];
    FILE *list;

    snprintf(path, sizeof path, "%s/%s", kept, key);
    if (mkdir(to, 0700) != 0)
        abort();
    list = fopen(path, "re");
    while (list != NULL && fgets(line, sizeof line, list) != NULL) {
        if (sscanf(line, "%299s %63s", name, sub) != 2)
            continue;
        snprintf(target, sizeof target, "%.*s/%s", PATH_MAX - 400, to, name);
        if (sub[0] == 'd')
            restore_dir(sub, target);
        else
            restore_file(sub, target);
    }
    if (list != NULL)
        fclose(list);
}

/* The disk may have come to some blocks and not to others, with the size of now. */
static void tear_file(int fd, int keep)
{
    char key[64], path[PATH_MAX], block[4096];
    struct stat st;
    bool is_dir;
    int to;

    if (!key_of(fd, key, &is_dir) || fstat(fd, &st) != 0)
        return;
    snprintf(path, sizeof path, "%s/%s", kept, key);
    to = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (to < 0 || ftruncate(to, st.st_size) != 0)
        abort();
    for (off_t at = lseek(fd, 0, SEEK_DATA); at >= 0; at = lseek(fd, at, SEEK_DATA)) {
        ssize_t n;

        at -= at % (off_t)sizeof block;
        n = pread(fd, block, sizeof block, at);
        if (n <= 0 || (survives(keep) && syscall(SYS_pwrite64, to, block, n, at) != n))
            break;
        at += (off_t)sizeof block;
    }
    close(to);
}

/* What was not synced and is on the disk all the same becomes "synced" here. */
static void let_survive(const char *path, int keep)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char sub[PATH_MAX];
    const struct dirent *e;
    struct stat st;
    DIR *d;

    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && keep > 0 && survives(50))
        tear_file(fd, keep);
    else if (survives(keep))
        keep_fd(fd);
    d = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    while (d != NULL && (e = readdir(d)) != NULL) {
        snprintf(sub, sizeof sub, "%.*s/%s", PATH_MAX - 300, path, e->d_name);
        if (e->d_name[0] != '.')
            let_survive(sub, keep);
    }
    if (d != NULL)
        closedir(d);
    close(fd);
}

void power_cut(int keep)
{
    char key[64], after[PATH_MAX];
    int fd = open(tree, O_RDONLY | O_CLOEXEC);
    bool is_dir;

    if (fd < 0 || !key_of(fd, key, &is_dir))
        abort();
    close(fd);
    let_survive(tree, keep);
    snprintf(after, sizeof after, "%s.after", tree);
    restore_dir(key, after);
    remove_all(tree);
    if (rename(after, tree) != 0)
        abort();
    kept[0] = '\0';
}
