/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What LDAP means where a line does not say it: LDAPDefaultSpec, "O AliasFile=ldap:" and
 * "F{x}@LDAP". Filters and attributes are those of the documented schema (sendmailMTA...); entries
 * hold for the cluster ${sendmailMTACluster} or for the host $j.
 */
#include "base/str.h"
#include "conf/reader.h"
#include "map/map.h"

void reader_ldap_defaults(struct reader *r)
{
    struct slice spec = r->c->opt.ldap_default_spec, left, one;
    struct str wrong = str_new(r->scratch);

    if (slice_eq(spec, r->ldap_defaults))
        return;
    r->ldap_defaults = spec;
    if (maps_ldap_defaults(r->c->maps, spec, &wrong))
        return;
    left = str_slice(&wrong);
    while (slice_line(&left, &one))
        reader_error(r, EX_CONFIG, "%.*s", SLICE_ARG(one));
}

/* "(|(sendmailMTACluster=farm)(sendmailMTAHost=mail.example.com))" */
static void add_owner(struct reader *r, struct str *out)
{
    macro_id cluster = macro_names_intern(r->c->names, SLICE("sendmailMTACluster"));

    str_printf(out, "(|(sendmailMTACluster=%.*s)(sendmailMTAHost=%.*s))",
               SLICE_ARG(macros_expanded(r->c->macros, cluster, r->scratch)),
               SLICE_ARG(macros_expanded(r->c->macros, 'j', r->scratch)));
}

/* The original restricts Search and URL to entries of class sendmailMTAMapObject, its documents to
 * sendmailMTAAliasObject; entries made for either work. */
static const char alias_values[] =
    " -v sendmailMTAAliasValue,"
    "sendmailMTAAliasSearch:FILTER:sendmailMTAAliasObject|sendmailMTAMapObject,"
    "sendmailMTAAliasURL:URL:sendmailMTAAliasObject|sendmailMTAMapObject";

struct slice ldap_alias_spec(struct reader *r, struct slice spec)
{
    struct str out = str_new(r->in);

    str_add_text(&out, "-z, "); /* members of a list */
    if (spec.len > 0) {
        str_add(&out, spec);
        return str_slice(&out);
    }
    str_add_text(&out,
                 "-k \"(&(objectClass=sendmailMTAAliasObject)(sendmailMTAAliasGrouping=aliases)");
    add_owner(r, &out);
    str_add_text(&out, "(sendmailMTAKey=%0))\"");
    str_add_text(&out, alias_values);
    return str_slice(&out);
}

static const char class_values[] = " -v sendmailMTAClassValue,"
                                   "sendmailMTAClassSearch:FILTER:sendmailMTAClass,"
                                   "sendmailMTAClassURL:URL:sendmailMTAClass";

struct slice ldap_class_spec(struct reader *r, struct slice name, struct slice spec)
{
    struct str out = str_new(r->scratch);

    str_add_text(&out, "-z\\n "); /* one member a value */
    if (spec.len > 0) {
        str_add(&out, spec);
        return str_slice(&out);
    }
    str_printf(&out, "-k \"(&(objectClass=sendmailMTAClass)(sendmailMTAClassName=%.*s)",
               SLICE_ARG(name));
    add_owner(r, &out);
    str_add_text(&out, ")\"");
    str_add_text(&out, class_values);
    return str_slice(&out);
}
