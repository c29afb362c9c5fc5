/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_mailer -- M lines as the defines of the library's mailers, or as they are.
 */
#ifndef CFCOMPILE_IMPORT_MAILER_H
#define CFCOMPILE_IMPORT_MAILER_H

#include "cfcompile/import_mc.h"
#include "cfcompile/import_read.h"

/* `late`: what defines did not reach is written as an M line. */
void import_mailers(const struct import_file *wanted, const struct import_file *made, bool late,
                    struct arena *in, struct mc_text *mc);

#endif
