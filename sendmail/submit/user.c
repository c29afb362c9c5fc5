/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/submit/user.h"

#include <pwd.h>
#include <unistd.h>

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

void submitter_find(const struct config *cfg, struct arena *in, struct submitter *who)
{
    const struct passwd *pw;

    *who = (struct submitter){.uid = getuid()};
    pw = getpwuid(who->uid);
    if (pw != NULL) {
        who->name = arena_copy(in, slice_from(pw->pw_name));
        who->home = arena_copy(in, slice_from(pw->pw_dir));
        who->full_name = gecos_name(slice_from(pw->pw_gecos), who->name, in);
    } else {
        who->name = arena_printf(in, "%u", (unsigned)who->uid);
    }
    who->trusted = who->uid == 0 || who->uid == cfg->opt.trusted_user.uid ||
                   class_has(cfg->classes, 't', who->name);
}
