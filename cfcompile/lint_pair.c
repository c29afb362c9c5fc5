/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmail.cf and submit.cf together: mail of programs goes by the second to the first, so what one
 * says and the other does not is a surprise for whoever changed only one.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cfcompile/lint.h"
#include "net/address.h"
#include "net/connect.h"
#include "os/file.h"

enum { CF_MAX = 16 << 20, SMTP_PORT = 25, SUBMISSION_PORT = 587, WAIT_MS = 2000 };

/* ---- where submit.cf hands its mail to --------------------------------------------------------
 */

struct target {
    struct slice host; /* as $&{MTAHost} is */
    struct net_address address;
    bool is_here; /* on this host */
    int port, line;
};

/* The line that begins so, and what follows. 0: none. */
static int line_of(struct slice text, struct slice begins, struct slice *rest)
{
    struct slice line;

    for (int n = 1; slice_line(&text, &line); n++)
        if (slice_starts(line, begins)) {
            *rest = slice_trim(slice_from_at(line, begins.len));
            return n;
        }
    return 0;
}

static int port_number(struct slice port)
{
    int64_t n;

    if (port.len == 0 || slice_is_case(port, "smtp"))
        return SMTP_PORT;
    if (slice_is_case(port, "submission"))
        return SUBMISSION_PORT;
    return slice_to_i64(port, &n) && n > 0 && n < 65536 ? (int)n : 0;
}

/* A=TCP $h PORT of the mailer that msp sends everything with. */
static int relay_port(const struct config *config)
{
    const struct mailer *relay = config_mailer(config, SLICE("relay"));

    return relay != NULL && relay->argv.len > 2 ? port_number(relay->argv.p[2]) : SMTP_PORT;
}

static bool find_target(struct lint *submit, struct target *t)
{
    struct slice host;

    t->line = line_of(submit->cf_text, SLICE("D{MTAHost}"), &t->host);
    if (t->line == 0)
        return false;
    host = t->host;
    if (host.len > 2 && host.p[0] == '[' && host.p[host.len - 1] == ']')
        host = slice_part(host, 1, host.len - 2);
    t->port = relay_port(submit->config);
    if (slice_is_case(host, "localhost"))
        host = SLICE("127.0.0.1");
    t->is_here = net_address_parse(host, (uint16_t)t->port, &t->address) &&
                 net_address_is_loopback(&t->address);
    return true;
}

/* ---- who listens there ------------------------------------------------------------------------
 */

static bool listens(const struct daemon_port *d, const struct target *t)
{
    struct net_address at;
    int family = net_address_family(&t->address);

    if (d->family == FAMILY_LOCAL || port_number(d->port) != t->port)
        return false;
    if (d->addr.len > 0 && net_address_parse(d->addr, 0, &at)) {
        struct slice any = d->addr;

        return net_address_same_host(&at, &t->address) || slice_is(any, "0.0.0.0") ||
               slice_is(any, "::") || slice_is(any, "::0");
    }
    /* A name is the system's to resolve; a socket of IPv6 takes IPv4 as well. */
    return d->addr.len > 0 || d->family == FAMILY_INET6 || family == AF_INET;
}

static bool some_listen(const struct options *o, const struct target *t)
{
    for (size_t i = 0; i < o->daemon_ports.len; i++)
        if (listens(&o->daemon_ports.p[i], t))
            return true;
    return o->daemon_ports.len == 0 && t->port == SMTP_PORT;
}

static unsigned waiting(const char *queue)
{
    DIR *dir = opendir(queue);
    const struct dirent *entry;
    unsigned n = 0;

    while (dir != NULL && (entry = readdir(dir)) != NULL)
        n += strncmp(entry->d_name, "qf", 2) == 0;
    if (dir != NULL)
        closedir(dir);
    return n;
}

/* Only where mail waits: on a host where nothing is started yet nobody asked. */
static void look_at_daemon(struct lint *submit, const struct target *t)
{
    struct connect_options options = {.timeout_ms = WAIT_MS};
    struct slice queue = submit->config->opt.queue_directory;
    unsigned messages = waiting(arena_cstr(submit->in, queue));
    struct err err = {0};
    int errnum = 0, fd;

    if (messages == 0)
        return;
    fd = net_connect(&t->address, &options, &errnum, &err);
    if (fd >= 0) {
        close(fd);
        return;
    }
    if (errnum == ECONNREFUSED)
        lint_run(submit,
                 lint_say(submit, "host-13", SEVERITY_WARNING, submit->cf, t->line,
                          "%u message%s wait%s in %.*s for %.*s port %d, and nothing listens there "
                          "now",
                          messages, messages == 1 ? "" : "s", messages == 1 ? "s" : "",
                          SLICE_ARG(queue), SLICE_ARG(t->host), t->port),
                 "systemctl start sendmail");
}

static void look_at_target(const struct lint *daemon, struct lint *submit, const struct target *t)
{
    if (!t->is_here)
        return;
    if (some_listen(&daemon->config->opt, t)) {
        look_at_daemon(submit, t);
        return;
    }
    lint_instead(submit,
                 lint_say(submit, "host-13", SEVERITY_WARNING, submit->cf, t->line,
                          "mail of programs is handed to %.*s port %d, and no listener of %.*s is "
                          "there: it would stay in the queue",
                          SLICE_ARG(t->host), t->port, SLICE_ARG(daemon->cf)),
                 "DAEMON_OPTIONS(`Port=%d, Addr=%s, Name=MTA')dnl   in sendmail.mc", t->port,
                 net_address_family(&t->address) == AF_INET6 ? "::1, Family=inet6" : "127.0.0.1");
}

/* ---- what both should say alike ----------------------------------------------------------------
 */

static bool same_host(struct slice a, struct slice b)
{
    size_t colon = slice_find(b, ':');

    /* "relay:host" names the mailer first. */
    if (colon != SIZE_MAX && b.p[0] != '[')
        b = slice_from_at(b, colon + 1);
    return slice_eq_case(a, b);
}

static void look_at_routes(const struct lint *daemon, struct lint *submit, const struct target *t)
{
    struct slice smart = {0};

    if (t->is_here || line_of(daemon->cf_text, SLICE("DS"), &smart) == 0 || smart.len == 0 ||
        same_host(t->host, smart))
        return;
    lint_instead(submit,
                 lint_say(submit, "service-03", SEVERITY_WARNING, submit->cf, t->line,
                          "mail of programs goes to %.*s by itself, past the smart host %.*s of "
                          "%.*s",
                          SLICE_ARG(t->host), SLICE_ARG(smart), SLICE_ARG(daemon->cf)),
                 "FEATURE(`msp', `[127.0.0.1]')dnl   in submit.mc");
}

/* MASQUERADE_AS, as either library writes it. */
static int masquerade_line(struct slice text, struct slice *name)
{
    int line = line_of(text, SLICE("D{M}"), name);

    return line > 0 ? line : line_of(text, SLICE("DM"), name);
}

/* Names that only the daemon's file puts on are put on there for mail of programs, too. */
static void look_at_masquerade(const struct lint *daemon, struct lint *submit)
{
    struct slice theirs = {0}, ours = {0};
    int line = masquerade_line(submit->cf_text, &ours);

    (void)masquerade_line(daemon->cf_text, &theirs);
    if (line == 0 || ours.len == 0 || slice_eq_case(ours, theirs))
        return;
    if (theirs.len == 0)
        lint_instead(submit,
                     lint_say(submit, "masq-06", SEVERITY_WARNING, submit->cf, line,
                              "mail of programs is masqueraded as %.*s, other mail of this host "
                              "is not: %.*s has no MASQUERADE_AS",
                              SLICE_ARG(ours), SLICE_ARG(daemon->cf)),
                     "MASQUERADE_AS(`%.*s')dnl   in sendmail.mc", SLICE_ARG(ours));
    else
        lint_instead(submit,
                     lint_say(submit, "masq-06", SEVERITY_WARNING, submit->cf, line,
                              "mail of programs is masqueraded as %.*s, other mail of this host "
                              "as %.*s",
                              SLICE_ARG(ours), SLICE_ARG(theirs)),
                     "MASQUERADE_AS(`%.*s')dnl   in submit.mc", SLICE_ARG(theirs));
}

/* ---- both ------------------------------------------------------------------------------------ */

/* Each was read by itself before: its mistakes are told. */
static void say_nothing(void *ctx, const struct config_report *report)
{
    (void)ctx;
    (void)report;
}

static bool open_cf(struct lint *l, const char *dir, const char *name, struct findings *findings)
{
    struct config_request wanted = {.report = say_nothing, .no_probe = true, .keep_going = true};
    struct err err = {0};

    *l = (struct lint){.findings = findings, .in = findings->in};
    l->cf = arena_printf(l->in, "%s/%s", dir, name);
    wanted.path = l->cf.p;
    if (!file_read(wanted.path, CF_MAX, l->in, &l->cf_text, NULL))
        return false;
    l->config = config_read(&wanted, &err);
    return l->config != NULL;
}

void lint_pair(const char *dir, struct findings *findings)
{
    struct lint daemon, submit;
    struct target target;

    if (!open_cf(&daemon, dir, "sendmail.cf", findings))
        return;
    if (open_cf(&submit, dir, "submit.cf", findings)) {
        if (find_target(&submit, &target)) {
            look_at_target(&daemon, &submit, &target);
            look_at_routes(&daemon, &submit, &target);
        }
        look_at_masquerade(&daemon, &submit);
        config_drop((struct config *)submit.config);
    }
    config_drop((struct config *)daemon.config);
}

/* FreeBSD refuses to start then, and elsewhere it depends on the program which one is read. */
void lint_second_cf(const char *dir, struct findings *findings)
{
    struct lint l = {.findings = findings, .in = findings->in};
    struct slice path = slice_from(dir), mine, other, here, there;
    size_t slash = slice_find_last(path, '/');

    if (slash == SIZE_MAX)
        return;
    here = arena_printf(l.in, "%.*s/sendmail.cf", SLICE_ARG(path));
    there = arena_printf(l.in, "%.*s/sendmail.cf", SLICE_ARG(slice_part(path, 0, slash)));
    if (!file_read(here.p, CF_MAX, l.in, &mine, NULL) ||
        !file_read(there.p, CF_MAX, l.in, &other, NULL) || slice_eq(mine, other))
        return;
    lint_run(&l,
             lint_say(&l, "cf-syntax-18", SEVERITY_WARNING, there, 0,
                      "left over beside %.*s, and another text: programs of old read this one",
                      SLICE_ARG(here)),
             "diff %.*s %.*s; rm %.*s", SLICE_ARG(there), SLICE_ARG(here), SLICE_ARG(there));
}
