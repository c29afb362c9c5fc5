/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/workers.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "ipc/caller.h"
#include "ipc/frame.h"
#include "ipc/pack.h"
#include "os/clock.h"
#include "sendmail/master/remote.h"
#include "sendmail/master/rights.h"

enum { SOON_MS = 10000, LONGEST_DELAY_MS = 60000 };

static const struct {
    const char *name;
    int (*run)(const struct worker_setup *setup);
} kinds[WORKER_KINDS] = {
    [WORKER_SMTPD] = {"smtpd", smtpd_worker},
    [WORKER_QUEUE] = {"queue", queue_worker},
    [WORKER_DELIVER] = {"deliver", deliver_worker},
};

const char *worker_kind_name(enum worker_kind kind)
{
    return kinds[kind].name;
}

void workers_init(struct workers *w)
{
    *w = (struct workers){.signals = -1};
    for (size_t i = 0; i < WORKERS_MAX; i++)
        w->all[i].control = w->all[i].request = -1;
}

struct worker *workers_add(struct workers *w, enum worker_kind kind, int index, unsigned generation,
                           const struct config *cfg)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        if (w->all[i].state != WORKER_FREE)
            continue;
        w->all[i] = (struct worker){.state = WORKER_WAITING,
                                    .kind = kind,
                                    .index = index,
                                    .generation = generation,
                                    .cfg = cfg,
                                    .control = -1,
                                    .request = -1};
        return &w->all[i];
    }
    return NULL;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_ours(struct worker *worker)
{
    close_fd(&worker->control);
    close_fd(&worker->request);
}

/* What the master has open is no business of a child's, and a socket's other end must see EOF when
 * the master dies. */
static void close_everybodys(struct workers *w, enum worker_kind kind)
{
    for (size_t i = 0; i < WORKERS_MAX; i++)
        close_ours(&w->all[i]);
    close(w->signals);
    for (size_t i = 0; kind != WORKER_SMTPD && i < w->listeners->len; i++)
        close(w->listeners->all[i].fd);
}

/* The terminal's and the administrator's signals are for the master; it tells the others. */
static void child_signals(void)
{
    sigset_t none;

    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

NORETURN static void child(struct workers *w, const struct worker *self, int control, int request)
{
    struct worker_setup setup = {.cfg = self->cfg,
                                 .control = control,
                                 .listeners = w->listeners->all,
                                 .listener_count = w->listeners->len,
                                 .queue_interval = w->queue_interval,
                                 .smtpd_counters = w->smtpd_counters,
                                 .index = self->index};
    struct err err = {0};
    enum worker_kind kind = self->kind;
    char title[16];

    memcpy(title, kinds[kind].name, strlen(kinds[kind].name) + 1);
    prctl(PR_SET_NAME, title);
    child_signals();
    close_everybodys(w, kind);
    setup.master = master_port_remote(caller_new(request));
    if (!rights_give_up(&setup, kind, &err)) {
        log_line(0, LOG_CRIT, slice_from(""), "%s: %s", title, err.text);
        exit(EX_OSERR);
    }
    exit(kinds[kind].run(&setup));
}

static bool introduce(struct worker *a, struct worker *b, struct err *err)
{
    struct worker *both[2] = {a, b};
    int pair[2];
    bool ok = true;

    if (!frame_pair(pair, err))
        return false;
    for (int i = 0; i < 2; i++) {
        uint32_t peer = both[1 - i]->kind;
        struct frame f = {.type = CONTROL_PEER, .nfds = 1, .fds = {pair[i]}};

        f.payload = slice_of((const char *)&peer, sizeof peer);
        ok = ok && frame_send(both[i]->control, &f, err);
    }
    close(pair[0]);
    close(pair[1]);
    return ok;
}

/* The queue process knows everybody, the others know the queue process. */
static void introduce_all(struct workers *w, struct worker *new)
{
    struct err err = {0};

    for (size_t i = 0; i < WORKERS_MAX; i++) {
        struct worker *other = &w->all[i];

        if (other == new || other->control < 0 ||
            (other->state != WORKER_RUNNING && other->state != WORKER_LEAVING))
            continue;
        if ((new->kind == WORKER_QUEUE) == (other->kind == WORKER_QUEUE))
            continue;
        if (other->kind == WORKER_QUEUE && other->state == WORKER_LEAVING)
            continue;
        /* One that leaves may just have gone. */
        if (!introduce(new, other, &err) && other->state == WORKER_RUNNING)
            log_line(0, LOG_ERR, slice_from(""), "connecting %s and %s: %s", kinds[new->kind].name,
                     kinds[other->kind].name, err.text);
    }
}

static void start(struct workers *w, struct worker *worker, int64_t now_ms)
{
    int control[2], request[2];
    struct err err = {0};

    worker->start_at = now_ms + 1000; /* the next try, should this one fail */
    if (!frame_pair(control, &err)) {
        log_line(0, LOG_ERR, slice_from(""), "starting %s: %s", kinds[worker->kind].name, err.text);
        return;
    }
    if (!frame_pair(request, &err)) {
        close(control[0]);
        close(control[1]);
        return;
    }
    worker->pid = fork();
    if (worker->pid == 0) {
        close(control[0]);
        close(request[0]);
        child(w, worker, control[1], request[1]);
    }
    close(control[1]);
    close(request[1]);
    worker->control = control[0];
    worker->request = request[0];
    if (worker->pid < 0) {
        log_line(0, LOG_ERR, slice_from(""), "starting %s: fork failed", kinds[worker->kind].name);
        close_ours(worker);
        return;
    }
    worker->state = WORKER_RUNNING;
    worker->ready = false;
    worker->started_at = now_ms;
    introduce_all(w, worker);
}

int workers_start_due(struct workers *w, int64_t now_ms)
{
    int64_t next = -1;

    for (size_t i = 0; i < WORKERS_MAX; i++) {
        struct worker *worker = &w->all[i];

        if (worker->state == WORKER_WAITING && worker->start_at <= now_ms)
            start(w, worker, now_ms);
        if (worker->state == WORKER_WAITING && (next < 0 || worker->start_at - now_ms < next))
            next = worker->start_at - now_ms;
    }
    return (int)(next < 0 ? -1 : next > LONGEST_DELAY_MS ? LONGEST_DELAY_MS : next);
}

static void plan_restart(struct worker *worker, int64_t now_ms)
{
    int64_t delay = 0;

    if (now_ms - worker->started_at < SOON_MS) {
        delay = (int64_t)1000 << (worker->failures < 6 ? worker->failures : 6);
        worker->failures++;
    } else {
        worker->failures = 0;
    }
    if (delay > LONGEST_DELAY_MS)
        delay = LONGEST_DELAY_MS;
    worker->state = WORKER_WAITING;
    worker->start_at = now_ms + delay;
}

struct worker *workers_of_pid(struct workers *w, pid_t pid)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        struct worker *worker = &w->all[i];

        if ((worker->state == WORKER_RUNNING || worker->state == WORKER_LEAVING) &&
            worker->pid == pid)
            return worker;
    }
    return NULL;
}

void workers_ended(struct worker *worker, int wait_status, int64_t now_ms)
{
    const char *name = kinds[worker->kind].name;
    int pid = (int)worker->pid;

    close_ours(worker);
    if (worker->state == WORKER_LEAVING) {
        worker->state = WORKER_FREE;
        return;
    }
    if (WIFSIGNALED(wait_status))
        log_line(0, LOG_ERR, slice_from(""), "%s[%d] died of signal %d, starting another", name,
                 pid, WTERMSIG(wait_status));
    else
        log_line(0, LOG_ERR, slice_from(""), "%s[%d] ended with status %d, starting another", name,
                 pid, WEXITSTATUS(wait_status));
    plan_restart(worker, now_ms);
}

void workers_tell_to_leave(struct workers *w, enum worker_kind kind, unsigned generation,
                           enum control_type how)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        struct worker *worker = &w->all[i];
        struct frame f = {.type = how};

        if (worker->state == WORKER_FREE || worker->kind != kind || worker->generation > generation)
            continue;
        if (worker->state == WORKER_WAITING) {
            worker->state = WORKER_FREE;
            continue;
        }
        worker->state = WORKER_LEAVING;
        /* A worker that cannot be told sees its control socket close, which means STOP. */
        if (worker->control >= 0 && !frame_send(worker->control, &f, NULL))
            close_fd(&worker->control);
    }
}

size_t workers_alive(const struct workers *w, enum worker_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < WORKERS_MAX; i++) {
        if (w->all[i].kind == kind &&
            (w->all[i].state == WORKER_RUNNING || w->all[i].state == WORKER_LEAVING))
            n++;
    }
    return n;
}

void workers_cut_off(struct worker *worker)
{
    close_fd(&worker->request);
    if (worker->pid > 0)
        kill(worker->pid, SIGKILL);
}
