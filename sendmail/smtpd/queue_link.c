/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/smtpd/queue_link.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/attr.h"
#include "sendmail/proto/queue_remote.h"

struct queue_link {
    pthread_rwlock_t lock; /* held for reading by every call */
    struct queue_remote remote;
    struct queue_port port; /* over `remote` */
    pthread_mutex_t news;   /* guards `generation` */
    pthread_cond_t arrived; /* another queue process is there */
    unsigned generation;
};

/* A reload replaces the queue process in milliseconds; one that died has a journal to replay. */
enum { PATIENCE_SECONDS = 20 };

struct queue_link *queue_link_new(void)
{
    struct queue_link *link = calloc(1, sizeof *link);
    pthread_rwlockattr_t attr;

    if (link == NULL)
        die("out of memory");
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&link->lock, &attr);
    pthread_rwlockattr_destroy(&attr);
    pthread_mutex_init(&link->news, NULL);
    pthread_cond_init(&link->arrived, NULL);
    link->port = queue_port_remote(&link->remote, NULL);
    return link;
}

void queue_link_set(struct queue_link *link, int sock)
{
    struct caller *old;

    pthread_rwlock_wrlock(&link->lock);
    old = link->remote.caller;
    link->remote.caller = caller_new(sock);
    pthread_rwlock_unlock(&link->lock);
    if (old != NULL)
        caller_drop(old);
    pthread_mutex_lock(&link->news);
    link->generation++;
    pthread_cond_broadcast(&link->arrived);
    pthread_mutex_unlock(&link->news);
}

static unsigned generation_of(struct queue_link *link)
{
    unsigned generation;

    pthread_mutex_lock(&link->news);
    generation = link->generation;
    pthread_mutex_unlock(&link->news);
    return generation;
}

/* True when a queue process newer than `generation` has come. */
static bool wait_for_another(struct queue_link *link, unsigned generation)
{
    struct timespec until;
    bool came;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&link->news);
    while (link->generation == generation &&
           pthread_cond_timedwait(&link->arrived, &link->news, &until) == 0)
        ;
    came = link->generation != generation;
    pthread_mutex_unlock(&link->news);
    return came;
}

/* What one call of the port needs; `ask` makes it with the lock held. */
struct question {
    bool (*ask)(struct queue_port *port, const struct question *q, struct err *err);
    int64_t bytes;
    struct envelope *const *envs;
    size_t count;
    const struct body *body;
    enum delivery_mode mode;
    struct slice what;
};

/* One try; *gone: there is no queue process behind the link any more. */
static bool try_once(struct queue_link *link, const struct question *q, bool *gone, struct err *err)
{
    bool ok;

    pthread_rwlock_rdlock(&link->lock);
    if (link->remote.caller == NULL)
        ok = err_set(err, EX_TEMPFAIL, "the queue is not there");
    else
        ok = q->ask(&link->port, q, err);
    *gone = !ok && (link->remote.caller == NULL || caller_is_dead(link->remote.caller));
    pthread_rwlock_unlock(&link->lock);
    return ok;
}

/*
 * A queue process that went away is replaced; the question is put to its successor then. The answer
 * that was lost may have been yes, and then the message is there twice: just as when the client,
 * told 451, comes again.
 */
static bool ask(struct queue_link *link, const struct question *q, struct err *err)
{
    unsigned generation = generation_of(link);
    bool gone;

    return try_once(link, q, &gone, err) ||
           (gone && wait_for_another(link, generation) && try_once(link, q, &gone, err));
}

static void new_id(void *ctx, char id[QUEUE_ID_MAX])
{
    struct queue_link *link = ctx;

    link->port.new_id(link->port.ctx, id);
}

static bool ask_room(struct queue_port *port, const struct question *q, struct err *err)
{
    return port->room(port->ctx, q->bytes, err);
}

static bool room(void *ctx, int64_t bytes, struct err *err)
{
    return ask(ctx, &(struct question){.ask = ask_room, .bytes = bytes}, err);
}

static bool ask_commit(struct queue_port *port, const struct question *q, struct err *err)
{
    return port->commit(port->ctx, q->envs, q->count, q->body, q->mode, err);
}

static bool commit(void *ctx, struct envelope *const *envs, size_t count, const struct body *body,
                   enum delivery_mode mode, struct err *err)
{
    return ask(ctx,
               &(struct question){
                   .ask = ask_commit, .envs = envs, .count = count, .body = body, .mode = mode},
               err);
}

/* The queue began when it committed. */
static void start(void *ctx UNUSED, struct envelope *const *envs UNUSED, size_t count UNUSED)
{
}

static bool ask_run(struct queue_port *port, const struct question *q, struct err *err)
{
    return port->run(port->ctx, q->what, err);
}

static bool run(void *ctx, struct slice what, struct err *err)
{
    return ask(ctx, &(struct question){.ask = ask_run, .what = what}, err);
}

struct queue_port queue_link_port(struct queue_link *link)
{
    return (struct queue_port){
        .ctx = link, .new_id = new_id, .room = room, .commit = commit, .start = start, .run = run};
}
