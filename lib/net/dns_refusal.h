/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_refusal -- whether there is a name server at all. Private to lib/net.
 */
#ifndef NET_DNS_REFUSAL_H
#define NET_DNS_REFUSAL_H

#include "net/resolv_conf.h"

/* True when every host that resolv.conf names says that nothing listens there, or cannot be reached
 * from here. Silence is no such answer. Waits a fraction of a second at most. */
bool dns_nobody_listens(const struct resolv_conf *conf);

#endif
