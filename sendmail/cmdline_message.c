/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switches that say something of the message: sender, hops, body, what to report and to whom.
 */
#include "sendmail/cmdline_take.h"

#include "mail/xtext.h"

static void take_sender(struct cmdline_reader *r, char letter, struct slice arg)
{
    if (r->c->has_sender) {
        cmdline_complain(r, EX_USAGE, "More than one \"from\" person");
        return;
    }
    r->c->has_sender = true;
    r->c->sender_letter = letter;
    r->c->sender = arg;
}

void cmdline_take_sender(struct cmdline_reader *r, struct slice arg)
{
    take_sender(r, 'f', arg);
}

void cmdline_take_old_sender(struct cmdline_reader *r, struct slice arg)
{
    take_sender(r, 'r', arg);
}

void cmdline_take_full_name(struct cmdline_reader *r, struct slice arg)
{
    r->c->full_name = arg;
}

void cmdline_take_hops(struct cmdline_reader *r, struct slice arg)
{
    struct slice digits = slice_trim(arg);
    int64_t hops = 0;

    (void)slice_skip(&digits, '+');
    if (arg.len > 0 && !slice_to_i64(digits, &hops))
        cmdline_complain(r, EX_USAGE, "Bad hop count (%.*s)", SLICE_ARG(arg));
    r->c->hops = hops > 0 ? hops : 0;
}

void cmdline_take_from_headers(struct cmdline_reader *r, struct slice arg UNUSED)
{
    r->c->from_headers = true;
}

void cmdline_take_no_aliases(struct cmdline_reader *r, struct slice arg UNUSED)
{
    r->c->no_aliases = true;
}

void cmdline_take_relayed(struct cmdline_reader *r, struct slice arg UNUSED)
{
    r->c->relayed = true;
}

void cmdline_take_body_type(struct cmdline_reader *r, struct slice arg)
{
    if (slice_is_case(arg, "7bit"))
        r->c->body_type = BODY_7BIT;
    else if (slice_is_case(arg, "8bitmime"))
        r->c->body_type = BODY_8BITMIME;
    else
        r->c->odd_body_type = arg;
}

void cmdline_take_envid(struct cmdline_reader *r, struct slice arg)
{
    r->c->envid = arg;
    if (!xtext_is_valid(arg))
        cmdline_complain(r, EX_USAGE, "Invalid syntax in -V flag");
}

void cmdline_take_ret(struct cmdline_reader *r, struct slice arg)
{
    if (r->c->ret != RET_UNSET)
        cmdline_complain(r, EX_USAGE, "Duplicate -R flag");
    else if (slice_is_case(arg, "full"))
        r->c->ret = RET_FULL;
    else if (slice_is_case(arg, "hdrs"))
        r->c->ret = RET_HDRS;
    else
        cmdline_complain(r, EX_USAGE, "Invalid -R value");
}

static const struct {
    const char *word;
    unsigned flag;
} conditions[] = {
    {"success", RCPT_NOTIFY_SUCCESS},
    {"failure", RCPT_NOTIFY_FAILURE},
    {"delay", RCPT_NOTIFY_DELAY},
};

static bool add_condition(struct cmdline *c, struct slice word)
{
    for (size_t i = 0; i < COUNT(conditions); i++) {
        if (slice_is_case(word, conditions[i].word)) {
            c->notify |= conditions[i].flag;
            return true;
        }
    }
    return false;
}

void cmdline_take_notify(struct cmdline_reader *r, struct slice arg)
{
    struct slice rest = arg, word;

    r->c->has_notify = true;
    r->c->notify_text = arg;
    r->c->notify = RCPT_NOTIFY;
    if (slice_is_case(arg, "never"))
        return;
    for (bool more = true; more;) {
        more = slice_until(&rest, ',', &word);
        if (!add_condition(r->c, more ? word : rest))
            cmdline_complain(r, EX_USAGE, "Invalid -N argument");
    }
}

/* It ends up in a header field: letters, digits and the marks of host names. */
static struct slice name_only(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        if (ascii_is_alnum(text.p[i]) || memchr(".-_[]@", text.p[i], 6) != NULL)
            str_add_char(&out, text.p[i]);
    return str_slice(&out);
}

void cmdline_take_protocol(struct cmdline_reader *r, struct slice arg)
{
    if (!slice_until(&arg, ':', &r->c->protocol))
        r->c->protocol = arg;
    else
        r->c->host = name_only(arg, r->in);
}
