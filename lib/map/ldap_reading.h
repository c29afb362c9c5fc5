/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap_reading -- a K line of class ldap, or LDAPDefaultSpec, while it is read: for the files that
 * do so.
 */
#ifndef MAP_LDAP_READING_H
#define MAP_LDAP_READING_H

#include "map/ldap_spec.h"

/* One K line or LDAPDefaultSpec being read. */
struct ldap_reading {
    struct ldap_spec *spec;
    struct slice name;
    struct arena *in;
    struct slice attrs; /* of -v, as written */
    struct err *err;
};

/* Up to `stop`, which is stepped over, or to the end; without blanks around it. */
struct slice ldap_take_until(struct slice *in, char stop);
/* When all flags are set: how to bind, and the secret. */
bool ldap_conclude_binding(struct ldap_reading *r);
/* Then: servers, what does not go together. */
bool ldap_conclude(struct ldap_reading *r);

#endif
