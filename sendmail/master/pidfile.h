/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pidfile -- the daemon's pid and command line, where scripts of twenty years look for them.
 *
 * First line the pid, second the command line. The file is locked as long as the daemon lives, so
 * that a second daemon with the same file is told about the first.
 */
#ifndef SENDMAIL_MASTER_PIDFILE_H
#define SENDMAIL_MASTER_PIDFILE_H

#include "conf/config.h"

struct pidfile {
    const char *path; /* NULL: none was written */
    int fd;
};

bool pidfile_write(const struct config *cfg, struct slice command_line, struct arena *in,
                   struct pidfile *out, struct err *err);
void pidfile_remove(struct pidfile *p);

#endif
