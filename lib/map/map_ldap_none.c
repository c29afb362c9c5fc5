/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap in a build without ldap.h: declaring is no error, as the configuration may never ask;
 * asking fails, and says why.
 */
#include "map/internal.h"

bool maps_ldap_defaults(struct maps *all UNUSED, struct slice spec UNUSED, struct str *wrong UNUSED)
{
    return true;
}

static bool declare(struct map *m UNUSED, struct slice spec UNUSED, struct err *err UNUSED)
{
    return true;
}

static enum map_answer lookup(struct map *m, const struct map_query *q UNUSED,
                              struct arena *in UNUSED, struct slice *value UNUSED, struct err *err)
{
    return map_failed(err, "map %.*s: class ldap is not in this build (Debian package libldap-dev)",
                      SLICE_ARG(m->name));
}

const struct map_class map_class_ldap = {
    .name = "ldap", .can_alias = true, .declare = declare, .lookup = lookup, .reads_flags = true};
