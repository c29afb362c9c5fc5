/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One thread, one client: greet, then read a line, let the engine answer, send when input runs dry.
 * Replies to pipelined commands leave together; anything that must wait for the client (a message,
 * a pause, the end) sends them first.
 */
#include "sendmail/smtpd/session.h"

#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "os/clock.h"
#include "sendmail/smtpd/smtpd.h"

enum { LEVEL_LOST = 1, LEVEL_IDLE = 5, LEVEL_EARLY = 4, LEVEL_CHECK = 3, LEVEL_CONNECT = 10 };
enum { SCRATCH_KEPT = 8 * 1024 };

static bool write_reply(struct session *s)
{
    if (s->cfg->opt.soft_bounce)
        smtp_soften(&s->reply);
    return stream_write(s->stream, str_slice(&s->reply)) == STREAM_OK;
}

bool session_flush(struct session *s)
{
    bool ok = write_reply(s) && stream_flush(s->stream) == STREAM_OK;

    str_clear(&s->reply);
    return ok;
}

/* ---- before the first command */

/* "ESMTP" behind the first word, and the lines of the greeting. */
static struct slice greeting(struct session *s)
{
    struct str raw = str_new(s->scratch), out = str_new(s->scratch);
    struct slice rest, first;

    macro_expand(s->tx_macros, s->cfg->opt.smtp_greeting_message, &raw);
    rest = slice_trim(str_slice(&raw));
    if (slice_word(&rest, &first))
        str_printf(&out, "%.*s ESMTP", SLICE_ARG(first));
    for (size_t i = 0; i < rest.len; i++) {
        bool escaped = rest.p[i] == '\\' && i + 1 < rest.len && rest.p[i + 1] == 'n';

        str_add_char(&out, escaped ? '\n' : rest.p[i]);
        i += escaped;
    }
    return str_slice(&out);
}

/* check_relay: only for clients of the daemon. False: *refuse is what they hear from now on. */
static bool check_relay(struct session *s, struct smtp_answer *refuse)
{
    struct check check;

    if (s->connection == NULL)
        return true;
    s->route.id = (struct slice){0};
    enum verdict v = route_check(&s->route, SLICE("check_relay"), s->client.name, s->client.address,
                                 0, LEVEL_CHECK, s->arena, &check);
    s->route.id = slice_from(s->env->id);
    if (v == VERDICT_DISCARD) {
        s->discard_all = true;
        s->env->flags |= ENV_DISCARD;
    } else if ((v == VERDICT_REJECT || v == VERDICT_LATER) && check.status != EX_OK) {
        *refuse = answer_of(&check.reply);
        refuse->text = arena_copy(s->arena, refuse->text);
        refuse->dsn = arena_copy(s->arena, refuse->dsn);
        return false;
    }
    /* compatible: a quarantine asked for here is logged and has no effect */
    return true;
}

/* Who cannot wait for the greeting is no mail server. Milliseconds come from the rule set. */
static bool talked_early(struct session *s)
{
    struct slice answer;
    int64_t ms = 0, began;
    int status;

    if (!route_ask(&s->route, SLICE("greet_pause"), s->client.name, s->client.address, 0,
                   s->scratch, &answer, &status) ||
        !slice_to_i64(slice_trim(answer), &ms) || ms <= 0)
        return false;
    if (ms > 5 * 60 * 1000)
        ms = 5 * 60 * 1000;
    began = clock_monotonic_ms();
    if (stream_wait_input(s->stream, ms) != STREAM_OK)
        return false;
    s->did_something = true; /* what it did is said here */
    log_line(LEVEL_EARLY, LOG_INFO, slice_from(s->env->id),
             "rejecting commands from %.*s due to pre-greeting traffic after %lld seconds",
             SLICE_ARG(s->client.relay), (long long)(clock_monotonic_ms() - began) / 1000);
    return true;
}

static enum smtp_next greet(struct session *s)
{
    struct smtp_answer refuse = {0};

    if (!session_features(s))
        refuse = answer_words(450, "4.3.0", SLICE("Please try again later."));
    smtp_server_init(&s->smtp, &s->smtp_cfg, &session_policy, s);
    if (!check_relay(s, &refuse) && refuse.code == 421) {
        smtp_reply(&s->reply, &refuse);
        return SMTP_CLOSE;
    }
    if (refuse.code == 0 && talked_early(s)) {
        struct slice text =
            arena_printf(s->scratch, "%.*s not accepting messages", SLICE_ARG(greeting(s)));

        refuse = answer_words(550, "5.0.0", SLICE("Command rejected"));
        return smtp_server_greet(&s->smtp, 554, text, refuse, &s->reply);
    }
    return smtp_server_greet(&s->smtp, 220, greeting(s), refuse, &s->reply);
}

/* ---- the loop */

static const char *stage_of(struct slice line)
{
    static const char *const stages[] = {"helo", "ehlo", "mail", "rcpt", "data", "rset", "vrfy",
                                         "expn", "quit", "noop", "etrn", "help", "auth"};
    struct slice word;

    if (slice_word(&line, &word))
        for (size_t i = 0; i < COUNT(stages); i++)
            if (slice_is_case(word, stages[i]))
                return stages[i];
    return "unknown command";
}

/* Who says one of these came for mail, whatever the answer is. */
static bool counts_as_something(const char *stage)
{
    static const char *const verbs[] = {"mail", "vrfy", "expn", "etrn"};

    for (size_t i = 0; i < COUNT(verbs); i++)
        if (strcmp(stage, verbs[i]) == 0)
            return true;
    return false;
}

/* compatible: nobody is told, nor is who waited too long. */
static enum smtp_next lost(struct session *s, enum stream_answer answer)
{
    if (answer == STREAM_TIMEOUT)
        log_line(LEVEL_LOST, LOG_NOTICE, slice_from(s->env->id),
                 "timeout waiting for input from %.*s during server cmd read",
                 SLICE_ARG(s->client.host));
    if (s->env->sender.text.len > 0)
        log_line(LEVEL_LOST, LOG_NOTICE, slice_from(s->env->id),
                 "lost input channel from %.*s to %.*s after %s", SLICE_ARG(s->client.relay),
                 SLICE_ARG(s->daemon), s->stage);
    return SMTP_CLOSE;
}

static bool must_stop(const struct session *s)
{
    return s->connection != NULL && s->connection->stop != NULL &&
           __atomic_load_n(s->connection->stop, __ATOMIC_RELAXED) != 0;
}

static enum smtp_next read_command(struct session *s)
{
    struct line line = {0};

    stream_set_timeout(s->stream, s->cfg->opt.timeout_command * 1000);
    enum stream_answer answer = stream_read_line(s->stream, SMTP_MAX_LINE, &line);
    if (must_stop(s)) {
        smtp_reply(&s->reply,
                   &(struct smtp_answer){
                       421, SLICE("4.3.2"),
                       arena_printf(s->scratch, "%.*s closing connection", SLICE_ARG(s->hostname)),
                       false});
        return SMTP_CLOSE;
    }
    if (answer != STREAM_OK)
        return lost(s, answer);
    if ((line.flags & LINE_LONG) != 0)
        return smtp_server_line_too_long(&s->smtp, &s->reply);
    s->stage = stage_of(line.text);
    s->did_something = s->did_something || counts_as_something(s->stage);
    return smtp_server_command(&s->smtp, line.text, stream_has_input(s->stream), &s->reply);
}

static enum smtp_next read_message(struct session *s)
{
    struct smtp_answer answer = {0};

    if (!session_flush(s) || !session_receive(s, &answer))
        return SMTP_CLOSE;
    return smtp_server_message_done(&s->smtp, answer.code != 0 ? &answer : NULL, &s->reply);
}

/* What was asked too often is answered late. False: the client did not wait. */
static bool pause_if_told(struct session *s)
{
    int seconds = s->smtp.delay;

    s->smtp.delay = 0;
    return seconds == 0 || stream_pause(s->stream, (int64_t)seconds * 1000);
}

/* A session that waits for its client keeps little: thousands may. */
static void forget_command(struct session *s)
{
    if (arena_footprint(s->scratch) > SCRATCH_KEPT && !stream_has_input(s->stream)) {
        arena_drop(s->scratch);
        s->scratch = s->route.scratch = arena_new();
    } else {
        arena_reset(s->scratch);
    }
    s->reply = str_new(s->scratch);
}

void session_run(struct session *s)
{
    enum smtp_next next = greet(s);

    s->stage = "startup";
    while (next != SMTP_CLOSE) {
        if (!pause_if_told(s))
            break;
        if (next != SMTP_COMMAND || !stream_has_input(s->stream)) {
            if (!session_flush(s))
                break;
        } else if (!write_reply(s)) {
            break;
        }
        forget_command(s);
        switch (next) {
        case SMTP_COMMAND:
            next = read_command(s);
            break;
        case SMTP_MESSAGE:
            next = read_message(s);
            break;
        case SMTP_STARTTLS: /* neither is offered, so the engine asks for neither */
        case SMTP_AUTH:
        case SMTP_CLOSE:
            next = SMTP_CLOSE;
            break;
        }
    }
    if (s->refused.len > 0)
        s->env->sender.text = str_slice(&s->refused); /* the last word of the session */
    session_log_from(s);
    if (!s->did_something && s->connection != NULL)
        log_line(LEVEL_IDLE, LOG_INFO, slice_from(s->env->id),
                 "%.*s did not issue MAIL/EXPN/VRFY/ETRN during connection to %.*s",
                 SLICE_ARG(s->client.relay), SLICE_ARG(s->daemon));
    session_flush(s);
}

/* ---- making one */

static void set_up_route(struct session *s)
{
    route_init(&s->route, s->cfg, NULL, s->arena, s->scratch);
    s->macros = s->route.macros;
    s->route.defer = s->mode == DELIVER_DEFER;
    s->expand = (struct expand){.route = &s->route, .world = s->shared->world};
}

struct session *session_new(const struct smtpd *shared, const struct smtpd_connection *connection,
                            int in_fd, int out_fd)
{
    struct arena *arena = arena_new();
    struct session *s = ARENA_NEW(arena, struct session);
    char mode = shared->cfg->opt.delivery_mode;

    if (connection != NULL && connection->port->delivery_mode != 0)
        mode = connection->port->delivery_mode;
    s->arena = arena;
    s->work = arena_new();
    s->scratch = arena_new();
    s->shared = shared;
    s->cfg = shared->cfg;
    s->connection = connection;
    s->mode = (enum delivery_mode)mode;
    s->daemon = connection != NULL ? connection->port->name : SLICE("stdin");
    s->stage = "startup";
    s->stream = stream_new(arena, in_fd, out_fd);
    stream_record(s->stream, s->cfg->traffic);
    s->hostname = macros_expanded(s->cfg->macros, 'j', arena);
    client_find(in_fd, shared->caller, shared->resolver, option_net_form(&s->cfg->opt), arena,
                &s->client);
    set_up_route(s);
    session_macros_connect(s);
    session_new_envelope(s);
    s->reply = str_new(s->scratch);
    s->refused = str_new(s->arena);
    if (connection != NULL)
        log_line(LEVEL_CONNECT, LOG_INFO, SLICE("NOQUEUE"), "connect from %.*s",
                 SLICE_ARG(s->client.relay));
    if (connection != NULL && shared->counter != NULL)
        statistics_count(shared->counter, STATISTICS_CONNECTION_FROM, -1, 0);
    return s;
}

void session_drop(struct session *s)
{
    struct arena *arena = s->arena;

    if (s->connection != NULL && s->connection->closing != NULL)
        s->connection->closing(s->connection->ctx);
    stream_close(s->stream);
    arena_drop(s->work);
    arena_drop(s->scratch);
    arena_drop(arena);
}

int smtpd_stdin(const struct smtpd *shared)
{
    struct arena *in = arena_new();
    struct smtpd own = *shared;
    struct session *s;
    int status;

    if (own.resolver == NULL)
        own.resolver = client_resolver(own.cfg, in);
    s = session_new(&own, NULL, STDIN_FILENO, STDOUT_FILENO);
    session_run(s);
    status = s->status;
    session_drop(s);
    if (shared->resolver == NULL)
        resolver_close(own.resolver);
    arena_drop(in);
    return status;
}

void smtpd_serve(const struct smtpd *shared, const struct smtpd_connection *connection)
{
    struct session *s = session_new(shared, connection, connection->fd, connection->fd);

    session_run(s);
    session_drop(s);
}
