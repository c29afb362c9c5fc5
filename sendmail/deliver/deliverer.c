/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a process that delivers has for all its messages: connections that are kept, what is known
 * of hosts, and the figures of the statistics.
 */
#include "sendmail/deliver/cache.h"
#include "sendmail/deliver/delivery.h"
#include "sendmail/deliver/hosts.h"

struct deliverer *deliver_new(const struct deliver_setup *setup)
{
    struct arena *in = arena_new();
    struct deliverer *d = ARENA_NEW(in, struct deliverer);
    const struct options *o = &setup->cfg->opt;
    size_t threads = setup->threads > 0 ? setup->threads : 1;
    int64_t keep = o->connection_cache_size > 0 ? o->connection_cache_size : 0;

    d->in = in;
    d->setup = *setup;
    statistics_counter_init(&d->counter);
    d->hosts = hosts_new(setup->cfg, setup->master);
    d->cache = cache_new(in, (size_t)keep * threads, o->connection_cache_timeout * 1000);
    return d;
}

static int open_statistics(void *ctx, struct err *err)
{
    const struct master_port *master = ctx;

    return master->open_own(master->ctx, MASTER_OWN_STATISTICS, err);
}

/* A file that is not there or not ours to write is not kept: no statistics were wanted. */
static void write_figures(struct deliverer *d)
{
    (void)statistics_flush_with(&d->counter, open_statistics, (void *)d->setup.master, NULL);
}

void deliver_sweep(struct deliverer *d)
{
    cache_sweep(d->cache, false);
    write_figures(d);
}

void deliver_close(struct deliverer *d)
{
    cache_sweep(d->cache, true);
    write_figures(d);
    hosts_drop(d->hosts);
    arena_drop(d->in);
}

static void idle(void *ctx)
{
    struct deliverer *d = ctx;

    cache_sweep(d->cache, true);
    write_figures(d);
}

struct deliver_port deliver_port(struct deliverer *d)
{
    return (struct deliver_port){.ctx = d, .attempt = deliver_attempt, .idle = idle};
}
