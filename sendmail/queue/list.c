/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "base/log.h"

struct walk {
    const struct queue_select *select;
    struct arena *in, *scratch;
    struct queue_list *list;
};

/* "mx.example.com" -> "com.example.mx", so that hosts of one domain are neighbours. */
static struct slice reversed_host(struct arena *in, struct slice address)
{
    size_t at = slice_find_last(address, '@');
    struct slice host = at == SIZE_MAX ? slice_of(NULL, 0) : slice_from_at(address, at + 1);
    struct str out = str_new(in);

    while (host.len > 0 && host.p[host.len - 1] == '>')
        host.len--;
    while (host.len > 0) {
        size_t dot = slice_find_last(host, '.');
        struct slice label = dot == SIZE_MAX ? host : slice_from_at(host, dot + 1);

        if (out.len > 0)
            str_add_char(&out, '.');
        str_add(&out, arena_copy_lower(in, label));
        host.len = dot == SIZE_MAX ? 0 : dot;
    }
    return str_slice(&out);
}

static void note(void *ctx, const struct spool_dir *dir, const char *id)
{
    struct walk *w = ctx;
    struct envelope e = {.in = w->scratch};
    struct queue_item item = {.dir = dir};
    struct err err = {0};
    enum spool_lock r;

    r = spool_peek(dir, w->select->kind, id, &e, &item.modified_at, &err);
    if (r == SPOOL_LOCKED || r == SPOOL_BUSY) {
        item.busy = r == SPOOL_BUSY;
        /* What has no sender is no job to the eye; its place is kept for whoever runs the queue. */
        item.unknown = e.sender.text.len == 0;
        snprintf(item.id, sizeof item.id, "%s", id);
        item.priority = e.priority;
        item.created_at = e.created_at;
        item.tried_at = e.tried_at;
        item.attempts = e.attempts;
        item.shuffle = slice_hash(slice_from(id)) * 0x9e3779b97f4a7c15ULL;
        if (e.rcpts.len > 0)
            item.host = reversed_host(w->in, e.rcpts.p[0].addr.text);
        if (queue_select_fits(w->select, &e))
            *VEC_ADD(&w->list->items, w->in) = item;
    } else if (r == SPOOL_FAILED) {
        log_line(1, LOG_ERR, slice_from(id), "%s", err.text);
    }
    arena_reset(w->scratch);
}

void queue_list(const struct spool *spool, const struct spool_dir *dir,
                const struct queue_select *select, struct arena *in, struct queue_list *list)
{
    struct walk w = {select, in, arena_new(), list};
    struct err err = {0};

    list->in = in;
    for (size_t i = 0; i < spool->dir_count; i++) {
        if (dir != NULL && dir != &spool->dirs[i])
            continue;
        if (!spool_walk(&spool->dirs[i], select->kind, note, &w, &err))
            log_line(1, LOG_ERR, slice_of(NULL, 0), "%s", err.text);
    }
    arena_drop(w.scratch);
}

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* Ties go to the older job, then to the lesser id: an order that does not change between runs. */
static int by_age(const struct queue_item *a, const struct queue_item *b)
{
    int c = compare(a->created_at, b->created_at);

    return c != 0 ? c : slice_cmp(slice_from(a->id), slice_from(b->id));
}

static int by_priority(const void *x, const void *y)
{
    const struct queue_item *a = x, *b = y;
    int c = compare(a->priority, b->priority);

    return c != 0 ? c : by_age(a, b);
}

static int by_time(const void *x, const void *y)
{
    return by_age(x, y);
}

/* Hosts in order, busy jobs last: somebody talks to that host already. */
static int by_host(const void *x, const void *y)
{
    const struct queue_item *a = x, *b = y;
    int c = compare(a->busy, b->busy);

    if (c == 0)
        c = slice_cmp(a->host, b->host);
    return c != 0 ? c : by_priority(a, b);
}

static int by_name(const void *x, const void *y)
{
    const struct queue_item *a = x, *b = y;

    return slice_cmp(slice_from(a->id), slice_from(b->id));
}

static int by_modification(const void *x, const void *y)
{
    const struct queue_item *a = x, *b = y;
    int c = compare(a->modified_at, b->modified_at);

    return c != 0 ? c : by_age(a, b);
}

static int by_shuffle(const void *x, const void *y)
{
    const struct queue_item *a = x, *b = y;

    return a->shuffle < b->shuffle ? -1 : a->shuffle > b->shuffle;
}

static const struct {
    char letter;
    const char *help;
    int (*compare)(const void *, const void *);
} orders[] = {
    {'p', "message priority", by_priority},
    {'h', "host of the first recipient", by_host},
    {'f', "name of the file", by_name},
    {'t', "time of submission", by_time},
    {'m', "time of the file's last change", by_modification},
    {'r', "random", by_shuffle},
    {'s', "random", by_shuffle},
    {'n', "as the directory has them", NULL},
};

void queue_list_sort(struct queue_list *list, char order)
{
    for (size_t i = 0; i < COUNT(orders); i++) {
        if (orders[i].letter == order && orders[i].compare != NULL && list->items.len > 1)
            qsort(list->items.p, list->items.len, sizeof *list->items.p, orders[i].compare);
    }
}
