/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/checks.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/attr.h"
#include "cfcompile/cf_fault.h"
#include "cfcompile/lint.h"
#include "cfcompile/mc_run.h"

/* In the order of their ids. */
const struct check_row lint_rows[] = {
    {"alias-02", SEVERITY_WARNING, "an :include: list that cannot be read"},
    {"alias-03", SEVERITY_WARNING, "a program of an alias that cannot be run"},
    {"auth-02", SEVERITY_WARNING, "AUTH without a Sendmail.conf"},
    {"auth-03", SEVERITY_WARNING, "AUTH by a saslauthd that does not run"},
    {"auth-04", SEVERITY_ERROR, "AuthInfo in the wrong form"},
    {"cf-syntax-01", SEVERITY_ERROR, "a rule without a tab"},
    {"cf-syntax-15", SEVERITY_ERROR, "a .cf that was cut off"},
    {"cf-syntax-16", SEVERITY_ERROR, "no sendmail.cf"},
    {"cf-syntax-17", SEVERITY_WARNING, "a .cf that was edited by hand"},
    {"cf-syntax-18", SEVERITY_WARNING, "two sendmail.cf"},
    {"class-01", SEVERITY_ERROR, "a file of a class that is not there"},
    {"class-02", SEVERITY_WARNING, "a file of a class that may be missing, and is"},
    {"class-03", SEVERITY_WARNING, "no word of a list of domains"},
    {"feature-09", SEVERITY_WARNING, "a table whose FEATURE is off"},
    {"feature-10", SEVERITY_WARNING, "a virtual domain that is none"},
    {"feature-11", SEVERITY_WARNING, "a domain of genericstable that is not in GENERICS_DOMAIN"},
    {"host-01", SEVERITY_WARNING, "a host without a domain in its name"},
    {"host-06", SEVERITY_ERROR, "a sender's domain that is not in the DNS"},
    {"host-13", SEVERITY_WARNING, "mail of programs handed to where nothing listens"},
    {"m4-loop-01", SEVERITY_ERROR, "a macro that calls itself"},
    {"map-01", SEVERITY_ERROR, "a text newer than its database"},
    {"map-03", SEVERITY_ERROR, "a line that makemap or newaliases refuses"},
    {"map-05", SEVERITY_ERROR, "a database that is missing"},
    {"map-06", SEVERITY_ERROR, "a database of another kind"},
    {"map-07", SEVERITY_WARNING, "an alias database of another program, or half built"},
    {"map-08", SEVERITY_WARNING, "aliases newer than their database"},
    {"map-09", SEVERITY_ERROR, "a network with a mask, a name with a dot at its end"},
    {"map-10", SEVERITY_WARNING, "an action that is misspelt"},
    {"map-11", SEVERITY_ERROR, "a mailer that there is not"},
    {"map-12", SEVERITY_WARNING, "a route without a mailer"},
    {"map-15", SEVERITY_WARNING, "a route that leads back here"},
    {"map-16", SEVERITY_WARNING, "aliases that lead back to themselves"},
    {"map-17", SEVERITY_WARNING, "a class changed after the daemon has read it"},
    {"map-19", SEVERITY_WARNING, "a key that nobody asks for"},
    {"map-20", SEVERITY_WARNING, "a value of another kind than the table's"},
    {"masq-06", SEVERITY_WARNING, "two names for mail of one host"},
    {"milter-04", SEVERITY_WARNING, "a milter without its socket"},
    {"online-01", SEVERITY_ERROR, "a host that there is not"},
    {"online-02", SEVERITY_WARNING, "a host where nothing answers"},
    {"online-03", SEVERITY_WARNING, "a name that could not be looked up just now"},
    {"online-04", SEVERITY_WARNING, "this host's name without an address in the DNS"},
    {"online-05", SEVERITY_WARNING, "mail for a local domain that goes elsewhere"},
    {"perm-01", SEVERITY_ERROR, "a directory that others may write in"},
    {"perm-02", SEVERITY_ERROR, "a file that others may write"},
    {"perm-04", SEVERITY_ERROR, "a file that RunAsUser may not read"},
    {"perm-06", SEVERITY_ERROR, "a queue that others may write in"},
    {"perm-07", SEVERITY_ERROR, "a queue that is missing"},
    {"perm-08", SEVERITY_ERROR, "a sendmail that is not set-gid"},
    {"perm-09", SEVERITY_ERROR, "a home or .forward that others may write"},
    {"perm-10", SEVERITY_ERROR, "a program that smrsh will not run"},
    {"queue-01", SEVERITY_ERROR, "less space than MinFreeBlocks"},
    {"queue-02", SEVERITY_ADVICE, "load above RefuseLA or QueueLA"},
    {"queue-03", SEVERITY_WARNING, "a host that counts as down"},
    {"queue-04", SEVERITY_WARNING, "mail that no queue run looks at"},
    {"queue-05", SEVERITY_WARNING, "a mailer whose program is not there"},
    {"security-01", SEVERITY_WARNING, "bare line ends from everybody"},
    {"service-01", SEVERITY_WARNING, "a .mc newer than its .cf"},
    {"service-03", SEVERITY_WARNING, "mail of programs goes past the smart host"},
    {"service-04", SEVERITY_WARNING, "files left by an upgrade"},
    {"tls-02", SEVERITY_ERROR, "a secret that others may read"},
    {"tls-03", SEVERITY_ERROR, "a key of another certificate"},
    {"tls-04", SEVERITY_WARNING, "a certificate that ends, or a new one that is not read yet"},
};
const size_t lint_row_count = COUNT(lint_rows);

enum { ID_WIDTH = 13 };

static void print_row(const struct check_row *row)
{
    static const char *const words[] = {"error", "warning", "advice"};

    printf("%-*s %-8s %s\n", ID_WIDTH, row->id, words[row->severity], row->title);
}

/* Those of the id, or all; an id is in one table. */
static bool print_table(const struct check_row *rows, size_t count, const char *id)
{
    bool any = false;

    for (size_t i = 0; i < count; i++)
        if (id == NULL || strcmp(id, rows[i].id) == 0) {
            print_row(&rows[i]);
            any = true;
        }
    return any;
}

static bool print_topic(const struct mc_check *rows, const char *id)
{
    bool any = false;

    for (; rows->id != NULL; rows++)
        if (id == NULL || strcmp(id, rows->id) == 0) {
            print_row(&(struct check_row){rows->id, rows->severity, rows->title});
            any = true;
        }
    return any;
}

/* A mistake may be seen in the .mc and in what lies beside it: one line is enough. */
static bool print_rows(const char *id)
{
    bool any = false;

    for (size_t t = 0; t < mc_run_topic_count; t++)
        any = print_topic(mc_run_topics[t], id) || any;
    if (id == NULL || !any)
        any = print_table(cf_fault_rows, cf_fault_row_count, id) || any;
    if (id == NULL || !any)
        any = print_table(lint_rows, lint_row_count, id) || any;
    return any;
}

int checks_list(void)
{
    print_rows(NULL);
    return EX_OK;
}

bool checks_print(const char *id)
{
    return print_rows(id);
}
