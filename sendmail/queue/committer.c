/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/committer.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>

struct committer {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    struct journal *journal;
    int event;
    bool wanted, stop, failed;
    uint64_t synced;
    struct err why;
};

static void *work(void *arg)
{
    struct committer *c = arg;

    pthread_mutex_lock(&c->lock);
    while (!c->stop || c->wanted) {
        struct err err = {0};
        uint64_t synced = 0;
        bool ok;

        if (!c->wanted) {
            pthread_cond_wait(&c->wake, &c->lock);
            continue;
        }
        c->wanted = false;
        pthread_mutex_unlock(&c->lock);
        ok = journal_sync(c->journal, &synced, &err);
        pthread_mutex_lock(&c->lock);
        if (synced > c->synced)
            c->synced = synced;
        if (!ok && !c->failed) {
            c->failed = true;
            c->why = err;
        }
        (void)eventfd_write(c->event, 1);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

struct committer *committer_new(struct journal *journal, int event)
{
    struct committer *c = calloc(1, sizeof *c);

    if (c == NULL)
        die("out of memory");
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->wake, NULL);
    c->journal = journal;
    c->event = event;
    if (pthread_create(&c->thread, NULL, work, c) != 0)
        die("cannot start a thread");
    return c;
}

void committer_kick(struct committer *c)
{
    pthread_mutex_lock(&c->lock);
    c->wanted = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
}

bool committer_synced(struct committer *c, uint64_t *ticket, struct err *err)
{
    bool ok;

    pthread_mutex_lock(&c->lock);
    *ticket = c->synced;
    ok = !c->failed;
    if (!ok && err != NULL)
        *err = c->why;
    pthread_mutex_unlock(&c->lock);
    return ok;
}

void committer_drop(struct committer *c)
{
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    c->wanted = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
