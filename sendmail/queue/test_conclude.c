/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"
#include "sendmail/queue/conclude.h"

static struct config *configure(void)
{
    char path[] = "/tmp/test-conclude-XXXXXX";
    int fd = mkstemp(path);
    struct config *cfg;
    struct err err = {0};

    cr_assert_geq(fd, 0);
    cr_assert(file_write_all(fd,
                             SLICE("V10/Berkeley\nDjus.test\nDnMAILER-DAEMON\n"
                                   "O OperatorChars=.:%@!^/[]+\n"
                                   "Mlocal, P=/bin/false, F=lsn, A=false $u\n"
                                   "Mprog, P=/bin/sh, F=lsoqn, A=sh -c $u\n"
                                   "S3\nS0\nR$+\t$#local $: $1\nS4\n"),
                             &err));
    close(fd);
    cfg = config_read(&(struct config_request){.path = path, .no_probe = true, .host = "us.test"},
                      &err);
    cr_assert_not_null(cfg, "%s", err.text);
    unlink(path);
    return cfg;
}

static void next_id(void *ctx, char id[QUEUE_ID_MAX])
{
    (void)ctx;
    snprintf(id, QUEUE_ID_MAX, "6AU000000002");
}

static bool disk_is_full(void *ctx, struct notice *notice, struct err *err)
{
    (void)notice;
    *(int *)ctx += 1;
    return err_set(err, EX_TEMPFAIL, "no space left");
}

static struct recipient *add_refused(struct envelope *e, const char *control, unsigned flags)
{
    struct recipient *r = envelope_add_rcpt(e, SLICE("|/bin/true"));

    r->state = RCPT_FAILED;
    r->status = EX_USAGE;
    r->parent = -1;
    r->flags = RCPT_NOTIFY_FAILURE | flags;
    r->control = slice_from(control);
    return r;
}

/* What was refused because the file that names it is not safe would be a program like any other at
 * the next attempt, if it still said whose it is. */
Test(conclude, who_is_refused_for_safety_stays_refused_when_no_bounce_can_be_kept)
{
    struct arena *in = arena_new();
    struct envelope e = {.in = in, .id = "6AU000000001", .created_at = 1000, .attempts = 1};
    struct body body = body_in_memory(SLICE("hello\n"));
    struct config *cfg = configure();
    int asked = 0;
    const struct conclude c = {
        .cfg = cfg, .now = 1001, .ctx = &asked, .new_id = next_id, .keep = disk_is_full};

    e.sender = (struct address){.text = SLICE("a@us.test"), .mailer = -1};
    add_refused(&e, "alice:1000:1000:alice", RCPT_UNSAFE);
    add_refused(&e, "bob:1001:1001:bob", 0);
    cr_expect_eq(queue_conclude(&c, &e, &body), CONCLUDE_KEEP);
    cr_expect_eq(asked, 1);
    cr_assert_eq(e.rcpts.len, 2);
    cr_expect_eq(e.rcpts.p[0].control.len, 0);
    cr_expect(slice_is(e.rcpts.p[1].control, "bob:1001:1001:bob"));
    config_drop(cfg);
    arena_drop(in);
}
