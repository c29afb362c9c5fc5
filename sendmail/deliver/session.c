/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/session.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "base/debug.h"
#include "base/log.h"
#include "os/clock.h"

struct session *session_make(int read_fd, int write_fd, const struct options *opt,
                             struct slice host, const struct net_address *peer,
                             const struct smtp_client_setup *setup)
{
    struct arena *in = arena_new();
    struct session *s = ARENA_NEW(in, struct session);
    struct slice shown =
        peer->len > 0 ? net_address_bracketed(peer, option_net_form(opt), in) : SLICE("");

    s->in = in;
    s->opt = opt;
    s->stream = stream_new(in, read_fd, write_fd);
    s->host = arena_copy(in, host);
    s->relay =
        shown.len > 0 ? arena_printf(in, "%.*s %.*s", SLICE_ARG(host), SLICE_ARG(shown)) : s->host;
    smtp_client_start(&s->client, in, setup);
    return s;
}

void session_observe(struct session *s, const struct config *cfg)
{
    stream_record(s->stream, cfg->traffic);
    s->debug = cfg->debug;
}

/* Which Timeout.* a reply has; write and read share it. */
static int64_t timeout_ms(const struct session *s, enum smtp_client_wait wait)
{
    const struct options *o = s->opt;
    const int64_t seconds[] = {
        [CLIENT_WAIT_NOTHING] = o->timeout_misc,  [CLIENT_WAIT_GREETING] = o->timeout_initial,
        [CLIENT_WAIT_HELO] = o->timeout_helo,     [CLIENT_WAIT_LHLO] = o->timeout_lhlo,
        [CLIENT_WAIT_MAIL] = o->timeout_mail,     [CLIENT_WAIT_RCPT] = o->timeout_rcpt,
        [CLIENT_WAIT_DATA] = o->timeout_datainit, [CLIENT_WAIT_FINAL] = o->timeout_datafinal,
        [CLIENT_WAIT_RSET] = o->timeout_rset,     [CLIENT_WAIT_QUIT] = o->timeout_quit,
    };

    return seconds[wait] > 0 ? seconds[wait] * 1000 : STREAM_WAIT_FOREVER;
}

static enum smtp_client_next broke(struct session *s, enum stream_answer answer,
                                   struct session_fault *fault)
{
    fault->wait = s->client.wait;
    fault->connecting = false;
    fault->errnum = answer == STREAM_EOF       ? ECONNRESET
                    : answer == STREAM_TIMEOUT ? ETIMEDOUT
                                               : stream_error(s->stream);
    if (fault->errnum == EPIPE)
        fault->errnum = ECONNRESET;
    return CLIENT_READ;
}

/* Bad news goes into the transcript, once with the command it answers. */
static void hear(const struct session *s, struct session_ear *ear, struct slice line,
                 struct slice command)
{
    bool bad = line.len > 0 && (line.p[0] == '4' || line.p[0] == '5');
    /* Who does not know EHLO is asked again with HELO: no news. */
    bool retried = bad && s->client.wait == CLIENT_WAIT_HELO && s->client.ehlo && line.p[0] == '5';

    if (ear->say != NULL)
        ear->say(ear->say_ctx, line);
    if (!bad || retried || s->client.wait == CLIENT_WAIT_QUIT)
        return;
    if (!ear->introduced)
        transcript_talking_to(ear->transcript, s->host);
    ear->introduced = true;
    if (command.len > 0 && !slice_eq(command, ear->shown))
        transcript_sent(ear->transcript, command);
    ear->shown = command;
    transcript_got(ear->transcript, slice_part(line, 0, CLIENT_REPLY_TEXT_MAX));
}

static void say_commands(struct session_ear *ear, struct slice text)
{
    struct slice line;
    struct str shown;
    struct arena *in;

    if (ear->say == NULL || text.len == 0)
        return;
    in = arena_new();
    while (slice_line(&text, &line)) {
        shown = str_new(in);
        str_printf(&shown, ">>> %.*s", SLICE_ARG(slice_trim_end(line)));
        ear->say(ear->say_ctx, str_slice(&shown));
    }
    arena_drop(in);
}

static enum stream_answer send_out(struct session *s, struct session_ear *ear, struct str *out)
{
    enum stream_answer answer = STREAM_OK;

    say_commands(ear, str_slice(out));
    stream_set_timeout(s->stream, timeout_ms(s, s->client.wait));
    if (out->len > 0)
        answer = stream_write(s->stream, str_slice(out));
    str_clear(out);
    return answer == STREAM_OK ? stream_flush(s->stream) : answer;
}

/* -d18.1: whose reply begins; -d18.4: each line of it. */
static void show_reply(struct session *s, struct slice line, struct slice command)
{
    bool more = line.len > 3 && line.p[3] == '-';

    if (!debug_wants(s->debug, 18, 1))
        return;
    if (!s->replying && command.len == 0)
        debug_text(s->debug, SLICE("reply to client greeting\n"));
    else if (!s->replying)
        debug_printf(s->debug, "reply to %.*s\n", SLICE_ARG(command));
    if (debug_wants(s->debug, 18, 4))
        debug_printf(s->debug, "received=%.*s\n", SLICE_ARG(line));
    s->replying = more;
}

enum smtp_client_next session_converse(struct session *s, struct session_ear *ear,
                                       enum smtp_client_next next, struct str *out,
                                       struct session_fault *fault)
{
    for (;;) {
        enum stream_answer answer = STREAM_OK;
        struct slice command;
        struct line line;

        if (out->len > 0 || next != CLIENT_READ)
            answer = send_out(s, ear, out);
        if (answer != STREAM_OK)
            return broke(s, answer, fault);
        if (next != CLIENT_READ)
            return next;
        stream_set_timeout(s->stream, timeout_ms(s, s->client.wait));
        answer = stream_read_line(s->stream, CLIENT_LINE_MAX, &line);
        if (answer != STREAM_OK)
            return broke(s, answer, fault);
        s->heard = true;
        /* The command must be asked for first: the reply moves the engine on. */
        command = smtp_client_command(&s->client);
        show_reply(s, line.text, command);
        hear(s, ear, line.text, command);
        next = smtp_client_line(&s->client, line.text, out);
        if ((line.flags & LINE_LONG) != 0) {
            answer = stream_drop_line(s->stream, 1024 * 1024);
            if (answer != STREAM_OK)
                return broke(s, answer, fault);
        }
        if (ear->answered != NULL)
            ear->answered(ear->answered_ctx);
    }
}

enum smtp_client_next session_greet(struct session *s, struct session_ear *ear,
                                    struct session_fault *fault)
{
    struct str out = str_new(s->in);

    return session_converse(s, ear, CLIENT_READ, &out, fault);
}

void session_close(struct session *s, bool quit)
{
    struct session_ear ear = {.say = s->say, .say_ctx = s->say_ctx};
    struct session_fault ignored;

    if (quit && !s->client.closing) {
        struct str out = str_new(s->in);

        if (s->say != NULL)
            s->say(s->say_ctx,
                   arena_printf(s->in, "Closing connection to %.*s", SLICE_ARG(s->host)));
        (void)session_converse(s, &ear, smtp_client_quit(&s->client, &out), &out, &ignored);
    }
    stream_close(s->stream);
    arena_drop(s->in);
}

void session_log_timeout(const struct session_fault *fault, struct slice host, struct slice id)
{
    static const char *const during[] = {
        [CLIENT_WAIT_NOTHING] = "client wait",  [CLIENT_WAIT_GREETING] = "client greeting",
        [CLIENT_WAIT_HELO] = "client EHLO",     [CLIENT_WAIT_LHLO] = "client LHLO",
        [CLIENT_WAIT_MAIL] = "client MAIL",     [CLIENT_WAIT_RCPT] = "client RCPT",
        [CLIENT_WAIT_DATA] = "client DATA 354", [CLIENT_WAIT_FINAL] = "client DATA status",
        [CLIENT_WAIT_RSET] = "client RSET",     [CLIENT_WAIT_QUIT] = "client QUIT",
    };

    if (fault->errnum == ETIMEDOUT && !fault->connecting)
        log_line(1, LOG_NOTICE, id, "timeout waiting for input from %.*s during %s",
                 SLICE_ARG(host), during[fault->wait]);
}

struct slice session_fault_text(const struct session_fault *fault, struct slice host,
                                struct arena *in)
{
    switch (fault->errnum) {
    case ECONNREFUSED:
        return arena_printf(in, "Connection refused by %.*s", SLICE_ARG(host));
    case ETIMEDOUT:
        return arena_printf(in, "Connection timed out with %.*s", SLICE_ARG(host));
    case ECONNRESET:
        /* The message was out and its fate is unknown: nothing more can be said. */
        if (fault->wait == CLIENT_WAIT_FINAL)
            return SLICE("");
        return arena_printf(in, "Connection reset by %.*s", SLICE_ARG(host));
    case EHOSTDOWN:
        return arena_printf(in, "Host %.*s is down", SLICE_ARG(host));
    default:
        return arena_copy(in, slice_from(strerror(fault->errnum)));
    }
}

struct slice session_fault_dsn(const struct session_fault *fault)
{
    return fault->connecting ? SLICE("4.4.1") : SLICE("4.4.2");
}
