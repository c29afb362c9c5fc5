/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole attempts against a server in a thread of the test, which plays a script: each line it reads
 * is answered by the first row whose beginning fits.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/stream.h"
#include "os/file.h"
#include "sendmail/deliver/deliver.h"
#include "sendmail/deliver/delivery.h"

/* ---- the server ---- */

struct answer {
    const char *begins, *says; /* says NULL: hang up */
};

struct server {
    const struct answer *script; /* ends with begins NULL */
    int fd, port, connections;
    pthread_t thread;
    struct arena *in;
    struct str heard; /* all lines, LF line ends */
};

static const char *answer_to(const struct server *s, const char *line)
{
    for (const struct answer *a = s->script; a->begins != NULL; a++)
        if (strncmp(line, a->begins, strlen(a->begins)) == 0)
            return a->says;
    return "500 what";
}

static void talk(struct server *s, int fd)
{
    struct arena *in = arena_new();
    struct stream *stream = stream_new(in, fd, fd);
    bool text = false, going = true;
    struct line line;

    stream_set_timeout(stream, 5000);
    cr_assert_eq(stream_write_text(stream, "220 them.test ESMTP\r\n"), STREAM_OK);
    while (going) {
        const char *says;

        if (!stream_has_input(stream) && stream_flush(stream) != STREAM_OK)
            break;
        if (stream_read_line(stream, 1000, &line) != STREAM_OK)
            break;
        str_printf(&s->heard, "%.*s\n", SLICE_ARG(line.text));
        if (text && !slice_is(line.text, "."))
            continue;
        says = answer_to(s, arena_cstr(in, line.text));
        text = says != NULL && strncmp(says, "354", 3) == 0;
        going = says != NULL && stream_write_text(stream, says) == STREAM_OK &&
                stream_write_text(stream, "\r\n") == STREAM_OK;
    }
    stream_close(stream);
    arena_drop(in);
}

static void *serve(void *arg)
{
    struct server *s = arg;
    int fd;

    while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
        s->connections++;
        talk(s, fd);
    }
    return NULL;
}

static void server_start(struct server *s, const struct answer *script)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;

    *s = (struct server){.script = script, .in = arena_new()};
    s->heard = str_new(s->in);
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(bind(s->fd, (struct sockaddr *)&at, sizeof at), 0);
    listen(s->fd, 8);
    getsockname(s->fd, (struct sockaddr *)&at, &len);
    s->port = ntohs(at.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
}

static void server_stop(struct server *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
}

/* ---- the delivering side ---- */

struct world {
    char dir[64];
    struct config *cfg;
    struct master_port master;
    struct expand_world users;
    struct deliver_setup setup;
    struct deliverer *deliverer;
    struct deliver_port port;
    struct arena *in;
    struct str transcript;
};

static enum expand_answer nobody(void *ctx UNUSED, struct slice name UNUSED,
                                 struct arena *in UNUSED, struct expand_user *user UNUSED,
                                 struct err *err UNUSED)
{
    return EXPAND_ABSENT;
}

static void world_make(struct world *w, int port)
{
    char path[100];
    struct err err = {0};
    struct slice text;

    *w = (struct world){.in = arena_new(), .dir = "/tmp/test-deliver-XXXXXX"};
    cr_assert_not_null(mkdtemp(w->dir));
    chmod(w->dir, 0755);
    text = arena_printf(w->in,
                        "V10/Berkeley\n"
                        "Cwus.test\nDjus.test\n"
                        "O OperatorChars=.:%%@!^/[]+\n"
                        "O Timeout.initial=5s\nO Timeout.mail=5s\nO Timeout.rcpt=5s\n"
                        "O Timeout.datainit=5s\nO Timeout.datafinal=5s\nO Timeout.quit=1s\n"
                        "O Timeout.connect=5s\nO DefaultUser=%d:%d\n"
                        "O ConnectionCacheSize=2\nO ConnectionCacheTimeout=5m\n"
                        "HSubject: x\n"
                        "Mlocal, P=/bin/false, F=lsn, A=false $u\n"
                        "Mprog, P=/bin/sh, F=lsoqn, A=sh -c $u\n"
                        "Mmany, P=/bin/sh, F=lmsoqn, A=sh -c exit\\ 0 $u\n"
                        "Msmtp, P=[IPC], F=mX, E=\\r\\n, A=TCP $h %d\n"
                        "Mdead, P=[IPC], F=mX, E=\\r\\n, A=TCP $h 1\n"
                        "S3\nS0\nR$+\t$#local $: $1\nS4\n",
                        (int)getuid(), (int)getgid(), port);
    snprintf(path, sizeof path, "%s/cf", w->dir);
    cr_assert(file_replace(path, text, 0644, &err));
    w->cfg = config_read(
        &(struct config_request){.path = path, .no_probe = true, .host = "us.test"}, &err);
    cr_assert_not_null(w->cfg, "%s", err.text);
    unlink(path);
    w->master = master_port_local(w->cfg);
    w->users = (struct expand_world){.find_user = nobody};
    w->setup = (struct deliver_setup){.cfg = w->cfg, .master = &w->master, .world = &w->users};
    w->deliverer = deliver_new(&w->setup);
    w->port = deliver_port(w->deliverer);
    w->transcript = str_new(w->in);
}

static void world_drop(struct world *w)
{
    deliver_close(w->deliverer);
    config_drop(w->cfg);
    rmdir(w->dir);
    arena_drop(w->in);
}

static void envelope_make(struct world *w, struct envelope *e)
{
    *e = (struct envelope){
        .in = w->in, .id = "tALE0000000001", .created_at = time(NULL), .message_bytes = 30};
    e->sender = (struct address){.text = SLICE("a@us.test"), .mailer = -1};
}

static struct recipient *add(struct world *w, struct envelope *e, const char *mailer,
                             const char *host, const char *user)
{
    struct recipient *r = envelope_add_rcpt(e, slice_from(user));

    r->addr.mailer = config_mailer(w->cfg, slice_from(mailer))->index;
    r->addr.host = slice_from(host);
    r->addr.user = slice_from(user);
    return r;
}

static void attempt(struct world *w, struct envelope *e)
{
    struct body body = body_in_memory(SLICE("hello\n.dot\n"));

    str_clear(&w->transcript);
    w->port.attempt(w->port.ctx, e, &body, &w->transcript);
}

static void expect(const struct envelope *e, size_t i, enum rcpt_state state, const char *dsn,
                   const char *message)
{
    const struct recipient *r = &e->rcpts.p[i];

    cr_expect_eq(r->state, state, "%zu: state %d", i, r->state);
    cr_expect(slice_is(r->dsn, dsn), "%zu: dsn %.*s", i, SLICE_ARG(r->dsn));
    cr_expect(slice_is(r->message, message), "%zu: %.*s", i, SLICE_ARG(r->message));
}

static const struct answer good[] = {
    {"EHLO", "250-them.test\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING"},
    {"MAIL", "250 2.1.0 ok"},
    {"RCPT To:<bad", "550-5.1.1 no such user\r\n550 5.1.1 really"},
    {"RCPT To:<later", "450 4.2.1 busy"},
    {"RCPT", "250 2.1.5 fine"},
    {"DATA", "354 go"},
    {".", "250 2.0.0 id 42 taken"},
    {"RSET", "250 2.0.0 ok"},
    {"QUIT", "221 2.0.0 bye"},
    {NULL, NULL},
};

Test(deliver, recipients_of_one_host_share_a_transaction_and_keep_their_own_outcomes)
{
    struct server server;
    struct envelope e;
    struct world w;

    server_start(&server, good);
    world_make(&w, server.port);
    envelope_make(&w, &e);
    add(&w, &e, "smtp", "[127.0.0.1]", "ok@them.test");
    add(&w, &e, "smtp", "[127.0.0.1]", "bad@them.test");
    add(&w, &e, "smtp", "[127.0.0.1]", "later@them.test");
    attempt(&w, &e);
    expect(&e, 0, RCPT_SENT, "2.1.5", "Sent (id 42 taken)");
    expect(&e, 1, RCPT_FAILED, "5.1.1", "User unknown");
    expect(&e, 2, RCPT_DEFERRED, "4.2.1", "Deferred: 450 4.2.1 busy");
    cr_expect(slice_is(e.rcpts.p[0].reply, "250 2.1.5 fine"));
    cr_expect(slice_is(e.rcpts.p[1].reply, "550-5.1.1 no such user"));
    cr_expect((e.rcpts.p[0].flags & RCPT_RELAYED) != 0, "no DSN there");
    cr_expect_str_eq(w.transcript.p, "... while talking to [127.0.0.1]:\n"
                                     ">>> DATA\n"
                                     "<<< 450 4.2.1 busy\n"
                                     "later@them.test... Deferred: 450 4.2.1 busy\n"
                                     "<<< 550-5.1.1 no such user\n"
                                     "<<< 550 5.1.1 really\n"
                                     "550 5.1.1 bad@them.test... User unknown\n");
    world_drop(&w);
    server_stop(&server);
    cr_expect_eq(server.connections, 1);
    cr_expect_str_eq(server.heard.p, "EHLO us.test\n"
                                     "MAIL From:<a@us.test>\n"
                                     "RCPT To:<later@them.test>\n"
                                     "RCPT To:<bad@them.test>\n"
                                     "RCPT To:<ok@them.test>\n"
                                     "DATA\n"
                                     "\n"
                                     "hello\n"
                                     "..dot\n"
                                     ".\n"
                                     "QUIT\n");
}

Test(deliver, the_next_message_finds_the_connection_open)
{
    struct server server;
    struct envelope e;
    struct world w;

    server_start(&server, good);
    world_make(&w, server.port);
    for (int i = 0; i < 3; i++) {
        envelope_make(&w, &e);
        add(&w, &e, "smtp", "[127.0.0.1]", i == 1 ? "bad" : "ok");
        attempt(&w, &e);
        cr_expect_eq(e.rcpts.p[0].state, i == 1 ? RCPT_FAILED : RCPT_SENT);
    }
    world_drop(&w);
    server_stop(&server);
    cr_expect_eq(server.connections, 1);
}

static const struct answer one_message_only[] = {
    {"EHLO", "250-them.test\r\n250 PIPELINING"},
    {"MAIL", "250 ok"},
    {"RCPT", "250 ok"},
    {"DATA", "354 go"},
    {".", "250 taken\r\n421 enough"},
    {NULL, NULL},
};

Test(deliver, a_connection_that_died_in_the_cache_is_replaced)
{
    struct server server;
    struct envelope e;
    struct world w;

    server_start(&server, one_message_only);
    world_make(&w, server.port);
    for (int i = 0; i < 2; i++) {
        envelope_make(&w, &e);
        add(&w, &e, "smtp", "[127.0.0.1]", "ok");
        attempt(&w, &e);
        expect(&e, 0, RCPT_SENT, "2.0.0", "Sent (taken)");
        usleep(20000);
    }
    world_drop(&w);
    server_stop(&server);
    cr_expect_eq(server.connections, 2);
}

static const struct {
    struct answer script[8];
    enum rcpt_state state;
    const char *dsn, *message;
} troubles[] = {
    {{{"EHLO", "250 them"}, {"MAIL", "550 5.7.1 not you"}, {"QUIT", "221 bye"}},
     RCPT_FAILED,
     "5.0.0",
     "Service unavailable"},
    {{{"EHLO", "250-them\r\n250 ENHANCEDSTATUSCODES"},
      {"MAIL", "451 4.7.1 not yet"},
      {"QUIT", "221 bye"}},
     RCPT_DEFERRED,
     "4.7.1",
     "Deferred: 451 4.7.1 not yet"},
    {{{"EHLO", "250 them"},
      {"MAIL", "250 ok"},
      {"RCPT", "250 ok"},
      {"DATA", "554 no"},
      {"QUIT", "221 bye"}},
     RCPT_FAILED,
     "5.0.0",
     "Service unavailable"},
    {{{"EHLO", "250 them"},
      {"MAIL", "250 ok"},
      {"RCPT", "250 ok"},
      {"DATA", "354 go"},
      {".", "452 full"},
      {"QUIT", "221 bye"}},
     RCPT_DEFERRED,
     "4.0.0",
     "Deferred: 452 full"},
    {{{"EHLO", "250 them"},
      {"MAIL", "250 ok"},
      {"RCPT", "250 ok"},
      {"DATA", "354 go"},
      {".", NULL}},
     RCPT_DEFERRED,
     "4.4.2",
     "Deferred"},
    {{{"EHLO", "250 them"}, {"MAIL", NULL}},
     RCPT_DEFERRED,
     "4.4.2",
     "Deferred: Connection reset by [127.0.0.1]"},
    {{{"EHLO", "250 them"}, {"MAIL", "250 ok"}, {"RCPT", "421 4.3.2 going down"}},
     RCPT_DEFERRED,
     "4.0.0",
     "Deferred: 421 4.3.2 going down"},
    {{{"EHLO", "554 5.3.2 no service"}, {"HELO", "554 5.3.2 no service"}, {"QUIT", "221 bye"}},
     RCPT_FAILED,
     "5.5.0",
     "Service unavailable"},
    {{{"EHLO", "250 us.test hello"}, {"QUIT", "221 bye"}},
     RCPT_FAILED,
     "5.3.5",
     "Local configuration error"},
};

Test(deliver, each_kind_of_trouble_has_its_outcome)
{
    for (size_t i = 0; i < COUNT(troubles); i++) {
        struct server server;
        struct envelope e;
        struct world w;

        server_start(&server, troubles[i].script);
        world_make(&w, server.port);
        envelope_make(&w, &e);
        add(&w, &e, "smtp", "[127.0.0.1]", "ok@them.test");
        attempt(&w, &e);
        expect(&e, 0, troubles[i].state, troubles[i].dsn, troubles[i].message);
        world_drop(&w);
        server_stop(&server);
    }
}

Test(deliver, nobody_there_is_remembered_for_a_while)
{
    struct envelope e;
    struct world w;

    world_make(&w, 1);
    for (int i = 0; i < 2; i++) {
        envelope_make(&w, &e);
        add(&w, &e, "dead", "[127.0.0.1]", "ok");
        attempt(&w, &e);
        expect(&e, 0, RCPT_DEFERRED, "4.4.1", "Deferred: Connection refused by [127.0.0.1]");
    }
    world_drop(&w);
}

Test(deliver, programs_end_in_all_the_ways_there_are)
{
    static const struct {
        const char *command;
        enum rcpt_state state;
        const char *dsn, *message, *transcript;
    } rows[] = {
        {"exit 0", RCPT_SENT, "2.1.5", "Sent", ""},
        {"test \"$(tail -n 1)\" = .dot", RCPT_SENT, "2.1.5", "Sent", ""},
        {"echo it went wrong; exit 1", RCPT_FAILED, "5.0.0", "unknown mailer error 1",
         "it went wrong\n554 5.3.0 unknown mailer error 1\n"},
        {"exit 67", RCPT_FAILED, "5.1.1", "User unknown", "550 5.1.1 exit 67... User unknown\n"},
        {"exit 75", RCPT_DEFERRED, "4.0.0",
         "Deferred: prog mailer (/bin/sh) exited with EX_TEMPFAIL",
         "exit 75... Deferred: prog mailer (/bin/sh) exited with EX_TEMPFAIL\n"},
        {"kill -9 $$", RCPT_DEFERRED, "4.0.0",
         "Deferred: prog mailer (/bin/sh) exited with EX_TEMPFAIL",
         "451 4.3.0 mailer prog died with signal 9\n"
         "kill -9 $$... Deferred: prog mailer (/bin/sh) exited with EX_TEMPFAIL\n"},
        {"exit 78", RCPT_FAILED, "5.5.0", "Local configuration error",
         "554 5.3.5 Local configuration error\n"},
    };
    struct world w;

    world_make(&w, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct envelope e;

        envelope_make(&w, &e);
        add(&w, &e, "prog", "", rows[i].command);
        attempt(&w, &e);
        expect(&e, 0, rows[i].state, rows[i].dsn, rows[i].message);
        cr_expect_str_eq(w.transcript.p, rows[i].transcript);
    }
    world_drop(&w);
}

Test(deliver, a_program_belongs_to_whom_the_control_line_names)
{
    static const struct {
        const char *control;
        uid_t uid;
        gid_t gid;
    } rows[] = {
        {"", 8, 12},
        {":list", 8, 12},
        {"list:8:0:list", 8, 12}, /* an alias: group 0 is not meant */
        {"root:0:0:root", 8, 12},
        {"alice:1001:0:alice", 1001, 0},
        {"alice:1001:1002:alice", 1001, 1002},
        {"alice:1001:x:alice", 8, 12},
        {"alice:-1:1:alice", 8, 12},
        {"alice:4294967295:1:alice", 8, 12},
        {"alice:1001", 8, 12},
    };
    struct envelope e;
    struct world w;

    world_make(&w, 1);
    w.cfg->opt.default_user = (struct option_user){.set = true, .uid = 8, .gid = 12};
    envelope_make(&w, &e);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct recipient *r = add(&w, &e, "prog", "", "exit 0");
        struct attempt a = {.deliverer = w.deliverer, .cfg = w.cfg, .env = &e, .scratch = w.in};
        struct delivery d = {.attempt = &a, .mailer = &w.cfg->mailers.p[r->addr.mailer]};
        struct master_owner who;

        r->control = slice_from(rows[i].control);
        who = delivery_owner(&d, r);
        cr_expect_eq(who.uid, rows[i].uid, "%s: uid %u", rows[i].control, who.uid);
        cr_expect_eq(who.gid, rows[i].gid, "%s: gid %u", rows[i].control, who.gid);
    }
    world_drop(&w);
}

Test(deliver, a_program_that_prints_without_end_is_stopped_by_its_writes)
{
    struct envelope e;
    struct world w;

    world_make(&w, 1);
    envelope_make(&w, &e);
    add(&w, &e, "prog", "", "yes; exit 0");
    attempt(&w, &e);
    cr_expect_eq(e.rcpts.p[0].state, RCPT_SENT);
    cr_expect_lt(w.transcript.len, 100 * 1024);
    world_drop(&w);
}

Test(deliver, files_are_appended_to_and_programs_are_not)
{
    char path[100];
    struct envelope e;
    struct world w;
    struct slice text;

    world_make(&w, 1);
    snprintf(path, sizeof path, "%s/box", w.dir);
    for (int i = 0; i < 2; i++) {
        envelope_make(&w, &e);
        add(&w, &e, "*file*", "", path);
        attempt(&w, &e);
        expect(&e, 0, RCPT_SENT, "2.1.5", "Sent");
    }
    cr_assert(file_read(path, 10000, w.in, &text, NULL));
    cr_expect(slice_starts(text, SLICE("From a@us.test ")), "%.*s", SLICE_ARG(text));
    cr_expect_neq(slice_search(text, SLICE("\n\nFrom a@us.test ")), SIZE_MAX);
    chmod(path, 0700);
    envelope_make(&w, &e);
    add(&w, &e, "*file*", "", path);
    attempt(&w, &e);
    expect(&e, 0, RCPT_FAILED, "5.0.0", "Can't create output");
    unlink(path);
    world_drop(&w);
}
