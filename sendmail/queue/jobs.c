/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sendmail/queue/worker.h"

enum { SPARE_BYTES = 256 * 1024 };

static void *must(void *p)
{
    if (p == NULL)
        die("out of memory");
    return p;
}

/* Tags are slot numbers plus one; free slots are a stack. */
static uint32_t take_slot(struct worker *w, struct job *job)
{
    uint32_t slot;

    if (w->free_count == 0) {
        uint32_t old = w->slot_count, grown = old == 0 ? 1024 : old * 2;

        w->slots = must(realloc(w->slots, grown * sizeof *w->slots));
        w->free_slots = must(realloc(w->free_slots, grown * sizeof *w->free_slots));
        for (uint32_t i = grown; i-- > old;) {
            w->slots[i] = NULL;
            w->free_slots[w->free_count++] = i;
        }
        w->slot_count = grown;
    }
    slot = w->free_slots[--w->free_count];
    w->slots[slot] = job;
    return slot + 1;
}

static struct job **bucket(struct worker *w, const char *id)
{
    return &w->buckets[slice_hash(slice_from(id)) % JOB_BUCKETS];
}

struct job *job_find(const struct worker *w, const char *id)
{
    struct job *job = w->buckets[slice_hash(slice_from(id)) % JOB_BUCKETS];

    while (job != NULL && strcmp(job->id, id) != 0)
        job = job->next_id;
    return job;
}

struct job *job_by_tag(const struct worker *w, uint32_t tag)
{
    return tag >= 1 && tag <= w->slot_count ? w->slots[tag - 1] : NULL;
}

struct job *job_new(struct worker *w, struct arena *in, const char *id)
{
    struct job *job = ARENA_NEW(in, struct job);
    struct job **b = bucket(w, id);

    job->w = w;
    job->in = in;
    job->body.fd = -1;
    job->file.lock = -1;
    snprintf(job->id, sizeof job->id, "%s", id);
    job->next_id = *b;
    *b = job;
    job->tag = take_slot(w, job);
    w->jobs++;
    return job;
}

void job_account(struct job *job)
{
    struct worker *w = job->w;

    w->memory -= job->bytes;
    job->bytes = arena_footprint(job->in);
    w->memory += job->bytes;
}

struct arena *worker_arena(struct worker *w)
{
    return w->spare_count > 0 ? w->spares[--w->spare_count] : arena_new();
}

void worker_arena_back(struct worker *w, struct arena *in)
{
    if (in == NULL)
        return;
    if (w->spare_count == SPARE_ARENAS || arena_footprint(in) > SPARE_BYTES) {
        arena_drop(in);
        return;
    }
    arena_reset(in);
    w->spares[w->spare_count++] = in;
}

void job_free(struct job *job)
{
    struct worker *w = job->w;
    struct job **b = bucket(w, job->id);
    struct arena *in = job->in, *result = job->result_in;

    while (*b != job)
        b = &(*b)->next_id;
    *b = job->next_id;
    w->slots[job->tag - 1] = NULL;
    w->free_slots[w->free_count++] = job->tag - 1;
    w->jobs--;
    w->memory -= job->bytes;
    if (job->body.fd >= 0)
        close(job->body.fd);
    spool_unlock(&job->file);
    worker_arena_back(w, result);
    worker_arena_back(w, in);
}
