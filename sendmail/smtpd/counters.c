/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each worker's part is a table of clients, found by a hash of the address, with open connections
 * and a ring of counts, one for each sixth of the window. A full table forgets somebody who has no
 * open connection and was not seen in this window: such a one counts as new anyway.
 */
#include "sendmail/smtpd/counters.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"

enum { CLIENTS = 4096, PROBES = 16, SLICES = 6 };

struct ring {
    _Atomic int64_t epoch[SLICES]; /* which sixth the count is of */
    _Atomic int count[SLICES];
};

struct one_client {
    _Atomic uint64_t key; /* 0: free */
    _Atomic int open;
    struct ring rate;
};

struct part {
    _Atomic int open[COUNTERS_LISTENERS];
    struct ring total;
    struct one_client clients[CLIENTS];
};

struct counters {
    struct part *parts;
    struct part *own;
    bool private_memory;
    pthread_mutex_t lock; /* of own: threads of this worker */
};

size_t counters_bytes(void)
{
    return sizeof(struct part) * COUNTERS_WORKERS;
}

struct counters *counters_open(void *memory, int index)
{
    struct counters *c = calloc(1, sizeof *c);

    if (c == NULL)
        die("out of memory");
    if (memory == NULL) {
        memory =
            mmap(NULL, counters_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            die("out of memory");
        c->private_memory = true;
    }
    c->parts = memory;
    c->own = &c->parts[index % COUNTERS_WORKERS];
    memset((void *)c->own, 0, sizeof *c->own);
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void counters_close(struct counters *c)
{
    if (c->private_memory)
        munmap(c->parts, counters_bytes());
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static uint64_t key_of(const struct net_address *client)
{
    struct slice bytes = {0};

    if (client->at.any.sa_family == AF_INET)
        bytes = slice_of((const char *)&client->at.in.sin_addr, sizeof client->at.in.sin_addr);
    else if (client->at.any.sa_family == AF_INET6)
        bytes = slice_of((const char *)&client->at.in6.sin6_addr, sizeof client->at.in6.sin6_addr);
    return slice_hash(bytes) | 1;
}

static struct one_client *find(struct part *part, uint64_t key)
{
    for (size_t i = 0; i < PROBES; i++) {
        struct one_client *one = &part->clients[(key + i) % CLIENTS];

        if (one->key == key)
            return one;
    }
    return NULL;
}

static int ring_sum(const struct ring *ring, int64_t epoch)
{
    int sum = 0;

    for (size_t i = 0; i < SLICES; i++)
        if (ring->epoch[i] > epoch - SLICES && ring->epoch[i] <= epoch)
            sum += ring->count[i];
    return sum;
}

static void ring_add(struct ring *ring, int64_t epoch)
{
    size_t i = (size_t)(epoch % SLICES);

    if (ring->epoch[i] != epoch) {
        ring->count[i] = 0;
        ring->epoch[i] = epoch;
    }
    ring->count[i]++;
}

static struct one_client *find_or_make(struct part *part, uint64_t key, int64_t epoch)
{
    struct one_client *one = find(part, key);

    for (size_t i = 0; one == NULL && i < PROBES; i++) {
        struct one_client *old = &part->clients[(key + i) % CLIENTS];

        if (old->key != 0 && (old->open > 0 || ring_sum(&old->rate, epoch) > 0))
            continue;
        memset((void *)&old->rate, 0, sizeof old->rate);
        old->open = 0;
        old->key = key;
        one = old;
    }
    return one;
}

int counters_open_on(const struct counters *c, int listener)
{
    int sum = 0;

    for (size_t w = 0; w < COUNTERS_WORKERS; w++)
        sum += c->parts[w].open[listener % COUNTERS_LISTENERS];
    return sum;
}

static void add_up(struct counters *c, int listener, uint64_t key, int64_t epoch,
                   struct connection_counts *counts)
{
    counts->listener = counters_open_on(c, listener);
    for (size_t w = 0; w < COUNTERS_WORKERS; w++) {
        struct one_client *one = find(&c->parts[w], key);

        counts->total_rate += ring_sum(&c->parts[w].total, epoch);
        if (one == NULL)
            continue;
        counts->client += one->open;
        counts->client_rate += ring_sum(&one->rate, epoch);
    }
}

struct connection_counts counters_begin(struct counters *c, int listener,
                                        const struct net_address *client, int64_t now, int window)
{
    struct connection_counts counts = {0};
    uint64_t key = key_of(client);
    int64_t epoch = now / (window >= SLICES ? window / SLICES : 1);
    struct one_client *one;

    pthread_mutex_lock(&c->lock);
    c->own->open[listener % COUNTERS_LISTENERS]++;
    ring_add(&c->own->total, epoch);
    one = find_or_make(c->own, key, epoch);
    if (one != NULL) {
        one->open++;
        ring_add(&one->rate, epoch);
    }
    pthread_mutex_unlock(&c->lock);
    add_up(c, listener, key, epoch, &counts);
    return counts;
}

void counters_end(struct counters *c, int listener, const struct net_address *client)
{
    struct one_client *one;

    pthread_mutex_lock(&c->lock);
    c->own->open[listener % COUNTERS_LISTENERS]--;
    one = find(c->own, key_of(client));
    if (one != NULL && one->open > 0)
        one->open--;
    pthread_mutex_unlock(&c->lock);
}
