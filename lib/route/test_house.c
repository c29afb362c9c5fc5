/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/test_house.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "conf/config.h"
#include "os/file.h"

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
    "owned;alice, bob\n"
    "owner-owned;bob\n"
    "lost;nobody, alice\n"
    "owner-lost;bob\n"
    "hollow;hole\n"
    "hole;hollow\n"
    "owner-hollow;bob\n"
    "single;far@away.test\n"
    "owner-single;bob\n"
    "other;far2@away.test\n"
    "ring;rang\n"
    "rang;ring+x\n"
    "alone;alone+x\n"
    "soon;far@away.test, bob, a@later.test\n"
    "plus+*;bob\n"
    "plus;alice\n"
    "dave;team\n"
    "team;erin\n"
    "erin;dave, alice\n"
    "itself;itself, alice\n"
    "both;three, bob\n"
    "three;two\n" WIDE("w0", "one") WIDE("w1", "w0") WIDE("w2", "w1") WIDE("w3", "w2")
        WIDE("w4", "w3") WIDE("w5", "w4") WIDE("w6", "w5") WIDE("w7", "w6");

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

void house_open(struct house *h)
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

void house_drop(struct house *h)
{
    unlink(arena_cstr(h->in, arena_printf(h->in, "%s/test.cf", h->dir)));
    unlink(arena_cstr(h->in, arena_printf(h->in, "%s/aliases", h->dir)));
    rmdir(h->dir);
    config_drop(h->cfg);
    arena_drop(h->scratch);
    arena_drop(h->in);
}

int house_add(struct house *h, const char *text, struct routed *refused)
{
    struct routed to;

    cr_assert(route_parse(&h->route, slice_from(text), ROUTE_RECIPIENT, h->in, &to), "%s", text);
    int i = expand_add(&h->expand, &to.addr, refused);

    for (size_t k = 0; k < h->env.rcpts.len; k++)
        cr_expect_neq(h->env.rcpts.p[k].status, EX_TEMPFAIL, "%.*s",
                      SLICE_ARG(h->env.rcpts.p[k].message));
    return i;
}

const char *house_pending(struct house *h)
{
    struct str out = str_new(h->in);

    expand_sort(&h->env);
    for (size_t i = 0; i < h->env.rcpts.len; i++)
        if (h->env.rcpts.p[i].state == RCPT_PENDING)
            str_printf(&out, "%s%.*s", out.len > 0 ? " " : "",
                       SLICE_ARG(h->env.rcpts.p[i].addr.text));
    return out.p;
}

struct config *house_open_with(struct house *h, const char *option)
{
    struct config_override set = {.kind = OVERRIDE_OPTION, .text = slice_from(option)};
    struct config_request request = {
        .no_probe = true, .host = "host.here.test", .overrides = &set, .override_count = 1};
    struct config *cfg;

    house_open(h);
    request.path = arena_cstr(h->in, arena_printf(h->in, "%s/test.cf", h->dir));
    cfg = config_read(&request, NULL);
    cr_assert_not_null(cfg);
    route_init(&h->route, cfg, NULL, h->in, h->scratch);
    return cfg;
}
