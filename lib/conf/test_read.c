/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/test_read.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"

struct test_read test;

void test_read_begin(void)
{
    test.in = arena_new();
    test.said = str_new(test.in);
    test.pointed = str_new(test.in);
    test.logged = str_new(test.in);
    snprintf(test.dir, sizeof test.dir, "/tmp/test-conf.XXXXXX");
    cr_assert_not_null(mkdtemp(test.dir));
}

void test_read_end(void)
{
    char command[100];

    snprintf(command, sizeof command, "%s/t.cf", test.dir);
    unlink(command);
    rmdir(test.dir);
    arena_drop(test.in);
}

void test_hear(void *ctx, const struct config_report *report)
{
    (void)ctx;
    if (report->line > 0)
        str_printf(&test.said, "%d: ", report->line);
    str_printf(&test.said, "%s\n", report->text);
    str_clear(&test.pointed);
    str_clear(&test.logged);
    config_report_point(report, &test.pointed);
    config_report_line(report, &test.logged);
}

const char test_base[] = "V10/Berkeley\n"
                         "Djmail.example.com\n"
                         "Mlocal, P=/bin/true, F=lsDFM, A=true\n"
                         "Mprog, P=/bin/sh, F=lsD, A=sh -c $u\n"
                         "O DontBlameSendmail=TrustStickyBit\n";

static struct config *read_bytes(struct slice text, const struct config_override *overrides,
                                 size_t count)
{
    struct slice path = arena_printf(test.in, "%s/t.cf", test.dir);
    struct config_request request = {.path = path.p,
                                     .overrides = overrides,
                                     .override_count = count,
                                     .report = test_hear,
                                     .no_probe = true,
                                     .host = "mail.example.com"};
    struct err err = {0};

    str_clear(&test.said);
    struct str whole = str_new(test.in);

    str_add_text(&whole, test_base);
    str_add(&whole, text);
    cr_assert(file_replace(path.p, str_slice(&whole), 0644, &err), "%s", err.text);
    test.status = EX_OK;

    struct config *c = config_read(&request, &err);
    if (c == NULL)
        test.status = err.status;
    return c;
}

struct config *test_read_with(const char *text, const struct config_override *overrides,
                              size_t count)
{
    return read_bytes(slice_from(text), overrides, count);
}

struct config *test_read_bytes(struct slice text)
{
    return read_bytes(text, NULL, 0);
}

struct config *test_read_text(const char *text)
{
    struct config *c = test_read_with(text, NULL, 0);

    cr_assert_not_null(c, "%s", test.said.p);
    return c;
}
