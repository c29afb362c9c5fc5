/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pgsql -- a query of a PostgreSQL server. Our own class.
 *
 *   Kusers pgsql -d5 -Q"SELECT home FROM users WHERE name = %0" host=/run/postgresql dbname=mail
 *
 * What stands behind the flags is libpq's connection string: several hosts are tried in turn, a
 * host that begins with "/" is the folder of a local socket, passwords belong into a passfile. One
 * connection a map, kept, made anew once when it broke; -d is the patience for a question. Nothing
 * here blocks in the library: it is only told when there is something to read or write.
 */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>

#include "map/library.h"
#include "map/sql.h"
#include "map/turn.h"
#include "os/clock.h"

enum { TIMEOUT_MS = 5000 };

struct library {
    __typeof__(PQconnectStartParams) *connectStartParams;
    __typeof__(PQconnectPoll) *connectPoll;
    __typeof__(PQfinish) *finish;
    __typeof__(PQstatus) *status;
    __typeof__(PQsocket) *socket;
    __typeof__(PQerrorMessage) *errorMessage;
    __typeof__(PQsetnonblocking) *setnonblocking;
    __typeof__(PQsendQueryParams) *sendQueryParams;
    __typeof__(PQsetSingleRowMode) *setSingleRowMode;
    __typeof__(PQflush) *flush;
    __typeof__(PQconsumeInput) *consumeInput;
    __typeof__(PQisBusy) *isBusy;
    __typeof__(PQgetResult) *getResult;
    __typeof__(PQresultStatus) *resultStatus;
    __typeof__(PQresultErrorMessage) *resultErrorMessage;
    __typeof__(PQntuples) *ntuples;
    __typeof__(PQnfields) *nfields;
    __typeof__(PQgetisnull) *getisnull;
    __typeof__(PQgetvalue) *getvalue;
    __typeof__(PQgetlength) *getlength;
    __typeof__(PQclear) *clear;
};

#define SYMBOL(name)                                                                               \
    {                                                                                              \
        "PQ" #name, offsetof(struct library, name)                                                 \
    }
static const struct library_symbol symbols[] = {
    SYMBOL(connectStartParams),
    SYMBOL(connectPoll),
    SYMBOL(finish),
    SYMBOL(status),
    SYMBOL(socket),
    SYMBOL(errorMessage),
    SYMBOL(setnonblocking),
    SYMBOL(sendQueryParams),
    SYMBOL(setSingleRowMode),
    SYMBOL(flush),
    SYMBOL(consumeInput),
    SYMBOL(isBusy),
    SYMBOL(getResult),
    SYMBOL(resultStatus),
    SYMBOL(resultErrorMessage),
    SYMBOL(ntuples),
    SYMBOL(nfields),
    SYMBOL(getisnull),
    SYMBOL(getvalue),
    SYMBOL(getlength),
    SYMBOL(clear),
};

struct state {
    struct sql_flags flags;
    struct sql_query query;
    struct library lib;
    bool loaded;
    char *connection; /* libpq's string */
    PGconn *conn;
    int64_t deadline_ms;
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

    if (spec.len == 0)
        return err_set(err, EX_CONFIG, "No connection string for pgsql map %.*s",
                       SLICE_ARG(m->name));
    s->connection = arena_cstr(m->all->in, spec);
    m->rest = spec;
    return sql_translate(m, &s->flags, '$', &s->query, err);
}

static void disconnect(struct state *s)
{
    if (s->conn != NULL)
        s->lib.finish(s->conn);
    s->conn = NULL;
}

static bool wait_for(const struct state *s, short events)
{
    struct pollfd p = {.fd = s->lib.socket(s->conn), .events = events};

    for (;;) {
        int64_t left = s->deadline_ms - clock_monotonic_ms();
        int n = left <= 0 || p.fd < 0 ? 0 : poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left);

        if (n >= 0)
            return n > 0;
        if (errno != EINTR)
            return false;
    }
}

/* The library's words have line ends, and passwords are never in them. */
static bool failed(const struct map *m, const char *said, struct err *err)
{
    map_failed(err, "pgsql map %.*s: %.*s", SLICE_ARG(m->name),
               SLICE_ARG(slice_trim(slice_from(said))));
    return false;
}

static bool connect_to(struct map *m, struct state *s, struct err *err)
{
    const char *const keys[] = {"dbname", "fallback_application_name", "client_encoding", NULL};
    const char *const values[] = {s->connection, "mailwright", "SQL_ASCII", NULL};
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;

    if (!s->loaded &&
        !library_load("libpq.so.5", "libpq5", symbols, COUNT(symbols), &s->lib, err)) {
        map_tell_unopened(m, slice_from(err->text), EX_SOFTWARE);
        return false;
    }
    s->loaded = true;
    s->conn = s->lib.connectStartParams(keys, values, 1);
    if (s->conn == NULL)
        return failed(m, "out of memory", err);
    if (s->lib.status(s->conn) == CONNECTION_BAD)
        return failed(m, s->lib.errorMessage(s->conn), err);
    while (step != PGRES_POLLING_OK) {
        if (!wait_for(s, step == PGRES_POLLING_READING ? POLLIN : POLLOUT))
            return failed(m, "no connection in time", err);
        step = s->lib.connectPoll(s->conn);
        if (step == PGRES_POLLING_FAILED)
            return failed(m, s->lib.errorMessage(s->conn), err);
    }
    return s->lib.setnonblocking(s->conn, 1) == 0 || failed(m, s->lib.errorMessage(s->conn), err);
}

static bool send_query(struct map *m, struct state *s, const struct map_query *q, struct arena *in,
                       struct err *err)
{
    const char *values[SQL_PARAMETERS];
    int rc;

    for (int i = 0; i < s->query.count; i++)
        values[i] = arena_cstr(in, sql_parameter(&s->query, i, m, q, in));
    if (!s->lib.sendQueryParams(s->conn, s->query.text, s->query.count, NULL, values, NULL, NULL,
                                0) ||
        !s->lib.setSingleRowMode(s->conn))
        return failed(m, s->lib.errorMessage(s->conn), err);
    while ((rc = s->lib.flush(s->conn)) == 1) {
        if (!wait_for(s, POLLOUT))
            return failed(m, "the query could not be sent in time", err);
    }
    return rc == 0 || failed(m, s->lib.errorMessage(s->conn), err);
}

static bool add_result(struct map *m, struct state *s, const PGresult *r, struct sql_answer *a,
                       struct err *err)
{
    const char *said = s->lib.resultErrorMessage(r);

    for (int i = 0; i < s->lib.ntuples(r); i++) {
        if (s->lib.nfields(r) > 0 && !s->lib.getisnull(r, i, 0))
            sql_add_row(a, slice_of(s->lib.getvalue(r, i, 0), (size_t)s->lib.getlength(r, i, 0)));
    }
    return s->lib.resultStatus(r) == PGRES_SINGLE_TUPLE ||
           s->lib.resultStatus(r) == PGRES_TUPLES_OK ||
           failed(m, said != NULL && *said != '\0' ? said : "the query has no rows for an answer",
                  err);
}

/* Until the server has said that this was all: an error may come behind rows. */
static bool read_rows(struct map *m, struct state *s, struct sql_answer *a, struct err *err)
{
    for (;;) {
        bool ok;
        PGresult *r;

        while (s->lib.isBusy(s->conn)) {
            if (!wait_for(s, POLLIN))
                return failed(m, "no answer in time", err);
            if (!s->lib.consumeInput(s->conn))
                return failed(m, s->lib.errorMessage(s->conn), err);
        }
        r = s->lib.getResult(s->conn);
        if (r == NULL)
            return true;
        ok = add_result(m, s, r, a, err);
        s->lib.clear(r);
        if (!ok) /* the connection goes; of COPY there would be results without end */
            return false;
    }
}

static bool ask(struct map *m, struct state *s, const struct map_query *q, struct arena *in,
                struct sql_answer *a, struct err *err)
{
    bool ok = (s->conn != NULL || connect_to(m, s, err)) && send_query(m, s, q, in, err) &&
              read_rows(m, s, a, err);

    if (!ok)
        disconnect(s);
    return ok;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct state *s = m->state;
    struct sql_answer a = {.flags = &s->flags, .value = str_new(in)};
    int64_t deadline_ms = map_deadline(m, TIMEOUT_MS);
    bool was_open, ok;

    if (slice_find(q->key, '\0') != SIZE_MAX)
        return map_absent(err, EX_DATAERR); /* no text there can have one */
    if (!map_take_turn(m, deadline_ms, err))
        return MAP_FAILED;
    s->deadline_ms = deadline_ms;
    was_open = s->conn != NULL;
    ok = ask(m, s, q, in, &a, err);
    /* The server may have been started anew since. */
    if (!ok && was_open && a.rows == 0 && clock_monotonic_ms() < deadline_ms)
        ok = ask(m, s, q, in, &a, err);
    map_end_turn(m);
    return ok ? sql_conclude(m, &a, value, err) : MAP_FAILED;
}

static void close_map(struct map *m)
{
    disconnect(m->state);
}

/* Without a host the library takes its local socket. */
static bool has_local_socket(const struct map *m)
{
    size_t at = slice_search(m->rest, SLICE("host"));

    return slice_search(m->rest, SLICE("host=/")) != SIZE_MAX ||
           (at == SIZE_MAX && slice_search(m->rest, SLICE("://")) == SIZE_MAX);
}

const struct map_class map_class_pgsql = {.name = "pgsql",
                                          .can_alias = true,
                                          .own_flags = SQL_FLAGS,
                                          .flag = flag,
                                          .declare = declare,
                                          .lookup = lookup,
                                          .close = close_map,
                                          .spaced_flags = "Q",
                                          .quoted_flags = "Q",
                                          .has_local_socket = has_local_socket};
