/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delivery by a program. Its standard input is a finished file in memory, not a pipe that we feed:
 * if we die in the middle, the program still has the whole message, and it never has half of one.
 * What it prints goes to a second such file, of limited size, and from there into the transcript.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/debug.h"
#include "base/log.h"
#include "mail/status.h"
#include "os/text_file.h"
#include "sendmail/deliver/delivery.h"
#include "sendmail/deliver/session.h"
#include "sendmail/deliver/sink.h"
#include "sendmail/deliver/transaction.h"

enum {
    OUTPUT_MAX = 256 * 1024, /* bytes a program may print; more is an error of its write */
    OUTPUT_SHOWN = 32 * 1024,
};

struct string_vec VEC(char *);

/* ---- arguments ---- */

/* Does this word of A= speak of the recipient? */
static bool names_user(struct slice coded)
{
    for (size_t i = 0; i + 1 < coded.len; i++)
        if ((unsigned char)coded.p[i] == 0x81 && coded.p[i + 1] == 'u')
            return true;
    return false;
}

static void add_word(const struct delivery *d, struct string_vec *argv, struct slice coded)
{
    struct arena *in = d->attempt->scratch;

    *VEC_ADD(argv, in) = arena_cstr(in, delivery_expand(d, coded));
}

/* The word with $u once for each recipient. */
static void add_user_words(struct delivery *d, struct string_vec *argv, struct slice coded)
{
    for (size_t i = 0; i < d->rcpts.len; i++) {
        macros_set(d->attempt->route.macros, 'u', delivery_user(d, i));
        add_word(d, argv, coded);
    }
}

/* Flags f and r: the sender as an option of the program. */
static void add_sender_words(struct delivery *d, struct string_vec *argv)
{
    struct arena *in = d->attempt->scratch;
    const char *option = mailer_has(d->mailer, 'f')   ? "-f"
                         : mailer_has(d->mailer, 'r') ? "-r"
                                                      : NULL;

    if (option == NULL || d->sender.len == 0)
        return;
    *VEC_ADD(argv, in) = arena_cstr(in, slice_from(option));
    *VEC_ADD(argv, in) = arena_cstr(in, d->sender);
}

static char *const *arguments(struct delivery *d)
{
    const struct slice_list *words = &d->mailer->argv;
    struct string_vec argv = {0};

    for (size_t i = 0; i < words->len; i++) {
        if (names_user(words->p[i]))
            add_user_words(d, &argv, words->p[i]);
        else
            add_word(d, &argv, words->p[i]);
        if (i == 0)
            add_sender_words(d, &argv);
    }
    *VEC_ADD(&argv, d->attempt->scratch) = NULL;
    return argv.p;
}

struct path_vec VEC(const char *);

static const char *const *directories(const struct delivery *d)
{
    struct slice list = delivery_expand(d, d->mailer->directory), one;
    struct arena *in = d->attempt->scratch;
    struct path_vec dirs = {0};

    while (list.len > 0) {
        if (!slice_until(&list, ':', &one)) {
            one = list;
            list = SLICE("");
        }
        if (one.len > 0)
            *VEC_ADD(&dirs, in) = arena_cstr(in, one);
    }
    if (dirs.len == 0)
        return NULL;
    *VEC_ADD(&dirs, in) = NULL;
    return dirs.p;
}

static void record_start(struct delivery *d)
{
    const struct config *cfg = d->attempt->cfg;
    char *const *argv;
    struct str words;

    if (cfg->traffic == NULL && !debug_wants(cfg->debug, 11, 1))
        return;
    argv = arguments(d);
    words = str_new(d->attempt->scratch);
    for (; *argv != NULL; argv++)
        str_printf(&words, " %s", *argv);
    traffic_printf(cfg->traffic, "===", "EXEC%s", words.p);
    if (debug_wants(cfg->debug, 11, 1))
        debug_printf(cfg->debug, "openmailer:%s\n", words.p);
}

static void fill_program(struct delivery *d, struct master_program *what)
{
    struct arena *in = d->attempt->scratch;

    *what = (struct master_program){.mailer = d->mailer,
                                    .owner = delivery_owner(d, delivery_rcpt(d, 0)),
                                    .argv = arguments(d),
                                    .cwd = directories(d),
                                    .fds = {-1, -1, -1}};
    if (d->mailer->root.len > 0)
        what->root = arena_cstr(in, delivery_expand(d, d->mailer->root));
}

/* ---- the message as a file ---- */

struct recorded_file {
    struct text_file file;
    struct traffic_pieces pieces;
};

static bool recorded_put(void *ctx, struct slice bytes, struct err *err)
{
    struct recorded_file *f = ctx;

    traffic_piece(&f->pieces, bytes);
    return text_file_put(&f->file, bytes, err);
}

/* A descriptor at its start; -1 with *err. The program gets one for reading only: it must not be
 * able to change what another recipient's program will read. */
static int message_file(struct delivery *d, struct err *err)
{
    struct recorded_file f = {
        .pieces = traffic_pieces(d->attempt->cfg->traffic, ">>>", d->attempt->scratch)};
    struct sink sink = {.put = recorded_put,
                        .ctx = &f,
                        .eol = d->mailer->eol.len > 0 ? d->mailer->eol : SLICE("\n"),
                        .hide_dots = mailer_has(d->mailer, 'X')};
    struct message_sink to = sink_of(&sink);
    struct message_write text = delivery_message(d);
    int reader = -1;

    if (!text_file_open(&f.file, d->attempt->scratch, err))
        return -1;
    if (message_write(&text, &to, err) && sink_finish(&sink, err) &&
        text_file_finish(&f.file, err)) {
        traffic_pieces_end(&f.pieces, false);
        reader = text_file_reader(&f.file);
        if (reader < 0)
            return f.file.fd;
    }
    close(f.file.fd);
    return reader;
}

/* ---- what it prints ---- */

/* The descriptor shares its position with the program's, so that says how much there is. */
static void take_output(struct delivery *d, int fd)
{
    off_t len = lseek(fd, 0, SEEK_CUR);
    struct slice text, line;
    char *bytes;
    ssize_t n;

    if (len <= 0)
        return;
    if (len > OUTPUT_SHOWN)
        len = OUTPUT_SHOWN;
    bytes = arena_bytes(d->attempt->scratch, (size_t)len);
    n = pread(fd, bytes, (size_t)len, 0);
    if (n <= 0)
        return;
    text = slice_of(bytes, (size_t)n);
    while (slice_line(&text, &line))
        transcript_add(&d->attempt->transcript, line);
}

/* ---- how it ended ---- */

static void tell_death(struct delivery *d, int wait_status)
{
    struct slice words = arena_printf(d->attempt->scratch, "mailer %.*s died with signal %d%s",
                                      SLICE_ARG(d->mailer->name), WTERMSIG(wait_status),
                                      WCOREDUMP(wait_status) ? " (core dumped)" : "");

    transcript_printf(&d->attempt->transcript, "451 4.3.0 %.*s", SLICE_ARG(words));
    log_line(0, LOG_CRIT, slice_from(d->attempt->env->id), "SYSERR(root): %.*s", SLICE_ARG(words));
}

static struct outcome outcome_of_exit(struct delivery *d, int wait_status)
{
    int code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : EX_TEMPFAIL;
    const struct status *row = status_find(code);
    struct outcome o = {.status = code};

    if (WIFSIGNALED(wait_status))
        tell_death(d, wait_status);
    if (code == EX_OK)
        return o;
    o.reply = arena_printf(d->attempt->scratch, "%d", code);
    o.dsn = row != NULL ? slice_from(row->report) : SLICE("5.0.0");
    o.log_dsn = row != NULL ? slice_from(row->dsn) : SLICE("5.3.0");
    if (code == EX_TEMPFAIL)
        o.detail = arena_printf(d->attempt->scratch, "%.*s mailer (%.*s) exited with EX_TEMPFAIL",
                                SLICE_ARG(d->mailer->name), SLICE_ARG(d->mailer->path));
    return o;
}

static void note_delivered(struct delivery *d)
{
    for (size_t i = 0; i < d->rcpts.len; i++) {
        struct recipient *r = delivery_rcpt(d, i);

        if (r->state == RCPT_SENT)
            outcome_note_taken(d, r, mailer_has(d->mailer, 'l') ? RCPT_DELIVERED : RCPT_RELAYED);
    }
}

static void give_error(struct delivery *d, const struct err *err)
{
    struct outcome o = {.status = err->status == EX_OK ? EX_TEMPFAIL : err->status,
                        .detail = arena_copy(d->attempt->scratch, slice_from(err->text))};

    outcome_give_all(d, &o);
}

static int wait_ms(const struct mailer *m)
{
    return m->wait > 0 && m->wait < INT_MAX / 1000 ? (int)m->wait * 1000 : -1;
}

/* Waits for the end; a program that will not end is killed and counts as "later". */
static struct outcome finish(struct delivery *d, int64_t handle)
{
    const struct master_port *master = d->attempt->deliverer->setup.master;
    struct err err = {0};
    int wait_status = 0;

    if (master->wait(master->ctx, handle, wait_ms(d->mailer), &wait_status, &err))
        return outcome_of_exit(d, wait_status);
    master->stop(master->ctx, handle);
    return (struct outcome){.status = EX_TEMPFAIL,
                            .detail = arena_copy(d->attempt->scratch, slice_from(err.text))};
}

static void run(struct delivery *d, int message)
{
    const struct master_port *master = d->attempt->deliverer->setup.master;
    int output = text_file_output(OUTPUT_MAX);
    struct err err = {0};
    struct master_program what;
    struct outcome o;
    int64_t handle;

    delivery_say(d, "%.*s... Connecting to %.*s...", SLICE_ARG(delivery_names(d)),
                 SLICE_ARG(d->mailer->name));
    fill_program(d, &what);
    what.fds[0] = message;
    what.fds[1] = what.fds[2] = output;
    if (!master->start(master->ctx, &what, &handle, &err)) {
        give_error(d, &err);
    } else {
        o = finish(d, handle);
        if (output >= 0)
            take_output(d, output);
        outcome_give_all(d, &o);
        note_delivered(d);
    }
    if (output >= 0)
        close(output);
}

/* ---- LMTP with a program (flag z) ---- */

static struct session *program_session(struct delivery *d, int64_t *handle)
{
    const struct master_port *master = d->attempt->deliverer->setup.master;
    struct smtp_client_setup setup = {
        .name = macros_expanded(d->attempt->macros, 'j', d->attempt->scratch), .lmtp = true};
    struct net_address none = {0};
    struct err err = {0};
    struct master_program what;
    int pair[2];
    bool started;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        (void)err_errno(&err, "socketpair");
        give_error(d, &err);
        return NULL;
    }
    fill_program(d, &what);
    what.fds[0] = what.fds[1] = pair[1];
    record_start(d);
    started = master->start(master->ctx, &what, handle, &err);
    close(pair[1]);
    if (started) {
        struct session *s =
            session_make(pair[0], pair[0], &d->attempt->cfg->opt, d->mailer->name, &none, &setup);

        session_observe(s, d->attempt->cfg);
        return s;
    }
    close(pair[0]);
    give_error(d, &err);
    return NULL;
}

static bool anybody_pending(const struct delivery *d)
{
    for (size_t i = 0; i < d->rcpts.len; i++)
        if (delivery_rcpt(d, i)->state == RCPT_PENDING)
            return true;
    return false;
}

static void talk_lmtp(struct delivery *d)
{
    struct session_ear ear = {.transcript = &d->attempt->transcript};
    struct session_fault fault = {0};
    enum transaction_end end = TRANSACTION_DONE;
    enum smtp_client_next next;
    struct outcome o;
    int64_t handle;
    struct session *s = program_session(d, &handle);

    if (s == NULL)
        return;
    next = session_greet(s, &ear, &fault);
    while (next == CLIENT_READY && end == TRANSACTION_DONE && anybody_pending(d))
        end = transaction_run(d, s);
    session_close(s, next == CLIENT_READY && end == TRANSACTION_DONE);
    o = finish(d, handle);
    if (o.status == EX_OK)
        o = (struct outcome){.status = EX_TEMPFAIL, .detail = SLICE("mailer ended early")};
    outcome_give_all(d, &o);
}

void deliver_to_program(struct delivery *d)
{
    struct err err = {0};
    int message;

    if (mailer_has(d->mailer, 'z')) {
        talk_lmtp(d);
        return;
    }
    record_start(d);
    message = message_file(d, &err);
    if (message < 0) {
        give_error(d, &err);
        return;
    }
    run(d, message);
    close(message);
}
