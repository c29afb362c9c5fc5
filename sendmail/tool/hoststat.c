/* SPDX-License-Identifier: BSD-2-Clause */
/* compatible: heading, columns and widths are what people's scripts expect. */
#include "sendmail/tool/hoststat.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "disk/host_status.h"
#include "mail/status.h"
#include "os/clock.h"

enum { RESULT_SHOWN = 25 };

struct printing {
    struct arena *in;
    int64_t now, age;
    bool whole, headed;
};

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

/* What the host said, else how the attempt ended: with its cause, or with a status. */
static struct slice result_of(const struct host_status *s, struct arena *in)
{
    const struct status *row = status_find(s->status);
    bool has_cause = s->status == EX_OK || s->status == EX_TEMPFAIL;

    if (s->reply.len > 0)
        return s->reply;
    if (row == NULL)
        return arena_printf(in, "Unknown mailer error %d", s->status);
    if (has_cause && s->error != 0)
        return arena_printf(in, "%s: %s", row->text, strerror(s->error));
    if (s->status == EX_OK)
        return slice_from(row->text);
    return arena_printf(in, "%s %s", row->dsn, row->text);
}

static void print_host(void *ctx, const char *path, struct slice host, const struct host_status *s)
{
    struct printing *p = ctx;
    struct slice result = result_of(s, p->in);

    (void)path;
    if (!p->headed)
        printf(" -------------- Hostname --------------- How long ago ---------Results---------\n");
    p->headed = true;
    printf("%c%-39.*s ", s->locked ? '*' : ' ', SLICE_ARG(host));
    print_age(p->now - s->updated_at);
    if (!p->whole)
        result = slice_part(result, 0, RESULT_SHOWN);
    printf(" %.*s\n", SLICE_ARG(result));
}

int hoststat(const struct config *cfg, bool whole)
{
    struct arena *in = arena_new();
    struct printing p = {.in = in, .now = clock_now(), .whole = whole};
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
