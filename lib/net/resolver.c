/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts file and the switch files are read again when they have changed, but looked at no more
 * than once in ten seconds: smtpd asks for every client.
 */
#include "base/str.h"
#include "base/vec.h"
#include "net/hosts.h"
#include "net/resolver_inner.h"
#include "os/file.h"

enum {
    FILE_MAX_BYTES = 16 * 1024 * 1024,
    LOOK_AGAIN_S = 10,
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

struct slice resolver_text(struct cached_file *f)
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

struct slice resolver_services(struct resolver *r, struct cached_file *f, const char *otherwise,
                               struct arena *in)
{
    struct slice found;

    pthread_mutex_lock(&r->lock);
    if (hosts_services(resolver_text(f), SLICE("hosts"), &found))
        found = arena_copy(in, found);
    else
        found = slice_from(otherwise);
    pthread_mutex_unlock(&r->lock);
    return found;
}

void resolver_tell_failure(enum dns_answer answer, const struct err *failure, struct err *err)
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
    rest = resolver_text(&r->hosts);
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

/* Whose addresses are looked for, and until when. */
struct wanted {
    struct resolver *r;
    int family;
    int64_t deadline_ms;
    struct arena *in;
};

static enum dns_answer add_type(const struct wanted *w, struct slice name, enum dns_type type,
                                struct address_vec *found, struct slice *canonical, bool *silence,
                                struct err *err)
{
    struct dns_reply reply;
    enum dns_answer answer =
        dns_lookup_by(w->r->dns, name, type, w->deadline_ms, w->in, &reply, err);

    *silence = reply.silence;
    for (size_t i = 0; i < reply.count; i++) {
        struct net_address address;

        if (net_address_from_bytes(reply.records[i].data, 0, &address))
            *VEC_ADD(found, w->in) = address;
    }
    if (reply.canonical.len > 0)
        *canonical = reply.canonical;
    return answer;
}

static enum dns_answer addresses_from_dns(const struct wanted *w, struct slice name,
                                          struct net_addresses *out, struct err *err)
{
    struct address_vec found = {0};
    enum dns_answer v6 = DNS_NO_DATA, v4 = DNS_NO_DATA;
    bool silence = false;

    if (w->family != AF_INET && !w->r->options.no_inet6)
        v6 = add_type(w, name, DNS_AAAA, &found, &out->canonical, &silence, err);
    if (v6 == DNS_FAILED && w->r->options.broken_aaaa)
        v6 = DNS_NO_DATA;
    /* One silence is enough: the second question would wait as long for the same servers. */
    if (w->family != AF_INET6 && !silence)
        v4 = add_type(w, name, DNS_A, &found, &out->canonical, &silence, err);
    out->p = found.p;
    out->count = found.len;
    if (found.len > 0)
        return DNS_FOUND;
    if (silence || v6 == DNS_FAILED || v4 == DNS_FAILED)
        return DNS_FAILED;
    return v6 == DNS_NO_NAME || v4 == DNS_NO_NAME ? DNS_NO_NAME : DNS_NO_DATA;
}

/* A failing server ends the search: a longer name might be another host. */
static enum dns_answer addresses_by_search(const struct wanted *w, struct slice name,
                                           struct net_addresses *out, struct err *err)
{
    struct dns_search search = dns_search(w->r->dns);
    bool absolute = name.len > 0 && name.p[name.len - 1] == '.';
    size_t domains = absolute || w->r->options.no_search ? 0 : search.count;
    size_t as_is = resolver_dots(name) >= search.ndots ? 0 : domains; /* when it comes */
    enum dns_answer answer = DNS_NO_NAME;

    for (size_t i = 0; i <= domains && answer != DNS_FOUND && answer != DNS_FAILED; i++) {
        struct slice full = name;

        if (i != as_is)
            full = arena_printf(w->in, "%.*s.%.*s", SLICE_ARG(name),
                                SLICE_ARG(search.domains[i < as_is ? i : i - 1]));
        answer = resolver_stronger(answer, addresses_from_dns(w, full, out, err));
    }
    return answer;
}

typedef enum dns_answer dns_way(const struct wanted *w, struct slice name,
                                struct net_addresses *out, struct err *err);

static enum dns_answer find(const struct wanted *w, struct slice name, dns_way *from_dns,
                            struct net_addresses *out, struct err *err)
{
    struct resolver *r = w->r;
    struct slice order = resolver_services(r, &r->nsswitch, "files dns", w->in), service;
    enum dns_answer answer = DNS_NO_NAME;
    struct err failure = {0};

    *out = (struct net_addresses){0};
    while (answer != DNS_FOUND && slice_word(&order, &service)) {
        if (slice_is_case(service, "files"))
            answer = resolver_stronger(answer, addresses_from_file(r, name, w->family, w->in, out));
        else if (resolver_is_dns(service))
            answer = resolver_stronger(answer, from_dns(w, name, out, &failure));
    }
    resolver_tell_failure(answer, &failure, err);
    return answer;
}

enum dns_answer resolver_addresses(struct resolver *r, struct slice name, int family,
                                   struct arena *in, struct net_addresses *out, struct err *err)
{
    struct wanted w = {r, family, INT64_MAX, in};

    return find(&w, name, addresses_from_dns, out, err);
}

enum dns_answer resolver_server_addresses(struct resolver *r, struct slice name, int family,
                                          int64_t deadline_ms, struct arena *in,
                                          struct net_addresses *out, struct err *err)
{
    struct wanted w = {r, family, deadline_ms, in};

    return find(&w, name, addresses_by_search, out, err);
}

enum dns_answer resolver_name(struct resolver *r, const struct net_address *address,
                              struct arena *in, struct slice *name, struct err *err)
{
    struct slice order = resolver_services(r, &r->nsswitch, "files dns", in), service, found;
    struct slice reverse = net_address_reverse(address, in);
    enum dns_answer answer = DNS_NO_NAME;
    struct dns_reply reply;
    struct err failure = {0};

    while (answer != DNS_FOUND && slice_word(&order, &service)) {
        if (slice_is_case(service, "files")) {
            pthread_mutex_lock(&r->lock);
            if (hosts_by_address(resolver_text(&r->hosts), address, &found)) {
                *name = arena_copy(in, found);
                answer = DNS_FOUND;
            }
            pthread_mutex_unlock(&r->lock);
        } else if (resolver_is_dns(service) && reverse.len > 0) {
            answer = resolver_stronger(answer,
                                       dns_lookup(r->dns, reverse, DNS_PTR, in, &reply, &failure));
            if (answer == DNS_FOUND)
                *name = reply.records[0].data;
        }
    }
    resolver_tell_failure(answer, &failure, err);
    return answer;
}
