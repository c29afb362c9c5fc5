/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_dir -- a .cf with all it reads, and a whole /etc/mail: every .mc, the .cf files, texts that
 * no configuration names, and what an upgrade left behind.
 */
#ifndef CFCOMPILE_CHECK_DIR_H
#define CFCOMPILE_CHECK_DIR_H

#include "cfcompile/cli.h"
#include "cfcompile/finding.h"

/* False with *err when it cannot be read at all; with *err empty after errors among findings. */
NODISCARD bool check_cf(const struct cli *cli, const char *path, struct findings *findings,
                        struct err *err);
NODISCARD bool check_dir(const struct cli *cli, const char *path, struct findings *findings,
                         struct err *err);

#endif
