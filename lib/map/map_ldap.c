/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap -- values of attributes of directory entries that a filter finds.
 *
 * Parts: ldap_spec.h reads the K line, ldap_pool.h has the connections, ldap_search.h searches.
 * Here a lookup is repeated where that can help: on a fresh connection when one that lay idle turns
 * out to be closed, on another server when the first does not answer. Whatever goes wrong is
 * "failed"; only a server that has looked and found no value makes a key "absent".
 */
#include "map/internal.h"
#include "map/ldap_pool.h"
#include "map/ldap_search.h"
#include "os/quiet_pipe.h"

struct ldap_state {
    struct ldap_spec spec;
    struct ldap_site *site;
};

/* What the maps of one configuration share. */
struct ldap_shared {
    struct ldap_pool *pool;
    struct ldap_spec defaults;
};

static struct ldap_shared *shared_by(struct maps *all)
{
    if (all->ldap == NULL) {
        all->ldap = ARENA_NEW(all->in, struct ldap_shared);
        all->ldap->pool = ldap_pool_new(all->in);
        ldap_spec_init(&all->ldap->defaults);
    }
    return all->ldap;
}

bool maps_ldap_defaults(struct maps *all, struct slice spec, struct str *wrong)
{
    struct ldap_shared *shared = shared_by(all);

    ldap_spec_init(&shared->defaults);
    if (ldap_spec_read_defaults(&shared->defaults, arena_copy(all->in, spec), all->in, wrong))
        return true;
    ldap_spec_init(&shared->defaults);
    return false;
}

static void general_flag(void *ctx, char flag, struct slice text)
{
    struct map *m = ctx;
    struct err one = {0};

    if (ldap_is_general_flag(flag) && map_general_flag(m, flag, text, &one))
        return;
    err_set(&one, EX_CONFIG, "Illegal option %c map %.*s", flag, SLICE_ARG(m->name));
    map_add_mistake(m, NULL, &one);
}

static bool declare(struct map *m, struct slice text, struct err *err)
{
    struct ldap_shared *shared = shared_by(m->all);
    struct ldap_state *s = ARENA_NEW(m->all->in, struct ldap_state);

    s->spec = shared->defaults;
    if (!ldap_spec_read(&s->spec, text, m->name, m->all->in, general_flag, m, err))
        return false;
    s->site = ldap_pool_site(shared->pool, &s->spec);
    m->state = s;
    return true;
}

static enum map_answer answer_of(struct map *m, const struct map_query *q,
                                 enum ldap_outcome outcome, struct err *err)
{
    switch (outcome) {
    case LDAP_OUTCOME_FOUND:
        return MAP_FOUND;
    case LDAP_OUTCOME_NONE:
        return map_absent(err, EX_NOHOST);
    case LDAP_OUTCOME_NOTHING:
        return map_absent(err, EX_OK);
    default:
        err_wrap(err, "Error getting LDAP results, map=%.*s, name=%.*s", SLICE_ARG(m->name),
                 SLICE_ARG(q->key));
        map_tell_unopened(m, slice_from(err->text), EX_SOFTWARE);
        return MAP_FAILED;
    }
}

static bool take(struct map *m, bool fresh, struct ldap_connection *c, struct err *err)
{
    const struct ldap_state *s = m->state;

    if (ldap_pool_take(s->site, fresh, c, err))
        return true;
    err_wrap(err, "ldap_init/ldap_bind failed to %.*s in map %.*s",
             SLICE_ARG(ldap_pool_name(s->site)), SLICE_ARG(m->name));
    map_tell_unopened(m, slice_from(err->text), EX_SOFTWARE);
    return false;
}

/* One that was closed while it lay idle says nothing about its server. */
static bool worth_another(const struct ldap_connection *c, enum ldap_outcome outcome,
                          size_t servers, size_t attempt)
{
    if (outcome != LDAP_OUTCOME_LOST && outcome != LDAP_OUTCOME_TIMEOUT)
        return false;
    return (c->reused && outcome == LDAP_OUTCOME_LOST) || attempt < servers;
}

static enum map_answer search(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const struct ldap_state *s = m->state;
    struct slice key = (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
    struct slice filter = ldap_filter_fill(&s->spec, key, q->args, q->nargs, in);
    const struct ldap_library *lib = ldap_pool_library(m->all->ldap->pool);

    for (size_t attempt = 1;; attempt++) {
        struct ldap_connection c;
        enum ldap_outcome outcome;
        bool lost, again;

        if (!take(m, attempt > 1, &c, err))
            return MAP_FAILED;
        outcome = ldap_search_run(lib, c.ld, &s->spec, filter, in, value, err);
        lost = outcome == LDAP_OUTCOME_LOST || outcome == LDAP_OUTCOME_TIMEOUT;
        again = worth_another(&c, outcome, ldap_pool_servers(s->site), attempt);
        ldap_pool_give(s->site, &c, lost);
        if (!again)
            return answer_of(m, q, outcome, err);
    }
}

/* libldap writes to sockets that servers may have closed. */
static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct quiet_pipe quiet;
    enum map_answer answer;

    quiet_pipe_begin(&quiet);
    answer = search(m, q, in, value, err);
    quiet_pipe_end(&quiet, true);
    return answer;
}

static bool open_map(struct map *m, struct err *err)
{
    const struct ldap_state *s = m->state;
    struct ldap_connection c;
    struct quiet_pipe quiet;
    bool ok;

    quiet_pipe_begin(&quiet);
    ok = take(m, false, &c, err);
    if (ok)
        ldap_pool_give(s->site, &c, false);
    quiet_pipe_end(&quiet, true);
    return ok;
}

static void close_map(struct map *m)
{
    struct quiet_pipe quiet;

    quiet_pipe_begin(&quiet);
    if (m->all->ldap != NULL)
        ldap_pool_close(m->all->ldap->pool);
    quiet_pipe_end(&quiet, true);
}

static bool has_local_socket(const struct map *m)
{
    const struct ldap_state *s = m->state;

    for (size_t i = 0; s != NULL && i < s->spec.nservers; i++) {
        if (slice_starts_case(s->spec.servers[i], SLICE("ldapi:")))
            return true;
    }
    return false;
}

const struct map_class map_class_ldap = {.name = "ldap",
                                         .can_alias = true,
                                         .declare = declare,
                                         .lookup = lookup,
                                         .close = close_map,
                                         .open = open_map,
                                         .reads_flags = true,
                                         .has_local_socket = has_local_socket};
