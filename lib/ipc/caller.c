/* SPDX-License-Identifier: BSD-2-Clause */
#include "ipc/caller.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* One waiting thread; lives on its stack. */
struct wait {
    struct wait *next;
    uint32_t tag;
    bool done;
    bool ok;
    struct arena *in;
    struct frame *answer;
    struct err err;
    pthread_cond_t wake;
};

struct caller {
    int sock;
    atomic_uint next_tag;
    pthread_mutex_t lock;
    struct wait *waiting;
    bool reading; /* some thread reads the socket */
    bool dead;
    struct err why;
};

struct caller *caller_new(int sock)
{
    struct caller *c = calloc(1, sizeof *c);

    if (c == NULL)
        die("out of memory");
    c->sock = sock;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void caller_drop(struct caller *c)
{
    close(c->sock);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static struct wait *take_waiter(struct caller *c, uint32_t tag)
{
    for (struct wait **w = &c->waiting; *w != NULL; w = &(*w)->next) {
        if ((*w)->tag == tag) {
            struct wait *found = *w;

            *w = found->next;
            return found;
        }
    }
    return NULL;
}

static void everybody_fails(struct caller *c, const struct err *why)
{
    c->dead = true;
    c->why = *why;
    for (struct wait *w = c->waiting; w != NULL; w = w->next) {
        w->done = true;
        w->err = *why;
        pthread_cond_signal(&w->wake);
    }
    c->waiting = NULL;
}

/* Hands the frame over, still under the lock: the waiter's arena is idle while it waits. */
static void hand_over(struct caller *c, struct frame *f)
{
    struct wait *w = take_waiter(c, f->tag);

    if (w == NULL) {
        frame_close_fds(f);
        return;
    }
    *w->answer = *f;
    w->answer->payload = arena_copy(w->in, f->payload);
    w->ok = true;
    w->done = true;
    pthread_cond_signal(&w->wake);
}

/* Reads until the own answer is here. Called and left with the lock held. */
static void read_until_done(struct caller *c, struct wait *self)
{
    struct arena *scratch = arena_new();

    c->reading = true;
    while (!self->done && !c->dead) {
        struct err err = {0};
        enum frame_result r;
        struct frame f;

        pthread_mutex_unlock(&c->lock);
        r = frame_receive(c->sock, false, scratch, &f, &err);
        pthread_mutex_lock(&c->lock);
        if (r != FRAME_OK) {
            err.status = EX_TEMPFAIL;
            everybody_fails(c, &err);
            break;
        }
        hand_over(c, &f);
        arena_reset(scratch);
    }
    c->reading = false;
    if (c->waiting != NULL)
        pthread_cond_signal(&c->waiting->wake);
    arena_drop(scratch);
}

bool caller_call(struct caller *c, struct frame *request, struct arena *in, struct frame *answer,
                 struct err *err)
{
    struct wait self = {.in = in, .answer = answer};

    pthread_cond_init(&self.wake, NULL);
    request->tag = self.tag = atomic_fetch_add(&c->next_tag, 1);
    pthread_mutex_lock(&c->lock);
    self.next = c->waiting;
    if (c->dead) {
        self.done = true;
        self.err = c->why;
    } else {
        c->waiting = &self;
    }
    pthread_mutex_unlock(&c->lock);

    if (!self.done && !frame_send(c->sock, request, &self.err)) {
        bool gone = errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN;

        pthread_mutex_lock(&c->lock);
        (void)take_waiter(c, self.tag);
        self.done = true;
        if (gone)
            everybody_fails(c, &self.err);
        pthread_mutex_unlock(&c->lock);
    }
    pthread_mutex_lock(&c->lock);
    while (!self.done) {
        if (!c->reading)
            read_until_done(c, &self);
        else
            pthread_cond_wait(&self.wake, &c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    pthread_cond_destroy(&self.wake);
    if (!self.ok && err != NULL)
        *err = self.err;
    return self.ok;
}

bool caller_is_dead(struct caller *c)
{
    bool dead;

    pthread_mutex_lock(&c->lock);
    dead = c->dead;
    pthread_mutex_unlock(&c->lock);
    return dead;
}

bool caller_tell(struct caller *c, struct frame *notice, struct err *err)
{
    notice->tag = 0;
    return frame_send(c->sock, notice, err);
}
