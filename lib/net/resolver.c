/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts file and the switch files are read again when they have changed, but looked at no more
 * than once in ten seconds: smtpd asks for every client.
 */
#include "net/resolver.h"

#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "base/str.h"
#include "base/vec.h"
#include "net/hosts.h"
#include "os/file.h"

enum {
    FILE_MAX_BYTES = 16 * 1024 * 1024,
    LOOK_AGAIN_S = 10,
    CNAMES_MAX = 10,
};

/* A small file kept in memory; `text` lives in its own arena, replaced when the file changes. */
struct cached_file {
    const char *path; /* NULL: there is none */
    struct arena *in;
    struct slice text;
    time_t looked_at;
    struct timespec mtime;
    off_t size;
};

struct resolver {
    struct resolver_options options;
    struct dns *dns;
    pthread_mutex_t lock; /* the files below */
    struct cached_file hosts, service_switch, nsswitch;
};

/* ---- options ---- */

static const struct {
    const char *word;
    size_t at; /* of the bool in resolver_options; SIZE_MAX: accepted, without meaning here */
    bool value_if_set; /* what +WORD makes it */
} option_words[] = {
    {"debug", SIZE_MAX, true},
    {"aaonly", SIZE_MAX, true},
    {"primary", SIZE_MAX, true},
    {"igntc", SIZE_MAX, true},
    {"recurse", SIZE_MAX, true},
    {"stayopen", SIZE_MAX, true},
    {"use_inet6", SIZE_MAX, true},
    {"use_edns0", SIZE_MAX, true},
    {"use_dnssec", SIZE_MAX, true},
    {"trustad", SIZE_MAX, true},
    {"defnames", SIZE_MAX, true},
    {"dnsrch", offsetof(struct resolver_options, no_search), false},
    {"usevc", offsetof(struct resolver_options, dns.use_tcp), true},
    {"haswildcardmx", offsetof(struct resolver_options, has_wildcard_mx), true},
    {"workaroundbrokenaaaa", offsetof(struct resolver_options, broken_aaaa), true},
};

static bool take_option(struct slice word, struct arena *in, struct resolver_options *options)
{
    bool set = true;

    if (slice_skip_text_case(&word, SLICE("file="))) {
        options->dns.resolv_conf = arena_cstr(in, word);
        return true;
    }
    if (slice_skip(&word, '-'))
        set = false;
    else
        (void)slice_skip(&word, '+');
    for (size_t i = 0; i < COUNT(option_words); i++) {
        if (!slice_is_case(word, option_words[i].word))
            continue;
        if (option_words[i].at != SIZE_MAX)
            *(bool *)((char *)options + option_words[i].at) = set == option_words[i].value_if_set;
        return true;
    }
    return false;
}

bool resolver_parse_options(struct slice words, struct arena *in, struct resolver_options *options,
                            struct slice *bad)
{
    struct slice word;
    bool good = true;

    while (slice_word(&words, &word)) {
        if (take_option(word, in, options))
            continue;
        if (good)
            *bad = word;
        good = false;
    }
    return good;
}

struct resolver *resolver_new(struct arena *in, const struct resolver_options *options)
{
    struct resolver *r = ARENA_NEW(in, struct resolver);

    r->options = *options;
    r->dns = options->shared_dns != NULL ? options->shared_dns : dns_new(in, &options->dns);
    pthread_mutex_init(&r->lock, NULL);
    r->hosts.path = options->hosts_file ? options->hosts_file : "/etc/hosts";
    r->service_switch.path = options->service_switch;
    r->nsswitch.path = options->nsswitch ? options->nsswitch : "/etc/nsswitch.conf";
    return r;
}

void resolver_close(struct resolver *r)
{
    if (r->options.shared_dns == NULL)
        dns_close(r->dns);
    arena_drop(r->hosts.in);
    arena_drop(r->service_switch.in);
    arena_drop(r->nsswitch.in);
    r->hosts.in = r->service_switch.in = r->nsswitch.in = NULL;
}

struct dns *resolver_dns(struct resolver *r)
{
    return r->dns;
}

/* ---- files ---- */

static bool has_changed(struct cached_file *f)
{
    struct timespec now;
    struct stat st;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (f->in != NULL && now.tv_sec - f->looked_at < LOOK_AGAIN_S)
        return false;
    f->looked_at = now.tv_sec;
    if (stat(f->path, &st) != 0)
        st = (struct stat){0};
    if (f->in != NULL && st.st_size == f->size && st.st_mtim.tv_sec == f->mtime.tv_sec &&
        st.st_mtim.tv_nsec == f->mtime.tv_nsec)
        return false;
    f->size = st.st_size;
    f->mtime = st.st_mtim;
    return true;
}

/* The text, valid while the lock is held. A file that cannot be read is an empty one: a host
 * without /etc/hosts still has a DNS. */
static struct slice text_of(struct cached_file *f)
{
    if (f->path == NULL)
        return SLICE("");
    if (has_changed(f)) {
        arena_drop(f->in);
        f->in = arena_new();
        if (!file_read(f->path, FILE_MAX_BYTES, f->in, &f->text, NULL))
            f->text = SLICE("");
    }
    return f->text;
}

/* "dns files": a copy of a switch line, or the default. */
static struct slice services(struct resolver *r, struct cached_file *f, const char *otherwise,
                             struct arena *in)
{
    struct slice found;

    pthread_mutex_lock(&r->lock);
    if (hosts_services(text_of(f), SLICE("hosts"), &found))
        found = arena_copy(in, found);
    else
        found = slice_from(otherwise);
    pthread_mutex_unlock(&r->lock);
    return found;
}

/* systemd's resolver stands before the DNS in nsswitch.conf, and with some in its place. */
static bool asks_dns(struct slice service)
{
    return slice_is_case(service, "dns") || slice_is_case(service, "resolve");
}

/* What one service failed at is no news when another one knew: callers take a status beside an
 * answer for a reason to doubt it. */
static void tell_failure(enum dns_answer answer, const struct err *failure, struct err *err)
{
    if (answer != DNS_FOUND && failure->status != EX_OK && err != NULL)
        *err = *failure;
}

/* ---- addresses ---- */

struct address_vec VEC(struct net_address);

static enum dns_answer addresses_from_file(struct resolver *r, struct slice name, int family,
                                           struct arena *in, struct net_addresses *out)
{
    struct address_vec found = {0};
    struct net_address address;
    struct slice rest, canonical;
    bool named = false;

    pthread_mutex_lock(&r->lock);
    rest = text_of(&r->hosts);
    while (hosts_next_by_name(&rest, name, &address, &canonical)) {
        named = true;
        if (family != AF_UNSPEC && net_address_family(&address) != family)
            continue;
        if (found.len == 0)
            out->canonical = arena_copy(in, canonical);
        *VEC_ADD(&found, in) = address;
    }
    pthread_mutex_unlock(&r->lock);
    out->p = found.p;
    out->count = found.len;
    return found.len > 0 ? DNS_FOUND : named ? DNS_NO_DATA : DNS_NO_NAME;
}

static enum dns_answer add_type(struct resolver *r, struct slice name, enum dns_type type,
                                struct arena *in, struct address_vec *found,
                                struct slice *canonical, bool *silence, struct err *err)
{
    struct dns_reply reply;
    enum dns_answer answer = dns_lookup(r->dns, name, type, in, &reply, err);

    *silence = reply.silence;
    for (size_t i = 0; i < reply.count; i++) {
        struct net_address address;

        if (net_address_from_bytes(reply.records[i].data, 0, &address))
            *VEC_ADD(found, in) = address;
    }
    if (reply.canonical.len > 0)
        *canonical = reply.canonical;
    return answer;
}

static enum dns_answer addresses_from_dns(struct resolver *r, struct slice name, int family,
                                          struct arena *in, struct net_addresses *out,
                                          struct err *err)
{
    struct address_vec found = {0};
    enum dns_answer v6 = DNS_NO_DATA, v4 = DNS_NO_DATA;
    bool silence = false;

    if (family != AF_INET && !r->options.no_inet6)
        v6 = add_type(r, name, DNS_AAAA, in, &found, &out->canonical, &silence, err);
    if (v6 == DNS_FAILED && r->options.broken_aaaa)
        v6 = DNS_NO_DATA;
    /* One silence is enough: the second question would wait as long for the same servers. */
    if (family != AF_INET6 && !silence)
        v4 = add_type(r, name, DNS_A, in, &found, &out->canonical, &silence, err);
    out->p = found.p;
    out->count = found.len;
    if (found.len > 0)
        return DNS_FOUND;
    if (silence || v6 == DNS_FAILED || v4 == DNS_FAILED)
        return DNS_FAILED;
    return v6 == DNS_NO_NAME || v4 == DNS_NO_NAME ? DNS_NO_NAME : DNS_NO_DATA;
}

/* Keep the answer that says most: found, then a failure, then "exists", then "does not". */
static enum dns_answer stronger(enum dns_answer a, enum dns_answer b)
{
    static const int rank[] = {[DNS_FOUND] = 3, [DNS_FAILED] = 2, [DNS_NO_DATA] = 1};

    return rank[a] >= rank[b] ? a : b;
}

enum dns_answer resolver_addresses(struct resolver *r, struct slice name, int family,
                                   struct arena *in, struct net_addresses *out, struct err *err)
{
    struct slice order = services(r, &r->nsswitch, "files dns", in), service;
    enum dns_answer answer = DNS_NO_NAME;
    struct err failure = {0};

    *out = (struct net_addresses){0};
    while (answer != DNS_FOUND && slice_word(&order, &service)) {
        if (slice_is_case(service, "files"))
            answer = stronger(answer, addresses_from_file(r, name, family, in, out));
        else if (asks_dns(service))
            answer = stronger(answer, addresses_from_dns(r, name, family, in, out, &failure));
    }
    tell_failure(answer, &failure, err);
    return answer;
}

enum dns_answer resolver_name(struct resolver *r, const struct net_address *address,
                              struct arena *in, struct slice *name, struct err *err)
{
    struct slice order = services(r, &r->nsswitch, "files dns", in), service, found;
    struct slice reverse = net_address_reverse(address, in);
    enum dns_answer answer = DNS_NO_NAME;
    struct dns_reply reply;
    struct err failure = {0};

    while (answer != DNS_FOUND && slice_word(&order, &service)) {
        if (slice_is_case(service, "files")) {
            pthread_mutex_lock(&r->lock);
            if (hosts_by_address(text_of(&r->hosts), address, &found)) {
                *name = arena_copy(in, found);
                answer = DNS_FOUND;
            }
            pthread_mutex_unlock(&r->lock);
        } else if (asks_dns(service) && reverse.len > 0) {
            answer = stronger(answer, dns_lookup(r->dns, reverse, DNS_PTR, in, &reply, &failure));
            if (answer == DNS_FOUND)
                *name = reply.records[0].data;
        }
    }
    tell_failure(answer, &failure, err);
    return answer;
}

/* ---- canonical names ---- */

/* A name server fails for CNAMEs without an end as it does when it is down; asked one by one they
 * show the difference. */
static bool cnames_loop(struct resolver *r, struct slice name, struct arena *in, struct err *err)
{
    struct slice at = name;

    for (size_t i = 0; i <= CNAMES_MAX; i++) {
        struct dns_reply reply;

        if (dns_lookup(r->dns, at, DNS_CNAME, in, &reply, NULL) != DNS_FOUND)
            return false;
        at = reply.records[0].data;
    }
    (void)err_set(err, EX_NOHOST, "DNS failure: CNAME loop for %.*s", SLICE_ARG(at));
    return true;
}

/* -d8.5 and .7; the number is what <netdb.h> calls it. */
static void show_question(const struct resolver *r, struct slice name, const char *type,
                          enum dns_answer answer)
{
    const struct debug *debug = r->options.debug;
    int h_errno_shown = answer == DNS_NO_NAME ? 1 : answer == DNS_NO_DATA ? 4 : 2;

    if (debug_wants(debug, 8, 5))
        debug_printf(debug, "dns_getcanonname: trying %.*s (%s)\n", SLICE_ARG(name), type);
    if (!debug_wants(debug, 8, 7))
        return;
    if (answer == DNS_FOUND)
        debug_text(debug, SLICE("\tYES\n"));
    else
        debug_printf(debug, "\tNO: errno=0, h_errno=%d\n", h_errno_shown);
}

/* One full name: does it exist with an address or an MX, and where does its CNAME chain end? */
static enum dns_answer canonical_one(struct resolver *r, struct slice name, bool try_mx,
                                     struct arena *in, struct slice *canonical, unsigned *ttl,
                                     struct err *err)
{
    static const enum dns_type types[] = {DNS_AAAA, DNS_A, DNS_MX};
    static const char *const type_names[] = {"AAAA", "A", "MX"};
    enum dns_answer answer = DNS_NO_NAME;
    struct dns_reply reply;

    for (size_t i = 0; i < COUNT(types); i++) {
        enum dns_answer one;

        if ((types[i] == DNS_MX && !try_mx) || (types[i] == DNS_AAAA && r->options.no_inet6))
            continue;
        one = dns_lookup(r->dns, name, types[i], in, &reply, err);
        show_question(r, name, type_names[i], one);
        if (one == DNS_FAILED && !reply.silence && cnames_loop(r, name, in, err))
            return DNS_NO_NAME;
        if (one == DNS_FAILED && types[i] == DNS_AAAA && r->options.broken_aaaa)
            continue;
        if (one == DNS_FAILED)
            return DNS_FAILED;
        if (one == DNS_FOUND) {
            *canonical = reply.canonical.len > 0 ? reply.canonical : arena_copy(in, name);
            if (ttl != NULL)
                *ttl = reply.ttl;
            return DNS_FOUND;
        }
        if (one == DNS_NO_NAME)
            return DNS_NO_NAME;
        answer = stronger(answer, one);
    }
    return answer;
}

static size_t count_dots(struct slice name)
{
    size_t dots = 0;

    for (size_t i = 0; i < name.len; i++)
        dots += name.p[i] == '.';
    return dots;
}

static enum dns_answer canonical_from_dns(struct resolver *r, struct slice name, struct arena *in,
                                          struct slice *canonical, unsigned *ttl, struct err *err)
{
    struct dns_search search = dns_search(r->dns);
    bool absolute = name.len > 0 && name.p[name.len - 1] == '.';
    bool searched = !absolute && !r->options.no_search && search.count > 0;
    bool as_is_first = absolute || count_dots(name) >= search.ndots;
    enum dns_answer answer = DNS_NO_NAME;

    if (debug_wants(r->options.debug, 8, 2))
        debug_printf(r->options.debug, "dns_getcanonname(%.*s, trymx=%d)\n", SLICE_ARG(name),
                     !r->options.has_wildcard_mx);
    if (absolute)
        name.len--;
    if (as_is_first)
        answer = canonical_one(r, name, true, in, canonical, ttl, err);
    /* A failing server ends the search: a longer name might match the wrong thing. */
    for (size_t i = 0; searched && i < search.count; i++) {
        struct slice full;

        if (answer == DNS_FOUND || answer == DNS_FAILED)
            return answer;
        full = arena_printf(in, "%.*s.%.*s", SLICE_ARG(name), SLICE_ARG(search.domains[i]));
        /* A wildcard MX in the search domain would make every name exist there. */
        answer = stronger(
            answer, canonical_one(r, full, !r->options.has_wildcard_mx, in, canonical, ttl, err));
    }
    /* compatible: a word without a dot is no full name. */
    if (searched && count_dots(name) == 0)
        return answer;
    if (!as_is_first && answer != DNS_FOUND && answer != DNS_FAILED)
        answer = stronger(answer, canonical_one(r, name, true, in, canonical, ttl, err));
    return answer;
}

static enum dns_answer canonical_from_file(struct resolver *r, struct slice name, struct arena *in,
                                           struct slice *canonical)
{
    struct slice rest, found, names;
    bool there;

    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--; /* compatible: two dots at the end are as good as one */
    pthread_mutex_lock(&r->lock);
    rest = text_of(&r->hosts);
    there = hosts_canonical(&rest, name, &found, &names);
    if (there)
        *canonical = arena_copy(in, found);
    pthread_mutex_unlock(&r->lock);
    return there ? DNS_FOUND : DNS_NO_NAME;
}

bool resolver_asks_dns(struct resolver *r)
{
    struct arena *in = arena_new();
    struct slice order = services(r, &r->service_switch, "dns files", in), service;
    bool asks = false;

    while (!asks && slice_word(&order, &service))
        asks = asks_dns(service);
    arena_drop(in);
    return asks;
}

/* -d38.20 */
static void show_service(const struct resolver *r, struct slice name, struct slice service)
{
    const struct debug *debug = r->options.debug;

    if (!debug_wants(debug, 38, 20))
        return;
    debug_printf(debug, "getcanonname(%.*s), trying %.*s\n", SLICE_ARG(name), SLICE_ARG(service));
    if (slice_is_case(service, "files"))
        debug_printf(debug, "text_getcanonname(%.*s)\n", SLICE_ARG(name));
}

static void show_canonical(const struct resolver *r, struct slice name, enum dns_answer answer)
{
    const struct debug *debug = r->options.debug;

    if (!debug_wants(debug, 38, 20))
        return;
    if (answer == DNS_FOUND)
        debug_printf(debug, "getcanonname(%.*s), found, ad=0\n", SLICE_ARG(name));
    else
        debug_printf(debug, "getcanonname(%.*s), failed, status=%d\n", SLICE_ARG(name),
                     answer == DNS_FAILED ? EX_TEMPFAIL : EX_NOHOST);
}

enum dns_answer resolver_canonical(struct resolver *r, struct slice name, struct arena *in,
                                   struct slice *canonical, unsigned *ttl, struct err *err)
{
    struct slice order = services(r, &r->service_switch, "dns files", in), service;
    enum dns_answer answer = DNS_NO_NAME;
    struct err failure = {0};

    if (ttl != NULL)
        *ttl = 0;
    while (answer != DNS_FOUND && slice_word(&order, &service)) {
        show_service(r, name, service);
        if (slice_is_case(service, "files"))
            answer = stronger(answer, canonical_from_file(r, name, in, canonical));
        else if (asks_dns(service))
            answer = stronger(answer, canonical_from_dns(r, name, in, canonical, ttl, &failure));
    }
    tell_failure(answer, &failure, err);
    show_canonical(r, name, answer);
    return answer;
}
