/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap_spec -- what a K line of class ldap asks for: servers, how to bind, where and what to
 * search.
 *
 * Reading is pure but for the password file. LDAPDefaultSpec is read by the same code; a map starts
 * as a copy of it, so that its own flags win. Everything lives in the maps' arena and is not
 * changed after reading; any thread may read it.
 */
#ifndef MAP_LDAP_SPEC_H
#define MAP_LDAP_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct str;

enum ldap_attr_type { LDAP_ATTR_NORMAL, LDAP_ATTR_DN, LDAP_ATTR_FILTER, LDAP_ATTR_URL };
enum ldap_method { LDAP_METHOD_NONE, LDAP_METHOD_SIMPLE };
/* Numbers of RFC 4511. */
enum ldap_scope { LDAP_WITHIN_BASE, LDAP_WITHIN_ONE, LDAP_WITHIN_SUB };
enum ldap_aliases {
    LDAP_ALIASES_NEVER,
    LDAP_ALIASES_SEARCH,
    LDAP_ALIASES_FIND,
    LDAP_ALIASES_ALWAYS
};

enum { LDAP_ATTRS_MAX = 64, LDAP_SERVERS_MAX = 16 };

/* One of -v: its values are results, or name other entries to look at. Only in entries of one of
 * `classes`, when there are any. */
struct ldap_attr {
    struct slice name;
    enum ldap_attr_type type;
    struct slice *classes;
    size_t nclasses;
};

struct ldap_spec {
    struct slice hosts;      /* -h, as written */
    struct slice uri;        /* -H, as written */
    int64_t port;            /* -p; 0: 389 */
    int64_t version;         /* -w */
    int64_t network_timeout; /* -c, seconds; 0: LDAP_WAIT_S */
    int64_t time_limit;      /* -l, seconds; 0: the server's */
    int64_t size_limit;      /* -Z; 0: the server's */
    enum ldap_method method; /* -M */
    bool method_given;
    struct slice bind_dn;     /* -d */
    struct slice secret_file; /* -P */
    struct slice secret;
    struct slice base;                      /* -b */
    enum ldap_scope scope;                  /* -s */
    enum ldap_aliases aliases;              /* -r */
    bool no_referrals;                      /* -R */
    bool single;                            /* -1: several entries count as none */
    bool names_only;                        /* -n */
    bool with_args;                         /* -K */
    struct slice filter;                    /* -k */
    char separator;                         /* -z; 0: the first value only */
    char name_separator;                    /* -V; 0: values only */
    bool attrs_given;                       /* -v */
    struct ldap_attr attrs[LDAP_ATTRS_MAX]; /* none: all attributes */
    size_t nattrs;
    /* What the above comes to: one URI a server; none: the library's own default. */
    struct slice servers[LDAP_SERVERS_MAX];
    size_t nservers;
};

enum { LDAP_WAIT_S = 30 };

/* A flag that is not LDAP's own, and maybe none at all: to tell of that is the callee's business.
 */
typedef void ldap_general_flag(void *ctx, char flag, struct slice text);
/* Those that every class has, as far as they mean something here. */
bool ldap_is_general_flag(char flag);

/* With what the library does when nothing is said. */
void ldap_spec_init(struct ldap_spec *spec);
/* Reads flags into *spec, which holds the defaults; text lives as long as `in`. `name` is the
 * map's. False: *err says what is wrong (EX_CONFIG), and *spec must not be used. */
NODISCARD bool ldap_spec_read(struct ldap_spec *spec, struct slice text, struct slice name,
                              struct arena *in, ldap_general_flag *general, void *ctx,
                              struct err *err);
/* The same for LDAPDefaultSpec, where only servers, binding and base may be said: each mistake is a
 * line of *wrong. */
NODISCARD bool ldap_spec_read_defaults(struct ldap_spec *spec, struct slice text, struct arena *in,
                                       struct str *wrong);

/* -k with its key (and, for -K, arguments) put in. %0..%9 come out escaped (RFC 4515), %s as it is
 * but for NUL, which would end the filter early; %% is a percent sign, and a percent sign before
 * anything else stays. A missing argument inserts nothing. */
struct slice ldap_filter_fill(const struct ldap_spec *spec, struct slice key,
                              const struct slice *args, size_t nargs, struct arena *in);

#endif
