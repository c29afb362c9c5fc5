/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * service -- ports by number or by the name /etc/services has for them. Any thread may call.
 */
#ifndef NET_SERVICE_H
#define NET_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* "25", "smtp"; false when it is neither a port nor the name of one. */
bool net_service_port(struct slice text, uint16_t *port);

#endif
