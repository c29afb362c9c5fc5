/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_option -- O lines as defines. Which define makes which option is read from the library's
 * own table (m4/options.m4).
 */
#ifndef CFCOMPILE_IMPORT_OPTION_H
#define CFCOMPILE_IMPORT_OPTION_H

#include "cfcompile/import_mc.h"
#include "cfcompile/import_read.h"

void import_options(const struct import_file *wanted, const struct import_file *made,
                    const char *cf_dir, enum mc_part part, struct arena *in, struct mc_text *mc);

#endif
