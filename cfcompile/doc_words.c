/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a .mc may say besides parts of the library: the words of the vocabulary, and the names that
 * define gives a value, most of which are rows of the library's table of options.
 */
#include <stdio.h>

#include "base/attr.h"
#include "cfcompile/doc.h"
#include "conf/options.h"
#include "os/file.h"

enum { MAX_FILE = 1 << 20 };

const struct doc_word doc_words[] = {
    {"VERSIONID", "VERSIONID(`text')dnl", "A remark at the head of the .cf."},
    {"OSTYPE", "OSTYPE(`linux')dnl", "The system: paths, local mailer. Once, before all else."},
    {"DOMAIN", "DOMAIN(`generic')dnl", "What a site sets for all its hosts: a file of domain/."},
    {"FEATURE", "FEATURE(`access_db')dnl",
     "A part of the library, before the first MAILER; cfcompile features lists them."},
    {"MAILER", "MAILER(`smtp')dnl", "A way to deliver mail, behind all features."},
    {"HACK", "HACK(`name')dnl", "A part that is a site's own: a file of hack/."},
    {"SITECONFIG", "SITECONFIG(`file', `host', `class')dnl", "UUCP neighbours, from siteconfig/."},
    {"SITE", "SITE(`names')dnl", "In a file of siteconfig/: UUCP neighbours."},
    {"MASQUERADE_AS", "MASQUERADE_AS(`example.com')dnl",
     "What replaces this host's name in senders' addresses; the last one counts."},
    {"MASQUERADE_DOMAIN", "MASQUERADE_DOMAIN(`other.example third.example')dnl",
     "Further names that MASQUERADE_AS replaces."},
    {"MASQUERADE_EXCEPTION", "MASQUERADE_EXCEPTION(`host.example.com')dnl",
     "Names that stay as they are."},
    {"EXPOSED_USER", "EXPOSED_USER(`root')dnl", "Users whose addresses keep the host's name."},
    {"LOCAL_USER", "LOCAL_USER(`root')dnl",
     "Users whose mail stays here although MAIL_HUB or LOCAL_RELAY takes the others'."},
    {"LOCAL_DOMAIN", "LOCAL_DOMAIN(`example.com')dnl",
     "Domains whose mail is delivered here (class w), as in local-host-names."},
    {"RELAY_DOMAIN", "RELAY_DOMAIN(`example.com 192.0.2')dnl",
     "Hosts and domains from which, and to which, mail is relayed (class R)."},
    {"CANONIFY_DOMAIN", "CANONIFY_DOMAIN(`example.com')dnl",
     "Domains that are looked up although FEATURE(nocanonify) is on."},
    {"GENERICS_DOMAIN", "GENERICS_DOMAIN(`example.com')dnl",
     "Domains whose senders are looked up in genericstable."},
    {"LDAPROUTE_DOMAIN", "LDAPROUTE_DOMAIN(`example.com')dnl",
     "Domains whose recipients FEATURE(ldap_routing) looks up."},
    {"LDAPROUTE_EQUIVALENT", "LDAPROUTE_EQUIVALENT(`host.example.com')dnl",
     "Names that count as the masquerade name there."},
    {"VIRTUSER_DOMAIN", "VIRTUSER_DOMAIN(`shop.example')dnl",
     "Domains whose recipients are looked up in virtusertable, besides the local ones."},
    {"DAEMON_OPTIONS", "DAEMON_OPTIONS(`Port=smtp, Addr=127.0.0.1, Name=MTA')dnl",
     "A listener; the first replaces the usual one for SMTP."},
    {"CLIENT_OPTIONS", "CLIENT_OPTIONS(`Family=inet, Addr=192.0.2.1')dnl",
     "Where outgoing connections come from."},
    {"QUEUE_GROUP", "QUEUE_GROUP(`slow', `P=/var/spool/mqueue/slow, R=2')dnl",
     "A queue of its own, for mailers with Q= or rule set queuegroup."},
    {"MAIL_FILTER", "MAIL_FILTER(`name', `S=inet:8891@localhost, F=T')dnl",
     "Defines a filter; confINPUT_MAIL_FILTERS says which are used, in which order."},
    {"INPUT_MAIL_FILTER", "INPUT_MAIL_FILTER(`name', `S=inet:8891@localhost, F=T')dnl",
     "Defines a filter and uses it, in the order of the calls."},
    {"TRUST_AUTH_MECH", "TRUST_AUTH_MECH(`PLAIN LOGIN')dnl",
     "Clients that logged in by one of these may relay."},
    {"MODIFY_MAILER_FLAGS", "MODIFY_MAILER_FLAGS(`LOCAL', `+S')dnl",
     "Flags of a mailer, added, taken away or replaced, before its MAILER."},
    {"UUCPSMTP", "UUCPSMTP(`name', `domain')", "Below LOCAL_RULE_3: a UUCP name is that domain."},
    {"LOCAL_CONFIG", "LOCAL_CONFIG", "Lines of the .cf follow: classes, macros, maps, options."},
    {"LOCAL_RULE_0", "LOCAL_RULE_0", "Rules follow that choose the mailer of an address."},
    {"LOCAL_RULE_1", "LOCAL_RULE_1", "Rules follow for addresses of senders."},
    {"LOCAL_RULE_2", "LOCAL_RULE_2", "Rules follow for addresses of recipients."},
    {"LOCAL_RULE_3", "LOCAL_RULE_3", "Rules follow for each address that was made canonical."},
    {"LOCAL_RULESETS", "LOCAL_RULESETS", "Rule sets follow, SLocal_check_mail and the like."},
    {"LOCAL_NET_CONFIG", "LOCAL_NET_CONFIG", "Rules follow for mail that goes past a smart host."},
    {"MAILER_DEFINITIONS", "MAILER_DEFINITIONS", "M lines and their rule sets follow."},
    {"SMART_HOST", "define(`SMART_HOST', `relay.example.com')dnl",
     "Where all mail goes that is not for this host; [name] leaves MX records aside."},
    {"MASQUERADE_NAME", "MASQUERADE_AS(`example.com')dnl", "What MASQUERADE_AS sets."},
    {"confDOMAIN_NAME", "define(`confDOMAIN_NAME', `mail.example.com')dnl",
     "The full name of this host, where the system does not know it ($j)."},
    {"confMAILER_NAME", "define(`confMAILER_NAME', `MAILER-DAEMON')dnl", "Who sends bounces ($n)."},
    {"confCF_VERSION", "define(`confCF_VERSION', `Site')dnl", "What is added to the version ($Z)."},
    {"confCW_FILE", "define(`confCW_FILE', `/etc/mail/local-host-names')dnl",
     "The file of FEATURE(use_cw_file)."},
    {"confCT_FILE", "define(`confCT_FILE', `/etc/mail/trusted-users')dnl",
     "The file of FEATURE(use_ct_file)."},
    {"confCR_FILE", "define(`confCR_FILE', `-o /etc/mail/relay-domains')dnl",
     "The file with what RELAY_DOMAIN has."},
    {"confTRUSTED_USERS", "define(`confTRUSTED_USERS', `uucp')dnl",
     "Further users who may set the sender with -f without a warning."},
    {"confLDAP_CLUSTER", "define(`confLDAP_CLUSTER', `name')dnl",
     "The cluster whose entries count in the sendmailMTA schema."},
    {"DATABASE_MAP_TYPE", "define(`DATABASE_MAP_TYPE', `hash')dnl",
     "The class of the tables that features name no class for."},
};
const size_t doc_word_count = COUNT(doc_words);

/* "_O(`define', `Option', `default', `help')" and "_D(`letter', `define', `help')". */
static bool take_row(struct slice row, struct slice fields[4])
{
    size_t n = 0;

    if (!slice_skip_text_case(&row, SLICE("_O(`")) && !slice_skip_text_case(&row, SLICE("_D(`")))
        return false;
    for (; n < 4; n++) {
        size_t end = slice_search(row, SLICE("', `"));
        bool last = end == SIZE_MAX;
        fields[n] = slice_part(row, 0, last ? slice_search(row, SLICE("')")) : end);
        if (last)
            return n >= 2;
        row = slice_from_at(row, end + 4);
    }
    return true;
}

static void print_sentence(struct slice help)
{
    if (help.len > 0)
        printf("%c%.*s.\n", ascii_upper(help.p[0]), SLICE_ARG(slice_from_at(help, 1)));
}

static bool print_row(const struct slice fields[4], bool is_relay)
{
    const struct option *row;

    if (is_relay) {
        printf("define(`%.*s', `relay.example.com')dnl\n", SLICE_ARG(fields[1]));
        print_sentence(fields[2]);
        return true;
    }
    printf("define(`%.*s', `%.*s')dnl\n", SLICE_ARG(fields[0]), SLICE_ARG(fields[2]));
    print_sentence(fields[3]);
    printf("In the .cf: O %.*s\n", SLICE_ARG(fields[1]));
    if (option_find(fields[1], &row) == OPTION_EXACT && option_note(row) != NULL)
        printf("Changes nothing: %s.\n", option_note(row));
    return true;
}

/* What a mailer's M line has, by the end of the name: SMTP_MAILER_MAX. */
static const struct {
    const char *end, *example, *help;
} mailer_settings[] = {
    {"_MAILER_PATH", "/usr/bin/procmail", "The program, P= of its M line."},
    {"_MAILER_ARGS", "TCP $h 587", "The arguments, A= of its M line; behind TCP $h the port."},
    {"_MAILER_FLAGS", "n", "Flags that are added to its own, F= of its M line."},
    {"_MAILER_MAX", "10000000", "The largest message it takes, M= of its M line."},
    {"_MAILER_MAXMSGS", "100", "Messages on one connection, m= of its M line."},
    {"_MAILER_MAXRCPTS", "100", "Recipients of one message, r= of its M line."},
    {"_MAILER_CHARSET", "iso-8859-1", "The character set of 8-bit mail, C= of its M line."},
    {"_MAILER_QGRP", "slow", "The queue of its mail, Q= of its M line."},
    {"_MAILER_EOL", "\\n", "How lines end, E= of its M line."},
};

static bool print_mailer_setting(struct slice name)
{
    size_t at = slice_search(name, SLICE("_MAILER_"));

    for (size_t i = 0; i < COUNT(mailer_settings) && at != SIZE_MAX; i++)
        if (slice_is_case(slice_from_at(name, at), mailer_settings[i].end)) {
            printf("define(`%.*s', `%s')dnl\nOf the mailer %.*s, before its MAILER. %s\n",
                   SLICE_ARG(name), mailer_settings[i].example, SLICE_ARG(slice_part(name, 0, at)),
                   mailer_settings[i].help);
            return true;
        }
    return false;
}

bool doc_print_define(const char *cf_dir, struct slice name, struct arena *in)
{
    static const char *const files[] = {"options.m4", "milters.m4", "assemble.m4"};
    struct slice text, row, fields[4];

    for (size_t i = 0; i < doc_word_count; i++)
        if (slice_is_case(name, doc_words[i].name)) {
            printf("%s\n%s\n", doc_words[i].form, doc_words[i].help);
            return true;
        }
    for (size_t f = 0; f < COUNT(files); f++) {
        if (!file_read(arena_printf(in, "%s/m4/%s", cf_dir, files[f]).p, MAX_FILE, in, &text, NULL))
            continue;
        while (slice_line(&text, &row)) {
            bool is_relay = slice_starts(row, SLICE("_D("));
            if (take_row(row, fields) && slice_eq_case(fields[is_relay ? 1 : 0], name))
                return print_row(fields, is_relay);
        }
    }
    return print_mailer_setting(name);
}
