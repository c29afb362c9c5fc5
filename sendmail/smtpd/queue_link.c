/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/smtpd/queue_link.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/attr.h"
#include "sendmail/proto/queue_remote.h"

struct queue_link {
    pthread_rwlock_t lock; /* held for reading by every call */
    struct queue_remote remote;
    struct queue_port port; /* over `remote` */
};

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
}

/* Takes the lock; false when there is nobody to ask. */
static bool begin(struct queue_link *link, struct err *err)
{
    pthread_rwlock_rdlock(&link->lock);
    if (link->remote.caller != NULL)
        return true;
    pthread_rwlock_unlock(&link->lock);
    return err_set(err, EX_TEMPFAIL, "the queue is not there");
}

static void new_id(void *ctx, char id[QUEUE_ID_MAX])
{
    struct queue_link *link = ctx;

    link->port.new_id(link->port.ctx, id);
}

static bool room(void *ctx, int64_t bytes, struct err *err)
{
    struct queue_link *link = ctx;
    bool ok;

    if (!begin(link, err))
        return false;
    ok = link->port.room(link->port.ctx, bytes, err);
    pthread_rwlock_unlock(&link->lock);
    return ok;
}

static bool commit(void *ctx, struct envelope *const *envs, size_t count, const struct body *body,
                   enum delivery_mode mode, struct err *err)
{
    struct queue_link *link = ctx;
    bool ok;

    if (!begin(link, err))
        return false;
    ok = link->port.commit(link->port.ctx, envs, count, body, mode, err);
    pthread_rwlock_unlock(&link->lock);
    return ok;
}

/* The queue began when it committed. */
static void start(void *ctx UNUSED, struct envelope *const *envs UNUSED, size_t count UNUSED)
{
}

static bool run(void *ctx, struct slice what, struct err *err)
{
    struct queue_link *link = ctx;
    bool ok;

    if (!begin(link, err))
        return false;
    ok = link->port.run(link->port.ctx, what, err);
    pthread_rwlock_unlock(&link->lock);
    return ok;
}

struct queue_port queue_link_port(struct queue_link *link)
{
    return (struct queue_port){
        .ctx = link, .new_id = new_id, .room = room, .commit = commit, .start = start, .run = run};
}
