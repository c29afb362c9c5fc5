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

enum { REPLY_MAX = 1000000, DIGITS_MAX = 7, TIMEOUT_MS = 30000 };

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct map_server *s = ARENA_NEW(m->all->in, struct map_server);

    s->fd = -1;
    s->timeout_ms = m->timeout_ms > 0 ? m->timeout_ms : TIMEOUT_MS;
    m->state = s;
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for socket map %.*s", SLICE_ARG(m->name));
    s->address = m->file;
    return true;
}

static bool read_reply(struct map_server *s, struct arena *in, struct slice *reply)
{
    size_t len = 0;
    char c, *p;

    errno = EPROTO; /* what it is when the bytes are wrong */
    for (int digits = 0;; digits++) {
        if (!map_server_read(s, &c, 1))
            return false;
        errno = EPROTO;
        if (c == ':' && digits > 0)
            break;
        if (digits == DIGITS_MAX || !ascii_is_digit(c))
            return false;
        len = len * 10 + (size_t)(c - '0');
    }
    if (len > REPLY_MAX)
        return false;
    p = arena_bytes(in, len + 1);
    if (!map_server_read(s, p, len + 1))
        return false;
    errno = EPROTO;
    *reply = slice_of(p, len);
    return p[len] == ',';
}

static bool exchange(struct map *m, struct map_server *s, struct slice request, struct arena *in,
                     struct slice *reply, struct err *err)
{
    if (!map_server_is_connected(s) && !map_server_connect(m, s, err))
        return false;
    if (map_server_send(s, request) && read_reply(s, in, reply))
        return true;
    map_failed(err, "socket map %.*s: no answer from %.*s: %s", SLICE_ARG(m->name),
               SLICE_ARG(m->file), strerror(errno));
    map_server_disconnect(s);
    return false;
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
        *value = text;
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
    struct slice key = (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
    struct slice reply = {0};
    struct str text = str_new(in);
    bool was_open, ok;

    str_printf(&text, "%zu:", m->name.len + 1 + key.len);
    str_add(&text, m->name);
    str_add_char(&text, ' ');
    str_add(&text, key);
    str_add_char(&text, ',');
    pthread_mutex_lock(&m->lock);
    map_server_begin(s);
    was_open = map_server_is_connected(s);
    /* A server may have closed an idle connection: that is not its failure yet. */
    ok = exchange(m, s, str_slice(&text), in, &reply, err) ||
         (was_open && errno != ETIMEDOUT && exchange(m, s, str_slice(&text), in, &reply, err));
    pthread_mutex_unlock(&m->lock);
    return ok ? judge(m, reply, value, err) : MAP_FAILED;
}

static bool open_map(struct map *m, struct err *err)
{
    return map_server_check(m, m->state, err);
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
                                           .declare = declare,
                                           .lookup = lookup,
                                           .close = close_map,
                                           .open = open_map,
                                           .has_local_socket = has_local_socket};
