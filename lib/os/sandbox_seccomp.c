/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The filter, by libseccomp, which knows the numbers of every machine.
 *
 * A refused call fails at once, in the kernel. Handing it to a thread of ours that logs it was
 * tried: whoever is refused then waits for that thread, and a worker that hangs is worse than a
 * call that fails without our word. The kernel's audit log has it where the administrator asks for
 * it.
 *
 * The library is loaded when a filter is made: most programs never make one.
 */
#include <dlfcn.h>
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

struct library {
    __typeof__(seccomp_init) *init;
    __typeof__(seccomp_attr_set) *attr_set;
    __typeof__(seccomp_syscall_resolve_name) *number_of;
    __typeof__(seccomp_rule_add) *rule_add;
    __typeof__(seccomp_load) *load;
    __typeof__(seccomp_release) *release;
};

static bool load_library(struct library *lib)
{
    static const struct {
        const char *name;
        size_t at;
    } functions[] = {
        {"seccomp_init", offsetof(struct library, init)},
        {"seccomp_attr_set", offsetof(struct library, attr_set)},
        {"seccomp_syscall_resolve_name", offsetof(struct library, number_of)},
        {"seccomp_rule_add", offsetof(struct library, rule_add)},
        {"seccomp_load", offsetof(struct library, load)},
        {"seccomp_release", offsetof(struct library, release)},
    };
    void *handle = dlopen("libseccomp.so.2", RTLD_NOW | RTLD_LOCAL);

    for (size_t i = 0; handle != NULL && i < COUNT(functions); i++) {
        void *found = dlsym(handle, functions[i].name);

        if (found == NULL)
            return false;
        memcpy((char *)lib + functions[i].at, &found, sizeof found);
    }
    return handle != NULL;
}

static bool refuse(const struct library *lib, scmp_filter_ctx f, uint32_t how, const char *names,
                   struct arena *in)
{
    struct slice rest = slice_from(names), name;
    bool ok = true;

    while (slice_word(&rest, &name)) {
        int number = lib->number_of(arena_cstr(in, name));

        if (number >= 0)
            ok = ok && lib->rule_add(f, how, number, 0) == 0;
    }
    return ok;
}

/* Threads yes, processes no. What clone3 wants stands in memory, where no filter can look, so it is
 * "not implemented" and the C library goes back to clone. */
static bool threads_only(const struct library *lib, scmp_filter_ctx f, uint32_t how)
{
    return lib->rule_add(f, how, SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0 &&
           lib->rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static scmp_filter_ctx make(const struct library *lib, const struct sandbox *box, uint32_t how)
{
    scmp_filter_ctx f = lib->init(SCMP_ACT_ALLOW);
    struct arena *in = arena_new();
    bool ok = f != NULL && lib->attr_set(f, SCMP_FLTATR_CTL_LOG, 1) == 0 &&
              refuse(lib, f, how, never, in);

    if (ok && (box->keep & SANDBOX_RUN) == 0)
        ok = refuse(lib, f, how, run, in) && threads_only(lib, f, how);
    if (ok && (box->keep & SANDBOX_FILES) == 0)
        ok = refuse(lib, f, how, files, in);
    arena_drop(in);
    if (ok && lib->load(f) == 0)
        return f;
    if (f != NULL)
        lib->release(f);
    return NULL;
}

bool sandbox_filter(const struct sandbox *box)
{
    struct library lib;
    scmp_filter_ctx f = load_library(&lib) ? make(&lib, box, SCMP_ACT_ERRNO(EPERM)) : NULL;

    if (f == NULL)
        return false;
    lib.release(f);
    return true;
}
