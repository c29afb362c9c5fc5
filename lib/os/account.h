/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account -- users and groups of this host.
 *
 * The databases may be on the network: that they could not answer is not "no such user". Any thread
 * may ask; may block.
 */
#ifndef OS_ACCOUNT_H
#define OS_ACCOUNT_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct account {
    struct slice name;
    struct slice gecos; /* full name, comma, office ... */
    struct slice home;
    struct slice shell;
    uid_t uid;
    gid_t gid;
};

enum account_answer { ACCOUNT_FOUND, ACCOUNT_ABSENT, ACCOUNT_FAILED };

/* ACCOUNT_ABSENT: EX_NOUSER; ACCOUNT_FAILED: EX_TEMPFAIL in *err, which may be NULL. */
enum account_answer account_named(struct slice name, struct arena *in, struct account *account,
                                  struct err *err);
enum account_answer account_of_uid(uid_t uid, struct arena *in, struct account *account,
                                   struct err *err);
enum account_answer account_group_named(struct slice name, struct arena *in, gid_t *gid,
                                        struct err *err);

/* A gecos text for people: without office and telephone numbers, "&" stands for the capitalised
 * login name. */
struct slice account_full_name(struct slice gecos, struct slice login, struct arena *in);

#endif
