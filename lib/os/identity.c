/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/identity.h"

#include <grp.h>
#include <unistd.h>

struct identity identity_of(uid_t uid, gid_t gid)
{
    struct identity who = {.uid = uid, .gid = gid, .ngroups = 1};

    who.groups[0] = gid;
    return who;
}

struct identity identity_current(void)
{
    return identity_of(geteuid(), getegid());
}

void identity_fill(struct identity *who, const char *user)
{
    int n = IDENTITY_MAX_GROUPS;

    if (getgrouplist(user, who->gid, who->groups, &n) < 0 && n <= 0)
        n = 0;
    if (n > IDENTITY_MAX_GROUPS)
        n = IDENTITY_MAX_GROUPS;
    if (n == 0)
        who->groups[n++] = who->gid;
    who->ngroups = n;
}

bool identity_is_current(const struct identity *who)
{
    uid_t ruid, euid, suid;
    gid_t rgid, egid, sgid;

    if (getresuid(&ruid, &euid, &suid) != 0 || getresgid(&rgid, &egid, &sgid) != 0)
        return false;
    return ruid == who->uid && euid == who->uid && suid == who->uid && rgid == who->gid &&
           egid == who->gid && sgid == who->gid;
}

bool identity_become(const struct identity *who, struct err *err)
{
    if (identity_is_current(who) && who->uid != 0)
        return true;
    if (geteuid() == 0 && setgroups((size_t)who->ngroups, who->groups) != 0)
        return err_errno(err, "setgroups for uid %d", (int)who->uid);
    if (setresgid(who->gid, who->gid, who->gid) != 0)
        return err_errno(err, "cannot become gid %d", (int)who->gid);
    if (setresuid(who->uid, who->uid, who->uid) != 0)
        return err_errno(err, "cannot become uid %d", (int)who->uid);
    if (!identity_is_current(who) || (who->uid != 0 && setuid(0) == 0))
        return err_set(err, EX_OSERR, "uid %d could be left again", (int)who->uid);
    return true;
}
