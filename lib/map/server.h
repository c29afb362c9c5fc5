/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * server -- a connection to a lookup server: what classes socket and redis share.
 *
 * One connection, kept between questions. Everything about a question (its turn, the address of the
 * host, connecting, sending, the answer) has one deadline together, so that a server that sends a
 * byte a second cannot hold mail up. The caller has its turn. What cannot be connected to is a
 * temporary failure.
 */
#ifndef MAP_SERVER_H
#define MAP_SERVER_H

#include "map/turn.h"

struct map_server {
    struct slice address; /* "local:/path", "unix:/path", "inet:port@host", "inet6:port@host" */
    int64_t deadline_ms;  /* of the question being asked */
    int fd;               /* -1: not connected */
};

/* A new question. A server that has said something unasked, or hung up, is left: what it said would
 * be taken for the answer. */
void map_server_begin(struct map_server *s, int64_t deadline_ms);
/* Is it a socket in the file tree? */
bool map_server_is_local(const struct map_server *s);
bool map_server_is_connected(const struct map_server *s);
/* Is it an address at all, is its host known, is a socket in the file tree there? Else the words
 * are told where somebody looks on. */
NODISCARD bool map_server_check(struct map *m, const struct map_server *s, int64_t deadline_ms,
                                struct err *err);
/* The same, and connect. */
NODISCARD bool map_server_connect(struct map *m, struct map_server *s, struct err *err);
void map_server_disconnect(struct map_server *s);

/* False: errno says why, ETIMEDOUT when the time is over, ECONNRESET when the server hung up. The
 * connection is of no use then. */
NODISCARD bool map_server_send(struct map_server *s, struct slice bytes);
NODISCARD bool map_server_read(struct map_server *s, char *to, size_t len);
/* *got: how many came, also when it fails. */
NODISCARD bool map_server_read_counted(struct map_server *s, char *to, size_t len, size_t *got);

#endif
