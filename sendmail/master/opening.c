/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Openings: each is done and answered by a child, so that a home directory on a dead file server
 * and a slow user database hold up one message and not the master.
 */
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "ipc/pack.h"
#include "map/map.h"
#include "sendmail/master/jobs.h"

enum { OWN_SECONDS = 30, MOST_SECONDS = 600 };

/* In the child: what is wanted, or -1. */
struct opening {
    const struct config *cfg;
    int (*open)(const struct opening *o, struct err *err);
    const char *what;
    unsigned seconds;
    bool no_file; /* done is enough */
    struct list_request list;
    const struct mailer *mailer;
    struct master_owner owner;
    const char *path;
    struct slice host;
    bool lock;
    enum master_own own;
    struct host_status status;
};

/* The administrator's files are opened by RunAsUser, if there is one. */
static bool become_run_as(const struct config *cfg, struct err *err)
{
    struct identity who = identity_of(cfg->run_as_uid, cfg->run_as_gid);

    return geteuid() != 0 || cfg->run_as_uid == 0 || identity_become(&who, err);
}

NORETURN static void child(const struct opening *o, int sock, uint32_t tag, struct arena *scratch)
{
    struct err err = {0};
    int fd;

    alarm(o->seconds);
    fd = o->open(o, &err);
    if (fd >= 0 || (o->no_file && err.status == EX_OK))
        jobs_answer(sock, tag, EX_OK, "", NULL, o->no_file ? -1 : fd, scratch);
    else
        jobs_answer_err(sock, tag, &err, scratch);
    if (err.status == EX_NOPERM)
        log_line(5, LOG_NOTICE, SLICE("NOQUEUE"), "refused to open %s: %s", o->what, err.text);
    _exit(EX_OK);
}

static bool start(struct jobs *j, const struct opening *o, int sock, uint32_t tag)
{
    struct job *job = jobs_free_one(j);
    pid_t pid = job == NULL ? -1 : fork();

    if (pid == 0)
        child(o, sock, tag, j->scratch);
    if (pid < 0)
        jobs_answer(sock, tag, EX_TEMPFAIL, "too many files being opened", NULL, -1, j->scratch);
    else
        *job = (struct job){.kind = JOB_OPENING, .pid = pid, .sock = sock, .tag = tag};
    return true;
}

static unsigned seconds_of(uint32_t ms, uint32_t files)
{
    uint64_t s = ((uint64_t)ms / 1000 + 1) * files;

    return s > MOST_SECONDS ? MOST_SECONDS : (unsigned)s;
}

/* ---- as users ---- */

static int do_list(const struct opening *o, struct err *err)
{
    return list_open(o->cfg, &o->list, err);
}

bool opening_list(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                  struct slice in)
{
    struct opening o = {.cfg = cfg, .open = do_list, .what = "a list"};
    uint32_t count, ms;
    char *user, **chain;

    if (!jobs_unpack_text(&in, j->scratch, &user) ||
        !jobs_unpack_list(&in, j->scratch, LIST_MAX_CHAIN, &chain, &count) || count == 0 ||
        !unpack_u32(&in, &ms))
        return false;
    o.list = (struct list_request){.user = slice_from(user),
                                   .chain = (const char *const *)chain,
                                   .len = count,
                                   .timeout_ms = (int)(seconds_of(ms, 1) * 1000)};
    o.seconds = seconds_of(ms, count);
    return start(j, &o, sock, f->tag);
}

static int do_mailbox(const struct opening *o, struct err *err)
{
    return rules_open_mailbox(o->cfg, o->mailer, &o->owner, o->path, (int)o->seconds * 1000, err);
}

bool opening_mailbox(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                     struct slice in)
{
    struct opening o = {.cfg = cfg, .open = do_mailbox, .what = "a mailbox file"};
    uint32_t ms;
    char *path;

    if (!jobs_unpack_mailer(&in, cfg, &o.mailer) || !jobs_unpack_owner(&in, j->scratch, &o.owner) ||
        !jobs_unpack_text(&in, j->scratch, &path) || !unpack_u32(&in, &ms))
        return false;
    o.path = path;
    o.seconds = seconds_of(ms, 1);
    return start(j, &o, sock, f->tag);
}

/* ---- the administrator's ---- */

static int do_own(const struct opening *o, struct err *err)
{
    return become_run_as(o->cfg, err) ? rules_open_own(o->cfg, o->own, err) : -1;
}

bool opening_own(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                 struct slice in)
{
    struct opening o = {
        .cfg = cfg, .open = do_own, .what = "a file of an option", .seconds = OWN_SECONDS};
    uint32_t which;

    if (!unpack_u32(&in, &which) || which > MASTER_OWN_DEAD_LETTER)
        return false;
    o.own = (enum master_own)which;
    return start(j, &o, sock, f->tag);
}

static int do_host(const struct opening *o, struct err *err)
{
    return become_run_as(o->cfg, err) ? rules_open_host(o->cfg, o->host, o->lock, err) : -1;
}

bool opening_host(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                  struct slice in)
{
    struct opening o = {
        .cfg = cfg, .open = do_host, .what = "a host's status", .seconds = OWN_SECONDS};
    uint32_t lock;
    char *host;

    if (!jobs_unpack_text(&in, j->scratch, &host) || !unpack_u32(&in, &lock))
        return false;
    o.host = slice_from(host);
    o.lock = lock != 0;
    return start(j, &o, sock, f->tag);
}

static int do_note_host(const struct opening *o, struct err *err)
{
    if (become_run_as(o->cfg, err))
        (void)rules_note_host(o->cfg, o->host, &o->status, err);
    return -1;
}

bool opening_note_host(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                       struct slice in)
{
    struct opening o = {.cfg = cfg,
                        .open = do_note_host,
                        .what = "a host's status",
                        .no_file = true,
                        .seconds = OWN_SECONDS};
    uint32_t error, resolver_error, status;
    char *host;

    if (!jobs_unpack_text(&in, j->scratch, &host) || !unpack_u32(&in, &error) ||
        !unpack_u32(&in, &resolver_error) || !unpack_u32(&in, &status) ||
        !unpack_slice(&in, &o.status.dsn) || !unpack_slice(&in, &o.status.reply) ||
        !unpack_i64(&in, &o.status.updated_at))
        return false;
    o.host = slice_from(host);
    o.status.error = (int)error;
    o.status.resolver_error = (int)resolver_error;
    o.status.status = (int)status;
    return start(j, &o, sock, f->tag);
}

static int do_map(const struct opening *o, struct err *err)
{
    return maps_open_file(o->cfg->maps, o->path, err);
}

/* The worker says which, the configuration says what may be asked for. The child stays what we are:
 * the file is the administrator's. */
bool opening_map(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                 struct slice in)
{
    struct opening o = {.cfg = cfg, .open = do_map, .what = "a map", .seconds = OWN_SECONDS};
    char *path;

    if (!jobs_unpack_text(&in, j->scratch, &path) || !maps_name_file(cfg->maps, path))
        return false;
    o.path = path;
    return start(j, &o, sock, f->tag);
}
