/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_rules -- the rules that a site wrote, told from those of the library that made the .cf.
 *
 * Rule sets with names of their own are the site's. In rule sets of the library a rule is the
 * site's when its fingerprint is not known (import_known.c, and what our library writes); where a
 * .mc can put rules there, it goes to that section, and elsewhere it is only counted.
 */
#ifndef CFCOMPILE_IMPORT_RULES_H
#define CFCOMPILE_IMPORT_RULES_H

#include <stdint.h>

#include "cfcompile/import_mc.h"
#include "cfcompile/import_read.h"

struct import_losses {
    int *p; /* lines of rules that have no section to go to */
    size_t len, cap;
};

/* `made` is what our library makes of the .mc so far: its rules are no site's. */
void import_rules(const struct import_file *f, const struct import_file *made, struct arena *in,
                  struct mc_text *mc, struct import_losses *lost);

/* Hash of a rule set's name and a rule without comment, blanks and the name of a mailer behind
 * "$#". */
uint32_t import_fingerprint(const struct import_line *rule);
/* Of the rules that the classic library (8.17) writes; sorted (import_known.c). */
extern const uint32_t import_known[];
extern const size_t import_known_count;

#endif
