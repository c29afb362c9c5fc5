/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who gets mail: aliases, .forward files, the user database, owners.
 */
#include <criterion/criterion.h>

#include "conf/config.h"
#include "route/test_house.h"

static const struct {
    const char *add, *pending;
} expansions[] = {
    {"alice", "alice"},
    {"info", "bob alice"},
    {"chain", "bob alice"},
    {"me", "me alice"},
    {"dave", "dave alice"}, /* the loop came back to a user */
    {"team", "alice dave"}, /* the nearest user keeps it */
    {"fay", "fay gil"},     /* a .forward that leads back only */
    {"hal", "hal bob"},
    {"\\hal", "\\hal"},
    {"itself", "alice"}, /* a mailbox that is none */
    {"both", "bob"},     /* what leads nowhere, beside somebody */
    {"carol", "\\carol away@far.test"},
    {"prog", "\"|/bin/cat x\""},
    {"plus+x", "bob"},
    {"plus", "alice"},
    {"info@settled.test", "bob alice"},
    {"bob+x@settled.test", ""},
    {"\\info", ""},
};

Test(expand, aliases_and_forward_files_name_who_gets_mail)
{
    for (size_t i = 0; i < COUNT(expansions); i++) {
        struct house h;
        struct routed refused;

        house_open(&h);
        (void)house_add(&h, expansions[i].add, &refused);
        cr_expect_str_eq(house_pending(&h), expansions[i].pending, "%s: %s", expansions[i].add,
                         house_pending(&h));
        house_drop(&h);
    }
}

static const struct {
    const char *add;
    int status;
    const char *dsn;
} refusals[] = {
    {"nobody", EX_NOUSER, "5.1.1"},
    {"|cat", EX_USAGE, "5.7.1"},
    {"/etc/passwd", EX_USAGE, "5.7.1"},
    {":include:/etc/passwd", EX_USAGE, "5.7.1"},
};

Test(expand, what_may_not_be_named_is_refused)
{
    struct house h;

    house_open(&h);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct routed refused;

        cr_expect_eq(house_add(&h, refusals[i].add, &refused), -1, "%s", refusals[i].add);
        cr_expect_eq(refused.status, refusals[i].status, "%s", refusals[i].add);
        cr_expect(slice_is(refused.reply.dsn, refusals[i].dsn), "%s: %.*s", refusals[i].add,
                  SLICE_ARG(refused.reply.dsn));
    }
    cr_expect_str_eq(house_pending(&h), "");
    house_drop(&h);
}

Test(expand, a_loop_of_aliases_ends_with_5_4_6)
{
    struct house h;
    struct routed refused;

    house_open(&h);
    cr_expect_eq(house_add(&h, "one", &refused), -1);
    cr_expect_str_eq(house_pending(&h), "");
    cr_expect(slice_is(refused.dsn, "5.4.6"), "%.*s", SLICE_ARG(refused.dsn));
    house_drop(&h);
}

/* Lists that name the same list again and again, and in the end a loop: each is looked at once. */
Test(expand, a_loop_is_found_without_trying_every_way_to_it, .timeout = 60)
{
    struct house h;
    struct routed refused;

    house_open(&h);
    cr_expect_eq(house_add(&h, "w7", &refused), -1);
    cr_expect_str_eq(house_pending(&h), "");
    cr_expect(slice_is(refused.dsn, "5.4.6"), "%.*s", SLICE_ARG(refused.dsn));
    house_drop(&h);
}

Test(expand, a_mailbox_is_another_than_who_is_expanded)
{
    struct house h;
    struct routed refused;

    house_open(&h);
    (void)house_add(&h, "\\hal", &refused);
    (void)house_add(&h, "hal", &refused);
    (void)house_add(&h, "bob", &refused);
    cr_expect_str_eq(house_pending(&h), "\\hal hal bob", "%s", house_pending(&h));
    house_drop(&h);
}

Test(expand, reports_name_the_recipient_as_it_was_given)
{
    static const struct {
        const char *add, *final;
    } finals[] = {
        {"alice", "RFC822; alice@host.here.test"},
        {"Alice <alice@here.test>", "RFC822; alice@here.test"},
        {"x@far.test", "RFC822; x@far.test"},
    };
    struct house h;
    struct routed refused;

    house_open(&h);
    for (size_t i = 0; i < COUNT(finals); i++) {
        int at = house_add(&h, finals[i].add, &refused);

        cr_assert_geq(at, 0);
        cr_expect(slice_is(h.env.rcpts.p[at].final, finals[i].final), "%.*s",
                  SLICE_ARG(h.env.rcpts.p[at].final));
    }
    house_drop(&h);
}

Test(expand, the_user_database_is_asked_behind_the_aliases)
{
    struct routed refused;
    struct house h;
    struct config *cfg = house_open_with(&h, "UserDatabaseSpec=@udb.test");

    (void)house_add(&h, "alice", &refused);
    (void)house_add(&h, "bob@settled.test", &refused);
    cr_expect_str_eq(house_pending(&h), "bob@settled.test alice@udb.test", "%s", house_pending(&h));
    house_drop(&h);
    config_drop(cfg);
}

/* A local mailer that asks for no users takes a name for one, where a circle ends with it. */
Test(expand, circles_of_names_that_nobody_is_asked_for)
{
    static const struct {
        const char *add, *pending;
        int status;
    } rows[] = {
        {"one", "one", EX_OK},
        {"ring", "rang", EX_OK}, /* by rule set 5, which takes the detail off */
        {"rang", "rang", EX_OK},
        {"alone", "", EX_USAGE}, /* and no mail is lost where nobody is left */
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct routed refused;
        struct house h;

        house_open(&h);
        flag_remove(&h.cfg->mailers.p[h.cfg->known.local].flags, 'w');
        (void)house_add(&h, rows[i].add, &refused);
        cr_expect_eq(refused.status, rows[i].status, "%s: %d", rows[i].add, refused.status);
        cr_expect_str_eq(house_pending(&h), rows[i].pending, "%s: %s", rows[i].add,
                         house_pending(&h));
        for (size_t k = 0; k < h.env.rcpts.len; k++)
            cr_expect(rows[i].status != EX_OK || h.env.rcpts.p[k].state != RCPT_FAILED, "%s: %.*s",
                      rows[i].add, SLICE_ARG(h.env.rcpts.p[k].addr.text));
        house_drop(&h);
    }
}

static void hear(void *ctx, const struct expand_news *news)
{
    str_printf(ctx, "%d %.*s: %d %.*s %.*s\n", news->status, SLICE_ARG(news->to), news->reply.code,
               SLICE_ARG(news->reply.dsn), SLICE_ARG(news->reply.text));
}

Test(expand, who_cannot_be_resolved_yet_is_told_and_listed_by_that)
{
    struct routed to, refused;
    struct house h;
    struct str said;

    house_open(&h);
    said = str_new(h.in);
    h.expand.say = hear;
    h.expand.say_ctx = &said;
    cr_assert(route_parse(&h.route, SLICE("soon"), ROUTE_RECIPIENT, h.in, &to));
    cr_assert_geq(expand_add(&h.expand, &to.addr, &refused), 0);
    cr_expect_not_null(strstr(said.p, "75 a@later.test: 451 4.3.0 not now\n"), "%s", said.p);
    cr_expect_str_eq(house_pending(&h), "bob a@later.test far@away.test", "%s", house_pending(&h));
    for (size_t i = 0; i < h.env.rcpts.len; i++)
        if (slice_is(h.env.rcpts.p[i].addr.text, "a@later.test"))
            cr_expect(slice_is(h.env.rcpts.p[i].reply, "451 not now"));
    house_drop(&h);
}

/* What the last one to be added became, and for whom it would be delivered. */
static void expect_last(struct house *h, const char *add, bool primary, const char *control)
{
    struct routed refused;
    const struct recipient *r;

    cr_assert_geq(house_add(h, add, &refused), 0, "%s", add);
    r = &h->env.rcpts.p[h->env.rcpts.len - 1];
    cr_expect_eq((r->flags & RCPT_PRIMARY) != 0, primary, "%s", add);
    cr_expect(slice_is(r->control, control), "%s: %.*s", add, SLICE_ARG(r->control));
}

Test(expand, a_single_member_takes_the_place_of_a_list_without_owner)
{
    struct house h;

    house_open(&h);
    expect_last(&h, "other", true, "other:8:0:other");
    expect_last(&h, "single", false, "single:8:0:single");
    house_drop(&h);
}

Test(expand, what_a_user_database_says_is_nobodys)
{
    struct house h;
    struct config *cfg = house_open_with(&h, "UserDatabaseSpec=@udb.test");

    expect_last(&h, "alice", true, ":alice");
    cr_expect_eq(h.env.rcpts.p[h.env.rcpts.len - 1].flags & RCPT_ALIAS, 0);
    house_drop(&h);
    config_drop(cfg);
}

static const struct {
    const char *add, *more, *pending;
} lists_of_alice[] = {
    {"info", NULL, "bob"},    {"info", "alice", "bob alice"}, {"plus", NULL, "alice"},
    {"alice", NULL, "alice"}, {"alice", "bob", "alice bob"},
};

Test(expand, without_me_too_the_sender_leaves_his_lists)
{
    for (size_t i = 0; i < COUNT(lists_of_alice); i++) {
        struct routed refused;
        struct house h;
        struct config *cfg = house_open_with(&h, "MeToo=False");

        h.env.sender.text = SLICE("alice@here.test");
        (void)house_add(&h, lists_of_alice[i].add, &refused);
        if (lists_of_alice[i].more != NULL)
            (void)house_add(&h, lists_of_alice[i].more, &refused);
        expand_drop_sender(&h.expand);
        cr_expect_str_eq(house_pending(&h), lists_of_alice[i].pending, "row %zu: %s", i,
                         house_pending(&h));
        house_drop(&h);
        config_drop(cfg);
    }
}

Test(expand, without_me_too_an_owner_stays_on_his_list)
{
    struct routed refused;
    struct house h;
    struct envelope **envs;
    struct config *cfg = house_open_with(&h, "MeToo=False");

    h.env.sender.text = SLICE("me");
    (void)house_add(&h, "owned", &refused);
    expand_drop_sender(&h.expand);
    cr_assert_eq(expand_split(&h.route, &h.env, h.in, &envs), 1);
    cr_expect(slice_is(envs[0]->sender.text, "bob"), "%.*s", SLICE_ARG(envs[0]->sender.text));
    /* The delivery asks again, by when the owner is the sender. */
    h.expand.env = envs[0];
    expand_drop_sender(&h.expand);
    cr_expect_eq(expand_count(envs[0]), 2);
    house_drop(&h);
    config_drop(cfg);
}

Test(expand, duplicates_are_dropped)
{
    struct house h;
    struct routed refused;

    house_open(&h);
    (void)house_add(&h, "alice", &refused);
    (void)house_add(&h, "Alice@here.test", &refused);
    (void)house_add(&h, "info", &refused);
    cr_expect_str_eq(house_pending(&h), "alice bob");
    cr_expect_eq(expand_count(&h.env), 2);
    house_drop(&h);
}

Test(expand, a_list_with_an_owner_gets_an_envelope_of_its_own)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    house_open(&h);
    (void)house_add(&h, "bob", &refused);
    (void)house_add(&h, "list", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 2);
    cr_expect(slice_is(envs[0]->sender.text, "me"));
    cr_expect(slice_is(envs[1]->sender.text, "bob"));
    cr_expect_eq(envs[1]->rcpts.len, 2);
    cr_expect(slice_is(envs[1]->rcpts.p[0].control, "list:8:0:list") ||
              slice_is(envs[1]->rcpts.p[1].control, "list:8:0:list"));
    house_drop(&h);
}

Test(expand, who_failed_in_a_list_is_its_owners_error)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    house_open(&h);
    (void)house_add(&h, "lost", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 1);
    cr_expect(slice_is(envs[0]->sender.text, "bob"), "%.*s", SLICE_ARG(envs[0]->sender.text));
    house_drop(&h);

    house_open(&h);
    h.expand.flags = EXPAND_KEEP_FAILED;
    (void)house_add(&h, "lost", &refused);
    (void)house_add(&h, "nobody2", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 2);
    cr_expect(slice_is(envs[0]->sender.text, "me"));
    cr_expect(slice_is(envs[1]->sender.text, "bob"));
    cr_expect_eq(envs[1]->rcpts.len, 2);
    house_drop(&h);
}

Test(expand, a_list_with_nobody_on_it_is_its_owners_error)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    house_open(&h);
    h.expand.flags = EXPAND_KEEP_FAILED;
    (void)house_add(&h, "hollow", &refused);
    (void)house_add(&h, "one", &refused); /* another loop, nobody's */
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 2);
    cr_expect(slice_is(envs[0]->sender.text, "me"));
    cr_expect(slice_is(envs[1]->sender.text, "bob"));
    cr_expect_eq(envs[1]->rcpts.len, 1);
    cr_expect(slice_is(envs[1]->rcpts.p[0].addr.text, "hollow"));
    house_drop(&h);
}

/* A report about a report's recipient would go to the owner, and so on for ever. */
Test(expand, a_report_has_no_owner)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    house_open(&h);
    h.env.sender.text = SLICE("<>");
    (void)house_add(&h, "lost", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 1);
    cr_expect(slice_is(envs[0]->sender.text, "<>"));
    for (size_t i = 0; i < h.env.rcpts.len; i++)
        cr_expect_not(expand_is_for_owner(&h.env, &h.env.rcpts.p[i]));
    house_drop(&h);
}
