/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolv_conf -- what /etc/resolv.conf says: servers, search domains, ndots. Pure; see
 * resolv.conf(5).
 */
#ifndef NET_RESOLV_CONF_H
#define NET_RESOLV_CONF_H

#include "base/arena.h"
#include "base/slice.h"

enum { RESOLV_SERVERS_MAX = 8, RESOLV_DOMAINS_MAX = 16 };

struct resolv_conf {
    struct slice servers[RESOLV_SERVERS_MAX]; /* "192.0.2.1", "192.0.2.1@5353" */
    size_t server_count;
    struct slice domains[RESOLV_DOMAINS_MAX];
    size_t domain_count;
    unsigned ndots;
};

/* Slices point into `text`. No server named: 127.0.0.1. */
void resolv_conf_parse(struct slice text, struct resolv_conf *conf);

#endif
