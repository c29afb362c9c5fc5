/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The filter, by libseccomp, which knows the numbers of every machine.
 *
 * A refused call fails at once, in the kernel. Handing it to a thread of ours that logs it was
 * tried: whoever is refused then waits for that thread, and a worker that hangs is worse than a
 * call that fails without our word. The kernel's audit log has it where the administrator asks for
 * it.
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>

#include "base/arena.h"
#include "os/sandbox.h"

/* Never needed, by nobody: other processes' insides; the file tree and namespaces; the kernel;
 * clocks and names of the machine; and listening, because the sockets for that are the master's.
 * Names that a machine or an older libseccomp lacks are passed over. */
static const char never[] =
    "ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd perf_event_open "
    "userfaultfd "
    "mount umount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick "
    "mount_setattr setns unshare mknod mknodat name_to_handle_at open_by_handle_at fanotify_init "
    "quotactl quotactl_fd "
    "init_module finit_module delete_module create_module kexec_load kexec_file_load bpf reboot "
    "syslog lookup_dcookie uselib iopl ioperm modify_ldt nfsservctl swapon swapoff acct vhangup "
    "personality io_uring_setup io_uring_enter io_uring_register add_key request_key keyctl "
    "settimeofday stime clock_settime clock_settime64 clock_adjtime clock_adjtime64 adjtimex "
    "sethostname setdomainname "
    "listen";

/* Without SANDBOX_RUN; clone and clone3 have rules of their own. */
static const char run[] =
    "execve execveat fork vfork kill rt_sigqueueinfo pidfd_open pidfd_send_signal";

/* Without SANDBOX_FILES. */
static const char files[] =
    "unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat mkdir mkdirat rmdir "
    "truncate truncate64 chown chown32 fchown fchown32 lchown lchown32 fchownat chmod fchmod "
    "fchmodat fchmodat2 setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr utime "
    "utimes futimesat utimensat";

static bool refuse(scmp_filter_ctx f, uint32_t how, const char *names, struct arena *in)
{
    struct slice rest = slice_from(names), name;
    bool ok = true;

    while (slice_word(&rest, &name)) {
        int number = seccomp_syscall_resolve_name(arena_cstr(in, name));

        if (number >= 0)
            ok = ok && seccomp_rule_add(f, how, number, 0) == 0;
    }
    return ok;
}

/* Threads yes, processes no. What clone3 wants stands in memory, where no filter can look, so it is
 * "not implemented" and the C library goes back to clone. */
static bool threads_only(scmp_filter_ctx f, uint32_t how)
{
    return seccomp_rule_add(f, how, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static scmp_filter_ctx make(const struct sandbox *box, uint32_t how)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    struct arena *in = arena_new();
    bool ok =
        f != NULL && seccomp_attr_set(f, SCMP_FLTATR_CTL_LOG, 1) == 0 && refuse(f, how, never, in);

    if (ok && (box->keep & SANDBOX_RUN) == 0)
        ok = refuse(f, how, run, in) && threads_only(f, how);
    if (ok && (box->keep & SANDBOX_FILES) == 0)
        ok = refuse(f, how, files, in);
    arena_drop(in);
    if (ok && seccomp_load(f) == 0)
        return f;
    seccomp_release(f);
    return NULL;
}

bool sandbox_filter(const struct sandbox *box)
{
    scmp_filter_ctx f = make(box, SCMP_ACT_ERRNO(EPERM));

    if (f == NULL)
        return false;
    seccomp_release(f);
    return true;
}
