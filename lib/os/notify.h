/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify -- tells a service manager how the daemon stands.
 *
 * The protocol is a datagram of lines "NAME=value" to the socket that $NOTIFY_SOCKET names: a path,
 * or after "@" a name without a file (sd_notify(3) has the words). It is small enough to be spoken
 * without a library. Nobody waits for an answer, and a manager that does not listen is no reason to
 * do anything else: mail goes on.
 */
#ifndef OS_NOTIFY_H
#define OS_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { NOTIFY_SOCKET_BYTES = 108 }; /* as long as such an address can be */

struct notify {
    char socket[NOTIFY_SOCKET_BYTES]; /* as it was given; empty: there is nobody to tell */
    int64_t watchdog_ms;              /* how often it wants to hear of us, 0: never */
};

/* From the environment, where the words are taken away: programs we start are not the service.
 * A set-user-id or set-group-id start by somebody else than root finds nothing there. */
void notify_open(struct notify *n);
/* From such words; any may be NULL. The watchdog is for the process it names, or for any. */
void notify_init(struct notify *n, const char *socket, const char *watchdog_usec,
                 const char *watchdog_pid);
/* One datagram: "READY=1\nSTATUS=...". False: nobody to tell, or it was not taken. */
bool notify_send(const struct notify *n, struct slice text);

#endif
