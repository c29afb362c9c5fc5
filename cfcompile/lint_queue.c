/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why mail does not move just now: load, hosts that are held to be down, messages that nobody looks
 * at. Nothing of this is a mistake of the configuration; the options that decide are named.
 */
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cfcompile/lint.h"
#include "disk/host_status.h"
#include "os/clock.h"

enum { HOSTS_SHOWN = 10, HEAD_OF_QF = 4096, ROUND = 2 * 3600 };

/* Advice, as it is gone in a minute: a check in a script must not depend on it. */
void lint_load(struct lint *l, int load)
{
    const struct options *o = &l->config->opt;

    if (o->refuse_la > 0 && load >= o->refuse_la)
        lint_say(l, "queue-02", SEVERITY_ADVICE, l->cf, 0,
                 "the load average is %d, and RefuseLA=%lld: connections are refused until it "
                 "falls; confREFUSE_LA raises the limit",
                 load, (long long)o->refuse_la);
    else if (o->queue_la > 0 && load >= o->queue_la)
        lint_say(l, "queue-02", SEVERITY_ADVICE, l->cf, 0,
                 "the load average is %d, and QueueLA=%lld: mail is only queued until it falls; "
                 "confQUEUE_LA raises the limit",
                 load, (long long)o->queue_la);
}

/* ---- hosts that are down -------------------------------------------------------------------- */

struct hosts {
    struct lint *l;
    struct slice directory;
    int64_t now, age;
    unsigned down;
};

static struct slice time_of(int64_t when, struct arena *in)
{
    time_t t = (time_t)when;
    struct tm tm;
    char text[32];

    localtime_r(&t, &tm);
    return arena_copy(in, slice_of(text, strftime(text, sizeof text, "%H:%M", &tm)));
}

static void add_host(void *ctx, const char *path, struct slice host, const struct host_status *s)
{
    struct hosts *h = ctx;
    struct slice reply = s->reply;

    (void)path;
    if (s->status == 0 || s->updated_at + h->age <= h->now || ++h->down > HOSTS_SHOWN)
        return;
    if (reply.len == 0 && s->error != 0)
        reply = slice_from(strerror(s->error));
    lint_run(h->l,
             lint_say(h->l, "queue-03", SEVERITY_WARNING, h->directory, 0,
                      "%.*s counts as down until %s%s%.*s: queue runs pass it by", SLICE_ARG(host),
                      time_of(s->updated_at + h->age, h->l->in).p,
                      reply.len > 0 ? ", as it was " : "", SLICE_ARG(reply)),
             "sendmail -O Timeout.hoststatus=0s -qR%.*s", SLICE_ARG(host));
}

static void lint_hosts(struct lint *l)
{
    const char *directory = config_host_status_directory(l->config, l->in);
    struct hosts h = {.l = l, .now = clock_now(), .age = l->config->opt.timeout_hoststatus};

    if (directory == NULL)
        return;
    h.directory = slice_from(directory);
    (void)host_status_walk(directory, add_host, &h, NULL);
    if (h.down > HOSTS_SHOWN)
        lint_run(l,
                 lint_say(l, "queue-03", SEVERITY_WARNING, h.directory, 0,
                          "and %u other hosts: purgestat forgets what is old, -bH all of it",
                          h.down - HOSTS_SHOWN),
                 "hoststat");
}

/* ---- messages ------------------------------------------------------------------------------- */

struct old_mail {
    unsigned count;
    struct slice id; /* of the oldest */
    int64_t since;
};

/* The T line of a queue file: when the message came. 0: there is none. */
static int64_t came_at(const char *path)
{
    char head[HEAD_OF_QF];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);
    struct slice text = {head, n > 0 ? (size_t)n : 0}, line;
    int64_t when;

    if (fd >= 0)
        close(fd);
    while (slice_line(&text, &line))
        if (line.len > 1 && line.p[0] == 'T' && slice_to_i64(slice_from_at(line, 1), &when))
            return when;
    return 0;
}

static void look_for_old(const char *dir, int64_t before, struct old_mail *old, struct arena *in)
{
    DIR *d = opendir(dir);
    struct dirent *entry;

    while (d != NULL && (entry = readdir(d)) != NULL) {
        int64_t when;
        if (strncmp(entry->d_name, "qf", 2) != 0)
            continue;
        when = came_at(arena_printf(in, "%s/%s", dir, entry->d_name).p);
        if (when == 0 || when >= before)
            continue;
        if (old->count++ == 0 || when < old->since) {
            old->since = when;
            old->id = arena_copy(in, slice_from(entry->d_name + 2));
        }
    }
    if (d != NULL)
        closedir(d);
}

static int64_t longest_wait(const struct options *o)
{
    int64_t wait = o->timeout_queuereturn_normal;

    wait = o->timeout_queuereturn_urgent > wait ? o->timeout_queuereturn_urgent : wait;
    return o->timeout_queuereturn_nonurgent > wait ? o->timeout_queuereturn_nonurgent : wait;
}

/* Mail older than Timeout.queuereturn, and a round of the queue more, was not looked at. */
static void lint_old_mail(struct lint *l)
{
    int64_t wait = longest_wait(&l->config->opt), now = clock_now();
    const char *pattern = arena_cstr(l->in, l->config->opt.queue_directory);
    struct old_mail old = {0};
    glob_t dirs = {0};

    if (wait > 0 && pattern[0] == '/' && glob(pattern, 0, NULL, &dirs) == 0)
        for (size_t i = 0; i < dirs.gl_pathc; i++) {
            const char *below = arena_printf(l->in, "%s/qf", dirs.gl_pathv[i]).p;
            struct stat st;
            bool has_below = stat(below, &st) == 0 && S_ISDIR(st.st_mode);
            look_for_old(has_below ? below : dirs.gl_pathv[i], now - wait - ROUND, &old, l->in);
        }
    globfree(&dirs);
    if (old.count == 0)
        return;
    lint_run(l,
             lint_say(l, "queue-04", SEVERITY_WARNING, slice_from(pattern), 0,
                      "%u message%s older than Timeout.queuereturn and should have gone back: no "
                      "queue run has looked at %s for %lld days",
                      old.count, old.count == 1 ? " is" : "s are",
                      old.count == 1 ? "it" : "the oldest", (long long)((now - old.since) / 86400)),
             "sendmail -v %s-qI%.*s", l->config->opt.use_msp ? "-Ac " : "", SLICE_ARG(old.id));
}

void lint_queue(struct lint *l)
{
    double load;

    if (!l->config->opt.use_msp && getloadavg(&load, 1) == 1)
        lint_load(l, (int)(load + 0.5));
    lint_hosts(l);
    lint_old_mail(l);
}
