/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/verify.h"

#include <stdio.h>
#include <unistd.h>

#include "conf/config.h"
#include "mail/queue_id.h"
#include "os/clock.h"
#include "rule/macro.h"
#include "sendmail/submit/recipients.h"

/* Still to be asked for: no rule could say where it goes. */
static void print_undecided(const struct recipient *r)
{
    printf("%.*s... deliverable: mailer *error*, host %.*s, user \"%.*s\"\n",
           SLICE_ARG(r->addr.text), SLICE_ARG(r->dsn), SLICE_ARG(r->reply));
}

static void print_deliverable(const struct config *cfg, const struct recipient *r)
{
    const struct address *a = &r->addr;

    if (a->mailer < 0) {
        print_undecided(r);
        return;
    }
    printf("%.*s... deliverable: mailer %.*s", SLICE_ARG(a->text),
           SLICE_ARG(cfg->mailers.p[a->mailer].name));
    if (a->host.len > 0)
        printf(", host %.*s", SLICE_ARG(a->host));
    printf(", user %s%.*s\n", r->flags & RCPT_NO_ALIAS ? "\\" : "", SLICE_ARG(a->user));
}

/* Aliases that could not be asked may send it elsewhere. */
static void print_later(struct recipients *to, const struct recipient *r)
{
    if (r->addr.mailer < 0 || r->status != EX_TEMPFAIL || r->message.len == 0 ||
        slice_is(r->message, EXPAND_NO_DATABASE))
        return;
    printf("%.*s... %.*s\n", SLICE_ARG(r->addr.text), SLICE_ARG(r->message));
    if (to->status == EX_OK)
        to->status = EX_TEMPFAIL;
}

int verify_addresses(const struct verify *v)
{
    struct arena *in = arena_new(), *scratch = arena_new();
    struct envelope env = {.in = in};
    struct route route;
    struct recipients to;
    struct queue_id_maker ids;

    if (v->arg_count == 0) {
        printf("Recipient names must be specified\n");
        arena_drop(scratch);
        arena_drop(in);
        return EX_USAGE;
    }
    queue_id_init(&ids, (unsigned long)getpid(), (unsigned)clock_monotonic_ms());
    queue_id_next(&ids, clock_now(), env.id);
    route_init(&route, v->cfg, NULL, in, scratch);
    route.id = slice_from(env.id);
    macros_set(route.macros, MACRO_OP_MODE, SLICE("v"));
    to = (struct recipients){
        .expand = {.route = &route,
                   .world = v->world,
                   .env = &env,
                   .flags = EXPAND_KEEP_FAILED | (v->no_aliases ? EXPAND_NO_ALIASES : 0)},
        .print = true,
        .who = v->by_root ? SLICE("root") : SLICE("user"),
        .verbose = v->verbose};
    recipients_begin(&to);
    for (int i = 0; i < v->arg_count; i++) {
        struct arena_mark mark = arena_mark(scratch);

        recipients_add(&to, slice_from(v->args[i]), v->cfg->opt.old_style_headers);
        arena_release(scratch, mark);
    }
    expand_sort(&env);
    /* Lists with an owner would be separate messages; they come last. */
    for (int owned = 0; owned <= 1; owned++) {
        for (size_t i = 0; i < env.rcpts.len; i++) {
            const struct recipient *r = &env.rcpts.p[i];

            if (r->state != RCPT_PENDING || (r->owner.len > 0) != owned)
                continue;
            print_later(&to, r);
            print_deliverable(v->cfg, r);
        }
    }
    fflush(stdout);
    arena_drop(scratch);
    arena_drop(in);
    return to.status;
}
