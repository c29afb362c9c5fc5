/* SPDX-License-Identifier: BSD-2-Clause */
/* compatible: heading, columns and widths are what people's scripts expect. */
#include "sendmail/tool/hoststat.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "disk/host_status.h"
#include "os/clock.h"

struct printing {
    const char *const *hosts;
    size_t count;
    int64_t now, age;
    bool headed;
};

static bool is_wanted(const struct printing *p, struct slice host)
{
    if (p->count == 0)
        return true;
    for (size_t i = 0; i < p->count; i++) {
        if (slice_eq_case(host, slice_from(p->hosts[i])))
            return true;
    }
    return false;
}

static void print_age(int64_t seconds)
{
    if (seconds < 0)
        seconds = 0;
    if (seconds >= 86400)
        printf("%3d+%02d:%02d:%02d", (int)(seconds / 86400), (int)(seconds / 3600 % 24),
               (int)(seconds / 60 % 60), (int)(seconds % 60));
    else
        printf("    %02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
               (int)(seconds % 60));
}

static void print_host(void *ctx, const char *path, struct slice host, const struct host_status *s)
{
    struct printing *p = ctx;
    struct slice result = s->reply;

    (void)path;
    if (!is_wanted(p, host))
        return;
    if (!p->headed)
        printf(" -------------- Hostname --------------- How long ago ---------Results---------\n");
    p->headed = true;
    printf("%c%-39.*s ", s->locked ? '*' : ' ', (int)(host.len > 39 ? 39 : host.len), host.p);
    print_age(p->now - s->updated_at);
    if (result.len == 0 && s->error != 0)
        result = slice_from(strerror(s->error));
    printf(" %.*s\n", (int)(result.len > 25 ? 25 : result.len), result.p ? result.p : "");
}

int hoststat(const struct config *cfg, const char *const *hosts, size_t count)
{
    struct printing p = {hosts, count, clock_now(), 0, false};
    struct arena *in = arena_new();
    const char *dir = config_host_status_directory(cfg, in);
    struct err err = {0};
    int rc = EX_OK;

    if (dir != NULL && !host_status_walk(dir, print_host, &p, &err)) {
        fprintf(stderr, "hoststat: %s\n", err.text);
        rc = err.status;
    }
    arena_drop(in);
    return rc;
}

static void purge_host(void *ctx, const char *path, struct slice host, const struct host_status *s)
{
    struct printing *p = ctx;

    (void)host;
    if (!s->locked && p->now - s->updated_at > p->age)
        unlink(path);
}

int purgestat(const struct config *cfg)
{
    struct printing p = {.now = clock_now(), .age = cfg->opt.timeout_hoststatus};
    struct arena *in = arena_new();
    const char *dir = config_host_status_directory(cfg, in);
    struct err err = {0};
    int rc = EX_OK;

    if (dir != NULL && !host_status_walk(dir, purge_host, &p, &err)) {
        fprintf(stderr, "purgestat: %s\n", err.text);
        rc = err.status;
    }
    arena_drop(in);
    return rc;
}
