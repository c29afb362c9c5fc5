/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket -- a lookup server behind a socket ("socketmap").
 *
 * The request is the netstring of "name key"; the answer the netstring of "OK value", "NOTFOUND",
 * "TEMP text", "TIMEOUT text" or "PERM text". One connection a map, kept between lookups and made
 * anew once when it broke.
 */
#include <errno.h>

#include "base/str.h"
#include "map/server.h"

enum { REPLY_MAX = 1000000, DIGITS_MAX = 10, TIMEOUT_MS = 30000 };

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct map_server *s = ARENA_NEW(m->all->in, struct map_server);

    s->fd = -1;
    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for socket map %.*s", SLICE_ARG(m->name));
    s->address = m->file;
    return true;
}

/* What became of one request. */
enum reply { REPLY_GOOD, REPLY_NONE, REPLY_LATE, REPLY_WRONG };

/* One exchange: whom it is with and for whom. */
struct asking {
    struct map *map;
    const struct map_query *query;
    struct map_server *server;
    struct arena *in;
    struct err *err;
};

static enum reply wrong(const struct asking *a, const char *fmt, ...) PRINTF(2, 3);
static enum reply wrong(const struct asking *a, const char *fmt, ...)
{
    struct str words = str_new(a->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&words, fmt, args);
    va_end(args);
    map_bad_answer(a->query, a->err, EX_SOFTWARE, "socket_map_lookup(%.*s): %.*s",
                   SLICE_ARG(a->map->name), SLICE_ARG(str_slice(&words)));
    return REPLY_WRONG;
}

static enum reply broken(const struct asking *a)
{
    if (errno != ETIMEDOUT) {
        map_failed(a->err, "socket map %.*s: no answer from %.*s: %s", SLICE_ARG(a->map->name),
                   SLICE_ARG(a->map->file), strerror(errno));
        return REPLY_NONE;
    }
    map_bad_answer(a->query, a->err, EX_OSERR, "socket_map_lookup(%.*s): read timeout: %s",
                   SLICE_ARG(a->map->name), strerror(EAGAIN));
    return REPLY_LATE;
}

static enum reply read_length(const struct asking *a, size_t *len)
{
    char c;

    *len = 0;
    for (int digits = 0;; digits++) {
        if (!map_server_read(a->server, &c, 1))
            return broken(a);
        if (c == ':' && digits > 0)
            break;
        if (digits == DIGITS_MAX || !ascii_is_digit(c))
            return wrong(a, "failed to read length parameter of reply %d", digits);
        *len = *len * 10 + (size_t)(c - '0');
    }
    return *len <= REPLY_MAX ? REPLY_GOOD : wrong(a, "reply too long: %zu", *len);
}

static enum reply read_reply(const struct asking *a, struct slice *reply)
{
    size_t len = 0, got = 0;
    enum reply result = read_length(a, &len);
    char *p;

    if (result != REPLY_GOOD)
        return result;
    p = arena_bytes(a->in, len + 1);
    if (!map_server_read_counted(a->server, p, len + 1, &got)) {
        if (errno == ECONNRESET && got > 0)
            return wrong(a, "received only %zu of %zu reply characters", got, len);
        return broken(a);
    }
    *reply = slice_of(p, len);
    return p[len] == ',' ? REPLY_GOOD : wrong(a, "missing ',' in reply");
}

static enum reply exchange(const struct asking *a, struct slice request, struct slice *reply)
{
    struct map_server *s = a->server;
    enum reply result;

    if (!map_server_is_connected(s) && !map_server_connect(a->map, s, a->err))
        return REPLY_WRONG;
    result = map_server_send(s, request) ? read_reply(a, reply) : broken(a);
    if (result != REPLY_GOOD)
        map_server_disconnect(s);
    return result;
}

static enum map_answer judge(const struct map *m, struct slice reply, struct slice *value,
                             struct err *err)
{
    struct slice text = reply, word;

    if (!slice_until(&text, ' ', &word)) {
        word = reply;
        text = SLICE("");
    }
    if (slice_is(word, "OK")) {
        *value = slice_part(text, 0, slice_find(text, '\0')); /* compatible: it ends there */
        return MAP_FOUND;
    }
    if (slice_is(word, "NOTFOUND"))
        return map_absent(err, EX_NOHOST);
    if (slice_is(word, "PERM")) {
        err_set(err, EX_UNAVAILABLE, "socket map %.*s: %.*s", SLICE_ARG(m->name), SLICE_ARG(reply));
        return MAP_FAILED;
    }
    return map_failed(err, "socket map %.*s: %.*s", SLICE_ARG(m->name), SLICE_ARG(reply));
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct map_server *s = m->state;
    int64_t deadline_ms = map_deadline(m, TIMEOUT_MS);
    struct slice key = (m->bits & BIT_KEEP_CASE) != 0
                           ? q->key
                           : arena_copy_lower(in, slice_part(q->key, 0, MAP_KEY_MAX));
    struct slice reply = {0};
    struct asking a = {m, q, s, in, err};
    struct str text = str_new(in);
    enum reply result;
    bool was_open;

    str_printf(&text, "%zu:", m->name.len + 1 + key.len);
    str_add(&text, m->name);
    str_add_char(&text, ' ');
    str_add(&text, key);
    str_add_char(&text, ',');
    if (!map_take_turn(m, deadline_ms, err))
        return MAP_FAILED;
    map_server_begin(s, deadline_ms);
    was_open = map_server_is_connected(s);
    result = exchange(&a, str_slice(&text), &reply);
    /* A server may have closed an idle connection: that is not its failure yet. */
    if (result == REPLY_NONE && was_open)
        result = exchange(&a, str_slice(&text), &reply);
    map_end_turn(m);
    return result == REPLY_GOOD ? judge(m, reply, value, err) : MAP_FAILED;
}

static bool open_map(struct map *m, struct err *err)
{
    return map_server_check(m, m->state, map_deadline(m, TIMEOUT_MS), err);
}

static void close_map(struct map *m)
{
    map_server_disconnect(m->state);
}

static bool has_local_socket(const struct map *m)
{
    return m->state != NULL && map_server_is_local(m->state);
}

const struct map_class map_class_socket = {.name = "socket",
                                           .can_alias = true,
                                           .folds_key = true,
                                           .declare = declare,
                                           .lookup = lookup,
                                           .close = close_map,
                                           .open = open_map,
                                           .has_local_socket = has_local_socket};
