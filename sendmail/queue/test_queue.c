/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "sendmail/queue/list.h"
#include "sendmail/queue/load.h"
#include "sendmail/queue/schedule.h"
#include "sendmail/queue/select.h"

static void name(char id[QUEUE_ID_MAX], unsigned n)
{
    snprintf(id, QUEUE_ID_MAX, "6ALK%010u", n);
}

Test(schedule, gives_entries_by_time)
{
    struct schedule *s = schedule_new();
    struct schedule_item item;
    int64_t last = 0;
    char id[QUEUE_ID_MAX];
    unsigned n = 0;

    for (unsigned i = 0; i < 5000; i++) {
        name(id, i);
        cr_assert(schedule_add(s, id, i % 3, (int64_t)(i * 7919 % 5003)));
        cr_assert_not(schedule_add(s, id, 0, 0), "an id is there once");
    }
    cr_expect_eq(schedule_count(s), 5000);
    cr_expect_not(schedule_take(s, -1, &item));
    while (schedule_take(s, 6000, &item)) {
        cr_assert_geq(item.at, last);
        cr_assert_not(schedule_has(s, item.id));
        last = item.at;
        n++;
    }
    cr_expect_eq(n, 5000);
    cr_expect_eq(schedule_next(s), INT64_MAX);
    schedule_drop(s);
}

Test(schedule, hurries_one_or_a_directory_or_all)
{
    struct schedule *s = schedule_new();
    struct schedule_item item;
    char id[QUEUE_ID_MAX];

    for (unsigned i = 0; i < 100; i++) {
        name(id, i);
        schedule_add(s, id, i % 2, 1000 + i);
    }
    name(id, 77);
    schedule_hurry(s, id, 5);
    cr_assert(schedule_take(s, 5, &item));
    cr_expect_str_eq(item.id, id);
    cr_expect_not(schedule_take(s, 5, &item));
    schedule_hurry_all(s, 0, 5);
    for (int i = 0; i < 50; i++) {
        cr_assert(schedule_take(s, 5, &item));
        cr_expect_eq(item.dir, 0);
    }
    cr_expect_not(schedule_take(s, 5, &item));
    schedule_hurry_all(s, SIZE_MAX, 5);
    cr_expect(schedule_take(s, 5, &item));
    cr_expect_eq(schedule_count(s), 48);
    schedule_drop(s);
}

/* Every id stays findable while others come and go in the same table. */
Test(schedule, finds_entries_after_removals)
{
    struct schedule *s = schedule_new();
    struct schedule_item item;
    char id[QUEUE_ID_MAX];

    for (unsigned i = 0; i < 3000; i++) {
        name(id, i);
        schedule_add(s, id, 0, i);
    }
    for (unsigned i = 0; i < 1500; i++)
        cr_assert(schedule_take(s, 3000, &item));
    for (unsigned i = 0; i < 3000; i++) {
        name(id, i);
        cr_expect_eq(schedule_has(s, id), i >= 1500, "%s", id);
    }
    schedule_drop(s);
}

static const struct {
    const char *limits; /* separated by blanks */
    bool fits;
} selections[] = {
    {"", true},
    {"Rbob", true},
    {"RBOB", true},
    {"Rcarol", false},
    {"!Rcarol", true},
    {"!Rbob", false},
    {"Salice", true},
    {"Sbob", false},
    {"Ralice Rbob", true},
    {"Rbob Salice", true},
    {"Rbob Szz", false},
    {"I6ALK", true},
    {"I7ALK", false},
    {"Gbulk", false},
    {"Gmqueue", true},
    {"Qspam", true},
    {"Qham", false},
    {"Q", true},
};

Test(select, limits_of_one_kind_widen_and_of_several_narrow)
{
    for (size_t i = 0; i < COUNT(selections); i++) {
        struct arena *in = arena_new();
        struct envelope e = {.in = in, .id = "6ALKO9XF002324"};
        struct slice words = slice_from(selections[i].limits), word;
        struct queue_select select;
        struct err err = {0};

        e.sender.text = SLICE("alice@a.example");
        e.quarantine = SLICE("looks like spam");
        e.queue_group = SLICE("mqueue");
        envelope_add_rcpt(&e, SLICE("Bob <bob@b.example>"));
        envelope_add_rcpt(&e, SLICE("dave"));
        queue_select_init(&select);
        while (slice_word(&words, &word))
            cr_assert(queue_select_add(&select, word, in, &err), "%s", err.text);
        cr_expect_eq(queue_select_fits(&select, &e), selections[i].fits, "%s",
                     selections[i].limits);
        arena_drop(in);
    }
}

Test(select, what_is_no_selection_is_a_usage_error)
{
    static const char *const wrong[] = {"X", "", "!", "!Gx"};
    struct arena *in = arena_new();
    struct queue_select select;

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct err err = {0};

        queue_select_init(&select);
        cr_expect_not(queue_select_add(&select, slice_from(wrong[i]), in, &err), "%s", wrong[i]);
        cr_expect_eq(err.status, EX_USAGE);
    }
    arena_drop(in);
}

static const struct {
    int64_t min, max;
    int attempts;
    int64_t delay;
} delays[] = {
    {0, 0, 5, 0},         {1800, 0, 1, 1800},   {1800, 0, 9, 1800},   {600, 3600, 1, 600},
    {600, 3600, 2, 1200}, {600, 3600, 3, 2400}, {600, 3600, 4, 3600}, {600, 3600, 40, 3600},
};

Test(load, the_wait_doubles_up_to_the_limit)
{
    for (size_t i = 0; i < COUNT(delays); i++) {
        struct options o = {.min_queue_age = delays[i].min, .max_queue_age = delays[i].max};

        cr_expect_eq(queue_delay(&o, delays[i].attempts), delays[i].delay, "row %zu", i);
    }
}

Test(load, a_clock_set_back_holds_no_mail)
{
    struct options o = {.min_queue_age = 1800};

    cr_expect(queue_is_young(&o, 1, 1000, 1500));
    cr_expect_not(queue_is_young(&o, 1, 1000, 3000));
    cr_expect_not(queue_is_young(&o, 1, 5000, 1500), "tried in the future");
    cr_expect_not(queue_is_young(&o, 0, 0, 1500), "never tried");
}

Test(load, a_busy_machine_keeps_unimportant_mail_waiting)
{
    struct options o = {.queue_la = 8, .queue_factor = 600000};

    cr_expect_not(queue_should_wait(&o, 1000000, 7));
    cr_expect(queue_should_wait(&o, 1000000, 8));
    cr_expect_not(queue_should_wait(&o, 30000, 8));
    cr_expect(queue_should_wait(&o, 100000, 14));
}

static struct queue_item item(const char *id, int64_t priority, int64_t created, const char *host)
{
    struct queue_item i = {.priority = priority,
                           .created_at = created,
                           .modified_at = -created,
                           .host = slice_from(host)};

    snprintf(i.id, sizeof i.id, "%s", id);
    return i;
}

static const struct {
    char order;
    const char *ids;
} orders[] = {{'p', "cbda"}, {'h', "bdca"}, {'f', "abcd"}, {'t', "dcba"}, {'m', "abcd"}};

Test(list, is_sorted_as_asked)
{
    for (size_t i = 0; i < COUNT(orders); i++) {
        struct arena *in = arena_new();
        struct queue_list list = {.in = in};
        char got[5] = "";

        *VEC_ADD(&list.items, in) = item("a", 9, 40, "org.x");
        *VEC_ADD(&list.items, in) = item("b", 2, 30, "com.a");
        *VEC_ADD(&list.items, in) = item("c", 1, 20, "net.x");
        *VEC_ADD(&list.items, in) = item("d", 5, 10, "com.b");
        queue_list_sort(&list, orders[i].order);
        for (size_t k = 0; k < 4; k++)
            got[k] = list.items.p[k].id[0];
        cr_expect_str_eq(got, orders[i].ids, "%c", orders[i].order);
        arena_drop(in);
    }
}
