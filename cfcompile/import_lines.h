/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_lines -- options, macros, classes, maps, mailers, headers and the other single lines of a
 * .cf, as what a .mc says to get them.
 *
 * Two files are compared: the one to import, and what the .mc written so far compiles to. What the
 * second has too needs no words; what is different becomes a define, a list, or the line itself.
 */
#ifndef CFCOMPILE_IMPORT_LINES_H
#define CFCOMPILE_IMPORT_LINES_H

#include "cfcompile/import_mc.h"
#include "cfcompile/import_read.h"

/* Relays, which some features look at when they are read. */
void import_relays(const struct import_file *wanted, struct mc_text *mc);
/* `late`: defines go behind the features, which have changed what earlier ones said. */
void import_lines(const struct import_file *wanted, const struct import_file *made,
                  const char *cf_dir, bool late, struct arena *in, struct mc_text *mc);

#endif
