/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/submit/recipients.h"

#include <stdio.h>
#include <syslog.h>

#include "base/log.h"
#include "base/str.h"
#include "base/vec.h"
#include "conf/config.h"
#include "os/clock.h"
#include "route/address_list.h"

static const unsigned ALL_CONDITIONS =
    RCPT_NOTIFY | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY;

/* compatible: codes that do not blame the address do not name it. */
static bool names_address(const struct reply *reply)
{
    return reply->code == 0 || (reply->code / 100 == 5 && reply->code != 551);
}

static struct slice line_of(const struct expand_news *news, struct arena *in)
{
    struct str line = str_new(in);

    if (news->where.len > 0)
        str_printf(&line, "%.*s: ", SLICE_ARG(news->where));
    if (news->to.len > 0 && names_address(&news->reply))
        str_printf(&line, "%.*s... ", SLICE_ARG(news->to));
    str_add(&line, news->reply.text);
    return str_slice(&line);
}

/* compatible: bad usage counts only while nothing else went wrong. */
int status_worse(int status, int more)
{
    return status == EX_OK || (status == EX_USAGE && more != EX_OK) ? more : status;
}

/* A wrong configuration is nothing that the caller did. */
static void log_refusal(const struct recipients *r, int status, struct slice line)
{
    if (status == EX_SOFTWARE || status == EX_OSERR)
        log_line(0, LOG_CRIT, r->expand.route->id, "SYSERR(%.*s): %.*s", SLICE_ARG(r->who),
                 SLICE_ARG(line));
    else
        log_line(5, LOG_NOTICE, r->expand.route->id, "%.*s", SLICE_ARG(line));
}

static void say(void *ctx, const struct expand_news *news)
{
    struct recipients *r = ctx;
    struct slice line = line_of(news, r->expand.route->scratch);

    if (news->status != EX_OK) {
        if (news->status != EX_TEMPFAIL)
            r->status = status_worse(r->status, news->status);
        /* Shown by mailq; an unknown user is not named once more. */
        r->expand.env->message = arena_copy(
            r->expand.env->in, news->status == EX_NOUSER && slice_is(news->reply.dsn, "5.1.1")
                                   ? news->reply.text
                                   : line);
        log_refusal(r, news->status, line);
        if (r->transcript != NULL)
            str_printf(r->transcript, "%d %.*s%s%.*s\n", news->reply.code,
                       SLICE_ARG(news->reply.dsn), news->reply.dsn.len > 0 ? " " : "",
                       SLICE_ARG(line));
        if (!r->print && !r->verbose)
            return;
    } else if (!r->verbose) {
        return;
    }
    if (r->smtp)
        printf("%03d %.*s%s%.*s\r\n", news->reply.code != 0 ? news->reply.code : 50,
               SLICE_ARG(news->reply.dsn), news->reply.dsn.len > 0 ? " " : "", SLICE_ARG(line));
    else
        printf("%.*s\n", SLICE_ARG(line));
    fflush(stdout);
}

void recipients_begin(struct recipients *r)
{
    r->expand.say = say;
    r->expand.say_ctx = r;
}

/* A refused address stays in the envelope, failed, so that whoever has to be told can be. One that
 * no rule could judge stays too, to be tried again. */
static void keep_unresolved(struct recipients *r, struct slice text, const struct routed *to)
{
    struct envelope *env = r->expand.env;
    struct recipient *rcpt = envelope_add_rcpt(env, arena_copy(env->in, text));

    rcpt->flags = RCPT_PRIMARY |
                  (r->rcpt_flags != 0 ? r->rcpt_flags : RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY);
    rcpt->status = to->status;
    rcpt->dsn = to->dsn.len > 0 ? to->dsn : to->reply.dsn;
    if (to->status != EX_TEMPFAIL) {
        rcpt->state = RCPT_FAILED;
        rcpt->tried_at = clock_now();
        rcpt->message = to->reply.text;
        return;
    }
    rcpt->reply = arena_printf(env->in, "%d %.*s", to->reply.code, SLICE_ARG(to->reply.text));
}

/* Nobody will try this one, so this is its line in the log.
 * compatible: an alias that names nobody is shown with group 0; the priority is not known yet. */
static void log_failed(const struct recipients *r, const struct recipient *failed)
{
    const struct config *cfg = r->expand.route->cfg;
    struct str line = str_new(r->expand.route->scratch);

    if (failed->status != EX_NOUSER || failed->addr.mailer < 0 ||
        failed->addr.mailer == cfg->known.error)
        return;
    str_printf(&line, "to=%.*s, ", SLICE_ARG(failed->addr.text));
    if (failed->parent >= 0)
        str_printf(&line, "ctladdr=%.*s (%ld/0), ",
                   SLICE_ARG(r->expand.env->rcpts.p[failed->parent].addr.text),
                   (long)cfg->opt.default_user.uid);
    log_line(7, LOG_INFO, r->expand.route->id,
             "%.*sdelay=00:00:00, mailer=%.*s, pri=0, dsn=%.*s, reply=%.*s, stat=%.*s",
             SLICE_ARG(str_slice(&line)), SLICE_ARG(cfg->mailers.p[failed->addr.mailer].name),
             SLICE_ARG(failed->dsn), SLICE_ARG(failed->reply), SLICE_ARG(failed->message));
}

static void add_one(struct recipients *r, struct slice text)
{
    struct routed to, refused;
    int i;

    if (!route_parse(r->expand.route, text, ROUTE_RECIPIENT, r->expand.env->in, &to)) {
        say(r, &(struct expand_news){.status = to.status,
                                     .to = to.status == EX_SOFTWARE ? slice_of(NULL, 0) : text,
                                     .reply = to.reply});
        keep_unresolved(r, text, &to);
        return;
    }
    if (to.unprintable)
        say(r, &(struct expand_news){.status = EX_USAGE,
                                     .reply = {501, SLICE("5.1.3"), to.complaint}});
    else if (to.complaint.len > 0)
        say(r, &(struct expand_news){
                   .status = EX_USAGE, .to = text, .reply = {553, SLICE("5.0.0"), to.complaint}});
    size_t first = r->expand.env->rcpts.len;

    i = expand_add(&r->expand, &to.addr, &refused);
    (void)i;
    for (size_t k = first; k < r->expand.env->rcpts.len; k++) {
        struct recipient *rcpt = &r->expand.env->rcpts.p[k];

        if (r->rcpt_flags != 0)
            rcpt->flags = (rcpt->flags & ~ALL_CONDITIONS) | expand_notify(rcpt, r->rcpt_flags);
        if (rcpt->state == RCPT_FAILED && r->keeps) {
            rcpt->tried_at = clock_now();
            log_failed(r, rcpt);
        }
    }
}

void recipients_add(struct recipients *r, struct slice list, bool old_style)
{
    struct VEC(struct slice) texts = {0};
    struct slice text;

    old_style = old_style && address_list_is_old_style(list);
    while (address_list_next(&list, old_style, &text))
        *VEC_ADD(&texts, r->expand.route->scratch) = text;
    while (texts.len > 0)
        add_one(r, texts.p[--texts.len]);
}
