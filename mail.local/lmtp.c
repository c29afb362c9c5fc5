/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LMTP (RFC 2033) on standard input and output: a table of verbs, replies per recipient after the
 * message.
 */
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/vec.h"
#include "mail.local/local.h"
#include "net/stream.h"
#include "wire/smtp_data.h"

enum {
    LINE_LIMIT = 2048,
    MAX_RCPTS = 1000,
    IDLE_MS = 60 * 60 * 1000,
    MESSAGE_MAX = 1024 * 1024 * 1024,
};

struct lmtp {
    const struct local *local;
    struct stream *stream;
    struct arena *in; /* of the transaction */
    const char *host;
    bool greeted, has_sender;
    struct slice sender;
    struct VEC(char *) rcpts;
    bool quit;
};

static bool say(struct lmtp *l, const char *text)
{
    return stream_write_text(l->stream, text) == STREAM_OK &&
           stream_write_text(l->stream, "\r\n") == STREAM_OK;
}

static void reset(struct lmtp *l)
{
    arena_reset(l->in);
    l->has_sender = false;
    l->rcpts.p = NULL;
    l->rcpts.len = l->rcpts.cap = 0;
}

/* ---- addresses ---- */

/* "<path>" at the start of what follows FROM: or TO:; a source route is dropped. */
static bool take_path(struct slice *text, struct slice *path)
{
    slice_skip_blanks(text);
    if (!slice_skip(text, '<') || !slice_until(text, '>', path))
        return false;
    if (path->len > 0 && path->p[0] == '@') {
        size_t colon = slice_find(*path, ':');

        if (colon == SIZE_MAX)
            return false;
        *path = slice_from_at(*path, colon + 1);
    }
    return true;
}

/* The mailbox's user: without domain, quotes and backslashes, and without +detail. */
static struct slice user_of(struct slice path, struct arena *in)
{
    struct str user = str_new(in);
    bool quoted = false;

    for (size_t i = 0; i < path.len; i++) {
        char c = path.p[i];

        if (c == '"')
            quoted = !quoted;
        else if (c == '\\' && i + 1 < path.len)
            str_add_char(&user, path.p[++i]);
        else if (!quoted && (c == '@' || c == '+'))
            break;
        else
            str_add_char(&user, c);
    }
    return str_slice(&user);
}

/* ---- verbs ---- */

static bool do_lhlo(struct lmtp *l, struct slice args)
{
    struct arena *in = l->in;

    reset(l);
    if (slice_trim(args).len == 0)
        return say(l, "501 5.5.4 LHLO needs a name");
    l->greeted = true;
    return say(l, arena_printf(in, "250-%s", l->host).p) &&
           (l->local->no_8bit || say(l, "250-8BITMIME")) && say(l, "250-ENHANCEDSTATUSCODES") &&
           say(l, "250 PIPELINING");
}

static bool do_mail(struct lmtp *l, struct slice args)
{
    struct slice path;

    if (!l->greeted)
        return say(l, "503 5.5.1 LHLO first");
    if (l->has_sender)
        return say(l, "503 5.5.1 Sender was given already");
    if (!slice_skip_text_case(&args, SLICE("FROM:")) || !take_path(&args, &path))
        return say(l, "501 5.5.4 Syntax error in MAIL");
    l->sender = arena_copy(l->in, path);
    l->has_sender = true;
    return say(l, "250 2.5.0 Ok");
}

static bool do_rcpt(struct lmtp *l, struct slice args)
{
    struct slice path, user;
    struct err err = {0};

    if (!l->has_sender)
        return say(l, "503 5.5.1 MAIL first");
    if (!slice_skip_text_case(&args, SLICE("TO:")) || !take_path(&args, &path))
        return say(l, "501 5.5.4 Syntax error in RCPT");
    if (l->rcpts.len >= MAX_RCPTS)
        return say(l, "452 4.5.3 Too many recipients");
    user = user_of(path, l->in);
    if (slice_find(user, '\0') != SIZE_MAX)
        return say(l, "550 5.1.1 User unknown");
    if (!mailbox_user_exists(arena_cstr(l->in, user), &err))
        return say(l, err.status == EX_NOUSER ? "550 5.1.1 User unknown"
                                              : "451 4.3.0 User database not available");
    *VEC_ADD(&l->rcpts, l->in) = arena_cstr(l->in, user);
    return say(l, "250 2.1.5 Ok");
}

static bool do_rset(struct lmtp *l, struct slice args UNUSED)
{
    reset(l);
    return say(l, "250 2.0.0 Ok");
}

static bool do_noop(struct lmtp *l, struct slice args UNUSED)
{
    return say(l, "250 2.0.0 Ok");
}

static bool do_vrfy(struct lmtp *l, struct slice args)
{
    struct slice user = user_of(slice_trim(args), l->in);
    struct err err = {0};

    if (slice_find(user, '\0') != SIZE_MAX || !mailbox_user_exists(arena_cstr(l->in, user), &err))
        return say(l, "550 5.1.1 User unknown");
    return say(l, "252 2.5.2 Ok");
}

static bool do_quit(struct lmtp *l, struct slice args UNUSED)
{
    l->quit = true;
    return say(l, "221 2.0.0 Bye");
}

/* ---- the message ---- */

static bool reply_for(struct lmtp *l, const char *user, bool ok, const struct err *err)
{
    struct slice line;

    if (ok)
        line = arena_printf(l->in, "250 2.1.5 %s Ok", user);
    else if (err->status == EX_NOUSER)
        line = arena_printf(l->in, "550 5.1.1 %s: User unknown", user);
    else if (err_is_temporary(err))
        line = arena_printf(l->in, "450 4.2.0 %s: %s", user, err->text);
    else
        line = arena_printf(l->in, "550 5.2.0 %s: %s", user, err->text);
    return say(l, line.p);
}

static bool deliver(struct lmtp *l, struct slice message)
{
    struct slice separator = local_separator(l->sender, l->in);
    struct err bad = {0};
    int text = local_prepare(message, &bad);
    bool going = true;

    for (size_t i = 0; i < l->rcpts.len && going; i++) {
        struct err err = bad;
        bool ok =
            text >= 0 && mailbox_deliver(&l->local->box, l->rcpts.p[i], separator, text, &err);

        going = reply_for(l, l->rcpts.p[i], ok, &err);
    }
    if (text >= 0)
        close(text);
    return going;
}

static bool refuse_all(struct lmtp *l, const char *why)
{
    for (size_t i = 0; i < l->rcpts.len; i++)
        if (!say(l, why))
            return false;
    return true;
}

/* Up to the final dot. False: the session is over. */
static bool read_message(struct lmtp *l, struct str *message, bool *bare)
{
    enum smtp_data_status status = SMTP_DATA_MORE;
    struct smtp_data data;

    smtp_data_start(&data, (struct smtp_data_rules){0});
    while (status == SMTP_DATA_MORE) {
        struct slice bytes, rest;

        if (stream_peek(l->stream, &bytes) != STREAM_OK)
            return false;
        rest = bytes;
        status = smtp_data_feed(&data, &rest, message);
        stream_skip(l->stream, bytes.len - rest.len);
        if (message->len > MESSAGE_MAX)
            return false;
    }
    *bare = status != SMTP_DATA_END;
    return true;
}

static bool do_data(struct lmtp *l, struct slice args UNUSED)
{
    struct str message;
    bool bare, going;

    if (l->rcpts.len == 0)
        return say(l, l->has_sender ? "503 5.5.1 No recipients" : "503 5.5.1 MAIL first");
    message = str_new(l->in);
    if (!say(l, "354 Go ahead") || stream_flush(l->stream) != STREAM_OK ||
        !read_message(l, &message, &bare))
        return false;
    if (bare) {
        l->quit = true;
        return refuse_all(l, "554 5.6.0 Bare carriage return or line feed in the message");
    }
    going = deliver(l, str_slice(&message));
    reset(l);
    return going;
}

static const struct {
    const char *name;
    bool (*run)(struct lmtp *l, struct slice args);
} verbs[] = {
    {"LHLO", do_lhlo}, {"MAIL", do_mail}, {"RCPT", do_rcpt}, {"DATA", do_data},
    {"RSET", do_rset}, {"NOOP", do_noop}, {"VRFY", do_vrfy}, {"QUIT", do_quit},
};

static bool command(struct lmtp *l, struct slice line)
{
    struct slice verb;

    if (slice_word(&line, &verb)) {
        slice_skip_blanks(&line);
        for (size_t i = 0; i < COUNT(verbs); i++)
            if (slice_is_case(verb, verbs[i].name))
                return verbs[i].run(l, line);
    }
    return say(l, "500 5.5.1 Command not known");
}

int lmtp_run(const struct local *local)
{
    struct arena *in = arena_new();
    struct lmtp l = {
        .local = local, .stream = stream_new(in, STDIN_FILENO, STDOUT_FILENO), .in = arena_new()};
    char host[256] = "localhost";
    struct line line;
    bool going;

    (void)gethostname(host, sizeof host - 1);
    l.host = host;
    stream_set_timeout(l.stream, IDLE_MS);
    going = say(&l, arena_printf(in, "220 %s LMTP ready", host).p);
    while (going && !l.quit) {
        /* Replies to commands sent ahead leave together. */
        if (!stream_has_input(l.stream) && stream_flush(l.stream) != STREAM_OK)
            break;
        if (stream_read_line(l.stream, LINE_LIMIT, &line) != STREAM_OK)
            break;
        if ((line.flags & (LINE_LONG | LINE_NUL)) != 0)
            going = say(&l, "500 5.5.2 Line too long") &&
                    ((line.flags & LINE_LONG) == 0 ||
                     stream_drop_line(l.stream, 1024 * 1024) == STREAM_OK);
        else
            going = command(&l, line.text);
    }
    if (stream_flush(l.stream) != STREAM_OK)
        l.quit = false;
    arena_drop(l.in);
    arena_drop(in);
    return l.quit ? EX_OK : EX_TEMPFAIL;
}
