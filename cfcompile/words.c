/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/words.h"

#include <limits.h>

#include "base/attr.h"

/* A list and the same from a file. */
#define LIST(name)                                                                                 \
    {name, WORD_LIST, 1},                                                                          \
    {                                                                                              \
        name "_FILE", WORD_LIST, 1                                                                 \
    }

const struct word word_table[] = {
    /* The parts of a configuration. */
    {"VERSIONID", WORD_SINGLE, INT_MAX},
    {"OSTYPE", WORD_PART, 2},
    {"DOMAIN", WORD_PART, 2},
    {"FEATURE", WORD_PART, 10},
    {"HACK", WORD_PART, 10},
    {"MAILER", WORD_PART, 2},
    {"SITECONFIG", WORD_PART, 3},
    /* Single values. */
    {"MASQUERADE_AS", WORD_SINGLE, 1},
    /* Lists. */
    LIST("MASQUERADE_DOMAIN"),
    LIST("MASQUERADE_EXCEPTION"),
    LIST("EXPOSED_USER"),
    LIST("LOCAL_USER"),
    LIST("LOCAL_DOMAIN"),
    LIST("RELAY_DOMAIN"),
    LIST("CANONIFY_DOMAIN"),
    LIST("GENERICS_DOMAIN"),
    LIST("LDAPROUTE_DOMAIN"),
    LIST("LDAPROUTE_EQUIVALENT"),
    LIST("VIRTUSER_DOMAIN"),
    {"SITE", WORD_LIST, 1},
    /* Lines. */
    {"DAEMON_OPTIONS", WORD_LINE, 1},
    {"CLIENT_OPTIONS", WORD_LINE, 1},
    {"QUEUE_GROUP", WORD_LINE, 2},
    {"MAIL_FILTER", WORD_LINE, 2},
    {"INPUT_MAIL_FILTER", WORD_LINE, 2},
    {"TRUST_AUTH_MECH", WORD_LINE, 1},
    {"MODIFY_MAILER_FLAGS", WORD_LINE, 2},
    {"UUCPSMTP", WORD_LINE, 2},
    /* Sections. */
    {"LOCAL_CONFIG", WORD_SECTION, 0},
    {"LOCAL_RULE_0", WORD_SECTION, 0},
    {"LOCAL_RULE_1", WORD_SECTION, 0},
    {"LOCAL_RULE_2", WORD_SECTION, 0},
    {"LOCAL_RULE_3", WORD_SECTION, 0},
    {"LOCAL_RULESETS", WORD_SECTION, 0},
    {"LOCAL_NET_CONFIG", WORD_SECTION, 0},
    {"LOCAL_UUCP", WORD_SECTION, 0},
    {"LOCAL_DNSBL", WORD_SECTION, 0},
    {"LOCAL_SRV_FEATURES", WORD_SECTION, 0},
    {"LOCAL_CLT_FEATURES", WORD_SECTION, 0},
    {"LOCAL_TRY_TLS", WORD_SECTION, 0},
    {"LOCAL_TLS_RCPT", WORD_SECTION, 0},
    {"LOCAL_TLS_CLIENT", WORD_SECTION, 0},
    {"LOCAL_TLS_SERVER", WORD_SECTION, 0},
    {"MAILER_DEFINITIONS", WORD_SECTION, 0},
    /* For those who write parts of their own. */
    {"PUSHDIVERT", WORD_HELPER, 1},
    {"POPDIVERT", WORD_HELPER, 0},
    {"DOL", WORD_HELPER, 1},
    {"CONCAT", WORD_HELPER, 9},
    {"lower", WORD_HELPER, 1},
    {"strcasecmp", WORD_HELPER, 2},
    /* m4 itself; "format" and "hpux" are taken away by the library. */
    {"define", WORD_M4, 2},
    {"undefine", WORD_M4, INT_MAX},
    {"pushdef", WORD_M4, 2},
    {"popdef", WORD_M4, INT_MAX},
    {"defn", WORD_M4, INT_MAX},
    {"ifdef", WORD_M4, 3},
    {"ifelse", WORD_M4, INT_MAX},
    {"include", WORD_M4, 1},
    {"sinclude", WORD_M4, 1},
    {"divert", WORD_M4, 1},
    {"undivert", WORD_M4, INT_MAX},
    {"divnum", WORD_M4, 0},
    {"changequote", WORD_M4, 2},
    {"changecom", WORD_M4, 2},
    {"dnl", WORD_M4, 0},
    {"errprint", WORD_M4, INT_MAX},
    {"eval", WORD_M4, 3},
    {"incr", WORD_M4, 1},
    {"decr", WORD_M4, 1},
    {"index", WORD_M4, 2},
    {"len", WORD_M4, 1},
    {"substr", WORD_M4, 3},
    {"translit", WORD_M4, 3},
    {"regexp", WORD_M4, 3},
    {"patsubst", WORD_M4, 3},
    {"shift", WORD_M4, INT_MAX},
    {"m4wrap", WORD_M4, INT_MAX},
    {"m4exit", WORD_M4, 1},
    {"esyscmd", WORD_M4, 1},
    {"syscmd", WORD_M4, 1},
    {"sysval", WORD_M4, 0},
    {"builtin", WORD_M4, INT_MAX},
    {"indir", WORD_M4, INT_MAX},
    {"dumpdef", WORD_M4, INT_MAX},
    {"traceon", WORD_M4, INT_MAX},
    {"traceoff", WORD_M4, INT_MAX},
    {"mkstemp", WORD_M4, 1},
    {"maketemp", WORD_M4, 1},
};
const size_t word_count = COUNT(word_table);

const struct word *word_find(struct slice name)
{
    for (size_t i = 0; i < word_count; i++)
        if (slice_is(name, word_table[i].name))
            return &word_table[i];
    return NULL;
}
