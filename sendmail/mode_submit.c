/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -bm, -t, -ba: a message from standard input; -bs: the same by SMTP; -bv: addresses only.
 */
#include "sendmail/house.h"
#include "sendmail/queue/figures.h"
#include "sendmail/smtpd/smtpd.h"
#include "sendmail/submit/submit.h"
#include "sendmail/tool/verify.h"

static struct submit_request request_of(const struct program *p)
{
    const struct cmdline *c = p->cl;

    return (struct submit_request){.cfg = p->cfg,
                                   .caller = p->caller,
                                   .has_sender = c->has_sender,
                                   .sender_letter = c->sender_letter,
                                   .sender = c->sender,
                                   .full_name = c->full_name,
                                   .hops = c->hops,
                                   .from_headers = c->from_headers,
                                   .no_aliases = c->no_aliases,
                                   .relayed = c->relayed,
                                   .arpanet = c->mode == MODE_ARPANET,
                                   .verbose = p->cfg->opt.verbose,
                                   .warnings = p->warnings,
                                   .warning_count = p->warning_count,
                                   .body_type = c->body_type,
                                   .envid = c->envid,
                                   .ret = c->ret,
                                   .has_notify = c->has_notify,
                                   .notify = c->notify,
                                   .notify_text = c->notify_text,
                                   .protocol = c->protocol,
                                   .host = c->host,
                                   .args = c->args,
                                   .arg_count = c->arg_count};
}

int mode_submit(struct program *p)
{
    struct submit_request request = request_of(p);
    struct house house;
    int status;

    if (!house_open(&house, p, submit_tells_caller(&request) ? 'q' : 'm', true))
        return p->status;
    request.world = &house.world;
    request.queue = &house.port;
    status = submit(&request);
    house_close(&house);
    /* compatible: the message is on its way all the same. */
    return status == EX_OK && p->cl->odd_body_type.p != NULL ? EX_USAGE : status;
}

int mode_smtp(struct program *p)
{
    struct house house;
    struct statistics_counter counter;
    struct smtpd shared = {.cfg = p->cfg, .counter = &counter, .caller = p->caller};
    int status;

    if (!house_open(&house, p, 'm', false))
        return p->status;
    statistics_counter_init(&counter);
    shared.queue = &house.port;
    shared.world = &house.world;
    status = smtpd_stdin(&shared);
    figures_flush(&house.master, &counter);
    house_close(&house);
    return status;
}

int mode_verify(struct program *p)
{
    struct house house;

    bool restricted =
        (p->cfg->opt.privacy_options & PRIVACY_RESTRICT_EXPAND) != 0 && p->caller != 0;

    house_users(&house, p);
    return verify_addresses(&(struct verify){.cfg = p->cfg,
                                             .world = &house.world,
                                             .no_aliases = p->cl->no_aliases,
                                             .by_root = p->caller == 0,
                                             .verbose = p->cfg->opt.verbose && !restricted,
                                             .args = p->cl->args,
                                             .arg_count = p->cl->arg_count});
}
