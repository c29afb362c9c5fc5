/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/control.h"

bool control_parse(struct slice text, struct control *out)
{
    struct slice uid_text, gid_text;
    int64_t uid, gid;

    if (!slice_until(&text, ':', &out->user) || !slice_until(&text, ':', &uid_text) ||
        !slice_until(&text, ':', &gid_text) || !slice_to_i64(uid_text, &uid) ||
        !slice_to_i64(gid_text, &gid) || uid < 0 || gid < 0 || uid >= UINT32_MAX ||
        gid >= UINT32_MAX)
        return false;
    out->alias = text;
    out->uid = (uid_t)uid;
    out->gid = (gid_t)gid;
    return true;
}
