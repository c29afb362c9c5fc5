/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/standing.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* How many workers of a kind there should be, and how many said that they are at work. */
struct count {
    int wanted, ready;
};

void standing_open(struct standing *s)
{
    *s = (struct standing){.ready = false};
    notify_open(&s->manager);
}

PRINTF(2, 3) static void say(const struct standing *s, const char *fmt, ...)
{
    char text[512];
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n > 0)
        (void)notify_send(&s->manager,
                          slice_of(text, n < (int)sizeof text ? (size_t)n : sizeof text - 1));
}

/* The old ones, which finish what they have, are nobody that is waited for. */
static void count_workers(const struct workers *w, struct count counts[WORKER_KINDS])
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        const struct worker *worker = &w->all[i];

        if (worker->state != WORKER_WAITING && worker->state != WORKER_RUNNING)
            continue;
        counts[worker->kind].wanted++;
        counts[worker->kind].ready += worker->state == WORKER_RUNNING && worker->ready;
    }
}

/* A reload leaves no queue process until the old one has gone. */
static bool all_at_work(const struct count counts[WORKER_KINDS])
{
    if (counts[WORKER_QUEUE].ready == 0)
        return false;
    for (int kind = 0; kind < WORKER_KINDS; kind++) {
        if (counts[kind].ready < counts[kind].wanted)
            return false;
    }
    return true;
}

/* "listening on 2 sockets; at work: smtpd 2, queue 0 of 1, deliver 2" */
static void describe(const struct standing *s, const struct workers *w,
                     const struct count counts[WORKER_KINDS], char *out, size_t size)
{
    size_t sockets = w->listeners->len;
    int n = sockets > 0 ? snprintf(out, size, "listening on %zu socket%s; at work:", sockets,
                                   sockets == 1 ? "" : "s")
                        : snprintf(out, size, "at work:");

    for (int kind = 0; kind < WORKER_KINDS; kind++) {
        const char *name = worker_kind_name((enum worker_kind)kind);

        if (counts[kind].wanted == 0)
            continue;
        if (counts[kind].ready == counts[kind].wanted)
            n += snprintf(out + n, size - (size_t)n, " %s %d,", name, counts[kind].ready);
        else
            n += snprintf(out + n, size - (size_t)n, " %s %d of %d,", name, counts[kind].ready,
                          counts[kind].wanted);
    }
    snprintf(out + n - 1, size - (size_t)n + 1, "%s%s", s->remark[0] != '\0' ? "; " : "",
             s->remark);
}

static void say_ready(struct standing *s)
{
    s->ready = true;
    if (s->detached)
        say(s, "READY=1\nMAINPID=%d\nSTATUS=%s", (int)getpid(), s->said);
    else
        say(s, "READY=1\nSTATUS=%s", s->said);
}

static int watch(struct standing *s, int64_t now_ms)
{
    int64_t every = s->manager.watchdog_ms / 2, left;

    if (s->manager.watchdog_ms == 0)
        return -1;
    left = s->watched_at + every - now_ms;
    if (s->watched_at == 0 || left <= 0) {
        say(s, "WATCHDOG=1");
        s->watched_at = now_ms;
        left = every;
    }
    return (int)(left > 60000 ? 60000 : left);
}

int standing_tell(struct standing *s, const struct workers *w, int64_t now_ms)
{
    struct count counts[WORKER_KINDS] = {0};
    char status[sizeof s->said];
    bool changed;

    if (s->manager.socket[0] == '\0')
        return -1;
    count_workers(w, counts);
    describe(s, w, counts, status, sizeof status);
    changed = strcmp(status, s->said) != 0;
    memcpy(s->said, status, sizeof status);
    if (!s->ready && !s->ending && all_at_work(counts))
        say_ready(s);
    else if (changed && !s->ending)
        say(s, "STATUS=%s", s->said);
    return watch(s, now_ms);
}

void standing_reloading(struct standing *s)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    s->ready = false;
    s->remark[0] = '\0';
    say(s, "RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=reading the configuration again",
        (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    s->said[0] = '\0';
}

void standing_remark(struct standing *s, const char *why)
{
    snprintf(s->remark, sizeof s->remark, "going on with the old configuration: %.110s", why);
}

/* The watchdog hears of us until the end. */
void standing_ending(struct standing *s)
{
    s->ending = true;
    say(s, "STOPPING=1\nSTATUS=finishing what is under way");
}

void standing_failed(const struct standing *s, const char *why)
{
    say(s, "STATUS=not started: %s", why);
}
