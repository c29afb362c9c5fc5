/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A question goes to the cache, then to libunbound; its answer is sorted into the four there are.
 */
#include "net/dns.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "net/dns_asker.h"
#include "net/dns_cache.h"
#include "net/dns_record.h"
#include "os/clock.h"
#include "os/file.h"

enum {
    RCODE_NXDOMAIN = 3,
    NAME_MAX_BYTES = 253,
    RESOLV_CONF_MAX = 64 * 1024,
};

struct dns {
    struct arena *in; /* under lock */
    struct dns_options options;
    struct dns_asker *asker;
    struct dns_cache *cache;
    pthread_mutex_t lock; /* until conf_read */
    bool conf_read;
    struct resolv_conf conf;
};

struct dns *dns_new(struct arena *in, const struct dns_options *options)
{
    struct dns *dns = ARENA_NEW(in, struct dns);

    dns->in = in;
    dns->options = *options;
    dns->asker = dns_asker_new(in, &dns->options, &dns->conf);
    dns->cache = dns_cache_new(in);
    pthread_mutex_init(&dns->lock, NULL);
    return dns;
}

void dns_close(struct dns *dns)
{
    dns_asker_close(dns->asker);
    dns_cache_close(dns->cache);
}

/* No search line: names are tried in the domain of this host, as the C library does. */
static void add_own_domain(struct dns *dns)
{
    char host[256] = "";
    const char *dot;

    if (gethostname(host, sizeof host - 1) != 0 || (dot = strchr(host, '.')) == NULL ||
        dot[1] == '\0')
        return;
    dns->conf.domains[0] = arena_copy(dns->in, slice_from(dot + 1));
    dns->conf.domain_count = 1;
}

static void read_conf(struct dns *dns)
{
    const char *path = dns->options.resolv_conf ? dns->options.resolv_conf : "/etc/resolv.conf";
    struct slice text = {0};

    pthread_mutex_lock(&dns->lock);
    if (dns->conf_read) {
        pthread_mutex_unlock(&dns->lock);
        return;
    }
    /* A missing file means the server on this host, as resolv.conf(5) says. */
    if (!file_read(path, RESOLV_CONF_MAX, dns->in, &text, NULL))
        text = SLICE("");
    resolv_conf_parse(text, &dns->conf);
    if (dns->conf.domain_count == 0)
        add_own_domain(dns);
    dns->conf_read = true;
    pthread_mutex_unlock(&dns->lock);
}

static void take_records(const struct ub_result *result, enum dns_type type, struct arena *in,
                         struct dns_reply *reply)
{
    size_t count = 0;

    while (result->data[count] != NULL)
        count++;
    reply->records = ARENA_ARRAY(in, count, struct dns_record);
    for (size_t i = 0; i < count; i++) {
        struct slice data = slice_of(result->data[i], (size_t)result->len[i]);

        /* A record that cannot be used counts as not there. */
        if (dns_take_record(type, data, in, &reply->records[reply->count]))
            reply->count++;
    }
    if (result->canonname != NULL) {
        struct slice name = slice_from(result->canonname);

        if (name.len > 0 && name.p[name.len - 1] == '.')
            name.len--;
        reply->canonical = arena_copy(in, name);
    }
    reply->secure = result->secure != 0;
    reply->ttl = result->ttl > 0 ? (unsigned)result->ttl : 0;
}

/* The names of RFC 1035 and 2136 for what a server says instead of an answer. */
static const char *rcode_name(int rcode)
{
    static const char *const names[] = {"NOERROR",  "FORMERR", "SERVFAIL",
                                        "NXDOMAIN", "NOTIMP",  "REFUSED"};

    return rcode >= 0 && (size_t)rcode < COUNT(names) ? names[rcode] : "an unknown rcode";
}

static enum dns_answer judge(const struct ub_result *result, struct slice name,
                             const struct dns_reply *reply, struct err *err)
{
    if (result->bogus) {
        (void)err_set(err, EX_TEMPFAIL, "%.*s: DNSSEC validation failed: %s", SLICE_ARG(name),
                      result->why_bogus ? result->why_bogus : "no reason given");
        return DNS_FAILED;
    }
    if (result->rcode != 0 && result->rcode != RCODE_NXDOMAIN) {
        (void)err_set(err, EX_TEMPFAIL, "%.*s: name server failure (%s)", SLICE_ARG(name),
                      rcode_name(result->rcode));
        return DNS_FAILED;
    }
    if (result->nxdomain)
        return DNS_NO_NAME;
    return reply->count > 0 ? DNS_FOUND : DNS_NO_DATA;
}

static enum dns_answer ask(struct dns *dns, struct slice name, enum dns_type type,
                           int64_t deadline_ms, struct arena *in, struct dns_reply *reply,
                           struct err *err)
{
    struct ub_result *result = NULL;
    enum dns_answer answer;

    read_conf(dns);
    switch (dns_asker_ask(dns->asker, arena_cstr(in, name), type, deadline_ms, &result, err)) {
    case DNS_ASKED_NO_NAME:
        return DNS_NO_NAME;
    case DNS_ASKED_SILENCE:
        reply->silence = true;
        return DNS_FAILED;
    case DNS_ASKED_FAILED:
        return DNS_FAILED;
    case DNS_ASKED_ANSWERED:
        break;
    }
    if (result->havedata)
        take_records(result, type, in, reply);
    else
        reply->ttl = result->ttl > 0 ? (unsigned)result->ttl : 0;
    answer = judge(result, name, reply, err);
    dns_asker_free(dns->asker, result);
    return answer;
}

enum dns_answer dns_lookup_by(struct dns *dns, struct slice name, enum dns_type type,
                              int64_t deadline_ms, struct arena *in, struct dns_reply *reply,
                              struct err *err)
{
    int64_t now_ms = clock_monotonic_ms();
    enum dns_answer answer;

    *reply = (struct dns_reply){0};
    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--;
    /* What cannot be a name is not in the DNS; asking would only move the failure. */
    if (name.len == 0 || name.len > NAME_MAX_BYTES || memchr(name.p, '\0', name.len) != NULL ||
        slice_search(name, SLICE("..")) != SIZE_MAX || name.p[0] == '.')
        return DNS_NO_NAME;
    name = arena_copy_lower(in, name); /* names of the answer may have the question's case */
    if (dns_cache_get(dns->cache, name, type, now_ms, in, &answer, reply))
        return answer;
    answer = ask(dns, name, type, deadline_ms, in, reply, err);
    dns_cache_put(dns->cache, name, type, now_ms, answer, reply);
    return answer;
}

enum dns_answer dns_lookup(struct dns *dns, struct slice name, enum dns_type type, struct arena *in,
                           struct dns_reply *reply, struct err *err)
{
    return dns_lookup_by(dns, name, type, INT64_MAX, in, reply, err);
}

struct dns_search dns_search(struct dns *dns)
{
    read_conf(dns);
    return (struct dns_search){dns->conf.domains, dns->conf.domain_count, dns->conf.ndots};
}

struct slice dns_servers(struct dns *dns, struct arena *in)
{
    struct str out = str_new(in);

    read_conf(dns);
    for (size_t i = 0; i < dns->conf.server_count; i++)
        str_printf(&out, "%s%.*s", i > 0 ? ", " : "", SLICE_ARG(dns->conf.servers[i]));
    return str_slice(&out);
}

static const struct {
    const char *name;
    enum dns_type type;
} type_names[] = {
    {"A", DNS_A},     {"AAAA", DNS_AAAA},   {"AFSDB", DNS_AFSDB}, {"CNAME", DNS_CNAME},
    {"MX", DNS_MX},   {"NAPTR", DNS_NAPTR}, {"NS", DNS_NS},       {"PTR", DNS_PTR},
    {"SOA", DNS_SOA}, {"SRV", DNS_SRV},     {"TLSA", DNS_TLSA},   {"TXT", DNS_TXT},
};

bool dns_type_named(struct slice name, enum dns_type *type)
{
    for (size_t i = 0; i < COUNT(type_names); i++) {
        if (slice_is_case(name, type_names[i].name)) {
            *type = type_names[i].type;
            return true;
        }
    }
    return false;
}
