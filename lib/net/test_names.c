/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "net/address.h"
#include "net/hosts.h"
#include "net/resolv_conf.h"
#include "net/resolver.h"

static const struct {
    const char *input, *text, *reverse; /* text NULL: refused */
    const char *compressed;             /* NULL: as `text` */
} addresses[] = {
    {"127.0.0.1", "127.0.0.1", "1.0.0.127.in-addr.arpa"},
    {"IPv6:2001:db8::1", "IPv6:2001:db8:0:0:0:0:0:1",
     "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
     "IPv6:2001:db8::1"},
    {"0:0:00:0:0:0:0:00A1", "IPv6:0:0:0:0:0:0:0:a1",
     "1.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa", "IPv6:::a1"},
    {"::ffff:192.0.2.7", "192.0.2.7", "7.2.0.192.in-addr.arpa"},
    {"127.0.0.256", NULL, NULL},
    {"127.1", NULL, NULL},
    {"", NULL, NULL},
    {"IPv6:", NULL, NULL},
    {"host.example", NULL, NULL},
};

Test(net_address, text_and_back)
{
    struct arena *in = arena_new();

    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct net_address a;
        bool ok = net_address_parse(slice_from(addresses[i].input), 25, &a);

        cr_expect_eq(ok, addresses[i].text != NULL, "%s", addresses[i].input);
        if (!ok)
            continue;
        cr_expect(slice_is(net_address_text(&a, NET_FULL, in), addresses[i].text), "%s",
                  addresses[i].input);
        cr_expect(slice_is(net_address_text(&a, NET_COMPRESSED, in), addresses[i].compressed != NULL
                                                                         ? addresses[i].compressed
                                                                         : addresses[i].text),
                  "%s", addresses[i].input);
        cr_expect(slice_is(net_address_reverse(&a, in), addresses[i].reverse), "%s",
                  addresses[i].input);
        cr_expect_eq(net_address_port(&a), 25);
    }
    arena_drop(in);
}

Test(net_hosts, every_line_of_a_name_and_the_first_of_an_address)
{
    struct slice text = SLICE("# comment\n"
                              "127.0.0.1 localhost\n"
                              "192.0.2.1\tmail.example.com mail # trailing\n"
                              "bad line\n"
                              "2001:db8::1 mail.example.com\n");
    struct slice rest = text, canonical;
    struct net_address a;
    int count = 0;

    while (hosts_next_by_name(&rest, SLICE("MAIL.example.com"), &a, &canonical)) {
        cr_expect(slice_is(canonical, "mail.example.com"));
        count++;
    }
    cr_expect_eq(count, 2);
    cr_assert(net_address_parse(SLICE("192.0.2.1"), 0, &a));
    cr_assert(hosts_by_address(text, &a, &canonical));
    cr_expect(slice_is(canonical, "mail.example.com"));
    rest = text;
    cr_expect_not(hosts_next_by_name(&rest, SLICE("trailing"), &a, &canonical));
}

Test(net_hosts, a_name_with_a_dot_comes_before_those_without)
{
    static const struct {
        const char *text, *name, *canonical;
    } rows[] = {
        {"127.0.0.1 localhost a.b.c", "a.b.c", "a.b.c"},
        {"127.0.0.1 localhost a.b.c", "localhost", "a.b.c"},
        {"127.0.0.1 x a.b.c A.D.E", "a.d.e.", "a.b.c"},
        {"127.0.0.1 x y", "y", "x"},
        {"127.0.0.1 x\n127.0.0.2 x x.y", "X", "x"},
        {"127.0.0.1 x # a.b", "x", "x"},
        {"127.0.0.1 x", "a.b", NULL},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice canonical = {NULL, 0}, names, rest = slice_from(rows[i].text);
        bool found = hosts_canonical(&rest, slice_from(rows[i].name), &canonical, &names);

        cr_expect_eq(found, rows[i].canonical != NULL, "%zu", i);
        if (found)
            cr_expect(slice_is(canonical, rows[i].canonical), "%zu: %.*s", i, SLICE_ARG(canonical));
    }
}

Test(net_hosts, services_of_both_kinds_of_switch_file)
{
    struct slice got;

    cr_assert(
        hosts_services(SLICE("passwd: files\nhosts:  files dns # x\n"), SLICE("hosts"), &got));
    cr_expect(slice_is(got, "files dns"));
    cr_assert(hosts_services(SLICE("hosts\tdns files\n"), SLICE("hosts"), &got));
    cr_expect(slice_is(got, "dns files"));
    cr_expect_not(hosts_services(SLICE("aliases files\n"), SLICE("hosts"), &got));
}

Test(net_resolv_conf, the_last_search_line_wins)
{
    struct resolv_conf conf;

    resolv_conf_parse(
        SLICE("; c\nnameserver 192.0.2.1\nnameserver 127.0.0.1@5353\n"
              "domain a.example\nsearch b.example c.example\noptions ndots:2 rotate\n"),
        &conf);
    cr_expect_eq(conf.server_count, 2);
    cr_expect(slice_is(conf.servers[1], "127.0.0.1@5353"));
    cr_expect_eq(conf.domain_count, 2);
    cr_expect(slice_is(conf.domains[0], "b.example"));
    cr_expect_eq(conf.ndots, 2);
    resolv_conf_parse(SLICE(""), &conf);
    cr_expect(slice_is(conf.servers[0], "127.0.0.1"));
}

Test(net_resolver, option_words)
{
    struct arena *in = arena_new();
    struct resolver_options o = {0};
    struct slice bad;

    cr_expect(resolver_parse_options(SLICE("+AAONLY -DNSRCH HasWildcardMX usevc"), in, &o, &bad));
    cr_expect(o.no_search && o.has_wildcard_mx && o.dns.use_tcp);
    cr_expect_not(resolver_parse_options(SLICE("+nonsense"), in, &o, &bad));
    cr_expect(slice_is(bad, "+nonsense"));
    arena_drop(in);
}
