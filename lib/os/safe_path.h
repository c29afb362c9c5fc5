/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * safe_path -- may this file be trusted, and may it be opened without being tricked?
 *
 * A file that steers mail is only as safe as every directory on the way to it: whoever may write to
 * one of them may put another file there. safe_open() looks at the whole path, opens the file
 * without following links it must not follow, and then checks what it really opened. What it
 * refuses, it says with the path and the mode at fault; the caller puts the file's name before it.
 * DontBlameSendmail relaxes single checks.
 */
#ifndef OS_SAFE_PATH_H
#define OS_SAFE_PATH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"

/* Words of DontBlameSendmail, as bit numbers of a uint64_t. */
enum allow {
    ALLOW_ASSUME_SAFE_CHOWN,
    ALLOW_CLASS_FILE_IN_UNSAFE_DIR_PATH,
    ALLOW_DONT_WARN_FORWARD_FILE_IN_UNSAFE_DIR_PATH,
    ALLOW_ERROR_HEADER_IN_UNSAFE_DIR_PATH,
    ALLOW_FILE_DELIVERY_TO_HARD_LINK,
    ALLOW_FILE_DELIVERY_TO_SYMLINK,
    ALLOW_FORWARD_FILE_IN_GROUP_WRITABLE_DIR_PATH,
    ALLOW_FORWARD_FILE_IN_UNSAFE_DIR_PATH,
    ALLOW_FORWARD_FILE_IN_UNSAFE_DIR_PATH_SAFE,
    ALLOW_GROUP_READABLE_DEFAULT_AUTH_INFO_FILE,
    ALLOW_GROUP_READABLE_KEY_FILE,
    ALLOW_GROUP_READABLE_SASL_DB_FILE,
    ALLOW_GROUP_WRITABLE_ALIAS_FILE,
    ALLOW_GROUP_WRITABLE_DIR_PATH_SAFE,
    ALLOW_GROUP_WRITABLE_FORWARD_FILE,
    ALLOW_GROUP_WRITABLE_FORWARD_FILE_SAFE,
    ALLOW_GROUP_WRITABLE_INCLUDE_FILE,
    ALLOW_GROUP_WRITABLE_INCLUDE_FILE_SAFE,
    ALLOW_GROUP_WRITABLE_SASL_DB_FILE,
    ALLOW_HELP_FILE_IN_UNSAFE_DIR_PATH,
    ALLOW_INCLUDE_FILE_IN_GROUP_WRITABLE_DIR_PATH,
    ALLOW_INCLUDE_FILE_IN_UNSAFE_DIR_PATH,
    ALLOW_INCLUDE_FILE_IN_UNSAFE_DIR_PATH_SAFE,
    ALLOW_INSUFFICIENT_ENTROPY,
    ALLOW_LINKED_ALIAS_FILE_IN_WRITABLE_DIR,
    ALLOW_LINKED_CLASS_FILE_IN_WRITABLE_DIR,
    ALLOW_LINKED_FORWARD_FILE_IN_WRITABLE_DIR,
    ALLOW_LINKED_INCLUDE_FILE_IN_WRITABLE_DIR,
    ALLOW_LINKED_MAP_IN_WRITABLE_DIR,
    ALLOW_LINKED_SERVICE_SWITCH_FILE_IN_WRITABLE_DIR,
    ALLOW_MAP_IN_UNSAFE_DIR_PATH,
    ALLOW_NON_ROOT_SAFE_ADDR,
    ALLOW_RUN_PROGRAM_IN_UNSAFE_DIR_PATH,
    ALLOW_RUN_WRITABLE_PROGRAM,
    ALLOW_TRUST_STICKY_BIT,
    ALLOW_WORLD_WRITABLE_ALIAS_FILE,
    ALLOW_WORLD_WRITABLE_FORWARD_FILE,
    ALLOW_WORLD_WRITABLE_INCLUDE_FILE,
    ALLOW_WRITE_MAP_TO_HARD_LINK,
    ALLOW_WRITE_MAP_TO_SYMLINK,
    ALLOW_WRITE_STATS_TO_HARD_LINK,
    ALLOW_WRITE_STATS_TO_SYMLINK,
    ALLOW_CERT_OWNER,
    ALLOW_END,
};
static inline bool allowed(uint64_t set, enum allow what)
{
    return (set >> what & 1) != 0;
}

enum safe_flags {
    SAFE_ANY_TYPE = 1 << 0,       /* not only regular files */
    SAFE_NO_SYMLINK = 1 << 1,     /* the last component must not be a symbolic link */
    SAFE_NO_HARDLINK = 1 << 2,    /* link count must be one */
    SAFE_NO_GROUP_WRITE = 1 << 3, /* the file must not be writable by its group */
    SAFE_NO_WORLD_WRITE = 1 << 4, /* nor by others */
    SAFE_OWNER = 1 << 5,          /* must belong to root, `uid` or `trusted_uid` */
    SAFE_DIRECTORIES = 1 << 6,    /* no directory on the path may be writable by others */
    SAFE_NO_GROUP_READ = 1 << 7,  /* secrets: not readable by group or others */
    SAFE_LINK_DIR = 1 << 8,       /* a symbolic link only where nobody else may write */
    /* Relaxed, for who passes flags and no words: the two words about directories. */
    SAFE_TRUST_STICKY = 1 << 9,
    SAFE_GROUP_DIRECTORIES = 1 << 10,
};

struct safe_rules {
    unsigned flags; /* enum safe_flags */
    uid_t uid;      /* on whose behalf */
    uid_t trusted_uid;
    uint64_t allow; /* DontBlameSendmail */
};

/* As open(2), close-on-exec, after and with all checks of `rules`; -1 and *err on refusal.
 * EX_NOINPUT: not there. EX_NOPERM: refused, or not readable. */
NODISCARD int safe_open(const char *path, const struct safe_rules *rules, int open_flags,
                        mode_t mode, struct err *err);
/* The same checks without opening, for files another library opens; false when refused. A file that
 * is not there is fine when its directories are: *st then has st_mode 0. */
NODISCARD bool safe_check(const char *path, const struct safe_rules *rules, struct stat *st,
                          struct err *err);
/* Only the directories above `path`. */
NODISCARD bool safe_directories(const char *path, const struct safe_rules *rules, struct err *err);

#endif
