/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/finding.h"

#include <stdlib.h>
#include <string.h>

struct findings findings_new(struct arena *in)
{
    return (struct findings){.in = in};
}

struct finding *findings_add(struct findings *all, struct finding finding)
{
    struct finding *added = VEC_ADD(&all->list, all->in);

    *added = finding;
    return added;
}

/* Files keep the order in which they were first mentioned; what is about no line comes last. */
struct keyed {
    struct finding finding;
    size_t file, order;
};

static int compare(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;

    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->finding.line != b->finding.line)
        return a->finding.line == 0                ? 1
               : b->finding.line == 0              ? -1
               : a->finding.line < b->finding.line ? -1
                                                   : 1;
    if (a->finding.column != b->finding.column)
        return a->finding.column < b->finding.column ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

static bool is_same(const struct finding *a, const struct finding *b)
{
    return strcmp(a->id, b->id) == 0 && slice_eq(a->file, b->file) && a->line == b->line &&
           a->column == b->column && slice_eq(a->what, b->what);
}

static size_t first_mention(const struct findings *all, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (slice_eq(all->list.p[k].file, all->list.p[i].file))
            return k;
    return i;
}

void findings_sort(struct findings *all)
{
    struct keyed *keyed = ARENA_ARRAY(all->in, all->list.len + 1, struct keyed);
    size_t kept = 0;

    for (size_t i = 0; i < all->list.len; i++)
        keyed[i] = (struct keyed){all->list.p[i], first_mention(all, i), i};
    qsort(keyed, all->list.len, sizeof *keyed, compare);
    for (size_t i = 0; i < all->list.len; i++)
        if (kept == 0 || !is_same(&all->list.p[kept - 1], &keyed[i].finding))
            all->list.p[kept++] = keyed[i].finding;
    all->list.len = kept;
}

unsigned findings_count(const struct findings *all, enum severity severity)
{
    unsigned n = 0;

    for (size_t i = 0; i < all->list.len; i++)
        n += all->list.p[i].severity == severity;
    return n;
}

bool findings_has_line(const struct findings *all, struct slice file, int line, enum severity least)
{
    for (size_t i = 0; i < all->list.len; i++) {
        const struct finding *f = &all->list.p[i];
        if (f->line == line && f->severity <= least && slice_eq(f->file, file))
            return true;
    }
    return false;
}
