/* SPDX-License-Identifier: BSD-2-Clause */
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "base/vec.h"
#include "os/clock.h"
#include "sendmail/queue/conclude.h"
#include "sendmail/queue/figures.h"
#include "sendmail/queue/queue.h"

/* A notification that is in the spool and not yet tried. */
struct kept {
    struct notice notice;
    struct spool_job job;
};

struct keeping {
    struct queue *q;
    struct arena *in;
    struct VEC(struct kept) kept;
};

static void new_id(void *ctx, char id[QUEUE_ID_MAX])
{
    struct keeping *k = ctx;

    queue_id_next(&k->q->ids, clock_now(), id);
}

static bool keep(void *ctx, struct notice *notice, struct err *err)
{
    struct keeping *k = ctx;
    struct envelope *env = &notice->env;
    struct kept kept = {.notice = *notice};

    if (!spool_create(k->q->spool, &env, 1, &notice->body, &kept.job, err))
        return false;
    figures_count(k->q->cfg, &k->q->counter, env);
    figures_flush(k->q->o.master, &k->q->counter);
    *VEC_ADD(&k->kept, k->in) = kept;
    return true;
}

static void settle(struct spool_job *job, struct envelope *e, enum conclusion conclusion)
{
    struct err err = {0};
    bool ok = true;

    switch (conclusion) {
    case CONCLUDE_DONE:
        ok = spool_remove(job, &err);
        break;
    case CONCLUDE_KEEP:
        ok = spool_rewrite(job, e, &err);
        break;
    case CONCLUDE_LOST:
        ok = spool_rewrite(job, e, &err) && spool_set_aside(job, &err);
        break;
    }
    /* The file stays as it was: those already delivered will get the message again. */
    if (!ok)
        log_line(0, LOG_CRIT, slice_from(e->id), "cannot update the queue file: %s", err.text);
    spool_unlock(job);
}

/* Settled recipients leave the envelope that the queue keeps; the caller's keeps all of them. */
static struct envelope working_copy(const struct envelope *e)
{
    struct envelope copy = *e;

    copy.rcpts.p = ARENA_ARRAY(e->in, e->rcpts.len + 1, struct recipient);
    if (e->rcpts.len > 0)
        memcpy(copy.rcpts.p, e->rcpts.p, e->rcpts.len * sizeof *copy.rcpts.p);
    copy.rcpts.cap = e->rcpts.len + 1;
    return copy;
}

/* Bounces are tried at once; a bounce of a bounce ends with the double-bounce address, so this is
 * as deep as it gets. */
static void try_kept(struct queue *q, struct kept *kept)
{
    queue_try(q, &kept->job, &kept->notice.env, &kept->notice.body);
    notice_drop(&kept->notice);
}

void queue_try(struct queue *q, struct spool_job *job, struct envelope *e, const struct body *body)
{
    struct keeping keeping = {.q = q, .in = arena_new()};
    struct str transcript = str_new(keeping.in);
    struct conclude c = {
        .cfg = q->cfg,
        .master = q->o.master,
        .ctx = &keeping,
        .new_id = new_id,
        .keep = keep,
        .no_bounce =
            q->o.submission && (q->o.error_mode == ERRORS_PRINT || q->o.error_mode == ERRORS_QUIET),
    };
    bool submission = q->o.submission;

    str_add(&transcript, e->transcript);

    e->attempts++;
    e->tried_at = clock_now();
    q->o.deliver.attempt(q->o.deliver.ctx, e, body, &transcript);
    c.transcript = str_slice(&transcript);
    c.now = clock_now();
    struct envelope kept = working_copy(e);

    settle(job, &kept, queue_conclude(&c, &kept, body));
    q->o.submission = false;
    for (size_t i = 0; i < keeping.kept.len; i++)
        try_kept(q, &keeping.kept.p[i]);
    q->o.submission = submission;
    arena_drop(keeping.in);
}
