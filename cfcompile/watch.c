/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/watch.h"

static void enter(void *ctx, int set, int depth, const struct tokens *workspace UNUSED)
{
    struct watch *w = ctx;

    w->depth = depth < WATCH_DEPTH ? depth : WATCH_DEPTH - 1;
    w->stack[w->depth] = (struct watch_frame){set, 0};
}

static void match(void *ctx, int line)
{
    struct watch *w = ctx;

    if (w->depth >= 0)
        w->stack[w->depth].line = line;
    if (!w->resolved)
        *VEC_ADD(&w->lines, w->in) = line;
}

/* The rule sets that are running now, as the way to an answer. */
static void take_chain(struct watch *w)
{
    w->chain.len = 0;
    for (int i = 0; i <= w->depth; i++)
        *VEC_ADD(&w->chain, w->in) = w->stack[i];
}

/* The innermost rule that made "$#" speaks first; those that hand it on come later. Without any,
 * the last rule of the outermost set stands. */
static void rewritten(void *ctx, const struct tokens *workspace)
{
    struct watch *w = ctx;

    if (w->resolved)
        return;
    w->resolved = workspace->len > 0 && token_is(&workspace->p[0], META_MAILER);
    if (w->resolved || w->depth == 0)
        take_chain(w);
}

static void looked_up(void *ctx, struct slice map, struct slice key, enum rule_answer answer,
                      struct slice value)
{
    struct watch *w = ctx;

    *VEC_ADD(&w->lookups, w->in) =
        (struct watch_lookup){.map = arena_copy(w->in, map),
                              .key = arena_copy(w->in, key),
                              .value = arena_copy(w->in, answer == RULE_FOUND ? value : SLICE("")),
                              .answer = answer,
                              .decided = !w->resolved};
}

static void leave(void *ctx, int set UNUSED, const struct tokens *workspace UNUSED)
{
    struct watch *w = ctx;

    w->depth--;
}

void watch_init(struct watch *w, struct arena *in)
{
    *w = (struct watch){.in = in, .ignored = str_new(in), .depth = -1};
    w->hooks = (struct rule_watch){w, enter, match, rewritten, looked_up, leave};
    w->trace = (struct rule_trace){.out = &w->ignored, .watch = &w->hooks};
}

void watch_reset(struct watch *w)
{
    str_clear(&w->ignored);
    w->depth = -1;
    w->lookups.len = w->chain.len = w->lines.len = 0;
    w->resolved = false;
}

void watch_add(struct watch *w, struct slice map, struct slice key, struct slice value)
{
    looked_up(w, map, key, RULE_FOUND, value);
}

const struct watch_lookup *watch_decisive(const struct watch *w)
{
    for (size_t i = w->lookups.len; i > 0; i--)
        if (w->lookups.p[i - 1].answer != RULE_ABSENT && w->lookups.p[i - 1].decided)
            return &w->lookups.p[i - 1];
    return NULL;
}
