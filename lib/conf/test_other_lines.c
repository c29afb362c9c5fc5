/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines that continue, and M, H, Q, X, P and E lines.
 */
#include <criterion/criterion.h>

#include "conf/test_read.h"
#include "rule/class.h"
#include "rule/macro.h"
#include "rule/rule.h"

TestSuite(other_lines, .init = test_read_begin, .fini = test_read_end);

Test(other_lines, lines_continue_and_comments_end)
{
    struct config *c = test_read_text("# comment\n\tgoes on\n"
                                      "HReceived: by $j\n\twith $r\n"
                                      "DXvalue # not this\n"
                                      "DYa\\#b\r\n"
                                      "DZ\"two  words\"\n"
                                      "DAa#b\nDBa$#b\nDCa \\#b #c\nDDa #b\n\tc #d\n");

    cr_expect_eq(c->headers.len, 1);
    struct str out = str_new(test.in);
    macro_decode(c->headers.p[0].value, &out);
    cr_expect_str_eq(out.p, " by $j\n\twith $r");
    cr_expect(slice_is(macros_get(c->macros, 'X'), "value"));
    cr_expect(slice_is(macros_get(c->macros, 'Y'), "a#b"));
    cr_expect(slice_is(macros_get(c->macros, 'Z'), "two  words"));
    cr_expect(slice_is(macros_get(c->macros, 'A'), "a"));
    cr_expect(slice_is(macros_get(c->macros, 'B'), "a\x96"
                                                   "b"));
    cr_expect(slice_is(macros_get(c->macros, 'C'), "a #b"));
    cr_expect(slice_is(macros_get(c->macros, 'D'), "a\n\tc"));
    config_drop(c);
}

Test(other_lines, mailers_get_their_equates_and_defaults)
{
    struct config *c = test_read_text(
        "SEnv\nR$*\t$@ $1\nSHdr=20\nR$*\t$@ $1\n"
        "Mfoo, P=/bin/x, F=lsD m, S=Env/Hdr, R=20, E=\\r, A=a \"b, c\" $u, L=3, M=99, r=4, m=5\n"
        "Msmtp, P=[IPC], F=L, A=TCP $h\n");
    const struct mailer *m = config_mailer(c, SLICE("FOO"));
    struct str out = str_new(test.in);

    cr_assert_not_null(m);
    cr_expect(mailer_has(m, 'm') && mailer_has(m, 'l') && !mailer_has(m, 'L'));
    cr_expect_eq(m->sender_hdr_set, 20);
    cr_expect_eq(m->rcpt_env_set, 20);
    cr_expect(slice_is(rules_name(c->rules, m->sender_env_set), "Env"));
    config_describe_mailer(c, m, TOKEN_LOOK_PLAIN, &out);
    cr_expect_str_eq(out.p, "mailer 4 (foo): P=/bin/x S=Env/Hdr R=Hdr/Hdr M=99 U=-1:-1 F=Dlms L=3 "
                            "E=\\r T=<undefined>/<undefined>/<undefined> r=4 A=a b, c $u\n");
    m = config_mailer(c, SLICE("smtp"));
    cr_expect(slice_is(m->eol, "\r\n"));
    cr_expect_eq(m->line_limit, 990);
    cr_expect(slice_is(m->diag_type, "smtp"));
    cr_expect_eq(c->known.local, config_mailer(c, SLICE("local"))->index);
    config_drop(c);
}

Test(other_lines, any_mark_stands_between_user_and_group_of_a_mailer)
{
    static const struct {
        const char *value;
        unsigned uid, gid;
        bool group;
    } rows[] = {
        {"1:2", 1, 2, true},    {"1;2", 1, 2, true},       {" 1 : 2", 1, 2, true},
        {"12:3y", 12, 3, true}, {"1 2", 1, 0, false},      {"12y", 12, 0, false},
        {"root:1", 0, 1, true}, {"0x10:010", 16, 8, true}, {"010", 8, 0, false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice line = arena_printf(test.in, "Mfoo, P=/x, A=x, U=%s\n", rows[i].value);
        struct config *c = test_read_text(line.p);
        const struct option_user *user = &config_mailer(c, SLICE("foo"))->user;

        cr_expect(user->set, "%s", rows[i].value);
        cr_expect_eq(user->uid, rows[i].uid, "%s: %u", rows[i].value, (unsigned)user->uid);
        cr_expect_eq(user->group_set, rows[i].group, "%s", rows[i].value);
        if (rows[i].group)
            cr_expect_eq(user->gid, rows[i].gid, "%s: %u", rows[i].value, (unsigned)user->gid);
        config_drop(c);
    }
}

Test(other_lines, header_lines_carry_conditions_and_rule_sets)
{
    struct config *c =
        test_read_text("SCheck\nH?DF?Date: $a\nH?${foo}?X-Foo: $b\nHSubject: $>Check\n"
                       "HTo: $>+Check\nH*: $>Check\n");
    const struct header_line *h = c->headers.p;

    cr_assert_eq(c->headers.len, 5);
    cr_expect(flag_has(&h[0].flags, 'D') && flag_has(&h[0].flags, 'F') && h[0].conditional);
    cr_expect_eq(h[0].check_set, -1);
    cr_expect(slice_is(h[1].macro, "foo"));
    cr_expect_geq(h[2].check_set, 0);
    cr_expect(!h[2].keep_comments && h[3].keep_comments);
    cr_expect(slice_is(h[4].name, "*"));
    config_drop(c);
}

Test(other_lines, queue_groups_filters_precedences_environment)
{
    struct config *c =
        test_read_text("O QueueDirectory=/var/spool/mqueue\n"
                       "Qmqueue, F=f, r=3\nQslow, P=/var/spool/mqueue/slow, I=1h, J=7\n"
                       "Xf1, S=inet:9999@localhost, F=R, T=C:1m;R:20s\n"
                       "Pbulk=-60\nEFOO=bar\nEGONE\n");

    cr_expect_eq(c->queue_groups.len, 2);
    cr_expect_eq(c->queue_groups.p[0].max_rcpts, 3);
    cr_expect_eq(c->queue_groups.p[1].interval, 3600);
    cr_expect_eq(config_queue_group(c, SLICE("SLOW")), 1);
    cr_expect_eq(c->milters.p[0].on_failure, 'R');
    cr_expect_eq(c->milters.p[0].connect, 60);
    cr_expect_eq(c->milters.p[0].read, 20);
    cr_expect_eq(config_precedence(c, SLICE("Bulk")), -60);
    cr_expect(c->env.p[1].remove && !c->env.p[0].remove);
    config_drop(c);
}

Test(other_lines, a_nul_byte_ends_a_line_and_what_continues_it)
{
    static const char text[] = "DXa\0b\n\tc\nDYd\0\n# \0 e\nXf, S=inet:1@a\0b\n";
    struct config *c = test_read_bytes(slice_of(text, sizeof text - 1));

    cr_assert_not_null(c, "%s", test.said.p);
    cr_expect(slice_is(macros_get(c->macros, 'X'), "a"));
    cr_expect(slice_is(macros_get(c->macros, 'Y'), "d"));
    cr_expect(slice_is(c->milters.p[0].socket, "inet:1@a"));
    config_drop(c);
    cr_expect_null(test_read_bytes(SLICE("D\0X\n")));
    cr_expect_str_eq(test.said.p, "6: Name required for macro/class\n");
}

Test(other_lines, environment_lines_keep_their_macros)
{
    struct config *c = test_read_text("EA=$j b\\\nEB\nEC=d=e\n");

    cr_assert_eq(c->env.len, 3);
    cr_expect(slice_is(c->env.p[0].value, "\201j b\\"), "%.*s", SLICE_ARG(c->env.p[0].value));
    cr_expect(slice_is(c->env.p[1].name, "B") && c->env.p[1].remove);
    cr_expect(slice_is(c->env.p[2].value, "d=e") && !c->env.p[2].remove);
    config_drop(c);
}

/* Names that name others, `count` of them, then text. */
static struct slice chain(int count)
{
    struct str out = str_new(test.in);

    for (int i = 0; i < count; i++)
        str_printf(&out, "D%c$%c\n", 'A' + i, 'B' + i);
    str_printf(&out, "D%cend\nC{x}$A\n", 'A' + count);
    return str_slice(&out);
}

Test(other_lines, macros_are_nested_ten_deep)
{
    struct config *c = test_read_bytes(chain(9));

    cr_assert_not_null(c, "%s", test.said.p);
    cr_expect(class_has(c->classes, macro_names_intern(c->names, SLICE("x")), SLICE("end")));
    config_drop(c);
    cr_expect_null(test_read_bytes(chain(12)));
    cr_expect_str_eq(test.said.p, "19: expand: recursion too deep (10 max)\n");
}

Test(other_lines, an_empty_equate_leaves_the_earlier_one)
{
    struct config *c = test_read_text("Mfoo, P=/x, A=x y, P=, A=\n");

    cr_expect(slice_is(config_mailer(c, SLICE("foo"))->path, "/x"));
    cr_expect_eq(config_mailer(c, SLICE("foo"))->argv.len, 2);
    config_drop(c);
}

Test(other_lines, a_backslash_at_the_end_of_a_value_is_nothing)
{
    struct config *c = test_read_text("Mfoo, P=/x, A=x, C=y\\\n");

    cr_expect(slice_is(config_mailer(c, SLICE("foo"))->charset, "y"));
    config_drop(c);
}

static const struct {
    const char *lines;
    int status;
} twice[] = {
    {"Xf, S=/nonexistent/x\nXF, S=inet:1@localhost\n", EX_SOFTWARE},
    {"Xf, S=inet:1@localhost\nXF, S=unix:/nonexistent/x\n", EX_OSERR},
    {"Xf, S=inet:1@localhost\nXF, S=/\n", EX_OSERR},
    {"Xf, S=inet:1@localhost\nXF, S=/dev/null\n", EX_SOFTWARE},
};

Test(other_lines, a_filter_that_is_there_twice_ends_as_its_socket_does)
{
    for (size_t i = 0; i < COUNT(twice); i++) {
        cr_expect_null(test_read_with(twice[i].lines, NULL, 0));
        cr_expect_str_eq(test.said.p, "7: XF: duplicate filter definition\n");
        cr_expect_eq(test.status, twice[i].status, "%s: %d", twice[i].lines, test.status);
    }
}
