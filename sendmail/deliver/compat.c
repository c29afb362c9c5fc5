/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_compat: whether this sender and this recipient may have to do with each other is asked when
 * both are known, right before the delivery and for each recipient, whatever its mailer.
 */
#include <sysexits.h>

#include "mail/status.h"
#include "rule/rule.h"
#include "sendmail/deliver/delivery.h"

enum { LEVEL_CHECK = 3 };

/* compatible: the status of a report is that of the exit code, not what the rules said. */
static struct slice status_of(int code)
{
    const struct status *row = status_find(code);

    if (code == EX_UNAVAILABLE || row == NULL)
        return SLICE("5.5.0");
    return slice_from(row->temporary ? "4.2.0" : row->report);
}

static void refuse(struct delivery *d, size_t i, const struct check *check)
{
    const struct reply *said = &check->reply;
    struct slice to = delivery_rcpt(d, i)->addr.text;
    bool named = reply_names_address(said->code);
    /* Rules that can be mended are no reason to return mail. */
    int status = check->faulty            ? EX_TEMPFAIL
                 : check->status == EX_OK ? EX_UNAVAILABLE
                                          : check->status;
    struct outcome o = {.status = status, .dsn = status_of(status)};

    if (!slice_is_case(d->mailer->path, "[IPC]"))
        o.reply = arena_printf(d->attempt->scratch, "%d", status);
    transcript_printf(&d->attempt->transcript, "%d %.*s %.*s%s%.*s", said->code,
                      SLICE_ARG(said->dsn), SLICE_ARG(named ? to : SLICE("")), named ? "... " : "",
                      SLICE_ARG(said->text));
    outcome_give(d, i, &o);
}

bool delivery_check_compat(struct delivery *d)
{
    struct attempt *a = d->attempt;
    size_t left = 0;

    if (rules_find(a->cfg->rules, SLICE("check_compat"), NULL) < 0)
        return true;
    for (size_t i = 0; i < d->rcpts.len; i++) {
        struct recipient *r = delivery_rcpt(d, i);
        struct check check;

        switch (route_check(&a->route, SLICE("check_compat"), a->env->sender.text, r->addr.text, 0,
                            LEVEL_CHECK, a->scratch, &check)) {
        case VERDICT_ACCEPT:
        case VERDICT_QUARANTINE: /* compatible: it is too late for that, and only logged */
            d->rcpts.p[left++] = d->rcpts.p[i];
            break;
        case VERDICT_DISCARD:
            r->state = RCPT_DROPPED;
            break;
        case VERDICT_REJECT:
        case VERDICT_LATER:
            refuse(d, i, &check);
            break;
        }
    }
    d->rcpts.len = left;
    return left > 0;
}
