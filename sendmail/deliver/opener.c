/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/opener.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/safe_path.h"
#include "route/expand_world.h"

/* A program of somebody's would be changed into another: never by mail. */
static bool is_program(int fd)
{
    struct stat st;

    return fstat(fd, &st) != 0 || (st.st_mode & (S_ISUID | S_ISGID | S_IXUSR | S_IXGRP)) != 0;
}

static int open_append(const char *path, unsigned flags, const struct identity *who,
                       struct err *err)
{
    struct safe_rules rules = {.flags = flags, .uid = who->uid};
    int fd = safe_open(path, &rules, O_RDWR | O_CREAT | O_NONBLOCK, 0600, err);

    if (fd >= 0 && is_program(fd)) {
        close(fd);
        (void)err_set(err, EX_CANTCREAT, "%s: is a program", path);
        return -1;
    }
    /* What is refused now will be refused tomorrow. */
    if (fd < 0 && err != NULL && !err_is_temporary(err))
        err->status = EX_CANTCREAT;
    return fd;
}

int deliver_opener(const char *path, unsigned flags, const struct identity *who, struct err *err)
{
    if ((flags & DELIVER_OPEN_APPEND) != 0)
        return open_append(path, flags & ~(unsigned)DELIVER_OPEN_APPEND, who, err);
    return expand_safe_opener(path, flags, who, err);
}
