/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk/spool_owner.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool spool_owner(const struct spool *spool, const char *base, uid_t *uid, gid_t *gid)
{
    struct stat st, sub;

    if (stat(base, &st) != 0)
        return false;
    for (size_t i = 0; i < spool->dir_count; i++) {
        const struct spool_dir *d = &spool->dirs[i];
        const char *const paths[] = {d->path, d->qf, d->df, d->xf};

        for (size_t k = 0; k < COUNT(paths); k++) {
            if (stat(paths[k], &sub) != 0 || sub.st_uid != st.st_uid)
                return false;
        }
    }
    *uid = st.st_uid;
    *gid = st.st_gid;
    return true;
}

/* Through a descriptor, so that what was looked at is what is given; and only what has no name but
 * this one, so that nobody gets root's file from elsewhere by linking it here. */
static bool hand_over(int dir, const char *name, uid_t uid)
{
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    bool ok = true;

    if (fd < 0)
        return true; /* a link, or gone */
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == 0)
        ok = st.st_nlink == 1 && fchown(fd, uid, (gid_t)-1) == 0;
    close(fd);
    return ok;
}

static size_t hand_over_all(const char *path, uid_t uid)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;
    struct stat st;
    size_t kept = 0;

    if (d == NULL) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    if (fstat(fd, &st) == 0 && st.st_uid == 0 && fchown(fd, uid, (gid_t)-1) != 0)
        kept++;
    while ((e = readdir(d)) != NULL) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            !hand_over(dirfd(d), e->d_name, uid))
            kept++;
    }
    closedir(d);
    return kept;
}

size_t spool_hand_over(const struct spool *spool, const char *journal, uid_t uid)
{
    size_t kept = hand_over_all(journal, uid);

    for (size_t i = 0; i < spool->dir_count; i++) {
        const struct spool_dir *d = &spool->dirs[i];

        kept += hand_over_all(d->qf, uid);
        if (d->df != d->qf)
            kept += hand_over_all(d->df, uid);
        if (d->xf != d->qf)
            kept += hand_over_all(d->xf, uid);
    }
    return kept;
}
