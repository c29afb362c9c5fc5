/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/cf_lint.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/attr.h"
#include "conf/options.h"

/* A line of a .cf, what is said of it (NULL: nothing) and the line to write instead (NULL: none).
 */
static const struct {
    const char *line, *id, *right;
} lines[] = {
    {"O LogLevel=9", NULL, NULL},
    {"O LogLevel=high", "cf-syntax-07", NULL},
    {"O MaxMessageSize=10M", "cf-syntax-07", "10485760"},
    {"O MaxMessageSize=10000000", NULL, NULL},
    {"O TempFileMode=0600", NULL, NULL},
    {"O TempFileMode=rw", "cf-syntax-07", NULL},
    {"O TryNullMXList", NULL, NULL},
    {"O TryNullMXList=yes", NULL, NULL},
    {"O TryNullMXList=0", NULL, NULL},
    {"O TryNullMXList=on", "cf-syntax-08", "True"},
    {"O SuperSafe=PostMilter", NULL, NULL},
    {"O SuperSafe=sure", "cf-syntax-08", "False"},
    {"O Timeout.queuereturn=5d", NULL, NULL},
    {"O Timeout.queuereturn=5 days", "cf-syntax-09", "5d"},
    {"O Timeout.queuereturn=1h30m", NULL, NULL},
    {"O Timeout.connect=1 hour, 30 minutes", "cf-syntax-09", "1h30m"},
    {"O Timeout.queuewarn=now", NULL, NULL},
    {"OL9", NULL, NULL},
    {"OLhigh", "cf-syntax-07", NULL},
    {"O PrivacyOptions=authwarnings, novrfy", NULL, NULL},
    {"O PrivacyOptions=authwarning", "cf-syntax-10", "authwarnings"},
    {"O ResolverOptions=+DNSRCH -DEFNAMES WorkAroundBrokenAAAA", NULL, NULL},
    {"O DeliveryMode=background", NULL, NULL},
    {"O DeliveryMode=sideways", "cf-syntax-10", NULL},
    {"O NoRecipientAction=add-bcc", NULL, NULL},
    {"O NoRecipientAction=addbcc", "cf-syntax-10", "add-bcc"},
    {"O AuthOptions=A p", NULL, NULL},
    {"O AuthOptions=AP", "cf-syntax-11", "p"},
    {"O LogLevl=9", "cf-syntax-06", "LogLevel"},
    {"O MaxHopCount 30", "cf-syntax-06", "MaxHopCount=30"},
    {"O DaemonPortOptions=Port=587, Name=MSA, M=Ea", NULL, NULL},
    {"O DaemonPortOptions=Port=587, Name=MSA, M=Ex", "cf-syntax-13", NULL},
    {"O DaemonPortOptions=Family=inet6, Address=::1, Modify=O", NULL, NULL},
    {"O DaemonPortOptions=Port=smtp, Addr=127.0.0.300", "cf-syntax-14", NULL},
    {"O DaemonPortOptions=Port=70000", "cf-syntax-14", NULL},
    {"O DaemonPortOptions=Naem=MTA", "cf-syntax-12", "Name"},
    {"O DaemonPortOptions=children=ten", "cf-syntax-07", NULL},
    {"O ClientPortOptions=Family=inet, Addr=192.0.2.1, M=h", NULL, NULL},
    {"O ClientPortOptions=Family=inet, M=E", "cf-syntax-13", NULL},
    {"R$* $+\t$: $>Known $1 $>3 $2", NULL, NULL},
    {"R$*\t$: $>Knwon $1", "cf-syntax-03", "Known"},
    {"R$*\t$: $> $&{name} $1", NULL, NULL},
    {"R$* $>Nothing\t$1", NULL, NULL},
    {"R$* $+\t$#esmtp $@ $1 $: $2", NULL, NULL},
    {"R$* $+\t$#emstp $@ $1 $: $2", "cf-syntax-19", "esmtp"},
    {"R$*\t$#error $@ 5.7.1 $: \"550 no\"", NULL, NULL},
    {"R$*\t$: $(table $1 $: none $)", NULL, NULL},
    {"R$*\t$: $(tabel $1 $)", "cf-syntax-20", "table"},
    {"HSubject: $>+Known", NULL, NULL},
    {"HSubject: $>Unknown", "cf-syntax-03", NULL},
    {"Mx, P=/bin/x, F=l, S=Known/3, R=None, A=x", "cf-syntax-03", NULL},
    {"Scheck_mial\nR$*\t$@ $1", "cf-syntax-21", "check_mail"},
    {"Sanything\nR$*\t$@ $1", NULL, NULL},
    {"R$+ $-\t$2 $1", NULL, NULL},
    {"R$+ < $=w >\t$3 $1", "cf-syntax-02", "$2"},
    {"Rno\t$1", "cf-syntax-02", NULL},
    {"R$+\t$0", "cf-syntax-02", "$1"},
    {"R$+\t$1\t$2 is no part of it", NULL, NULL},
    {"R$+\t$#nosuch $@ $1 $: $1", "cf-syntax-19", NULL},
    {"R$+\t$#word", NULL, NULL},
    {"Kx hash -o /t", NULL, NULL},
    {"Kx hsah -o /t", "cf-syntax-05", "hash"},
    {"Kx mysql -h db", "cf-syntax-05", NULL},
    {"D{name value", "cf-syntax-04", "{name}"},
    {"D{name}value", NULL, NULL},
};

struct told {
    const char *id;
    int line;
    char right[64];
};

static void remember(void *ctx, const struct cf_fault *fault)
{
    struct told *told = ctx;

    *told = (struct told){.id = fault->id, .line = fault->line};
    for (size_t i = 0; i < fault->right.len && i + 1 < sizeof told->right; i++)
        told->right[i] = fault->right.p[i];
}

Test(cf_lint, a_wrong_line_is_told_with_its_remedy_and_a_right_one_is_not)
{
    struct arena *in = arena_new();

    for (size_t i = 0; i < COUNT(lines); i++) {
        struct told told = {0};
        struct slice text = arena_printf(
            in, "Mesmtp, P=[IPC], A=TCP $h\nKtable hash /t\nSKnown\n%s\n", lines[i].line);

        cf_lint(text, in, remember, &told);
        cr_expect_eq(told.id != NULL, lines[i].id != NULL, "%s", lines[i].line);
        if (told.id == NULL || lines[i].id == NULL)
            continue;
        cr_expect_str_eq(told.id, lines[i].id, "%s", lines[i].line);
        cr_expect_eq(told.line, 4, "%s", lines[i].line);
        cr_expect_str_eq(told.right, lines[i].right != NULL ? lines[i].right : "", "%s",
                         lines[i].line);
    }
    arena_drop(in);
}

/* The compiled defaults are values that the daemon means. */
Test(cf_lint, no_default_of_an_option_is_told)
{
    struct arena *in = arena_new();

    for (size_t i = 0; i < option_count; i++) {
        struct told told = {0};
        if (option_table[i].name[0] == '\0' || option_table[i].initial == NULL)
            continue;
        cf_lint(arena_printf(in, "O %s=%s\n", option_table[i].name, option_table[i].initial), in,
                remember, &told);
        cr_expect(told.id == NULL, "%s=%s: %s", option_table[i].name, option_table[i].initial,
                  told.id);
    }
    arena_drop(in);
}

Test(cf_lint, a_line_that_goes_on_is_looked_at_too)
{
    struct arena *in = arena_new();
    struct told told = {0};

    cf_lint(SLICE("SKnown\nR$*\n\t$: $>Knwon $1\n"), in, remember, &told);
    cr_assert(told.id != NULL && strcmp(told.id, "cf-syntax-03") == 0);
    cr_expect_eq(told.line, 3);
    arena_drop(in);
}
