/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/submit/user.h"

#include "os/account.h"
#include "rule/class.h"

void submitter_find(const struct config *cfg, uid_t uid, struct arena *in, struct submitter *who)
{
    struct account account;

    *who = (struct submitter){.uid = uid};
    if (account_of_uid(who->uid, in, &account, NULL) == ACCOUNT_FOUND) {
        who->name = account.name;
        who->home = account.home;
        who->full_name = account_full_name(account.gecos, who->name, in);
    } else {
        who->name = arena_printf(in, "%u", (unsigned)who->uid);
    }
    who->trusted = who->uid == 0 || who->uid == cfg->opt.trusted_user.uid ||
                   class_has(cfg->classes, 't', who->name);
}
