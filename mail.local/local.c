/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail.local/local.h"

#include <unistd.h>

#include "mail/date.h"
#include "os/clock.h"
#include "os/text_file.h"
#include "store/mbox_text.h"

int local_prepare(struct slice message, struct err *err)
{
    struct arena *in = arena_new();
    struct text_file f;
    struct mbox_parts parts;
    struct slice line, rest = message;
    bool ok;

    /* A separator that came along is not part of the message. */
    if (slice_line(&rest, &line) && mbox_is_separator(line))
        message = rest;
    mbox_split(message, &parts);
    ok = text_file_open(&f, in, err) && mbox_write(&parts, text_file_put, &f, err) &&
         text_file_finish(&f, err);
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
