/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap_guard -- no read or write of libldap waits for ever.
 *
 * The library's own limits end the waiting for a connection and for a reply's first byte. A TLS
 * handshake with a server that is stopped, or a reply that breaks off in the middle, it would await
 * without end. So a layer right above the socket waits for the socket first, and not too long.
 */
#ifndef MAP_LDAP_GUARD_H
#define MAP_LDAP_GUARD_H

#include <stdint.h>

#include "map/ldap_library.h"

/* Of any number of connections; must live as long as they. */
struct ldap_guard {
    struct ldap_conncb callbacks;
    const struct ldap_library *lib;
    int64_t wait_ms;
};

void ldap_guard_init(struct ldap_guard *guard, const struct ldap_library *lib, int64_t wait_ms);
/* Before the connection is made. False: memory is gone. */
bool ldap_guard_put(struct ldap_guard *guard, LDAP *ld);

#endif
