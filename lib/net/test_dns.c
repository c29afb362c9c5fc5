/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A name server of a few records in a thread of the test, so that lookups go all the way.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/resolver.h"
#include "os/clock.h"
#include "os/file.h"

enum { SERVFAIL = 2, NXDOMAIN = 3, SILENCE = 99 };

static const struct zone_row {
    const char *name;
    int type;
    const char *data;
    size_t len;
    int rcode;
} zone[] = {
    {"a.example", DNS_A, "\300\0\2\1", 4, 0},
    {"a.example", DNS_AAAA, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, 0},
    {"mx.example", DNS_MX, "\0\5\1a\7example\0", 13, 0},
    {"null.example", DNS_MX, "\0\0\0", 3, 0},
    {"txt.example", DNS_TXT, "\3abc\2de", 7, 0},
    {"1.2.0.192.in-addr.arpa", DNS_PTR, "\1a\7example\0", 11, 0},
    {"alias.example", DNS_CNAME, "\1a\7example\0", 11, 0},
    {"loop.example", DNS_CNAME, "\4loop\2to\7example\0", 17, 0},
    {"loop.to.example", DNS_CNAME, "\4loop\7example\0", 14, 0},
    {"broken.example", 0, NULL, 0, SERVFAIL},
    {"silent.example", 0, NULL, 0, SILENCE},
    {"short.search.example", DNS_A, "\300\0\2\2", 4, 0},
    {"single", DNS_A, "\300\0\2\3", 4, 0},
};

struct server {
    int fd;
    int questions; /* read it when the server has stopped */
    pthread_t thread;
    char conf[64];
};

static void put16(unsigned char *p, unsigned n)
{
    p[0] = (unsigned char)(n >> 8);
    p[1] = (unsigned char)n;
}

/* Turns the question in `packet` into its answer; the new length, 0: say nothing. */
static size_t answer(unsigned char *packet, size_t len)
{
    char name[256] = "";
    size_t at = 12, out;
    unsigned type, rcode = NXDOMAIN, count = 0;

    while (at < len && packet[at] != 0) {
        snprintf(name + strlen(name), sizeof name - strlen(name), "%s%.*s", at > 12 ? "." : "",
                 packet[at], (char *)packet + at + 1);
        at += packet[at] + 1u;
    }
    type = (unsigned)packet[at + 1] << 8 | packet[at + 2];
    out = at + 5;
    for (size_t i = 0; i < COUNT(zone); i++) {
        if (strcasecmp(zone[i].name, name) != 0)
            continue;
        rcode = (unsigned)zone[i].rcode;
        if (zone[i].rcode != 0 || ((unsigned)zone[i].type != type && zone[i].type != DNS_CNAME))
            continue;
        memcpy(packet + out, "\300\14", 2);
        put16(packet + out + 2, (unsigned)zone[i].type);
        put16(packet + out + 4, 1);
        memcpy(packet + out + 6, "\0\0\1\0", 4);
        put16(packet + out + 10, (unsigned)zone[i].len);
        memcpy(packet + out + 12, zone[i].data, zone[i].len);
        out += 12 + zone[i].len;
        count++;
    }
    if (rcode == SILENCE)
        return 0;
    put16(packet + 2, 0x8180 | rcode);
    put16(packet + 6, count);
    put16(packet + 8, 0);
    put16(packet + 10, 0);
    return out;
}

static void *serve(void *arg)
{
    struct server *s = arg;
    unsigned char packet[1500];
    struct sockaddr_in from;
    socklen_t from_len = sizeof from;
    ssize_t n;

    while ((n = recvfrom(s->fd, packet, sizeof packet / 2, 0, (struct sockaddr *)&from,
                         &from_len)) > 12) {
        size_t len = answer(packet, (size_t)n);

        s->questions++;
        if (len > 0)
            sendto(s->fd, packet, len, 0, (struct sockaddr *)&from, from_len);
        from_len = sizeof from;
    }
    return NULL;
}

static void server_start(struct server *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    char line[64];
    int fd;

    s->questions = 0;
    s->fd = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert_eq(bind(s->fd, (struct sockaddr *)&at, sizeof at), 0);
    getsockname(s->fd, (struct sockaddr *)&at, &len);
    pthread_create(&s->thread, NULL, serve, s);
    snprintf(s->conf, sizeof s->conf, "/tmp/test-dns-XXXXXX");
    fd = mkstemp(s->conf);
    snprintf(line, sizeof line, "nameserver 127.0.0.1@%d\nsearch search.example\n",
             ntohs(at.sin_port));
    cr_assert_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
    close(fd);
}

/* From here on its port refuses. */
static void server_leave(struct server *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
}

static void server_stop(struct server *s)
{
    server_leave(s);
    unlink(s->conf);
}

Test(dns, found_no_data_no_name_and_failure_are_four_answers)
{
    static const struct {
        const char *name;
        enum dns_type type;
        enum dns_answer answer;
        const char *data; /* of the first record, when it is text */
    } rows[] = {
        {"mx.example", DNS_MX, DNS_FOUND, "a.example"},
        {"MX.EXAMPLE.", DNS_MX, DNS_FOUND, "a.example"},
        {"null.example", DNS_MX, DNS_FOUND, ""},
        {"txt.example", DNS_TXT, DNS_FOUND, "abcde"},
        {"1.2.0.192.in-addr.arpa", DNS_PTR, DNS_FOUND, "a.example"},
        {"mx.example", DNS_A, DNS_NO_DATA, NULL},
        {"nowhere.example", DNS_A, DNS_NO_NAME, NULL},
        {"a..example", DNS_A, DNS_NO_NAME, NULL},
        {"", DNS_A, DNS_NO_NAME, NULL},
        {"broken.example", DNS_MX, DNS_FAILED, NULL},
    };
    struct arena *in = arena_new();
    struct server server;
    struct dns *dns;

    server_start(&server);
    dns = dns_new(in, &(struct dns_options){.resolv_conf = server.conf});
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dns_reply reply;
        struct err err = {0};
        enum dns_answer got =
            dns_lookup(dns, slice_from(rows[i].name), rows[i].type, in, &reply, &err);

        cr_expect_eq(got, rows[i].answer, "%s: %d %s", rows[i].name, got, err.text);
        if (rows[i].data != NULL && got == DNS_FOUND)
            cr_expect(slice_is_case(reply.records[0].data, rows[i].data), "%s: %.*s", rows[i].name,
                      SLICE_ARG(reply.records[0].data));
        if (got == DNS_FAILED)
            cr_expect(err_is_temporary(&err) && err.text[0] != '\0');
    }
    dns_close(dns);
    server_stop(&server);
    arena_drop(in);
}

Test(dns, an_answer_is_asked_for_once)
{
    struct arena *in = arena_new();
    struct server server;
    struct dns *dns;

    server_start(&server);
    dns = dns_new(in, &(struct dns_options){.resolv_conf = server.conf});
    for (int i = 0; i < 3; i++) {
        struct dns_reply reply;
        struct err err = {0};

        cr_expect_eq(dns_lookup(dns, SLICE("mx.example"), DNS_MX, in, &reply, &err), DNS_FOUND);
        cr_expect(slice_is(reply.records[0].data, "a.example") && reply.ttl <= 256);
        cr_expect_eq(reply.records[0].preference, 5);
    }
    dns_close(dns);
    server_stop(&server);
    cr_expect_eq(server.questions, 1, "%d", server.questions);
    arena_drop(in);
}

Test(dns, a_silent_server_is_a_failure_in_time)
{
    struct arena *in = arena_new();
    struct dns_reply reply;
    struct err err = {0};
    struct server server;
    int64_t since;
    struct dns *dns;

    server_start(&server);
    dns =
        dns_new(in, &(struct dns_options){.resolv_conf = server.conf, .retrans_s = 1, .retry = 1});
    since = clock_monotonic_ms();
    cr_expect_eq(dns_lookup(dns, SLICE("silent.example"), DNS_A, in, &reply, &err), DNS_FAILED);
    since = clock_monotonic_ms() - since;
    cr_expect(since >= 900 && since < 3000, "%lld ms", (long long)since);
    cr_expect(reply.silence && err_is_temporary(&err), "%s", err.text);
    cr_expect_eq(dns_lookup(dns, SLICE("a.example"), DNS_A, in, &reply, &err), DNS_FOUND);
    dns_close(dns);
    server_stop(&server);
    arena_drop(in);
}

Test(dns, a_failure_names_what_the_server_said_and_whom_to_ask_about_it)
{
    struct arena *in = arena_new();
    struct dns_reply reply;
    struct err err = {0};
    struct server server;
    struct dns *dns;

    server_start(&server);
    dns = dns_new(in, &(struct dns_options){.resolv_conf = server.conf});
    cr_expect_eq(dns_lookup(dns, SLICE("broken.example"), DNS_A, in, &reply, &err), DNS_FAILED);
    cr_expect_str_eq(err.text, "broken.example: name server failure (SERVFAIL)");
    cr_expect(slice_starts(dns_servers(dns, in), SLICE("127.0.0.1@")));
    dns_close(dns);
    server_stop(&server);
    arena_drop(in);
}

enum { ASKERS = 8, NAMES_EACH = 40 };

static void *ask_much(void *dns)
{
    struct arena *in = arena_new();
    intptr_t right = 0;

    for (int i = 0; i < NAMES_EACH; i++) {
        struct slice absent = arena_printf(in, "%d-%p.example", i, (void *)&right);
        struct dns_reply reply;

        right += dns_lookup(dns, absent, DNS_A, in, &reply, NULL) == DNS_NO_NAME;
        right += dns_lookup(dns, SLICE("a.example"), DNS_A, in, &reply, NULL) == DNS_FOUND;
    }
    arena_drop(in);
    return (void *)right;
}

Test(dns, threads_and_a_forked_child_all_get_their_answers)
{
    struct arena *in = arena_new();
    pthread_t threads[ASKERS];
    struct dns_reply reply;
    struct server server;
    struct dns *dns;
    int status;
    pid_t child;

    server_start(&server);
    dns = dns_new(in, &(struct dns_options){.resolv_conf = server.conf});
    for (size_t i = 0; i < ASKERS; i++)
        pthread_create(&threads[i], NULL, ask_much, dns);
    for (size_t i = 0; i < ASKERS; i++) {
        void *right;

        pthread_join(threads[i], &right);
        cr_expect_eq((intptr_t)right, 2 * NAMES_EACH);
    }
    child = fork();
    if (child == 0)
        _exit(dns_lookup(dns, SLICE("mx.example"), DNS_MX, in, &reply, NULL) == DNS_FOUND ? 0 : 1);
    cr_expect_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
    dns_close(dns);
    server_stop(&server);
    arena_drop(in);
}

Test(dns, a_server_that_is_not_running_is_not_waited_for)
{
    struct arena *in = arena_new();
    struct dns_reply reply;
    struct server server;
    struct err err = {0};
    struct dns *dns;
    int64_t from_ms = clock_monotonic_ms();

    server_start(&server);
    server_leave(&server);
    dns =
        dns_new(in, &(struct dns_options){.resolv_conf = server.conf, .retrans_s = 50, .retry = 2});
    for (int i = 0; i < 20; i++) {
        struct slice name = arena_printf(in, "%d.example", i);

        cr_expect_eq(dns_lookup(dns, name, DNS_A, in, &reply, &err), DNS_FAILED);
        cr_expect(reply.silence);
    }
    cr_expect_str_eq(err.text, "19.example: no name server listens where resolv.conf says");
    cr_expect_lt(clock_monotonic_ms() - from_ms, 100000, "the patience of one question");
    dns_close(dns);
    unlink(server.conf);
    arena_drop(in);
}

Test(resolver, a_cname_loop_is_no_name_and_says_so)
{
    struct arena *in = arena_new();
    struct err err = {0};
    struct server server;
    struct resolver *r;
    struct slice name;

    server_start(&server);
    r = resolver_new(in, &(struct resolver_options){.dns.resolv_conf = server.conf,
                                                    .no_search = true,
                                                    .hosts_file = "/nonexistent"});
    cr_expect_eq(resolver_canonical(r, SLICE("loop.example"), in, &name, NULL, &err), DNS_NO_NAME);
    cr_expect_str_eq(err.text, "DNS failure: CNAME loop for loop.to.example");
    cr_expect(!err_is_temporary(&err));
    resolver_close(r);
    server_stop(&server);
    arena_drop(in);
}

Test(resolver, addresses_names_and_canonical_names)
{
    struct arena *in = arena_new();
    struct server server;
    struct resolver *r;
    struct net_addresses found;
    struct slice name;
    struct err err = {0};

    server_start(&server);
    r = resolver_new(in, &(struct resolver_options){.dns.resolv_conf = server.conf,
                                                    .hosts_file = "/nonexistent",
                                                    .nsswitch = "/nonexistent"});
    cr_expect_eq(resolver_addresses(r, SLICE("a.example"), AF_UNSPEC, in, &found, &err), DNS_FOUND);
    cr_expect_eq(found.count, 2);
    cr_expect_eq(net_address_family(&found.p[0]), AF_INET6);
    cr_expect_eq(resolver_addresses(r, SLICE("no.example"), AF_UNSPEC, in, &found, &err),
                 DNS_NO_NAME);
    cr_expect_eq(resolver_addresses(r, SLICE("broken.example"), AF_INET, in, &found, &err),
                 DNS_FAILED);

    cr_assert(net_address_parse(SLICE("192.0.2.1"), 0, &(struct net_address){0}));
    cr_expect_eq(resolver_canonical(r, SLICE("alias.example"), in, &name, NULL, &err), DNS_FOUND);
    cr_expect(slice_is(name, "a.example"), "%.*s", SLICE_ARG(name));
    cr_expect_eq(resolver_canonical(r, SLICE("mx.example"), in, &name, NULL, &err), DNS_FOUND);
    cr_expect_eq(resolver_canonical(r, SLICE("short"), in, &name, NULL, &err), DNS_FOUND);
    cr_expect(slice_is(name, "short.search.example"), "%.*s", SLICE_ARG(name));
    cr_expect_eq(resolver_canonical(r, SLICE("short."), in, &name, NULL, &err), DNS_NO_NAME);
    cr_expect_eq(resolver_canonical(r, SLICE("single"), in, &name, NULL, &err), DNS_NO_NAME);
    cr_expect_eq(resolver_canonical(r, SLICE("single."), in, &name, NULL, &err), DNS_FOUND);
    cr_expect_eq(resolver_canonical(r, SLICE("broken.example"), in, &name, NULL, &err), DNS_FAILED);
    resolver_close(r);
    server_stop(&server);
    arena_drop(in);
}

Test(resolver, the_hosts_file_may_name_hosts_of_our_domain_without_it)
{
    char hosts[] = "/tmp/test-hosts-XXXXXX", services[] = "/tmp/test-services-XXXXXX";
    struct arena *in = arena_new();
    struct resolver *r;
    struct slice name;
    int fd = mkstemp(hosts), fd2 = mkstemp(services);

    cr_assert(write(fd, "192.0.2.1 mail\n192.0.2.2 www.far.example web\n", 45) == 45);
    cr_assert(write(fd2, "hosts files\n", 12) == 12);
    close(fd);
    close(fd2);
    r = resolver_new(in, &(struct resolver_options){.hosts_file = hosts,
                                                    .domain = SLICE("here.example"),
                                                    .service_switch = services,
                                                    .nsswitch = "/nonexistent"});
    cr_expect_eq(resolver_canonical(r, SLICE("mail.Here.example"), in, &name, NULL, NULL),
                 DNS_FOUND);
    cr_expect(slice_is(name, "mail"), "%.*s", SLICE_ARG(name));
    cr_expect_eq(resolver_canonical(r, SLICE("web.here.example"), in, &name, NULL, NULL),
                 DNS_FOUND);
    cr_expect(slice_is(name, "www.far.example"), "%.*s", SLICE_ARG(name));
    cr_expect_eq(resolver_canonical(r, SLICE("mail.there.example"), in, &name, NULL, NULL),
                 DNS_NO_NAME);
    cr_expect_eq(resolver_canonical(r, SLICE("mail..here.example"), in, &name, NULL, NULL),
                 DNS_NO_NAME);
    resolver_close(r);
    unlink(hosts);
    unlink(services);
    arena_drop(in);
}

Test(resolver, a_cname_may_count_as_canonical)
{
    struct arena *in = arena_new();
    struct server server;
    struct resolver *r;
    struct slice name;
    struct err err = {0};

    server_start(&server);
    r = resolver_new(in, &(struct resolver_options){.dns.resolv_conf = server.conf,
                                                    .hosts_file = "/nonexistent",
                                                    .nsswitch = "/nonexistent",
                                                    .keep_cnames = true});
    cr_expect_eq(resolver_canonical(r, SLICE("alias.example"), in, &name, NULL, &err), DNS_FOUND);
    cr_expect(slice_is(name, "alias.example"), "%.*s", SLICE_ARG(name));
    resolver_close(r);
    server_stop(&server);
    arena_drop(in);
}

Test(resolver, what_a_file_knows_does_not_depend_on_the_name_server)
{
    static const char *const switches[] = {"hosts dns files\n", "hosts: resolve files\n",
                                           "hosts: files [!UNAVAIL=return] dns\n"};
    struct arena *in = arena_new();
    char hosts[] = "/tmp/test-hosts.XXXXXX", order[] = "/tmp/test-switch.XXXXXX";
    struct slice lines = SLICE("192.0.2.7 broken.example\n");
    struct server server;
    struct err err = {0};

    close(mkstemp(hosts));
    close(mkstemp(order));
    cr_assert(file_replace(hosts, lines, 0600, &err));
    server_start(&server);
    for (size_t i = 0; i < COUNT(switches); i++) {
        struct net_addresses found;
        struct slice name;
        struct resolver *r;

        cr_assert(file_replace(order, slice_from(switches[i]), 0600, &err));
        r = resolver_new(in, &(struct resolver_options){.dns.resolv_conf = server.conf,
                                                        .hosts_file = hosts,
                                                        .service_switch = order,
                                                        .nsswitch = order});
        cr_expect_eq(resolver_canonical(r, SLICE("broken.example"), in, &name, NULL, &err),
                     DNS_FOUND);
        cr_expect_eq(resolver_addresses(r, SLICE("broken.example"), AF_INET, in, &found, &err),
                     DNS_FOUND);
        cr_expect_eq(err.status, EX_OK, "%s%s", switches[i], err.text);
        cr_expect(resolver_asks_dns(r), "%s", switches[i]);
        resolver_close(r);
    }
    server_stop(&server);
    unlink(hosts);
    unlink(order);
    arena_drop(in);
}
