/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client -- who is at the other end: address, name, and whether the name is believed.
 *
 * A name found for an address counts only if that name has the address. What could not be asked
 * (TEMP) is kept apart from what is not there (FAIL).
 */
#ifndef SENDMAIL_SMTPD_CLIENT_H
#define SENDMAIL_SMTPD_CLIENT_H

#include "conf/config.h"
#include "net/address.h"
#include "net/resolver.h"

enum client_kind { CLIENT_PIPE, CLIENT_UNIX, CLIENT_INET };

struct client {
    enum client_kind kind;
    struct net_address peer, local;
    struct slice address; /* "192.0.2.1", "IPv6:2001:db8::1" */
    struct slice name;    /* believed: ${client_name}; else "[192.0.2.1]" */
    struct slice host;    /* for people: the name even if forged; else "[192.0.2.1]" */
    struct slice ptr;     /* what the address said it is called; empty: nothing */
    const char *resolve;  /* "OK", "FAIL", "FORGED", "TEMP" */
    struct slice relay;   /* $_: "name [192.0.2.1] (may be forged)", "user@localhost" */
};

/* For the names of clients: as the system finds them, not through HostsFile. */
struct resolver *client_resolver(const struct config *cfg, struct arena *in);

/* From a connected socket, or from a pipe (then it is `user`, who runs us). May block on DNS. */
void client_find(int fd, uid_t user, struct resolver *resolver, enum net_form form,
                 struct arena *in, struct client *client);

#endif
