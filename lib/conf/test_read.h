/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_read -- for tests of the reader: a configuration that is complete, a few lines behind it,
 * and what was said of them.
 */
#ifndef CONF_TEST_READ_H
#define CONF_TEST_READ_H

#include "base/str.h"
#include "conf/config.h"

struct test_read {
    struct arena *in;
    char dir[64];               /* of the configuration, and for the test's files */
    struct str said;            /* what the reader reported, one line each */
    struct str pointed, logged; /* the last report: for people, for the log */
    int status;                 /* of a configuration that was found wrong */
};

/* Of the test that runs; each runs in a process of its own. */
extern struct test_read test;

/* Enough for every test; what is read comes behind its five lines. */
extern const char test_base[];

void test_read_begin(void);
void test_read_end(void);

/* A config_report_fn that fills the test's `said`, `pointed` and `logged`. */
void test_hear(void *ctx, const struct config_report *report);
/* NULL when it was found wrong. */
struct config *test_read_with(const char *text, const struct config_override *overrides,
                              size_t count);
struct config *test_read_bytes(struct slice text);
/* Without overrides; it must be right. */
struct config *test_read_text(const char *text);

#endif
