/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * O lines and what the command line says instead of them; maps that options make.
 */
#include <criterion/criterion.h>

#include "conf/test_read.h"
#include "map/map.h"
#include "rule/macro.h"

TestSuite(option_lines, .init = test_read_begin, .fini = test_read_end);

Test(option_lines, the_command_line_wins_suboption_by_suboption)
{
    const struct config_override overrides[] = {
        {OVERRIDE_OPTION, SLICE("Timeout.mail=3m")},
        {OVERRIDE_OPTION, SLICE("LogLev=3")},
        {OVERRIDE_LETTER, SLICE("h7")},
        {OVERRIDE_OPTION, SLICE("PrivacyOptions=noexpn")},
        {OVERRIDE_MACRO, SLICE("{foo}bar")},
    };
    struct config *c = test_read_with("O Timeout.mail=9m\nO Timeout.rcpt=9m\nO LogLevel=9\n"
                                      "O MaxHopCount=9\nO PrivacyOptions=novrfy\nD{foo}other\n",
                                      overrides, COUNT(overrides));

    cr_assert_not_null(c, "%s", test.said.p);
    cr_expect_str_eq(test.said.p, "Option LogLev used as abbreviation for LogLevel\n");
    cr_expect_eq(c->opt.timeout_mail, 180);
    cr_expect_eq(c->opt.timeout_rcpt, 540);
    cr_expect_eq(c->opt.log_level, 3);
    cr_expect_eq(c->opt.max_hop_count, 7);
    cr_expect_eq(c->opt.privacy_options, PRIVACY_NO_EXPN | PRIVACY_NO_VRFY);
    cr_expect(slice_is(macros_get_name(c->macros, SLICE("foo")), "bar"));
    config_drop(c);
}

Test(option_lines, a_bad_option_of_the_command_line_is_a_fault_of_its_own)
{
    const struct config_override bad = {OVERRIDE_OPTION, SLICE("Foo=bar")};

    cr_expect_null(test_read_with("", &bad, 1));
    cr_expect_str_eq(test.said.p, "readcf: unknown option name Foo\n");
}

Test(option_lines, a_suboption_of_an_option_without_is_passed_over)
{
    struct config *c = test_read_text("O MaxHopCount.x=7\n");

    cr_expect_eq(c->opt.max_hop_count, 7);
    config_drop(c);
}

Test(option_lines, daemon_ports_by_first_letter_of_the_key)
{
    struct config *c = test_read_text(
        "O DaemonPortOptions=Name=MSA, Port=587, Addr=127.0.0.1, M=Ea, c=4, Nonsense\n"
        "O DaemonPortOptions=Family=inet6,L=5\nO ClientPortOptions=Family=inet,"
        "Addr=192.0.2.1,M=h\n");
    const struct daemon_port *d = c->opt.daemon_ports.p;

    cr_assert_eq(c->opt.daemon_ports.len, 2);
    cr_expect(slice_is(d[0].name, "MSA") && slice_is(d[0].port, "587"));
    cr_expect(slice_is(d[0].daemon_flags, "EE a"));
    cr_expect_eq(d[0].max_children, 4);
    cr_expect_eq(d[0].refuse_la, -1);
    cr_expect(slice_is(d[1].name, "Daemon1"));
    cr_expect_eq(d[1].family, FAMILY_INET6);
    cr_expect_eq(d[1].backlog, 5);
    cr_expect(c->opt.client_ports[FAMILY_INET].set);
    config_drop(c);
}

Test(option_lines, alias_files_are_maps_and_a_k_line_takes_their_place)
{
    static const struct {
        const char *lines, *name, *class;
    } rows[] = {
        {"", "aliases", "switch"},
        {"", "aliases.files", "sequence"},
        {"", "host", "host"},
        {"O AliasFile=text:/x", "Alias0", "text"},
        {"Kaliases.files null\nO AliasFile=text:/x", "aliases.files", "sequence"},
        {"O AliasFile=text:/x\nKaliases.files null", "aliases.files", "null"},
        {"Kaliases null\nO AliasFile=text:/x", "aliases", "null"},
        {"Khost null", "host", "null"},
        {"Kx null-o /x", "x", "null"},
        {"Kx hash\"/x", "x", "hash"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct config *c = test_read_with(rows[i].lines, NULL, 0);
        const struct map *m;

        cr_assert_not_null(c, "%s", rows[i].lines);
        m = maps_find(c->maps, slice_from(rows[i].name));
        cr_assert_not_null(m, "%s", rows[i].name);
        cr_expect(slice_is(map_class_name(m), rows[i].class), "%s: %s", rows[i].lines,
                  rows[i].name);
        config_drop(c);
    }
}

Test(option_lines, below_level_2_hosts_of_the_predefined_map_get_no_dot)
{
    static const struct {
        const char *text, *host;
    } rows[] = {
        {"V2\n", "map host (host): -a. -D"},
        {"V1\n", "map host (host):"},
        {"V1\nV10\n", "map host (host): -a. -D"},
        {"V1\nKhost host -a.\n", "map host (host): -a."},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct config *c = test_read_text(rows[i].text);
        struct map *map = maps_find(c->maps, SLICE("host"));

        cr_assert_not_null(map);
        cr_expect(slice_is(slice_trim(map_describe(map, test.in)), rows[i].host), "%s: %.*s",
                  rows[i].text, SLICE_ARG(map_describe(map, test.in)));
        config_drop(c);
    }
}
