/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "base/err.h"

struct list {
    struct task *first, **last;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct list waiting, finished;
    size_t busy;
    int event;
    bool stop;
    size_t count;
    pthread_t threads[];
};

static void list_add(struct list *l, struct task *t)
{
    t->next = NULL;
    *l->last = t;
    l->last = &t->next;
}

static struct task *list_take(struct list *l)
{
    struct task *t = l->first;

    if (t == NULL)
        return NULL;
    l->first = t->next;
    if (l->first == NULL)
        l->last = &l->first;
    return t;
}

static void *work(void *arg)
{
    struct pool *p = arg;

    pthread_mutex_lock(&p->lock);
    for (;;) {
        struct task *t;
        bool first;

        while ((t = list_take(&p->waiting)) == NULL && !p->stop)
            pthread_cond_wait(&p->wake, &p->lock);
        if (t == NULL)
            break;
        pthread_mutex_unlock(&p->lock);
        t->run(t);
        pthread_mutex_lock(&p->lock);
        first = p->finished.first == NULL;
        list_add(&p->finished, t);
        if (first)
            (void)eventfd_write(p->event, 1);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct pool *pool_new(size_t threads, int event)
{
    struct pool *p = calloc(1, sizeof *p + threads * sizeof *p->threads);

    if (p == NULL)
        die("out of memory");
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    p->waiting.last = &p->waiting.first;
    p->finished.last = &p->finished.first;
    p->event = event;
    for (; p->count < threads; p->count++) {
        if (pthread_create(&p->threads[p->count], NULL, work, p) != 0)
            die("cannot start a thread");
    }
    return p;
}

void pool_add(struct pool *pool, struct task *task)
{
    pthread_mutex_lock(&pool->lock);
    list_add(&pool->waiting, task);
    pool->busy++;
    pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

void pool_collect(struct pool *pool)
{
    for (;;) {
        struct task *t;

        pthread_mutex_lock(&pool->lock);
        t = list_take(&pool->finished);
        if (t != NULL)
            pool->busy--;
        pthread_mutex_unlock(&pool->lock);
        if (t == NULL)
            return;
        t->done(t);
    }
}

size_t pool_busy(const struct pool *pool)
{
    return pool->busy;
}

void pool_drop(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
