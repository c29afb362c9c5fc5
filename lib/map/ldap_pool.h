/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap_pool -- connections to directory servers, shared by all maps that bind the same way to the
 * same servers.
 *
 * A connection is used by one thread at a time: libldap's own locking would let one slow search
 * hold up the others. Idle ones wait for the next lookup. Of several servers the first that can be
 * reached and bound to is taken; one that failed is tried last for a while. Every wait is bounded
 * by the map's network timeout (-c), so a server that is stopped costs that long and no more.
 *
 * Any thread may take and give. Connections of a parent process are forgotten in a forked child.
 */
#ifndef MAP_LDAP_POOL_H
#define MAP_LDAP_POOL_H

#include "map/ldap_library.h"
#include "map/ldap_spec.h"

struct ldap_pool; /* of one configuration's maps */
struct ldap_site; /* servers and how to bind, within a pool */

struct ldap_connection {
    LDAP *ld;
    size_t server; /* index in the site's servers */
    bool reused;   /* it lay idle, so the server may have closed it meanwhile */
};

struct ldap_pool *ldap_pool_new(struct arena *in);
/* While maps are declared, in one thread. A site with the same servers and binding is found again.
 */
struct ldap_site *ldap_pool_site(struct ldap_pool *pool, const struct ldap_spec *spec);
/* Valid after the first connection was taken. */
const struct ldap_library *ldap_pool_library(const struct ldap_pool *pool);

/* A connection, bound. `fresh`: none that lay idle. False: *err (EX_TEMPFAIL) without the
 * map's name. */
NODISCARD bool ldap_pool_take(struct ldap_site *site, bool fresh, struct ldap_connection *c,
                              struct err *err);
/* `lost`: it is of no more use, and its server is not to be the first choice for a while. */
void ldap_pool_give(struct ldap_site *site, struct ldap_connection *c, bool lost);
/* How many servers there are to choose from. */
size_t ldap_pool_servers(const struct ldap_site *site);
/* What people call the servers: -h or -H as written. */
struct slice ldap_pool_name(const struct ldap_site *site);
/* Closes all idle connections. */
void ldap_pool_close(struct ldap_pool *pool);

#endif
