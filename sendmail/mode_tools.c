/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Modes that move no mail: address test, aliases, configuration check, option names, host status.
 */
#include <stdio.h>
#include <unistd.h>

#include "mail/queue_id.h"
#include "os/clock.h"
#include "sendmail/deliver/mx.h"
#include "sendmail/program.h"
#include "sendmail/submit/user.h"
#include "sendmail/tool/hoststat.h"
#include "sendmail/tool/newaliases.h"
#include "sendmail/tool/testmode.h"

static bool nobody_is_local(void *ctx UNUSED, struct slice host UNUSED)
{
    return false;
}

/* compatible: every name is shown as the DNS has it, the host's own too. */
static struct slice with_dot(struct slice name, struct arena *in)
{
    if (name.len == 0 || name.p[0] == '[' || name.p[name.len - 1] == '.')
        return name;
    return arena_printf(in, "%.*s.", SLICE_ARG(name));
}

static enum testmode_mx exchangers(void *ctx, struct slice host, struct arena *in,
                                   struct slice **names, size_t *count)
{
    const struct program *p = ctx;
    const struct mx_options options = {
        .resolver = p->cfg->resolver, .debug = p->cfg->debug, .is_local = nobody_is_local};
    struct mx_list list = {0};
    struct err err = {0};

    *count = 0;
    switch (mx_hosts(&options, host, in, &list, &err)) {
    case MX_LATER:
        return TESTMODE_MX_LATER;
    case MX_REFUSES:
        return TESTMODE_MX_NULL;
    case MX_NONE:
    case MX_LOOPS:
        return TESTMODE_MX_HOSTS;
    case MX_HOSTS:
        break;
    }
    *names = ARENA_ARRAY(in, list.count + 1, struct slice);
    for (size_t i = 0; i < list.count; i++)
        (*names)[(*count)++] = with_dot(list.hosts[i].name, in);
    return TESTMODE_MX_HOSTS;
}

int mode_test(struct program *p)
{
    const struct testmode_world world = {p, exchangers};
    struct testmode_options options = {
        .cfg = p->cfg, .world = &world, .in = STDIN_FILENO, .out = STDOUT_FILENO};
    struct submitter who;
    struct queue_id_maker ids;
    char id[QUEUE_ID_MAX];

    submitter_find(p->cfg, p->in, &who);
    queue_id_init(&ids, (unsigned long)getpid(), (unsigned)clock_monotonic_ms());
    queue_id_next(&ids, clock_now(), id);
    options.user = who.name;
    options.full_name = who.full_name;
    options.id = slice_from(id);
    options.debug = &p->debug;
    options.debug_has_file = p->debug_has_file;
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
    return hoststat(p->cfg, (const char *const *)p->cl->args, (size_t)p->cl->arg_count);
}
