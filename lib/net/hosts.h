/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hosts -- names and addresses in the form of /etc/hosts. Pure: the caller brings the text.
 */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include "net/address.h"

/* Walks the lines that name `name` (canonical or other name, any case): start with *rest = text.
 * False at the end. Slices point into the text. */
bool hosts_next_by_name(struct slice *rest, struct slice name, struct net_address *address,
                        struct slice *canonical);
/* The next line that has `name`: *names are all of it, *canonical the first one with a dot, or
 * else the first. compatible: "127.0.0.1 localhost mail.example.org" is mail.example.org. */
bool hosts_canonical(struct slice *rest, struct slice name, struct slice *canonical,
                     struct slice *names);
/* The names in the first line with this address, the canonical one first. */
bool hosts_names_of(struct slice text, const struct net_address *address, struct slice *names);
/* The canonical name of the first line with this address. */
bool hosts_by_address(struct slice text, const struct net_address *address, struct slice *name);

/* The services behind `key` ("hosts") in a service.switch or nsswitch.conf text, without [actions];
 * false when there is no such line. */
bool hosts_services(struct slice text, struct slice key, struct slice *services);

#endif
