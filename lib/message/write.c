/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header is made whole before the first byte goes out: a map that fails while an address is
 * rewritten must leave nothing half said.
 */
#include "message/write.h"

#include "mail/header.h"
#include "message/body.h"
#include "message/mime_limits.h"
#include "route/address_list.h"

enum { FOLD_COLUMN = 78, FOLD_INDENT = 8 };

struct header_writer {
    const struct message_write *w;
    enum body_change change;
    struct slice domain; /* of the sender, for mailer flag C */
    struct str out;
    int status; /* EX_TEMPFAIL: an address could not be rewritten */
};

/* Is this field for this mailer? */
static bool is_wanted(const struct header_writer *hw, const struct header *h)
{
    const struct message_write *w = hw->w;
    bool conditional =
        flag_any(&h->mailers) || h->macro.len > 0 || (h->kind & HEADER_BY_MAILER) != 0;

    if (conditional && !flag_common(&h->mailers, &w->mailer->flags) &&
        (h->macro.len == 0 || w->rules->macro(w->rules->ctx, h->macro).len == 0))
        return false;
    if ((h->kind & HEADER_BCC) != 0 && (w->env->flags & ENV_DELETE_BCC) != 0)
        return false;
    if ((h->kind & HEADER_RECEIPT) != 0 && w->cfg->opt.rrt_implies_dsn)
        return false;
    return !body_change_replaces(hw->change, h);
}

static void add_value(struct header_writer *hw, struct slice name, struct slice value)
{
    str_add(&hw->out, name);
    str_add_char(&hw->out, ':');
    str_add(&hw->out, value);
    str_add_char(&hw->out, '\n');
}

static int fold_column(const struct mailer *mailer)
{
    int64_t limit = mailer->line_limit - 2;

    return limit < 0 || limit > FOLD_COLUMN ? FOLD_COLUMN : (int)limit;
}

static struct slice rewrite(struct header_writer *hw, struct slice address, bool sender)
{
    const struct message_write *w = hw->w;
    unsigned flags = REWRITE_HEADER;
    int status = EX_OK;

    if (sender)
        flags |= REWRITE_SENDER;
    if (hw->domain.len > 0)
        flags |= REWRITE_DOMAIN;
    if (mailer_has(w->mailer, 'c'))
        flags |= REWRITE_CANON;
    address = w->rules->rewrite(w->rules->ctx, address, w->mailer, flags, hw->domain, hw->out.in,
                                &status);
    if (status != EX_OK)
        hw->status = status;
    return address;
}

/* "To: a, b," and the next line indented: no line of several addresses passes the column. */
static void add_addresses(struct header_writer *hw, const struct header *h)
{
    const struct config *cfg = hw->w->cfg;
    bool sender = (h->kind & HEADER_SENDER) != 0;
    bool old_style = !sender && cfg->opt.old_style_headers && address_list_is_old_style(h->value);
    size_t limit = (size_t)fold_column(hw->w->mailer), column = h->name.len + 1;
    struct slice list = h->value, address, blanks = list;
    bool first = true;

    slice_skip_blanks(&list);
    blanks.len -= list.len;
    str_add(&hw->out, h->name);
    str_add_char(&hw->out, ':');
    while (address_list_next(&list, old_style, &address)) {
        address = rewrite(hw, address, sender);
        if (first) {
            str_add(&hw->out, blanks);
            column += blanks.len;
        } else if (column + 2 + address.len > limit) {
            str_add_text(&hw->out, ",\n        ");
            column = FOLD_INDENT;
        } else {
            str_add_text(&hw->out, ", ");
            column += 2;
        }
        str_add(&hw->out, address);
        column += address.len;
        first = false;
    }
    str_add_char(&hw->out, '\n');
}

static struct slice unfold(struct arena *in, struct slice value)
{
    struct str s = str_new(in);

    for (size_t i = 0; i < value.len; i++)
        str_add_char(&s, value.p[i] == '\n' ? ' ' : value.p[i]);
    return str_slice(&s);
}

static void add_field(struct header_writer *hw, const struct header *h)
{
    const struct message_write *w = hw->w;
    struct header expanded = *h;

    if ((h->kind & HEADER_BCC) != 0) {
        add_value(hw, h->name, (struct slice){0});
        return;
    }
    if ((h->kind & HEADER_LATE) != 0) {
        struct str value = str_new(hw->out.in);

        w->rules->expand(w->rules->ctx, h->value, &value);
        if (slice_trim(str_slice(&value)).len == 0)
            return;
        expanded.value = str_slice(&value);
    }
    if (!w->quoted)
        expanded.value = mime_limits_apply(w->cfg, &expanded, slice_from(w->env->id), hw->out.in);
    if ((h->kind & HEADER_FROM) != 0 && w->cfg->opt.single_line_from_header)
        expanded.value = unfold(hw->out.in, expanded.value);
    if ((h->kind & HEADER_ADDRESS) != 0 && !w->quoted && slice_trim(h->value).len > 0)
        add_addresses(hw, &expanded);
    else
        add_value(hw, expanded.name, expanded.value);
}

/* SMTP and LMTP say the sender in MAIL, whatever flag n says. */
static bool says_mail(const struct mailer *m)
{
    return mailer_has(m, 'z') || slice_is_case(m->path, "[IPC]");
}

/* "From user date"; for UUCP (flag U) with the host of the bang path apart. */
static void add_from_line(struct header_writer *hw)
{
    const struct message_write *w = hw->w;
    struct str line = str_new(hw->out.in);

    if (mailer_has(w->mailer, 'n') || w->quoted || says_mail(w->mailer))
        return;
    if (mailer_has(w->mailer, 'U')) {
        struct slice path = w->rules->macro(w->rules->ctx, SLICE("g")), host;
        struct slice date = w->rules->macro(w->rules->ctx, SLICE("d"));

        if (slice_until(&path, '!', &host)) {
            str_printf(&hw->out, "From %.*s  %.*s remote from %.*s\n", SLICE_ARG(path),
                       SLICE_ARG(date), SLICE_ARG(host));
            return;
        }
    }
    w->rules->expand(w->rules->ctx, w->cfg->opt.unix_from_line, &line);
    str_add(&hw->out, str_slice(&line));
    str_add_char(&hw->out, '\n');
}

static void strip_high_bits(struct str *s)
{
    for (size_t i = 0; i < s->len; i++)
        s->p[i] = (char)(s->p[i] & 0x7f);
}

static struct slice make_header(struct header_writer *hw)
{
    const struct message_write *w = hw->w;

    if (mailer_has(w->mailer, 'C') && !w->quoted)
        hw->domain = w->rules->domain_of(w->rules->ctx, w->env->sender.text, hw->out.in);
    add_from_line(hw);
    for (size_t i = 0; i < w->env->headers.len; i++)
        if (is_wanted(hw, &w->env->headers.p[i]))
            add_field(hw, &w->env->headers.p[i]);
    if (mailer_has(w->mailer, '6') || mailer_has(w->mailer, '7'))
        strip_high_bits(&hw->out);
    return str_slice(&hw->out);
}

static struct header_writer start(const struct message_write *w, struct arena *in)
{
    return (struct header_writer){
        .w = w, .change = body_change_of(w), .out = str_new(in), .status = EX_OK};
}

bool message_write_header(const struct message_write *w, const struct message_sink *to,
                          struct err *err)
{
    struct arena *in = arena_new();
    struct header_writer hw = start(w, in);
    struct slice header = make_header(&hw);
    bool ok = hw.status == EX_OK
                  ? to->write(to->ctx, header, err)
                  : err_set(err, EX_TEMPFAIL, "an address of the header cannot be rewritten now");

    arena_drop(in);
    return ok;
}

bool message_write(const struct message_write *w, const struct message_sink *to, struct err *err)
{
    struct arena *in = arena_new();
    struct header_writer hw = start(w, in);
    bool ok;

    make_header(&hw);
    if (hw.status != EX_OK)
        ok = err_set(err, EX_TEMPFAIL, "an address of the header cannot be rewritten now");
    else
        ok = body_write(w, hw.change, &hw.out, to, err);
    arena_drop(in);
    return ok;
}

bool message_becomes_7bit(const struct message_write *w)
{
    return body_change_of(w) == BODY_TO_7BIT;
}

enum body_type message_body_type(const struct message_write *w)
{
    switch (body_change_of(w)) {
    case BODY_TO_7BIT:
        return BODY_UNSET;
    case BODY_LABELLED:
        return BODY_8BITMIME;
    default:
        return w->env->body_type;
    }
}
