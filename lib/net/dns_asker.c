/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libunbound is opened with dlopen, so that programs which never ask the DNS do not map it and its
 * libraries.
 *
 * Its blocking call makes a whole resolver for every question, sockets and a freshly seeded random
 * generator (1,500 rounds of SHA-256) included: 1.5 to 4 ms of CPU, even for what is cached. Its
 * asynchronous call has one worker thread for the life of the context, so that is the one used, and
 * the waiting is done here: one of the waiting threads, the reader, sleeps on the library's
 * descriptor and hands out the answers as they come; the others sleep until theirs is there or the
 * reader leaves.
 *
 * A context is made anew in a forked child: the worker thread stays with the parent, and two
 * processes sharing a random state would share the query ids that protect the answers.
 */
#include "net/dns_asker.h"

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "net/dns_refusal.h"
#include "os/clock.h"

enum {
    RETRANS_S = 5, /* as resolv.conf(5) has them when nobody says otherwise */
    RETRY = 2,
    WAIT_MAX_S = 600,
    SOON_MS = 500, /* without an answer by then: is there anybody? */
};

/* The functions of libunbound.so.8 that are used, with the types its header gives them. */
struct library {
    void *handle;
    __typeof__(ub_ctx_create) *ctx_create;
    __typeof__(ub_ctx_delete) *ctx_delete;
    __typeof__(ub_ctx_set_option) *ctx_set_option;
    __typeof__(ub_ctx_set_fwd) *ctx_set_fwd;
    __typeof__(ub_ctx_add_ta_file) *ctx_add_ta_file;
    __typeof__(ub_ctx_zone_remove) *ctx_zone_remove;
    __typeof__(ub_ctx_async) *ctx_async;
    __typeof__(ub_resolve_async) *resolve_async;
    __typeof__(ub_cancel) *cancel;
    __typeof__(ub_fd) *fd;
    __typeof__(ub_process) *process;
    __typeof__(ub_resolve_free) *resolve_free;
    __typeof__(ub_strerror) *strerror;
};

static const struct {
    const char *name;
    size_t at;
} symbols[] = {
    {"ub_ctx_create", offsetof(struct library, ctx_create)},
    {"ub_ctx_delete", offsetof(struct library, ctx_delete)},
    {"ub_ctx_set_option", offsetof(struct library, ctx_set_option)},
    {"ub_ctx_set_fwd", offsetof(struct library, ctx_set_fwd)},
    {"ub_ctx_add_ta_file", offsetof(struct library, ctx_add_ta_file)},
    {"ub_ctx_zone_remove", offsetof(struct library, ctx_zone_remove)},
    {"ub_ctx_async", offsetof(struct library, ctx_async)},
    {"ub_resolve_async", offsetof(struct library, resolve_async)},
    {"ub_cancel", offsetof(struct library, cancel)},
    {"ub_fd", offsetof(struct library, fd)},
    {"ub_process", offsetof(struct library, process)},
    {"ub_resolve_free", offsetof(struct library, resolve_free)},
    {"ub_strerror", offsetof(struct library, strerror)},
};

/* One question and the thread that waits for it, on that thread's stack. */
struct question {
    struct dns_asker *asker;
    struct question *next, *before; /* all that are waiting */
    pthread_cond_t wake;
    bool done;
    int error;
    struct ub_result *result;
};

struct dns_asker {
    const struct dns_options *options;
    const struct resolv_conf *conf;
    pthread_mutex_t lock;
    struct library lib;
    struct ub_ctx *ctx;
    pid_t ctx_owner;
    struct question *waiting;
    bool has_reader;
    bool deserted; /* nobody listened when that was last looked up */
};

struct dns_asker *dns_asker_new(struct arena *in, const struct dns_options *options,
                                const struct resolv_conf *conf)
{
    struct dns_asker *a = ARENA_NEW(in, struct dns_asker);

    a->options = options;
    a->conf = conf;
    pthread_mutex_init(&a->lock, NULL);
    return a;
}

void dns_asker_close(struct dns_asker *a)
{
    if (a->ctx != NULL && a->ctx_owner == getpid())
        a->lib.ctx_delete(a->ctx);
    a->ctx = NULL;
    /* The library stays mapped: what it registered at exit must find its code. */
}

/* ---- set-up; all under the lock ---- */

static bool load_library(struct library *lib, struct err *err)
{
    if (lib->handle != NULL)
        return true;
    lib->handle = dlopen("libunbound.so.8", RTLD_NOW | RTLD_LOCAL);
    if (lib->handle == NULL)
        return err_set(err, EX_TEMPFAIL, "no DNS: %s", dlerror());
    for (size_t i = 0; i < COUNT(symbols); i++) {
        void *found = dlsym(lib->handle, symbols[i].name);

        if (found == NULL) {
            dlclose(lib->handle);
            lib->handle = NULL;
            return err_set(err, EX_TEMPFAIL, "no DNS: libunbound lacks %s", symbols[i].name);
        }
        memcpy((char *)lib + symbols[i].at, &found, sizeof found);
    }
    return true;
}

/* Zones that the library would answer itself; here the site's own server knows better. */
static const char *const builtin_zones[] = {
    "localhost.",
    "127.in-addr.arpa.",
    "test.",
    "invalid.",
    "onion.",
    "home.arpa.",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
};

static bool configure(struct dns_asker *a, struct ub_ctx *ctx, struct err *err)
{
    const struct library *lib = &a->lib;
    bool validate = a->options->trust_anchors != NULL;
    struct arena *scratch = arena_new();
    int rc = lib->ctx_async(ctx, 1);

    lib->ctx_set_option(ctx, "do-not-query-localhost:", "no");
    lib->ctx_set_option(ctx, "unblock-lan-zones:", "yes");
    lib->ctx_set_option(ctx, "insecure-lan-zones:", "yes");
    lib->ctx_set_option(ctx, "rrset-roundrobin:", "no"); /* a map takes the server's first */
    lib->ctx_set_option(ctx, "module-config:", validate ? "validator iterator" : "iterator");
    /* One worker asks for all sessions: sockets for that many questions at a time. */
    lib->ctx_set_option(ctx, "outgoing-range:", "256");
    /* A name server that was down is tried again soon, not after a quarter of an hour. */
    lib->ctx_set_option(ctx, "infra-keep-probing:", "yes");
    if (a->options->use_tcp)
        lib->ctx_set_option(ctx, "tcp-upstream:", "yes");
    for (size_t i = 0; i < a->conf->server_count && rc == 0; i++)
        rc = lib->ctx_set_fwd(ctx, arena_cstr(scratch, a->conf->servers[i]));
    if (rc == 0 && validate)
        rc = lib->ctx_add_ta_file(ctx, a->options->trust_anchors);
    arena_drop(scratch);
    if (rc != 0)
        return err_set(err, EX_TEMPFAIL, "DNS set-up: %s", lib->strerror(rc));
    for (size_t i = 0; i < COUNT(builtin_zones); i++)
        (void)lib->ctx_zone_remove(ctx, builtin_zones[i]);
    return true;
}

static struct ub_ctx *context(struct dns_asker *a, struct err *err)
{
    struct ub_ctx *ctx;

    if (a->ctx != NULL && a->ctx_owner == getpid())
        return a->ctx;
    a->ctx = NULL;
    a->waiting = NULL;
    a->has_reader = false;
    if (!load_library(&a->lib, err))
        return NULL;
    ctx = a->lib.ctx_create();
    if (ctx == NULL) {
        (void)err_set(err, EX_TEMPFAIL, "DNS set-up: no memory or no entropy");
        return NULL;
    }
    if (!configure(a, ctx, err)) {
        a->lib.ctx_delete(ctx);
        return NULL;
    }
    a->ctx = ctx;
    a->ctx_owner = getpid();
    return ctx;
}

/* ---- asking ---- */

/* The first question starts the library's thread: signals are for the threads that expect them. */
static int send_question(struct dns_asker *a, const char *name, enum dns_type type,
                         struct question *q, ub_callback_type take, int *id)
{
    sigset_t all, before;
    int rc;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = a->lib.resolve_async(a->ctx, name, (int)type, 1, q, take, id);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

/* Called by the library inside `process`, in the reader's thread and without the lock. */
static void take_answer(void *ctx, int error, struct ub_result *result)
{
    struct question *q = ctx;
    struct dns_asker *a = q->asker;

    pthread_mutex_lock(&a->lock);
    q->error = error;
    q->result = result;
    q->done = true;
    pthread_cond_signal(&q->wake);
    pthread_mutex_unlock(&a->lock);
}

static void enter(struct dns_asker *a, struct question *q)
{
    pthread_condattr_t monotonic;

    q->asker = a;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&q->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    q->next = a->waiting;
    if (q->next != NULL)
        q->next->before = q;
    a->waiting = q;
}

static void leave(struct dns_asker *a, struct question *q)
{
    if (q->next != NULL)
        q->next->before = q->before;
    if (q->before != NULL)
        q->before->next = q->next;
    else
        a->waiting = q->next;
    pthread_cond_destroy(&q->wake);
    /* Somebody has to read on. */
    if (!a->has_reader && a->waiting != NULL)
        pthread_cond_signal(&a->waiting->wake);
}

static void read_answers(struct dns_asker *a, int64_t wait_ms)
{
    struct pollfd ready = {.fd = a->lib.fd(a->ctx), .events = POLLIN};

    a->has_reader = true;
    pthread_mutex_unlock(&a->lock);
    if (poll(&ready, 1, (int)wait_ms) > 0)
        (void)a->lib.process(a->ctx);
    pthread_mutex_lock(&a->lock);
    a->has_reader = false;
}

static void wait_until(struct dns_asker *a, struct question *q, int64_t deadline_ms)
{
    int64_t left_ms;

    while (!q->done && (left_ms = deadline_ms - clock_monotonic_ms()) > 0) {
        struct timespec at = {deadline_ms / 1000, (long)(deadline_ms % 1000) * 1000000};

        if (!a->has_reader)
            read_answers(a, left_ms);
        else
            pthread_cond_timedwait(&q->wake, &a->lock, &at);
    }
}

/* What the C library would wait: every try, with each server. */
static int64_t patience_ms(const struct dns_asker *a)
{
    int64_t retrans = a->options->retrans_s > 0 ? a->options->retrans_s : RETRANS_S;
    int64_t retry = a->options->retry > 0 ? a->options->retry : RETRY;
    int64_t seconds = retrans < WAIT_MAX_S && retry < WAIT_MAX_S
                          ? retrans * retry * (int64_t)a->conf->server_count
                          : WAIT_MAX_S;

    return (seconds < WAIT_MAX_S ? seconds : WAIT_MAX_S) * 1000;
}

static bool nobody_listens(struct dns_asker *a)
{
    bool deserted = false;

    if (!a->options->use_tcp) {
        pthread_mutex_unlock(&a->lock);
        deserted = dns_nobody_listens(a->conf);
        pthread_mutex_lock(&a->lock);
    }
    return a->deserted = deserted;
}

static bool ask(struct dns_asker *a, const char *name, enum dns_type type, int64_t deadline_ms,
                struct question *q, int *rc, struct err *err)
{
    int64_t now_ms = clock_monotonic_ms(), own_ms = now_ms + patience_ms(a);
    int id = 0;

    if (deadline_ms > own_ms)
        deadline_ms = own_ms;
    if (context(a, err) == NULL)
        return false;
    if (a->deserted && nobody_listens(a))
        return true;
    /* Entered first: the reader may have the answer before the call returns. */
    enter(a, q);
    pthread_mutex_unlock(&a->lock);
    *rc = send_question(a, name, type, q, take_answer, &id);
    pthread_mutex_lock(&a->lock);
    if (*rc == 0) {
        wait_until(a, q, deadline_ms < now_ms + SOON_MS ? deadline_ms : now_ms + SOON_MS);
        if (!q->done && !nobody_listens(a))
            wait_until(a, q, deadline_ms);
        /* Refused when the answer is just being handed over; then it is a moment away. */
        while (!q->done && a->lib.cancel(a->ctx, id) != 0)
            pthread_cond_wait(&q->wake, &a->lock);
    }
    leave(a, q);
    return true;
}

enum dns_asked dns_asker_ask(struct dns_asker *a, const char *name, enum dns_type type,
                             int64_t deadline_ms, struct ub_result **result, struct err *err)
{
    struct question q = {0};
    int rc = 0;
    bool asked, deserted;

    pthread_mutex_lock(&a->lock);
    asked = ask(a, name, type, deadline_ms, &q, &rc, err);
    deserted = a->deserted;
    pthread_mutex_unlock(&a->lock);
    if (!asked)
        return DNS_ASKED_FAILED;
    if (rc == 0 && !q.done) {
        (void)err_set(err, EX_TEMPFAIL, "%s: %s", name,
                      deserted ? "no name server listens where resolv.conf says"
                               : "Name server timeout");
        return DNS_ASKED_SILENCE;
    }
    if (rc == 0)
        rc = q.error;
    if (rc == UB_SYNTAX)
        return DNS_ASKED_NO_NAME;
    if (rc != 0) {
        (void)err_set(err, EX_TEMPFAIL, "%s: %s", name, a->lib.strerror(rc));
        return DNS_ASKED_FAILED;
    }
    *result = q.result;
    return DNS_ASKED_ANSWERED;
}

void dns_asker_free(struct dns_asker *a, struct ub_result *result)
{
    a->lib.resolve_free(result);
}
