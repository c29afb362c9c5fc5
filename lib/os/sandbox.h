/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox -- what a process that talks to strangers gives up for good.
 *
 * Four locks, of which each holds without the others: no_new_privs (no set-uid program helps any
 * more), capabilities (a root process keeps a few), a list of places where files may be written
 * (Landlock), and a filter for system calls. The filter
 * names what is refused, not what is allowed: the C library, the resolver and TLS may come with
 * calls nobody here has thought of, and mail must not stop for that. A refused call fails with
 * EPERM; the kernel's audit log has it (sysctl kernel.seccomp.actions_logged with "errno").
 *
 * Where the system has no filters (or the build no libseccomp, or sanitizers, which trace their own
 * process at its end) or no Landlock, the other locks remain and sandbox_enter says so.
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What is left beside reading, writing and talking. Everything else that changes the machine
 * (mount, modules, namespaces, other processes' memory, listening sockets ...) is refused to all.
 */
enum sandbox_keep {
    SANDBOX_RUN = 1 << 0,   /* start processes and programs, signal them */
    SANDBOX_FILES = 1 << 1, /* remove, rename and link files, change their owners and modes */
};

struct sandbox {
    const char *name; /* of the process, for the log */
    unsigned keep;    /* enum sandbox_keep */
    /* Bits 1 << CAP_* (linux/capability.h) that root keeps; a process that is not root has none. */
    uint64_t capabilities;
    /* NULL-terminated paths: no other file is made, changed or removed. NULL: not limited. */
    const char *const *writable;
};

struct sandbox_locks {
    bool filtered; /* system calls */
    bool limited;  /* writing */
};

/* Call once, before the first thread is started: threads inherit. *locks: which of those that not
 * every system has are in place. False: what can be had everywhere could not be had. */
bool sandbox_enter(const struct sandbox *box, struct sandbox_locks *locks, struct err *err);

/* For sandbox_enter, one implementation a build: false when there are no filters here. */
bool sandbox_filter(const struct sandbox *box);
/* False: all as before, the system cannot do it or a path is not there. */
bool sandbox_limit_writes(const char *const *writable);

#endif
