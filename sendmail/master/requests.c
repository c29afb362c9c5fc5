/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/requests.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/pack.h"
#include "os/clock.h"
#include "sendmail/master/jobs.h"

struct jobs *jobs_new(struct arena *in)
{
    struct jobs *j = ARENA_NEW(in, struct jobs);

    j->scratch = arena_new();
    return j;
}

struct job *jobs_free_one(struct jobs *j)
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

void jobs_answer(int sock, uint32_t tag, int status, const char *text, const int64_t *value, int fd,
                 struct arena *scratch)
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

void jobs_answer_err(int sock, uint32_t tag, const struct err *err, struct arena *scratch)
{
    jobs_answer(sock, tag, err->status == EX_OK ? EX_TEMPFAIL : err->status, err->text, NULL, -1,
                scratch);
}

bool jobs_unpack_text(struct slice *in, struct arena *scratch, char **text)
{
    struct slice s;

    if (!unpack_slice(in, &s) || slice_find(s, '\0') != SIZE_MAX)
        return false;
    *text = arena_cstr(scratch, s);
    return true;
}

bool jobs_unpack_list(struct slice *in, struct arena *scratch, uint32_t most, char ***list,
                      uint32_t *count)
{
    if (!unpack_u32(in, count) || *count > most)
        return false;
    *list = ARENA_ARRAY(scratch, *count + 1, char *);
    for (uint32_t i = 0; i < *count; i++) {
        if (!jobs_unpack_text(in, scratch, &(*list)[i]))
            return false;
    }
    return true;
}

bool jobs_unpack_mailer(struct slice *in, const struct config *cfg, const struct mailer **mailer)
{
    uint32_t index;

    if (!unpack_u32(in, &index) || index >= cfg->mailers.len)
        return false;
    *mailer = &cfg->mailers.p[index];
    return true;
}

bool jobs_unpack_owner(struct slice *in, struct arena *scratch, struct master_owner *who)
{
    uint32_t uid, gid;
    char *user;

    if (!jobs_unpack_text(in, scratch, &user) || !unpack_u32(in, &uid) || !unpack_u32(in, &gid))
        return false;
    *who = (struct master_owner){slice_from(user), (uid_t)uid, (gid_t)gid};
    return true;
}

static void report_end(struct jobs *j, struct job *job)
{
    int64_t status = job->wait_status;

    jobs_answer(job->sock, job->tag, EX_OK, "", &status, -1, j->scratch);
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
    jobs_answer(sock, f->tag, EX_OK, "", NULL, -1, j->scratch);
    return true;
}

static const struct {
    uint32_t type;
    jobs_server *serve;
    const char *name;
} requests[] = {
    {MASTER_LIST, opening_list, "open a list"},
    {MASTER_MAILBOX, opening_mailbox, "open a mailbox file"},
    {MASTER_OWN, opening_own, "open a file of an option"},
    {MASTER_HOST, opening_host, "open a host's status"},
    {MASTER_NOTE_HOST, opening_note_host, "note a host's status"},
    {MASTER_MAP, opening_map, "open a map"},
    {MASTER_START, starting_program, "start a program"},
    {MASTER_WAIT, serve_wait, "wait for a program"},
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
            jobs_answer(job->sock, job->tag, EX_TEMPFAIL, "opening the file took too long", NULL,
                        -1, j->scratch);
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
            jobs_answer(job->sock, job->tag, EX_TEMPFAIL, "the program did not end in time", NULL,
                        -1, j->scratch);
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
