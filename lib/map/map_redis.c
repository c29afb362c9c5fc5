/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * redis -- strings of a Redis server, or fields of one of its hashes. Our own class.
 *
 *   Kaccess redis -p access: inet:6379@127.0.0.1        GET access:KEY
 *   Kaliases redis -h aliases local:/run/redis.sock     HGET aliases KEY
 *
 * -p puts text before the key, -h names the hash, -b the number of the database, -P a file with the
 * password ("password" or "user password" in its first line), -d the patience for a question. The
 * protocol is spoken here: it is a dozen lines, and its library has no deadline for a whole answer.
 * Keys travel by length, so a key cannot become a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "map/server.h"
#include "os/file.h"
#include "os/safe_path.h"

enum { TIMEOUT_MS = 5000, REPLY_MAX = 1000000, LINE_MAX_BYTES = 1024, SECRET_MAX = 4096 };

struct redis {
    struct map_server server;
    struct slice prefix, hash, secret_file;
    int64_t database;
};

static struct redis *state_of(struct map *m)
{
    if (m->state == NULL) {
        struct redis *r = ARENA_NEW(m->all->in, struct redis);

        r->server.fd = -1;
        m->state = r;
    }
    return m->state;
}

static bool flag(struct map *m, char letter, struct slice text, struct err *err)
{
    struct redis *r = state_of(m);

    switch (letter) {
    case 'p':
        r->prefix = text;
        return true;
    case 'h':
        r->hash = text;
        return true;
    case 'P':
        r->secret_file = text;
        return true;
    default:
        return (slice_to_i64(text, &r->database) && r->database >= 0) ||
               err_set(err, EX_CONFIG, "redis map %.*s: -b should specify a number, not %.*s",
                       SLICE_ARG(m->name), SLICE_ARG(text));
    }
}

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct redis *r = state_of(m);

    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for redis map %.*s", SLICE_ARG(m->name));
    r->server.address = m->file;
    return true;
}

/* ---- the protocol: arrays of counted strings there, one of five forms back ---- */

static void add_word(struct str *s, struct slice word)
{
    str_printf(s, "$%zu\r\n", word.len);
    str_add(s, word);
    str_add(s, SLICE("\r\n"));
}

static struct slice command(struct arena *in, const struct slice *words, size_t count)
{
    struct str s = str_new(in);

    str_printf(&s, "*%zu\r\n", count);
    for (size_t i = 0; i < count; i++)
        add_word(&s, words[i]);
    return str_slice(&s);
}

static bool read_line(struct map_server *s, struct arena *in, struct slice *line)
{
    struct str out = str_new(in);
    char c;

    while (map_server_read(s, &c, 1)) {
        str_add_char(&out, c);
        *line = str_slice(&out);
        if (slice_ends_case(*line, SLICE("\r\n"))) {
            line->len -= 2;
            return line->len > 0 || (errno = EPROTO, false);
        }
        if (c == '\n' || line->len == LINE_MAX_BYTES)
            return errno = EPROTO, false;
    }
    return false;
}

enum reply { REPLY_VALUE, REPLY_NONE, REPLY_DONE, REPLY_ERROR, REPLY_BROKEN };

/* `len` bytes and the end of the line. */
static enum reply read_bulk(struct map_server *s, size_t len, struct arena *in, struct slice *value)
{
    char *p = arena_bytes(in, len + 2);

    if (!map_server_read(s, p, len + 2))
        return REPLY_BROKEN;
    *value = slice_of(p, len);
    errno = EPROTO;
    return memcmp(p + len, "\r\n", 2) == 0 ? REPLY_VALUE : REPLY_BROKEN;
}

static enum reply read_reply(struct map_server *s, struct arena *in, struct slice *value)
{
    struct slice line;
    int64_t len;

    if (!read_line(s, in, &line))
        return REPLY_BROKEN;
    *value = slice_from_at(line, 1);
    switch (line.p[0]) {
    case '+':
        return REPLY_DONE;
    case '-':
        return REPLY_ERROR;
    case '$':
        if (slice_is(*value, "-1"))
            return REPLY_NONE;
        if (ascii_is_digit(line.p[line.len - 1]) && slice_to_i64(*value, &len) && len >= 0 &&
            len <= REPLY_MAX)
            return read_bulk(s, (size_t)len, in, value);
        break;
    }
    errno = EPROTO;
    return REPLY_BROKEN;
}

static enum reply ask(struct map_server *s, struct slice request, struct arena *in,
                      struct slice *value)
{
    return map_server_send(s, request) ? read_reply(s, in, value) : REPLY_BROKEN;
}

/* ---- the connection ---- */

static bool login_step(struct map *m, struct slice request, struct arena *in, struct err *err)
{
    struct redis *r = m->state;
    struct slice said = {0};
    enum reply reply = ask(&r->server, request, in, &said);

    if (reply == REPLY_DONE)
        return true;
    if (reply == REPLY_BROKEN)
        said = slice_from(strerror(errno));
    map_failed(err, "redis map %.*s: %.*s: %.*s", SLICE_ARG(m->name), SLICE_ARG(m->file),
               SLICE_ARG(said));
    map_server_disconnect(&r->server);
    return false;
}

static bool read_secret(struct map *m, struct arena *in, struct slice *line, struct err *err)
{
    const struct redis *r = m->state;
    struct safe_rules rules = {.flags = SAFE_NO_GROUP_READ | SAFE_NO_WORLD_WRITE,
                               .uid = geteuid(),
                               .trusted_uid = m->all->settings.trusted_uid};
    struct slice text;
    int fd = safe_open(arena_cstr(in, r->secret_file), &rules, O_RDONLY, 0, err);
    bool ok = fd >= 0 && file_read_fd(fd, SECRET_MAX, in, &text, err);

    if (fd >= 0)
        close(fd);
    if (ok)
        ok = slice_line(&text, line) || err_set(err, EX_TEMPFAIL, "empty");
    if (!ok)
        map_cannot_open(m, err, EX_SOFTWARE, "redis map %.*s: password file %.*s: %s",
                        SLICE_ARG(m->name), SLICE_ARG(r->secret_file),
                        arena_cstr(in, slice_from(err->text)));
    return ok;
}

static bool log_in(struct map *m, struct arena *in, struct err *err)
{
    const struct redis *r = m->state;
    struct slice words[3] = {SLICE("AUTH")}, line;
    size_t n = 1;

    if (r->secret_file.len > 0) {
        if (!read_secret(m, in, &line, err))
            return false;
        while (n < COUNT(words) && slice_word(&line, &words[n]))
            n++;
        if (!login_step(m, command(in, words, n), in, err))
            return false;
    }
    if (r->database == 0)
        return true;
    words[0] = SLICE("SELECT");
    words[1] = arena_printf(in, "%lld", (long long)r->database);
    return login_step(m, command(in, words, 2), in, err);
}

static enum reply exchange(struct map *m, struct slice request, struct arena *in,
                           struct slice *value, struct err *err)
{
    struct redis *r = m->state;
    enum reply reply;

    if (!map_server_is_connected(&r->server) &&
        (!map_server_connect(m, &r->server, err) || !log_in(m, in, err))) {
        map_server_disconnect(&r->server);
        return REPLY_BROKEN;
    }
    reply = ask(&r->server, request, in, value);
    if (reply == REPLY_DONE) { /* not of a lookup */
        errno = EPROTO;
        reply = REPLY_BROKEN;
    }
    if (reply == REPLY_BROKEN) {
        map_failed(err, "redis map %.*s: no answer from %.*s: %s", SLICE_ARG(m->name),
                   SLICE_ARG(m->file), strerror(errno));
        map_server_disconnect(&r->server);
    }
    return reply;
}

static struct slice request_for(const struct redis *r, struct slice key, struct arena *in)
{
    struct slice words[3] = {SLICE("GET")};
    size_t n = 1;

    if (r->hash.len > 0) {
        words[0] = SLICE("HGET");
        words[n++] = r->hash;
    }
    if (r->prefix.len > 0) {
        struct str s = str_new(in);

        str_add(&s, r->prefix);
        str_add(&s, key);
        key = str_slice(&s);
    }
    words[n++] = key;
    return command(in, words, n);
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct redis *r = m->state;
    struct slice key = (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key);
    struct slice request = request_for(r, key, in);
    int64_t deadline_ms = map_deadline(m, TIMEOUT_MS);
    enum reply reply;
    bool was_open;

    if (!map_take_turn(m, deadline_ms, err))
        return MAP_FAILED;
    map_server_begin(&r->server, deadline_ms);
    was_open = map_server_is_connected(&r->server);
    reply = exchange(m, request, in, value, err);
    if (reply == REPLY_BROKEN && was_open && errno != ETIMEDOUT)
        reply = exchange(m, request, in, value, err); /* an idle connection may have been closed */
    map_end_turn(m);
    switch (reply) {
    case REPLY_VALUE:
        return MAP_FOUND;
    case REPLY_NONE:
        return map_absent(err, EX_OK);
    case REPLY_ERROR:
        return map_failed(err, "redis map %.*s: %.*s", SLICE_ARG(m->name), SLICE_ARG(*value));
    case REPLY_DONE:
    case REPLY_BROKEN:
        break;
    }
    return MAP_FAILED;
}

static bool open_map(struct map *m, struct err *err)
{
    struct redis *r = m->state;

    return map_server_check(m, &r->server, map_deadline(m, TIMEOUT_MS), err);
}

static void close_map(struct map *m)
{
    struct redis *r = m->state;

    map_server_disconnect(&r->server);
}

static bool has_local_socket(const struct map *m)
{
    return m->state != NULL && map_server_is_local(&((struct redis *)m->state)->server);
}

const struct map_class map_class_redis = {.name = "redis",
                                          .can_alias = true,
                                          .own_flags = "phPb",
                                          .flag = flag,
                                          .declare = declare,
                                          .lookup = lookup,
                                          .close = close_map,
                                          .spaced_flags = "phPb",
                                          .open = open_map,
                                          .has_local_socket = has_local_socket};
