/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the reader says of lines that are wrong.
 */
#include <criterion/criterion.h>

#include "conf/test_read.h"
#include "os/file.h"

TestSuite(mistakes, .init = test_read_begin, .fini = test_read_end);

#define LONG_NAME "abcdefghijklmnopqrstuvwxy"
#define NO_ID "6: Unable to assign macro/class ID (mid = 0xffffffff)\n"
#define TOO_LONG_NAME "6: Macro/class name ({" LONG_NAME "}) too long (25 chars max)\n" NO_ID
#define FIFTY "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define WIDE FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY

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
    {"O " WIDE "=1", "6: readcf: unknown option name " WIDE "\n"},
    {"z" WIDE, "6: unknown configuration line \"z" WIDE "\"\n"},
    {"O DeliveryMode=$j", "6: Unknown delivery mode \x81\n"},
    {"O RunAsUser=x$j", "6: readcf: option RunAsUser: unknown user x\x81j\n"},
    {"O LogLevel\t=9", "6: readcf: unknown option name LogLevel\t\n"},
    {"O TrustedUser=root:root", "6: readcf: option TrustedUser: unknown user root:root\n"},
    {"Ormail :1h", "6: settimeout: invalid timeout mail \n"},
    {"Mbar, P=/x, A=x, $j=1", "6: Mbar: unknown mailer equate \x81=\n"},
    {"O PrivacyOptions=a,b", "6: readcf: Op line: a unrecognized\n"
                             "6: readcf: Op line: b unrecognized\n"},
    {"O DaemonPortOptions=Z=1,=2", "6: PortOptions parameter \"Z=1\" unknown\n"
                                   "6: PortOptions parameter \"=2\" unknown\n"},
    {"O =3", "6: readcf: null option name\n"},
    {"O PrivacyOptions=foo,goaway", "6: readcf: Op line: foo unrecognized\n"},
    {"O PrivacyOptions=goaway;authwarnings/public-foo", "6: readcf: Op line: foo unrecognized\n"},
    {"O PrivacyOptions=a-b", "6: readcf: Op line: a unrecognized\n"
                             "6: readcf: Op line: b unrecognized\n"},
    {"O DontBlameSendmail=safe;fooo", "6: readcf: DontBlameSendmail option: fooo unrecognized\n"},
    {"O DontBlameSendmail=fooo", "6: readcf: DontBlameSendmail option: fooo unrecognized\n"},
    {"O DefaultUser=nosuchuser", "6: readcf: option u: unknown user nosuchuser\n"},
    {"O ConnectOnlyTo=abc", "6: readcf: option ConnectOnlyTo: invalid IP address abc\n"},
    {"O ServerSSLOptions=SSL_OP_FOO",
     "6: readcf: ServerSSLOptions option value SSL_OP_FOO unrecognized\n"},
    {"F{a", "6: Unbalanced { on a\n6: Unable to assign macro/class ID (mid = 0xffffffff)\n"},
    {"C{a-b}x", "6: Invalid macro/class character -\n"},
    {"D{a$j}x", "6: Invalid macro/class character \x81\n"},
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
    {"FBk@:x", "6: fileclass: cannot open 'k@:x': No such file or directory\n"},
    {"Fw\"k@text:/none", "6: text map \"w\": unsafe map file /none\n"
                         "6: fileclass: F{w}: map open failed\n"},
    {"Fw-o k@text:/none", "6: text map \"w\": unsafe map file /none\n"},
    {"Fw/none$j", "6: fileclass: cannot open '/none\x81j': No such file or directory\n"},
    {"Fw/", "6: fileclass: cannot open '/': Regular files only (/, mode 0755)\n"},
    {"\\foo", "6: unknown configuration line \"\\foo\"\n"},
    {"R$~$1$$", "6: missing valid ruleset for \"R\x81~$1$\"\n"},
    {"R$*$=$$q\xff\xa0\x97", "6: missing valid ruleset for "
                             "\"R\x81*\x81=$\x81q\xff\xff\xa0\xff\x97\"\n"},
    {"R$*\tx", "6: missing valid ruleset for \"R\x81*\tx\"\n"},
    {"Sa =x", "6: bad ruleset definition \"a\" (number required after `=')\n"},
    {"Sa=x y", "6: bad ruleset definition \"a=x y\" (number required after `=')\n"},
    {"S", "6: invalid ruleset name: \"\"\n"},
    {"S100", "6: bad ruleset 100 (100 max)\n"},
    {"Hfoo$j", "6: header syntax error, line \"foo\x81j\"\n"},
    {"Ha$j: b", "6: header syntax error, line \"a\x81j: b\"\n"},
    {"Hfoo", "6: header syntax error, line \"foo\"\n"},
    {"H?x foo: bar", "6: header syntax error, line \"?x foo: bar\"\n"},
    {"H?P?foo", "6: header syntax error, line \"?P\"\n"},
    {"H?${x}?foo", "6: header syntax error, line \"?\x81x\"\n"},
    {"H?$x?fo o", "6: header syntax error, line \"?\x81x\"\n"},
    {"H?${x}a?foo: b", "6: header syntax error, line \"?\x81{x}a?foo: b\"\n"},
    {"H?$$?X: b", "6: header syntax error, line \"?$?X: b\"\n"},
    {"Pa$j", "6: unknown configuration line \"Pa\x81j\"\n"},
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
    {"Mbar, P=/x, A=x, U=*", "6: mailer bar: null user name\n"},
    {"Mbar, P=/x, A=x, U=root:*", "6: mailer bar: null group name\n"},
    {"Mbar, P=/x, A=x, U=12x:3y", "6: mailer bar: null group name\n"},
    {"Mbar, P=/x, A=x, U=root:no-such.x!", "6: readcf: mailer U= flag: unknown group no-such.x\n"},
    {"Mbar, P=/x, A=x, Q=$q", "6: mailer bar: unknown queue \x81q\n"},
    {"Mbar, P=/x, A=x,", "6: mailer bar: `=' expected\n"},
    {"Mbar,", "6: Mbar: A= argument required\n"},
    {"Mbar,,", "6: mailer bar: `=' expected\n"},
    {"Mbar, A=x, A=", "6: Mbar: P= argument required\n"},
    {"Mbar, P=, A=x", "6: Mbar: P= argument required\n"},
    {"Mbar, P=/x, C=, A=x", "6: mailer bar: null charset\n"},
    {"Mbar$,", "6: Mbar\x81: A= argument required\n"},
    {"O$ ", "6: readcf: unknown option name 0x81\n"},
    {"O RunAsUser=", "6: readcf: option RunAsUser: unknown user \n"},
    {"Ou", "6: readcf: option u: unknown user \n"},
    {"Pfoo", "6: unknown configuration line \"Pfoo\"\n"},
    {"K", "6: readcf: config K line: no map name\n"},
    {"K_x dequote", "6: readcf: config K line: no map name\n"},
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
    {"Xfoo, S=inet:1@[1.2.3", "6: Xfoo: Invalid numeric domain spec \"[1.2.3\"\n"},
    {"Xfoo, S=inet:1@[foo]", "6: Xfoo: Invalid numeric domain spec \"[foo]\"\n"},
    {"Xfoo, S=inet6:1@1.2.3.4", "6: Xfoo: Unknown host name 1.2.3.4\n"},
    {"Xfoo, S=inet:1@a b", "6: Xfoo: Unknown host name a b\n"},
    {"Xfoo, S=local:/" WIDE, "6: Xfoo: local socket name /" WIDE " too long: Invalid argument\n"},
    {"Xfoo, Z=1", "6: Xfoo: unknown filter equate Z=\n"
                  "6: Xfoo: empty or missing socket information\n"},
    {"Xfoo, S=inet:25@localhost, T=Z:3", "6: Xfoo: unknown filter timeout Z\n"},
    {"Vx", "6: invalid argument to V line: \"x\"\n"},
    {"V10/Foo", "6: invalid V line vendor code: \"Foo\"\n"},
    {"O AliasFile=foo:/tmp/a", "6: setalias: unknown alias class foo\n"},
    {"O AliasFile=a-b:/tmp/a", "6: setalias: unknown alias class a-b\n"},
    {"O AliasFile=:/tmp/a", "6: setalias: unknown alias class \n"},
    {"O AliasFile=regex:a", "6: setalias: map class regex can't handle aliases\n"},
};

Test(mistakes, a_mistake_is_reported_with_its_line_and_fails)
{
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct config *c = test_read_with(mistakes[i].line, NULL, 0);

        cr_expect_null(c, "%s", mistakes[i].line);
        cr_expect_str_eq(test.said.p, mistakes[i].report, "%s gives %s", mistakes[i].line,
                         test.said.p);
        config_drop(c);
    }
}

Test(mistakes, a_comment_may_have_a_backslash_before_it)
{
    struct config *c = test_read_with("\\#foo", NULL, 0);

    cr_expect_not_null(c);
    cr_expect_str_eq(test.said.p, "");
    config_drop(c);
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
    {"Or5x,rcpt:1h", "x"},
    {"Ormail,rcpt:5x", "x"},
    {"OT 5d", "  "},
    {"O Timeout.ident=$j", "\x81j"},
    {"Ormail:5x,queuewarn:6y", "xyy"},
    {"OT5x/6y", "yyxx"},
    {"Mfoo, P=/x, A=x, W=5x", "x"},
    {"O QueueDirectory=/q\nQfoo, I=5x", "x"},
    {"Xfoo, S=inet:1@localhost, T=C:5x", "x"},
};

Test(mistakes, each_letter_that_is_no_unit_of_time_is_named)
{
    for (size_t i = 0; i < COUNT(no_units); i++) {
        struct config *c = test_read_with(no_units[i].line, NULL, 0);
        struct str want = str_new(test.in);

        for (const char *p = no_units[i].units; *p != '\0'; p++)
            str_printf(&want, "%d: Invalid time unit `%c'\n",
                       slice_find(slice_from(no_units[i].line), '\n') == SIZE_MAX ? 6 : 7, *p);
        cr_expect_not_null(c, "%s", no_units[i].line);
        cr_expect_str_eq(test.said.p, want.p, "%s gives %s", no_units[i].line, test.said.p);
        config_drop(c);
    }
}

Test(mistakes, a_file_that_is_not_there_is_told)
{
    struct config_request request = {.path = "/nonexistent/t.cf", .report = test_hear};
    struct err err = {0};

    cr_expect_null(config_read(&request, &err));
    cr_expect_str_eq(test.said.p,
                     "/nonexistent/t.cf: line 0: cannot open: No such file or directory\n");
    cr_expect_eq(err.status, EX_OSFILE);
}

Test(mistakes, a_value_that_is_no_mode_ends_the_reading_where_it_always_has)
{
    struct slice path = arena_printf(test.in, "%s/t.cf", test.dir);
    struct config_request request = {.path = path.p,
                                     .report = test_hear,
                                     .no_probe = true,
                                     .host = "mail.example.com",
                                     .keep_going = true,
                                     .end_as_ever = true};
    struct err err = {0};

    cr_assert(file_replace(path.p, SLICE("O Foo=1\nO DeliveryMode=z\nO Foo=2\n"), 0644, &err));
    str_clear(&test.said);
    cr_expect_null(config_read(&request, &err));
    cr_expect_eq(err.status, EX_USAGE);
    cr_expect_str_eq(test.said.p,
                     "1: readcf: unknown option name Foo\n2: Unknown delivery mode z\n");
}

Test(mistakes, the_first_mistake_gives_the_status)
{
    static const struct {
        const char *text;
        int status;
    } rows[] = {{"O Foo=1\nFw/none\n", EX_SOFTWARE}, {"Fw/none\nO Foo=1\n", EX_OSERR}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice path = arena_printf(test.in, "%s/t.cf", test.dir);
        struct config_request request = {.path = path.p, .report = test_hear, .no_probe = true};
        struct err err = {0};

        cr_assert(file_replace(path.p, arena_printf(test.in, "%s%s", test_base, rows[i].text), 0644,
                               &err));
        cr_expect_null(config_read(&request, &err));
        cr_expect_eq(err.status, rows[i].status, "%s", rows[i].text);
    }
}

Test(mistakes, all_mistakes_are_reported_in_one_run)
{
    cr_expect_null(test_read_with("zfoo\n# fine\nO Foo=bar\n\nMx\n", NULL, 0));
    cr_expect_str_eq(test.said.p, "6: unknown configuration line \"zfoo\"\n"
                                  "8: readcf: unknown option name Foo\n"
                                  "10: Mx: A= argument required\n");
}
