/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/remedy.h"

#include "base/attr.h"
#include "map/map.h"
#include "net/resolver.h"
#include "rule/class.h"

enum { MAX_SHOWN = 5 };

struct search {
    const struct source *source;
    const struct answer *answer;
    struct arena *in;
    struct remedies *out;
};

static void say(struct search *s, const char *kind, struct slice text)
{
    *VEC_ADD(s->out, s->in) = (struct remedy){kind, text};
}

static bool has_access(const struct search *s)
{
    return maps_find(s->source->config->maps, SLICE("access")) != NULL;
}

/* ---- the sender's domain -------------------------------------------------------------------- */

/* What stands between two pieces of the reply. */
static struct slice between(struct slice text, const char *before, const char *behind)
{
    size_t at = slice_search(text, slice_from(before)), end;

    if (at == SIZE_MAX)
        return slice_of(NULL, 0);
    text = slice_from_at(text, at + slice_from(before).len);
    end = slice_search(text, slice_from(behind));
    return end == SIZE_MAX ? slice_of(NULL, 0) : slice_trim(slice_part(text, 0, end));
}

static struct slice domain_of(struct slice address)
{
    size_t at = slice_find_last(address, '@');

    address = at == SIZE_MAX ? address : slice_from_at(address, at + 1);
    if (address.len > 0 && address.p[address.len - 1] == '>')
        address.len--;
    if (address.len > 0 && address.p[address.len - 1] == '.')
        address.len--;
    return address;
}

/* "there is no such name", "it has no such record", or what failed and who was asked. */
static struct slice dns_words(struct search *s, enum dns_answer answer, const struct err *err)
{
    struct dns *dns = resolver_dns(s->source->config->resolver);

    switch (answer) {
    case DNS_NO_NAME:
        return SLICE("there is no such name");
    case DNS_NO_DATA:
        return SLICE("none");
    case DNS_FOUND:
        return SLICE("found");
    case DNS_FAILED:
        break;
    }
    return arena_printf(s->in, "%s; asked: %.*s", err->text, SLICE_ARG(dns_servers(dns, s->in)));
}

/* The three questions that an answer to this sender would depend on. */
static void ask_domain(struct search *s, struct slice domain)
{
    static const struct {
        const char *name;
        enum dns_type type;
    } types[] = {{"MX", DNS_MX}, {"A", DNS_A}, {"AAAA", DNS_AAAA}};
    struct dns *dns = resolver_dns(s->source->config->resolver);

    for (size_t i = 0; i < COUNT(types); i++) {
        struct dns_reply reply;
        struct err err = {0};
        enum dns_answer answer = dns_lookup(dns, domain, types[i].type, s->in, &reply, &err);

        say(s, "DNS",
            arena_printf(s->in, "%s of %.*s: %.*s", types[i].name, SLICE_ARG(domain),
                         SLICE_ARG(dns_words(s, answer, &err))));
        if (answer == DNS_NO_NAME || answer == DNS_FOUND)
            break;
    }
}

static void sender_domain(struct search *s)
{
    struct slice sender = between(s->answer->text, "sender address ", " does not"),
                 domain = domain_of(sender);

    if (domain.len == 0)
        return;
    ask_domain(s, domain);
    if (!has_access(s))
        say(s, "to do", SLICE("FEATURE(`accept_unresolvable_domains') takes such mail"));
    else
        say(s, "to do",
            arena_printf(s->in,
                         "\"From:%.*s OK\" in access takes it from there; "
                         "FEATURE(`accept_unresolvable_domains') from everywhere",
                         SLICE_ARG(domain)));
}

/* ---- the client's name ---------------------------------------------------------------------- */

static struct slice addresses_text(struct search *s, const struct net_addresses *found)
{
    struct str out = str_new(s->in);

    for (size_t i = 0; i < found->count && i < MAX_SHOWN; i++)
        str_printf(&out, "%s%.*s", i > 0 ? ", " : "",
                   SLICE_ARG(net_address_text(&found->p[i], NET_COMPRESSED, s->in)));
    return str_slice(&out);
}

static bool is_among(const struct net_address *one, const struct net_addresses *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (net_address_same_host(one, &all->p[i]))
            return true;
    return false;
}

/* Does the name lead back to the address? */
static void compare_name(struct search *s, const struct net_address *address, struct slice name)
{
    struct slice shown = s->answer->client.address;
    struct net_addresses found = {0};
    struct err err = {0};
    enum dns_answer answer =
        resolver_addresses(s->source->config->resolver, name, AF_UNSPEC, s->in, &found, &err);

    if (answer == DNS_FOUND && is_among(address, &found))
        say(s, "DNS",
            arena_printf(s->in,
                         "PTR of %.*s: %.*s, which has that address: ask with --client "
                         "\"%.*s [%.*s]\"",
                         SLICE_ARG(shown), SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(shown)));
    else if (answer == DNS_FOUND)
        say(s, "DNS",
            arena_printf(s->in, "PTR of %.*s: %.*s, but that name has other addresses: %.*s",
                         SLICE_ARG(shown), SLICE_ARG(name), SLICE_ARG(addresses_text(s, &found))));
    else
        say(s, "DNS",
            arena_printf(s->in, "PTR of %.*s: %.*s, but the addresses of that name: %.*s",
                         SLICE_ARG(shown), SLICE_ARG(name), SLICE_ARG(dns_words(s, answer, &err))));
}

static void client_name(struct search *s)
{
    struct slice shown = s->answer->client.address, name;
    struct net_address address;
    struct err err = {0};
    enum dns_answer answer;

    if (!net_address_parse(shown, 0, &address))
        return;
    answer = resolver_name(s->source->config->resolver, &address, s->in, &name, &err);
    if (answer == DNS_FOUND)
        compare_name(s, &address, name);
    else
        say(s, "DNS",
            arena_printf(s->in, "PTR of %.*s: %.*s", SLICE_ARG(shown),
                         SLICE_ARG(dns_words(s, answer, &err))));
    say(s, "to do",
        arena_printf(s->in,
                     "the PTR record of %.*s names a host that has that address; until then a rule "
                     "for the address counts, one for a name does not",
                     SLICE_ARG(shown)));
}

/* ---- relaying ------------------------------------------------------------------------------- */

/* "a, b, c ..." of a class; empty: it has no member. */
static struct slice members(struct search *s, const char *class_name)
{
    const struct config *cfg = s->source->config;
    macro_id id = class_name[1] == '\0' ? (macro_id)(unsigned char)class_name[0]
                                        : macro_names_find(cfg->names, slice_from(class_name));
    struct str out = str_new(s->in);
    struct slice *list;
    size_t count = 0;

    if (id == 0 || !class_exists(cfg->classes, id))
        return slice_of(NULL, 0);
    list = class_list(cfg->classes, id, s->in, &count);
    for (size_t i = 0; i < count && i < MAX_SHOWN; i++)
        str_printf(&out, "%s%.*s", i > 0 ? ", " : "", SLICE_ARG(list[i]));
    if (count > MAX_SHOWN)
        str_printf(&out, " and %zu more", count - MAX_SHOWN);
    return str_slice(&out);
}

static void may_relay(struct search *s, const char *who, const char *tag, struct slice word)
{
    if (word.len == 0)
        return;
    if (has_access(s))
        say(s, "to do",
            arena_printf(s->in, "for mail %s %.*s: \"%s:%.*s RELAY\" in access", who,
                         SLICE_ARG(word), tag, SLICE_ARG(word)));
    else
        say(s, "to do",
            arena_printf(s->in,
                         "for mail %s %.*s: RELAY_DOMAIN(`%.*s'), or a line in the file of "
                         "RELAY_DOMAIN_FILE; FEATURE(`access_db') is off",
                         who, SLICE_ARG(word), SLICE_ARG(word)));
}

static void relaying(struct search *s)
{
    struct slice trusted = members(s, "TrustAuthMech"), relayed = members(s, "R");

    say(s, "relays",
        relayed.len == 0 ? SLICE("class R (RELAY_DOMAIN, relay-domains) has no member")
                         : arena_printf(s->in, "class R (RELAY_DOMAIN, relay-domains) has %.*s",
                                        SLICE_ARG(relayed)));
    may_relay(s, "from", "Connect", s->answer->client.address);
    may_relay(s, "to", "To", domain_of(s->answer->about));
    if (trusted.len > 0)
        say(s, "to do",
            arena_printf(s->in, "for one user: a login by SMTP AUTH with %.*s",
                         SLICE_ARG(trusted)));
    else
        say(s, "to do",
            SLICE("for one user: SMTP AUTH; TRUST_AUTH_MECH is not set, so that a login alone does "
                  "not count yet"));
}

static void relaying_by_name(struct search *s)
{
    client_name(s);
    relaying(s);
}

/* The first row whose words are in the reply. */
static const struct remedy_row {
    const char *words;
    void (*find)(struct search *s);
} rows[] = {
    {"Domain of sender address ", sender_domain},
    {"Relaying denied. IP name", relaying_by_name},
    {"Cannot resolve PTR record", relaying_by_name},
    {"Relaying denied", relaying},
    {"Client IP address ", client_name},
    {"Fix reverse DNS", client_name},
};

/* A text of the site's own in place of "Relaying denied". */
static bool is_own_denial(const struct search *s)
{
    struct cause own = source_find(s->source, SLICE("define"), SLICE("confRELAY_MSG"));
    struct slice text = s->answer->text, code;

    slice_word(&text, &code); /* refused */
    slice_word(&text, &code); /* 550 */
    slice_word(&text, &code); /* 5.7.1 */
    text = slice_trim(text);
    return own.line > 0 && text.len > 0 && slice_search(own.words, text) != SIZE_MAX;
}

void remedy_find(const struct source *source, const struct answer *f, struct arena *in,
                 struct remedies *out)
{
    struct search s = {source, f, in, out};

    if (!f->refused || f->step > PROBE_RECIPIENT)
        return;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (slice_search(f->text, slice_from(rows[i].words)) != SIZE_MAX) {
            rows[i].find(&s);
            return;
        }
    if (is_own_denial(&s))
        relaying(&s);
}
