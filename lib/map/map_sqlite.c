/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sqlite -- a query of an SQLite database. Our own class.
 *
 *   Kusers sqlite -Q"SELECT home FROM users WHERE name = %0" /etc/mail/users.sqlite
 *
 * The file is opened for reading only, after the checks every map file gets. One connection and one
 * prepared statement a map, behind a lock; -d is how long a writer's lock is waited for, and beyond
 * it the answer is "later".
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map/library.h"
#include "map/sql.h"
#include "map/turn.h"
#include "os/clock.h"

enum { TIMEOUT_MS = 5000, RECHECK_MS = 1000 };

struct library {
    __typeof__(sqlite3_open_v2) *open_v2;
    __typeof__(sqlite3_close) *close;
    __typeof__(sqlite3_errmsg) *errmsg;
    __typeof__(sqlite3_busy_timeout) *busy_timeout;
    __typeof__(sqlite3_limit) *limit;
    __typeof__(sqlite3_prepare_v2) *prepare_v2;
    __typeof__(sqlite3_finalize) *finalize;
    __typeof__(sqlite3_bind_text) *bind_text;
    __typeof__(sqlite3_step) *step;
    __typeof__(sqlite3_reset) *reset;
    __typeof__(sqlite3_column_text) *column_text;
    __typeof__(sqlite3_column_bytes) *column_bytes;
    __typeof__(sqlite3_progress_handler) *progress_handler;
};

static const struct library_symbol symbols[] = {
    {"sqlite3_open_v2", offsetof(struct library, open_v2)},
    {"sqlite3_close", offsetof(struct library, close)},
    {"sqlite3_errmsg", offsetof(struct library, errmsg)},
    {"sqlite3_busy_timeout", offsetof(struct library, busy_timeout)},
    {"sqlite3_limit", offsetof(struct library, limit)},
    {"sqlite3_prepare_v2", offsetof(struct library, prepare_v2)},
    {"sqlite3_finalize", offsetof(struct library, finalize)},
    {"sqlite3_bind_text", offsetof(struct library, bind_text)},
    {"sqlite3_step", offsetof(struct library, step)},
    {"sqlite3_reset", offsetof(struct library, reset)},
    {"sqlite3_column_text", offsetof(struct library, column_text)},
    {"sqlite3_column_bytes", offsetof(struct library, column_bytes)},
    {"sqlite3_progress_handler", offsetof(struct library, progress_handler)},
};

struct state {
    struct sql_flags flags;
    struct sql_query query;
    struct library lib;
    bool loaded;
    char *path;
    sqlite3 *db;
    sqlite3_stmt *statement;
    struct stat seen; /* of the file that is open */
    int64_t checked_ms, deadline_ms;
};

static struct state *state_of(struct map *m)
{
    if (m->state == NULL)
        m->state = ARENA_NEW(m->all->in, struct state);
    return m->state;
}

static bool flag(struct map *m, char letter, struct slice text, struct err *err)
{
    return sql_flag(m, &state_of(m)->flags, letter, text, err);
}

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    struct state *s = state_of(m);

    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for sqlite map %.*s", SLICE_ARG(m->name));
    s->path = arena_cstr(m->all->in, m->file);
    return sql_translate(m, &s->flags, '?', &s->query, err);
}

static void disconnect(struct state *s)
{
    if (s->statement != NULL)
        s->lib.finalize(s->statement);
    if (s->db != NULL)
        s->lib.close(s->db);
    s->statement = NULL;
    s->db = NULL;
}

/* How long a writer's lock may still be waited for. */
static int set_patience(struct state *s)
{
    int64_t left_ms = s->deadline_ms - clock_monotonic_ms();

    return s->lib.busy_timeout(s->db, left_ms > 0 ? (int)left_ms : 0);
}

/* A query may be slow without waiting for anybody. */
static int out_of_time(void *ctx)
{
    const struct state *s = ctx;

    return clock_monotonic_ms() > s->deadline_ms;
}

/* The library opens by path, as it needs the journal beside it; the checks are ours before. */
static bool connect_to(struct map *m, struct state *s, struct err *err)
{
    int fd = map_open_file(m, s->path, err), rc;

    if (fd < 0)
        return false;
    rc = fstat(fd, &s->seen);
    close(fd);
    if (!s->loaded &&
        !library_load("libsqlite3.so.0", "libsqlite3-0", symbols, COUNT(symbols), &s->lib, err)) {
        map_tell_unopened(m, slice_from(err->text), EX_SOFTWARE);
        return false;
    }
    s->loaded = true;
    if (rc == 0)
        rc = s->lib.open_v2(s->path, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = set_patience(s);
    if (rc == SQLITE_OK) {
        s->lib.limit(s->db, SQLITE_LIMIT_LENGTH, 16 * SQL_VALUE_MAX);
        s->lib.progress_handler(s->db, 10000, out_of_time, s);
        rc = s->lib.prepare_v2(s->db, s->query.text, -1, &s->statement, NULL);
    }
    if (rc == SQLITE_OK)
        return true;
    map_cannot_open(m, err, EX_SOFTWARE, "Cannot open sqlite database %s: %s", s->path,
                    s->db != NULL ? s->lib.errmsg(s->db) : "out of memory");
    disconnect(s);
    return false;
}

/* A file that was replaced is another database; changes in it the library sees by itself. */
static bool stay_connected(struct map *m, struct state *s, struct err *err)
{
    int64_t now = clock_monotonic_ms();
    struct stat st;

    if (s->db != NULL && now - s->checked_ms < RECHECK_MS)
        return true;
    s->checked_ms = now;
    if (s->db != NULL && stat(s->path, &st) == 0 &&
        (st.st_ino != s->seen.st_ino || st.st_dev != s->seen.st_dev))
        disconnect(s);
    if (s->db != NULL)
        return true;
    return connect_to(m, s, err);
}

static enum map_answer run(struct map *m, struct state *s, const struct map_query *q,
                           struct arena *in, struct slice *value, struct err *err)
{
    struct sql_answer a = {.flags = &s->flags, .value = str_new(in)};
    int rc = set_patience(s);

    for (int i = 0; i < s->query.count && rc == SQLITE_OK; i++) {
        struct slice text = sql_parameter(&s->query, i, m, q, in);

        rc = s->lib.bind_text(s->statement, i + 1, text.p != NULL ? text.p : "", (int)text.len,
                              SQLITE_STATIC);
    }
    while (rc == SQLITE_OK || (rc == SQLITE_ROW && !a.full && !a.too_long)) {
        rc = s->lib.step(s->statement);
        const char *text =
            rc == SQLITE_ROW ? (const char *)s->lib.column_text(s->statement, 0) : NULL;
        if (text != NULL)
            sql_add_row(&a, slice_of(text, (size_t)s->lib.column_bytes(s->statement, 0)));
    }
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        map_failed(err, "sqlite map %.*s: %s: %s", SLICE_ARG(m->name), s->path,
                   s->lib.errmsg(s->db));
    s->lib.reset(s->statement);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return MAP_FAILED;
    return sql_conclude(m, &a, value, err);
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct state *s = m->state;
    int64_t deadline_ms = map_deadline(m, TIMEOUT_MS);
    enum map_answer answer = MAP_FAILED;

    if (!map_take_turn(m, deadline_ms, err))
        return MAP_FAILED;
    s->deadline_ms = deadline_ms;
    if (stay_connected(m, s, err))
        answer = run(m, s, q, in, value, err);
    else if (err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0)
        answer = map_absent(err, EX_OK);
    else
        err->status = EX_TEMPFAIL;
    if (answer == MAP_FAILED)
        disconnect(s);
    map_end_turn(m);
    return answer;
}

static bool open_map(struct map *m, struct err *err)
{
    struct state *s = m->state;
    int64_t deadline_ms = map_deadline(m, TIMEOUT_MS);
    bool ok;

    if (!map_take_turn(m, deadline_ms, err))
        return false;
    s->deadline_ms = deadline_ms;
    ok = stay_connected(m, s, err);
    map_end_turn(m);
    return ok;
}

static void close_map(struct map *m)
{
    disconnect(m->state);
}

const struct map_class map_class_sqlite = {.name = "sqlite",
                                           .can_alias = true,
                                           .own_flags = SQL_FLAGS,
                                           .flag = flag,
                                           .declare = declare,
                                           .lookup = lookup,
                                           .close = close_map,
                                           .spaced_flags = "Q",
                                           .quoted_flags = "Q",
                                           .open = open_map};
