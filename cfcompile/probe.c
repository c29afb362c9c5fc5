/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/probe.h"

#include "cfcompile/keyline.h"
#include "map/map.h"
#include "rule/class.h"

const char *const probe_titles[PROBE_STEPS] = {
    [PROBE_CONNECTION] = "connection",
    [PROBE_SENDER] = "MAIL FROM",
    [PROBE_RECIPIENT] = "RCPT TO",
    [PROBE_DELIVERY] = "goes to",
    [PROBE_LOCAL] = "then",
    [PROBE_ENV_SENDER] = "envelope from",
    [PROBE_ENV_RECIPIENT] = "envelope to",
    [PROBE_HDR_SENDER] = "From:",
    [PROBE_HDR_RECIPIENT] = "To:",
};

const char *const probe_words[PROBE_STEPS] = {
    [PROBE_CONNECTION] = "connection",
    [PROBE_SENDER] = "sender",
    [PROBE_RECIPIENT] = "recipient",
    [PROBE_DELIVERY] = "delivery",
    [PROBE_LOCAL] = "local",
    [PROBE_ENV_SENDER] = "envelope-sender",
    [PROBE_ENV_RECIPIENT] = "envelope-recipient",
    [PROBE_HDR_SENDER] = "header-sender",
    [PROBE_HDR_RECIPIENT] = "header-recipient",
};

static void hear(void *ctx, struct slice about UNUSED, const char *code, struct slice words)
{
    struct probe *p = ctx;

    if (code[0] != '\0') /* others repeat what the answer says */
        str_printf(&p->heard, "%s %.*s\n", code, SLICE_ARG(words));
}

void probe_init(struct probe *p, const struct source *source)
{
    *p = (struct probe){.source = source, .in = arena_new(), .scratch = arena_new()};
    p->ear = (struct route_ear){p, hear};
}

void probe_close(struct probe *p)
{
    arena_drop(p->scratch);
    arena_drop(p->in);
}

static void set(struct probe *p, const char *name, struct slice value)
{
    macro_id id = name[1] == '\0' ? (macro_id)(unsigned char)name[0]
                                  : macro_names_find(p->source->config->names, slice_from(name));

    if (id != 0)
        macros_set(p->route.macros, id, value);
}

/* ---- the client ----------------------------------------------------------------------------- */

static struct slice address_in(struct slice text, struct slice *name)
{
    size_t open = slice_find_last(text, '['), close = slice_find_last(text, ']');

    *name = (struct slice){0};
    if (open == SIZE_MAX || close == SIZE_MAX || close < open)
        return slice_trim(text);
    *name = slice_trim(slice_part(text, 0, open));
    return slice_part(text, open + 1, close - open - 1);
}

bool probe_is_client(struct slice text)
{
    struct net_address address;
    struct slice name;

    return net_address_parse(address_in(text, &name), 0, &address);
}

/* The address as a session would write it: IPv6 in the form that maps have. */
static struct probe_client client_of(struct slice text, const struct config *config,
                                     struct arena *in)
{
    struct probe_client c = {.resolve = SLICE("OK")};
    struct net_address address;

    c.address = address_in(text, &c.name);
    if (net_address_parse(c.address, 0, &address))
        c.address = net_address_text(&address, option_net_form(&config->opt), in);
    if (c.name.len == 0) {
        c.name = arena_printf(in, "[%.*s]", SLICE_ARG(c.address));
        c.resolve = SLICE("FAIL");
    } else if (slice_search(text, SLICE("may be forged")) != SIZE_MAX) {
        c.resolve = SLICE("FORGED");
    }
    return c;
}

static void set_client(struct probe *p, const struct probe_client *c)
{
    set(p, "_",
        c->resolve.p[0] == 'O'
            ? arena_printf(p->in, "%.*s [%.*s]", SLICE_ARG(c->name), SLICE_ARG(c->address))
            : arena_printf(p->in, "[%.*s]", SLICE_ARG(c->address)));
    set(p, "client_addr", c->address);
    set(p, "client_name", c->name);
    set(p, "client_ptr", c->resolve.p[0] == 'O' ? c->name : SLICE(""));
    set(p, "client_resolve", c->resolve);
    set(p, "s", c->name);
    set(p, "r", SLICE("ESMTP"));
    set(p, "opMode", SLICE("d"));
    set(p, "deliveryMode", SLICE("b"));
    set(p, "daemon_name", SLICE("MTA"));
    set(p, "daemon_flags", SLICE(""));
    set(p, "client_connections", SLICE("1"));
    set(p, "client_rate", SLICE("1"));
    set(p, "total_rate", SLICE("1"));
}

/* ---- asking --------------------------------------------------------------------------------- */

static struct slice bare(struct slice address)
{
    if (address.len >= 2 && address.p[0] == '<' && address.p[address.len - 1] == '>')
        return slice_part(address, 1, address.len - 2);
    return address;
}

static struct answer *begin(struct probe *p, enum probe_step step, struct slice about)
{
    struct answer *f = &p->answers[p->count++];

    watch_reset(&p->watches[step]);
    str_clear(&p->heard);
    p->route.trace = &p->watches[step].trace;
    arena_reset(p->scratch);
    *f = (struct answer){
        .step = step, .about = about, .client = p->client, .watch = &p->watches[step]};
    return f;
}

static void end(struct probe *p, struct answer *f)
{
    f->complaints = arena_copy(p->in, slice_trim(str_slice(&p->heard)));
    p->route.trace = NULL;
}

static struct slice reply_text(const char *word, const struct reply *r, struct arena *in)
{
    return arena_printf(in, "%s %d %.*s%s%.*s", word, r->code, SLICE_ARG(r->dsn),
                        r->dsn.len > 0 ? " " : "", SLICE_ARG(r->text));
}

struct slice probe_verdict(const struct check *check, struct arena *in)
{
    switch (check->verdict) {
    case VERDICT_ACCEPT:
        break;
    case VERDICT_REJECT:
        return reply_text("refused", &check->reply, in);
    case VERDICT_LATER:
        return reply_text("later", &check->reply, in);
    case VERDICT_DISCARD:
        return SLICE("discarded");
    case VERDICT_QUARANTINE:
        return arena_printf(in, "quarantined %.*s", SLICE_ARG(check->reply.text));
    }
    return SLICE("accepted");
}

/* True: the session goes on. */
static bool ask_check(struct probe *p, enum probe_step step, const char *ruleset,
                      struct slice first, struct slice second, unsigned flags)
{
    struct answer *f = begin(p, step, bare(first));
    struct check check;

    route_check(&p->route, slice_from(ruleset), first, second, flags, 0, p->in, &check);
    f->text = probe_verdict(&check, p->in);
    f->refused = check.verdict == VERDICT_REJECT || check.verdict == VERDICT_LATER ||
                 check.verdict == VERDICT_DISCARD;
    end(p, f);
    return !f->refused;
}

static struct slice routed_text(const struct probe *p, const struct routed *r, struct arena *in)
{
    const struct config *cfg = p->source->config;
    struct slice host = r->addr.host;

    if (r->status == EX_TEMPFAIL || r->reply.code / 100 == 4)
        return reply_text("later", &r->reply, in);
    if (r->status != EX_OK)
        return reply_text("refused", &r->reply, in);
    return arena_printf(in, "%.*s %.*s %.*s", SLICE_ARG(cfg->mailers.p[r->addr.mailer].name),
                        SLICE_ARG(host.len > 0 ? host : SLICE("-")), SLICE_ARG(r->addr.user));
}

static void set_triple(struct probe *p, const char *kind, const struct address *a)
{
    static const char *const parts[] = {"mailer", "host", "addr"};
    struct slice values[3] = {{0}, a->host, a->user};

    if (a->mailer >= 0)
        values[0] = p->source->config->mailers.p[a->mailer].name;
    for (int i = 0; i < 3; i++)
        set(p, arena_printf(p->in, "%s_%s", kind, parts[i]).p, values[i]);
}

/* check_* see addresses as they were typed: in brackets. */
static struct slice bracketed(struct slice address, struct arena *in)
{
    return arena_printf(in, "<%.*s>", SLICE_ARG(bare(address)));
}

/* What the session knows once MAIL was parsed. */
static void set_sender(struct probe *p, struct slice from)
{
    struct routed routed;
    struct slice text = bracketed(from, p->in), shown;
    int status;

    route_parse(&p->route, text, ROUTE_SENDER, p->in, &routed);
    shown = route_rewrite(&p->route, text, NULL, REWRITE_SENDER | REWRITE_CANON, (struct slice){0},
                          p->in, &status);
    shown = shown.len > 0 ? shown : SLICE("<>");
    set(p, "f", shown);
    set(p, "g", shown);
    set(p, "mail_from", text);
    if (routed.status == EX_OK)
        set_triple(p, "mail", &routed.addr);
}

/* Checks of a session up to RCPT; true: all accept. */
static bool ask_session(struct probe *p, const struct probe_case *q)
{
    struct routed routed;
    bool goes_on = true;

    if (q->client.len > 0) {
        p->client = client_of(q->client, p->source->config, p->in);
        set_client(p, &p->client);
        goes_on =
            ask_check(p, PROBE_CONNECTION, "check_relay", p->client.name, p->client.address, 0);
    }
    if (goes_on && q->from.len > 0) {
        struct slice from = bracketed(q->from, p->in);

        set_sender(p, q->from);
        goes_on = ask_check(p, PROBE_SENDER, "check_mail", from, (struct slice){0}, CHECK_ALONE);
    }
    if (goes_on && q->to.len > 0 && q->client.len > 0) {
        struct slice to = bracketed(q->to, p->in);

        set(p, "nrcpts", SLICE("0"));
        set(p, "nbadrcpts", SLICE("0"));
        if (route_parse(&p->route, to, ROUTE_RECIPIENT, p->in, &routed))
            set_triple(p, "rcpt", &routed.addr);
        goes_on = ask_check(p, PROBE_RECIPIENT, "check_rcpt", to, (struct slice){0}, CHECK_ALONE);
    }
    return goes_on;
}

/* ---- delivery ------------------------------------------------------------------------------- */

/* A database that newaliases has not made yet: what its text says. */
static bool alias_in_text(struct probe *p, struct slice user, struct slice *value)
{
    struct keyline at = keyline_find(p->source->config, SLICE("aliases"), user, p->in);
    struct slice key;

    if (at.line == 0 || !slice_until(&at.words, ':', &key))
        return false;
    *value = slice_trim(at.words);
    return true;
}

static bool find_alias(struct probe *p, struct slice user, struct answer *f)
{
    struct map *map = maps_find(p->source->config->maps, SLICE("aliases"));
    struct map_query query = {.key = arena_copy_lower(p->in, user)};
    enum map_answer answer;
    struct slice value;
    struct err err = {0};

    answer = map_lookup(map, &query, p->in, &value, &err);
    if (answer == MAP_FAILED && alias_in_text(p, user, &value))
        answer = MAP_FOUND;
    if (answer == MAP_ABSENT)
        return false;
    if (answer == MAP_FAILED) {
        f->text = arena_printf(p->in, "later: %s", err.text);
        return true;
    }
    watch_add(&p->watches[PROBE_LOCAL], SLICE("aliases"), query.key, value);
    f->text = arena_printf(p->in, "alias %.*s: %.*s", SLICE_ARG(user), SLICE_ARG(value));
    return true;
}

/* A local name: aliases, and what rule set 5 sends elsewhere. */
static void ask_local(struct probe *p, const struct routed *routed)
{
    const struct mailer *m = &p->source->config->mailers.p[routed->addr.mailer];
    struct answer *f;
    struct routed again;

    if (!mailer_has(m, 'A') && !mailer_has(m, '5'))
        return;
    f = begin(p, PROBE_LOCAL, routed->addr.user);
    if (mailer_has(m, 'A') && find_alias(p, routed->addr.user, f)) {
        end(p, f);
        return;
    }
    bool moved = mailer_has(m, '5') && route_local_again(&p->route, &routed->addr, p->in, &again);
    if (moved || (mailer_has(m, '5') && again.status != EX_OK))
        f->text = routed_text(p, &again, p->in);
    end(p, f);
    if (f->text.len == 0)
        p->count--;
}

static const struct {
    enum probe_step step;
    unsigned flags;
} rewrites[] = {
    {PROBE_ENV_SENDER, REWRITE_SENDER | REWRITE_CANON},
    {PROBE_ENV_RECIPIENT, REWRITE_CANON},
    {PROBE_HDR_SENDER, REWRITE_SENDER | REWRITE_HEADER},
    {PROBE_HDR_RECIPIENT, REWRITE_HEADER},
};

static unsigned rewrite_flags(enum probe_step step)
{
    for (size_t i = 0; i < COUNT(rewrites); i++)
        if (rewrites[i].step == step)
            return rewrites[i].flags;
    return 0;
}

static void ask_rewrite(struct probe *p, enum probe_step step, struct slice address,
                        const struct mailer *m)
{
    struct answer *f = begin(p, step, address);
    int status;

    f->text = route_rewrite(&p->route, address, m, rewrite_flags(step), (struct slice){0}, p->in,
                            &status);
    if (status == EX_TEMPFAIL)
        f->text = SLICE("later: a lookup failed");
    end(p, f);
}

static void ask_delivery(struct probe *p, const struct probe_case *q)
{
    struct answer *f = begin(p, PROBE_DELIVERY, bare(q->to));
    struct routed routed;
    struct slice to = f->about;

    f->refused = !route_parse(&p->route, to, ROUTE_RECIPIENT, p->in, &routed);
    f->text = routed_text(p, &routed, p->in);
    end(p, f);
    if (f->refused)
        return;

    const struct mailer *m = &p->source->config->mailers.p[routed.addr.mailer];
    ask_local(p, &routed);
    if (q->from.len > 0 && bare(q->from).len > 0) {
        ask_rewrite(p, PROBE_ENV_SENDER, bare(q->from), m);
        ask_rewrite(p, PROBE_HDR_SENDER, bare(q->from), m);
    }
    ask_rewrite(p, PROBE_HDR_RECIPIENT, to, m);
}

static void start_over(struct probe *p)
{
    arena_reset(p->in);
    p->heard = str_new(p->in);
    for (int i = 0; i < PROBE_STEPS; i++)
        watch_init(&p->watches[i], p->in);
    route_init(&p->route, p->source->config, NULL, p->in, p->scratch);
    p->route.ear = &p->ear;
    p->client = (struct probe_client){0};
    p->count = 0;
}

void probe_ask(struct probe *p, const struct probe_case *question)
{
    start_over(p);
    if (ask_session(p, question) && question->to.len > 0)
        ask_delivery(p, question);
}

const struct answer *probe_answer(const struct probe *p, enum probe_step step)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->answers[i].step == step)
            return &p->answers[i];
    return NULL;
}

bool probe_rewrite(struct probe *p, enum probe_step step, struct slice address, struct slice mailer,
                   struct answer *out)
{
    const struct mailer *m = config_mailer(p->source->config, mailer);

    if (m == NULL)
        return false;
    start_over(p);
    ask_rewrite(p, step, bare(address), m);
    *out = p->answers[0];
    return true;
}
