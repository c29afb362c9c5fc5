/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address -- where a peer is: IPv4, IPv6 or a Unix socket, and how mail writes that down.
 *
 * Pure but for the two calls that ask a descriptor. Any thread may call.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/slice.h"

struct net_address {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_storage storage;
    } at;
    socklen_t len; /* 0: no address */
};

/* "127.0.0.1", "::1", "IPv6:::1"; no brackets, no names. */
bool net_address_parse(struct slice text, uint16_t port, struct net_address *address);
/* A Unix socket's path; false when it is too long. */
bool net_address_unix(struct slice path, struct net_address *address);
/* From the 4 or 16 bytes of an A or AAAA record. */
bool net_address_from_bytes(struct slice bytes, uint16_t port, struct net_address *address);

/* 16 bytes with "IPv6:" before them: all eight numbers, or "::" for zeros. */
struct slice net_address_ipv6_text(const unsigned char bytes[16], bool compressed,
                                   struct arena *in);
/* How IPv6 addresses are written: "IPv6:2001:db8:0:0:0:0:0:1", which is how maps have them, or
 * "IPv6:2001:db8::1" (option UseCompressedIPv6Addresses). */
enum net_form { NET_FULL, NET_COMPRESSED };
/* "127.0.0.1", "IPv6:0:0:0:0:0:0:0:1", "localhost" for a Unix socket; mapped IPv4 addresses show as
 * IPv4. */
struct slice net_address_text(const struct net_address *address, enum net_form form,
                              struct arena *in);
/* The same in brackets, as after a host name in logs and Received fields. */
struct slice net_address_bracketed(const struct net_address *address, enum net_form form,
                                   struct arena *in);
/* Name whose PTR record says the host name: "1.0.0.127.in-addr.arpa". Empty for Unix sockets. */
struct slice net_address_reverse(const struct net_address *address, struct arena *in);

int net_address_family(const struct net_address *address); /* AF_UNSPEC when there is none */
uint16_t net_address_port(const struct net_address *address);
void net_address_set_port(struct net_address *address, uint16_t port);
bool net_address_is_loopback(const struct net_address *address);
/* Same host; ports do not count. */
bool net_address_same_host(const struct net_address *a, const struct net_address *b);

/* The other end and this end of a socket; false when fd is none or is not connected. */
bool net_address_of_peer(int fd, struct net_address *address);
bool net_address_of_socket(int fd, struct net_address *address);

#endif
