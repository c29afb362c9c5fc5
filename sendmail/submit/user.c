/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/submit/user.h"

#include "os/account.h"
#include "rule/class.h"

struct slice gecos_name(struct slice gecos, struct slice login, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < gecos.len && gecos.p[i] != ','; i++) {
        if (gecos.p[i] != '&') {
            str_add_char(&out, gecos.p[i]);
        } else if (login.len > 0) {
            str_add_char(&out, ascii_upper(login.p[0]));
            str_add(&out, slice_from_at(login, 1));
        }
    }
    return str_slice(&out);
}

void submitter_find(const struct config *cfg, uid_t uid, struct arena *in, struct submitter *who)
{
    struct account account;

    *who = (struct submitter){.uid = uid};
    if (account_of_uid(who->uid, in, &account, NULL) == ACCOUNT_FOUND) {
        who->name = account.name;
        who->home = account.home;
        who->full_name = gecos_name(account.gecos, who->name, in);
    } else {
        who->name = arena_printf(in, "%u", (unsigned)who->uid);
    }
    who->trusted = who->uid == 0 || who->uid == cfg->opt.trusted_user.uid ||
                   class_has(cfg->classes, 't', who->name);
}
