/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "net/dns_cache.h"

static struct dns_record record = {.preference = 7, .data = {"a.example", 9}};
static const struct dns_reply found = {.records = &record, .count = 1, .secure = true, .ttl = 10};

Test(dns_cache, keeps_by_name_and_type_until_the_ttl_is_over)
{
    static const struct {
        const char *name;
        enum dns_type type;
        int64_t now_ms;
        bool there;
        unsigned ttl;
    } rows[] = {
        {"mx.example", DNS_MX, 1000, true, 10}, {"MX.example", DNS_MX, 1000, true, 10},
        {"mx.example", DNS_A, 1000, false, 0},  {"m.example", DNS_MX, 1000, false, 0},
        {"mx.example", DNS_MX, 5500, true, 6},  {"mx.example", DNS_MX, 11000, false, 0},
    };
    struct arena *in = arena_new();
    struct dns_cache *c = dns_cache_new(in);

    dns_cache_put(c, SLICE("mx.example"), DNS_MX, 1000, DNS_FOUND, &found);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dns_reply reply = {0};
        enum dns_answer answer = DNS_FAILED;

        cr_expect_eq(dns_cache_get(c, slice_from(rows[i].name), rows[i].type, rows[i].now_ms, in,
                                   &answer, &reply),
                     rows[i].there, "row %zu", i);
        cr_expect_eq(reply.ttl, rows[i].ttl, "row %zu: %u", i, reply.ttl);
        if (!rows[i].there)
            continue;
        cr_expect(answer == DNS_FOUND && reply.count == 1 && reply.secure);
        cr_expect_eq(reply.records[0].preference, 7);
        cr_expect(slice_is(reply.records[0].data, "a.example"));
    }
    dns_cache_close(c);
    arena_drop(in);
}

Test(dns_cache, absence_is_kept_and_failure_is_not)
{
    static const struct {
        enum dns_answer answer;
        unsigned ttl;
        bool kept;
    } rows[] = {
        {DNS_NO_NAME, 5, true},
        {DNS_NO_DATA, 5, true},
        {DNS_NO_NAME, 0, false},
        {DNS_FAILED, 5, false},
    };
    struct arena *in = arena_new();
    struct dns_cache *c = dns_cache_new(in);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice name = arena_printf(in, "%zu.example", i);
        struct dns_reply reply = {.ttl = rows[i].ttl};
        enum dns_answer answer;

        dns_cache_put(c, name, DNS_A, 0, rows[i].answer, &reply);
        cr_expect_eq(dns_cache_get(c, name, DNS_A, 1, in, &answer, &reply), rows[i].kept, "row %zu",
                     i);
    }
    dns_cache_close(c);
    arena_drop(in);
}

/* Whoever makes us ask for many names gets no more memory than two generations have. */
Test(dns_cache, memory_is_bounded_and_the_newest_stay)
{
    struct arena *in = arena_new(), *scratch = arena_new();
    struct dns_cache *c = dns_cache_new(in);
    size_t kept = 0;
    enum { NAMES = 50000, BOUND = 2 * 4096 };

    for (int i = 0; i < NAMES; i++) {
        arena_reset(scratch);
        dns_cache_put(c, arena_printf(scratch, "%d.example", i), DNS_MX, 0, DNS_FOUND, &found);
    }
    for (int i = 0; i < NAMES; i++) {
        struct dns_reply reply;
        enum dns_answer answer;
        bool there;

        arena_reset(scratch);
        there = dns_cache_get(c, arena_printf(scratch, "%d.example", i), DNS_MX, 1, scratch,
                              &answer, &reply);
        kept += there;
        cr_expect(there || i < NAMES - 1000, "%d is new", i);
    }
    cr_expect(kept > 1000 && kept <= BOUND, "%zu", kept);
    dns_cache_close(c);
    arena_drop(scratch);
    arena_drop(in);
}
