/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Modes that move no mail: address test, aliases, configuration check, option names, host status.
 */
#include <stdio.h>
#include <unistd.h>

#include "mail/queue_id.h"
#include "os/account.h"
#include "os/clock.h"
#include "rule/class.h"
#include "sendmail/deliver/mx.h"
#include "sendmail/program.h"
#include "sendmail/proto/queue.h"
#include "sendmail/submit/user.h"
#include "sendmail/tool/hoststat.h"
#include "sendmail/tool/newaliases.h"
#include "sendmail/tool/testmode.h"

static bool is_local(void *ctx, struct slice host)
{
    const struct program *p = ctx;

    return class_has(p->cfg->classes, 'w', host);
}

/* compatible: every name is shown as the DNS has it, the host's own too. */
static struct slice with_dot(struct slice name, struct arena *in)
{
    if (name.len == 0 || name.p[0] == '[' || name.p[name.len - 1] == '.')
        return name;
    return arena_printf(in, "%.*s.", SLICE_ARG(name));
}

/* Under the name it has in the DNS or the hosts file; nothing when it has none. */
static enum testmode_mx host_itself(const struct program *p, struct slice host, struct slice domain,
                                    struct arena *in, struct slice **names, size_t *count)
{
    struct slice found;

    switch (resolver_canonical_host(p->cfg->resolver, host, in, &found, NULL)) {
    case DNS_FOUND:
        if (slice_find(found, '.') == SIZE_MAX && domain.len > 0)
            found = arena_printf(in, "%.*s.%.*s", SLICE_ARG(found), SLICE_ARG(domain));
        *names = ARENA_NEW(in, struct slice);
        (*names)[(*count)++] = with_dot(found, in);
        return TESTMODE_MX_HOSTS;
    case DNS_FAILED:
        return TESTMODE_MX_LATER;
    case DNS_NO_NAME:
    case DNS_NO_DATA:
        break;
    }
    return TESTMODE_MX_HOSTS;
}

/* "[host]" is the host itself, "[192.0.2.1]" stays as it is. */
static enum testmode_mx in_brackets(const struct program *p, struct slice host, struct slice domain,
                                    struct arena *in, struct slice **names, size_t *count)
{
    struct slice inner = slice_part(host, 1, host.len - 2);
    struct net_address address;

    if (host.len < 3 || host.p[host.len - 1] != ']')
        return TESTMODE_MX_HOSTS;
    if (!net_address_parse(inner, 0, &address))
        return host_itself(p, inner, domain, in, names, count);
    *names = ARENA_NEW(in, struct slice);
    (*names)[(*count)++] = host;
    return TESTMODE_MX_HOSTS;
}

static enum testmode_mx exchangers(void *ctx, struct slice host, struct slice domain,
                                   struct arena *in, struct slice **names, size_t *count)
{
    const struct program *p = ctx;
    const struct mx_options options = {.resolver = p->cfg->resolver,
                                       .debug = p->cfg->debug,
                                       .keep_ours = true,
                                       .is_local = is_local,
                                       .ctx = ctx};
    struct mx_list list = {0};
    struct dns_reply reply = {0};
    bool is_alias;
    struct err err = {0};

    *count = 0;
    if (host.p[0] == '[')
        return in_brackets(p, host, domain, in, names, count);
    if (!resolver_asks_dns(p->cfg->resolver))
        return TESTMODE_MX_HOSTS;
    switch (mx_search(&options, host, in, &is_alias, &reply, &err)) {
    case DNS_NO_NAME:
    case DNS_NO_DATA:
        if (is_alias) /* compatible: then it is no host either */
            return TESTMODE_MX_HOSTS;
        return host_itself(p, host, domain, in, names, count);
    case DNS_FAILED:
        return TESTMODE_MX_LATER;
    case DNS_FOUND:
        break;
    }
    if (mx_judge(&options, host, &reply, in, &list, &err) != MX_HOSTS)
        return TESTMODE_MX_NULL;
    *names = ARENA_ARRAY(in, list.count + 1, struct slice);
    for (size_t i = 0; i < list.count; i++)
        (*names)[(*count)++] = with_dot(list.hosts[i].name, in);
    return TESTMODE_MX_HOSTS;
}

static struct slice full_name(void *ctx UNUSED, struct slice login, struct arena *in)
{
    struct account account;

    if (account_named(login, in, &account, NULL) != ACCOUNT_FOUND)
        return SLICE("");
    return account_full_name(account.gecos, account.name, in);
}

/* compatible: delivery mode d of the configuration is for mail; of the command line, for this too.
 */
static bool asks_to_defer(const struct program *p)
{
    if (p->cfg->opt.delivery_mode != DELIVER_DEFER)
        return false;
    for (size_t i = 0; i < p->cl->overrides.len; i++) {
        const struct config_override *o = &p->cl->overrides.p[i];

        if (o->kind == OVERRIDE_LETTER
                ? slice_starts(o->text, SLICE("d"))
                : o->kind == OVERRIDE_OPTION && slice_starts_case(o->text, SLICE("DeliveryMode")))
            return true;
    }
    return false;
}

int mode_test(struct program *p)
{
    const struct testmode_world world = {p, exchangers, full_name};
    struct testmode_options options = {
        .cfg = p->cfg, .world = &world, .in = STDIN_FILENO, .out = STDOUT_FILENO};
    struct submitter who;
    struct queue_id_maker ids;
    char id[QUEUE_ID_MAX];

    submitter_find(p->cfg, p->caller, p->in, &who);
    queue_id_init(&ids, (unsigned long)getpid(), (unsigned)clock_monotonic_ms());
    queue_id_next(&ids, clock_now(), id);
    options.user = who.name;
    options.full_name = who.full_name;
    options.id = slice_from(id);
    options.debug = &p->debug;
    options.debug_has_file = p->debug_has_file;
    options.defer = asks_to_defer(p);
    fflush(stdout);
    return testmode_run(&options);
}

int mode_aliases(struct program *p)
{
    return newaliases(p->cfg);
}

/* Reading it was the check. */
int mode_check(struct program *p)
{
    return p->cfg->warnings > 0 ? EX_CONFIG : EX_OK;
}

int mode_options(struct program *p)
{
    struct str out = str_new(p->in);

    config_list_option_names(&out);
    fputs(out.p, stdout);
    return EX_OK;
}

int mode_host_status(struct program *p)
{
    if (p->cl->mode == MODE_PURGE_STATUS)
        return purgestat(p->cfg);
    return hoststat(p->cfg, p->cl->verbose);
}
