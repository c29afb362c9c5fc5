/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /parse, /try, /sender and /tryflags: one address, as the program would treat it.
 */
#include "route/address_list.h"
#include "route/route_internal.h"
#include "sendmail/tool/testmode_internal.h"

enum {
    SHOWN_ADDRESS_MAX = 254, /* of an address that /try answers */
    SHOWN_FIELD_MAX = 256,   /* with what stands around it */
};

static const char *kind(const struct testmode *t)
{
    return t->header ? "header" : "envelope";
}

static const char *role(const struct testmode *t)
{
    return t->sender ? "sender" : "recipient";
}

/* loud: complains about what cannot be cut. */
static bool can_be_cut(struct testmode *t, struct slice text, bool loud)
{
    struct rewrite w;
    struct tokens tokens;

    rewrite_begin(&w, &t->route);
    if (!loud)
        w.run.token_complaints = NULL;
    return rule_tokens(&w.run, text, TOKEN_COMMENTS, '\0', &tokens, NULL);
}

/* True after a complaint. Those about what no address can be come before those about one that is
 * refused, which route_parse makes of all others. */
static bool is_refused(struct testmode *t, struct slice text)
{
    bool about;

    if (route_text_fault(text, t->scratch, &about).len == 0)
        return false;
    return !can_be_cut(t, text, true) ||
           testmode_bad_address(t, slice_part(text, 0, TESTMODE_ADDRESS_MAX), text);
}

/* compatible: the byte that marks a quoted one is shown with seven bits. */
static struct slice without_marks(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        str_add_char(&out, (unsigned char)text.p[i] == META_QUOTE ? 0x7f : text.p[i]);
    return str_slice(&out);
}

static void show_resolved(struct testmode *t, struct slice mailer, struct slice host,
                          struct slice user)
{
    str_printf(&t->out, "mailer %.*s, ", SLICE_ARG(mailer));
    host = without_marks(host, t->scratch);
    if (host.len > 0)
        str_printf(&t->out, "host %.*s, ", SLICE_ARG(host));
    str_printf(&t->out, "user %.*s\n", SLICE_ARG(user));
}

void testmode_parse(struct testmode *t, struct slice args)
{
    struct routed routed;
    static const enum route_use uses[2][2] = {{ROUTE_RECIPIENT, ROUTE_HEADER},
                                              {ROUTE_SENDER, ROUTE_HEADER_SENDER}};
    enum route_use use = uses[t->sender][t->header];

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /parse address\n");
        return;
    }
    str_clear(&t->asked_sender);
    str_add_text(&t->out, "Cracked address = ");
    token_show_text(address_crack(args, !t->cfg->opt.colon_ok_in_addr, t->cfg->opt.must_quote_chars,
                                  t->scratch),
                    t->trace.look, &t->out);
    str_printf(&t->out, "\nParsing %s %s address\n", kind(t), role(t));
    if (is_refused(t, args)) {
        str_add_text(&t->out, "Cannot parse\n");
        return;
    }
    t->route.keeps_addr_type = true; /* what /tryflags said, or nothing behind /sender */
    if (!route_parse(&t->route, args, use, t->scratch, &routed))
        testmode_fault(t, routed.status);
    else if (routed.unprintable)
        testmode_fault(t, EX_USAGE);
    t->route.keeps_addr_type = false;
    if (routed.addr.mailer >= 0)
        show_resolved(t, t->cfg->mailers.p[routed.addr.mailer].name, routed.addr.host,
                      routed.addr.user);
    else if (routed.error_user.p != NULL)
        show_resolved(t, SLICE("*error*"), routed.error_host, routed.error_user);
    else
        str_add_text(&t->out, "Cannot parse\n");
}

/* Does a blank that parts two words stand there, and none that a word has? */
static bool parts_words(struct slice text, size_t at)
{
    bool quoted = false, protected = false;

    for (size_t i = 0; i < at; i++) {
        quoted ^= !protected && text.p[i] == '"';
        protected = !protected && text.p[i] == '\\';
    }
    return text.p[at] == ' ' && !quoted && !protected;
}

/* compatible: the address is cut, with the blank that would part its next word, and then the whole.
 */
static struct slice cut_field(struct testmode *t, struct slice text, const struct mailer *mailer,
                              struct slice field)
{
    struct slice frame = SLICE("\201g"), address;
    struct str out = str_new(t->scratch);
    size_t before;

    if (!mailer_has(mailer, 'c'))
        frame = address_crack(text, !t->cfg->opt.colon_ok_in_addr, t->cfg->opt.must_quote_chars,
                              t->scratch);
    before = slice_search(frame, SLICE("\201g"));
    if (before == SIZE_MAX || field.len + 2 < frame.len)
        return slice_part(field, 0, SHOWN_FIELD_MAX);
    address = slice_part(field, before, field.len + 2 - frame.len);
    if (address.len > SHOWN_ADDRESS_MAX)
        address.len = SHOWN_ADDRESS_MAX + parts_words(address, SHOWN_ADDRESS_MAX);
    str_add(&out, slice_part(field, 0, before));
    str_add(&out, address);
    str_add(&out, slice_from_at(frame, before + 2));
    return slice_part(str_slice(&out), 0, SHOWN_FIELD_MAX);
}

void testmode_try(struct testmode *t, struct slice args)
{
    unsigned flags = (t->sender ? REWRITE_SENDER : 0u) | (t->header ? REWRITE_HEADER : 0u);
    struct slice name = testmode_take_word(&args, testmode_is_blank), done;
    struct str expanded = str_new(t->scratch);
    const struct mailer *mailer;
    int status;

    testmode_skip_space(&args);
    if (name.len == 0 || args.len == 0) {
        str_add_text(&t->out, "Usage: /try mailer address\n");
        return;
    }
    mailer = config_mailer(t->cfg, name);
    if (mailer == NULL) {
        str_printf(&t->out, "Unknown mailer %.*s\n", SLICE_ARG(name));
        return;
    }
    str_clear(&t->asked_sender);
    str_printf(&t->out, "Trying %s %s address %.*s for mailer %.*s\n", kind(t), role(t),
               SLICE_ARG(args), SLICE_ARG(name));
    done = route_rewrite(&t->route, args, mailer, flags, SLICE(""), t->scratch, &status);
    if (can_be_cut(t, args, false)) { /* compatible: what cannot be rewritten may have any length */
        /* compatible: what was typed may name macros, which count when it is cut. */
        (void)macro_expand_rule(t->route.macros, cut_field(t, args, mailer, done), &expanded);
        done = slice_part(without_marks(str_slice(&expanded), t->scratch), 0, SHOWN_FIELD_MAX);
    }
    str_printf(&t->out, "Rcode = %d, addr = %.*s\n", status, SLICE_ARG(done));
}

void testmode_tryflags(struct testmode *t, struct slice args)
{
    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /tryflags [Hh|Ee][Ss|Rr]\n");
        return;
    }
    for (size_t i = 0; i < args.len; i++) {
        switch (ascii_lower(args.p[i])) {
        case 'h':
            t->header = true;
            break;
        case 'e':
            t->header = false;
            break;
        case 's':
            t->sender = true;
            break;
        case 'r':
            t->sender = false;
            break;
        default:
            break;
        }
    }
    macros_set(t->route.macros, MACRO_ADDR_TYPE,
               arena_printf(t->scratch, "%c %c", kind(t)[0], role(t)[0]));
}

/* Is `text` somebody who can send? Programs, files and lists cannot. */
static bool can_send(struct testmode *t, struct slice text, struct routed *out)
{
    if (is_refused(t, text))
        return false;
    if (!route_parse(&t->route, text, ROUTE_SENDER, t->scratch, out) || out->unprintable)
        return false;
    if (!known_can_send(&t->cfg->known, out->addr.mailer)) {
        testmode_say(t, text, "Invalid sender address");
        return false;
    }
    return true;
}

/* compatible: once a full name has been found it is every local sender's; others have none. */
static struct slice full_name_of(struct testmode *t, const struct routed *sender)
{
    if (sender->addr.mailer < 0 || sender->addr.mailer != t->cfg->known.local)
        return SLICE("");
    if (t->full_name_kept.len == 0 && t->world != NULL && t->world->full_name != NULL)
        str_add(&t->full_name_kept,
                t->world->full_name(t->world->ctx, sender->addr.user, t->scratch));
    return str_slice(&t->full_name_kept);
}

/* As for a message: who cannot send is replaced by who asks. */
void testmode_sender(struct testmode *t, struct slice args)
{
    struct slice text = args.len > 0 ? args : t->user, sender;
    struct routed routed;
    int status;

    if (!can_send(t, text, &routed)) {
        testmode_fault(t, EX_USAGE);
        text = t->user;
        (void)can_send(t, text, &routed);
    }
    str_clear(&t->asked_sender);
    str_add(&t->asked_sender, text);
    macros_set(t->route.macros, 'x', full_name_of(t, &routed));
    sender = route_rewrite(&t->route, text, NULL, REWRITE_SENDER | REWRITE_CANON, SLICE(""),
                           t->scratch, &status);
    macros_hide(t->route.macros, MACRO_ADDR_TYPE);
    macros_set(t->route.macros, 'f', sender);
    str_printf(&t->out, "addr=%.*s\n", SLICE_ARG(routed.addr.user));
}
