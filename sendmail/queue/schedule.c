/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The heap holds the items themselves; the hash holds heap places, so moving an item in the heap
 * moves its place in the hash along.
 */
#include "sendmail/queue/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/slice.h"

struct node {
    struct schedule_item item;
    uint32_t slot; /* in the hash */
};

struct schedule {
    struct node *heap;
    size_t len, cap;
    uint32_t *slots; /* heap place + 1; 0: free */
    size_t slot_count;
};

static void *must(void *p)
{
    if (p == NULL)
        die("out of memory");
    return p;
}

struct schedule *schedule_new(void)
{
    struct schedule *s = must(calloc(1, sizeof *s));

    s->slot_count = 1024;
    s->slots = must(calloc(s->slot_count, sizeof *s->slots));
    return s;
}

void schedule_drop(struct schedule *s)
{
    free(s->heap);
    free(s->slots);
    free(s);
}

static size_t home_slot(const struct schedule *s, const char *id)
{
    return slice_hash(slice_from(id)) & (s->slot_count - 1);
}

/* The slot of the id, or the free one where it would go. */
static size_t find_slot(const struct schedule *s, const char *id)
{
    size_t i = home_slot(s, id);

    while (s->slots[i] != 0 && strcmp(s->heap[s->slots[i] - 1].item.id, id) != 0)
        i = (i + 1) & (s->slot_count - 1);
    return i;
}

/* Leaves no hole in a run of slots: later ones move back. */
static void free_slot(struct schedule *s, size_t hole)
{
    size_t i = hole;

    for (;;) {
        size_t home;

        i = (i + 1) & (s->slot_count - 1);
        if (s->slots[i] == 0)
            break;
        home = home_slot(s, s->heap[s->slots[i] - 1].item.id);
        if (((i - home) & (s->slot_count - 1)) < ((i - hole) & (s->slot_count - 1)))
            continue;
        s->slots[hole] = s->slots[i];
        s->heap[s->slots[hole] - 1].slot = (uint32_t)hole;
        hole = i;
    }
    s->slots[hole] = 0;
}

static void put(struct schedule *s, size_t at, const struct node *n)
{
    s->heap[at] = *n;
    s->slots[n->slot] = (uint32_t)at + 1;
}

static void sift_up(struct schedule *s, size_t at)
{
    struct node n = s->heap[at];

    while (at > 0 && s->heap[(at - 1) / 2].item.at > n.item.at) {
        struct node parent = s->heap[(at - 1) / 2];

        put(s, at, &parent);
        at = (at - 1) / 2;
    }
    put(s, at, &n);
}

static void sift_down(struct schedule *s, size_t at)
{
    struct node n = s->heap[at];

    for (;;) {
        size_t child = 2 * at + 1;
        struct node c;

        if (child >= s->len)
            break;
        if (child + 1 < s->len && s->heap[child + 1].item.at < s->heap[child].item.at)
            child++;
        if (s->heap[child].item.at >= n.item.at)
            break;
        c = s->heap[child];
        put(s, at, &c);
        at = child;
    }
    put(s, at, &n);
}

static void grow_slots(struct schedule *s)
{
    free(s->slots);
    s->slot_count *= 2;
    s->slots = must(calloc(s->slot_count, sizeof *s->slots));
    for (size_t i = 0; i < s->len; i++) {
        size_t slot = home_slot(s, s->heap[i].item.id);

        while (s->slots[slot] != 0)
            slot = (slot + 1) & (s->slot_count - 1);
        s->slots[slot] = (uint32_t)i + 1;
        s->heap[i].slot = (uint32_t)slot;
    }
}

bool schedule_add(struct schedule *s, const char *id, uint32_t dir, int64_t at)
{
    struct node n = {.item = {.dir = dir, .at = at}};
    size_t slot = find_slot(s, id);

    if (s->slots[slot] != 0)
        return false;
    if ((s->len + 1) * 2 > s->slot_count) {
        grow_slots(s);
        slot = find_slot(s, id);
    }
    if (s->len == s->cap) {
        s->cap = s->cap == 0 ? 256 : s->cap * 2;
        s->heap = must(realloc(s->heap, s->cap * sizeof *s->heap));
    }
    snprintf(n.item.id, sizeof n.item.id, "%s", id);
    n.slot = (uint32_t)slot;
    put(s, s->len++, &n);
    sift_up(s, s->len - 1);
    return true;
}

bool schedule_has(const struct schedule *s, const char *id)
{
    return s->slots[find_slot(s, id)] != 0;
}

void schedule_hurry(struct schedule *s, const char *id, int64_t at)
{
    uint32_t place = s->slots[find_slot(s, id)];

    if (place == 0 || s->heap[place - 1].item.at <= at)
        return;
    s->heap[place - 1].item.at = at;
    sift_up(s, place - 1);
}

void schedule_hurry_all(struct schedule *s, size_t dir, int64_t at)
{
    for (size_t i = 0; i < s->len; i++) {
        if ((dir == SIZE_MAX || s->heap[i].item.dir == dir) && s->heap[i].item.at > at)
            s->heap[i].item.at = at;
    }
    for (size_t i = s->len / 2; i-- > 0;)
        sift_down(s, i);
}

bool schedule_take(struct schedule *s, int64_t now, struct schedule_item *item)
{
    size_t slot;

    if (s->len == 0 || s->heap[0].item.at > now)
        return false;
    *item = s->heap[0].item;
    slot = s->heap[0].slot;
    free_slot(s, slot);
    s->len--;
    if (s->len > 0) {
        struct node last = s->heap[s->len];

        put(s, 0, &last);
        sift_down(s, 0);
    }
    return true;
}

int64_t schedule_next(const struct schedule *s)
{
    return s->len > 0 ? s->heap[0].item.at : INT64_MAX;
}

size_t schedule_count(const struct schedule *s)
{
    return s->len;
}
