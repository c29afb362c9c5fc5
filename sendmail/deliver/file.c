/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delivery into a file named by an alias or a .forward: mbox form, appended under locks, opened
 * with the rights of whoever named it.
 */
#include <unistd.h>

#include "os/text_file.h"
#include "sendmail/deliver/delivery.h"
#include "sendmail/deliver/sink.h"
#include "store/mbox.h"

enum {
    OPEN_TIMEOUT_MS = 60 * 1000,
    LOCK_WAIT_MS = 60 * 1000,
};

/* The whole text, in a file of its own first: appending must not stop half way for our reasons. */
static int write_text(struct delivery *d, struct err *err)
{
    struct text_file f;
    struct sink sink = {.put = text_file_put, .ctx = &f, .eol = SLICE("\n")};
    struct message_sink to = sink_of(&sink);
    struct message_write text = delivery_message(d);

    if (!text_file_open(&f, d->attempt->scratch, err))
        return -1;
    if (message_write(&text, &to, err) && sink_finish(&sink, err) &&
        text_file_put(&f, SLICE("\n"), err) && text_file_finish(&f, err))
        return f.fd;
    close(f.fd);
    return -1;
}

/* The path of the recipient: A=FILE's second word, below SafeFileEnvironment if that is set. */
static const char *path_of(struct delivery *d)
{
    struct arena *in = d->attempt->scratch;
    struct slice jail = d->attempt->cfg->opt.safe_file_environment;
    struct slice path =
        d->mailer->argv.len > 1 ? delivery_expand(d, d->mailer->argv.p[1]) : delivery_user(d, 0);

    if (path.len == 0 || path.p[0] != '/' || slice_find(path, '\0') != SIZE_MAX)
        return NULL;
    if (jail.len == 0 || slice_is(jail, "/") || slice_starts(path, jail))
        return arena_cstr(in, path);
    return arena_cstr(in, arena_printf(in, "%.*s%.*s", SLICE_ARG(jail), SLICE_ARG(path)));
}

static bool append(struct delivery *d, const char *path, int file, struct err *err)
{
    struct mbox_lock lock;
    int text = write_text(d, err);
    bool ok = false;

    if (text < 0)
        return false;
    /* The text begins with its separator already (unless the mailer has flag n). No dotlock: the
     * directory is not ours to write in. */
    if (mbox_lock(&lock, file, path, true, LOCK_WAIT_MS, err)) {
        ok = mbox_append(file, SLICE(""), text, err);
        mbox_unlock(&lock);
    }
    close(text);
    return ok;
}

static void give(struct delivery *d, const struct err *err)
{
    struct outcome o = {.status = err->status == EX_OK ? EX_TEMPFAIL : err->status};

    if (o.status == EX_TEMPFAIL)
        o.detail = arena_copy(d->attempt->scratch, slice_from(err->text));
    else
        transcript_printf(&d->attempt->transcript, "%s", err->text);
    outcome_give_all(d, &o);
}

void deliver_to_file(struct delivery *d)
{
    const struct master_port *master = d->attempt->deliverer->setup.master;
    struct recipient *r = delivery_rcpt(d, 0);
    struct master_owner who = delivery_owner(d, r);
    const char *path = path_of(d);
    struct err err = {0};
    int file;

    if (path == NULL) {
        outcome_give_all(d, &(struct outcome){.status = EX_CANTCREAT});
        return;
    }
    file = master->open_mailbox(master->ctx, d->mailer, &who, path, OPEN_TIMEOUT_MS, &err);
    if (file < 0) {
        give(d, &err);
        return;
    }
    if (append(d, path, file, &err)) {
        outcome_give_all(d, &(struct outcome){.status = EX_OK});
        outcome_note_taken(d, r, RCPT_DELIVERED);
    } else {
        give(d, &err);
    }
    close(file);
}
