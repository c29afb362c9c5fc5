/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/requests.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "ipc/pack.h"
#include "map/map.h"
#include "os/clock.h"
#include "os/spawn.h"
#include "sendmail/master/wire.h"

enum { MAP_SECONDS = 30 };

enum job_kind { JOB_FREE, JOB_OPENING, JOB_PROGRAM };

struct job {
    enum job_kind kind;
    pid_t pid;
    int sock;     /* the worker that asked */
    uint32_t tag; /* opening: of the request; program: of the wait, when waited for */
    bool waited_for;
    int64_t deadline; /* of the wait, monotonic ms; 0: none */
    bool ended;       /* before anybody waited */
    int wait_status;
};

struct jobs {
    as_user_opener *opener;
    struct arena *scratch;
    struct job all[MASTER_MAX_JOBS];
};

struct jobs *jobs_new(struct arena *in, as_user_opener *opener)
{
    struct jobs *j = ARENA_NEW(in, struct jobs);

    j->opener = opener;
    j->scratch = arena_new();
    return j;
}

static struct job *free_job(struct jobs *j)
{
    for (size_t i = 0; i < COUNT(j->all); i++) {
        if (j->all[i].kind == JOB_FREE)
            return &j->all[i];
    }
    return NULL;
}

static struct job *job_of(struct jobs *j, pid_t pid, enum job_kind kind)
{
    for (size_t i = 0; i < COUNT(j->all); i++) {
        if (j->all[i].kind != JOB_FREE && j->all[i].pid == pid &&
            (kind == JOB_FREE || j->all[i].kind == kind))
            return &j->all[i];
    }
    return NULL;
}

/* Never blocks for long: answers are small and the worker's socket has room for many. A worker that
 * is gone needs no answer. */
static void answer(int sock, uint32_t tag, int status, const char *text, const int64_t *value,
                   int fd, struct arena *scratch)
{
    struct str s = str_new(scratch);
    struct frame f = {.type = MASTER_ANSWER, .tag = tag};

    pack_u32(&s, (uint32_t)status);
    pack_slice(&s, slice_from(text));
    if (value != NULL)
        pack_i64(&s, *value);
    f.payload = str_slice(&s);
    if (fd >= 0)
        f.fds[f.nfds++] = fd;
    (void)frame_send(sock, &f, NULL);
}

static void answer_err(int sock, uint32_t tag, const struct err *err, struct arena *scratch)
{
    answer(sock, tag, err->status == EX_OK ? EX_TEMPFAIL : err->status, err->text, NULL, -1,
           scratch);
}

static bool unpack_identity(struct slice *in, struct identity *who)
{
    uint32_t uid, gid, n, g;

    if (!unpack_u32(in, &uid) || !unpack_u32(in, &gid) || !unpack_u32(in, &n) ||
        n > IDENTITY_MAX_GROUPS)
        return false;
    *who = (struct identity){.uid = (uid_t)uid, .gid = (gid_t)gid, .ngroups = (int)n};
    for (uint32_t i = 0; i < n; i++) {
        if (!unpack_u32(in, &g))
            return false;
        who->groups[i] = (gid_t)g;
    }
    return true;
}

/* A path or argument with a NUL inside is nobody's honest wish. */
static bool unpack_cstr(struct slice *in, struct arena *scratch, char **text)
{
    struct slice s;

    if (!unpack_slice(in, &s) || slice_find(s, '\0') != SIZE_MAX)
        return false;
    *text = arena_cstr(scratch, s);
    return true;
}

static bool unpack_list(struct slice *in, struct arena *scratch, char ***list)
{
    uint32_t n;

    if (!unpack_u32(in, &n) || n > MASTER_MAX_ARGS)
        return false;
    *list = ARENA_ARRAY(scratch, n + 1, char *);
    for (uint32_t i = 0; i < n; i++) {
        if (!unpack_cstr(in, scratch, &(*list)[i]))
            return false;
    }
    return true;
}

/* Without root there is only one user to be. */
static struct identity possible(struct identity who)
{
    return geteuid() == 0 ? who : identity_current();
}

NORETURN static void opening_child(struct jobs *j, const struct identity *who, const char *path,
                                   uint32_t flags, int sock, uint32_t tag)
{
    struct err err = {0};
    int fd = -1;

    if (identity_become(who, &err))
        fd = j->opener(path, flags, who, &err);
    if (fd >= 0)
        answer(sock, tag, EX_OK, "", NULL, fd, j->scratch);
    else
        answer_err(sock, tag, &err, j->scratch);
    _exit(EX_OK);
}

static bool serve_open(struct jobs *j, const struct config *cfg UNUSED, int sock,
                       const struct frame *f, struct slice in)
{
    struct identity who;
    uint32_t flags, timeout_ms;
    struct job *job;
    char *path;
    pid_t pid;

    if (!unpack_identity(&in, &who) || !unpack_cstr(&in, j->scratch, &path) ||
        !unpack_u32(&in, &flags) || !unpack_u32(&in, &timeout_ms))
        return false;
    who = possible(who);
    job = free_job(j);
    pid = job == NULL ? -1 : fork();
    if (pid == 0) {
        alarm(timeout_ms / 1000 + 1);
        opening_child(j, &who, path, flags, sock, f->tag);
    }
    if (pid < 0) {
        answer(sock, f->tag, EX_TEMPFAIL, "too many files being opened", NULL, -1, j->scratch);
        return true;
    }
    *job = (struct job){.kind = JOB_OPENING, .pid = pid, .sock = sock, .tag = f->tag};
    return true;
}

/* The worker says which, the configuration says what may be asked for. The child stays what we are:
 * the file is the administrator's. */
static bool serve_open_map(struct jobs *j, const struct config *cfg, int sock,
                           const struct frame *f, struct slice in)
{
    struct job *job;
    char *path;
    pid_t pid;

    if (!unpack_cstr(&in, j->scratch, &path) || !maps_name_file(cfg->maps, path))
        return false;
    job = free_job(j);
    pid = job == NULL ? -1 : fork();
    if (pid == 0) {
        struct err err = {0};
        int fd;

        alarm(MAP_SECONDS);
        fd = maps_open_file(cfg->maps, path, &err);
        if (fd >= 0)
            answer(sock, f->tag, EX_OK, "", NULL, fd, j->scratch);
        else
            answer_err(sock, f->tag, &err, j->scratch);
        _exit(EX_OK);
    }
    if (pid < 0) {
        answer(sock, f->tag, EX_TEMPFAIL, "too many files being opened", NULL, -1, j->scratch);
        return true;
    }
    *job = (struct job){.kind = JOB_OPENING, .pid = pid, .sock = sock, .tag = f->tag};
    return true;
}

/* Only what the administrator wrote into an M line is run, and as root only if it says so. */
static bool program_allowed(const struct config *cfg, const struct spawn *what)
{
    for (size_t i = 0; i < cfg->mailers.len; i++) {
        const struct mailer *m = &cfg->mailers.p[i];

        if (slice_is(m->path, what->path) && (what->as.uid != 0 || mailer_has(m, 'S')))
            return true;
    }
    return false;
}

static bool unpack_spawn(struct slice *in, const struct frame *f, struct arena *scratch,
                         struct spawn *what)
{
    char *path, *root, **argv, **envp, **cwd;
    uint32_t nice, present;
    int at = 0;

    if (!unpack_identity(in, &what->as) || !unpack_cstr(in, scratch, &path) ||
        !unpack_cstr(in, scratch, &root) || !unpack_u32(in, &nice) || !unpack_u32(in, &present) ||
        !unpack_list(in, scratch, &argv) || !unpack_list(in, scratch, &envp) ||
        !unpack_list(in, scratch, &cwd))
        return false;
    for (int i = 0; i < 3; i++) {
        bool given = (present >> i & 1) != 0;

        if (given && at >= f->nfds)
            return false;
        what->fds[i] = given ? f->fds[at++] : -1;
    }
    what->path = path;
    what->root = root[0] == '\0' ? NULL : root;
    what->nice = (int)nice;
    what->argv = argv;
    what->envp = envp;
    what->cwd = cwd[0] == NULL ? NULL : (const char *const *)cwd;
    return true;
}

static bool serve_start(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                        struct slice in)
{
    struct spawn what = {0};
    struct err err = {0};
    struct job *job = free_job(j);
    int64_t handle;
    pid_t pid;

    if (!unpack_spawn(&in, f, j->scratch, &what))
        return false;
    what.as = possible(what.as);
    if (!program_allowed(cfg, &what))
        return false;
    if (job == NULL) {
        answer(sock, f->tag, EX_TEMPFAIL, "too many programs running", NULL, -1, j->scratch);
        return true;
    }
    if (!spawn_start(&what, &pid, &err)) {
        answer_err(sock, f->tag, &err, j->scratch);
        return true;
    }
    *job = (struct job){.kind = JOB_PROGRAM, .pid = pid, .sock = sock};
    handle = pid;
    answer(sock, f->tag, EX_OK, "", &handle, -1, j->scratch);
    return true;
}

static void report_end(struct jobs *j, struct job *job)
{
    int64_t status = job->wait_status;

    answer(job->sock, job->tag, EX_OK, "", &status, -1, j->scratch);
    job->kind = JOB_FREE;
}

static bool serve_wait(struct jobs *j, const struct config *cfg UNUSED, int sock,
                       const struct frame *f, struct slice in)
{
    int64_t handle, timeout_ms;
    struct job *job;

    if (!unpack_i64(&in, &handle) || !unpack_i64(&in, &timeout_ms))
        return false;
    job = job_of(j, (pid_t)handle, JOB_PROGRAM);
    if (job == NULL || job->sock != sock || job->waited_for)
        return false;
    job->tag = f->tag;
    job->waited_for = true;
    job->deadline = timeout_ms < 0 ? 0 : clock_monotonic_ms() + timeout_ms;
    if (job->ended)
        report_end(j, job);
    return true;
}

static bool serve_stop(struct jobs *j, const struct config *cfg UNUSED, int sock,
                       const struct frame *f, struct slice in)
{
    int64_t handle;
    struct job *job;

    if (!unpack_i64(&in, &handle))
        return false;
    job = job_of(j, (pid_t)handle, JOB_PROGRAM);
    if (job == NULL || job->sock != sock)
        return false;
    if (!job->ended)
        kill(job->pid, SIGKILL);
    job->sock = -1;
    if (job->ended)
        job->kind = JOB_FREE;
    answer(sock, f->tag, EX_OK, "", NULL, -1, j->scratch);
    return true;
}

static const struct {
    uint32_t type;
    bool (*serve)(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                  struct slice in);
    const char *name;
} requests[] = {
    {MASTER_OPEN, serve_open, "open a file"},       {MASTER_OPEN_MAP, serve_open_map, "open a map"},
    {MASTER_START, serve_start, "start a program"}, {MASTER_WAIT, serve_wait, "wait for a program"},
    {MASTER_STOP, serve_stop, "stop a program"},
};

bool jobs_serve(struct jobs *j, const struct config *cfg, int sock, struct frame *f,
                struct err *err)
{
    bool ok = err_set(err, EX_PROTOCOL, "request %u is not in the table", f->type);

    for (size_t i = 0; i < COUNT(requests); i++) {
        if (requests[i].type != f->type)
            continue;
        ok = requests[i].serve(j, cfg, sock, f, f->payload) ||
             err_set(err, EX_PROTOCOL, "refused: %s", requests[i].name);
        break;
    }
    frame_close_fds(f);
    arena_reset(j->scratch);
    return ok;
}

bool jobs_child_ended(struct jobs *j, pid_t pid, int wait_status)
{
    struct job *job = job_of(j, pid, JOB_FREE);

    if (job == NULL)
        return false;
    job->ended = true;
    job->wait_status = wait_status;
    if (job->kind == JOB_OPENING) {
        if (!WIFEXITED(wait_status) && job->sock >= 0)
            answer(job->sock, job->tag, EX_TEMPFAIL, "opening the file took too long", NULL, -1,
                   j->scratch);
        job->kind = JOB_FREE;
    } else if (job->waited_for) {
        report_end(j, job);
    } else if (job->sock < 0) {
        job->kind = JOB_FREE;
    }
    arena_reset(j->scratch);
    return true;
}

int jobs_expire(struct jobs *j, int64_t now_ms)
{
    int64_t next = -1;

    for (size_t i = 0; i < COUNT(j->all); i++) {
        struct job *job = &j->all[i];

        if (job->kind != JOB_PROGRAM || !job->waited_for || job->deadline == 0)
            continue;
        if (job->deadline <= now_ms) {
            answer(job->sock, job->tag, EX_TEMPFAIL, "the program did not end in time", NULL, -1,
                   j->scratch);
            job->waited_for = false;
            job->deadline = 0;
        } else if (next < 0 || job->deadline - now_ms < next) {
            next = job->deadline - now_ms;
        }
    }
    return (int)(next > 3600000 ? 3600000 : next);
}

void jobs_forget(struct jobs *j, int sock)
{
    for (size_t i = 0; i < COUNT(j->all); i++) {
        struct job *job = &j->all[i];

        if (job->kind == JOB_FREE || job->sock != sock)
            continue;
        job->sock = -1;
        job->waited_for = false;
        if (job->ended)
            job->kind = JOB_FREE;
        else
            kill(job->pid, SIGKILL);
    }
}
