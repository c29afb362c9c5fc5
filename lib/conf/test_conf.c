/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "conf/config.h"
#include "map/map.h"
#include "os/file.h"
#include "rule/class.h"
#include "rule/macro.h"
#include "rule/rule.h"

static struct arena *in;
static char dir[64];
static struct str said;            /* what the reader reported, one line each */
static struct str pointed, logged; /* the last report: for people, for the log */

static void begin(void)
{
    in = arena_new();
    said = str_new(in);
    pointed = str_new(in);
    logged = str_new(in);
    snprintf(dir, sizeof dir, "/tmp/test-conf.XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
}

static void end(void)
{
    char command[100];

    snprintf(command, sizeof command, "%s/t.cf", dir);
    unlink(command);
    rmdir(dir);
    arena_drop(in);
}

static void hear(void *ctx, const struct config_report *report)
{
    (void)ctx;
    if (report->line > 0)
        str_printf(&said, "%d: ", report->line);
    str_printf(&said, "%s\n", report->text);
    str_clear(&pointed);
    str_clear(&logged);
    config_report_point(report, &pointed);
    config_report_line(report, &logged);
}

/* Enough for every test; text comes behind line 5. */
static const char base[] = "V10/Berkeley\n"
                           "Djmail.example.com\n"
                           "Mlocal, P=/bin/true, F=lsDFM, A=true\n"
                           "Mprog, P=/bin/sh, F=lsD, A=sh -c $u\n"
                           "O DontBlameSendmail=TrustStickyBit\n";

static struct config *read_with(const char *text, const struct config_override *overrides,
                                size_t count)
{
    struct slice path = arena_printf(in, "%s/t.cf", dir);
    struct config_request request = {.path = path.p,
                                     .overrides = overrides,
                                     .override_count = count,
                                     .report = hear,
                                     .no_probe = true,
                                     .host = "mail.example.com"};
    struct err err = {0};

    str_clear(&said);
    cr_assert(file_replace(path.p, arena_printf(in, "%s%s", base, text), 0644, &err), "%s",
              err.text);
    return config_read(&request, &err);
}

static struct config *read_text(const char *text)
{
    struct config *c = read_with(text, NULL, 0);

    cr_assert_not_null(c, "%s", said.p);
    return c;
}

TestSuite(conf, .init = begin, .fini = end);

/* ---- mistakes ------------------------------------------------------------------------------- */

#define LONG_NAME "abcdefghijklmnopqrstuvwxy"
#define NO_ID "6: Unable to assign macro/class ID (mid = 0xffffffff)\n"
#define TOO_LONG_NAME "6: Macro/class name ({" LONG_NAME "}) too long (25 chars max)\n" NO_ID

static const struct {
    const char *line, *report;
} mistakes[] = {
    {"zfoo", "6: unknown configuration line \"zfoo\"\n"},
    {"O Foo=bar", "6: readcf: unknown option name Foo\n"},
    {"O EightBitMode=x", "6: Unknown 8-bit mode x\n"},
    {"O Timeout.foo=3", "6: settimeout: invalid timeout foo\n"},
    {"O Timeout.ident.foo=3", "6: settimeout: invalid timeout ident.foo\n"},
    {"O Foo.bar=3", "6: readcf: unknown option name Foo\n"},
    {"O Milter=3", "6: milter_set_option: invalid Milter option, must specify suboption\n"},
    {"O Milter.foo=3", "6: milter_set_option: invalid Milter option foo\n"},
    {"O s=3", "6: readcf: ambiguous option name s (matches SevenBitInput and SaveFromLine)\n"},
    {"O Ti.x=3", "6: readcf: ambiguous option name Ti (matches Timeout and TimeZoneSpec)\n"},
    {"O .", "6: readcf: ambiguous option name  (matches SevenBitInput and EightBitMode)\n"},
    {"O", "6: readcf: unknown option name 0x0\n"},
    {"O DaemonPortOptions=Z=1", "6: PortOptions parameter \"Z=1\" unknown\n"},
    {"O DaemonPortOptions=Port=", "6: service \"\" unknown\n"},
    {"O ClientPortOptions=Port=no,F=inet6", "6: service \"no\" unknown\n"},
    {"O  =3", "6: readcf: ambiguous option name  (matches SevenBitInput and EightBitMode)\n"},
    {"O RunAsUser=nosuchuser", "6: readcf: option RunAsUser: unknown user nosuchuser\n"},
    {"O\x9dx", "6: readcf: unknown option name 0x9d\n"},
    {"O$j", "6: readcf: unknown option name 0x81\n"},
    {"O PrivacyOptions=a,b", "6: readcf: Op line: a unrecognized\n"
                             "6: readcf: Op line: b unrecognized\n"},
    {"O DaemonPortOptions=Z=1,=2", "6: PortOptions parameter \"Z=1\" unknown\n"
                                   "6: PortOptions parameter \"=2\" unknown\n"},
    {"O =3", "6: readcf: null option name\n"},
    {"O PrivacyOptions=foo,goaway", "6: readcf: Op line: foo unrecognized\n"},
    {"O DontBlameSendmail=fooo", "6: readcf: DontBlameSendmail option: fooo unrecognized\n"},
    {"O DefaultUser=nosuchuser", "6: readcf: option u: unknown user nosuchuser\n"},
    {"O ConnectOnlyTo=abc", "6: readcf: option ConnectOnlyTo: invalid IP address abc\n"},
    {"O ServerSSLOptions=SSL_OP_FOO",
     "6: readcf: ServerSSLOptions option value SSL_OP_FOO unrecognized\n"},
    {"F{a", "6: Unbalanced { on a\n6: Unable to assign macro/class ID (mid = 0xffffffff)\n"},
    {"C{a-b}x", "6: Invalid macro/class character -\n"},
    {"Dx${" LONG_NAME "z} y", TOO_LONG_NAME},
    {"Dx$={" LONG_NAME "- y", TOO_LONG_NAME},
    {"Hx: ${" LONG_NAME "-}", TOO_LONG_NAME},
    {"D{" LONG_NAME "-}x", TOO_LONG_NAME},
    {"C{" LONG_NAME, "6: Unbalanced { on " LONG_NAME "\n" NO_ID},
    {"D", "6: Name required for macro/class\n"},
    {"D{a b}x", "6: Invalid macro/class character  \n"},
    {"Fw/nonexistent", "6: fileclass: cannot open '/nonexistent': No such file or directory\n"},
    {"Fw", "6: fileclass: missing file name\n"},
    {"Fw \"\" %s", "6: fileclass: missing file name\n"},
    {"Fw-o", "6: fileclass: missing file name\n"},
    {"Fw\"/a b", "6: illegal filename '\"/a b'\n"},
    {"Fw/a\\", "6: illegal filename '/a\\'\n"},
    {"Fw/no\"ne x\"y %s", "6: fileclass: cannot open '/none xy': No such file or directory\n"},
    {"Fw/none\\ x", "6: fileclass: cannot open '/none': No such file or directory\n"},
    {"Fw/none$j", "6: fileclass: cannot open '/none\x81j': No such file or directory\n"},
    {"Fw/", "6: fileclass: cannot open '/': Regular files only (/, mode 0755)\n"},
    {"R$*\tx", "6: missing valid ruleset for \"R\x81*\tx\"\n"},
    {"Sa =x", "6: bad ruleset definition \"a\" (number required after `=')\n"},
    {"Sa=x y", "6: bad ruleset definition \"a=x y\" (number required after `=')\n"},
    {"S", "6: invalid ruleset name: \"\"\n"},
    {"S100", "6: bad ruleset 100 (100 max)\n"},
    {"Hfoo$j", "6: header syntax error, line \"foo\x81j\"\n"},
    {"Ha$j: b", "6: header syntax error, line \"a\x81j: b\"\n"},
    {"Hfoo", "6: header syntax error, line \"foo\"\n"},
    {"H?x foo: bar", "6: header syntax error, line \"?x foo: bar\"\n"},
    {"M", "6: name required for mailer\n"},
    {"Mbar, P=/bin/x", "6: Mbar: A= argument required\n"},
    {"Mbar, P=[TCP], A=IPC x", "6: Mbar: P=[TCP] must be replaced by P=[IPC]\n"},
    {"Mbar, P=[FILE], A=true $u", "6: Mbar: first argument in [FILE] mailer must be FILE\n"},
    {"Mbar, P=[IPC], A=IPC", "6: Mbar: too few parameters for [IPC] mailer\n"},
    {"Mbar, P=/x, Z=foo, A=x", "6: Mbar: unknown mailer equate Z=\n"},
    {"Mbar, P=/x, E=, A=x", "6: mailer bar: null end-of-line string\n"},
    {"Mbar, P=/x, A=x, S", "6: mailer bar: `=' expected\n"},
    {"Mbar, P=/x, Q=nope, A=x", "6: mailer bar: unknown queue nope\n"},
    {"Mbar, P=/x, A=x, S=", "6: invalid ruleset name: \"\"\n"},
    {"Mbar, P=/x, A=x, S=1/", "6: invalid ruleset name: \"\"\n"},
    {"Mbar, P=/x, A=x, S=/1", "6: invalid ruleset name: \"/1\"\n"},
    {"Mbar, P=/x, A=x, U=", "6: mailer bar: null user name\n"},
    {"Mbar, P=/x, A=x,", "6: mailer bar: `=' expected\n"},
    {"Mbar,", "6: Mbar: A= argument required\n"},
    {"Mbar,,", "6: mailer bar: `=' expected\n"},
    {"Pfoo", "6: unknown configuration line \"Pfoo\"\n"},
    {"K", "6: readcf: config K line: no map name\n"},
    {"Kfoo", "6: readcf: config K line, map foo: no map class\n"},
    {"Kfoo -o hash", "6: readcf: config K line, map foo: no map class\n"},
    {"Kfoo nope-bar", "6: readcf: map foo: class nope not available\n"},
    {"Kfoo sequence a host,-b a.c",
     "6: Sequence map foo: unknown member map a\n6: Sequence map foo: unknown member map host\n"
     "6: Sequence map foo: unknown member map b\n"
     "6: Sequence map foo: unknown member map a.c\n"},
    {"Kfoo hash", "6: No file name for hash map foo\n"},
    {"Q", "6: name required for queue\n"},
    {"O QueueDirectory=/q\nQ g", "7: queue : `=' expected\n"},
    {"Qg", "6: QueueDir must be defined before queue groups\n"},
    {"O QueueDirectory=/q\nQg, P=", "7: queue g: empty path name\n"},
    {"O QueueDirectory=/q\nQfoo, Z=3", "7: Qfoo: unknown queue equate Z=\n"},
    {"X", "6: name required for mail filter\n"},
    {"Xfoo", "6: Xfoo: empty or missing socket information\n"},
    {"Xfoo, S", "6: Xfoo: `=' expected\n"},
    {"Xfoo, S=/x, T=C", "6: Xfoo, T=: `:' expected\n"},
    {"Xfoo, S=/x\nXFoo, S=/y", "7: XFoo: duplicate filter definition\n"},
    {"Xfoo, S=inet:foo", "6: Xfoo: bad address foo (expected port@host)\n"},
    {"Xfoo, S=inet:nosuch@localhost", "6: Xfoo: unknown port name nosuch\n"},
    {"Xfoo, Z=1", "6: Xfoo: unknown filter equate Z=\n"
                  "6: Xfoo: empty or missing socket information\n"},
    {"Xfoo, S=inet:25@localhost, T=Z:3", "6: Xfoo: unknown filter timeout Z\n"},
    {"Vx", "6: invalid argument to V line: \"x\"\n"},
    {"V10/Foo", "6: invalid V line vendor code: \"Foo\"\n"},
    {"O AliasFile=foo:/tmp/a", "6: setalias: unknown alias class foo\n"},
    {"O AliasFile=regex:a", "6: setalias: map class regex can't handle aliases\n"},
};

Test(conf, a_mistake_is_reported_with_its_line_and_fails)
{
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct config *c = read_with(mistakes[i].line, NULL, 0);

        cr_expect_null(c, "%s", mistakes[i].line);
        cr_expect_str_eq(said.p, mistakes[i].report, "%s gives %s", mistakes[i].line, said.p);
        config_drop(c);
    }
}

/* How often each is named is compatible. */
static const struct {
    const char *line, *units;
} no_units[] = {
    {"O Timeout.ident=5x7m-z", "x-z"},
    {"O Timeout.ident=1s2M3H4D5W", "MHDW"},
    {"O Timeout.queuereturn=5x", "xx"},
    {"O Timeout.queuewarn.urgent=5x", "xx"},
    {"O Timeout.resolver.retrans=5x", "xx"},
    {"O Timeout.resolver.retry=5x", "x"},
    {"O Timeout.resolver.retry.first=5x", "x"},
    {"Or5x", "x"},
    {"Ormail:5x,queuewarn:6y", "xyy"},
    {"OT5x/6y", "yyxx"},
    {"Mfoo, P=/x, A=x, W=5x", "x"},
    {"O QueueDirectory=/q\nQfoo, I=5x", "x"},
    {"Xfoo, S=inet:1@localhost, T=C:5x", "x"},
};

Test(conf, alias_files_are_maps_and_a_k_line_takes_their_place)
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
        struct config *c = read_with(rows[i].lines, NULL, 0);
        const struct map *m;

        cr_assert_not_null(c, "%s", rows[i].lines);
        m = maps_find(c->maps, slice_from(rows[i].name));
        cr_assert_not_null(m, "%s", rows[i].name);
        cr_expect(slice_is(map_class_name(m), rows[i].class), "%s: %s", rows[i].lines,
                  rows[i].name);
        config_drop(c);
    }
}

Test(conf, a_file_that_is_not_there_is_told)
{
    struct config_request request = {.path = "/nonexistent/t.cf", .report = hear};
    struct err err = {0};

    cr_expect_null(config_read(&request, &err));
    cr_expect_str_eq(said.p, "/nonexistent/t.cf: line 0: cannot open: No such file or directory\n");
    cr_expect_eq(err.status, EX_OSFILE);
}

Test(conf, each_letter_that_is_no_unit_of_time_is_named)
{
    for (size_t i = 0; i < COUNT(no_units); i++) {
        struct config *c = read_with(no_units[i].line, NULL, 0);
        struct str want = str_new(in);

        for (const char *p = no_units[i].units; *p != '\0'; p++)
            str_printf(&want, "%d: Invalid time unit `%c'\n",
                       slice_find(slice_from(no_units[i].line), '\n') == SIZE_MAX ? 6 : 7, *p);
        cr_expect_not_null(c, "%s", no_units[i].line);
        cr_expect_str_eq(said.p, want.p, "%s gives %s", no_units[i].line, said.p);
        config_drop(c);
    }
}

Test(conf, a_value_that_is_no_mode_ends_the_reading_where_it_always_has)
{
    struct slice path = arena_printf(in, "%s/t.cf", dir);
    struct config_request request = {.path = path.p,
                                     .report = hear,
                                     .no_probe = true,
                                     .host = "mail.example.com",
                                     .keep_going = true,
                                     .end_as_ever = true};
    struct err err = {0};

    cr_assert(file_replace(path.p, SLICE("O Foo=1\nO DeliveryMode=z\nO Foo=2\n"), 0644, &err));
    str_clear(&said);
    cr_expect_null(config_read(&request, &err));
    cr_expect_eq(err.status, EX_USAGE);
    cr_expect_str_eq(said.p, "1: readcf: unknown option name Foo\n2: Unknown delivery mode z\n");
}

Test(conf, the_first_mistake_gives_the_status)
{
    static const struct {
        const char *text;
        int status;
    } rows[] = {{"O Foo=1\nFw/none\n", EX_SOFTWARE}, {"Fw/none\nO Foo=1\n", EX_OSERR}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice path = arena_printf(in, "%s/t.cf", dir);
        struct config_request request = {.path = path.p, .report = hear, .no_probe = true};
        struct err err = {0};

        cr_assert(file_replace(path.p, arena_printf(in, "%s%s", base, rows[i].text), 0644, &err));
        cr_expect_null(config_read(&request, &err));
        cr_expect_eq(err.status, rows[i].status, "%s", rows[i].text);
    }
}

Test(conf, a_suboption_of_an_option_without_is_passed_over)
{
    struct config *c = read_text("O MaxHopCount.x=7\n");

    cr_expect_eq(c->opt.max_hop_count, 7);
    config_drop(c);
}

Test(conf, all_mistakes_are_reported_in_one_run)
{
    cr_expect_null(read_with("zfoo\n# fine\nO Foo=bar\n\nMx\n", NULL, 0));
    cr_expect_str_eq(said.p, "6: unknown configuration line \"zfoo\"\n"
                             "8: readcf: unknown option name Foo\n"
                             "10: Mx: A= argument required\n");
}

/* ---- what lines mean ------------------------------------------------------------------------ */

/* What is wrong in a rule, where the caret stands (counted from 0), and the line shown. */
static const struct {
    const char *line, *words;
    int caret;
    const char *shown;
    int shown_line;
} faults[] = {
    {"R$* $1\tx", "Inappropriate use of $1-$9 on LHS", 4, "R$* $1\tx", 7},
    {"R$*\ta $2", "replacement $2 out of bounds", 6, "R$*\ta $2", 7},
    {"R$*\tfoo$2", "replacement $2 out of bounds", 7, "R$*\tfoo$2", 7},
    {"R$*\t$=w", "Inappropriate use of $= on RHS", 4, "R$*\t$=w", 7},
    {"R$*\tx${m} $+", "Inappropriate use of $+ on RHS", 10, "R$*\tx${m} $+", 7},
    {"R$*\t${op}", "Inappropriate use of $- on RHS", 4, "R$*\t${op}", 7},
    {"R$*\t$(dq $(dq $1 $) $)", "cannot nest map lookups", 9, "R$*\t$(dq $(dq $1 $) $)", 7},
    {"R$*\t$(m k$@$@$@$@$@$@$@$@$@$@$)", "too many arguments for map lookup", 27,
     "R$*\t$(m k$@$@$@$@$@$@$@$@$@$@$)", 7},
    {"R$*\ta ${}", "Name required for macro/class", 6, "R$*\ta ${}", 7},
    {"R$*\ta ${x-y}", "Invalid macro/class character -", 9, "R$*\ta ${x-y}", 7},
    {"R$*\ta $[ $1", "missing map closing token", 6, "R$*\ta $[ $1", 7},
    {"R$- $- $- $- $- $- $- $- $- $*\tx", "R line: too many wildcards", 28,
     "R$- $- $- $- $- $- $- $- $- $*\tx", 7},
    {"R$*\t", "invalid rewrite line \"R\x81*\" (tab expected)", 3, "R$*", 7},
    {"Ra b   $1",
     "invalid rewrite line \"Ra b   \x81"
     "1\" (tab expected)",
     4, "Ra b   $1", 7},
    {"R$*\t\xc3\xa4 $1 $3", "replacement $3 out of bounds", 10, "R$*\t\xc3\xa4 $1 $3", 7},
    {"R$*\n\ta $2", "replacement $2 out of bounds", 3, "\ta $2", 8},
};

Test(conf, a_fault_in_a_rule_is_pointed_to)
{
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct slice text = arena_printf(in, "D{m}a $b\nD{op}$-\nSt\n%s\n", faults[i].line), line;
        struct str want = str_new(in);
        int width;

        read_with(text.p, NULL, 0);
        str_printf(&want, "%s/t.cf:%d: ", dir, faults[i].shown_line + 2);
        width = (int)want.len;
        str_printf(&want, "%s\n%*s", faults[i].shown, width, "");
        for (int k = 0; k < faults[i].caret; k++)
            if ((faults[i].shown[k] & 0xc0) != 0x80)
                str_add_char(&want, faults[i].shown[k] == '\t' ? '\t' : ' ');
        str_printf(&want, "^ %s\n", faults[i].words);
        cr_expect_str_eq(pointed.p, want.p, "%s:\n%s", faults[i].line, pointed.p);
        line = slice_of(logged.p, logged.len);
        cr_expect_eq(slice_find(line, '\n'), SIZE_MAX, "one line in the log");
        cr_expect_neq(slice_search(line, slice_from(faults[i].words)), SIZE_MAX);
    }
}

Test(conf, lines_continue_and_comments_end)
{
    struct config *c = read_text("# comment\n\tgoes on\n"
                                 "HReceived: by $j\n\twith $r\n"
                                 "DXvalue # not this\n"
                                 "DYa\\#b\r\n"
                                 "DZ\"two  words\"\n"
                                 "DAa#b\nDBa$#b\nDCa \\#b #c\nDDa #b\n\tc #d\n");

    cr_expect_eq(c->headers.len, 1);
    struct str out = str_new(in);
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

Test(conf, the_command_line_wins_suboption_by_suboption)
{
    const struct config_override overrides[] = {
        {OVERRIDE_OPTION, SLICE("Timeout.mail=3m")},
        {OVERRIDE_OPTION, SLICE("LogLev=3")},
        {OVERRIDE_LETTER, SLICE("h7")},
        {OVERRIDE_OPTION, SLICE("PrivacyOptions=noexpn")},
        {OVERRIDE_MACRO, SLICE("{foo}bar")},
    };
    struct config *c = read_with("O Timeout.mail=9m\nO Timeout.rcpt=9m\nO LogLevel=9\n"
                                 "O MaxHopCount=9\nO PrivacyOptions=novrfy\nD{foo}other\n",
                                 overrides, COUNT(overrides));

    cr_assert_not_null(c, "%s", said.p);
    cr_expect_str_eq(said.p, "Option LogLev used as abbreviation for LogLevel\n");
    cr_expect_eq(c->opt.timeout_mail, 180);
    cr_expect_eq(c->opt.timeout_rcpt, 540);
    cr_expect_eq(c->opt.log_level, 3);
    cr_expect_eq(c->opt.max_hop_count, 7);
    cr_expect_eq(c->opt.privacy_options, PRIVACY_NO_EXPN | PRIVACY_NO_VRFY);
    cr_expect(slice_is(macros_get_name(c->macros, SLICE("foo")), "bar"));
    config_drop(c);
}

Test(conf, a_bad_option_of_the_command_line_is_a_fault_of_its_own)
{
    const struct config_override bad = {OVERRIDE_OPTION, SLICE("Foo=bar")};

    cr_expect_null(read_with("", &bad, 1));
    cr_expect_str_eq(said.p, "readcf: unknown option name Foo\n");
}

Test(conf, mailers_get_their_equates_and_defaults)
{
    struct config *c = read_text(
        "SEnv\nR$*\t$@ $1\nSHdr=20\nR$*\t$@ $1\n"
        "Mfoo, P=/bin/x, F=lsD m, S=Env/Hdr, R=20, E=\\r, A=a \"b, c\" $u, L=3, M=99, r=4, m=5\n"
        "Msmtp, P=[IPC], F=L, A=TCP $h\n");
    const struct mailer *m = config_mailer(c, SLICE("FOO"));
    struct str out = str_new(in);

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

Test(conf, daemon_ports_by_first_letter_of_the_key)
{
    struct config *c =
        read_text("O DaemonPortOptions=Name=MSA, Port=587, Addr=127.0.0.1, M=Ea, c=4, Nonsense\n"
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

Test(conf, classes_from_words_files_programs_and_maps)
{
    struct slice path = arena_printf(in, "%s/words", dir);
    const char *text = arena_printf(in,
                                    "CXone $m\nCY$=X two\nFZ%s\nF{A}%s %%[^:]\nFB|\"/bin/echo b1 "
                                    "b2\"\nFE\"|/bin/echo e1 e2\" %%*s %%s\n"
                                    "FCk@text:-v1 %s\nFD-o /nonexistent\n",
                                    path.p, path.p, path.p)
                           .p;
    cr_assert(file_replace(path.p, SLICE("# no\nfirst second\nk value:x\n"), 0644, NULL));
    struct config *c = read_text(text);
    static const struct {
        const char *name, *word;
        bool in;
    } rows[] = {
        {"X", "ONE", true},
        {"X", "example.com", true},
        {"Y", "one", true},
        {"Y", "two", true},
        {"Z", "first", true},
        {"Z", "second", false},
        {"Z", "#", false},
        {"A", "second", true},
        {"A", "value", true},
        {"A", "value:x", false},
        {"B", "b1", true},
        {"B", "b2", false},
        {"E", "e1", false},
        {"E", "e2", true},
        {"C", "value:x", true},
        {"w", "localhost", false},
        {"w", "mail.example.com", true},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        macro_id id = macro_names_find(c->names, slice_from(rows[i].name));
        cr_expect_eq(class_has(c->classes, id, slice_from(rows[i].word)), rows[i].in, "$=%s %s",
                     rows[i].name, rows[i].word);
    }
    config_drop(c);
    unlink(path.p);
}

Test(conf, words_of_classes_are_cut_after_macros_became_their_values)
{
    struct config *c =
        read_text("Dxone $y\nDytwo $z\nDzthree\nCA$x $$x a$$b\nCB$=A four\nTme $x\n");
    static const struct {
        char name;
        const char *words;
    } rows[] = {
        {'A', "one two three $x a$b"}, {'B', "one two three $x a$b four"}, {'t', "me \x81x"}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice words = slice_from(rows[i].words), word;
        size_t count = 0, all;

        for (; slice_word(&words, &word); count++)
            cr_expect(class_has(c->classes, rows[i].name, word), "%c: %.*s", rows[i].name,
                      SLICE_ARG(word));
        (void)class_list(c->classes, rows[i].name, in, &all);
        cr_expect_eq(all, count, "%c", rows[i].name);
    }
    config_drop(c);
}

Test(conf, a_rule_set_keeps_the_number_it_had)
{
    struct config *c;

    cr_expect_null(read_with("Sone=7\nSone=5\nR$*\tx\n", NULL, 0));
    cr_expect_str_eq(said.p, "7: one=5: ruleset changed value (old 7, new 5)\n");
    c = read_text("V8\nSold\nR$* (x)\ty\nV10\nR$* (x)\ty\n");
    cr_expect_eq(rules_count(c->rules, rules_define(c->rules, SLICE("old"), NULL)), 2);
    config_drop(c);
}

Test(conf, below_level_2_hosts_of_the_predefined_map_get_no_dot)
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
        struct config *c = read_text(rows[i].text);
        struct map *map = maps_find(c->maps, SLICE("host"));

        cr_assert_not_null(map);
        cr_expect(slice_is(slice_trim(map_describe(map, in)), rows[i].host), "%s: %.*s",
                  rows[i].text, SLICE_ARG(map_describe(map, in)));
        config_drop(c);
    }
}

Test(conf, operator_characters_count_until_the_first_rule)
{
    static const struct {
        const char *text, *chars;
        bool warns;
    } rows[] = {
        {"O OperatorChars=%\nSx\nR$*\tx\n", "%", false},
        {"Sx\nO OperatorChars=%\nR$*\tx\n", "%", false},
        {"O OperatorChars=%\nSx\nR$*\tx\nO OperatorChars=!\nSy\nR$*\tx\n", "%", true},
        {"O OperatorChars=%\nO OperatorChars=!\nSy\nR$*\tx\n", "!", true},
        {"V6\nDo!\nSx\nR$*\tx\nV10\n", "!", false},
        {"V6\nDo%\nO OperatorChars=!\nSx\nR$*\tx\nV10\n", "!", false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct config *c = read_text(rows[i].text);
        const struct token_syntax want = token_syntax_of(slice_from(rows[i].chars));

        cr_expect_arr_eq(c->syntax->type, want.type, sizeof want.type, "%s", rows[i].text);
        cr_expect_eq(said.len > 0, rows[i].warns, "%s says %s", rows[i].text, said.p);
        config_drop(c);
    }
}

Test(conf, operator_characters_of_the_command_line_are_not_redefined_by_the_file)
{
    const struct config_override override = {.kind = OVERRIDE_OPTION,
                                             .text = SLICE("OperatorChars=!")};
    struct config *c = read_with("Sx\nR$*\tx\nO OperatorChars=%\n", &override, 1);
    const struct token_syntax want = token_syntax_of(SLICE("!"));

    cr_assert_not_null(c);
    cr_expect_arr_eq(c->syntax->type, want.type, sizeof want.type);
    cr_expect_str_eq(said.p, "", "%s", said.p);
    config_drop(c);
}

Test(conf, header_lines_carry_conditions_and_rule_sets)
{
    struct config *c = read_text("SCheck\nH?DF?Date: $a\nH?${foo}?X-Foo: $b\nHSubject: $>Check\n"
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

Test(conf, queue_groups_filters_precedences_environment)
{
    struct config *c = read_text("O QueueDirectory=/var/spool/mqueue\n"
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
