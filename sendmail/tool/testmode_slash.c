/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of test mode that begin with a slash.
 */
#include "base/table.h"
#include "mail/header.h"
#include "mail/header_trace.h"
#include "map/map.h"
#include "message/rules.h"
#include "net/resolver.h"
#include "route/address_list.h"
#include "route/route_internal.h"
#include "sendmail/tool/testmode_internal.h"

enum {
    SHOWN_ADDRESS_MAX = 254, /* of an address that /try answers */
    SHOWN_FIELD_MAX = 256,   /* with what stands around it */
    NAME_MAX_BYTES = 256,    /* of what /canon takes, with a byte for its end */
};

static const char *kind(const struct testmode *t)
{
    return t->header ? "header" : "envelope";
}

static const char *role(const struct testmode *t)
{
    return t->sender ? "sender" : "recipient";
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* compatible: only the first blank parts; what follows it is the argument as it is. */
static struct slice take_word(struct slice *in, bool (*parts)(char c))
{
    size_t len = 0;
    struct slice word;

    while (len < in->len && !parts(in->p[len]))
        len++;
    word = slice_part(*in, 0, len);
    *in = slice_from_at(*in, len + 1);
    return word;
}

static void skip_space(struct slice *in)
{
    while (in->len > 0 && ascii_is_space(in->p[0]))
        *in = slice_from_at(*in, 1);
}

static void run_quit(struct testmode *t, struct slice args UNUSED)
{
    t->done = true;
}

static void run_mx(struct testmode *t, struct slice args)
{
    struct slice *names = NULL;
    size_t count = 0;
    enum testmode_mx answer;

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /mx address\n");
        return;
    }
    if (t->world == NULL || t->world->exchangers == NULL) {
        testmode_say(t, SLICE(""), "This program cannot ask for mail exchangers");
        return;
    }
    answer =
        t->world->exchangers(t->world->ctx, args, macros_expanded(t->route.macros, 'm', t->scratch),
                             t->scratch, &names, &count);
    str_printf(&t->out, "getmxrr(%.*s) returns ", SLICE_ARG(args));
    if (answer == TESTMODE_MX_NULL) {
        str_add_text(&t->out, "null MX (See RFC7505)\n");
        return;
    }
    str_printf(&t->out, "%d value(s):\n", answer == TESTMODE_MX_LATER ? -1 : (int)count);
    for (size_t i = 0; i < count; i++)
        str_printf(&t->out, "\t%.*s\n", SLICE_ARG(names[i]));
}

static struct slice lookup(struct testmode *t, struct map *map, struct slice key,
                           enum map_answer *answer, int *status)
{
    struct rule_maps maps = route_maps(&t->route);
    struct slice value = {NULL, 0}, args[1] = {key};
    struct err err = {0};

    *status = EX_OK;
    switch (maps.lookup(maps.ctx, map, t->route.macros, args, 1, t->scratch, &value, &err)) {
    case RULE_FOUND:
        *answer = MAP_FOUND;
        break;
    case RULE_ABSENT:
        *answer = MAP_ABSENT;
        *status = err.status;
        break;
    case RULE_FAILED:
        *answer = MAP_FAILED;
        *status = err.status != EX_OK ? err.status : EX_TEMPFAIL;
        break;
    }
    return value;
}

static void run_canon(struct testmode *t, struct slice args)
{
    struct map *map = maps_find(t->cfg->maps, SLICE("host"));
    /* compatible: what was asked for before does not count. */
    struct table no_hosts = table_new(t->scratch), *hosts = t->route.hosts_asked;
    enum map_answer answer = MAP_ABSENT;
    struct slice name = args;
    int status;

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /canon address\n");
        return;
    }
    if (args.len >= NAME_MAX_BYTES) {
        str_add_text(&t->out, "Name too long\n");
        return;
    }
    t->route.ear = NULL; /* the answer says it all */
    t->route.hosts_asked = &no_hosts;
    if (map != NULL && args.p[0] != '[')
        name = lookup(t, map, args, &answer, &status);
    t->route.hosts_asked = hosts;
    t->route.ear = &t->ear;
    if (answer != MAP_FOUND)
        name = args;
    /* compatible: with a DNS the last dot goes whether or not there is such a name. */
    if (slice_ends_case(name, SLICE(".")) &&
        (answer == MAP_FOUND || resolver_asks_dns(t->cfg->resolver)))
        name.len--;
    str_printf(&t->out, "getcanonname(%.*s) returns %.*s\n", SLICE_ARG(args), SLICE_ARG(name));
}

static void run_map(struct testmode *t, struct slice args)
{
    struct slice name = take_word(&args, ascii_is_space), value;
    struct map *map;
    enum map_answer answer;
    int status;

    if (name.len == 0) {
        str_add_text(&t->out, "Usage: /map mapname key\n");
        return;
    }
    if (args.len == 0) {
        str_add_text(&t->out, "No key specified\n");
        return;
    }
    map = maps_find(t->cfg->maps, name);
    if (map == NULL) {
        str_printf(&t->out, "Map named \"%.*s\" not found\n", SLICE_ARG(name));
        return;
    }
    if (!route_open_map(&t->route, map)) { /* what that says comes first */
        str_printf(&t->out, "Map named \"%.*s\" not open\n", SLICE_ARG(name));
        return;
    }
    /* What is wrong with a host is said between the question and its answer. */
    str_printf(&t->out, "map_lookup: %.*s (%.*s) ", SLICE_ARG(name), SLICE_ARG(args));
    t->route.raw_maps = true;
    value = lookup(t, map, args, &answer, &status);
    t->route.raw_maps = false;
    if (answer == MAP_FOUND)
        str_printf(&t->out, "returns %.*s (%d)\n", SLICE_ARG(value), status);
    else
        str_printf(&t->out, "no match (%d)\n", status);
}

/* Complaints about what no address can be come before those about one that is refused. */
static bool can_be_cut(struct testmode *t, struct slice text)
{
    struct rewrite w;
    struct tokens tokens;

    rewrite_begin(&w, &t->route);
    return text.len <= TESTMODE_ADDRESS_MAX ||
           rule_tokens(&w.run, text, TOKEN_COMMENTS, '\0', &tokens, NULL);
}

static void show_resolved(struct testmode *t, struct slice mailer, struct slice host,
                          struct slice user)
{
    str_printf(&t->out, "mailer %.*s, ", SLICE_ARG(mailer));
    if (host.len > 0)
        str_printf(&t->out, "host %.*s, ", SLICE_ARG(host));
    str_printf(&t->out, "user %.*s\n", SLICE_ARG(user));
}

static void run_parse(struct testmode *t, struct slice args)
{
    struct routed routed;
    static const enum route_use uses[2][2] = {{ROUTE_RECIPIENT, ROUTE_HEADER},
                                              {ROUTE_SENDER, ROUTE_HEADER_SENDER}};
    enum route_use use = uses[t->sender][t->header];
    struct slice type = macros_get(t->route.macros, MACRO_ADDR_TYPE);

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
    if (!can_be_cut(t, args) ||
        testmode_bad_address(t, slice_part(args, 0, TESTMODE_ADDRESS_MAX), args)) {
        str_add_text(&t->out, "Cannot parse\n");
        return;
    }
    if (!route_parse(&t->route, args, use, t->scratch, &routed))
        testmode_fault(t, routed.status);
    else if (routed.unprintable)
        testmode_fault(t, EX_USAGE);
    if (type.p != NULL)
        macros_set(t->route.macros, MACRO_ADDR_TYPE, type);
    else
        macros_hide(t->route.macros, MACRO_ADDR_TYPE);
    if (routed.addr.mailer >= 0)
        show_resolved(t, t->cfg->mailers.p[routed.addr.mailer].name, routed.addr.host,
                      routed.addr.user);
    else if (routed.error_user.p != NULL)
        show_resolved(t, SLICE("*error*"), routed.error_host, routed.error_user);
    else
        str_add_text(&t->out, "Cannot parse\n");
}

/* compatible: the byte that marks a quoted one is shown with seven bits. */
static struct slice without_marks(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        str_add_char(&out, (unsigned char)text.p[i] == META_QUOTE ? 0x7f : text.p[i]);
    return str_slice(&out);
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
        address.len = SHOWN_ADDRESS_MAX + (address.p[SHOWN_ADDRESS_MAX] == ' ');
    str_add(&out, slice_part(field, 0, before));
    str_add(&out, address);
    str_add(&out, slice_from_at(frame, before + 2));
    return slice_part(str_slice(&out), 0, SHOWN_FIELD_MAX);
}

static void run_try(struct testmode *t, struct slice args)
{
    unsigned flags = (t->sender ? REWRITE_SENDER : 0u) | (t->header ? REWRITE_HEADER : 0u);
    struct slice name = take_word(&args, is_blank), done;
    const struct mailer *mailer;
    int status;

    skip_space(&args);
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
    done = cut_field(t, args, mailer, without_marks(done, t->scratch));
    str_printf(&t->out, "Rcode = %d, addr = %.*s\n", status, SLICE_ARG(done));
}

static void run_tryflags(struct testmode *t, struct slice args)
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
    const struct known_mailers *known = &t->cfg->known;
    int mailer;

    if (!can_be_cut(t, text) ||
        testmode_bad_address(t, slice_part(text, 0, TESTMODE_ADDRESS_MAX), text))
        return false;
    if (!route_parse(&t->route, text, ROUTE_SENDER, t->scratch, out) || out->unprintable)
        return false;
    mailer = out->addr.mailer;
    if (mailer >= 0 &&
        (mailer == known->prog || mailer == known->file || mailer == known->include)) {
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
static void run_sender(struct testmode *t, struct slice args)
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

static void run_expand(struct testmode *t, struct slice args)
{
    struct str text = str_new(t->scratch);

    if (args.len == 0) {
        str_add_text(&t->out, "Usage: /expand string\n");
        return;
    }
    macro_expand(t->route.macros, args, &text);
    token_show_text(str_slice(&text), t->trace.look, &t->out); /* compatible: no line end */
}

/* --- /header */

enum { SHOWN_FROM_USER = 0x40000 };

/* The H line whose rule set looks at this field: its own, else "H*". */
static const struct header_line *checked_by(const struct config *cfg, struct slice name)
{
    const struct header_line *line = NULL;

    for (size_t i = 0; i < cfg->headers.len; i++) {
        const struct header_line *h = &cfg->headers.p[i];

        if (h->check_set >= 0 && slice_eq_case(h->name, name))
            return h;
        if (h->check_set >= 0 && slice_is(h->name, "*"))
            line = h;
    }
    return line;
}

/* compatible: an empty field for which the configuration has a value is dropped unseen. */
static bool has_default(const struct config *cfg, struct slice name)
{
    if ((header_kind(name) & HEADER_ALWAYS) != 0)
        return false;
    for (size_t i = 0; i < cfg->headers.len; i++) {
        const struct header_line *h = &cfg->headers.p[i];

        if (h->check_set < 0 && slice_eq_case(h->name, name))
            return true;
    }
    return false;
}

static unsigned header_shown(struct slice name, unsigned stripped)
{
    unsigned shown = header_trace_bits(name) | stripped;

    return (header_kind(name) & HEADER_END) != 0 ? shown : shown | SHOWN_FROM_USER;
}

/* The text of the rule set's name that looks at the field, if it is the field's own. */
static struct slice own_set(const struct testmode *t, const struct header_line *line,
                            struct slice name)
{
    if (line == NULL || !slice_eq_case(line->name, name))
        return SLICE("");
    return rules_name(t->cfg->rules, line->check_set);
}

static void run_header(struct testmode *t, struct slice args)
{
    struct message_rules rules = message_rules_of(&t->route);
    const struct header_line *line;
    struct slice name, value, set;
    struct check check = {0};
    unsigned stripped;

    if (!header_split(args, &name, &value)) {
        testmode_say(t, SLICE(""), "header syntax error, line \"%.*s\"", SLICE_ARG(args));
        str_add_text(&t->out, "ul = 00000000\n");
        testmode_fault(t, EX_SOFTWARE);
        return;
    }
    if (value.len == 0 && has_default(t->cfg, name)) {
        str_add_text(&t->out, "ul = 00000000\n");
        return;
    }
    line = checked_by(t->cfg, name);
    set = own_set(t, line, name);
    stripped = set.len > 0 && !line->keep_comments ? HEADER_TRACE_STRIPPED : 0;
    header_trace_field(t->debug, name, value);
    header_trace_match(t->debug, name, stripped, set);
    if (line != NULL && value.len > 0) {
        rules.set_macro(rules.ctx, SLICE("hdr_name"), name);
        rules.set_macro(rules.ctx, SLICE("hdrlen"), arena_printf(t->scratch, "%zu", value.len));
        if (rules.check(rules.ctx, line, value, t->scratch, &check) != VERDICT_ACCEPT)
            str_printf(&t->out, "%.*s\n", SLICE_ARG(check.reply.text));
    }
    str_printf(&t->out, "ul = %#010x\n", header_shown(name, stripped));
}

/* compatible: "/gethostbyname" was always taken, and its answer never shown. */
static void run_silently(struct testmode *t UNUSED, struct slice args UNUSED)
{
}

static const struct {
    const char *name;
    void (*run)(struct testmode *t, struct slice args);
} commands[] = {
    {"canon", run_canon},       {"gethostbyname", run_silently},
    {"header", run_header},     {"expand", run_expand},
    {"map", run_map},           {"mx", run_mx},
    {"parse", run_parse},       {"quit", run_quit},
    {"sender", run_sender},     {"try", run_try},
    {"tryflags", run_tryflags},
};

void testmode_slash(struct testmode *t, struct slice line)
{
    struct slice args = slice_from_at(line, 1), word;

    while (args.len > 0 && ascii_is_space(args.p[args.len - 1]))
        args.len--;
    word = take_word(&args, is_blank);
    if (word.len == 0) {
        str_add_text(&t->out, "Usage: /[canon|map|mx|parse|try|tryflags]\n");
        return;
    }
    skip_space(&args);
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (slice_is_case(word, commands[i].name)) {
            commands[i].run(t, args);
            return;
        }
    }
    str_printf(&t->out, "Unknown \"/\" command /%.*s\n", SLICE_ARG(word));
}
