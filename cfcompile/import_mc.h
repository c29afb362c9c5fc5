/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_mc -- the .mc that an import writes, part by part; text is quoted where m4 would read it.
 */
#ifndef CFCOMPILE_IMPORT_MC_H
#define CFCOMPILE_IMPORT_MC_H

#include "base/str.h"

enum mc_part {
    MC_HEAD,    /* VERSIONID, OSTYPE */
    MC_DEFINES, /* before features */
    MC_FEATURES,
    MC_LATE,  /* defines that features would change */
    MC_LISTS, /* classes, masquerading, ports, groups, filters */
    MC_MAILERS,
    MC_MAILER_LINES, /* MAILER_DEFINITIONS */
    MC_CONFIG,       /* LOCAL_CONFIG */
    MC_RULE_0,
    MC_RULE_1,
    MC_RULE_2,
    MC_RULE_3,
    MC_NET,
    MC_RULESETS,
    MC_PARTS,
};

struct mc_text {
    struct arena *in;
    struct str parts[MC_PARTS];
};

void mc_init(struct mc_text *mc, struct arena *in);
/* define(`name', `value')dnl; undefine(`name')dnl. */
void mc_define(struct mc_text *mc, enum mc_part part, struct slice name, struct slice value);
void mc_undefine(struct mc_text *mc, enum mc_part part, struct slice name);
/* WORD(`a', `b')dnl; trailing arguments with p == NULL are left out, others may be empty. */
void mc_call(struct mc_text *mc, enum mc_part part, const char *word, const struct slice *args,
             size_t count);
/* A line of the .cf as it is, letter and all. */
void mc_raw(struct mc_text *mc, enum mc_part part, char letter, struct slice text);
/* The whole, with `comment` (lines) on top. */
struct slice mc_join(const struct mc_text *mc, struct slice comment, struct arena *in);

#endif
