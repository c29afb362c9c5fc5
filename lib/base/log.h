/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * log -- where events go: syslog's mail facility, or a file descriptor, or nowhere.
 *
 * The one module of this floor with state of its own: every process has one log, opened in main
 * before any thread starts. Lines look as the field's log readers expect them: "qid: text". A line
 * is written when the configured LogLevel is at least its level. Any thread may log.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/slice.h"

struct log_options {
    const char *ident; /* syslog tag: "sendmail", "sm-mta", -L's argument; copied */
    int level;         /* option LogLevel */
    int fd;            /* >= 0: lines go there, with date and ident, instead of syslog */
};

void log_open(const struct log_options *options);
/* After the configuration was read. */
void log_set_level(int level);
/* True when a line of this level would be written: to skip expensive preparation. */
bool log_wants(int level);
/* level as LogLevel counts: 0 (serious) .. 98 (debugging); priority of <syslog.h>. `id` is the
 * queue id, "" for lines that belong to no message. Control characters are written as escapes. */
void log_line(int level, int priority, struct slice id, const char *fmt, ...) PRINTF(4, 5);

#endif
