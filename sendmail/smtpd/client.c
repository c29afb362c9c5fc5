/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/smtpd/client.h"

#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "os/account.h"

struct resolver *client_resolver(const struct config *cfg, struct arena *in)
{
    struct resolver_options options = {0};
    struct slice bad;

    if (cfg->resolver != NULL)
        options.shared_dns = resolver_dns(cfg->resolver);
    if (!resolver_parse_options(cfg->opt.resolver_options, in, &options, &bad))
        log_line(3, LOG_WARNING, SLICE("NOQUEUE"), "ResolverOptions: %.*s is not known",
                 SLICE_ARG(bad));
    return resolver_new(in, &options);
}

static struct slice name_of(uid_t user, struct arena *in)
{
    struct account self;

    if (account_of_uid(user, in, &self, NULL) == ACCOUNT_FOUND)
        return self.name;
    return arena_printf(in, "%lu", (unsigned long)user);
}

static void local_user(uid_t user, struct arena *in, struct client *c)
{
    c->kind = CLIENT_PIPE;
    c->name = c->host = SLICE("localhost");
    c->address = SLICE("0");
    c->resolve = "OK";
    c->relay = arena_printf(in, "%.*s@localhost", SLICE_ARG(name_of(user, in)));
}

static void unix_peer(struct client *c)
{
    c->kind = CLIENT_UNIX;
    c->host = SLICE("localhost");
    c->name = SLICE("[UNIX: localhost]"); /* compatible: such a peer is not trusted to relay */
    c->address = SLICE("[UNIX: localhost]");
    c->resolve = "OK";
    c->relay = SLICE("localhost [[UNIX: localhost]]");
}

/* Does the name have this address? */
static enum dns_answer name_has(struct resolver *resolver, struct slice name,
                                const struct net_address *peer, struct arena *in)
{
    struct net_addresses all = {0};
    struct err err;
    enum dns_answer answer =
        resolver_addresses(resolver, name, net_address_family(peer), in, &all, &err);

    if (answer != DNS_FOUND)
        return answer;
    for (size_t i = 0; i < all.count; i++)
        if (net_address_same_host(&all.p[i], peer))
            return DNS_FOUND;
    return DNS_NO_DATA;
}

/* A PTR record may hold any bytes; what no host name can be must not reach logs and rule sets. */
static bool is_host_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.p[i]) && memchr("-_./", name.p[i], 4) == NULL)
            return false;
    return name.len > 0 && name.len < 256;
}

static void look_up_name(struct resolver *resolver, struct arena *in, struct client *c)
{
    struct slice name;
    struct err err;
    enum dns_answer answer = DNS_NO_DATA;

    if (resolver != NULL)
        answer = resolver_name(resolver, &c->peer, in, &name, &err);
    if (answer == DNS_FOUND && !is_host_name(name))
        answer = DNS_NO_DATA;
    if (answer != DNS_FOUND) {
        c->resolve = answer == DNS_FAILED ? "TEMP" : "FAIL";
        return;
    }
    if (name.len > 1 && name.p[name.len - 1] == '.')
        name.len--;
    c->ptr = c->host = arena_copy(in, name);
    answer = name_has(resolver, name, &c->peer, in);
    c->resolve = answer == DNS_FOUND ? "OK" : answer == DNS_FAILED ? "TEMP" : "FORGED";
    if (answer == DNS_FOUND)
        c->name = c->ptr;
}

static void inet_peer(struct resolver *resolver, enum net_form form, struct arena *in,
                      struct client *c)
{
    struct slice bracketed = net_address_bracketed(&c->peer, form, in);

    c->kind = CLIENT_INET;
    c->address = net_address_text(&c->peer, form, in);
    c->name = c->host = bracketed;
    look_up_name(resolver, in, c);
    if (c->ptr.len == 0)
        c->relay = bracketed;
    else
        c->relay = arena_printf(in, "%.*s %.*s%s", SLICE_ARG(c->host), SLICE_ARG(bracketed),
                                c->name.p == c->ptr.p ? "" : " (may be forged)");
}

void client_find(int fd, uid_t user, struct resolver *resolver, enum net_form form,
                 struct arena *in, struct client *c)
{
    *c = (struct client){.resolve = "FAIL"};
    if (!net_address_of_peer(fd, &c->peer)) {
        local_user(user, in, c);
        return;
    }
    net_address_of_socket(fd, &c->local);
    if (net_address_family(&c->peer) == AF_UNIX)
        unix_peer(c);
    else
        inet_peer(resolver, form, in, c);
}
