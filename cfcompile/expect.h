/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expect -- a file of questions with the answers that a configuration must give, beside the .mc:
 * sendmail.test. cfcompile runs it before a new .cf takes its place.
 *
 *     # question                                        => answer
 *     joe@example.com                                   => local - joe
 *     sales@shop.example                                => esmtp relay.example.net
 *     nobody@shop.example                               => refused 550 5.1.1
 *     client 192.0.2.9                                  => refused
 *     client 203.0.113.7 from a@b.example to c@d.example => refused 550 5.7.1 Relaying denied
 *     header-sender root@mail.example.com via esmtp     => root@example.com
 *     host mail.example.com                                a name for this host, for all lines
 * below
 *
 * An answer may be cut after any word. Answers are those of probe.h.
 */
#ifndef CFCOMPILE_EXPECT_H
#define CFCOMPILE_EXPECT_H

#include "cfcompile/cli.h"
#include "cfcompile/source.h"

/* The host name a test file asks for; NULL: none, or no such file. */
const char *expect_host(const char *path, struct arena *in);
/* Runs the file: failures with their reasons, and a line with the counts unless `quiet` and all is
 * well, on standard error. EX_OK, EX_CONFIG when an answer is another, EX_DATAERR for a line that
 * makes no sense, EX_NOINPUT. */
int expect_run(const struct source *source, const char *path, bool quiet, struct arena *in);
/* The test file that goes with a .mc or .cf: FILE.test. */
const char *expect_path(const char *source, struct arena *in);
/* What a .mc has made meets the file beside it, if there is one. False: it does not; *err says so
 * and the failures were printed. */
NODISCARD bool expect_before_install(const struct m4_request *m4, struct slice text,
                                     const struct origins *origins, struct arena *in,
                                     struct err *err);
/* The command. Operands: CONFIGURATION [FILE.test]. */
int expect(const struct cli *cli, int count, char **operands);

#endif
