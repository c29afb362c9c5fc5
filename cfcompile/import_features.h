/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_features -- which OSTYPE, FEATUREs and MAILERs made a .cf, and with which arguments.
 *
 * Generated files name the parts they were made from in comments at their head; rule sets, maps and
 * mailers tell the rest, and all of it when the comments are gone.
 */
#ifndef CFCOMPILE_IMPORT_FEATURES_H
#define CFCOMPILE_IMPORT_FEATURES_H

#include "cfcompile/import_mc.h"
#include "cfcompile/import_read.h"

/* Writes them. `cf_dir`: the library, which tells what there is. */
void import_features(const struct import_file *f, const char *cf_dir, struct arena *in,
                     struct mc_text *mc);

#endif
