/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * deliver -- tries messages: resolves what is still text, groups recipients by mailer and host, and
 * hands each group to the network, a program or a file.
 *
 * One `struct deliverer` a process; any number of threads may attempt different envelopes with it.
 * Shared between them are the configuration (read only, its resolver too) and the connection cache.
 */
#ifndef SENDMAIL_DELIVER_DELIVER_H
#define SENDMAIL_DELIVER_DELIVER_H

#include "conf/config.h"
#include "route/expand.h"
#include "sendmail/proto/deliver.h"
#include "sendmail/proto/master.h"

struct deliver_setup {
    const struct config *cfg;
    const struct master_port *master;
    const struct expand_world *world; /* users and their files */
    size_t threads;                   /* that attempt at the same time; 0 counts as 1 */
    /* Progress for -v; NULL: nobody wants to know. */
    void (*say)(void *ctx, struct slice line);
    void *say_ctx;
};

struct deliverer;
/* The setup's pointers must outlive it. */
struct deliverer *deliver_new(const struct deliver_setup *setup);
/* Says QUIT on kept connections and gives everything back. */
void deliver_close(struct deliverer *deliverer);
/* Close connections that were idle for long, and add what was counted to the statistics file. */
void deliver_sweep(struct deliverer *deliverer);
/* Its attempt may be called from any thread. */
struct deliver_port deliver_port(struct deliverer *deliverer);

#endif
