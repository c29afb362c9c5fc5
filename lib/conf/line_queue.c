/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Q lines (queue groups) and X lines (mail filters).
 */
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "conf/reader.h"
#include "net/address.h"
#include "net/service.h"

enum { QUEUE_GROUPS_MAX = 50, MILTERS_MAX = 25 };

/* ---- queue groups --------------------------------------------------------------------------- */

static bool set_queue_equate(struct reader *r, struct queue_group *g, const struct equate *e)
{
    switch (e->key) {
    case 'P':
        g->path = arena_copy(r->in, e->value);
        if (e->value.len == 0)
            reader_error(r, EX_CONFIG, "queue %.*s: empty path name", SLICE_ARG(g->name));
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
        return true; /* what else is wrong with the line is told too */
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
    struct equate e = {0};

    if (!equates_name(r, &text, "queue", true, &name))
        return;
    g.name = arena_copy(r->in, name);
    while (equates_next(r, &text, "queue ", name, &e))
        if (!set_queue_equate(r, &g, &e))
            return;
    if (e.broken)
        return;
    if (g.path.len == 0 && !r->queue_directory_given) {
        reader_error(r, EX_CONFIG, "QueueDir must be defined before queue groups");
        return;
    }
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

static void set_milter_timeouts(struct reader *r, struct milter_line *m, struct slice value)
{
    struct slice word;

    while (option_next_word(&value, ";,", &word)) {
        size_t colon = slice_find(word, ':');
        char key = word.p[0];

        if (colon == SIZE_MAX) {
            reader_error(r, EX_CONFIG, "X%.*s, T=: `:' expected", SLICE_ARG(m->name));
            return;
        }
        int64_t *to = key == 'C'   ? &m->connect
                      : key == 'S' ? &m->send
                      : key == 'R' ? &m->read
                      : key == 'E' ? &m->end
                                   : NULL;
        if (to == NULL) {
            reader_error(r, EX_CONFIG, "X%.*s: unknown filter timeout %c", SLICE_ARG(m->name), key);
            return;
        }
        reader_time(r, slice_trim(slice_from_at(word, colon + 1)), 's', to);
    }
}

static bool set_milter_equate(struct reader *r, struct milter_line *m, const struct equate *e)
{
    switch (e->key) {
    case 'S':
        m->socket = arena_copy(r->in, reader_marked(r, e->value));
        return true;
    case 'F':
        for (size_t i = 0; i < e->value.len; i++)
            if (memchr("RT4", e->value.p[i], 3) != NULL)
                m->on_failure = e->value.p[i];
        return true;
    case 'T':
        set_milter_timeouts(r, m, e->value);
        return true;
    default:
        reader_error(r, EX_CONFIG, "X%.*s: unknown filter equate %c=", SLICE_ARG(m->name), e->key);
        return true; /* what else is wrong with the line is told too */
    }
}

static bool is_host_char(char c)
{
    return ascii_is_alnum(c) || memchr("-_.", c, 3) != NULL;
}

/* What can be no host, whatever a name server says: names that can be looked up are, when they are
 * needed, so that a start waits for nobody. */
static void check_host(struct reader *r, const struct milter_line *m, struct slice host, int family)
{
    bool bracketed = host.len > 0 && host.p[0] == '[';
    bool closed = bracketed && host.len > 2 && host.p[host.len - 1] == ']';
    struct slice inner = closed ? slice_part(host, 1, host.len - 2) : host;
    struct net_address address;
    bool numeric = (closed || !slice_starts_case(host, SLICE("IPv6:"))) &&
                   net_address_parse(inner, 0, &address);

    if (numeric && net_address_family(&address) == family)
        return;
    if (bracketed) {
        reader_error(r, EX_CONFIG, "X%.*s: Invalid numeric domain spec \"%.*s\"",
                     SLICE_ARG(m->name), SLICE_ARG(host));
        return;
    }
    for (size_t i = 0; i < host.len && !numeric; i++)
        numeric = !is_host_char(host.p[i]);
    if (host.len > 0 && !numeric)
        return;
    reader_error(r, EX_CONFIG, "X%.*s: Unknown host name %.*s", SLICE_ARG(m->name),
                 SLICE_ARG(host));
}

/* *gone: there is no such file. */
static void check_path(struct reader *r, const struct milter_line *m, struct slice path, bool *gone)
{
    struct stat st;

    if (path.len >= sizeof((struct sockaddr_un *)NULL)->sun_path)
        reader_error(r, EX_OSERR, "X%.*s: local socket name %.*s too long: Invalid argument",
                     SLICE_ARG(m->name), SLICE_ARG(path));
    *gone = path.len > 0 && (stat(arena_cstr(r->scratch, path), &st) != 0 || S_ISDIR(st.st_mode));
}

static void check_socket(struct reader *r, const struct milter_line *m, bool *gone)
{
    struct slice rest = m->socket, family = SLICE("unix"), host, port;
    uint16_t number;
    size_t colon = slice_find(rest, ':');

    if (rest.len == 0) {
        reader_error(r, EX_CONFIG, "X%.*s: empty or missing socket information",
                     SLICE_ARG(m->name));
        return;
    }
    if (colon != SIZE_MAX) {
        family = slice_part(rest, 0, colon);
        rest = slice_from_at(rest, colon + 1);
    }
    if (family.len == 0 || slice_is_case(family, "unix") || slice_is_case(family, "local")) {
        check_path(r, m, rest, gone);
        return;
    }
    if (!slice_is_case(family, "inet") && !slice_is_case(family, "inet6")) {
        reader_error(r, EX_OSERR, "X%.*s: unknown socket type %.*s: Protocol not supported",
                     SLICE_ARG(m->name), SLICE_ARG(family));
        return;
    }
    host = rest;
    if (!slice_until(&host, '@', &port)) {
        reader_error(r, EX_CONFIG, "X%.*s: bad address %.*s (expected port@host)",
                     SLICE_ARG(m->name), SLICE_ARG(rest));
        return;
    }
    if (!(port.len > 0 && ascii_is_digit(port.p[0])) && !net_service_port(port, &number)) {
        reader_error(r, EX_CONFIG, "X%.*s: unknown port name %.*s", SLICE_ARG(m->name),
                     SLICE_ARG(port));
        return;
    }
    check_host(r, m, host, slice_is_case(family, "inet") ? AF_INET : AF_INET6);
}

void line_milter(struct reader *r, struct slice text)
{
    struct milter_line m = {.connect = 300, .send = 10, .read = 10, .end = 300};
    struct slice name;
    struct equate e = {0};
    bool gone = false;

    if (!equates_name(r, &text, "mail filter", false, &name))
        return;
    m.name = arena_copy(r->in, name);
    while (equates_next(r, &text, "X", name, &e))
        if (!set_milter_equate(r, &m, &e))
            return;
    if (e.broken)
        return;
    check_socket(r, &m, &gone);
    for (size_t i = 0; i < r->c->milters.len; i++)
        if (slice_eq_case(r->c->milters.p[i].name, name)) {
            /* compatible: it ends the program as an error of the system, if there was one. */
            reader_error(r, gone ? EX_OSERR : EX_CONFIG, "X%.*s: duplicate filter definition",
                         SLICE_ARG(name));
            return;
        }
    if (r->c->milters.len >= MILTERS_MAX)
        reader_error(r, EX_CONFIG, "too many filters defined, %d max", MILTERS_MAX);
    else
        *VEC_ADD(&r->c->milters, r->in) = m;
}
