/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Q lines (queue groups) and X lines (mail filters).
 */
#include <string.h>

#include "conf/reader.h"

enum { QUEUE_GROUPS_MAX = 50, MILTERS_MAX = 25 };

/* ---- queue groups --------------------------------------------------------------------------- */

static bool set_queue_equate(struct reader *r, struct queue_group *g, const struct equate *e)
{
    switch (e->key) {
    case 'P':
        g->path = arena_copy(r->in, e->value);
        return true;
    case 'F':
        g->flags = arena_copy(r->in, e->value);
        return true;
    case 'N':
        g->nice = (int)option_number(e->value, 10);
        return true;
    case 'I':
        reader_time(r, e->value, 'm', &g->interval);
        return true;
    case 'J':
        g->jobs = option_number(e->value, 10);
        return true;
    case 'R':
        g->runners = option_number(e->value, 10);
        return true;
    case 'r':
        g->max_rcpts = option_number(e->value, 10);
        return true;
    default:
        reader_error(r, EX_CONFIG, "Q%.*s: unknown queue equate %c=", SLICE_ARG(g->name), e->key);
        return false;
    }
}

/* Queue files must not leave the spool: the name may not climb, and must lie below it. */
static bool check_queue_path(struct reader *r, const struct queue_group *g)
{
    struct slice base = r->c->opt.queue_directory;
    size_t star = slice_find(base, '*');

    if (g->path.len == 0 || g->path.p[0] != '/')
        return true;
    if (star != SIZE_MAX) {
        base = slice_part(base, 0, star);
        base = slice_part(base, 0, slice_find_last(base, '/'));
    }
    if (r->request->warn_more)
        return true; /* nothing will be queued: test mode has always let it pass */
    if (slice_starts(g->path, base) && slice_search(g->path, SLICE("/../")) == SIZE_MAX)
        return true;
    reader_error(r, EX_CONFIG, "QueuePath %.*s not a subpath of QueueDirectory %.*s",
                 SLICE_ARG(g->path), SLICE_ARG(base));
    return false;
}

void line_queue_group(struct reader *r, struct slice text)
{
    struct queue_group g = {.runners = -1};
    struct slice name;
    struct equate e;

    if (!equates_name(r, &text, "queue", &name))
        return;
    g.name = arena_copy(r->in, name);
    while (equates_next(r, &text, "queue", name, &e))
        if (!set_queue_equate(r, &g, &e))
            return;
    if (!check_queue_path(r, &g))
        return;

    int old = config_queue_group(r->c, name);
    if (old < 0 && r->c->queue_groups.len >= QUEUE_GROUPS_MAX)
        reader_error(r, EX_CONFIG, "too many queue groups defined (%d max)", QUEUE_GROUPS_MAX);
    else if (old >= 0)
        r->c->queue_groups.p[old] = g;
    else
        *VEC_ADD(&r->c->queue_groups, r->in) = g;
}

/* ---- filters -------------------------------------------------------------------------------- */

static bool set_milter_timeouts(struct reader *r, struct milter_line *m, struct slice value)
{
    struct slice word;

    while (option_next_word(&value, ";,", &word)) {
        size_t colon = slice_find(word, ':');
        char key = word.p[0];
        int64_t *to = key == 'C'   ? &m->connect
                      : key == 'S' ? &m->send
                      : key == 'R' ? &m->read
                      : key == 'E' ? &m->end
                                   : NULL;
        if (to == NULL || colon == SIZE_MAX) {
            reader_error(r, EX_CONFIG, "X%.*s: unknown filter timeout %c", SLICE_ARG(m->name), key);
            return false;
        }
        reader_time(r, slice_trim(slice_from_at(word, colon + 1)), 's', to);
    }
    return true;
}

static bool set_milter_equate(struct reader *r, struct milter_line *m, const struct equate *e)
{
    switch (e->key) {
    case 'S':
        m->socket = arena_copy(r->in, e->value);
        return true;
    case 'F':
        for (size_t i = 0; i < e->value.len; i++)
            if (strchr("RT4", e->value.p[i]) != NULL)
                m->on_failure = e->value.p[i];
        return true;
    case 'T':
        return set_milter_timeouts(r, m, e->value);
    default:
        reader_error(r, EX_CONFIG, "X%.*s: unknown filter equate %c=", SLICE_ARG(m->name), e->key);
        return false;
    }
}

static bool check_socket(struct reader *r, const struct milter_line *m)
{
    struct slice rest = m->socket, family = SLICE("unix");
    size_t colon = slice_find(rest, ':');

    if (rest.len == 0) {
        reader_error(r, EX_CONFIG, "X%.*s: empty or missing socket information",
                     SLICE_ARG(m->name));
        return false;
    }
    if (colon != SIZE_MAX) {
        family = slice_part(rest, 0, colon);
        rest = slice_from_at(rest, colon + 1);
    }
    if (slice_is_case(family, "unix") || slice_is_case(family, "local"))
        return true;
    if (!slice_is_case(family, "inet") && !slice_is_case(family, "inet6")) {
        reader_error(r, EX_CONFIG, "X%.*s: unknown socket type %.*s: Protocol not supported",
                     SLICE_ARG(m->name), SLICE_ARG(family));
        return false;
    }
    if (slice_find(rest, '@') == SIZE_MAX) {
        reader_error(r, EX_CONFIG, "X%.*s: bad address %.*s (expected port@host)",
                     SLICE_ARG(m->name), SLICE_ARG(rest));
        return false;
    }
    return true;
}

void line_milter(struct reader *r, struct slice text)
{
    struct milter_line m = {.connect = 300, .send = 10, .read = 10, .end = 300};
    struct slice name;
    struct equate e;

    if (!equates_name(r, &text, "mail filter", &name))
        return;
    m.name = arena_copy(r->in, name);
    while (equates_next(r, &text, "filter", name, &e))
        if (!set_milter_equate(r, &m, &e))
            return;
    if (!check_socket(r, &m))
        return;
    for (size_t i = 0; i < r->c->milters.len; i++)
        if (slice_eq_case(r->c->milters.p[i].name, name)) {
            r->c->milters.p[i] = m;
            return;
        }
    if (r->c->milters.len >= MILTERS_MAX)
        reader_error(r, EX_CONFIG, "too many filters defined, %d max", MILTERS_MAX);
    else
        *VEC_ADD(&r->c->milters, r->in) = m;
}
