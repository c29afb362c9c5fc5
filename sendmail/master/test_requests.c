/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A worker that was taken over asks for everything. The test is the worker; a child is the master,
 * with the real table of requests and no more. Most of it means nothing unless it is root's.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/caller.h"
#include "ipc/pack.h"
#include "os/clock.h"
#include "os/file.h"
#include "sendmail/master/jobs.h"
#include "sendmail/master/remote.h"
#include "test/remove_tree.h"

enum { DAEMON = 1, BIN = 2 }; /* Debian's users of that number; BIN has the files */

struct scene {
    char dir[64];
    struct arena *in;
    struct config *cfg;
    struct master_port port;
    int sock;
    pid_t master;
};

/* ---- the master ---- */

NORETURN static void be_master(struct scene *s, int sock)
{
    struct jobs *jobs = jobs_new(s->in);
    struct arena *in = arena_new();
    int64_t end = clock_monotonic_ms() + 60000;

    while (clock_monotonic_ms() < end) {
        struct pollfd p = {.fd = sock, .events = POLLIN};
        struct err err = {0};
        struct frame f;
        int status;
        pid_t pid;

        if (poll(&p, 1, 20) > 0) {
            if (frame_receive(sock, true, in, &f, &err) != FRAME_OK)
                _exit(0);
            if (!jobs_serve(jobs, s->cfg, sock, &f, &err))
                _exit(9); /* cut off */
        }
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
            (void)jobs_child_ended(jobs, pid, status);
        (void)jobs_expire(jobs, clock_monotonic_ms());
    }
    _exit(1);
}

static void start_master(struct scene *s)
{
    int pair[2];

    cr_assert(frame_pair(pair, NULL));
    s->master = fork();
    if (s->master == 0) {
        close(pair[0]);
        be_master(s, pair[1]);
    }
    close(pair[1]);
    s->sock = pair[0];
    s->port = master_port_remote(caller_new(pair[0]));
}

static void put(struct scene *s, const char *name, const char *text, uid_t owner, mode_t mode)
{
    char path[200];
    struct err err;

    snprintf(path, sizeof path, "%s/%s", s->dir, name);
    cr_assert(file_replace(path, slice_from(text), mode, &err), "%s", err.text);
    cr_assert_eq(chmod(path, mode), 0);
    if (geteuid() == 0)
        cr_assert_eq(chown(path, owner, owner), 0);
}

static void make_dir(struct scene *s, const char *name, uid_t owner)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", s->dir, name);
    cr_assert_eq(mkdir(path, 0755), 0);
    if (geteuid() == 0)
        cr_assert_eq(chown(path, owner, owner), 0);
}

static void scene_make(struct scene *s)
{
    char path[100];
    struct err err = {0};
    struct slice text;

    *s = (struct scene){.dir = "/tmp/test-requests-XXXXXX", .in = arena_new()};
    cr_assert_not_null(mkdtemp(s->dir));
    cr_assert_eq(chmod(s->dir, 0755), 0);
    text = arena_printf(s->in,
                        "V10/Berkeley\n"
                        "O DefaultUser=%d:%d\nO DontBlameSendmail=TrustStickyBit\n"
                        "O ForwardPath=%s/$u/.forward+$h:%s/$u/.forward\n"
                        "O StatusFile=%s/statistics\nO HostStatusDirectory=%s/hosts\n"
                        "Mlocal, P=/bin/true, F=lsSn, A=true -d $u\n"
                        "Mprog, P=/bin/sh, F=lsoqn, A=sh -c $u\n"
                        "Msmtp, P=[IPC], F=m, A=TCP $h\n"
                        "S3\nS0\nR$+\t$#local $: $1\nS4\n",
                        geteuid() == 0 ? DAEMON : (int)getuid(),
                        geteuid() == 0 ? DAEMON : (int)getgid(), s->dir, s->dir, s->dir, s->dir);
    snprintf(path, sizeof path, "%s/cf", s->dir);
    cr_assert(file_replace(path, text, 0644, &err));
    s->cfg = config_read(
        &(struct config_request){.path = path, .no_probe = true, .host = "us.test"}, &err);
    cr_assert_not_null(s->cfg, "%s", err.text);
    make_dir(s, "bin", BIN);
    make_dir(s, "daemon", DAEMON);
    put(s, "bin/.forward", "x@y.test\n", BIN, 0600);
    put(s, "bin/.forward+box", "x, \":include:/etc/hostname\"\n", BIN, 0600);
    put(s, "bin/key", "secret\n", BIN, 0600);
    put(s, "daemon/key", "secret\n", DAEMON, 0600);
    put(s, "rootlist", "x@y.test\n", 0, 0600);
    put(s, "list", "x@y.test\n", 0, 0644);
    start_master(s);
}

/* True when the master thought it worse than a refusal. */
static bool scene_drop(struct scene *s)
{
    int status = 0;

    close(s->sock);
    waitpid(s->master, &status, 0);
    config_drop(s->cfg);
    cr_expect(remove_tree(s->dir));
    arena_drop(s->in);
    return WIFEXITED(status) && WEXITSTATUS(status) == 9;
}

static const char *under(const struct scene *s, const char *name)
{
    return name[0] == '@' ? arena_cstr(s->in, arena_printf(s->in, "%s%s", s->dir, name + 1)) : name;
}

static int ask_list(struct scene *s, const char *user, const char *first, const char *second,
                    struct err *err)
{
    const char *chain[2] = {under(s, first), second == NULL ? NULL : under(s, second)};
    struct list_request r = {.user = slice_from(user),
                             .chain = chain,
                             .len = second == NULL ? 1 : 2,
                             .timeout_ms = 5000};

    return s->port.open_list(s->port.ctx, &r, err);
}

/* ---- lists ---- */

Test(requests, lists_are_opened_only_where_lists_are)
{
    static const struct {
        const char *user, *first, *second;
        bool fine;
    } rows[] = {
        {"bin", "@/bin/.forward", NULL, true},
        {"bin", "@/bin/.forward+box", NULL, true},
        {"", "@/list", NULL, true},
        {"bin", "@/bin/.forward+box", "/etc/hostname", true},
        {"", "@/rootlist", NULL, false}, /* root's, not readable for DefaultUser */
        {"", "/etc/shadow", NULL, false},
        {"root", "/etc/shadow", NULL, false}, /* no .forward */
        {"bin", "/etc/shadow", NULL, false},
        {"bin", "@/bin/key", NULL, false},    /* his, but no list */
        {"bin", "@/daemon/key", NULL, false}, /* another's */
        {"daemon", "@/bin/.forward", NULL, false},
        {"bin", "@/bin/.forward+../../bin/key", NULL, false},
        {"bin", "@/bin/../bin/.forward", NULL, false},
        {"bin", "@/bin/.forward", "@/bin/key", false}, /* that list does not include it */
        {"bin", "@/bin/key", "@/bin/.forward", false},
        {"", "@/bin/.forward", NULL, false}, /* DefaultUser may not read it */
        {"nosuchuser", "@/nosuchuser/.forward", NULL, false},
        {"bin", "bin/.forward", NULL, false},
        {"", "/dev/null", NULL, false},
        {"", "/dev/zero", NULL, false},
        {"", "/proc/self/mem", NULL, false},
        {"", "/", NULL, false},
    };
    struct scene s;

    if (geteuid() != 0)
        cr_skip_test("only root could open them");
    scene_make(&s);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err err = {0};
        int fd = ask_list(&s, rows[i].user, rows[i].first, rows[i].second, &err);

        cr_expect_eq(fd >= 0, rows[i].fine, "%s %s: %s", rows[i].user, rows[i].first, err.text);
        if (fd >= 0)
            close(fd);
    }
    cr_expect_not(scene_drop(&s));
}

Test(requests, a_link_among_lists_leads_nowhere_else)
{
    struct scene s;
    struct err err = {0};

    if (geteuid() != 0)
        cr_skip_test("only root could open them");
    scene_make(&s);
    cr_assert_eq(unlink(under(&s, "@/bin/.forward")), 0);
    cr_assert_eq(symlink("/etc/shadow", under(&s, "@/bin/.forward")), 0);
    cr_expect_lt(ask_list(&s, "bin", "@/bin/.forward", NULL, &err), 0);
    cr_assert_eq(unlink(under(&s, "@/bin/.forward")), 0);
    cr_assert_eq(symlink("../daemon/key", under(&s, "@/bin/.forward")), 0);
    cr_expect_lt(ask_list(&s, "bin", "@/bin/.forward", NULL, &err), 0);
    cr_expect_not(scene_drop(&s));
}

/* ---- mailbox files ---- */

Test(requests, mail_is_written_as_nobody_but_users)
{
    static const struct {
        const char *mailer, *user;
        uid_t uid;
        gid_t gid;
        const char *path;
        bool fine;
    } rows[] = {
        {"*file*", "daemon", DAEMON, DAEMON, "@/daemon/box", true},
        {"*file*", "", DAEMON, DAEMON, "@/daemon/box", true},
        {"*file*", "daemon", DAEMON, DAEMON, "@/bin/box", false},
        {"*file*", "daemon", DAEMON, DAEMON, "@/bin/../daemon/box", false},
        {"*file*", "daemon", DAEMON, DAEMON, "@/daemon/link", false},
        {"*file*", "daemon", DAEMON, DAEMON, "@/daemon/hard", false},
        {"*file*", "daemon", DAEMON, DAEMON, "/dev/null", false},
        {"*file*", "daemon", DAEMON, DAEMON, "/dev/full", false},
        {"*file*", "daemon", DAEMON, DAEMON, "daemon/box", false},
        {"*file*", "root", 0, 0, "@/rootbox", false},
        {"*file*", "root", 0, 0, "/etc/passwd", false},
        {"*file*", "", 0, 0, "/etc/passwd", false},
        {"*file*", "daemon", 0, DAEMON, "/etc/passwd", false},
        {"*file*", "bin", DAEMON, 0, "@/bin/box", false},
        {"*file*", "bin", BIN, BIN, "@/bin/box", false}, /* its shell is not in /etc/shells */
        {"*file*", "daemon", DAEMON, 0, "@/daemon/box2", false},
        {"prog", "daemon", DAEMON, DAEMON, "@/daemon/box", false},
        {"local", "", 0, 0, "/etc/passwd", false},
    };
    struct scene s;

    if (geteuid() != 0)
        cr_skip_test("only root could open them");
    scene_make(&s);
    cr_assert_eq(symlink("/etc/passwd", under(&s, "@/daemon/link")), 0);
    cr_assert_eq(link(under(&s, "@/daemon/key"), under(&s, "@/daemon/hard")), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct master_owner who = {slice_from(rows[i].user), rows[i].uid, rows[i].gid};
        struct err err = {0};
        int fd = s.port.open_mailbox(s.port.ctx, config_mailer(s.cfg, slice_from(rows[i].mailer)),
                                     &who, under(&s, rows[i].path), 5000, &err);

        cr_expect_eq(fd >= 0, rows[i].fine, "%s as %d: %s", rows[i].path, (int)rows[i].uid,
                     err.text);
        if (fd >= 0)
            close(fd);
    }
    cr_expect_not(scene_drop(&s));
}

/* ---- what the configuration names ---- */

Test(requests, host_status_stays_in_its_directory)
{
    static const char *const hosts[] = {"../x", "a/b", "..", "", "a..b", "[../..]", "/etc/passwd"};
    struct host_status status = {.status = EX_TEMPFAIL, .updated_at = 1}, back;
    struct scene s;
    struct err err = {0};
    int fd;

    scene_make(&s);
    cr_expect(s.port.note_host(s.port.ctx, SLICE("mx.example.com"), &status, &err), "%s", err.text);
    fd = s.port.open_host(s.port.ctx, SLICE("mx.example.com"), false, &err);
    cr_assert_geq(fd, 0, "%s", err.text);
    cr_expect_eq(host_status_read_fd(fd, s.in, &back, &err), HOST_STATUS_FOUND);
    cr_expect_eq(back.status, EX_TEMPFAIL);
    for (size_t i = 0; i < COUNT(hosts); i++) {
        cr_expect_not(s.port.note_host(s.port.ctx, slice_from(hosts[i]), &status, &err), "%s",
                      hosts[i]);
        cr_expect_lt(s.port.open_host(s.port.ctx, slice_from(hosts[i]), true, &err), 0, "%s",
                     hosts[i]);
    }
    fd = s.port.open_own(s.port.ctx, MASTER_OWN_STATISTICS, &err);
    cr_expect_lt(fd, 0);
    cr_expect_eq(err.status, EX_NOINPUT);
    put(&s, "statistics", "", 0, 0600);
    fd = s.port.open_own(s.port.ctx, MASTER_OWN_STATISTICS, &err);
    cr_expect_geq(fd, 0, "%s", err.text);
    close(fd);
    cr_expect_not(scene_drop(&s));
}

/* ---- programs ---- */

static bool run(struct scene *s, const char *mailer, uid_t uid, gid_t gid, const char *const *argv,
                const char *root)
{
    struct master_program p = {.mailer = config_mailer(s->cfg, slice_from(mailer)),
                               .owner = {SLICE(""), uid, gid},
                               .argv = (char *const *)argv,
                               .root = root,
                               .fds = {-1, -1, -1}};
    struct err err = {0};
    int64_t handle;
    int status;

    return s->port.start(s->port.ctx, &p, &handle, &err) &&
           s->port.wait(s->port.ctx, handle, 10000, &status, &err) && status == 0;
}

Test(requests, programs_run_as_their_mailer_says)
{
    static const char *const deliver[] = {"true", "-d", "alice", "bob", NULL};
    static const char *const shell[] = {"sh", "-c", "exit 0", NULL};
    uid_t me = geteuid() == 0 ? DAEMON : getuid();
    gid_t us = geteuid() == 0 ? DAEMON : getgid();
    struct scene s;

    scene_make(&s);
    cr_expect(run(&s, "local", 0, 0, deliver, NULL));
    cr_expect(run(&s, "prog", me, us, shell, NULL));
    if (geteuid() == 0) {
        cr_expect_not(run(&s, "prog", 0, 0, shell, NULL));
        cr_expect_not(run(&s, "prog", BIN, BIN, shell, NULL));
        cr_expect_not(run(&s, "prog", DAEMON, 0, shell, NULL));
        cr_expect_not(run(&s, "local", BIN, BIN, deliver, NULL));
    }
    cr_expect_not(scene_drop(&s));
}

Test(requests, words_the_configuration_does_not_make_cut_the_worker_off)
{
    static const struct {
        const char *mailer, *argv[5], *root;
    } rows[] = {
        {"local", {"true", "-x", "alice"}, NULL},
        {"local", {"true", "-d", "-f", "alice"}, NULL}, /* a name that is an option, as root */
        {"local", {"sh", "-c", "alice"}, NULL},
        {"local", {"true"}, NULL},
        {"prog", {"sh", "-x", "exit 0"}, NULL},
        {"prog", {"sh", "-c", "exit 0"}, "/"},
        {"smtp", {"TCP", "x"}, NULL}, /* no program */
        {"*file*", {"x"}, NULL},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;

        scene_make(&s);
        cr_expect_not(run(&s, rows[i].mailer, 0, 0, rows[i].argv, rows[i].root));
        cr_expect(scene_drop(&s), "row %zu", i);
    }
}

Test(requests, what_is_no_request_cuts_the_worker_off)
{
    for (uint32_t type = 90; type < 120; type++) {
        struct frame f = {.type = type, .payload = SLICE("\377\377\377\377nonsense")};
        struct scene s;
        bool cut;

        scene_make(&s);
        cr_assert(frame_send(s.sock, &f, NULL));
        waitpid(s.master, (int[1]){0}, WNOHANG);
        for (int i = 0; i < 100 && kill(s.master, 0) == 0; i++) {
            int status;

            if (waitpid(s.master, &status, WNOHANG) == s.master) {
                cut = WIFEXITED(status) && WEXITSTATUS(status) == 9;
                cr_expect(cut, "request %u", type);
                break;
            }
            usleep(20000);
        }
        (void)scene_drop(&s);
    }
}
