/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail.local/local.h"

#include <sys/mman.h>
#include <unistd.h>

#include "mail/date.h"
#include "os/clock.h"
#include "os/file.h"
#include "store/mbox_text.h"

enum { PIECE = 64 * 1024 };

struct text_file {
    int fd;
    struct str piece;
};

static bool put(void *ctx, struct slice bytes, struct err *err)
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

int local_prepare(struct slice message, struct err *err)
{
    struct arena *in = arena_new();
    struct text_file f = {.fd = memfd_create("message", MFD_CLOEXEC), .piece = str_new(in)};
    struct mbox_parts parts;
    struct slice line, rest = message;
    bool ok;

    /* A separator that came along is not part of the message. */
    if (slice_line(&rest, &line) && mbox_is_separator(line))
        message = rest;
    mbox_split(message, &parts);
    ok = f.fd >= 0
             ? mbox_write(&parts, put, &f, err) && file_write_all(f.fd, str_slice(&f.piece), err)
             : err_errno(err, "memory for the message");
    arena_drop(in);
    if (ok)
        return f.fd;
    if (f.fd >= 0)
        close(f.fd);
    return -1;
}

struct slice local_separator(struct slice sender, struct arena *in)
{
    struct date now = date_local(clock_now());
    struct str line = str_new(in);

    mbox_separator(&line, sender, date_ctime(in, &now));
    return str_slice(&line);
}
