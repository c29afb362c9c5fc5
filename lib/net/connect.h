/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * connect -- outgoing connections with a limit on the wait. Any thread may call.
 */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include "base/attr.h"
#include "base/err.h"
#include "net/address.h"

struct connect_options {
    int64_t timeout_ms;        /* <= 0: what the kernel allows */
    struct net_address source; /* len 0: the kernel chooses; a port of 0: any port */
    bool reserved_port;        /* from a port below 1024 (mailer flag R); needs root */
    int send_bytes;            /* socket buffers; 0: the kernel's */
    int receive_bytes;
};

/* A connected, close-on-exec, blocking descriptor; -1 with *err, and *errnum telling why. */
NODISCARD int net_connect(const struct net_address *to, const struct connect_options *options,
                          int *errnum, struct err *err);

#endif
