/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/dead_letter.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "mail/date.h"
#include "os/file.h"

/* Lines that begin with "From " would start a message of their own. */
static void add_body(struct str *out, struct slice text)
{
    struct slice line;

    while (slice_line(&text, &line)) {
        if (slice_starts(line, SLICE("From ")))
            str_add_char(out, '>');
        str_add(out, line);
        str_add_char(out, '\n');
    }
    str_add_char(out, '\n');
}

static bool as_mailbox(const struct envelope *e, const struct body *body, struct str *out,
                       struct err *err)
{
    struct date date = date_local(e->created_at);
    struct slice text;

    if (!body_slice(body, out->in, &text, err))
        return false;
    str_printf(out, "From %.*s %.*s\n", SLICE_ARG(e->sender.text),
               SLICE_ARG(date_ctime(out->in, &date)));
    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];

        if (slice_find(h->value, (char)0x81) == SIZE_MAX || !h->ours)
            str_printf(out, "%.*s:%.*s\n", SLICE_ARG(h->name), SLICE_ARG(h->value));
    }
    str_add_char(out, '\n');
    add_body(out, text);
    return true;
}

static bool append(int fd, struct slice text, struct err *err)
{
    struct stat st;

    if (flock(fd, LOCK_EX) != 0 || fstat(fd, &st) != 0)
        return err_errno(err, "lock");
    if (!S_ISREG(st.st_mode) || st.st_nlink > 1)
        return err_set(err, EX_CANTCREAT, "not a plain file");
    if (file_write_all(fd, text, err) && fsync(fd) == 0)
        return true;
    if (ftruncate(fd, st.st_size) != 0)
        err_errno(err, "truncate");
    return false;
}

bool dead_letter_append(const struct master_port *master, const struct envelope *e,
                        const struct body *body, struct err *err)
{
    struct arena *scratch;
    struct str text;
    bool ok;
    int fd;

    if (master == NULL)
        return err_set(err, EX_CONFIG, "there is no place for dead letters");
    fd = master->open_own(master->ctx, MASTER_OWN_DEAD_LETTER, err);
    if (fd < 0)
        return false;
    scratch = arena_new();
    text = str_new(scratch);
    ok = as_mailbox(e, body, &text, err) && append(fd, str_slice(&text), err);
    close(fd);
    arena_drop(scratch);
    return ok;
}
