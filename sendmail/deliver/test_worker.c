/* SPDX-License-Identifier: BSD-2-Clause */
/* The worker process as a thread of the test, which is its master and its queues. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk/wire.h"
#include "ipc/frame.h"
#include "os/file.h"
#include "sendmail/proto/queue_frames.h"
#include "sendmail/proto/worker.h"

enum { DEAD_QUEUES = 200 };

static struct config *configure(void)
{
    char dir[] = "/tmp/test-worker-XXXXXX", path[64];
    struct config *cfg;
    struct err err = {0};

    cr_assert_not_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/cf", dir);
    cr_assert(file_replace(path,
                           SLICE("V10/Berkeley\nDjus.test\nO OperatorChars=.:%@!^/[]+\n"
                                 "Mlocal, P=/bin/false, F=lsn, A=false $u\n"
                                 "Mprog, P=/bin/sh, F=lsoqn, A=sh -c $u\n"
                                 "Mfail, P=/bin/sh, F=lsoqn, A=sh -c exit\\ 0\n"
                                 "S3\nS0\nR$+\t$#local $: $1\nS4\n"),
                           0644, &err));
    cfg = config_read(&(struct config_request){.path = path, .no_probe = true, .host = "us.test"},
                      &err);
    cr_assert_not_null(cfg, "%s", err.text);
    unlink(path);
    rmdir(dir);
    return cfg;
}

static void *run(void *arg)
{
    return deliver_worker(arg) == EX_OK ? NULL : arg;
}

/* The other end of a queue's socket, handed to the worker. */
static int introduce(int control)
{
    uint32_t kind = WORKER_QUEUE;
    struct frame f = {.type = CONTROL_PEER, .payload = {(const char *)&kind, sizeof kind}};
    int pair[2];
    struct err err = {0};

    cr_assert(frame_pair(pair, &err), "%s", err.text);
    f.nfds = 1;
    f.fds[0] = pair[1];
    cr_assert(frame_send(control, &f, &err), "%s", err.text);
    close(pair[1]);
    return pair[0];
}

/* A job without recipients is answered at once. */
static void expect_work(int queue, struct arena *in)
{
    struct envelope e = {.in = in, .id = "tALE0000000001", .created_at = 1};
    struct body body = body_in_memory(SLICE("hello\n"));
    struct str packed = str_new(in), payload = str_new(in);
    struct frame f = {.type = QUEUE_JOB, .tag = 7};
    struct err err = {0};

    e.sender = (struct address){.text = SLICE("a@us.test"), .mailer = -1};
    envelope_pack(&e, &packed);
    cr_assert(queue_pack_job(str_slice(&packed), &body, &payload, &f, &err), "%s", err.text);
    cr_assert(frame_send(queue, &f, &err), "%s", err.text);
    cr_assert_eq(frame_receive(queue, false, in, &f, &err), FRAME_OK, "%s", err.text);
    cr_expect_eq(f.type, QUEUE_RESULT);
    cr_expect_eq(f.tag, 7);
    frame_close_fds(&f);
}

Test(deliver_worker, a_queue_that_dies_while_it_is_met_costs_nothing, .timeout = 120)
{
    struct config *cfg = configure();
    struct arena *in = arena_new();
    struct worker_setup setup = {.cfg = cfg, .master = master_port_local(cfg)};
    struct frame f = {0};
    struct err err = {0};
    pthread_t thread;
    void *bad = NULL;
    int control[2], queue;

    cr_assert(frame_pair(control, &err), "%s", err.text);
    setup.control = control[1];
    cr_assert_eq(pthread_create(&thread, NULL, run, &setup), 0);
    cr_assert_eq(frame_receive(control[0], false, in, &f, &err), FRAME_OK);
    cr_expect_eq(f.type, CONTROL_READY);
    for (int i = 0; i < DEAD_QUEUES; i++)
        close(introduce(control[0]));
    queue = introduce(control[0]);
    expect_work(queue, in);
    f = (struct frame){.type = CONTROL_DRAIN};
    cr_assert(frame_send(control[0], &f, &err), "%s", err.text);
    pthread_join(thread, &bad);
    cr_expect_null(bad);
    close(queue);
    close(control[0]);
    arena_drop(in);
    config_drop(cfg);
}
