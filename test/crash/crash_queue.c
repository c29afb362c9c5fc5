/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crash-queue -- the queue process is killed again and again while messages flow; nothing that was
 * acknowledged may be lost, and nothing may come again that was settled before.
 *
 *     crash-queue DIRECTORY STEPS RANDOM [CUTS]
 *
 * This program plays the other processes: threads that commit messages as smtpd does, and one that
 * takes jobs as deliver does. Some messages are delivered, some are put off once, some fail and
 * must come back as a bounce. First the queue is killed before its 1st, 2nd, ... STEPSth step, each
 * time with a few messages; then RANDOM times at any moment under load. Then it runs undisturbed
 * until everything that was acknowledged has arrived, and stops; files and journal must be gone.
 * With CUTS, so many lives come first that end with the power: of what was not synced, nothing or
 * a part is left (power.h).
 */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "disk/wire.h"
#include "ipc/pack.h"
#include "message/dsn.h"
#include "os/clock.h"
#include "sendmail/proto/queue_frames.h"
#include "sendmail/proto/queue_remote.h"
#include "sendmail/proto/worker.h"
#include "sendmail/queue/notice.h"
#include "test/crash/power.h"
#include "test/crash/steps.h"

enum { MESSAGES = 200000, SENDERS = 4, SETTLE_MS = 400, BODY_BYTES = 3000 };

struct message {
    atomic_bool taken;   /* commit returned true */
    atomic_int arrived;  /* deliveries, or bounces for one that is to fail */
    atomic_bool settled; /* arrived long enough ago: must not come again */
    atomic_int round;    /* of the last arrival */
};

static struct message messages[MESSAGES];
static atomic_int next_message;
static atomic_int complaints;

static void complain(const char *what, int n)
{
    if (atomic_fetch_add(&complaints, 1) < 20)
        printf("crash-queue: message %d %s\n", n, what);
}

/* ---- what stands for lib/message here */

enum dsn_age dsn_age(const struct envelope *e, const struct config *cfg, int64_t now, int64_t *span)
{
    (void)e, (void)cfg, (void)now, (void)span;
    return DSN_YOUNG;
}

struct dsn_due dsn_due(const struct envelope *e, const struct config *cfg, enum dsn_age age)
{
    struct dsn_due due = {0};

    (void)cfg, (void)age;
    for (size_t i = 0; i < e->rcpts.len; i++)
        due.failure = due.failure || e->rcpts.p[i].state == RCPT_FAILED;
    return due;
}

void dsn_say_age(struct transcript *t, const struct envelope *e, const struct config *cfg,
                 enum dsn_age age, int64_t span)
{
    (void)t, (void)e, (void)cfg, (void)age, (void)span;
}

/* The bounce of r17@x goes to b17@x. */
bool notice_compose(const struct conclude *c, const struct envelope *e, const struct body *body,
                    const struct telling *t, struct notice *n, struct err *err)
{
    struct slice failed = slice_from_at(e->rcpts.p[0].addr.text, 1);

    (void)body, (void)t, (void)err;
    *n = (struct notice){.in = arena_new()};
    n->env.in = n->in;
    c->new_id(c->ctx, n->env.id);
    n->env.created_at = c->now;
    n->env.sender.text = SLICE("<>");
    envelope_add_rcpt(&n->env, arena_printf(n->in, "b%.*s", SLICE_ARG(failed)));
    n->body = body_in_memory(SLICE("a bounce\n"));
    return true;
}

void notice_drop(struct notice *n)
{
    arena_drop(n->in);
}

int config_precedence(const struct config *config, struct slice word)
{
    (void)config, (void)word;
    return 0;
}

/* ---- one life of the queue process */

struct life {
    int number;
    pid_t pid;
    int control, commits, jobs; /* our ends */
    struct caller *caller;
    struct queue_port port;
    pthread_t deliver, senders[SENDERS];
    int sender_count;
    int quota; /* messages to send; atomic use */
    bool slow; /* every second job hangs at its next hop: what is lost then cannot have arrived */
    atomic_int sent;
    atomic_bool over;
};

static void pass_peer(int control, enum worker_kind kind, int fd)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);
    struct frame f = {.type = CONTROL_PEER, .nfds = 1, .fds = {fd}};
    struct err err;

    pack_u32(&out, kind);
    f.payload = str_slice(&out);
    (void)frame_send(control, &f, &err); /* it may be dead already */
    close(fd);
    arena_drop(in);
}

static int no_file(void *ctx UNUSED, enum master_own which UNUSED, struct err *err)
{
    return err_set(err, EX_NOINPUT, "not kept here"), -1;
}

static int run_queue(const char *directory, int control, long kill_at)
{
    struct config cfg = {.opt = {.queue_directory = slice_from(directory),
                                 .super_safe = 't',
                                 .queue_file_mode = 0600,
                                 .retry_factor = 1}};
    struct worker_setup setup = {
        .cfg = &cfg, .control = control, .queue_interval = 1, .master = {.open_own = no_file}};

    steps_arm(kill_at);
    return queue_worker(&setup);
}

static void *deliver(void *arg)
{
    struct life *life = arg;

    for (;;) {
        struct arena *in = arena_new();
        struct envelope e = {.in = in};
        struct str out = str_new(in);
        struct frame f, result;
        struct body body;
        struct err err = {0};
        struct recipient *r;
        struct message *m;
        int64_t number;
        bool bounce, first;

        if (frame_receive(life->jobs, false, in, &f, &err) != FRAME_OK)
            return arena_drop(in), NULL;
        if (!queue_unpack_job(&f, &e, &body, &err) || e.rcpts.len != 1 ||
            !slice_to_i64(slice_part(e.rcpts.p[0].addr.text, 1, e.rcpts.p[0].addr.text.len - 3),
                          &number) ||
            number < 0 || number >= MESSAGES) {
            complain("is a broken job", -1);
            return NULL;
        }
        if (life->slow && (number + life->number) % 2 == 0) {
            arena_drop(in);
            continue;
        }
        r = &e.rcpts.p[0];
        m = &messages[number];
        bounce = r->addr.text.p[0] == 'b';
        first = e.attempts == 0;
        if (!bounce && (body.len != BODY_BYTES || body.fd >= 0 || body.memory[0] != 'a'))
            complain("has a wrong body", (int)number);
        if (number % 10 == 1 && first && !bounce) {
            r->state = RCPT_DEFERRED;
            r->message = SLICE("Deferred: not today");
        } else if (number % 10 == 2 && !bounce) {
            r->state = RCPT_FAILED;
        } else {
            r->state = RCPT_SENT;
            /* Bounces may: two attempts that were both cut short have made one each. */
            if (!bounce && atomic_load(&m->arrived) > 0 && atomic_load(&m->round) == life->number)
                complain("came twice in one life", (int)number);
            if (atomic_load(&m->arrived) > 0 && atomic_load(&m->settled))
                complain("came again after it was settled", (int)number);
            atomic_fetch_add(&m->arrived, 1);
            atomic_store(&m->round, life->number);
        }
        queue_pack_result(&e, slice_of(NULL, 0), f.tag, &out, &result);
        (void)frame_send(life->jobs, &result, &err);
        arena_drop(in);
    }
}

static void *sender(void *arg)
{
    struct life *life = arg;
    static char bytes[BODY_BYTES];

    memset(bytes, 'a', sizeof bytes);
    while (!atomic_load(&life->over) && atomic_fetch_add(&life->sent, 1) < life->quota) {
        int number = atomic_fetch_add(&next_message, 1);
        struct arena *in = arena_new();
        struct envelope e = {.in = in}, *one = &e;
        struct body body = body_in_memory(slice_of(bytes, sizeof bytes));
        struct err err = {0};

        if (number >= MESSAGES)
            return arena_drop(in), NULL;
        e.sender.text = SLICE("s@x");
        envelope_add_rcpt(&e, arena_printf(in, "r%d@x", number));
        if (life->port.commit(life->port.ctx, &one, 1, &body, DELIVER_BACKGROUND, &err))
            atomic_store(&messages[number].taken, true);
        else if (!atomic_load(&life->over) && err.status != EX_TEMPFAIL)
            printf("crash-queue: %s\n", err.text);
        arena_drop(in);
    }
    return NULL;
}

/* One maker of ids for all lives, as a session process outlives the queue. */
static struct queue_remote remote;
static struct queue_port port;

static bool begin(struct life *life, const char *directory, long kill_at, int senders, int quota)
{
    int control[2], commits[2], jobs[2];
    struct err err = {0};

    if (!frame_pair(control, &err) || !frame_pair(commits, &err) || !frame_pair(jobs, &err))
        die("%s", err.text);
    fflush(stdout);
    life->pid = fork();
    if (life->pid == 0) {
        close(control[1]), close(commits[1]), close(jobs[1]);
        close(commits[0]), close(jobs[0]);
        _exit(run_queue(directory, control[0], kill_at));
    }
    close(control[0]);
    life->control = control[1];
    pass_peer(control[1], WORKER_SMTPD, commits[0]);
    pass_peer(control[1], WORKER_DELIVER, jobs[0]);
    life->commits = commits[1];
    life->jobs = jobs[1];
    life->caller = caller_new(life->commits);
    if (remote.caller == NULL)
        port = queue_port_remote(&remote, life->caller);
    remote.caller = life->caller;
    life->port = port;
    life->quota = quota;
    life->sender_count = senders;
    pthread_create(&life->deliver, NULL, deliver, life);
    for (int i = 0; i < senders; i++)
        pthread_create(&life->senders[i], NULL, sender, life);
    return true;
}

/* Waits for the end of the process and of the threads; its wait status. */
static int finish(struct life *life)
{
    int status = 0;

    waitpid(life->pid, &status, 0);
    atomic_store(&life->over, true);
    for (int i = 0; i < life->sender_count; i++)
        pthread_join(life->senders[i], NULL);
    pthread_join(life->deliver, NULL);
    caller_drop(life->caller);
    close(life->jobs);
    close(life->control);
    return status;
}

/* Whatever arrived a while ago has been settled by now: it must not come again. */
static void mark_settled(void)
{
    int n = atomic_load(&next_message);

    for (int i = 0; i < n && i < MESSAGES; i++) {
        if (atomic_load(&messages[i].arrived) > 0)
            atomic_store(&messages[i].settled, true);
    }
}

static void stop(struct life *life)
{
    struct frame f = {.type = CONTROL_STOP};
    struct err err;

    (void)frame_send(life->control, &f, &err);
}

static bool all_arrived(void)
{
    int n = atomic_load(&next_message);

    for (int i = 0; i < n && i < MESSAGES; i++) {
        if (atomic_load(&messages[i].taken) && atomic_load(&messages[i].arrived) == 0)
            return false;
    }
    return true;
}

/* A tf, and a df whose control file never came to be or went first, mean nothing and may stay. */
static int count_files(const char *directory)
{
    DIR *d = opendir(directory);
    struct dirent *entry;
    int n = 0;

    while (d != NULL && (entry = readdir(d)) != NULL)
        n += entry->d_name[0] != '.' && strcmp(entry->d_name, "journal") != 0 &&
             strncmp(entry->d_name, "df", 2) != 0 && strncmp(entry->d_name, "tf", 2) != 0;
    if (d != NULL)
        closedir(d);
    return n;
}

static bool settles(struct life *life, int ms)
{
    for (int i = 0; i < ms / 10; i++) {
        if (waitpid(life->pid, NULL, WNOHANG) != 0)
            return false;
        usleep(10000);
    }
    return true;
}

/* One life that ends before its step number `at`. */
static void live_to_step(const char *directory, int number, long at, int quota, bool slow)
{
    struct life life = {.number = number, .slow = slow};
    int status;

    begin(&life, directory, at, quota > 0 ? 1 : 0, quota);
    for (int i = 0; i < 100 && waitpid(life.pid, &status, WNOHANG) == 0; i++) {
        if ((quota == 0 || atomic_load(&life.sent) > quota) && i > 20 && at < steps_taken())
            break;
        usleep(1000);
    }
    kill(life.pid, SIGKILL);
    finish(&life);
}

static void live_at_random(const char *directory, int number, int quota, bool slow)
{
    struct life life = {.number = number, .slow = slow};

    begin(&life, directory, 0, SENDERS, quota);
    usleep((useconds_t)(5000 + rand() % 60000));
    kill(life.pid, SIGKILL);
    finish(&life);
}

/* Half of the lives end with the power somewhere, half at start-up with what a killed one left in
 * the journal: what was not synced is gone, or half of it, or little. */
static int cut_power(const char *directory, long cuts, int lives)
{
    static const int keeps[] = {0, 50, 0, 90};
    char store[4096];

    snprintf(store, sizeof store, "%s.synced", directory);
    for (long i = 0; i < cuts; i++) {
        bool start = i >= cuts / 2;

        if (start)
            live_at_random(directory, ++lives, 12, true);
        power_watch(directory, store);
        live_to_step(directory, ++lives, 1 + i * 37 % (start ? 61 : 97), start ? 0 : 6, true);
        power_cut(keeps[(size_t)i % COUNT(keeps)]);
    }
    return lives;
}

int main(int argc, char **argv)
{
    long steps = argc > 2 ? strtol(argv[2], NULL, 10) : 100;
    long random_kills = argc > 3 ? strtol(argv[3], NULL, 10) : 20;
    long power = argc > 4 ? strtol(argv[4], NULL, 10) : 0;
    const char *directory = argc > 1 ? argv[1] : ".";
    int lives = 0, kills = 0, taken = 0, lost = 0, again = 0, status;
    char journal[4096];

    log_open(&(struct log_options){.ident = "queue", .level = 0, .fd = 2});
    steps_init();
    signal(SIGPIPE, SIG_IGN);
    if (power > 0) {
        lives = cut_power(directory, power, lives);
        kills += (int)power;
    }
    for (long at = 1; at <= steps; at++) {
        live_to_step(directory, ++lives, at, 6, false);
        kills++;
    }
    for (long i = 0; i < random_kills; i++) {
        live_at_random(directory, ++lives, MESSAGES, false);
        kills++;
    }
    {
        struct life life = {.number = ++lives};
        int rounds = 0;

        begin(&life, directory, 0, 1, 20);
        while (!all_arrived() && rounds++ < 100)
            (void)settles(&life, 100);
        (void)settles(&life, 2 * SETTLE_MS);
        mark_settled();
        kill(life.pid, SIGKILL);
        finish(&life);
    }
    {
        struct life life = {.number = ++lives};

        begin(&life, directory, 0, 1, 100);
        (void)settles(&life, 3500);
        stop(&life);
        status = finish(&life);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            complain("saw the queue end badly", status);
    }
    for (int i = 0; i < MESSAGES; i++) {
        int arrived = atomic_load(&messages[i].arrived);

        taken += atomic_load(&messages[i].taken);
        lost += atomic_load(&messages[i].taken) && arrived == 0;
        again += arrived > 1;
    }
    snprintf(journal, sizeof journal, "%s/journal", directory);
    if (count_files(directory) + count_files(journal) != 0)
        complain("count: files are left behind", count_files(directory) + count_files(journal));
    printf("%d kills, %d messages acknowledged, %d lost, %d came again, %d complaints\n", kills,
           taken, lost, again, atomic_load(&complaints));
    return lost != 0 || atomic_load(&complaints) != 0 || taken == 0;
}
