/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resolving, checking and expanding over a small configuration of the test's own.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "conf/config.h"
#include "os/file.h"
#include "route/expand.h"
#include "rule/macro.h"

static const char rules[] = "V10/Berkeley\n"
                            "Cwlocalhost here.test\n"
                            "Djhost.here.test\n"
                            "O AliasFile=text:-k0 -v1 -z; %s/aliases\n"
                            "O QueueDirectory=%s\n"
                            "O OperatorChars=.:%%@!^/[]+\n"
                            "O ForwardPath=$z/.forward\n"
                            "O DefaultUser=8:8\n"
                            "O DontBlameSendmail=MapInUnsafeDirPath\n"
                            "Kaway text /nonexistent/away\n"
                            "S2\n"
                            "Ronce\t$: twice\n"
                            "S3\n"
                            "R$* < $* > $*\t$: $2\n"
                            "R$+ @ $+\t$: $1 < @ $2 >\n"
                            "R$+ < @ $=w >\t$: $1 < @ $2 . >\n"
                            "S4\n"
                            "R$+ < @ $+ . >\t$1 < @ $2 >\n"
                            "R$+ < @ $+ >\t$: $1 @ $2\n"
                            "S0\n"
                            "R$+ < @ $=w . >\t$: $1\n"
                            "R$+ < @ no.test >\t$#error $@ 5.1.2 $: \"550 Host unknown\"\n"
                            "R$+ < @ later.test >\t$#error $@ 4.3.0 $: \"451 not now\"\n"
                            "R$+ < @ lookup.test >\t$#local $: $(away $1 $)\n"
                            "R$+ < @ keyword.test >\t$#error $@ nouser $: \"550 nobody there\"\n"
                            "R$+ < @ nohost.test >\t$#smtp $@ $: $1\n"
                            "R$+ < @ late.test >\t$#smtp x $@ h $: $1\n"
                            "R$+ < @ nouser.test >\t$# $: $1\n"
                            "R$+ < @ operator.test >\t$#local $: $1 $: y\n"
                            "R$+ < @ long.test >\t$#local $: $1 $1 $1 $1\n"
                            "R$+ < @ blanks.test >\t$#error $: \"550 5.1.1  no \"\n"
                            "R$+ < @ nodsn.test >\t$#error $: \"550  5.1.1 no\"\n"
                            "R$+ < @ dsn.test >\t$#error $: \"550 5.1.1\"\n"
                            "R$+ < @ plain.test >\t$#error $: \" no\"\n"
                            "R$+ < @ settled.test >\t$#local $: @ $1\n"
                            "R$+ < @ $+ >\t$#smtp $@ $2 $: $1 < @ $2 >\n"
                            "R$+\t$#local $: $1\n"
                            "S5\n"
                            "R$+ + $*\t$#local $@ + $2 $: $1\n"
                            "S11\n"
                            "R$+ < @ $+ >\t$@ $1 < @ $2 >\n"
                            "R$+\t$@ $1 < @ $j >\n"
                            "S12\n"
                            "R$*\t$@ $&{nest}\n"
                            "Scheck_rcpt\n"
                            "Rbad\t$#error $@ 5.7.1 $: \"550 not you\"\n"
                            "Rlater\t$#error $@ 4.7.1 $: \"451 not yet\"\n"
                            "Rdrop\t$#discard $: dropped\n"
                            "Rheld\t$#error $@ quarantine $: by hand\n"
                            "Rpair $| $+\t$#error $: \"553 5.1.8 seen \" $1\n"
                            "Mlocal, P=/bin/true, F=lsDFMAw5:/|@qPSn9, S=11, R=0/11, A=true $u\n"
                            "Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c $u\n"
                            "Msmtp, P=[IPC], F=mDFMuXa, S=11, R=11, A=TCP $h\n"
                            "Mnest, P=[IPC], F=mDFMuXa, S=12, R=12, A=TCP $h\n"
                            "Dmin.test\n"
                            "D{nest}x\n";

#define TEN(x) x x x x x x x x x x
#define WIDE(list, member) list ";" TEN(member ",") TEN(member ",") member "\n"

static const char aliases[] =
    "info;alice, bob\n"
    "me;me, alice\n"
    "one;two\n"
    "two;one\n"
    "chain;info\n"
    "prog;\"|/bin/cat x\"\n"
    "list;alice, far@away.test\n"
    "owner-list;bob\n"
    "lost;nobody, alice\n"
    "owner-lost;bob\n"
    "plus+*;bob\n"
    "plus;alice\n"
    "dave;team\n"
    "team;erin\n"
    "erin;dave, alice\n"
    "itself;itself, alice\n"
    "both;three, bob\n"
    "three;two\n" WIDE("w0", "one") WIDE("w1", "w0") WIDE("w2", "w1") WIDE("w3", "w2")
        WIDE("w4", "w3") WIDE("w5", "w4") WIDE("w6", "w5") WIDE("w7", "w6");

struct house {
    char dir[64];
    struct arena *in, *scratch;
    struct config *cfg;
    struct route route;
    struct envelope env;
    struct expand expand;
};

/* Those exist; some have a .forward. */
static enum expand_answer find_user(void *ctx, struct slice name, struct arena *in,
                                    struct expand_user *user, struct err *err)
{
    static const char *const names[] = {"alice", "bob", "carol", "me", "dave",
                                        "erin",  "fay", "gil",   "hal"};

    (void)ctx;
    (void)err;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!slice_is(name, names[i]))
            continue;
        *user = (struct expand_user){.name = name,
                                     .home = arena_printf(in, "/home/%s", names[i]),
                                     .uid = (uid_t)(100 + i),
                                     .gid = (gid_t)(100 + i)};
        return EXPAND_FOUND;
    }
    return EXPAND_ABSENT;
}

static bool shell_is_listed(void *ctx, struct slice shell)
{
    (void)ctx;
    (void)shell;
    return true;
}

static const struct {
    const char *path, *text;
} forwards[] = {
    {"/home/carol/.forward", "# mine\n\\carol, away@far.test\n"},
    {"/home/fay/.forward", "gil\n"},
    {"/home/gil/.forward", "fay\n"},
    {"/home/hal/.forward", "hal, bob\n"},
};

static enum expand_answer read_list(void *ctx, const struct expand_file *file, struct arena *in,
                                    struct expand_text *text, struct err *err)
{
    (void)ctx;
    (void)in;
    for (size_t i = 0; i < COUNT(forwards); i++) {
        if (strcmp(file->path, forwards[i].path) != 0)
            continue;
        *text = (struct expand_text){.text = slice_from(forwards[i].text), .owner = 102};
        return EXPAND_FOUND;
    }
    err_set(err, EX_NOINPUT, "No such file");
    return EXPAND_ABSENT;
}

static const struct expand_world world = {
    .find_user = find_user, .shell_is_listed = shell_is_listed, .read_list = read_list};

static void set_up(struct house *h)
{
    struct config_request request = {.no_probe = true, .host = "host.here.test"};
    struct err err = {0};

    *h = (struct house){.dir = "/tmp/route-test-XXXXXX", .in = arena_new(), .scratch = arena_new()};
    cr_assert(mkdtemp(h->dir) != NULL);
    char *cf = arena_cstr(h->in, arena_printf(h->in, "%s/test.cf", h->dir));
    char *map = arena_cstr(h->in, arena_printf(h->in, "%s/aliases", h->dir));

    cr_assert(file_replace(cf, arena_printf(h->in, rules, h->dir, h->dir), 0644, &err));
    cr_assert(file_replace(map, slice_from(aliases), 0644, &err));
    request.path = cf;
    h->cfg = config_read(&request, &err);
    cr_assert(h->cfg != NULL, "%s", err.text);
    route_init(&h->route, h->cfg, NULL, h->in, h->scratch);
    h->env = (struct envelope){.in = h->in, .sender = {.text = SLICE("me"), .mailer = -1}};
    h->expand = (struct expand){.route = &h->route, .world = &world, .env = &h->env};
}

static void tear_down(struct house *h)
{
    unlink(arena_cstr(h->in, arena_printf(h->in, "%s/test.cf", h->dir)));
    unlink(arena_cstr(h->in, arena_printf(h->in, "%s/aliases", h->dir)));
    rmdir(h->dir);
    config_drop(h->cfg);
    arena_drop(h->scratch);
    arena_drop(h->in);
}

static int add(struct house *h, const char *text, struct routed *refused)
{
    struct routed to;

    cr_assert(route_parse(&h->route, slice_from(text), ROUTE_RECIPIENT, h->in, &to), "%s", text);
    int i = expand_add(&h->expand, &to.addr, refused);

    for (size_t k = 0; k < h->env.rcpts.len; k++)
        cr_expect_neq(h->env.rcpts.p[k].status, EX_TEMPFAIL, "%.*s",
                      SLICE_ARG(h->env.rcpts.p[k].message));
    return i;
}

/* "alice bob": who is to get mail, in order of delivery. */
static const char *pending(struct house *h)
{
    struct str out = str_new(h->in);

    expand_sort(&h->env);
    for (size_t i = 0; i < h->env.rcpts.len; i++)
        if (h->env.rcpts.p[i].state == RCPT_PENDING)
            str_printf(&out, "%s%.*s", out.len > 0 ? " " : "",
                       SLICE_ARG(h->env.rcpts.p[i].addr.text));
    return out.p;
}

static const struct {
    const char *text, *mailer, *host, *user;
    int status;
    const char *dsn;
} addresses[] = {
    {"alice", "local", "", "alice", EX_OK, ""},
    {"Alice@HERE.test", "local", "", "alice", EX_OK, ""},
    {"\"A\" <bob@Far.Test> (x)", "smtp", "far.test", "bob@Far.Test", EX_OK, ""},
    {"|cat", "prog", "", "|cat", EX_OK, ""},
    {"/tmp/x", "*file*", "", "/tmp/x", EX_OK, ""},
    {":include:/tmp/x", "*include*", "", "/tmp/x", EX_OK, ""},
    {"Bob@settled.test", "local", "", "bob", EX_OK, ""},
    {"/tmp/x@settled.test", "*file*", "", "/tmp/x", EX_OK, ""},
    {"a@no.test", NULL, "", "", EX_NOHOST, "5.1.2"},
    {"a@later.test", NULL, "", "", EX_TEMPFAIL, "4.3.0"},
    {"a@keyword.test", NULL, "", "", EX_NOUSER, "5.0.0"},
    {"a@lookup.test", NULL, "", "", EX_TEMPFAIL, "4.4.3"},
};

Test(route, addresses_resolve_to_mailer_host_and_user)
{
    struct house h;

    set_up(&h);
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct routed to;
        bool ok = route_parse(&h.route, slice_from(addresses[i].text), ROUTE_RECIPIENT, h.in, &to);

        cr_expect_eq(ok, addresses[i].mailer != NULL, "%s", addresses[i].text);
        cr_expect_eq(to.status, addresses[i].status, "%s: %d", addresses[i].text, to.status);
        if (!ok) {
            cr_expect(slice_is(to.reply.dsn, addresses[i].dsn), "%s: %.*s", addresses[i].text,
                      SLICE_ARG(to.reply.dsn));
            continue;
        }
        cr_expect(slice_is(h.cfg->mailers.p[to.addr.mailer].name, addresses[i].mailer), "%s",
                  addresses[i].text);
        cr_expect(slice_is(to.addr.host, addresses[i].host), "%s", addresses[i].text);
        cr_expect(slice_is(to.addr.user, addresses[i].user), "%s: %.*s", addresses[i].text,
                  SLICE_ARG(to.addr.user));
    }
    tear_down(&h);
}

/* 255 bytes are cut without a word, unless a blank is next. */
Test(route, a_user_that_is_too_long_is_told)
{
    struct house h;
    struct routed to;
    struct str text;

    set_up(&h);
    for (int len = 63; len <= 64; len++) {
        text = str_new(h.in);
        for (int i = 0; i < len; i++)
            str_add_char(&text, 'a');
        str_add_text(&text, "@long.test");
        cr_expect(route_parse(&h.route, str_slice(&text), ROUTE_RECIPIENT, h.in, &to));
        cr_expect_eq(to.addr.user.len, 255, "%zu", to.addr.user.len);
        cr_expect(!to.too_long, "%d", len);
    }
    text = str_new(h.in);
    for (int i = 0; i < 127; i++)
        str_add_char(&text, 'a');
    str_add_text(&text, "@long.test");
    cr_expect(route_parse(&h.route, str_slice(&text), ROUTE_RECIPIENT, h.in, &to));
    cr_expect_eq(to.addr.user.len, 255, "%zu", to.addr.user.len);
    cr_expect(to.too_long);
    tear_down(&h);
}

/* Before level 10 rule set 2 is for envelope recipients. */
Test(route, old_configurations_leave_all_others_to_rule_set_4)
{
    static const struct {
        int level;
        enum route_use use;
        const char *user;
    } rows[] = {
        {10, ROUTE_SENDER, "twice"},
        {9, ROUTE_SENDER, "once"},
        {9, ROUTE_RECIPIENT, "twice"},
        {9, ROUTE_HEADER, "once"},
    };
    struct house h;

    set_up(&h);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct routed to;

        h.cfg->level = rows[i].level;
        cr_assert(route_parse(&h.route, SLICE("once"), rows[i].use, h.in, &to));
        cr_expect(slice_is(to.addr.user, rows[i].user), "row %zu: %.*s", i,
                  SLICE_ARG(to.addr.user));
    }
    tear_down(&h);
}

/* What a rule set may say, and how it is understood. */
static const struct {
    const char *text;
    int code;
    const char *dsn, *words;
} answered[] = {
    {"a@nohost.test", 554, "5.3.5", "buildaddr: no host"},
    {"a@late.test", 554, "5.3.5", "buildaddr: no host"},
    {"a@nouser.test", 554, "5.3.5", "buildaddr: no user"},
    {"a@blanks.test", 550, "5.1.1", " no "},
    {"a@nodsn.test", 550, "5.0.0", " 5.1.1 no"},
    {"a@dsn.test", 550, "5.0.0", "5.1.1"},
    {"a@plain.test", 553, "5.3.0", " no"},
};

Test(route, refusals_keep_their_words)
{
    struct house h;

    set_up(&h);
    for (size_t i = 0; i < COUNT(answered); i++) {
        struct routed to;

        cr_expect(!route_parse(&h.route, slice_from(answered[i].text), ROUTE_RECIPIENT, h.in, &to),
                  "%s", answered[i].text);
        cr_expect_eq(to.reply.code, answered[i].code, "%s: %d", answered[i].text, to.reply.code);
        cr_expect(slice_is(to.reply.dsn, answered[i].dsn), "%s: %.*s", answered[i].text,
                  SLICE_ARG(to.reply.dsn));
        cr_expect(slice_is(to.reply.text, answered[i].words), "%s: %.*s", answered[i].text,
                  SLICE_ARG(to.reply.text));
    }
    tear_down(&h);
}

/* What a resolved user may hold: no line end, also in quotes and behind a backslash. */
static const struct {
    const char *text, *user;
    bool bad;
} printable[] = {
    {"a\001b", "a?b", true},
    {"\"a\001b\"", "\"a\001b\"", false},
    {"a\\\001b", "a\\\001b", false},
    {"\"a\rb\"", "\"a?b\"", true},
    {"\"a\nb\"", "\"a?b\"", true},
    {"a\\\rb", "a\\?b", true},
    {"a\\\nb", "a\\?b", true},
    {"\"a\\\r\\\nb\"", "\"a\\?\\?b\"", true},
    {"a\177b", "a?b", true},
    {"a b", "a b", false},
    {"a\230b", "a?b", true},
    {"\"a\230b\"", "\"a?b\"", true},
    {"a\303\244b", "a\303\244b", false},
    {"a@operator.test", "a?y", true},
};

Test(route, no_line_end_stays_in_a_resolved_user)
{
    struct house h;

    set_up(&h);
    for (size_t i = 0; i < COUNT(printable); i++) {
        struct routed to;

        cr_assert(route_parse(&h.route, slice_from(printable[i].text), ROUTE_RECIPIENT, h.in, &to),
                  "row %zu", i);
        cr_expect(slice_is(to.addr.user, printable[i].user), "row %zu: %.*s", i,
                  SLICE_ARG(to.addr.user));
        cr_expect_eq(to.unprintable, printable[i].bad, "row %zu", i);
    }
    tear_down(&h);
}

Test(route, a_lookup_that_failed_is_named_without_a_peers_bytes)
{
    struct house h;
    struct routed to;

    set_up(&h);
    cr_expect(!route_parse(&h.route, SLICE("a\033\351b@lookup.test"), ROUTE_RECIPIENT, h.in, &to));
    cr_expect(slice_is(to.reply.text, "away map: lookup (a??b): deferred"), "%.*s",
              SLICE_ARG(to.reply.text));
    cr_expect(!route_parse(&h.route, SLICE("b@no.test"), ROUTE_RECIPIENT, h.in, &to));
    cr_expect_eq(to.status, EX_NOHOST, "what failed for one address is nothing to the next");
    tear_down(&h);
}

static const struct {
    const char *text, *result;
    unsigned flags;
} rewrites[] = {
    {"alice", "alice@host.here.test", REWRITE_SENDER | REWRITE_HEADER},
    {"alice (x)", "alice@host.here.test (x)", REWRITE_SENDER | REWRITE_HEADER},
    {"\"A B\" <alice@far.test>", "\"A B\" <alice@far.test>", REWRITE_HEADER},
    {"A <alice>", "alice@host.here.test", REWRITE_SENDER | REWRITE_CANON},
};

Test(route, rewriting_keeps_what_stands_around)
{
    struct house h;

    set_up(&h);
    const struct mailer *m = config_mailer(h.cfg, SLICE("smtp"));
    for (size_t i = 0; i < COUNT(rewrites); i++) {
        int status;
        struct slice got = route_rewrite(&h.route, slice_from(rewrites[i].text), m,
                                         rewrites[i].flags, slice_of(NULL, 0), h.in, &status);

        cr_expect_eq(status, EX_OK);
        cr_expect(slice_is(got, rewrites[i].result), "%s -> %.*s", rewrites[i].text,
                  SLICE_ARG(got));
    }
    tear_down(&h);
}

/* The second byte of "\303\201" is the mark of a macro, too. */
Test(route, bytes_of_a_peer_are_no_macros)
{
    struct house h;
    struct slice got;
    int status;

    set_up(&h);
    macros_set(h.route.macros, macro_names_intern(macros_names(h.route.macros), SLICE("nest")),
               SLICE("\303\201m"));
    got = route_rewrite(&h.route, SLICE("a"), config_mailer(h.cfg, SLICE("nest")), 0,
                        slice_of(NULL, 0), h.in, &status);
    cr_expect(slice_is(got, "\303\201m"), "%.*s", SLICE_ARG(got));
    tear_down(&h);
}

static const struct {
    const char *first, *second;
    enum verdict verdict;
    int code;
    const char *dsn, *text;
} checks[] = {
    {"good", NULL, VERDICT_ACCEPT, 0, "", ""},
    {"bad", NULL, VERDICT_REJECT, 550, "5.7.1", "not you"},
    {"later", NULL, VERDICT_LATER, 451, "4.7.1", "not yet"},
    {"drop", NULL, VERDICT_DISCARD, 0, "", ""},
    {"held", NULL, VERDICT_QUARANTINE, 0, "", ""},
    {"pair", "this", VERDICT_REJECT, 553, "5.1.8", "seen this"},
};

Test(route, checks_refuse_only_by_error_and_discard)
{
    struct house h;

    set_up(&h);
    for (size_t i = 0; i < COUNT(checks); i++) {
        struct check c;

        route_check(&h.route, SLICE("check_rcpt"), slice_from(checks[i].first),
                    slice_from(checks[i].second), checks[i].second ? 0 : CHECK_ALONE, 98, h.in, &c);
        cr_expect_eq(c.verdict, checks[i].verdict, "%s", checks[i].first);
        if (checks[i].code == 0)
            continue;
        cr_expect_eq(c.reply.code, checks[i].code, "%s: %d", checks[i].first, c.reply.code);
        cr_expect(slice_is(c.reply.dsn, checks[i].dsn), "%s", checks[i].first);
        cr_expect(slice_is(c.reply.text, checks[i].text), "%s: %.*s", checks[i].first,
                  SLICE_ARG(c.reply.text));
    }
    tear_down(&h);
}

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

        set_up(&h);
        (void)add(&h, expansions[i].add, &refused);
        cr_expect_str_eq(pending(&h), expansions[i].pending, "%s: %s", expansions[i].add,
                         pending(&h));
        tear_down(&h);
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

    set_up(&h);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct routed refused;

        cr_expect_eq(add(&h, refusals[i].add, &refused), -1, "%s", refusals[i].add);
        cr_expect_eq(refused.status, refusals[i].status, "%s", refusals[i].add);
        cr_expect(slice_is(refused.reply.dsn, refusals[i].dsn), "%s: %.*s", refusals[i].add,
                  SLICE_ARG(refused.reply.dsn));
    }
    cr_expect_str_eq(pending(&h), "");
    tear_down(&h);
}

Test(expand, a_loop_of_aliases_ends_with_5_4_6)
{
    struct house h;
    struct routed refused;

    set_up(&h);
    cr_expect_eq(add(&h, "one", &refused), -1);
    cr_expect_str_eq(pending(&h), "");
    cr_expect(slice_is(refused.dsn, "5.4.6"), "%.*s", SLICE_ARG(refused.dsn));
    tear_down(&h);
}

/* Lists that name the same list again and again, and in the end a loop: each is looked at once. */
Test(expand, a_loop_is_found_without_trying_every_way_to_it, .timeout = 60)
{
    struct house h;
    struct routed refused;

    set_up(&h);
    cr_expect_eq(add(&h, "w7", &refused), -1);
    cr_expect_str_eq(pending(&h), "");
    cr_expect(slice_is(refused.dsn, "5.4.6"), "%.*s", SLICE_ARG(refused.dsn));
    tear_down(&h);
}

Test(expand, a_mailbox_is_another_than_who_is_expanded)
{
    struct house h;
    struct routed refused;

    set_up(&h);
    (void)add(&h, "\\hal", &refused);
    (void)add(&h, "hal", &refused);
    (void)add(&h, "bob", &refused);
    cr_expect_str_eq(pending(&h), "\\hal hal bob", "%s", pending(&h));
    tear_down(&h);
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

    set_up(&h);
    for (size_t i = 0; i < COUNT(finals); i++) {
        int at = add(&h, finals[i].add, &refused);

        cr_assert_geq(at, 0);
        cr_expect(slice_is(h.env.rcpts.p[at].final, finals[i].final), "%.*s",
                  SLICE_ARG(h.env.rcpts.p[at].final));
    }
    tear_down(&h);
}

/* The house with one option of its own. */
static struct config *set_up_with(struct house *h, const char *option)
{
    struct config_override set = {.kind = OVERRIDE_OPTION, .text = slice_from(option)};
    struct config_request request = {
        .no_probe = true, .host = "host.here.test", .overrides = &set, .override_count = 1};
    struct config *cfg;

    set_up(h);
    request.path = arena_cstr(h->in, arena_printf(h->in, "%s/test.cf", h->dir));
    cfg = config_read(&request, NULL);
    cr_assert_not_null(cfg);
    route_init(&h->route, cfg, NULL, h->in, h->scratch);
    return cfg;
}

Test(expand, the_user_database_is_asked_behind_the_aliases)
{
    struct routed refused;
    struct house h;
    struct config *cfg = set_up_with(&h, "UserDatabaseSpec=@udb.test");

    (void)add(&h, "alice", &refused);
    (void)add(&h, "bob@settled.test", &refused);
    cr_expect_str_eq(pending(&h), "bob@settled.test alice@udb.test", "%s", pending(&h));
    tear_down(&h);
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
        struct config *cfg = set_up_with(&h, "MeToo=False");

        h.env.sender.text = SLICE("alice@here.test");
        (void)add(&h, lists_of_alice[i].add, &refused);
        if (lists_of_alice[i].more != NULL)
            (void)add(&h, lists_of_alice[i].more, &refused);
        expand_drop_sender(&h.expand);
        cr_expect_str_eq(pending(&h), lists_of_alice[i].pending, "row %zu: %s", i, pending(&h));
        tear_down(&h);
        config_drop(cfg);
    }
}

Test(expand, duplicates_are_dropped)
{
    struct house h;
    struct routed refused;

    set_up(&h);
    (void)add(&h, "alice", &refused);
    (void)add(&h, "Alice@here.test", &refused);
    (void)add(&h, "info", &refused);
    cr_expect_str_eq(pending(&h), "alice bob");
    cr_expect_eq(expand_count(&h.env), 2);
    tear_down(&h);
}

Test(expand, a_list_with_an_owner_gets_an_envelope_of_its_own)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    set_up(&h);
    (void)add(&h, "bob", &refused);
    (void)add(&h, "list", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 2);
    cr_expect(slice_is(envs[0]->sender.text, "me"));
    cr_expect(slice_is(envs[1]->sender.text, "bob"));
    cr_expect_eq(envs[1]->rcpts.len, 2);
    cr_expect(slice_is(envs[1]->rcpts.p[0].control, "list:8:0:list") ||
              slice_is(envs[1]->rcpts.p[1].control, "list:8:0:list"));
    tear_down(&h);
}

Test(expand, who_failed_in_a_list_is_its_owners_error)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    set_up(&h);
    (void)add(&h, "lost", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 1);
    cr_expect(slice_is(envs[0]->sender.text, "bob"), "%.*s", SLICE_ARG(envs[0]->sender.text));
    tear_down(&h);

    set_up(&h);
    h.expand.flags = EXPAND_KEEP_FAILED;
    (void)add(&h, "lost", &refused);
    (void)add(&h, "nobody2", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 2);
    cr_expect(slice_is(envs[0]->sender.text, "me"));
    cr_expect(slice_is(envs[1]->sender.text, "bob"));
    cr_expect_eq(envs[1]->rcpts.len, 2);
    tear_down(&h);
}

/* A report about a report's recipient would go to the owner, and so on for ever. */
Test(expand, a_report_has_no_owner)
{
    struct house h;
    struct routed refused;
    struct envelope **envs;

    set_up(&h);
    h.env.sender.text = SLICE("<>");
    (void)add(&h, "lost", &refused);
    cr_expect_eq(expand_split(&h.route, &h.env, h.in, &envs), 1);
    cr_expect(slice_is(envs[0]->sender.text, "<>"));
    for (size_t i = 0; i < h.env.rcpts.len; i++)
        cr_expect_not(expand_is_for_owner(&h.env, &h.env.rcpts.p[i]));
    tear_down(&h);
}
