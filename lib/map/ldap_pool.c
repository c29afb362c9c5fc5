/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/ldap_pool.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/vec.h"
#include "map/ldap_guard.h"
#include "os/clock.h"

enum {
    IDLE_MAX = 8,
    BUSY_MAX = 32, /* connections in use at once; further lookups wait for one */
    AVOID_MS = 30000,
};

struct server {
    const char *uri; /* NULL: the library's default */
    int64_t avoid_until_ms;
};

struct ldap_site {
    struct ldap_pool *pool;
    struct slice key;
    struct slice name;
    struct server servers[LDAP_SERVERS_MAX];
    size_t nservers;
    int version;
    enum ldap_method method;
    const char *bind_dn;
    struct slice secret;
    int64_t wait_ms;
    struct ldap_guard guard;
    pthread_mutex_t lock; /* guards what follows, and servers[].avoid_until_ms */
    pthread_cond_t free;
    pid_t owner; /* of the connections; 0: nobody's yet */
    struct ldap_connection idle[IDLE_MAX];
    size_t nidle;
    size_t nbusy;
};

struct ldap_pool {
    struct arena *in;
    struct ldap_library lib;
    pthread_mutex_t lock; /* guards loading */
    struct VEC(struct ldap_site *) sites;
};

struct ldap_pool *ldap_pool_new(struct arena *in)
{
    struct ldap_pool *pool = ARENA_NEW(in, struct ldap_pool);

    pool->in = in;
    pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

const struct ldap_library *ldap_pool_library(const struct ldap_pool *pool)
{
    return &pool->lib;
}

static struct slice key_of(const struct ldap_spec *s, struct arena *in)
{
    struct str key = str_new(in);

    for (size_t i = 0; i < s->nservers; i++)
        str_printf(&key, "%.*s\n", SLICE_ARG(s->servers[i]));
    str_printf(&key, "\n%.*s\n%d\n%.*s\n%lld\n%lld", SLICE_ARG(s->bind_dn), (int)s->method,
               SLICE_ARG(s->secret_file), (long long)s->version, (long long)s->network_timeout);
    return str_slice(&key);
}

/* Deadlines must not follow a clock that somebody sets. */
static void cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t monotonic;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static struct ldap_site *new_site(struct ldap_pool *pool, const struct ldap_spec *spec)
{
    struct ldap_site *site = ARENA_NEW(pool->in, struct ldap_site);

    site->pool = pool;
    site->name = spec->uri.len > 0 ? spec->uri : spec->hosts;
    if (site->name.len == 0)
        site->name = SLICE("the default server");
    for (size_t i = 0; i < spec->nservers; i++)
        site->servers[site->nservers++].uri = arena_cstr(pool->in, spec->servers[i]);
    if (site->nservers == 0)
        site->servers[site->nservers++].uri = NULL;
    site->version = (int)spec->version;
    site->method = spec->method;
    site->bind_dn = arena_cstr(pool->in, spec->bind_dn);
    site->secret = spec->secret;
    site->wait_ms = 1000 * (spec->network_timeout > 0 ? spec->network_timeout : LDAP_WAIT_S);
    ldap_guard_init(&site->guard, &pool->lib, site->wait_ms);
    pthread_mutex_init(&site->lock, NULL);
    cond_init(&site->free);
    return site;
}

struct ldap_site *ldap_pool_site(struct ldap_pool *pool, const struct ldap_spec *spec)
{
    struct slice key = key_of(spec, pool->in);
    struct ldap_site *site;

    for (size_t i = 0; i < pool->sites.len; i++) {
        if (slice_eq(pool->sites.p[i]->key, key))
            return pool->sites.p[i];
    }
    site = new_site(pool, spec);
    site->key = key;
    *VEC_ADD(&pool->sites, pool->in) = site;
    return site;
}

/* ---- one connection ------------------------------------------------------------------------- */

static const char *result_text(const struct ldap_library *lib, LDAP *ld)
{
    int rc = LDAP_OTHER;

    lib->get_option(ld, LDAP_OPT_RESULT_CODE, &rc);
    return lib->err2string(rc);
}

static bool wait_for_bind(const struct ldap_site *site, LDAP *ld, int id, struct err *err)
{
    const struct ldap_library *lib = &site->pool->lib;
    struct timeval wait = {.tv_sec = site->wait_ms / 1000};
    LDAPMessage *reply = NULL;
    int rc = lib->result(ld, id, LDAP_MSG_ALL, &wait, &reply), code = LDAP_OTHER;

    if (rc == 0)
        return err_set(err, EX_TEMPFAIL, "no answer within %lld seconds",
                       (long long)site->wait_ms / 1000);
    if (rc < 0)
        return err_set(err, EX_TEMPFAIL, "%s", result_text(lib, ld));
    rc = lib->parse_result(ld, reply, &code, NULL, NULL, NULL, NULL, 1);
    if (rc != LDAP_SUCCESS || code != LDAP_SUCCESS)
        return err_set(err, EX_TEMPFAIL, "%s", lib->err2string(rc != LDAP_SUCCESS ? rc : code));
    return true;
}

/* Connecting happens with the first request. */
static bool bind_to(const struct ldap_site *site, LDAP *ld, struct err *err)
{
    const struct ldap_library *lib = &site->pool->lib;
    bool simple = site->method == LDAP_METHOD_SIMPLE;
    struct berval secret = {.bv_val = (char *)(uintptr_t)site->secret.p,
                            .bv_len = simple ? site->secret.len : 0};
    int id = -1, rc;

    rc =
        lib->sasl_bind(ld, simple ? site->bind_dn : "", LDAP_SASL_SIMPLE, &secret, NULL, NULL, &id);
    if (rc != LDAP_SUCCESS)
        return err_set(err, EX_TEMPFAIL, "%s", lib->err2string(rc));
    return wait_for_bind(site, ld, id, err);
}

static bool set_options(struct ldap_site *site, LDAP *ld)
{
    const struct ldap_library *lib = &site->pool->lib;
    struct timeval wait = {.tv_sec = site->wait_ms / 1000};

    lib->set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &site->version);
    lib->set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &wait);
    lib->set_option(ld, LDAP_OPT_RESTART, LDAP_LIBRARY_ON);
    return ldap_guard_put(&site->guard, ld);
}

static bool connect_to(struct ldap_site *site, const char *uri, LDAP **ld, struct err *err)
{
    const struct ldap_library *lib = &site->pool->lib;
    int rc = lib->initialize(ld, uri);

    if (rc != LDAP_SUCCESS)
        return err_set(err, EX_TEMPFAIL, "%s: %s", uri != NULL ? uri : "default server",
                       lib->err2string(rc));
    if (!set_options(site, *ld))
        err_set(err, EX_TEMPFAIL, "the library takes no callback");
    else if (bind_to(site, *ld, err))
        return true;
    lib->unbind_ext(*ld, NULL, NULL);
    *ld = NULL;
    return false;
}

/* ---- taking and giving ---------------------------------------------------------------------- */

/* Under the lock. What a parent opened is the parent's; the descriptors close with the process. */
static void forget_the_parents(struct ldap_site *site)
{
    if (site->owner == getpid())
        return;
    site->owner = getpid();
    site->nidle = site->nbusy = 0;
}

/* Under the lock: one of BUSY_MAX places. */
static bool wait_for_place(struct ldap_site *site, struct err *err)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += site->wait_ms / 1000;
    while (site->nbusy >= BUSY_MAX) {
        if (pthread_cond_timedwait(&site->free, &site->lock, &until) != 0)
            return err_set(err, EX_TEMPFAIL, "all %d connections are busy", BUSY_MAX);
    }
    site->nbusy++;
    return true;
}

/* Servers in the order in which they are tried: those that failed lately come last. */
static void order_servers(struct ldap_site *site, size_t order[LDAP_SERVERS_MAX])
{
    int64_t now = clock_monotonic_ms();
    size_t n = 0;

    pthread_mutex_lock(&site->lock);
    for (int avoided = 0; avoided <= 1; avoided++) {
        for (size_t i = 0; i < site->nservers; i++) {
            if ((site->servers[i].avoid_until_ms > now) == (avoided == 1))
                order[n++] = i;
        }
    }
    pthread_mutex_unlock(&site->lock);
}

static void judge_server(struct ldap_site *site, size_t server, bool good)
{
    pthread_mutex_lock(&site->lock);
    site->servers[server].avoid_until_ms = good ? 0 : clock_monotonic_ms() + AVOID_MS;
    pthread_mutex_unlock(&site->lock);
}

static bool connect_to_any(struct ldap_site *site, struct ldap_connection *c, struct err *err)
{
    size_t order[LDAP_SERVERS_MAX] = {0};

    order_servers(site, order);
    for (size_t i = 0; i < site->nservers; i++) {
        bool good = connect_to(site, site->servers[order[i]].uri, &c->ld, err);

        judge_server(site, order[i], good);
        c->server = order[i];
        if (good)
            return true;
    }
    return false;
}

static bool load(struct ldap_pool *pool, struct err *err)
{
    bool ok;

    pthread_mutex_lock(&pool->lock);
    ok = ldap_library_load(&pool->lib, err);
    pthread_mutex_unlock(&pool->lock);
    return ok;
}

/* A place was taken; gives it back. */
static void leave(struct ldap_site *site)
{
    pthread_mutex_lock(&site->lock);
    site->nbusy--;
    pthread_cond_signal(&site->free);
    pthread_mutex_unlock(&site->lock);
}

bool ldap_pool_take(struct ldap_site *site, bool fresh, struct ldap_connection *c, struct err *err)
{
    bool ok;

    *c = (struct ldap_connection){0};
    if (!load(site->pool, err))
        return false;
    pthread_mutex_lock(&site->lock);
    forget_the_parents(site);
    ok = wait_for_place(site, err);
    if (ok && !fresh && site->nidle > 0) {
        *c = site->idle[--site->nidle];
        c->reused = true;
    }
    pthread_mutex_unlock(&site->lock);
    if (!ok || c->ld != NULL)
        return ok;
    ok = connect_to_any(site, c, err);
    if (!ok)
        leave(site);
    return ok;
}

/* Under the lock: the others to the same server are gone or stuck as well. Returns how many. */
static size_t take_out(struct ldap_site *site, size_t server, LDAP *out[IDLE_MAX])
{
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < site->nidle; i++) {
        if (site->idle[i].server == server)
            out[n++] = site->idle[i].ld;
        else
            site->idle[kept++] = site->idle[i];
    }
    site->nidle = kept;
    return n;
}

void ldap_pool_give(struct ldap_site *site, struct ldap_connection *c, bool lost)
{
    const struct ldap_library *lib = &site->pool->lib;
    LDAP *out[IDLE_MAX + 1] = {NULL};
    size_t n = 0;

    if (lost && !c->reused)
        judge_server(site, c->server, false);
    pthread_mutex_lock(&site->lock);
    if (lost)
        n = take_out(site, c->server, out);
    if (lost || site->nidle == IDLE_MAX)
        out[n++] = c->ld;
    else
        site->idle[site->nidle++] = *c;
    site->nbusy--;
    pthread_cond_signal(&site->free);
    pthread_mutex_unlock(&site->lock);
    for (size_t i = 0; i < n; i++)
        lib->unbind_ext(out[i], NULL, NULL);
}

size_t ldap_pool_servers(const struct ldap_site *site)
{
    return site->nservers;
}

struct slice ldap_pool_name(const struct ldap_site *site)
{
    return site->name;
}

void ldap_pool_close(struct ldap_pool *pool)
{
    for (size_t i = 0; i < pool->sites.len; i++) {
        struct ldap_site *site = pool->sites.p[i];

        for (size_t k = 0; site->owner == getpid() && k < site->nidle; k++)
            pool->lib.unbind_ext(site->idle[k].ld, NULL, NULL);
        site->nidle = 0;
    }
}
