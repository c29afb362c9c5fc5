/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_args -- the arguments that a FEATURE of an imported .cf was given, read from the lines and
 * rules it left there.
 */
#ifndef CFCOMPILE_IMPORT_ARGS_H
#define CFCOMPILE_IMPORT_ARGS_H

#include "cfcompile/import_mc.h"
#include "cfcompile/import_read.h"

struct import_finder {
    const struct import_file *f;
    const char *cf_dir;
    struct arena *in;
    struct mc_text *mc;
};

/* Fills args[1]...; args[0] is the name. Returns their count with the name; 0: write nothing. */
typedef size_t import_args_fn(const struct import_finder *x, struct slice *args);

struct import_feature {
    const char *name;
    import_args_fn *args;
    const char *map; /* the K line that gives it away when the head is gone; NULL: none does */
};
extern const struct import_feature import_feature_rows[];
extern const size_t import_feature_count;

/* FEATURE(name, what its row reads), once or, for lists in the DNS, for each of them. */
void import_feature_write(const struct import_finder *x, struct slice name);

#endif
