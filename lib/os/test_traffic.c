/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/traffic.h"

static struct slice recorded(const char *path, struct arena *in)
{
    struct str text = str_new(in);
    FILE *f = fopen(path, "r");
    int c;

    while (f != NULL && (c = getc(f)) != EOF)
        str_add_char(&text, (char)c);
    if (f != NULL)
        fclose(f);
    return str_slice(&text);
}

static struct traffic scratch_file(char *path)
{
    struct traffic traffic;

    traffic.fd = mkstemp(path);
    cr_assert(traffic.fd >= 0);
    return traffic;
}

Test(traffic, a_line_is_recorded_when_its_end_has_come)
{
    struct arena *in = arena_new();
    char path[] = "/tmp/traffic.XXXXXX";
    struct traffic traffic = scratch_file(path);
    struct traffic_pieces p = traffic_pieces(&traffic, "<<<", in);
    long tid = (long)syscall(SYS_gettid);
    struct slice want = arena_printf(in,
                                     "%05ld <<< one\n%05ld <<< \n%05ld <<< two three\n"
                                     "%05ld <<< last\n%05ld <<< [EOF]\n",
                                     tid, tid, tid, tid, tid);
    struct slice got;

    traffic_piece(&p, SLICE("one\r"));
    cr_expect_eq(recorded(path, in).len, 0);
    traffic_piece(&p, SLICE("\n\r\ntwo"));
    traffic_piece(&p, SLICE(" three\nlast"));
    traffic_pieces_end(&p, true);
    got = recorded(path, in);
    cr_expect(slice_eq(got, want), "%.*s", SLICE_ARG(got));
    unlink(path);
    close(traffic.fd);
    arena_drop(in);
}

Test(traffic, without_a_record_nothing_happens)
{
    struct arena *in = arena_new();
    struct traffic_pieces p = traffic_pieces(NULL, "<<<", in);

    traffic_piece(&p, SLICE("one\n"));
    traffic_pieces_end(&p, true);
    traffic_line(NULL, ">>>", SLICE("x"));
    traffic_text(NULL, ">>>", SLICE("x\ny\n"));
    traffic_printf(NULL, ">>>", "%d", 1);
    arena_drop(in);
}

Test(traffic, the_file_is_appended_to)
{
    struct arena *in = arena_new();
    char path[] = "/tmp/traffic.XXXXXX";
    struct traffic traffic = scratch_file(path);
    struct err err = {0};
    struct slice got;

    traffic_text(&traffic, ">>>", SLICE("a\nb\n"));
    close(traffic.fd);
    cr_assert(traffic_open(&traffic, path, &err), "%s", err.text);
    traffic_line(&traffic, "===", SLICE("c"));
    got = recorded(path, in);
    cr_expect(slice_search(got, SLICE(">>> a\n")) != SIZE_MAX);
    cr_expect(slice_search(got, SLICE(">>> b\n")) != SIZE_MAX);
    cr_expect(slice_search(got, SLICE("=== c\n")) != SIZE_MAX, "%.*s", SLICE_ARG(got));
    close(traffic.fd);
    cr_expect_not(traffic_open(&traffic, "/nonexistent/file", &err));
    cr_expect_eq(err.status, EX_CANTCREAT);
    unlink(path);
    arena_drop(in);
}
