/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pool -- a few threads for what would keep the event loop waiting: syncs of files, composing
 * bounces, reading directories.
 *
 * A task is embedded in what it works on. run() is called by a thread of the pool, done() later by
 * the loop, so data that run() touches belongs to it from pool_add until done().
 */
#ifndef SENDMAIL_QUEUE_POOL_H
#define SENDMAIL_QUEUE_POOL_H

#include <stddef.h>

struct task {
    struct task *next;
    void (*run)(struct task *task);
    void (*done)(struct task *task);
};

struct pool;

/* `event`: an eventfd that is written when finished tasks wait for pool_collect. */
struct pool *pool_new(size_t threads, int event);
void pool_add(struct pool *pool, struct task *task);
/* Calls done() of all that finished. By the loop. */
void pool_collect(struct pool *pool);
/* Tasks added whose done() was not called yet. By the loop. */
size_t pool_busy(const struct pool *pool);
/* When nothing is under way. */
void pool_drop(struct pool *pool);

#endif
