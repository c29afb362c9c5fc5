/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_mc -- one .mc: mended when that is wanted, looked at, and its result read as the daemon
 * would.
 */
#ifndef CFCOMPILE_CHECK_MC_H
#define CFCOMPILE_CHECK_MC_H

#include "base/attr.h"
#include "base/err.h"
#include "cfcompile/cli.h"
#include "cfcompile/finding.h"

/* False with *err when it cannot be read at all; with *err empty after errors among findings. */
NODISCARD bool check_mc(const struct cli *cli, const char *path, struct findings *findings,
                        struct err *err);

#endif
