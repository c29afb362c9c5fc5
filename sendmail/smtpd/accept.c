/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/smtpd/accept.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "os/clock.h"
#include "rule/macro.h"

enum { STACK_BYTES = 512 * 1024, LEVEL_LIMIT = 8, LEVEL_DELAY = 8 };

struct serving {
    struct acceptor *acceptor;
    struct serving *next, **before; /* in acceptor->serving, under its lock */
    struct smtpd_connection connection;
    struct net_address peer;
    int listener;
};

struct acceptor {
    struct acceptor_options o;
    struct counters *counters;
    pthread_t thread;
    int wake; /* eventfd: look at `drain` */
    int drain, hurry;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    struct serving *serving;
    int sessions;
    int64_t second; /* of ConnectionRateThrottle */
    int in_second;
};

/* ---- one session's thread */

static void link_in(struct acceptor *a, struct serving *one)
{
    pthread_mutex_lock(&a->lock);
    one->next = a->serving;
    one->before = &a->serving;
    if (one->next != NULL)
        one->next->before = &one->next;
    a->serving = one;
    a->sessions++;
    pthread_mutex_unlock(&a->lock);
}

/* Nobody may touch its descriptor any more: the number may mean something else soon. */
static void take_out(void *ctx)
{
    struct serving *one = ctx;

    pthread_mutex_lock(&one->acceptor->lock);
    *one->before = one->next;
    if (one->next != NULL)
        one->next->before = one->before;
    pthread_mutex_unlock(&one->acceptor->lock);
}

static void forget(struct serving *one)
{
    struct acceptor *a = one->acceptor;

    counters_end(a->counters, one->listener, &one->peer);
    free(one);
    pthread_mutex_lock(&a->lock);
    a->sessions--;
    pthread_cond_broadcast(&a->ended);
    pthread_mutex_unlock(&a->lock);
}

static void *serve(void *arg)
{
    struct serving *one = arg;

    smtpd_serve(&one->acceptor->o.shared, &one->connection);
    forget(one);
    return NULL;
}

static bool start_thread(struct serving *one)
{
    pthread_attr_t attr;
    pthread_t thread;
    int failed;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    failed = pthread_create(&thread, &attr, serve, one);
    pthread_attr_destroy(&attr);
    return failed == 0;
}

/* ---- limits */

static void turn_away(int fd, const struct acceptor *a, const char *why)
{
    char text[512];
    struct arena *in = arena_new();
    struct slice host = macros_expanded(a->o.shared.cfg->macros, 'j', in);
    int n = snprintf(text, sizeof text, "421 4.3.2 %.*s %s\r\n", SLICE_ARG(host), why);

    /* Best effort: it must not make the loop wait. */
    if (n > 0 && send(fd, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1,
                      MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        log_line(LEVEL_LIMIT, LOG_INFO, SLICE("NOQUEUE"), "a client left before its 421");
    close(fd);
    arena_drop(in);
}

static double load_average(void)
{
    double load[1];

    return getloadavg(load, 1) == 1 ? load[0] : 0;
}

/* Connections beyond so many a second wait for the next second. */
static void throttle(struct acceptor *a)
{
    int64_t limit = a->o.shared.cfg->opt.connection_rate_throttle, now = clock_now();
    struct timespec rest;

    if (limit <= 0)
        return;
    if (now != a->second) {
        a->second = now;
        a->in_second = 0;
    }
    if (++a->in_second <= limit)
        return;
    clock_gettime(CLOCK_REALTIME, &rest);
    rest = (struct timespec){0, 1000000000L - rest.tv_nsec};
    if (rest.tv_nsec >= 1000000000L)
        rest = (struct timespec){1, 0};
    nanosleep(&rest, NULL);
    a->second = clock_now();
    a->in_second = 1;
}

/* NULL: welcome. */
static const char *forbidden(const struct acceptor *a, const struct listener *l,
                             const struct connection_counts *counts)
{
    const struct options *o = &a->o.shared.cfg->opt;
    int64_t children = l->port->max_children >= 0 ? l->port->max_children : o->max_daemon_children;
    int64_t refuse = l->port->refuse_la >= 0 ? l->port->refuse_la : o->refuse_la;

    if (children > 0 && counts->listener > children) {
        log_line(LEVEL_LIMIT, LOG_INFO, (struct slice){0},
                 "rejecting connections on daemon %.*s: %d children, max %lld",
                 SLICE_ARG(l->port->name), counts->listener - 1, (long long)children);
        return "Too many connections; please try again later";
    }
    if (refuse > 0 && load_average() >= (double)refuse) {
        log_line(LEVEL_LIMIT, LOG_INFO, (struct slice){0},
                 "rejecting connections on daemon %.*s: load average: %d", SLICE_ARG(l->port->name),
                 (int)load_average());
        return "System load is too high; please try again later";
    }
    return NULL;
}

static void delay_when_loaded(const struct acceptor *a, const struct listener *l)
{
    const struct options *o = &a->o.shared.cfg->opt;
    int64_t limit = l->port->delay_la >= 0 ? l->port->delay_la : o->delay_la;

    if (limit <= 0 || load_average() < (double)limit)
        return;
    log_line(LEVEL_DELAY, LOG_INFO, (struct slice){0},
             "delaying connections on daemon %.*s: load average=%d >= %lld",
             SLICE_ARG(l->port->name), (int)load_average(), (long long)limit);
    sleep(1);
}

/* ---- the loop */

static void begin(struct acceptor *a, int listener, int fd, const struct net_address *peer)
{
    const struct listener *l = &a->o.listeners[listener];
    struct serving *one = calloc(1, sizeof *one);
    struct connection_counts counts =
        counters_begin(a->counters, listener, peer, clock_now(),
                       (int)a->o.shared.cfg->opt.connection_rate_window_size);
    const char *why = one == NULL ? "Out of memory" : forbidden(a, l, &counts);

    if (why != NULL) {
        counters_end(a->counters, listener, peer);
        turn_away(fd, a, why);
        free(one);
        return;
    }
    one->acceptor = a;
    one->peer = *peer;
    one->listener = listener;
    one->connection = (struct smtpd_connection){.fd = fd,
                                                .port = l->port,
                                                .client_connections = counts.client,
                                                .client_rate = counts.client_rate,
                                                .total_rate = counts.total_rate,
                                                .stop = &a->hurry,
                                                .closing = take_out,
                                                .ctx = one};
    link_in(a, one);
    if (!start_thread(one)) {
        take_out(one);
        turn_away(fd, a, "Out of resources; please try again later");
        forget(one);
    }
}

static void accept_one(struct acceptor *a, int listener)
{
    const struct listener *l = &a->o.listeners[listener];
    struct net_address peer = {.len = sizeof peer.at};
    int one = 1;
    int fd = accept4(l->fd, &peer.at.any, &peer.len, SOCK_CLOEXEC);

    if (fd < 0) {
        /* Another worker was faster, or the client is gone; without descriptors, wait a little. */
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            log_line(0, LOG_ERR, SLICE("NOQUEUE"), "accept: out of descriptors or memory");
            sleep(1);
        }
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    throttle(a);
    delay_when_loaded(a, l);
    begin(a, listener, fd, &peer);
}

static void *accept_loop(void *arg)
{
    struct acceptor *a = arg;
    size_t n = a->o.listener_count;
    struct pollfd *fds = calloc(n + 1, sizeof *fds);

    if (fds == NULL)
        die("out of memory");
    for (size_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){.fd = a->o.listeners[i].fd, .events = POLLIN};
    fds[n] = (struct pollfd){.fd = a->wake, .events = POLLIN};
    while (__atomic_load_n(&a->drain, __ATOMIC_RELAXED) == 0) {
        if (poll(fds, n + 1, -1) <= 0)
            continue;
        for (size_t i = 0; i < n; i++)
            if ((fds[i].revents & POLLIN) != 0)
                accept_one(a, (int)i);
    }
    free(fds);
    return NULL;
}

/* Several workers wait on one socket: who comes too late must not be caught in accept. */
static void make_nonblocking(const struct acceptor_options *o)
{
    for (size_t i = 0; i < o->listener_count; i++) {
        int flags = fcntl(o->listeners[i].fd, F_GETFL);

        if (flags >= 0)
            (void)fcntl(o->listeners[i].fd, F_SETFL, flags | O_NONBLOCK);
    }
}

struct acceptor *acceptor_start(const struct acceptor_options *options, struct err *err)
{
    struct acceptor *a = calloc(1, sizeof *a);
    int failed;

    if (a == NULL)
        die("out of memory");
    a->o = *options;
    make_nonblocking(options);
    a->wake = eventfd(0, EFD_CLOEXEC);
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->ended, NULL);
    a->counters = counters_open(options->counters, options->index);
    failed = a->wake < 0 ? errno : pthread_create(&a->thread, NULL, accept_loop, a);
    if (failed == 0)
        return a;
    errno = failed;
    err_errno(err, "starting to accept");
    counters_close(a->counters);
    if (a->wake >= 0)
        close(a->wake);
    free(a);
    return NULL;
}

void acceptor_drain(struct acceptor *a)
{
    uint64_t one = 1;

    if (__atomic_exchange_n(&a->drain, 1, __ATOMIC_RELAXED) != 0)
        return;
    if (write(a->wake, &one, sizeof one) < 0)
        die("eventfd");
    pthread_join(a->thread, NULL);
}

void acceptor_hurry(struct acceptor *a)
{
    acceptor_drain(a);
    __atomic_store_n(&a->hurry, 1, __ATOMIC_RELAXED);
    pthread_mutex_lock(&a->lock);
    /* Who waits for input sees its end; replies still go out. */
    for (struct serving *one = a->serving; one != NULL; one = one->next)
        shutdown(one->connection.fd, SHUT_RD);
    pthread_mutex_unlock(&a->lock);
}

int acceptor_sessions(struct acceptor *a)
{
    pthread_mutex_lock(&a->lock);
    int n = a->sessions;
    pthread_mutex_unlock(&a->lock);
    return n;
}

bool acceptor_finish(struct acceptor *a, int64_t ms)
{
    struct timespec until;
    bool done;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&a->lock);
    while (a->sessions > 0 && pthread_cond_timedwait(&a->ended, &a->lock, &until) == 0)
        ;
    done = a->sessions == 0;
    pthread_mutex_unlock(&a->lock);
    if (!done)
        return false;
    counters_close(a->counters);
    close(a->wake);
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->ended);
    free(a);
    return true;
}
