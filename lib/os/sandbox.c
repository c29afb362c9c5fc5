/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/sandbox.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The bounding set stays: with no_new_privs, no exec gives back what is gone here. */
static bool keep_capabilities(uint64_t keep, struct err *err)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct has[_LINUX_CAPABILITY_U32S_3] = {{0}};

    if (syscall(SYS_capget, &head, has) != 0)
        return err_errno(err, "capget");
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        has[i].permitted &= (uint32_t)(keep >> 32 * i);
        has[i].effective = has[i].permitted;
        has[i].inheritable = 0;
    }
    return syscall(SYS_capset, &head, has) == 0 || err_errno(err, "capset");
}

bool sandbox_enter(const struct sandbox *box, struct sandbox_locks *locks, struct err *err)
{
    *locks = (struct sandbox_locks){0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return err_errno(err, "no_new_privs");
    if (!keep_capabilities(box->capabilities, err))
        return false;
    locks->limited = box->writable != NULL && sandbox_limit_writes(box->writable);
    locks->filtered = sandbox_filter(box);
    return true;
}
