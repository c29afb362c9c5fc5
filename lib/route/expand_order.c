/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * After expansion: the order in which recipients are delivered and listed, and how many of them
 * count.
 */
#include "route/expand.h"

/* compatible: who cannot be resolved now stands among the hosts by the status of that. */
static struct slice host_of(const struct recipient *r)
{
    return r->addr.mailer < 0 && r->state == RCPT_PENDING ? r->dsn : r->addr.host;
}

static bool goes_before(const struct recipient *a, const struct recipient *b)
{
    return slice_cmp_case(host_of(a), host_of(b)) < 0;
}

/* A stable merge over indexes; parents are renumbered afterwards. */
static void sort_indexes(const struct recipient *r, size_t *at, size_t *spare, size_t n)
{
    size_t half = n / 2, i = 0, k = half, out = 0;

    if (n < 2)
        return;
    sort_indexes(r, at, spare, half);
    sort_indexes(r, at + half, spare, n - half);
    while (i < half && k < n)
        spare[out++] = goes_before(&r[at[k]], &r[at[i]]) ? at[k++] : at[i++];
    while (i < half)
        spare[out++] = at[i++];
    while (k < n)
        spare[out++] = at[k++];
    memcpy(at, spare, n * sizeof *at);
}

void expand_sort(struct envelope *env)
{
    size_t n = env->rcpts.len;
    size_t *at, *place;
    struct recipient *sorted;

    if (n < 2)
        return;
    at = ARENA_ARRAY(env->in, n, size_t);
    place = ARENA_ARRAY(env->in, n, size_t);
    sorted = ARENA_ARRAY(env->in, n, struct recipient);
    for (size_t i = 0; i < n; i++)
        at[i] = i;
    sort_indexes(env->rcpts.p, at, place, n);
    for (size_t i = 0; i < n; i++)
        place[at[i]] = i;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = env->rcpts.p[at[i]];
        if (sorted[i].parent >= 0)
            sorted[i].parent = (int)place[sorted[i].parent];
    }
    env->rcpts.p = sorted;
    env->rcpts.cap = n;
}

size_t expand_count(const struct envelope *env)
{
    size_t count = 0;

    for (size_t i = 0; i < env->rcpts.len; i++) {
        const struct recipient *r = &env->rcpts.p[i];

        if (r->state == RCPT_EXPANDED || r->state == RCPT_DROPPED)
            continue;
        if (r->state == RCPT_FAILED && r->reply.len == 0 && !slice_is(r->dsn, "5.2.4"))
            continue;
        count++;
    }
    return count;
}
