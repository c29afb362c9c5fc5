/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a configuration knows without being told: our own names and addresses, the built-in mailers,
 * classes and maps.
 *
 * Our name comes from the system and the hosts file, and from nowhere else: a name server that does
 * not answer must not hold up a start. A site whose host name is not qualified hears of it once, in
 * the log, and mail goes on with the name there is.
 */
#include <ifaddrs.h>
#include <net/if.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "conf/map_hooks.h"
#include "conf/reader.h"
#include "mail/date.h"
#include "net/hosts.h"
#include "net/resolver.h"
#include "os/file.h"
#include "rule/rule.h"

enum { HOSTS_MAX_BYTES = 16 << 20, HOST_NAME_MAX_BYTES = 256 };

/* ---- built in ------------------------------------------------------------------------------- */

static const char *const builtin_mailers[] = {
    "prog, P=/bin/sh, F=lsouDq9, T=X-Unix/X-Unix/X-Unix, A=sh -c $u",
    "*file*, P=[FILE], F=lsDFMPEouq9, T=X-Unix/X-Unix/X-Unix, A=FILE $u",
    "*include*, P=/dev/null, F=su, A=INCLUDE $u",
};

static const char *const builtin_classes[] = {
    "e7bit 8bit binary",
    "nmultipart/signed",
    "srfc822",
    "{persistentMacros}r s _ {if_addr} {daemon_flags}",
    "{checkMIMEHeaders}mime-version content-type content-transfer-encoding content-id "
    "content-disposition",
    "{checkMIMEFieldHeaders}content-type content-disposition",
    "{checkMIMETextHeaders}content-description",
};

static void set(struct reader *r, char name, struct slice value)
{
    macros_set(r->c->macros, (macro_id)(unsigned char)name, value);
}

/* ---- our name ------------------------------------------------------------------------------- */

/* "[192.0.2.1]"; who writes to an IPv6 address may have written it either way. */
static void add_address(struct reader *r, const struct net_address *address)
{
    class_add(r->c->classes, 'w', net_address_bracketed(address, NET_FULL, r->scratch));
    class_add(r->c->classes, 'w', net_address_bracketed(address, NET_COMPRESSED, r->scratch));
}

/* Each address the hosts file gives our name. */
static void add_own_addresses(struct reader *r, struct slice hosts)
{
    struct net_address address;
    struct slice canonical;

    while (hosts_next_by_name(&hosts, r->c->host, &address, &canonical))
        add_address(r, &address);
}

/* `name` as the hosts file has it, and into $=w what stands beside it there. compatible: the first
 * name with a dot, or else the first name; that one alone is not ours when another took its place.
 */
static struct slice listed_name(struct reader *r, struct slice hosts, struct slice name)
{
    struct slice canonical = name, next, names, word;
    bool listed = hosts_canonical(&hosts, name, &canonical, &names);

    while (listed && slice_find(canonical, '.') == SIZE_MAX &&
           hosts_canonical(&hosts, name, &next, &names))
        canonical = next;
    if (listed && slice_word(&names, &word))
        while (slice_word(&names, &word))
            class_add(r->c->classes, 'w', word);
    return canonical;
}

static void name_host(struct reader *r, struct slice hosts)
{
    char text[HOST_NAME_MAX_BYTES] = "localhost";
    struct utsname node;

    if (r->request->host == NULL && gethostname(text, sizeof text - 1) != 0)
        snprintf(text, sizeof text, "localhost");
    struct slice name = slice_from(r->request->host != NULL ? r->request->host : text);
    class_add(r->c->classes, 'w', name);
    /* A full name that was asked for is kept. */
    if (r->request->host == NULL || slice_find(name, '.') == SIZE_MAX)
        name = listed_name(r, hosts, name);
    r->c->host = arena_copy(r->in, name);

    set(r, 'w', r->c->host);
    set(r, 'j', r->c->host);
    class_add(r->c->classes, 'w', r->c->host);
    add_own_addresses(r, hosts);
    size_t dot = slice_find(name, '.');
    if (dot != SIZE_MAX) {
        struct slice domain = slice_from_at(r->c->host, dot + 1);
        set(r, 'm', domain);
        class_add(r->c->classes, 'm', domain);
    }
    if (uname(&node) == 0) {
        set(r, 'k', slice_from(node.nodename));
        class_add(r->c->classes, 'k', slice_from(node.nodename));
    }
}

/* ---- our addresses -------------------------------------------------------------------------- */

static bool is_worth_adding(const struct ifaddrs *i)
{
    if (i->ifa_addr == NULL || !(i->ifa_flags & IFF_UP))
        return false;
    if ((i->ifa_flags & IFF_LOOPBACK) && i->ifa_addr->sa_family == AF_INET6)
        return false;
    return i->ifa_addr->sa_family == AF_INET || i->ifa_addr->sa_family == AF_INET6;
}

/* A name of ours, and the same in brackets. */
static void add_host(struct reader *r, struct slice name)
{
    if (class_has(r->c->classes, 'w', name))
        return;
    class_add(r->c->classes, 'w', name);
    class_add(r->c->classes, 'w', arena_printf(r->scratch, "[%.*s]", SLICE_ARG(name)));
}

/* "[192.0.2.1]", and the names the hosts file has for it. */
static void add_interface(struct reader *r, const struct ifaddrs *i, struct slice hosts)
{
    struct net_address address = {.len = 0};
    struct slice names, name;
    size_t len = i->ifa_addr->sa_family == AF_INET ? sizeof(struct sockaddr_in)
                                                   : sizeof(struct sockaddr_in6);
    memcpy(&address.at, i->ifa_addr, len);
    address.len = (socklen_t)len;
    if (net_address_family(&address) == AF_INET6 &&
        IN6_IS_ADDR_LINKLOCAL(&address.at.in6.sin6_addr))
        return;
    add_address(r, &address);
    if ((i->ifa_flags & IFF_LOOPBACK) && r->c->opt.dont_probe_interfaces == 'l')
        return;
    if (hosts_names_of(hosts, &address, &names))
        while (slice_word(&names, &name))
            add_host(r, name);
}

static void probe_interfaces(struct reader *r, struct slice hosts)
{
    struct ifaddrs *list;

    if (r->request->no_probe || r->c->opt.dont_probe_interfaces == 't' || getifaddrs(&list) != 0)
        return;
    for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
        if (is_worth_adding(i))
            add_interface(r, i, hosts);
    freeifaddrs(list);
}

/* ---- before and after the file -------------------------------------------------------------- */

static struct slice hosts_text(struct reader *r, const char *path)
{
    struct slice text;

    return file_read(path, HOSTS_MAX_BYTES, r->scratch, &text, NULL) ? text : slice_of("", 0);
}

void startup_before(struct reader *r)
{
    struct config *c = r->c;

    c->rules = rules_new(c->in, c->names);
    *VEC_ADD(&c->queue_groups, c->in) =
        (struct queue_group){.name = SLICE("mqueue"), .runners = -1};
    name_host(r, hosts_text(r, "/etc/hosts"));
    set(r, 'v', SLICE(CONFIG_PROGRAM_VERSION));
    set(r, 'n', SLICE("MAILER-DAEMON"));
    macros_set(c->macros, MACRO_OP_MODE,
               r->request->op_mode != 0 ? slice_of(&r->request->op_mode, 1) : SLICE("m"));
    struct date now = date_local(time(NULL));
    set(r, 'b', date_header(r->scratch, &now));
    for (size_t i = 0; i < COUNT(builtin_mailers); i++)
        line_mailer(r, slice_from(builtin_mailers[i]));
    for (size_t i = 0; i < COUNT(builtin_classes); i++)
        line_class(r, slice_from(builtin_classes[i]));
    arena_reset(r->scratch);
}

/* Test mode delivers nothing: only programs that maps run could be the default user's. */
static bool needs_default_user(const struct reader *r)
{
    const struct map *map;
    size_t at = 0;

    if (r->request->op_mode != 't')
        return true;
    while ((map = maps_next(r->c->maps, &at)) != NULL) {
        if (slice_is(map_class_name(map), "program"))
            return true;
    }
    return false;
}

/* mailnull, or sendmail, or daemon, whichever account exists. Names that do not exist are asked of
 * every user database there is, which takes longer than reading the configuration. */
static void default_user(struct reader *r)
{
    static const char *const names[] = {"mailnull", "sendmail", "daemon"};

    if (!needs_default_user(r))
        return;
    for (size_t i = 0; i < COUNT(names) && !r->c->opt.default_user.set; i++)
        if (!option_user_parse(slice_from(names[i]), r->in, &r->c->opt.default_user, NULL))
            r->c->opt.default_user = (struct option_user){.uid = 1, .gid = 1};
}

static void make_resolver(struct reader *r)
{
    struct options *o = &r->c->opt;
    struct resolver_options options = {.debug = r->request->debug,
                                       .hosts_file = arena_cstr(r->in, o->hosts_file),
                                       .domain = macros_expanded(r->c->macros, 'm', r->in),
                                       .service_switch = arena_cstr(r->in, o->service_switch_file),
                                       .keep_cnames = o->dont_expand_cnames,
                                       .has_wildcard_mx = o->has_wildcard_mx,
                                       .broken_aaaa = o->work_around_broken_aaaa};
    struct slice bad;

    if (!resolver_parse_options(o->resolver_options, r->in, &options, &bad))
        reader_error(r, EX_CONFIG, "readcf: I option value %.*s unrecognized", SLICE_ARG(bad));
    options.dns.retrans_s = (int)o->timeout_resolver_retrans_normal;
    options.dns.retry = (int)o->timeout_resolver_retry_normal;
    r->c->resolver = resolver_new(r->in, &options);
    r->c->map_hooks = map_hooks_over(r->c->resolver, r->in);
}

static void need_mailer(struct reader *r, int index, const char *what)
{
    if (index < 0)
        reader_error(r, EX_CONFIG, "No %s mailer defined", what);
}

static void warn_unqualified(struct reader *r)
{
    struct slice j = macros_expanded(r->c->macros, 'j', r->scratch);

    if (slice_find(j, '.') == SIZE_MAX)
        log_line(0, LOG_ALERT, SLICE(""),
                 "host name %.*s is not qualified; set Dj (confDOMAIN_NAME) or give it a full name "
                 "in /etc/hosts",
                 SLICE_ARG(j));
}

/* compatible: a number in U= brings no group with it. */
static void give_groups(struct config *c)
{
    for (size_t i = 0; i < c->mailers.len; i++) {
        struct option_user *user = &c->mailers.p[i].user;

        if (user->set && !user->group_set)
            user->gid = c->opt.default_user.gid;
    }
}

void startup_after(struct reader *r)
{
    struct config *c = r->c;

    if (c->syntax == NULL) {
        struct token_syntax *syntax = ARENA_NEW(r->in, struct token_syntax);
        *syntax = token_syntax_of(c->opt.operator_chars);
        c->syntax = syntax;
    }
    rules_seal(c->rules);
    class_add(c->classes, 'w', macros_expanded(c->macros, 'j', r->scratch));
    probe_interfaces(r, hosts_text(r, "/etc/hosts"));
    default_user(r);
    c->run_as_uid = c->opt.run_as_user.uid;
    c->run_as_gid = c->opt.run_as_user.gid;
    give_groups(c);
    make_resolver(r);
    reader_declare_usual_maps(r);
    reader_configure_maps(r, c->maps);
    need_mailer(r, c->known.local, "local");
    need_mailer(r, c->known.prog, "prog");
    warn_unqualified(r);
}
