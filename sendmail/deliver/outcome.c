/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/outcome.h"

#include <sysexits.h>
#include <syslog.h>

#include "base/log.h"
#include "mail/status.h"
#include "os/clock.h"
#include "route/control.h"
#include "sendmail/deliver/delivery.h"

enum {
    LOG_ADDRESS_MAX = 83, /* bytes of one address */
    LOG_TO_MAX = 500,     /* bytes of a to= list; the rest follows in further lines */
    LOG_TEXT_MAX = 600,   /* bytes of stat= */
};

struct slice outcome_text(const struct outcome *o, struct arena *in)
{
    const struct status *row = status_find(o->status);

    if (o->status == EX_OK)
        return o->detail.len > 0 ? arena_printf(in, "Sent (%.*s)", SLICE_ARG(o->detail))
                                 : SLICE("Sent");
    if (row == NULL)
        return arena_printf(in, "unknown mailer error %d", o->status);
    if (o->detail.len == 0)
        return slice_from(row->text);
    if (o->status == EX_NOHOST)
        return arena_printf(in, "%s (%.*s)", row->text, SLICE_ARG(o->detail));
    if (o->status == EX_TEMPFAIL || row->adds_errno)
        return arena_printf(in, "%s: %.*s", row->text, SLICE_ARG(o->detail));
    return slice_from(row->text);
}

/* ---- transcript ---- */

/* These replies are about one recipient, so they name it. */
static bool names_recipient(int reply)
{
    return reply == 250 || reply == 450 || reply == 550 || reply == 553;
}

static void write_transcript(struct delivery *d, const struct recipient *r, const struct outcome *o,
                             struct slice text)
{
    const struct status *row = status_find(o->status);
    int code = row == NULL ? 554 : row->reply;
    const char *dsn = row == NULL ? "5.3.0" : row->dsn;
    struct transcript *t = &d->attempt->transcript;

    if (o->status == EX_OK)
        return;
    if (row != NULL && row->temporary)
        transcript_printf(t, "%.*s... %.*s", SLICE_ARG(r->addr.text), SLICE_ARG(text));
    else if (names_recipient(code))
        transcript_printf(t, "%d %s %.*s... %.*s", code, dsn, SLICE_ARG(r->addr.text),
                          SLICE_ARG(text));
    else
        transcript_once(
            t, arena_printf(d->attempt->scratch, "%d %s %.*s", code, dsn, SLICE_ARG(text)));
}

/* ---- log ---- */

static void add_span(struct str *line, const char *name, int64_t seconds)
{
    if (seconds < 0)
        seconds = 0;
    str_printf(line, "%s=", name);
    if (seconds >= 86400)
        str_printf(line, "%lld+", (long long)(seconds / 86400));
    str_printf(line, "%02d:%02d:%02d, ", (int)(seconds % 86400 / 3600), (int)(seconds % 3600 / 60),
               (int)(seconds % 60));
}

static void add_ctladdr(struct str *line, struct slice name, uid_t uid, gid_t gid)
{
    str_printf(line, "ctladdr=%.*s (%ld/%ld), ", SLICE_ARG(slice_part(name, 0, LOG_ADDRESS_MAX)),
               (long)uid, (long)gid);
}

/* The nearest of those this one came from that is a user; NULL: none is. */
static const struct recipient *user_behind(const struct envelope *e, const struct recipient *r)
{
    for (int at = r->parent; at >= 0; at = e->rcpts.p[at].parent)
        if (e->rcpts.p[at].uid != 0 && e->rcpts.p[at].home.len > 0)
            return &e->rcpts.p[at];
    return NULL;
}

static bool runs_something(const struct attempt *a, const struct recipient *r)
{
    const struct known_mailers *known = &a->cfg->known;

    return r->addr.mailer >= 0 && (r->addr.mailer == known->prog || r->addr.mailer == known->file);
}

/* The address whose rights a program or file has, or that named somebody unknown. */
static bool add_owner(struct str *line, const struct attempt *a, const struct recipient *r)
{
    const struct recipient *user = user_behind(a->env, r);
    struct control control;

    if (user != NULL)
        add_ctladdr(line, user->addr.text, user->uid, user->gid);
    else if (r->parent >= 0) /* compatible: an alias is shown with group 0 */
        add_ctladdr(line, a->env->rcpts.p[r->parent].addr.text, a->cfg->opt.default_user.uid, 0);
    else if (control_parse(r->control, &control))
        add_ctladdr(line, control.alias, control.uid, control.gid);
    else
        return false;
    return true;
}

/* ctladdr=: for programs and files who owns them, else a sender of this host. */
static void add_controller(struct str *line, const struct attempt *a, const struct recipient *r)
{
    if (runs_something(a, r) && add_owner(line, a, r))
        return;
    if (a->sender_is_user)
        add_ctladdr(line, a->env->sender.text, a->sender_user.uid, a->sender_user.gid);
}

static int log_level(int status)
{
    return status == EX_OK ? 8 : status_is_temporary(status) ? 9 : 7;
}

static void log_outcome(const struct delivery *d, struct slice to, const struct recipient *r,
                        const struct outcome *o, struct slice text)
{
    const struct attempt *a = d->attempt;
    struct slice relay = d->relay.len > 0 ? d->relay : d->host;
    struct slice dsn = o->log_dsn.len > 0 ? o->log_dsn : r->dsn;
    struct str line = str_new(a->scratch);

    str_printf(&line, "to=%.*s, ", SLICE_ARG(to));
    add_controller(&line, a, r);
    add_span(&line, "delay", clock_now() - a->env->created_at);
    add_span(&line, "xdelay", (clock_monotonic_ms() - d->started_ms) / 1000);
    str_printf(&line, "mailer=%.*s, pri=%lld, ", SLICE_ARG(d->mailer->name),
               (long long)a->env->priority);
    if (relay.len > 0)
        str_printf(&line, "relay=%.*s, ", SLICE_ARG(relay));
    str_printf(&line, "dsn=%.*s, ", SLICE_ARG(dsn));
    /* An exit code in digits is no reply, nor is what the DNS said of a host never called. */
    if (o->status != EX_OK && o->reply.len > 3 && d->relay.len > 0)
        str_printf(&line, "reply=%.*s, ", SLICE_ARG(o->reply));
    str_printf(&line, "stat=%.*s", SLICE_ARG(slice_part(text, 0, LOG_TEXT_MAX)));
    log_line(log_level(o->status), LOG_INFO, slice_from(a->env->id), "%s", line.p);
}

/* ---- the recipient ---- */

static void settle(struct delivery *d, size_t i, const struct outcome *o, struct slice text)
{
    struct attempt *a = d->attempt;
    struct recipient *r = delivery_rcpt(d, i);
    const struct status *row = status_find(o->status);
    struct arena *in = a->env->in;

    r->status = o->status;
    if (o->status == EX_OK)
        r->state = RCPT_SENT;
    else
        r->state = row != NULL && row->temporary ? RCPT_DEFERRED : RCPT_FAILED;
    if (o->dsn.len > 0)
        r->dsn = arena_copy(in, o->dsn);
    else
        r->dsn = slice_from(row == NULL ? "5.3.0" : row->dsn);
    r->reply = arena_copy(in, o->reply);
    r->mta = arena_copy(in, o->mta);
    r->message = arena_copy(in, text);
    r->flags = o->of_this_alone ? r->flags | RCPT_ANSWERED : r->flags & ~(unsigned)RCPT_ANSWERED;
    r->tried_at = clock_now();
    if (r->state == RCPT_SENT)
        statistics_count(&a->deliverer->counter, STATISTICS_TO, d->mailer->index,
                         a->env->message_bytes);
    write_transcript(d, r, o, text);
    delivery_say(d, "%.*s... %.*s", SLICE_ARG(r->addr.text), SLICE_ARG(text));
}

void outcome_give_some(struct delivery *d, bool (*which)(void *ctx, size_t i), void *ctx,
                       const struct outcome *o)
{
    struct attempt *a = d->attempt;
    struct slice text = outcome_text(o, a->scratch);
    struct str to = str_new(a->scratch);
    size_t last = SIZE_MAX;

    for (size_t i = 0; i < d->rcpts.len; i++) {
        struct recipient *r = delivery_rcpt(d, i);

        if (r->state != RCPT_PENDING || (which != NULL && !which(ctx, i)))
            continue;
        settle(d, i, o, text);
        /* Different owners cannot share a line: it names one ctladdr. */
        if (last != SIZE_MAX &&
            (to.len > LOG_TO_MAX || delivery_rcpt(d, last)->parent != r->parent)) {
            log_outcome(d, str_slice(&to), delivery_rcpt(d, last), o, text);
            str_clear(&to);
        }
        str_printf(&to, "%s%.*s", to.len > 0 ? "," : "",
                   SLICE_ARG(slice_part(r->addr.text, 0, LOG_ADDRESS_MAX)));
        last = i;
    }
    if (last != SIZE_MAX)
        log_outcome(d, str_slice(&to), delivery_rcpt(d, last), o, text);
}

void outcome_give_all(struct delivery *d, const struct outcome *o)
{
    outcome_give_some(d, NULL, NULL, o);
}

static bool is_that(void *ctx, size_t i)
{
    return *(size_t *)ctx == i;
}

void outcome_give(struct delivery *d, size_t i, const struct outcome *o)
{
    outcome_give_some(d, is_that, &i, o);
}

/* Bits of the queue file's ! line. */
enum { BY_NOTIFY = 0x01, BY_TRACE = 0x10 };

/* compatible: traced on its way, it keeps the status of any success. */
void outcome_note_taken(const struct delivery *d, struct recipient *r, unsigned flag)
{
    r->flags |= flag;
    if ((d->attempt->env->deliver_by_flags & BY_TRACE) == 0)
        r->dsn = SLICE("2.1.5");
}

/* What a receipt's transcript says of a recipient; NULL: nothing. */
static const char *receipt_words(const struct envelope *e, const struct recipient *r)
{
    if ((e->deliver_by_flags & BY_TRACE) != 0)
        return "Deliver-By trace: relayed";
    if ((e->deliver_by_flags & BY_NOTIFY) != 0 && (r->flags & RCPT_RELAYED) != 0)
        return "Deliver-by notify: relayed";
    if ((r->flags & RCPT_NOTIFY_SUCCESS) == 0)
        return NULL;
    if ((r->flags & RCPT_DELIVERED) != 0)
        return "Successfully delivered";
    return (r->flags & RCPT_RELAYED) != 0 ? "relayed; expect no further notifications" : NULL;
}

void outcome_tell_receipts(struct delivery *d)
{
    for (size_t i = 0; i < d->rcpts.len; i++) {
        const struct recipient *r = delivery_rcpt(d, i);
        const char *words = r->state == RCPT_SENT ? receipt_words(d->attempt->env, r) : NULL;

        if (words != NULL)
            transcript_printf(&d->attempt->transcript, "%.*s... %s", SLICE_ARG(r->addr.text),
                              words);
    }
}

void outcome_log_unresolved(struct attempt *a, size_t index)
{
    const struct recipient *r = &a->env->rcpts.p[index];
    bool failed = r->state == RCPT_FAILED;
    struct slice mailer =
        r->addr.mailer >= 0 ? a->cfg->mailers.p[r->addr.mailer].name : SLICE("*error*");
    struct str line = str_new(a->scratch);

    str_printf(&line, "to=%.*s, ", SLICE_ARG(slice_part(r->addr.text, 0, LOG_ADDRESS_MAX)));
    (void)add_owner(&line, a, r);
    add_span(&line, "delay", clock_now() - a->env->created_at);
    str_printf(&line, "mailer=%.*s, pri=%lld, dsn=%.*s, ", SLICE_ARG(mailer),
               (long long)a->env->priority, SLICE_ARG(r->dsn));
    if (failed && r->reply.len > 0)
        str_printf(&line, "reply=%.*s, ", SLICE_ARG(slice_part(r->reply, 0, LOG_TEXT_MAX)));
    if (failed)
        str_printf(&line, "stat=%.*s", SLICE_ARG(slice_part(r->message, 0, LOG_TEXT_MAX)));
    else
        str_add_text(&line, "stat=queued");
    log_line(log_level(r->status), LOG_INFO, slice_from(a->env->id), "%s", line.p);
}
