/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <sys/un.h>

#include "base/str.h"

/* A mapped address (::ffff:a.b.c.d) is an IPv4 peer on an IPv6 socket: show and compare it so. */
static void unmap(struct net_address *a)
{
    struct in_addr v4;
    in_port_t port;

    if (net_address_family(a) != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&a->at.in6.sin6_addr))
        return;
    memcpy(&v4, a->at.in6.sin6_addr.s6_addr + 12, sizeof v4);
    port = a->at.in6.sin6_port;
    a->at.in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port, .sin_addr = v4};
    a->len = sizeof a->at.in;
}

bool net_address_parse(struct slice text, uint16_t port, struct net_address *address)
{
    struct net_address a = {0};
    char copy[INET6_ADDRSTRLEN];

    (void)slice_skip_text_case(&text, SLICE("IPv6:"));
    if (text.len == 0 || text.len >= sizeof copy || memchr(text.p, '\0', text.len) != NULL)
        return false;
    memcpy(copy, text.p, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, &a.at.in.sin_addr) == 1) {
        a.at.in.sin_family = AF_INET;
        a.len = sizeof a.at.in;
    } else if (inet_pton(AF_INET6, copy, &a.at.in6.sin6_addr) == 1) {
        a.at.in6.sin6_family = AF_INET6;
        a.len = sizeof a.at.in6;
    } else {
        return false;
    }
    net_address_set_port(&a, port);
    *address = a;
    return true;
}

bool net_address_unix(struct slice path, struct net_address *address)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};

    if (path.len == 0 || path.len >= sizeof un.sun_path || memchr(path.p, '\0', path.len) != NULL)
        return false;
    memcpy(un.sun_path, path.p, path.len);
    *address = (struct net_address){0};
    memcpy(&address->at.storage, &un, sizeof un);
    address->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.len + 1);
    return true;
}

bool net_address_from_bytes(struct slice bytes, uint16_t port, struct net_address *address)
{
    struct net_address a = {0};

    if (bytes.len == 4) {
        a.at.in.sin_family = AF_INET;
        memcpy(&a.at.in.sin_addr, bytes.p, 4);
        a.len = sizeof a.at.in;
    } else if (bytes.len == 16) {
        a.at.in6.sin6_family = AF_INET6;
        memcpy(&a.at.in6.sin6_addr, bytes.p, 16);
        a.len = sizeof a.at.in6;
    } else {
        return false;
    }
    net_address_set_port(&a, port);
    *address = a;
    return true;
}

struct slice net_address_ipv6_text(const unsigned char bytes[16], bool compressed, struct arena *in)
{
    char text[INET6_ADDRSTRLEN];
    struct str all = str_new(in);

    str_add(&all, SLICE("IPv6"));
    if (compressed) {
        inet_ntop(AF_INET6, bytes, text, sizeof text);
        str_printf(&all, ":%s", text);
    }
    for (size_t i = 0; i < 16 && !compressed; i += 2)
        str_printf(&all, ":%x", (unsigned)bytes[i] << 8 | bytes[i + 1]);
    return str_slice(&all);
}

struct slice net_address_text(const struct net_address *address, enum net_form form,
                              struct arena *in)
{
    struct net_address a = *address;
    char text[INET6_ADDRSTRLEN];

    unmap(&a);
    switch (net_address_family(&a)) {
    case AF_INET:
        inet_ntop(AF_INET, &a.at.in.sin_addr, text, sizeof text);
        return arena_copy(in, slice_from(text));
    case AF_INET6:
        return net_address_ipv6_text(a.at.in6.sin6_addr.s6_addr, form == NET_COMPRESSED, in);
    case AF_UNIX:
        return SLICE("localhost");
    default:
        return SLICE("");
    }
}

struct slice net_address_bracketed(const struct net_address *address, enum net_form form,
                                   struct arena *in)
{
    struct slice text = net_address_text(address, form, in);

    if (net_address_family(address) == AF_UNIX)
        return SLICE("[UNIX: localhost]");
    return arena_printf(in, "[%.*s]", SLICE_ARG(text));
}

struct slice net_address_reverse(const struct net_address *address, struct arena *in)
{
    struct net_address a = *address;
    struct str name;

    unmap(&a);
    if (net_address_family(&a) == AF_INET) {
        const unsigned char *b = (const unsigned char *)&a.at.in.sin_addr;

        return arena_printf(in, "%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
    }
    if (net_address_family(&a) != AF_INET6)
        return SLICE("");
    name = str_new(in);
    for (int i = 15; i >= 0; i--) {
        unsigned byte = a.at.in6.sin6_addr.s6_addr[i];

        str_printf(&name, "%x.%x.", byte & 15, byte >> 4);
    }
    str_add_text(&name, "ip6.arpa");
    return str_slice(&name);
}

int net_address_family(const struct net_address *address)
{
    return address->len == 0 ? AF_UNSPEC : address->at.any.sa_family;
}

uint16_t net_address_port(const struct net_address *address)
{
    switch (net_address_family(address)) {
    case AF_INET:
        return ntohs(address->at.in.sin_port);
    case AF_INET6:
        return ntohs(address->at.in6.sin6_port);
    default:
        return 0;
    }
}

void net_address_set_port(struct net_address *address, uint16_t port)
{
    if (net_address_family(address) == AF_INET)
        address->at.in.sin_port = htons(port);
    else if (net_address_family(address) == AF_INET6)
        address->at.in6.sin6_port = htons(port);
}

bool net_address_is_loopback(const struct net_address *address)
{
    struct net_address a = *address;

    unmap(&a);
    if (net_address_family(&a) == AF_INET)
        return ntohl(a.at.in.sin_addr.s_addr) >> 24 == 127;
    if (net_address_family(&a) == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&a.at.in6.sin6_addr);
    return net_address_family(&a) == AF_UNIX;
}

bool net_address_same_host(const struct net_address *first, const struct net_address *second)
{
    struct net_address a = *first, b = *second;

    unmap(&a);
    unmap(&b);
    if (net_address_family(&a) != net_address_family(&b))
        return false;
    if (net_address_family(&a) == AF_INET)
        return a.at.in.sin_addr.s_addr == b.at.in.sin_addr.s_addr;
    if (net_address_family(&a) == AF_INET6)
        return IN6_ARE_ADDR_EQUAL(&a.at.in6.sin6_addr, &b.at.in6.sin6_addr);
    return net_address_family(&a) == AF_UNIX;
}

bool net_address_of_peer(int fd, struct net_address *address)
{
    address->len = sizeof address->at;
    if (getpeername(fd, &address->at.any, &address->len) == 0)
        return true;
    address->len = 0;
    return false;
}

bool net_address_of_socket(int fd, struct net_address *address)
{
    address->len = sizeof address->at;
    if (getsockname(fd, &address->at.any, &address->len) == 0)
        return true;
    address->len = 0;
    return false;
}
