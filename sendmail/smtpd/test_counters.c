/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <sys/mman.h>

#include "base/attr.h"
#include "sendmail/smtpd/counters.h"

static struct net_address address(const char *text)
{
    struct net_address a;

    cr_assert(net_address_parse(slice_from(text), 0, &a));
    return a;
}

Test(counters, sum_over_workers_and_forget_who_is_gone)
{
    void *memory =
        mmap(NULL, counters_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct counters *one = counters_open(memory, 0), *two = counters_open(memory, 1);
    struct net_address a = address("192.0.2.1"), b = address("2001:db8::1");
    struct connection_counts c;

    counters_begin(one, 0, &a, 1000, 60);
    counters_begin(one, 0, &b, 1000, 60);
    c = counters_begin(two, 0, &a, 1001, 60);
    cr_expect(c.listener == 3 && c.client == 2 && c.client_rate == 2 && c.total_rate == 3);
    counters_end(one, 0, &a);
    c = counters_begin(two, 1, &a, 1002, 60);
    cr_expect(c.listener == 1 && c.client == 2 && c.client_rate == 3 && c.total_rate == 4);
    /* A window later nothing of it counts. */
    c = counters_begin(two, 1, &a, 1100, 60);
    cr_expect(c.client == 3 && c.client_rate == 1 && c.total_rate == 1);
    /* A worker that starts again has no connections. */
    counters_close(two);
    two = counters_open(memory, 1);
    cr_expect_eq(counters_open_on(one, 1), 0);
    cr_expect_eq(counters_open_on(one, 0), 1);
    counters_close(one);
    counters_close(two);
    munmap(memory, counters_bytes());
}

Test(counters, many_clients_never_fail)
{
    struct counters *c = counters_open(NULL, 0);

    for (unsigned i = 0; i < 20000; i++) {
        struct net_address a = address("10.0.0.1");

        a.at.in.sin_addr.s_addr = i * 2654435761u;
        counters_begin(c, 0, &a, 1000 + i / 100, 60);
        if (i % 2 == 0)
            counters_end(c, 0, &a);
    }
    cr_expect_eq(counters_open_on(c, 0), 10000);
    counters_close(c);
}
