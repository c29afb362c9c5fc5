/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Landlock: no file may be made, changed or removed but below directories named beforehand. The C
 * library has no functions for it. Kernels before 5.13, and those built without it, have none.
 */
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/sandbox.h"

/* Newer than the headers of Debian 12. */
#define ACCESS_REFER (UINT64_C(1) << 13)
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)

static const uint64_t file_access = LANDLOCK_ACCESS_FS_WRITE_FILE;
static const uint64_t directory_access =
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

/* What may happen below `path`: a device may be written, never made. */
static bool allow(int rules, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
    struct stat st;
    bool ok = rule.parent_fd >= 0 && fstat(rule.parent_fd, &st) == 0;

    if (ok) {
        rule.allowed_access =
            S_ISDIR(st.st_mode)
                ? access & ~(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)
                : access & (file_access | ACCESS_TRUNCATE);
        ok = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    }
    if (rule.parent_fd >= 0)
        close(rule.parent_fd);
    return ok;
}

bool sandbox_limit_writes(const char *const *writable)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = file_access | directory_access};
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    bool ok = true;
    int rules;

    if (version < 1)
        return false;
    if (version >= 2)
        attr.handled_access_fs |= ACCESS_REFER;
    if (version >= 3)
        attr.handled_access_fs |= ACCESS_TRUNCATE;
    rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr.handled_access_fs, 0);
    if (rules < 0)
        return false;
    for (const char *const *path = writable; *path != NULL && ok; path++)
        ok = allow(rules, *path, attr.handled_access_fs);
    ok = ok && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return ok;
}
