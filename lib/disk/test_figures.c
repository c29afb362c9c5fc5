/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "disk/host_status.h"
#include "disk/statistics.h"

static char base[64];

static void make_base(void)
{
    snprintf(base, sizeof base, "/tmp/test-figures.XXXXXX");
    cr_assert_not_null(mkdtemp(base));
}

static void remove_base(void)
{
    if (fork() == 0)
        execlp("rm", "rm", "-rf", base, (char *)NULL);
    wait(NULL);
}

Test(statistics, the_image_is_the_original_s)
{
    cr_expect_eq(sizeof(struct statistics), 48 + 7 * 25 * sizeof(long));
    cr_expect_eq(offsetof(struct statistics, connections_from), 24);
    cr_expect_eq(offsetof(struct statistics, from), 48);
}

Test(statistics, counts_add_up_in_the_file, .init = make_base, .fini = remove_base)
{
    struct statistics_counter c;
    struct statistics s;
    struct err err = {0};
    char path[128];

    snprintf(path, sizeof path, "%s/statistics", base);
    statistics_counter_init(&c);
    statistics_count(&c, STATISTICS_FROM, 3, 1025);
    statistics_count(&c, STATISTICS_TO, 4, 1);
    statistics_count(&c, STATISTICS_TO, 4711, 1);
    statistics_count(&c, STATISTICS_REJECTED, 4, 0);
    statistics_count(&c, STATISTICS_CONNECTION_TO, -1, 0);
    cr_expect(statistics_flush(&c, path, &err), "no file, nothing to do");
    cr_expect_not(statistics_read(path, &s, &err));
    cr_expect_eq(err.status, EX_NOINPUT);

    close(open(path, O_CREAT | O_WRONLY, 0644));
    for (int i = 0; i < 2; i++) {
        statistics_count(&c, STATISTICS_FROM, 3, 1025);
        statistics_count(&c, STATISTICS_CONNECTION_TO, -1, 0);
        cr_expect(statistics_flush(&c, path, &err), "%s", err.text);
    }
    cr_assert(statistics_read(path, &s, &err), "%s", err.text);
    cr_expect_eq(s.from[3], 2);
    cr_expect_eq(s.from_kb[3], 4);
    cr_expect_eq(s.connections_to, 2);
    cr_expect_eq(truncate(path, 100), 0);
    cr_expect_not(statistics_read(path, &s, &err));
    cr_expect_eq(err.status, EX_OSERR);
}

Test(host_status, is_kept_by_reversed_labels, .init = make_base, .fini = remove_base)
{
    struct host_status s = {.error = ECONNREFUSED,
                            .status = EX_TEMPFAIL,
                            .updated_at = 12345,
                            .dsn = SLICE("4.4.1"),
                            .reply = SLICE("Deferred:\nrefused")};
    struct arena *in = arena_new();
    struct host_status back;
    struct err err = {0};

    cr_assert(host_status_write(base, SLICE("MX.Example.com"), &s, &err), "%s", err.text);
    cr_assert(host_status_write(base, SLICE("[192.0.2.1]"), &s, &err), "%s", err.text);
    cr_expect_eq(access(arena_printf(in, "%s/com./example./mx", base).p, F_OK), 0);
    cr_expect_eq(access(arena_printf(in, "%s/[192.0.2.1]", base).p, F_OK), 0);
    cr_expect_eq(host_status_read(base, SLICE("mx.example.com."), in, &back, &err),
                 HOST_STATUS_FOUND);
    cr_expect_eq(back.error, ECONNREFUSED);
    cr_expect_eq(back.updated_at, 12345);
    cr_expect(slice_is(back.reply, "Deferred: refused"));
    cr_expect_eq(host_status_read(base, SLICE("example.com"), in, &back, &err), HOST_STATUS_ABSENT,
                 "a domain is not a host");
    cr_expect_eq(host_status_read(base, SLICE("other.example.com"), in, &back, &err),
                 HOST_STATUS_ABSENT);
    cr_expect_not(host_status_write(base, SLICE("../../etc"), &s, &err));
    cr_expect_not(host_status_write(base, SLICE("a/b"), &s, &err));
    cr_expect_not(host_status_write(base, SLICE(""), &s, &err));
    arena_drop(in);
}

static void list(void *ctx, const char *path, struct slice host, const struct host_status *s)
{
    struct str *out = ctx;

    (void)path;
    str_printf(out, "%.*s %d;", SLICE_ARG(host), s->status);
}

Test(host_status, walking_names_every_host, .init = make_base, .fini = remove_base)
{
    struct host_status s = {.status = EX_OK};
    struct arena *in = arena_new();
    struct str out = str_new(in);
    struct err err = {0};

    cr_assert(host_status_write(base, SLICE("mx.example.com"), &s, &err));
    cr_assert(host_status_walk(base, list, &out, &err));
    cr_expect_str_eq(out.p, "mx.example.com 0;");
    arena_drop(in);
}
