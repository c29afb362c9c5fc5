/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * control -- on whose behalf a program runs or a file is written, as a recipient and its qf C line
 * say it: "user:uid:gid:alias", or ":alias" when that is nobody in particular.
 */
#ifndef ROUTE_CONTROL_H
#define ROUTE_CONTROL_H

#include <sys/types.h>

#include "base/slice.h"

struct control {
    struct slice user, alias;
    uid_t uid;
    gid_t gid;
};

/* False when the text names no user with ids. A group that reads 0 need not be meant: where the uid
 * is the default user's, it is the default user's group (route/control.c says why). */
bool control_parse(struct slice text, struct control *out);

#endif
