/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/defaults.h"

#include <syslog.h>

#include "base/attr.h"
#include "base/log.h"
#include "mail/address_text.h"
#include "mail/header.h"
#include "route/address_list.h"

void defaults_add(struct envelope *e, const struct config *cfg)
{
    size_t at = 0;

    for (size_t i = 0; i < cfg->headers.len; i++) {
        const struct header_line *line = &cfg->headers.p[i];

        if (line->check_set >= 0)
            continue;
        struct header *h = header_insert(e, at++, line->name, line->value);
        h->mailers = line->flags;
        h->macro = line->macro;
        h->ours = true;
    }
}

static struct header *find_default(struct envelope *e, struct slice name)
{
    for (size_t i = 0; i < e->headers.len; i++) {
        struct header *h = &e->headers.p[i];

        if (h->ours && slice_eq_case(h->name, name))
            return h;
    }
    return NULL;
}

void defaults_add_field(struct envelope *e, struct slice name, struct slice value)
{
    unsigned kind = header_kind(name);
    struct header *given = find_default(e, name);
    struct flag_set mailers = {0};
    struct slice macro = {0};

    if (given != NULL && (kind & HEADER_ALWAYS) == 0) {
        if (slice_trim(value).len == 0)
            return;
        mailers = given->mailers;
        macro = given->macro;
        header_remove(e, (size_t)(given - e->headers.p));
    }
    struct header *h = header_add(e, arena_copy(e->in, name), arena_copy(e->in, value));
    /* What the sender wrote goes to every mailer, but for the few fields that are by mailer only.
     */
    if ((kind & HEADER_BY_MAILER) != 0) {
        h->mailers = mailers;
        h->macro = macro;
    }
}

void defaults_add_warning(struct envelope *e, struct slice host, struct slice text)
{
    header_add(e, SLICE("X-Authentication-Warning"),
               arena_printf(e->in, " %.*s: %.*s", SLICE_ARG(host), SLICE_ARG(text)));
}

void defaults_log_warning(struct slice id, struct slice host, struct slice text)
{
    log_line(4, LOG_INFO, id, "Authentication-Warning: %.*s: %.*s", SLICE_ARG(host),
             SLICE_ARG(text));
}

void defaults_warn(struct envelope *e, struct slice host, struct slice text)
{
    defaults_log_warning(slice_from(e->id), host, text);
    defaults_add_warning(e, host, text);
}

/* The value the sender gave a field; ours do not count. */
static struct slice sent_value(const struct envelope *e, const char *name)
{
    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];

        if (!h->ours && slice_is_case(h->name, name))
            return slice_trim(h->value);
    }
    return (struct slice){0};
}

/* Kinds of all fields that the sender wrote. */
static unsigned sent_kinds(const struct envelope *e, unsigned without)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];

        if (!h->ours && (h->kind & without) == 0)
            kinds |= h->kind;
    }
    return kinds;
}

/* Without a resent field of the sender's our own resent defaults have no business. */
static void drop_resent_defaults(struct envelope *e)
{
    for (size_t i = e->headers.len; i-- > 0;)
        if (e->headers.p[i].ours && (e->headers.p[i].kind & HEADER_RESENT) != 0)
            header_remove(e, i);
}

static void add_recipient_field(struct envelope *e, char action)
{
    const char *name = action == NO_RCPT_ADD_TO ? "To" : "Apparently-To";
    size_t count = e->rcpts.len;

    switch (action) {
    case NO_RCPT_BCC:
        header_add(e, SLICE("Bcc"), SLICE("  "));
        return;
    case NO_RCPT_UNDISCLOSED:
        header_add(e, SLICE("To"), SLICE(" undisclosed-recipients:;"));
        return;
    case NO_RCPT_ADD_TO:
    case NO_RCPT_APPARENTLY:
        for (size_t i = count; i-- > 0;)
            if (e->rcpts.p[i].parent < 0 && e->rcpts.p[i].state != RCPT_DROPPED)
                header_add(e, slice_from(name),
                           arena_printf(e->in, " %.*s", SLICE_ARG(e->rcpts.p[i].addr.text)));
        return;
    default:
        return;
    }
}

/* Bcc: may only vanish when another field names a recipient; alone it stays, empty. */
static void settle_recipients(struct envelope *e, const struct config *cfg)
{
    if ((sent_kinds(e, 0) & HEADER_RCPT) == 0)
        add_recipient_field(e, cfg->opt.no_recipient_action);
    if ((sent_kinds(e, HEADER_BCC) & HEADER_RCPT) != 0)
        e->flags |= ENV_DELETE_BCC;
}

static void settle_class(struct envelope *e, const struct config *cfg)
{
    struct slice word = sent_value(e, "Precedence");

    e->class = 0;
    for (size_t i = 0; i < cfg->precedences.len; i++)
        if (slice_eq_case(cfg->precedences.p[i].name, word))
            e->class = cfg->precedences.p[i].value;
    if (e->class < 0)
        e->flags |= ENV_NO_BODY_RETURN;
}

static void settle_receipts(struct envelope *e, const struct config *cfg)
{
    if (!cfg->opt.rrt_implies_dsn || (sent_kinds(e, 0) & HEADER_RECEIPT) == 0)
        return;
    for (size_t i = 0; i < e->rcpts.len; i++)
        if ((e->rcpts.p[i].flags & RCPT_NOTIFY) == 0)
            e->rcpts.p[i].flags |=
                RCPT_NOTIFY | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY;
}

static int count_hops(const struct envelope *e)
{
    int hops = 0;

    for (size_t i = 0; i < e->headers.len; i++)
        hops += (e->headers.p[i].kind & HEADER_TRACE) != 0;
    return hops;
}

static void settle_8bit(struct envelope *e)
{
    for (size_t i = 0; i < e->headers.len && (e->flags & ENV_HAS_8BIT) == 0; i++) {
        const struct header *h = &e->headers.p[i];

        for (size_t k = 0; !h->ours && k < h->value.len; k++)
            if ((unsigned char)h->value.p[k] >= 0x80)
                e->flags |= ENV_HAS_8BIT;
    }
}

/* $g while no mailer is chosen: the sender, or the mail system where there is none. */
static void settle_sender(struct envelope *e, const struct message_rules *rules)
{
    struct slice sender = rules->macro(rules->ctx, SLICE("g"));

    if (sender.len > 0 && !slice_is(sender, "<>"))
        return;
    sender = address_strip_angles(rules->macro(rules->ctx, SLICE("f")));
    if (sender.len == 0)
        sender = rules->macro(rules->ctx, SLICE("n"));
    rules->set_macro(rules->ctx, SLICE("g"), arena_copy(e->in, sender));
}

static void settle_macros(struct envelope *e, const struct message_rules *rules)
{
    struct slice name = sent_value(e, "Full-Name"), date = sent_value(e, "Posted-Date");

    settle_sender(e, rules);
    if (name.len > 0)
        rules->set_macro(rules->ctx, SLICE("x"), name);
    if (date.len == 0)
        date = sent_value(e, "Date");
    if (date.len > 0)
        rules->set_macro(rules->ctx, SLICE("a"), date);
}

static void expand_defaults(struct envelope *e, const struct message_rules *rules)
{
    for (size_t i = 0; i < e->headers.len;) {
        struct header *h = &e->headers.p[i];
        struct str value = str_new(e->in);

        if (!h->ours || (h->kind & HEADER_LATE) != 0) {
            i++;
            continue;
        }
        rules->expand(rules->ctx, h->value, &value);
        if (slice_trim(str_slice(&value)).len == 0) {
            header_remove(e, i);
            continue;
        }
        h->value = str_slice(&value);
        i++;
    }
}

static void settle_message_id(struct envelope *e, bool resent, const struct message_rules *rules)
{
    e->message_id = header_value(e, resent ? SLICE("Resent-Message-Id") : SLICE("Message-Id"));
    if (e->message_id.len > 0)
        rules->set_macro(rules->ctx, SLICE("msg_id"), e->message_id);
}

void defaults_settle(struct envelope *e, const struct config *cfg,
                     const struct message_rules *rules)
{
    bool resent = (sent_kinds(e, 0) & HEADER_RESENT) != 0;

    if (!resent)
        drop_resent_defaults(e);
    settle_recipients(e, cfg);
    settle_class(e, cfg);
    settle_receipts(e, cfg);
    /* What -h says and what can be counted is about the same way. */
    if (e->hops < count_hops(e))
        e->hops = count_hops(e);
    settle_8bit(e);
    settle_macros(e, rules);
    expand_defaults(e, rules);
    settle_message_id(e, resent, rules);
}

int64_t defaults_priority(const struct envelope *e, const struct config *cfg)
{
    int64_t primaries = 0;

    for (size_t i = 0; i < e->rcpts.len; i++)
        primaries += e->rcpts.p[i].parent < 0 && e->rcpts.p[i].state != RCPT_DROPPED;
    return e->message_bytes - e->class * cfg->opt.class_factor +
           primaries * cfg->opt.recipient_factor;
}

void defaults_each_recipient(const struct envelope *e, const struct config *cfg,
                             void (*add)(void *ctx, struct slice address), void *ctx)
{
    bool resent = (sent_kinds(e, 0) & HEADER_RESENT) != 0;

    for (size_t i = 0; i < e->headers.len; i++) {
        const struct header *h = &e->headers.p[i];
        struct slice list = h->value, address;
        bool old_style = cfg->opt.old_style_headers && address_list_is_old_style(list);

        if (h->ours || (h->kind & HEADER_RCPT) == 0 || ((h->kind & HEADER_RESENT) != 0) != resent)
            continue;
        /* The last one first, as everywhere where lists become recipients. */
        struct VEC(struct slice) found = {0};
        while (address_list_next(&list, old_style, &address))
            *VEC_ADD(&found, e->in) = address;
        while (found.len > 0)
            add(ctx, found.p[--found.len]);
    }
}

void defaults_each_errors_to(const struct envelope *e, void (*add)(void *ctx, struct slice address),
                             void *ctx)
{
    for (size_t i = 0; i < e->headers.len; i++) {
        struct slice list = e->headers.p[i].value, address;

        if ((e->headers.p[i].kind & HEADER_ERRORS) == 0)
            continue;
        while (address_list_next(&list, false, &address))
            add(ctx, address);
    }
}

bool defaults_too_many_hops(const struct envelope *e, const struct config *cfg,
                            const struct message_rules *rules, struct arena *in, struct slice *text)
{
    int hops = count_hops(e);

    /* A message from the queue has only its fields to count. */
    if (hops < e->hops)
        hops = e->hops;
    if (hops <= cfg->opt.max_hop_count)
        return false;
    struct slice via = rules->macro(rules->ctx, SLICE("client_name"));
    struct slice to = e->rcpts.len > 0 ? e->rcpts.p[0].addr.text : SLICE("");
    if (via.len == 0)
        via = SLICE("localhost");
    *text = arena_printf(in, "554 5.4.6 Too many hops %d (%lld max): from %.*s via %.*s, to %.*s",
                         hops, (long long)cfg->opt.max_hop_count, SLICE_ARG(e->sender.text),
                         SLICE_ARG(via), SLICE_ARG(to));
    return true;
}
