/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/text_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/file.h"

enum { PIECE = 64 * 1024 };

bool text_file_open(struct text_file *f, struct arena *in, struct err *err)
{
    f->fd = memfd_create("message", MFD_CLOEXEC);
    f->piece = str_new(in);
    return f->fd >= 0 || err_errno(err, "memory for the message");
}

bool text_file_put(void *ctx, struct slice bytes, struct err *err)
{
    struct text_file *f = ctx;

    str_add(&f->piece, bytes);
    if (f->piece.len < PIECE)
        return true;
    if (!file_write_all(f->fd, str_slice(&f->piece), err))
        return false;
    str_clear(&f->piece);
    return true;
}

bool text_file_finish(struct text_file *f, struct err *err)
{
    return file_write_all(f->fd, str_slice(&f->piece), err) &&
           (lseek(f->fd, 0, SEEK_SET) == 0 || err_errno(err, "message"));
}

int text_file_reader(const struct text_file *f)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", f->fd);
    return open(path, O_RDONLY | O_CLOEXEC);
}

int text_file_output(size_t max_bytes)
{
    int fd = memfd_create("output", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd >= 0 && (ftruncate(fd, (off_t)max_bytes) != 0 ||
                    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}
