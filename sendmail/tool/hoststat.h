/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hoststat -- printing (-bh) and purging (-bH) what is remembered about other hosts.
 */
#ifndef SENDMAIL_TOOL_HOSTSTAT_H
#define SENDMAIL_TOOL_HOSTSTAT_H

#include "conf/config.h"

/* The exit status. `whole`: results are not cut. */
int hoststat(const struct config *cfg, bool whole);
/* Delete what is older than Timeout.hoststatus. */
int purgestat(const struct config *cfg);

#endif
