/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libunbound is opened with dlopen, so that programs which never ask the DNS do not map it and its
 * libraries. A context is made by the first question and made anew in a forked child: two processes
 * sharing one would share its random state, and with it the query ids that protect the answers.
 */
#include "net/dns.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>
#include <unbound.h>
#include <unistd.h>

#include "base/str.h"
#include "net/resolv_conf.h"
#include "os/file.h"

enum {
    RCODE_NXDOMAIN = 3,
    NAME_MAX_BYTES = 253,
    RESOLV_CONF_MAX = 64 * 1024,
};

/* The functions of libunbound.so.8 that are used, with the types its header gives them. */
struct library {
    void *handle;
    __typeof__(ub_ctx_create) *ctx_create;
    __typeof__(ub_ctx_delete) *ctx_delete;
    __typeof__(ub_ctx_set_option) *ctx_set_option;
    __typeof__(ub_ctx_set_fwd) *ctx_set_fwd;
    __typeof__(ub_ctx_add_ta_file) *ctx_add_ta_file;
    __typeof__(ub_ctx_zone_remove) *ctx_zone_remove;
    __typeof__(ub_resolve) *resolve;
    __typeof__(ub_resolve_free) *resolve_free;
    __typeof__(ub_strerror) *strerror;
};

static const struct {
    const char *name;
    size_t at;
} symbols[] = {
    {"ub_ctx_create", offsetof(struct library, ctx_create)},
    {"ub_ctx_delete", offsetof(struct library, ctx_delete)},
    {"ub_ctx_set_option", offsetof(struct library, ctx_set_option)},
    {"ub_ctx_set_fwd", offsetof(struct library, ctx_set_fwd)},
    {"ub_ctx_add_ta_file", offsetof(struct library, ctx_add_ta_file)},
    {"ub_ctx_zone_remove", offsetof(struct library, ctx_zone_remove)},
    {"ub_resolve", offsetof(struct library, resolve)},
    {"ub_resolve_free", offsetof(struct library, resolve_free)},
    {"ub_strerror", offsetof(struct library, strerror)},
};

struct dns {
    struct arena *in; /* under lock */
    struct dns_options options;
    pthread_mutex_t lock;
    struct library lib;
    struct ub_ctx *ctx;
    pid_t ctx_owner;
    bool conf_read;
    struct resolv_conf conf;
};

struct dns *dns_new(struct arena *in, const struct dns_options *options)
{
    struct dns *dns = ARENA_NEW(in, struct dns);

    dns->in = in;
    dns->options = *options;
    pthread_mutex_init(&dns->lock, NULL);
    return dns;
}

void dns_close(struct dns *dns)
{
    if (dns->ctx != NULL && dns->ctx_owner == getpid())
        dns->lib.ctx_delete(dns->ctx);
    dns->ctx = NULL;
    /* The library stays mapped: what it registered at exit must find its code. */
}

/* ---- set-up; all under the lock ---- */

static bool load_library(struct library *lib, struct err *err)
{
    if (lib->handle != NULL)
        return true;
    lib->handle = dlopen("libunbound.so.8", RTLD_NOW | RTLD_LOCAL);
    if (lib->handle == NULL)
        return err_set(err, EX_TEMPFAIL, "no DNS: %s", dlerror());
    for (size_t i = 0; i < COUNT(symbols); i++) {
        void *found = dlsym(lib->handle, symbols[i].name);

        if (found == NULL) {
            dlclose(lib->handle);
            lib->handle = NULL;
            return err_set(err, EX_TEMPFAIL, "no DNS: libunbound lacks %s", symbols[i].name);
        }
        memcpy((char *)lib + symbols[i].at, &found, sizeof found);
    }
    return true;
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

    if (dns->conf_read)
        return;
    /* A missing file means the server on this host, as resolv.conf(5) says. */
    if (!file_read(path, RESOLV_CONF_MAX, dns->in, &text, NULL))
        text = SLICE("");
    resolv_conf_parse(text, &dns->conf);
    if (dns->conf.domain_count == 0)
        add_own_domain(dns);
    dns->conf_read = true;
}

/* Zones that the library would answer itself; here the site's own server knows better. */
static const char *const builtin_zones[] = {
    "localhost.",
    "127.in-addr.arpa.",
    "test.",
    "invalid.",
    "onion.",
    "home.arpa.",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
};

static bool configure(struct dns *dns, struct ub_ctx *ctx, struct err *err)
{
    const struct library *lib = &dns->lib;
    bool validate = dns->options.trust_anchors != NULL;
    int rc = 0;

    lib->ctx_set_option(ctx, "do-not-query-localhost:", "no");
    lib->ctx_set_option(ctx, "unblock-lan-zones:", "yes");
    lib->ctx_set_option(ctx, "insecure-lan-zones:", "yes");
    lib->ctx_set_option(ctx, "module-config:", validate ? "validator iterator" : "iterator");
    if (dns->options.use_tcp)
        lib->ctx_set_option(ctx, "tcp-upstream:", "yes");
    for (size_t i = 0; i < dns->conf.server_count && rc == 0; i++)
        rc = lib->ctx_set_fwd(ctx, arena_cstr(dns->in, dns->conf.servers[i]));
    if (rc == 0 && validate)
        rc = lib->ctx_add_ta_file(ctx, dns->options.trust_anchors);
    if (rc != 0)
        return err_set(err, EX_TEMPFAIL, "DNS set-up: %s", lib->strerror(rc));
    for (size_t i = 0; i < COUNT(builtin_zones); i++)
        (void)lib->ctx_zone_remove(ctx, builtin_zones[i]);
    return true;
}

static struct ub_ctx *context(struct dns *dns, struct err *err)
{
    struct ub_ctx *ctx = NULL;

    pthread_mutex_lock(&dns->lock);
    if (dns->ctx != NULL && dns->ctx_owner == getpid()) {
        ctx = dns->ctx;
    } else if (load_library(&dns->lib, err)) {
        read_conf(dns);
        ctx = dns->lib.ctx_create();
        if (ctx == NULL) {
            (void)err_set(err, EX_TEMPFAIL, "DNS set-up: no memory or no entropy");
        } else if (!configure(dns, ctx, err)) {
            dns->lib.ctx_delete(ctx);
            ctx = NULL;
        }
        dns->ctx = ctx;
        dns->ctx_owner = getpid();
    }
    pthread_mutex_unlock(&dns->lock);
    return ctx;
}

/* ---- record data ---- */

/* A name in wire form, uncompressed as the library keeps it: labels joined by dots. */
static bool take_name(struct slice *data, struct arena *in, struct slice *name)
{
    struct slice rest = *data;
    struct str text = str_new(in);

    for (;;) {
        size_t len;

        if (rest.len == 0)
            return false;
        len = (unsigned char)rest.p[0];
        if (len > 63 || len + 1 > rest.len)
            return false;
        rest.p++;
        rest.len--;
        if (len == 0)
            break;
        if (text.len > 0)
            str_add_char(&text, '.');
        for (size_t i = 0; i < len; i++) {
            /* A dot or a control byte inside a label cannot be written in mail: no such host. */
            if (rest.p[i] == '.' || (unsigned char)rest.p[i] <= ' ' || rest.p[i] == 127)
                return false;
            str_add_char(&text, rest.p[i]);
        }
        rest = slice_from_at(rest, len);
    }
    *data = rest;
    *name = str_slice(&text);
    return true;
}

static bool take_u16(struct slice *data, unsigned *n)
{
    if (data->len < 2)
        return false;
    *n = (unsigned)(unsigned char)data->p[0] << 8 | (unsigned char)data->p[1];
    *data = slice_from_at(*data, 2);
    return true;
}

static bool take_text(struct slice data, struct arena *in, struct slice *text)
{
    struct str joined = str_new(in);

    while (data.len > 0) {
        size_t len = (unsigned char)data.p[0];

        if (len + 1 > data.len)
            return false;
        str_add(&joined, slice_part(data, 1, len));
        data = slice_from_at(data, len + 1);
    }
    *text = str_slice(&joined);
    return true;
}

static bool take_record(enum dns_type type, struct slice data, struct arena *in,
                        struct dns_record *record)
{
    *record = (struct dns_record){0};
    switch (type) {
    case DNS_MX:
    case DNS_AFSDB:
        return take_u16(&data, &record->preference) && take_name(&data, in, &record->data);
    case DNS_SRV:
        return take_u16(&data, &record->preference) && take_u16(&data, &record->weight) &&
               take_u16(&data, &record->port) && take_name(&data, in, &record->data);
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        return take_name(&data, in, &record->data);
    case DNS_TXT:
        return take_text(data, in, &record->data);
    case DNS_A:
        record->data = arena_copy(in, data);
        return data.len == 4;
    case DNS_AAAA:
        record->data = arena_copy(in, data);
        return data.len == 16;
    default:
        record->data = arena_copy(in, data);
        return true;
    }
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
        if (take_record(type, data, in, &reply->records[reply->count]))
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

static enum dns_answer judge(const struct ub_result *result, struct slice name,
                             const struct dns_reply *reply, struct err *err)
{
    if (result->bogus) {
        (void)err_set(err, EX_TEMPFAIL, "%.*s: DNSSEC validation failed: %s", SLICE_ARG(name),
                      result->why_bogus ? result->why_bogus : "no reason given");
        return DNS_FAILED;
    }
    if (result->rcode != 0 && result->rcode != RCODE_NXDOMAIN) {
        (void)err_set(err, EX_TEMPFAIL, "%.*s: name server failure (rcode %d)", SLICE_ARG(name),
                      result->rcode);
        return DNS_FAILED;
    }
    if (result->nxdomain)
        return DNS_NO_NAME;
    return reply->count > 0 ? DNS_FOUND : DNS_NO_DATA;
}

enum dns_answer dns_lookup(struct dns *dns, struct slice name, enum dns_type type, struct arena *in,
                           struct dns_reply *reply, struct err *err)
{
    struct ub_result *result = NULL;
    enum dns_answer answer;
    struct ub_ctx *ctx;
    int rc;

    *reply = (struct dns_reply){0};
    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--;
    /* What cannot be a name is not in the DNS; asking would only move the failure. */
    if (name.len == 0 || name.len > NAME_MAX_BYTES || memchr(name.p, '\0', name.len) != NULL ||
        slice_search(name, SLICE("..")) != SIZE_MAX || name.p[0] == '.')
        return DNS_NO_NAME;
    ctx = context(dns, err);
    if (ctx == NULL)
        return DNS_FAILED;
    rc = dns->lib.resolve(ctx, arena_cstr(in, name), (int)type, 1, &result);
    if (rc == UB_SYNTAX)
        return DNS_NO_NAME;
    if (rc != 0) {
        (void)err_set(err, EX_TEMPFAIL, "%.*s: %s", SLICE_ARG(name), dns->lib.strerror(rc));
        return DNS_FAILED;
    }
    if (result->havedata)
        take_records(result, type, in, reply);
    answer = judge(result, name, reply, err);
    dns->lib.resolve_free(result);
    return answer;
}

struct dns_search dns_search(struct dns *dns)
{
    pthread_mutex_lock(&dns->lock);
    read_conf(dns);
    pthread_mutex_unlock(&dns->lock);
    return (struct dns_search){dns->conf.domains, dns->conf.domain_count, dns->conf.ndots};
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
