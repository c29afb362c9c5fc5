/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peek -- single facts of a .cf file for programs that need no more: makemap, editmap, praliases.
 *
 * Lines are taken as they stand, continuation lines joined; macros are not expanded and nothing is
 * opened. The mail system itself reads configurations with conf/config.h.
 */
#ifndef CONF_PEEK_H
#define CONF_PEEK_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

#ifndef SENDMAIL_CF
#define SENDMAIL_CF "/etc/mail/sendmail.cf"
#endif

struct peek_map {
    struct slice name;
    struct slice map_class;
    struct slice file; /* first word behind the flags */
};

struct peek {
    uid_t trusted_uid;        /* TrustedUser, else 0 */
    struct slice alias_files; /* AliasFile as written, all lines joined by commas */
    struct peek_map *maps;    /* K lines, in order */
    size_t map_count;
};

/* EX_NOINPUT and errno's text when the file cannot be read. */
NODISCARD bool peek_read(const char *path, struct arena *in, struct peek *out, struct err *err);

#endif
