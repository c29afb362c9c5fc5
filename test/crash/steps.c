/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every call that changes the disk or tells another process something is a step. These functions
 * take the place of the C library's in this program, so the code under test is what ships.
 */
#include "test/crash/steps.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/crash/power.h"

static atomic_long *counter; /* shared with the parent */
static long kill_at = -1;    /* -1: steps are not counted */

void steps_init(void)
{
    counter =
        mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

void steps_arm(long at)
{
    atomic_store(counter, 0);
    kill_at = at;
}

long steps_taken(void)
{
    return atomic_load(counter);
}

static void step(void)
{
    if (kill_at >= 0 && atomic_fetch_add(counter, 1) + 1 == kill_at)
        kill(getpid(), SIGKILL);
}

int fdatasync(int fd)
{
    step();
    power_synced(fd, step); /* what is there before the call is what it keeps */
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    step();
    power_synced(fd, step);
    return (int)syscall(SYS_fsync, fd);
}

int syncfs(int fd)
{
    step();
    power_synced(-1, NULL); /* as many states as there are files: one step */
    return (int)syscall(SYS_syncfs, fd);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    step();
    /* Half a write is what a kill in the middle leaves. */
    if (kill_at >= 0 && atomic_load(counter) + 1 == kill_at && n > 16)
        return syscall(SYS_pwrite64, fd, p, n / 2, at);
    return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
    step();
    return syscall(SYS_write, fd, p, n);
}

int rename(const char *from, const char *to)
{
    step();
    return (int)syscall(SYS_rename, from, to);
}

int renameat2(int d1, const char *from, int d2, const char *to, unsigned flags)
{
    step();
    return (int)syscall(SYS_renameat2, d1, from, d2, to, flags);
}

int link(const char *from, const char *to)
{
    step();
    return (int)syscall(SYS_link, from, to);
}

int unlink(const char *path)
{
    step();
    return (int)syscall(SYS_unlink, path);
}

ssize_t sendmsg(int sock, const struct msghdr *m, int flags)
{
    step();
    return syscall(SYS_sendmsg, sock, m, flags);
}
