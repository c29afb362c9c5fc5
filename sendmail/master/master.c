/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/master.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "ipc/frame.h"
#include "os/clock.h"
#include "rule/macro.h"
#include "sendmail/master/listen.h"
#include "sendmail/master/pidfile.h"
#include "sendmail/master/requests.h"
#include "sendmail/master/standing.h"
#include "sendmail/master/workers.h"

enum { MOST_WORKERS_OF_A_KIND = 8, PATIENCE_MS = 10000 };

/* An orderly end goes backwards through the flow of mail, so that nobody loses its listener. */
enum stage { WORKING, ENDING_SMTPD, ENDING_DELIVER, ENDING_QUEUE, ENDED };

struct master {
    const struct master_setup *setup;
    struct arena *in;      /* process */
    struct arena *scratch; /* one frame */
    struct config *cfg;
    struct arena *listeners_in;
    struct listeners listeners;
    struct workers workers;
    struct jobs *jobs;
    struct standing standing;
    unsigned generation;
    int signals;
    enum stage stage;
    int64_t stage_ends; /* monotonic ms: then those that are left are killed */
};

static const struct slice nobody = {"", 0};

static int workers_of_a_kind(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MOST_WORKERS_OF_A_KIND ? MOST_WORKERS_OF_A_KIND : (int)n;
}

static void add_sessions(struct master *m)
{
    int n = workers_of_a_kind();

    for (int i = 0; i < n; i++) {
        if (m->setup->listen)
            (void)workers_add(&m->workers, WORKER_SMTPD, i, m->generation, m->cfg);
        (void)workers_add(&m->workers, WORKER_DELIVER, i, m->generation, m->cfg);
    }
}

static void add_queue(struct master *m)
{
    (void)workers_add(&m->workers, WORKER_QUEUE, 0, m->generation, m->cfg);
}

static void next_stage(struct master *m, int64_t now)
{
    static const enum worker_kind leaving[] = {[ENDING_SMTPD] = WORKER_SMTPD,
                                               [ENDING_DELIVER] = WORKER_DELIVER,
                                               [ENDING_QUEUE] = WORKER_QUEUE};

    m->stage++;
    m->stage_ends = now + PATIENCE_MS;
    if (m->stage < ENDED)
        workers_tell_to_leave(&m->workers, leaving[m->stage], m->generation, CONTROL_STOP);
}

static void kill_kind(struct master *m, enum worker_kind kind)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        struct worker *w = &m->workers.all[i];

        if (w->kind == kind && w->state == WORKER_LEAVING)
            kill(w->pid, SIGKILL);
    }
}

static void go_on_ending(struct master *m, int64_t now)
{
    static const enum worker_kind kinds[] = {[ENDING_SMTPD] = WORKER_SMTPD,
                                             [ENDING_DELIVER] = WORKER_DELIVER,
                                             [ENDING_QUEUE] = WORKER_QUEUE};

    while (m->stage > WORKING && m->stage < ENDED) {
        if (workers_alive(&m->workers, kinds[m->stage]) == 0) {
            next_stage(m, now);
        } else {
            if (now >= m->stage_ends)
                kill_kind(m, kinds[m->stage]);
            return;
        }
    }
}

static void begin_ending(struct master *m, const char *why)
{
    if (m->stage != WORKING)
        return;
    log_line(10, LOG_INFO, SLICE("NOQUEUE"), "stopping daemon, reason=%s", why);
    standing_ending(&m->standing);
    listeners_close(&m->listeners);
    next_stage(m, clock_monotonic_ms());
}

/* A new generation: workers of the new configuration beside the old ones, which finish what they
 * have begun. The queue is one process; it flushes and comes back with the new configuration. */
static void reload(struct master *m)
{
    struct arena *in = arena_new();
    struct listeners fresh = {0};
    struct config *cfg;
    struct err err = {0};

    standing_reloading(&m->standing);
    cfg = m->setup->reread(m->setup->reread_ctx, &err);
    if (cfg == NULL ||
        (m->setup->listen && !listeners_open(cfg, &m->listeners, in, &fresh, &err))) {
        log_line(0, LOG_ERR, nobody, "reload: %s; going on with the old configuration", err.text);
        standing_remark(&m->standing, err.text);
        if (cfg != NULL)
            config_drop(cfg);
        arena_drop(in);
        return;
    }
    workers_tell_to_leave(&m->workers, WORKER_SMTPD, m->generation, CONTROL_DRAIN);
    workers_tell_to_leave(&m->workers, WORKER_DELIVER, m->generation, CONTROL_DRAIN);
    workers_tell_to_leave(&m->workers, WORKER_QUEUE, m->generation, CONTROL_STOP);
    listeners_close(&m->listeners);
    arena_drop(m->listeners_in);
    m->listeners_in = in;
    m->listeners = fresh;
    m->generation++;
    m->cfg = cfg; /* the old one stays: requests of workers that leave are judged by it */
    add_sessions(m);
    if (workers_alive(&m->workers, WORKER_QUEUE) == 0)
        add_queue(m); /* it had died and waited for its restart */
    log_line(0, LOG_NOTICE, nobody, "configuration %.*s read again", SLICE_ARG(cfg->path));
}

static void dump_state(struct master *m)
{
    static const char *const states[] = {"free", "waiting", "running", "leaving"};

    for (size_t i = 0; i < WORKERS_MAX; i++) {
        const struct worker *w = &m->workers.all[i];

        if (w->state != WORKER_FREE)
            log_line(0, LOG_DEBUG, nobody, "%s %d: pid %d, %s, generation %u, failures %d",
                     worker_kind_name(w->kind), w->index, (int)w->pid, states[w->state],
                     w->generation, w->failures);
    }
}

static void run_queue_now(struct master *m)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        const struct worker *w = &m->workers.all[i];
        struct frame f = {.type = CONTROL_RUN_QUEUE};

        if (w->kind == WORKER_QUEUE && w->state == WORKER_RUNNING && w->control >= 0)
            (void)frame_send(w->control, &f, NULL);
    }
}

static void reap(struct master *m)
{
    int64_t now = clock_monotonic_ms();
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct worker *w;

        if (jobs_child_ended(m->jobs, pid, status))
            continue;
        w = workers_of_pid(&m->workers, pid);
        if (w == NULL)
            continue;
        if (w->request >= 0)
            jobs_forget(m->jobs, w->request);
        workers_ended(w, status, now);
        /* The queue's successor may start once nobody else writes the spool. */
        if (w->kind == WORKER_QUEUE && w->state == WORKER_FREE && m->stage == WORKING)
            add_queue(m);
    }
}

static void take_signals(struct master *m)
{
    struct signalfd_siginfo s;

    while (read(m->signals, &s, sizeof s) == (ssize_t)sizeof s) {
        switch (s.ssi_signo) {
        case SIGCHLD:
            reap(m);
            break;
        case SIGHUP:
            if (m->stage == WORKING)
                reload(m);
            break;
        case SIGUSR1:
            dump_state(m);
            break;
        case SIGALRM:
            run_queue_now(m);
            break;
        default:
            begin_ending(m, "signal");
            break;
        }
    }
}

static void serve(struct master *m, struct worker *w)
{
    struct err err = {0};
    struct frame f;

    for (;;) {
        enum frame_result r = frame_receive(w->request, true, m->scratch, &f, &err);

        if (r == FRAME_AGAIN)
            break;
        if (r == FRAME_OK && jobs_serve(m->jobs, w->cfg, w->request, &f, &err)) {
            arena_reset(m->scratch);
            continue;
        }
        jobs_forget(m->jobs, w->request);
        if (r == FRAME_CLOSED) {
            close(w->request);
            w->request = -1;
        } else {
            log_line(0, LOG_ALERT, nobody, "%s[%d] is cut off: %s", worker_kind_name(w->kind),
                     (int)w->pid, err.text);
            workers_cut_off(w);
        }
        break;
    }
    arena_reset(m->scratch);
}

/* READY is the one thing workers say here; a socket that closed is its process's end, seen by reap.
 */
static void hear(struct master *m, struct worker *w)
{
    struct frame f;
    enum frame_result r = frame_receive(w->control, true, m->scratch, &f, NULL);

    if (r == FRAME_OK && f.type == CONTROL_READY) {
        w->ready = true;
        log_line(20, LOG_INFO, nobody, "%s[%d] is ready", worker_kind_name(w->kind), (int)w->pid);
    } else if (r != FRAME_AGAIN) {
        close(w->control);
        w->control = -1;
    }
    if (r == FRAME_OK)
        frame_close_fds(&f);
    arena_reset(m->scratch);
}

static int shorter(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void loop(struct master *m)
{
    struct pollfd p[1 + 2 * WORKERS_MAX];

    while (m->stage != ENDED) {
        int64_t now = clock_monotonic_ms();
        int wait = jobs_expire(m->jobs, now);

        if (m->stage == WORKING)
            wait = shorter(wait, workers_start_due(&m->workers, now));
        else
            wait = shorter(wait, 1000);
        wait = shorter(wait, standing_tell(&m->standing, &m->workers, now));
        p[0] = (struct pollfd){.fd = m->signals, .events = POLLIN};
        for (size_t i = 0; i < WORKERS_MAX; i++) {
            const struct worker *w = &m->workers.all[i];

            p[1 + 2 * i] = (struct pollfd){.fd = w->control, .events = POLLIN};
            p[2 + 2 * i] = (struct pollfd){.fd = w->request, .events = POLLIN};
        }
        if (poll(p, COUNT(p), wait) < 0 && errno != EINTR)
            die("poll: errno %d", errno);
        for (size_t i = 0; i < WORKERS_MAX; i++) {
            struct worker *w = &m->workers.all[i];

            if (p[1 + 2 * i].revents != 0 && w->control == p[1 + 2 * i].fd)
                hear(m, w);
            if (p[2 + 2 * i].revents != 0 && w->request == p[2 + 2 * i].fd)
                serve(m, w);
        }
        if (p[0].revents != 0)
            take_signals(m);
        go_on_ending(m, clock_monotonic_ms());
    }
}

static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The parent leaves when the daemon stands, with its word on whether it does. */
static bool detach(int *report, int *exit_status)
{
    int ends[2];
    pid_t pid;
    char status = EX_OSERR;

    if (pipe2(ends, O_CLOEXEC) != 0 || (pid = fork()) < 0) {
        *exit_status = EX_OSERR;
        return false;
    }
    if (pid > 0) {
        close(ends[1]);
        if (read(ends[0], &status, 1) != 1)
            status = EX_OSERR;
        *exit_status = status;
        return false;
    }
    close(ends[0]);
    *report = ends[1];
    setsid();
    return true;
}

static void leave_terminal(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (int fd = 0; null >= 0 && fd < 3; fd++)
        (void)dup2(null, fd);
    if (null > 2)
        close(null);
    if (chdir("/") != 0)
        return; /* the directory we were started in stays busy, nothing worse */
}

static void *shared_memory(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

/* What this daemon is for: "SMTP+queueing@00:30:00". */
static void log_start(const struct master *m)
{
    long long every = m->setup->queue_interval;
    struct slice version = macros_get(m->cfg->macros, 'v');
    char queueing[64] = "";

    if (every > 0)
        snprintf(queueing, sizeof queueing, "%squeueing@%02lld:%02lld:%02lld",
                 m->setup->listen ? "+" : "", every / 3600, every / 60 % 60, every % 60);
    log_line(9, LOG_INFO, nobody, "starting daemon (%.*s): %s%s", SLICE_ARG(version),
             m->setup->listen ? "SMTP" : "", queueing);
    log_line(10, LOG_INFO, nobody, "started as: %.*s", SLICE_ARG(m->setup->command_line));
}

static int work(struct master *m, int report)
{
    struct pidfile pidfile = {0};
    struct err err = {0};
    char good = EX_OK;

    if (!pidfile_write(m->cfg, m->setup->command_line, m->in, &pidfile, &err))
        log_line(0, LOG_ERR, nobody, "pid file: %s", err.text);
    if (report >= 0)
        leave_terminal(); /* before the workers are forked: they must not hold it either */
    workers_init(&m->workers);
    m->signals = open_signals();
    m->workers.signals = m->signals;
    m->workers.listeners = &m->listeners;
    m->workers.queue_interval = m->setup->queue_interval;
    m->workers.smtpd_counters = shared_memory(SMTPD_COUNTERS_BYTES);
    m->jobs = jobs_new(m->in);
    add_queue(m);
    add_sessions(m);
    log_start(m);
    (void)workers_start_due(&m->workers, clock_monotonic_ms());
    m->standing.detached = report >= 0;
    if (report >= 0) {
        if (write(report, &good, 1) != 1)
            log_line(5, LOG_INFO, nobody, "nobody waits for the daemon to stand");
        close(report);
    }
    loop(m);
    pidfile_remove(&pidfile);
    return EX_OK;
}

int master_run(const struct master_setup *setup)
{
    struct master m = {.setup = setup,
                       .in = arena_new(),
                       .scratch = arena_new(),
                       .cfg = setup->cfg,
                       .listeners_in = arena_new()};
    struct err err = {0};
    int report = -1, status = EX_OK;

    standing_open(&m.standing);
    if (setup->listen && !listeners_open(m.cfg, NULL, m.listeners_in, &m.listeners, &err)) {
        log_line(0, LOG_CRIT, nobody, "NOQUEUE: SYSERR: opendaemonsocket: %s", err.text);
        fprintf(stderr, "451 4.0.0 opendaemonsocket: %s\n", err.text);
        standing_failed(&m.standing, err.text);
        return err.status == EX_CONFIG ? EX_CONFIG : EX_OSERR;
    }
    if (setup->foreground || detach(&report, &status))
        status = work(&m, report);
    arena_drop(m.listeners_in);
    arena_drop(m.scratch);
    arena_drop(m.in);
    return status;
}
